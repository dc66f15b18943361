//! Operations as a server wants them written. What they mean stays the same.

use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};
use rollcall_scim::{Filter, urn};
use serde_json::{Map, Value, json};

use super::{Dialect, PatchDialect, RemoveMember, ScimVersion};
use crate::version_1;

impl Dialect {
    /// A resource as this server wants it in a POST or PUT.
    pub fn body(&self, resource: &Value) -> Value {
        match self.version {
            ScimVersion::V2 => resource.clone(),
            ScimVersion::V1 => version_1::body(resource),
        }
    }

    /// The body of a PATCH with these operations for an endpoint, as this server wants it; `null` when it cannot be said
    /// in its version.
    pub fn patch_message(&self, endpoint: &str, operations: &[PatchOperation]) -> Value {
        self.try_patch_message(endpoint, operations)
            .unwrap_or(Value::Null)
    }

    /// As [`Dialect::patch_message`]; `None` for what cannot be said in the server's version (Q-VER-01).
    pub fn try_patch_message(&self, endpoint: &str, operations: &[PatchOperation]) -> Option<Value> {
        match self.version {
            ScimVersion::V2 => Some(self.patch_op(endpoint, operations)),
            ScimVersion::V1 => version_1::partial(operations),
        }
    }

    fn patch_op(&self, endpoint: &str, operations: &[PatchOperation]) -> Value {
        let patch = self.patch.at(endpoint);
        let mut written: Vec<Value> = Vec::with_capacity(operations.len());
        let mut leaving: Vec<Value> = Vec::new();
        for operation in operations {
            match removed_member(operation).filter(|_| self.groups.remove_member == RemoveMember::ValueArray)
            {
                Some(id) => leaving.push(json!({ "value": id })),
                None => written.push(self.written(patch, operation)),
            }
        }
        if !leaving.is_empty() {
            let verb = verb(patch, PatchVerb::Remove);
            written.push(json!({"op": verb, "path": "members", "value": leaving}));
        }
        json!({"schemas": [urn::PATCH_OP], "Operations": written})
    }

    /// The operations in as many requests as the server needs, in order.
    pub fn patch_series(&self, endpoint: &str, operations: Vec<PatchOperation>) -> Vec<Vec<PatchOperation>> {
        // A part of a resource is one change, whatever is in it.
        let counted = self.version == ScimVersion::V2;
        let Some(most) = self
            .patch
            .at(endpoint)
            .max_ops
            .filter(|most| counted && *most > 0)
        else {
            return vec![operations];
        };
        let gathered = self.groups.remove_member == RemoveMember::ValueArray;
        let mut series: Vec<Vec<PatchOperation>> = Vec::new();
        let mut counted = most;
        for operation in operations {
            let together = gathered && removed_member(&operation).is_some();
            let follows = together
                && series
                    .last()
                    .and_then(|last| last.last())
                    .is_some_and(|last| removed_member(last).is_some());
            match series.last_mut() {
                Some(last) if follows || counted < most => {
                    counted += usize::from(!follows);
                    last.push(operation);
                }
                _ => {
                    counted = 1;
                    series.push(vec![operation]);
                }
            }
        }
        series
    }

    fn written(&self, patch: &PatchDialect, operation: &PatchOperation) -> Value {
        let mut out = Map::new();
        out.insert("op".into(), Value::String(verb(patch, operation.verb)));
        let value = operation.value.as_ref().map(|value| match patch.text_booleans {
            true => text_booleans(value),
            false => value.clone(),
        });
        match (&operation.path, value) {
            (Some(path), Some(value)) if patch.pathless && path.filter.is_none() => {
                out.insert("value".into(), nested(path, value));
            }
            (path, value) => {
                if let Some(path) = path {
                    out.insert("path".into(), Value::String(self.path(patch, path)));
                }
                if let Some(value) = value {
                    out.insert("value".into(), value);
                }
            }
        }
        Value::Object(out)
    }

