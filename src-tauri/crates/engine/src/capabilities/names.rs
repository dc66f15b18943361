//! One name for each fact: the preset format's. The protocol client's short names are older.

use rollcall_scim::ResourceModel;
use rollcall_scim_client::dialect::type_name;

/// The name and value of a fact, whatever it was called when it was noted.
pub(super) fn canonical(feature: &str, value: &str) -> (String, String) {
    let renamed = match feature {
        "patch" => "features.patch",
        "put" => "features.put",
        "filter" => "features.filter",
        "sort" | "sort.supported" => "features.sort",
        "etag" => "features.etag",
        "bulk" | "bulk.supported" => "features.bulk",
        "changePassword" => "features.change_password",
        "userName.unique" => "user.userName.unique",
        "etag.ifMatch" => "etag.if_match",
        "bulk.maxOperations" => "bulk.max_ops",
        "bulk.maxPayloadSize" => "bulk.max_bytes",
        "filter.maxResults" | "list.maxCount" => "list.*.count.max",
        "list.count" => "list.*.count.accepted",
        "list.startIndex" => return ("list.*.index".into(), word(value, "honoured", "ignored")),
        "list.totalResults" => return ("list.*.total_results".into(), word(value, "exact", "low")),
        "ifMatch.required" if value == "yes" => return ("etag.mode".into(), "required".into()),
        other => other,
    };
    (renamed.to_owned(), value.to_owned())
}

/// The fact whether a method works for a type, as `patch.Users.supported`.
pub(crate) fn method_fact(method: &str, model: &ResourceModel) -> String {
    format!("{method}.{}.supported", type_name(&model.endpoint))
}

fn word(value: &str, yes: &str, no: &str) -> String {
    match value {
        "yes" => yes,
        "no" => no,
        other => other,
    }
    .to_owned()
}
