//! Values of a resource as cells of a table or a CSV file.

use rollcall_scim::AttrPath;
use rollcall_scim::resource::get_ci;
use serde_json::Value;

/// The value at `path` as text: lists show their primary or first value, with a mark when there are
/// more; what is not there is empty.
pub(crate) fn cell(resource: &Value, path: &str) -> String {
    AttrPath::parse(path)
        .ok()
        .and_then(|path| find(resource, &path))
        .map(|value| text(&value))
        .unwrap_or_default()
}

fn find(resource: &Value, path: &AttrPath) -> Option<Value> {
    let mut place = resource.as_object()?;
    if let Some(inner) = path.urn.as_deref().and_then(|urn| get_ci(place, urn)) {
        place = inner.as_object()?;
    }
    let value = get_ci(place, &path.attribute)?;
    let Some(sub) = &path.sub_attribute else {
        return Some(value.clone());
    };
    match value {
        Value::Array(values) => {
            let parts: Vec<Value> = primary_first(values)
                .filter_map(|v| v.as_object().and_then(|o| get_ci(o, sub)))
                .cloned()
                .collect();
            Some(Value::Array(parts))
        }
        other => get_ci(other.as_object()?, sub).cloned(),
    }
}

fn primary_first(values: &[Value]) -> impl Iterator<Item = &Value> {
    let is_primary = |v: &&Value| v.get("primary").and_then(Value::as_bool) == Some(true);
    values
        .iter()
        .filter(is_primary)
        .chain(values.iter().filter(move |v| !is_primary(v)))
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => {
            let first = primary_first(values).next().map(text).unwrap_or_default();
            if values.len() > 1 {
                format!("{first} (+{})", values.len() - 1)
            } else {
                first
            }
        }
        Value::Object(parts) => ["formatted", "value", "display", "displayName"]
            .iter()
            .find_map(|name| get_ci(parts, name))
            .map_or_else(|| joined(parts), text),
    }
}

fn joined(parts: &serde_json::Map<String, Value>) -> String {
    parts
        .values()
        .filter(|v| !v.is_object() && !v.is_array())
        .map(text)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A cell that no spreadsheet takes for a formula: the first sign is kept behind an apostrophe.
pub(crate) fn formula_safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, formula_safe};
    use serde_json::json;

    #[test]
    fn a_list_shows_its_primary_value_and_how_many_more_there_are() {
        let person =
            json!({"emails": [{"value": "a@example.com"}, {"value": "b@example.com", "primary": true}]});
        assert_eq!(
            cell(&person, "emails"),
            "b@example.com (+1)",
            "the primary address is the one people use"
        );
        assert_eq!(
            cell(&person, "emails.value"),
            "b@example.com (+1)",
            "the sub-attribute shows the same"
        );
    }

    #[test]
    fn extensions_are_found_by_their_urn() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let person = json!({ urn: {"department": "Retail", "manager": {"displayName": "Ingrid"}} });
        assert_eq!(
            cell(&person, &format!("{urn}:department")),
            "Retail",
            "an extension's attribute is below its URN"
        );
        assert_eq!(
            cell(&person, &format!("{urn}:manager")),
            "Ingrid",
            "a complex value shows its name"
        );
        assert_eq!(cell(&person, "nickName"), "", "what is not there is empty");
    }

    #[test]
    fn a_formula_stays_text_in_a_spreadsheet() {
        assert_eq!(formula_safe("=1+1"), "'=1+1", "a name must not be computed");
        assert_eq!(formula_safe("Kim"), "Kim", "other text stays");
    }
}
