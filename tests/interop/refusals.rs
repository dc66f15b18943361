//! What each server is known to refuse or drop, and why.

/// The steps that do not work on a server, each with the reason.
pub fn of(server: &str) -> &'static [(&'static str, &'static str)] {
    match server {
        "django-scim2" => &[
            ("edit displayName", "it derives displayName from the name"),
            ("edit title", "it answers 501 to a PATCH of title"),
            (
                "remove member",
                "it answers 501 to a value path, and removes by a list of values only (no RFC has that form)",
            ),
            ("import title", "it has no title"),
        ],
        "canaille" => &[
            ("create empty group", "its groups are never empty"),
            ("remove member", "it refuses a value path with an address in it"),
        ],
        _ => &[],
    }
}
