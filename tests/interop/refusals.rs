//! What each server is known to refuse or drop, and why.

const FEW: &str = "it keeps names, one address and active, and drops the rest";

/// The steps that do not work on a server, each with the reason.
pub fn of(server: &str) -> &'static [(&'static str, &'static str)] {
    match server {
        "django-scim2" => &[
            ("edit displayName", "it derives displayName from the name"),
            ("edit title", "it answers 501 to a PATCH of title"),
            ("set addresses (complex values)", FEW),
            ("set department (text of an extension)", FEW),
            ("set manager (reference)", FEW),
            ("set nickName (text)", FEW),
            ("set phoneNumbers (several values)", FEW),
            ("set profileUrl (address of a page)", FEW),
            ("set x509Certificates (binary)", FEW),
            (
                "remove member",
                "it answers 501 to a value path, and removes by a list of values only (no RFC has that form)",
            ),
            ("import title", "it has no title"),
        ],
        "canaille" => &[
            ("create empty group", "its groups are never empty"),
            (
                "set manager (reference)",
                "it answers 500 to what its schema does not declare",
            ),
            (
                "set nickName (text)",
                "it answers 500 to what its schema does not declare",
            ),
            (
                "set phoneNumbers (several values)",
                "its telephone numbers have no type",
            ),
            (
                "set x509Certificates (binary)",
                "it answers 500 to what its schema does not declare",
            ),
            ("remove member", "it refuses a value path with an address in it"),
        ],
        _ => &[],
    }
}
