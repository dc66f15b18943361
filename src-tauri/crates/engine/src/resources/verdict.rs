//! What became of each attribute: stored, normalised, ignored, rejected, or not visible.

use std::collections::HashMap;

use rollcall_scim::{AttrPath, Mutability, Resource, ResourceModel, Returned};
use serde_json::Value;

use super::difference::raw_differences;
use super::mask::HIDDEN;
use super::way::stands_for_nothing;
use crate::{AttributeVerdict, Difference, Verdict};

/// Compares what was wanted (`before` → `after`) with what the server has now.
pub(crate) fn verdicts(
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
    now: &Resource,
) -> Vec<AttributeVerdict> {
    raw_differences(model, before, after)
        .into_iter()
        .map(|difference| one(model, difference, after, now))
        .collect()
}

/// Whether anything a client can write differs. What servers stamp on every read (last sign-in, `meta`) and the
/// order of lists are no change.
pub(crate) fn moved(model: &ResourceModel, before: &Resource, now: &Resource) -> bool {
    raw_differences(model, before, now).iter().any(|d| {
        let (a, b) = (d.before.as_ref(), d.after.as_ref());
        is_told(model, d) && !(same(a, b) && same(b, a))
    })
}

/// The attributes that nobody asked to change and that are different all the same: a name the server made of another
/// one, a value it took away with its neighbour (Q-PAT-03), a path it read in its own way.
pub(crate) fn changed_too(
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
    now: &Resource,
) -> Vec<String> {
    let asked = raw_differences(model, before, after);
    let mut found = raw_differences(model, after, now);
    found.retain(|d| {
        let set = |value: &Option<Value>| value.clone().filter(|value| !stands_for_nothing(value));
        is_told(model, d)
            && !asked.iter().any(|a| a.path.eq_ignore_ascii_case(&d.path))
            && !alike(set(&d.before).as_ref(), set(&d.after).as_ref())
    });
    found.into_iter().map(|d| d.path).collect()
}

/// Whether a difference is one that a client could have made, and no secret.
fn is_told(model: &ResourceModel, difference: &Difference) -> bool {
    let path = AttrPath::parse(&difference.path).ok();
    let found = path.as_ref().and_then(|path| model.resolve(path));
    let read_only = found.is_some_and(|f| {
        f.attribute.mutability == Mutability::ReadOnly || f.leaf().mutability == Mutability::ReadOnly
    });
    !difference.secret && !read_only
}

fn one(model: &ResourceModel, difference: Difference, after: &Resource, now: &Resource) -> AttributeVerdict {
    let Difference {
        path, before, secret, ..
    } = difference;
    if secret {
        let hidden = Some(Value::String(HIDDEN.into()));
        return AttributeVerdict {
            path,
            verdict: Verdict::NotVisible,
            wanted: hidden,
            actual: None,
        };
    }
    let wanted = value_at(after, &path);
    // What a server shows where nothing is set is nothing (Q-ATT-04), unless it is what was wanted.
    let actual = value_at(now, &path).filter(|actual| wanted.is_some() || !stands_for_nothing(actual));
    let verdict = if same(wanted.as_ref(), actual.as_ref()) {
        Verdict::Stored
    } else if actual.is_none() && may_be_invisible(model, &path) {
        Verdict::NotVisible
    } else if like(wanted.as_ref(), actual.as_ref()) {
        Verdict::Normalised
    } else if same(before.as_ref(), actual.as_ref()) || actual.is_none() {
        Verdict::Ignored
    } else {
        Verdict::Rejected
    };
    AttributeVerdict {
        path,
        verdict,
        wanted,
        actual,
    }
}

/// Attributes whose absence proves nothing: shown on request only, or the members of a group, which many
/// servers leave out (quirk 7: an empty `members` means "not returned").
fn may_be_invisible(model: &ResourceModel, path: &str) -> bool {
    let Ok(parsed) = AttrPath::parse(path) else {
        return false;
    };
    let by_schema = model
        .resolve(&parsed)
        .is_some_and(|found| found.leaf().returned == Returned::Request);
    by_schema || parsed.attribute.eq_ignore_ascii_case("members")
}

