//! Which listed difference a case shows. The reasons stand in DIFFERENCES.md under the same ids.

use serde_json::Value;

const TEXT: &str = include_str!("DIFFERENCES.md");

/// The ids that DIFFERENCES.md lists, sorted.
pub fn listed() -> Vec<&'static str> {
    let mut ids: Vec<&str> = TEXT
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .filter_map(|heading| heading.split_whitespace().next())
        .collect();
    ids.sort_unstable();
    ids
}

/// The id of the difference that explains why `ours` is not `theirs`.
pub fn explain(case: &Value, ours: &Value, theirs: &Value) -> Option<&'static str> {
    if case["kind"] == "filter" {
        return if refused_comparison(ours) && ours["unchecked"] == theirs["matches"] {
            Some("refused-comparison")
        } else if refused_comparison(ours) && theirs["matches"].is_boolean() {
            Some("json-types")
        } else if theirs["detail"]
            .as_str()
            .is_some_and(|d| d.contains("value 'x' is not valid for attribute"))
        {
            Some("relative-uri")
        } else if compares_a_date_as_text(case)
            && ours["matches"].is_boolean()
            && theirs["matches"].is_boolean()
        {
            Some("dates-as-text")
        } else if compares_with_null(case) && ours["matches"].is_boolean() && theirs["matches"].is_boolean() {
            Some("null-in-a-list")
        } else {
            None
        };
    }
    let operations = case["message"]["Operations"].as_array()?;
    let error = |answer: &Value| answer["error"].as_str().map(str::to_owned);
    let detail = ours["detail"].as_str().unwrap_or_default();
    let their_detail = theirs["detail"].as_str().unwrap_or_default();
    let (our_error, their_error) = (error(ours), error(theirs));
    let several = operations.len() > 1
        || operations
            .iter()
            .any(|o| o["value"].as_object().is_some_and(|v| v.len() > 1));
    match (our_error.as_deref(), their_error.as_deref()) {
        (Some(_), Some("crash")) => None,
        (Some("invalidFilter"), _)
            if refused_comparison(ours)
                && (same_unchecked(ours, theirs) || explain(case, &ours["unchecked"], theirs).is_some()) =>
        {
            Some("refused-comparison")
        }
        (Some("invalidFilter"), None) if detail.contains("is compared with") => Some("json-types"),
        (None, Some("mutability")) if several && operations.iter().any(adds_references) => {
            Some("a-member-is-its-value")
        }
        (Some(_), Some(_)) if several => Some("several-faults"),
        (Some("noTarget"), None) if lists_part_without_list(case, operations) => Some("part-of-no-list"),
        (None, Some("invalidValue")) if operations.iter().any(has_empty_list) => {
            Some("empty-list-for-one-value")
        }
        (Some("mutability"), Some("invalidValue")) | (Some("invalidValue"), Some("mutability"))
            if operations.iter().any(has_empty_list) =>
        {
            Some("empty-list-for-one-value")
        }
        (Some("invalidValue"), None) if detail.contains(" takes ") => Some("json-types"),
        (Some("mutability"), None) if operations.iter().any(same_attribute_twice) => Some("attribute-twice"),
        (None, None) if only_references_differ(theirs) => Some("a-member-is-its-value"),
        (None, Some("invalidValue")) if their_detail.contains("Invalid URI") => Some("relative-uri"),
        _ => None,
    }
}

/// A comparison that the schema makes senseless is refused.
fn refused_comparison(ours: &Value) -> bool {
    let detail = ours["detail"].as_str().unwrap_or_default();
    let reason = [
        "is complex; compare one of its sub-attributes",
        "which is a number",
        "cannot be used with null",
        "is compared with",
    ];
    ours["error"] == "invalidFilter" && reason.iter().any(|part| detail.contains(part))
}

