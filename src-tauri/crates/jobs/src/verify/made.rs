//! A create that was answered 200: was something made, or was somebody changed who was there (Q-ERR-03)?

use rollcall_scim::Resource;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What an answer of 200 to a create proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Something was made.
    New,
    /// What is answered is older than the request.
    Existing,
    /// Neither.
    Unproven,
}

/// Judges by the answer's own dates, and by whether the name was seen to be free before.
///
/// `earliest_ms`: an entry made before is not of this request, whatever the clocks.
pub fn made(answer: &Resource, absent_before: bool, earliest_ms: i64) -> Made {
    match date_ms(answer, "created") {
        Some(created) if created < earliest_ms => Made::Existing,
        _ if absent_before => Made::New,
        // As young as the request, and not changed since it was made.
        Some(created) if date_ms(answer, "lastModified") == Some(created) => Made::New,
        _ => Made::Unproven,
    }
}

/// `meta.created` in milliseconds.
pub fn created_ms(resource: &Resource) -> Option<i64> {
    date_ms(resource, "created")
}

fn date_ms(resource: &Resource, name: &str) -> Option<i64> {
    let text = resource.get_ci("meta")?.get(name)?.as_str()?;
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// 2026-01-02T00:00:00Z.
    const SENT: i64 = 1_767_312_000_000;

    fn judged(created: &str, modified: &str, absent_before: bool) -> Made {
        let answer = json!({"id": "7", "meta": {"created": created, "lastModified": modified}});
        made(&Resource::from_value(answer).unwrap(), absent_before, SENT)
    }

    #[test]
    fn q_err_03_a_create_answered_200_made_something_only_with_proof() {
        let (old, young, later) = (
            "2025-12-01T00:00:00Z",
            "2026-01-02T00:00:01Z",
            "2026-01-02T00:00:02Z",
        );
        assert_eq!(
            judged(old, young, true),
            Made::Existing,
            "the date is stronger than what was seen before"
        );
        assert_eq!(judged(old, young, false), Made::Existing);
        assert_eq!(
            judged(young, later, true),
            Made::New,
            "nobody had the name, and it is young"
        );
        assert_eq!(
            judged(young, young, false),
            Made::New,
            "young, and as it was made"
        );
        assert_eq!(
            judged(young, later, false),
            Made::Unproven,
            "somebody may have made it a moment before"
        );
        assert_eq!(judged("", "", true), Made::New, "nobody had the name");
        assert_eq!(
            judged("", "", false),
            Made::Unproven,
            "no date, and nobody looked"
        );
    }
}