/// The value at a path made by [`raw_differences`]: `[urn:]attribute[.sub]`, not through lists.
pub(crate) fn value_at(resource: &Resource, path: &str) -> Option<Value> {
    let key = resource.0.keys().filter(|k| k.starts_with("urn:")).find(|k| {
        path.len() > k.len()
            && path.is_char_boundary(k.len())
            && path.split_at(k.len()).0.eq_ignore_ascii_case(k)
            && path.split_at(k.len()).1.starts_with(':')
    });
    let (mut map, rest) = match key {
        Some(key) => {
            let rest = path.split_at(key.len()).1.trim_start_matches(':');
            (resource.0.get(key)?.as_object()?, rest)
        }
        None if path.starts_with("urn:") => return None,
        None => (&resource.0, path),
    };
    let mut parts = rest.split('.').peekable();
    while let Some(part) = parts.next() {
        let value = rollcall_scim::resource::get_ci(map, part)?;
        if parts.peek().is_none() {
            let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            return (!empty).then(|| value.clone());
        }
        map = value.as_object()?;
    }
    None
}

/// Equal, or another spelling of it.
pub(crate) fn alike(wanted: Option<&Value>, actual: Option<&Value>) -> bool {
    same(wanted, actual) || like(wanted, actual)
}

/// Equal in every value, whatever the order of keys; sub-attributes the server adds to a list's elements
/// (`$ref`, `display`) do not count, nor does the order of a list (RFC 7643 §2.4).
fn same(wanted: Option<&Value>, actual: Option<&Value>) -> bool {
    compare(wanted, actual, &|a, b| a == b)
}

/// Equal but for case, outer spaces, spelling of instants and numbers.
fn like(wanted: Option<&Value>, actual: Option<&Value>) -> bool {
    compare(wanted, actual, &|a, b| match (text(a), text(b)) {
        (Some(a), Some(b)) => {
            a.trim().to_lowercase() == b.trim().to_lowercase()
                || matches!((instant(&a), instant(&b)), (Some(a), Some(b)) if a == b)
                || digits(&a).is_some_and(|d| digits(&b) == Some(d))
        }
        _ => same_reference(a, b),
    })
}

/// Two elements that refer to the same resource, whatever each calls it (RFC 7643 §2.4 `$ref`): Canaille names the
/// members of a group by sign-in name.
fn same_reference(a: &Value, b: &Value) -> bool {
    let reference = |v: &Value| v.get("$ref").and_then(Value::as_str).map(str::to_owned);
    reference(a).is_some_and(|a| reference(b) == Some(a))
}

fn compare(wanted: Option<&Value>, actual: Option<&Value>, leaf: &dyn Fn(&Value, &Value) -> bool) -> bool {
    match (wanted, actual) {
        (None, None) => true,
        (Some(Value::Array(wanted)), Some(Value::Array(actual))) => {
            wanted.len() == actual.len() && pair_up(wanted, actual, leaf)
        }
        (Some(Value::Object(inner)), Some(Value::Object(there))) => {
            inner.iter().all(|(key, value)| {
                value.is_null() || compare(Some(value), rollcall_scim::resource::get_ci(there, key), leaf)
            }) || wanted.is_some_and(|w| actual.is_some_and(|a| leaf(w, a)))
        }
        (Some(wanted), Some(actual)) => wanted == actual || leaf(wanted, actual),
        _ => false,
    }
}

