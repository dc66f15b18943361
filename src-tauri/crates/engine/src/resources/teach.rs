//! What a refused PATCH teaches about the server's dialect. Nothing is sent a second time: the next review uses it.

use rollcall_scim::Filter;
use rollcall_scim::filter::CompareOp;
use rollcall_scim::patch::PatchOperation;
use rollcall_scim_client::dialect::{ValuePath, type_name};
use rollcall_scim_client::{ClientError, Dialect, EvidenceCode};
use serde_json::Value;

use super::prepared::Prepared;
use crate::connections::Profile;
use crate::{CapabilitySource, Engine};

/// A field of the dialect and what it was found to be.
#[derive(Debug, PartialEq, Eq)]
struct Lesson {
    feature: String,
    value: &'static str,
}

impl Engine {
    /// Notes what a refusal taught, with the server's words as evidence. Whether it taught anything.
    pub(super) async fn take_lesson(
        &self,
        profile: &Profile,
        prepared: &Prepared,
        operations: &[PatchOperation],
        error: &ClientError,
    ) -> bool {
        let endpoint = &prepared.model.endpoint;
        let Some(lesson) = lesson(&prepared.dialect, endpoint, operations, error) else {
            return false;
        };
        let status = error.status().unwrap_or_default();
        let evidence = EvidenceCode::PatchTaught.with(&[
            ("endpoint", endpoint),
            ("status", &status),
            ("words", &error.why()),
        ]);
        let evidence = evidence.shown_by(error.exchange());
        let (id, feature) = (profile.id, &lesson.feature);
        self.learn_one(id, feature, CapabilitySource::Learned, lesson.value, evidence)
            .await;
        true
    }
}

/// What the refusal of these operations is about, when only one thing can be meant by it.
fn lesson(
    dialect: &Dialect,
    endpoint: &str,
    operations: &[PatchOperation],
    error: &ClientError,
) -> Option<Lesson> {
    let ClientError::Status(refusal) = error else {
        return None;
    };
    if !matches!(refusal.status, 400 | 422) {
        return None;
    }
    let patch = dialect.patch.at(endpoint);
    let text = refusal.message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let keyword = |of: &[&str]| refusal.scim_type().is_some_and(|k| of.contains(&k));
    let filters: Vec<&Filter> = operations
        .iter()
        .filter_map(|o| o.path.as_ref())
        // Without a condition a member cannot leave safely; such a refusal is told each time.
        .filter(|p| !p.attr.attribute.eq_ignore_ascii_case("members"))
        .filter_map(|p| p.filter.as_deref())
        .collect();
    let extension = operations
        .iter()
        .filter_map(|o| o.path.as_ref())
        .any(|p| p.attr.urn.is_some() && !p.attr.attribute.is_empty() && !patch.dot_extension);
    let found = |field: &str, value: &'static str| {
        Some(Lesson {
            feature: format!("patch.{}.{field}", type_name(endpoint)),
            value,
        })
    };
    let at_once = [
        "too many operations",
        "one operation",
        "single operation",
        "multiple operations",
        "more than one operation",
    ];
    if operations.len() > 1 && (says(&at_once) || keyword(&["tooMany"])) {
        return found("max_ops", "1");
    }
    let booleans = operations.iter().any(|o| matches!(o.value, Some(Value::Bool(_))));
    if booleans && !patch.text_booleans && says(&["boolean", "must be a string", "expected string"]) {
        return found("booleans", "text");
    }
    let about_path = keyword(&["invalidPath", "invalidFilter"]) || says(&["path", "filter", "selector"]);
    if !about_path {
        return None;
    }
    match (filters.is_empty(), extension) {
        (false, false) => {
            let all_eq = filters
                .iter()
                .all(|f| matches!(f, Filter::Compare(_, CompareOp::Eq, _)));
            match patch.value_path {
                ValuePath::Full if !all_eq => found("value_path", "eq_only"),
                _ => found("value_path", "none"),
            }
        }
        // That the attribute itself is refused is more likely, unless the text speaks of the spelling.
        (true, true) if says(&["dot", "separator", "syntax"]) => found("ext_separator", "."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_scim::message::ScimError;
    use rollcall_scim::patch::{PatchPath, PatchVerb};
    use rollcall_scim_client::StatusError;
    use serde_json::json;

    fn set(path: &str, value: Value) -> PatchOperation {
        PatchOperation {
            verb: PatchVerb::Replace,
            path: Some(PatchPath::parse(path).unwrap()),
            value: Some(value),
        }
    }

    fn refused(scim_type: Option<&str>, text: &str) -> ClientError {
        ClientError::Status(Box::new(StatusError {
            status: 400,
            scim: ScimError::read(&json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": "400",
                "scimType": scim_type,
                "detail": text,
            })),
            message: text.into(),
            retry_after: None,
            challenge: None,
            html: false,
            hint: None,
            exchange: None,
        }))
    }

    fn learned(operations: &[PatchOperation], error: &ClientError) -> Option<(String, &'static str)> {
        lesson(&Dialect::default(), "/Users", operations, error).map(|l| (l.feature, l.value))
    }

    // Q-PAT-02, Q-PAT-03, Q-PAT-06
    #[test]
    fn a_refusal_teaches_only_what_it_can_be_about() {
        let filtered = [set("emails[type eq \"work\"].value", json!("kim@example.com"))];
        let started = [set("emails[value sw \"kim\"].type", json!("home"))];
        let plain = [set("title", json!("Dr"))];
        let two = [plain[0].clone(), set("active", json!(false))];
        let department = [set(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            json!("IT"),
        )];
        let path = refused(Some("invalidPath"), "the path is not supported");
        let of = |field: &str, value| Some((format!("patch.Users.{field}"), value));
        assert_eq!(learned(&filtered, &path), of("value_path", "none"));
        assert_eq!(
            learned(&started, &path),
            of("value_path", "eq_only"),
            "eq was not tried yet"
        );
        assert_eq!(
            learned(&plain, &path),
            None,
            "an attribute it does not have is no dialect"
        );
        assert_eq!(
            learned(&department, &path),
            None,
            "most likely it does not have the attribute"
        );
        assert_eq!(
            learned(&department, &refused(None, "use a dot behind the URN in a path")),
            of("ext_separator", ".")
        );
        let many = refused(Some("invalidValue"), "too many operations in one request");
        assert_eq!(learned(&two, &many), of("max_ops", "1"));
        assert_eq!(learned(&plain, &many), None, "it was one already");
        let boolean = refused(None, "active: expected string, got boolean");
        assert_eq!(learned(&two, &boolean), of("booleans", "text"));
    }
}