/// Without the check, the result would have been the same.
fn same_unchecked(ours: &Value, theirs: &Value) -> bool {
    match (ours["unchecked"].get("error"), theirs.get("error")) {
        (Some(ours), Some(theirs)) => ours == theirs,
        (None, None) => theirs["ours"] == theirs["resource"],
        _ => false,
    }
}

/// `eq null` or `ne null`.
fn compares_with_null(case: &Value) -> bool {
    let text = case["filter"].as_str().unwrap_or_default().to_ascii_lowercase();
    text.contains(" eq null") || text.contains(" ne null")
}

/// `co`, `sw` or `ew` on one of the dates that the models have.
fn compares_a_date_as_text(case: &Value) -> bool {
    let text = case["filter"].as_str().unwrap_or_default().to_ascii_lowercase();
    let words: Vec<&str> = text.split([' ', '(', ')', '[']).collect();
    words.windows(2).any(|pair| {
        let date = ["born", "lastmodified", "created"]
            .iter()
            .any(|name| pair[0].ends_with(name));
        date && ["co", "sw", "ew"].contains(&pair[1])
    })
}

/// `emails.type` where there are no emails.
fn lists_part_without_list(case: &Value, operations: &[Value]) -> bool {
    let resource = &case["resource"];
    let part_of_absent = |path: &str| {
        if path.contains('[') {
            return false;
        }
        let (holder, names) = match path.rsplit_once(':') {
            Some((urn, names)) if resource.get(urn).is_some() => (&resource[urn], names),
            Some((_, names)) => (resource, names),
            None => (resource, path),
        };
        let Some((attribute, _)) = names.split_once('.') else {
            return false;
        };
        let found = holder.as_object().and_then(|map| {
            map.iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(attribute))
                .map(|(_, value)| value)
        });
        found.is_none() || operations.len() > 1
    };
    operations
        .iter()
        .any(|operation| match operation["path"].as_str() {
            Some(path) => part_of_absent(path),
            None => operation["value"]
                .as_object()
                .is_some_and(|v| v.keys().any(|key| part_of_absent(key))),
        })
}

/// After which there may be an element more in the reference, for a later operation to trip over.
fn adds_references(operation: &Value) -> bool {
    let path = operation["path"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let adds = operation["op"]
        .as_str()
        .is_some_and(|op| op.eq_ignore_ascii_case("add"));
    adds && (path.ends_with("members") || path.ends_with("refs"))
}

fn has_empty_list(operation: &Value) -> bool {
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    empty(&operation["value"])
        || operation["value"]
            .as_object()
            .is_some_and(|v| v.values().any(empty))
}

fn same_attribute_twice(operation: &Value) -> bool {
    let attribute = |key: &str| -> String {
        let names = key.rsplit(':').next().unwrap_or_default();
        names.split('.').next().unwrap_or_default().to_ascii_lowercase()
    };
    operation["path"].is_null()
        && operation["value"].as_object().is_some_and(|value| {
            let mut names: Vec<String> = value.keys().map(|key| attribute(key)).collect();
            let before = names.len();
            names.sort_unstable();
            names.dedup();
            names.len() < before
        })
}

/// Everything else is the same, and our lists of references are subsets.
fn only_references_differ(theirs: &Value) -> bool {
    const LISTS: [&str; 2] = ["members", "refs"];
    let without = |resource: &Value| {
        let mut rest = resource.clone();
        if let Some(map) = rest.as_object_mut() {
            map.retain(|key, _| !LISTS.contains(&key.as_str()));
        }
        rest
    };
    let (ours, theirs) = (&theirs["ours"], &theirs["resource"]);
    let subset = LISTS
        .iter()
        .any(|list| match (ours[list].as_array(), theirs[list].as_array()) {
            (Some(ours), Some(theirs)) => {
                ours.len() < theirs.len() && ours.iter().all(|m| theirs.contains(m))
            }
            _ => false,
        });
    without(ours) == without(theirs) && subset
}