/// Whether each finds one of the others, whatever their order. Those of the same `value` are looked at first: the
/// members of a large group would be squared otherwise.
fn pair_up(wanted: &[Value], actual: &[Value], leaf: &dyn Fn(&Value, &Value) -> bool) -> bool {
    let value_of = |v: &'_ Value| v.get("value").and_then(Value::as_str).map(str::to_owned);
    let mut by_value: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, each) in actual.iter().enumerate() {
        if let Some(value) = value_of(each) {
            by_value.entry(value).or_default().push(at);
        }
    }
    let mut free = vec![true; actual.len()];
    wanted.iter().all(|w| {
        let fits = |at: &usize| free[*at] && compare(Some(w), actual.get(*at), leaf);
        let near = value_of(w).and_then(|value| by_value.get(&value));
        let hit = near.and_then(|places| places.iter().copied().find(fits));
        let hit = hit.or_else(|| (0..actual.len()).find(fits));
        hit.is_some_and(|at| std::mem::take(&mut free[at]))
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn instant(text: &str) -> Option<time::OffsetDateTime> {
    time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()
}

/// A telephone number without its punctuation (`tel:+1-201-555` is `+1201555`, RFC 3966).
fn digits(text: &str) -> Option<String> {
    let text = text.trim().strip_prefix("tel:").unwrap_or(text.trim());
    let usable = text.chars().all(|c| c.is_ascii_digit() || "+-. ()/".contains(c));
    let kept: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (usable && kept.len() >= 5).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    fn verdict_of(path: &str, before: Value, after: Value, now: Value) -> Verdict {
        let all = verdicts(
            &ResourceModel::user(),
            &resource(before),
            &resource(after),
            &resource(now),
        );
        all.into_iter().find(|v| v.path == path).unwrap().verdict
    }

    // Q-PAT-03
    #[test]
    fn what_changed_without_being_asked_is_found_and_what_the_server_stamps_is_not() {
        let before = json!({"id": "1", "userName": "ada", "name": {"givenName": "Ada", "familyName": "Łoś"},
            "displayName": "Ada Łoś", "title": "Lead", "nickName": null, "emails": [{"value": "ada@example.com"}]});
        let mut after = before.clone();
        after["name"]["familyName"] = json!("Strand");
        let mut now = after.clone();
        now["displayName"] = json!("Ada Strand");
        now["title"] = Value::Null;
        now["nickName"] = json!("");
        now["emails"] = json!([{"value": "Ada@example.com", "display": "Ada"}]);
        now["meta"] = json!({"lastModified": "2026-11-23T10:00:00Z"});
        now["urn:example:2"] = json!({"0:department": "Ops"});
        let [before, after, now] = [before, after, now].map(resource);
        let model = ResourceModel::user();
        let mut found = changed_too(&model, &before, &after, &now);
        found.sort();
        assert_eq!(found, ["displayName", "title", "urn:example:2:0:department"]);
        assert!(
            changed_too(&model, &before, &after, &after).is_empty(),
            "what was asked is no surprise"
        );
    }

    // Q-ATT-02, Q-ATT-06
    #[test]
    fn each_verdict_has_its_case() {
        let cases = [
            (json!({"title": "Dr"}), Verdict::Stored, "the same value"),
            (
                json!({"title": "DR "}),
                Verdict::Normalised,
                "another spelling of it",
            ),
            (json!({"title": "Ms"}), Verdict::Ignored, "still the old value"),
            (
                json!({"title": "Sir"}),
                Verdict::Rejected,
                "something else altogether",
            ),
            (json!({}), Verdict::Ignored, "nothing at all"),
        ];
        for (now, wanted, why) in cases {
            assert_eq!(
                verdict_of("title", json!({"title": "Ms"}), json!({"title": "Dr"}), now),
                wanted,
                "{why}"
            );
        }
    }

    #[test]
    fn a_password_cannot_be_seen_and_is_not_shown() {
        let all = verdicts(
            &ResourceModel::user(),
            &resource(json!({})),
            &resource(json!({"password": "CANARY"})),
            &resource(json!({})),
        );
        assert_eq!(
            all[0].verdict,
            Verdict::NotVisible,
            "absence of a password proves nothing"
        );
        assert!(
            !format!("{all:?}").contains("CANARY"),
            "a receipt holds no password"
        );
    }

    #[test]
    fn what_the_server_adds_to_an_element_is_no_departure() {
        assert_eq!(
            verdict_of(
                "emails",
                json!({}),
                json!({"emails": [{"value": "a@example.com", "type": "work"}, {"value": "b@example.com"}]}),
                json!({"emails": [{"value": "b@example.com", "display": "b"},
                    {"type": "work", "value": "a@example.com", "primary": true}]}),
            ),
            Verdict::Stored,
            "order and additions do not matter (RFC 7643 §2.4)"
        );
    }

    #[test]
    fn a_member_under_another_name_is_known_by_its_reference() {
        let reference = "https://scim.example.com/v2/Users/zoe";
        let sent = json!({"members": [{"value": "2819c223", "$ref": reference}]});
        let of_group = |actual: Value| {
            let model = ResourceModel::group();
            let all = verdicts(
                &model,
                &resource(json!({})),
                &resource(sent.clone()),
                &resource(actual),
            );
            all.into_iter().find(|v| v.path == "members").unwrap().verdict
        };
        assert_eq!(
            of_group(json!({"members": [{"value": "zoe", "$ref": reference}]})),
            Verdict::Normalised,
            "the same person by another name (Canaille)"
        );
        assert_eq!(
            of_group(
                json!({"members": [{"value": "zoe", "$ref": "https://scim.example.com/v2/Users/zoe2"}]})
            ),
            Verdict::Rejected,
            "another person is another person"
        );
    }

    #[test]
    fn a_telephone_number_in_another_spelling_is_normalised() {
        assert_eq!(
            verdict_of(
                "phoneNumbers",
                json!({}),
                json!({"phoneNumbers": [{"value": "+1 201 555 0123"}]}),
                json!({"phoneNumbers": [{"value": "tel:+1-201-555-0123"}]}),
            ),
            Verdict::Normalised,
            "servers rewrite numbers as RFC 3966 says"
        );
    }
}