    fn path(&self, patch: &PatchDialect, path: &PatchPath) -> String {
        let usual = path.to_string();
        if let Some((_, instead)) = patch
            .path_overrides
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(&usual))
        {
            return instead.clone();
        }
        if self.groups.remove_member == RemoveMember::ValuePathUnquoted
            && let Some(id) = member_of(path)
            // Where the quotes are needed they stay: a space or a bracket would end the value.
            && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c))
        {
            return format!("members[value eq {id}]");
        }
        match &path.attr.urn {
            Some(urn) if patch.dot_extension && !path.attr.attribute.is_empty() => {
                let rest = usual.get(urn.len()..).unwrap_or_default();
                format!("{urn}.{}", rest.trim_start_matches(':'))
            }
            _ => usual,
        }
    }
}

fn verb(patch: &PatchDialect, verb: PatchVerb) -> String {
    let lower = verb.as_str();
    match lower.get(..1).filter(|_| patch.capital_op) {
        Some(first) => format!(
            "{}{}",
            first.to_ascii_uppercase(),
            lower.get(1..).unwrap_or_default()
        ),
        None => lower.to_owned(),
    }
}

/// `{"name": {"givenName": "Kim"}}` for `name.givenName`.
fn nested(path: &PatchPath, value: Value) -> Value {
    let mut value = value;
    for part in [&path.attr.sub_attribute, &path.sub_attribute]
        .into_iter()
        .flatten()
    {
        value = json!({ part: value });
    }
    if !path.attr.attribute.is_empty() {
        value = json!({ path.attr.attribute.as_str(): value });
    }
    match &path.attr.urn {
        Some(urn) => json!({ urn: value }),
        None => value,
    }
}

