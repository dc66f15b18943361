//! What stands in a cell: the value as text, which no spreadsheet takes for a formula.

use rollcall_scim::{AttrPath, Resource, ResourceModel};
use serde_json::{Map, Value};

use crate::resources::mask::{is_secret_name, is_secret_path};

/// Longest text a cell of a workbook holds, in characters.
pub(super) const LONGEST: usize = 32_767;

/// A cell that a spreadsheet would take for a formula is written as text. Telephone numbers are left alone.
pub(crate) fn guarded(cell: &str) -> String {
    // Full-width signs count as well: some spreadsheets fold them.
    let formula = cell.starts_with(['=', '@', '\t', '\r', '\n', '\0', '＝', '＠', '＋', '－'])
        || (cell.starts_with(['+', '-'])
            && !cell.chars().all(|c| c.is_ascii_digit() || "+-. ()/".contains(c)));
    if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The value at a path; of a list on the way its primary entry, else its first. Secrets are never there.
pub(super) fn value_at<'a>(
    model: &ResourceModel,
    resource: &'a Resource,
    path: &AttrPath,
) -> Option<&'a Value> {
    if is_secret_path(model, path) {
        return None;
    }
    let in_extension = path
        .urn
        .as_deref()
        .and_then(|urn| resource.get_ci(urn))
        .and_then(Value::as_object);
    let value = match in_extension {
        Some(map) => find(map, &path.attribute)?,
        None if path.is_extension() => return None,
        None => resource.get_ci(&path.attribute)?,
    };
    let Some(sub) = &path.sub_attribute else {
        return Some(value);
    };
    let entry = match value {
        Value::Array(items) => items
            .iter()
            .find(|item| item.get("primary").and_then(Value::as_bool) == Some(true))
            .or_else(|| items.first())?,
        other => other,
    };
    find(entry.as_object()?, sub)
}

fn find<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// A value in one line; of a list every entry.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items
            .iter()
            .map(text_of)
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        Value::Object(map) => ["display", "displayName", "formatted", "value"]
            .iter()
            .find_map(|name| find(map, name))
            .map_or_else(
                || {
                    map.iter()
                        .filter(|(key, _)| !is_secret_name(key) && *key != "$ref")
                        .map(|(_, part)| text_of(part))
                        .filter(|t| !t.is_empty())
                        .collect::<Vec<_>>()
                        .join(", ")
                },
                text_of,
            ),
    }
}

/// The resource without its secrets.
pub(super) fn without_secrets(model: &ResourceModel, resource: &Resource) -> Value {
    let secret = |urn: Option<&str>, name: &str| {
        let path = AttrPath {
            urn: urn.map(ToOwned::to_owned),
            attribute: name.to_owned(),
            sub_attribute: None,
        };
        is_secret_path(model, &path) || is_secret_name(name)
    };
    let kept = resource
        .0
        .iter()
        .filter(|(key, _)| !secret(None, key))
        .map(|(key, value)| {
            let value = match (model.extension(key), value) {
                (Some(_), Value::Object(map)) => Value::Object(
                    map.iter()
                        .filter(|(name, _)| !secret(Some(key), name))
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect(),
                ),
                _ => value.clone(),
            };
            (key.clone(), value)
        });
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_cell_starts_a_formula_and_a_telephone_number_stays() {
        for cell in [
            "=1+1",
            "@SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd",
            "\t=1",
            "\r=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
        ] {
            assert_eq!(
                guarded(cell),
                format!("'{cell}"),
                "nothing a server sends may run"
            );
        }
        for cell in ["+49 (30) 1234-5", "-5", "Kim", "", "a=b"] {
            assert_eq!(guarded(cell), cell, "what is no formula comes back as it was");
        }
    }

    #[test]
    fn values_are_read_like_on_the_screen_and_secrets_are_not() {
        let model = ResourceModel::user();
        let resource = Resource::from_value(json!({
            "id": "1", "userName": "kim", "password": "CANARY", "apiSecret": "CANARY",
            "emails": [{"value": "a@example.com"}, {"value": "b@example.com", "primary": true}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Retail", "manager": {"value": "7", "displayName": "Ingrid"}},
        }))
        .unwrap();
        let at = |path: &str| value_at(&model, &resource, &AttrPath::parse(path).unwrap()).map(text_of);
        assert_eq!(
            at("emails.value").as_deref(),
            Some("b@example.com"),
            "the primary one"
        );
        assert_eq!(
            at("emails").as_deref(),
            Some("a@example.com; b@example.com"),
            "all of a list"
        );
        assert_eq!(
            at("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department").as_deref(),
            Some("Retail")
        );
        assert_eq!(
            at("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager").as_deref(),
            Some("Ingrid")
        );
        assert_eq!(at("password"), None, "a password a server sent is in no file");
        assert!(
            !without_secrets(&model, &resource).to_string().contains("CANARY"),
            "nor in a whole record"
        );
    }
}
