//! A create that was answered: was something made, or was somebody changed who was there (Q-ERR-03)?

use rollcall_scim::Resource;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What the answer to a create proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Something was made.
    New,
    /// What is answered is older than the request.
    Existing,
    /// Neither.
    Unproven,
}

/// An entry whose last change is this much younger than it was not made by the request that changed it.
const OLDER_THAN_ITS_CHANGE_MS: i64 = 60_000;

/// Judges by the answer's own dates, and by whether the name was seen to be free before.
///
/// A 201 says itself that something was made (RFC 7644 §3.3). It is doubted only where both of the server's dates
/// contradict it, for `created` alone may be the work of a wrong clock. Any other success is not believed without proof.
///
/// `earliest_ms`: an entry made before is not of this request, whatever the clocks.
pub fn made(answer: &Resource, status: u16, absent_before: bool, earliest_ms: i64) -> Made {
    let (created, modified) = (date_ms(answer, "created"), date_ms(answer, "lastModified"));
    if status == 201 {
        let changed_later = created.zip(modified).is_some_and(|(created, modified)| {
            created < earliest_ms && modified.saturating_sub(created) >= OLDER_THAN_ITS_CHANGE_MS
        });
        return if changed_later { Made::Existing } else { Made::New };
    }
    match created {
        Some(created) if created < earliest_ms => Made::Existing,
        _ if absent_before => Made::New,
        // As young as the request, and not changed since it was made.
        Some(created) if modified == Some(created) => Made::New,
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
        answered(200, created, modified, absent_before)
    }

    fn answered(status: u16, created: &str, modified: &str, absent_before: bool) -> Made {
        let answer = json!({"id": "7", "meta": {"created": created, "lastModified": modified}});
        made(
            &Resource::from_value(answer).unwrap(),
            status,
            absent_before,
            SENT,
        )
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

    #[test]
    fn q_err_03_a_create_answered_201_is_doubted_only_where_both_dates_contradict_it() {
        let (old, young, later) = (
            "2025-12-01T00:00:00Z",
            "2026-01-02T00:00:01Z",
            "2026-01-02T00:00:02Z",
        );
        let made = |created, modified| answered(201, created, modified, false);
        assert_eq!(
            made(old, young),
            Made::Existing,
            "made a month ago and changed now: somebody else's entry"
        );
        assert_eq!(
            made(old, old),
            Made::New,
            "the server's clock is wrong: made a moment ago by its own account"
        );
        assert_eq!(made(young, later), Made::New);
        assert_eq!(made(old, ""), Made::New, "no second date, no doubt");
        assert_eq!(made("", ""), Made::New);
    }
}