fn text_booleans(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => Value::String(if *flag { "True" } else { "False" }.to_owned()),
        Value::Array(items) => Value::Array(items.iter().map(text_booleans).collect()),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), text_booleans(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The id in `remove members[value eq "id"]`.
fn removed_member(operation: &PatchOperation) -> Option<&str> {
    let path = operation.path.as_ref()?;
    member_of(path).filter(|_| operation.verb == PatchVerb::Remove && operation.value.is_none())
}

fn member_of(path: &PatchPath) -> Option<&str> {
    let plain = path.attr.attribute.eq_ignore_ascii_case("members")
        && path.attr.sub_attribute.is_none()
        && path.sub_attribute.is_none();
    match path.filter.as_deref().filter(|_| plain) {
        Some(Filter::Compare(attr, CompareOp::Eq, CompareValue::String(id)))
            if attr.attribute.eq_ignore_ascii_case("value") =>
        {
            Some(id)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTERPRISE: &str = urn::ENTERPRISE_USER;

    fn operation(verb: PatchVerb, path: &str, value: Option<Value>) -> PatchOperation {
        PatchOperation {
            verb,
            path: Some(PatchPath::parse(path).unwrap()),
            value,
        }
    }

    fn set(path: &str, value: Value) -> PatchOperation {
        operation(PatchVerb::Replace, path, Some(value))
    }

    fn leave(id: &str) -> PatchOperation {
        operation(PatchVerb::Remove, &format!("members[value eq \"{id}\"]"), None)
    }

    fn with(change: impl FnOnce(&mut PatchDialect)) -> Dialect {
        let mut dialect = Dialect::default();
        change(&mut dialect.patch.others);
        dialect
    }

    fn written(dialect: &Dialect, operations: &[PatchOperation]) -> Value {
        let message = dialect.patch_message("/Users", operations);
        assert_eq!(message["schemas"], json!([urn::PATCH_OP]), "a PATCH names itself");
        message["Operations"].clone()
    }

    // Q-PAT-02
    #[test]
    fn without_a_dialect_an_operation_is_written_as_the_rfc_has_it() {
        let all = [
            set("name.givenName", json!("Kim")),
            set(&format!("{ENTERPRISE}:department"), json!("IT")),
            set("active", json!(false)),
            leave("2819c223"),
        ];
        assert_eq!(
            Dialect::default().patch_message("/Users", &all),
            PatchOperation::to_message(&all),
            "who departs from nothing gets RFC 7644 §3.5.2"
        );
    }

    #[test]
    fn q_pat_02_each_spelling_is_the_one_the_server_asked_for() {
        let department = set(&format!("{ENTERPRISE}:department"), json!("IT"));
        let dot = with(|p| p.dot_extension = true);
        assert_eq!(
            written(&dot, std::slice::from_ref(&department))[0]["path"],
            format!("{ENTERPRISE}.department"),
            "a dot behind the URN (Webex)"
        );
        let own = format!("{ENTERPRISE}.manager.managerId");
        let manager = format!("{ENTERPRISE}:manager.value");
        let named = with(|p| {
            p.path_overrides.insert(manager.clone(), own.clone());
        });
        assert_eq!(
            written(&named, &[set(&manager, json!("U1"))])[0]["path"],
            own,
            "its own name for a path (Slack)"
        );
        let capital = with(|p| p.capital_op = true);
        assert_eq!(
            written(&capital, std::slice::from_ref(&department))[0]["op"],
            "Replace",
            "a capital letter (GitLab)"
        );
        let text = with(|p| p.text_booleans = true);
        let emails = json!([{"value": "kim@example.com", "primary": true}]);
        let all = written(&text, &[set("active", json!(false)), set("emails", emails)]);
        assert_eq!(
            (&all[0]["value"], &all[1]["value"][0]["primary"]),
            (&json!("False"), &json!("True")),
            "yes and no as text, in lists too"
        );
        let pathless = with(|p| p.pathless = true);
        let all = written(
            &pathless,
            &[
                set("name.givenName", json!("Kim")),
                department,
                operation(PatchVerb::Remove, "title", None),
            ],
        );
        assert_eq!(
            all[0],
            json!({"op": "replace", "value": {"name": {"givenName": "Kim"}}})
        );
        assert_eq!(all[1]["value"], json!({ENTERPRISE: {"department": "IT"}}));
        assert_eq!(
            all[2],
            json!({"op": "remove", "path": "title"}),
            "RFC 7644 §3.5.2.2: a remove needs its path"
        );
    }

    #[test]
    fn q_pat_04_a_member_leaves_in_the_form_the_server_is_known_to_take() {
        let leaving = [leave("a"), leave("b c")];
        let usual = written(&Dialect::default(), &leaving);
        assert_eq!(
            usual[0],
            json!({"op": "remove", "path": "members[value eq \"a\"]"})
        );
        let mut unquoted = Dialect::default();
        unquoted.groups.remove_member = RemoveMember::ValuePathUnquoted;
        let all = written(&unquoted, &leaving);
        assert_eq!(
            (&all[0]["path"], &all[1]["path"]),
            (&json!("members[value eq a]"), &json!("members[value eq \"b c\"]")),
            "without quotes where that can be read at all"
        );
        let mut array = Dialect::default();
        array.groups.remove_member = RemoveMember::ValueArray;
        assert_eq!(
            written(&array, &leaving),
            json!([{"op": "remove", "path": "members", "value": [{"value": "a"}, {"value": "b c"}]}]),
            "all that leave in one list"
        );
    }

    #[test]
    fn q_pat_06_operations_go_out_in_as_many_requests_as_the_server_needs() {
        let one = with(|p| p.max_ops = Some(1));
        let all = vec![set("title", json!("Dr")), set("active", json!(false))];
        assert_eq!(
            one.patch_series("/Users", all.clone()).len(),
            2,
            "one operation a request"
        );
        assert_eq!(
            Dialect::default().patch_series("/Users", all).len(),
            1,
            "together where that is allowed: all or nothing"
        );
        let mut listed = with(|p| p.max_ops = Some(1));
        listed.groups.remove_member = RemoveMember::ValueArray;
        let leaving = vec![leave("a"), leave("b"), set("displayName", json!("Team"))];
        let series = listed.patch_series("/Groups", leaving);
        assert_eq!(
            series.iter().map(Vec::len).collect::<Vec<_>>(),
            [2, 1],
            "members that leave in one list are one operation"
        );
    }
}
