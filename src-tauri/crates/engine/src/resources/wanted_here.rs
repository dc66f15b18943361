//! What a server is known to want of a record beyond its schemas: attributes of everybody new (Q-ATT-01), and user names
//! of a kind and a length (Q-ATT-02).

use rollcall_scim::validate::{Finding, Rule, Severity};
use rollcall_scim::{AttrPath, Resource, ResourceModel};
use rollcall_scim_client::Dialect;
use rollcall_scim_client::dialect::UserNameKind;

/// What `after` lacks or has otherwise. `before` is `None` of a new record; of one that is there only what changed is asked
/// about. What is missing in a new record is an error; the rest is a warning, for a server may have become laxer.
pub(crate) fn wanted(
    dialect: &Dialect,
    model: &ResourceModel,
    before: Option<&Resource>,
    after: &Resource,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for path in dialect.required.get(&model.name).into_iter().flatten() {
        let Ok(parsed) = AttrPath::parse(path) else {
            continue;
        };
        // What the schema wants too is told by its own rule.
        if model.resolve(&parsed).is_some_and(|found| found.leaf().required) {
            continue;
        }
        let had = before.is_none_or(|before| has(before, model, &parsed));
        if had && !has(after, model, &parsed) {
            let severity = match before {
                None => Severity::Error,
                Some(_) => Severity::Warning,
            };
            found.push(Rule::RequiredHere.at(severity, path));
        }
    }
    let name = after.user_name().filter(|name| !name.is_empty());
    let known = before.and_then(Resource::user_name);
    if let Some(name) = name.filter(|name| model.name == "User" && known != Some(name)) {
        found.extend(of_name(dialect, name));
    }
    found
}

fn of_name(dialect: &Dialect, name: &str) -> Option<Finding> {
    const PATH: &str = "userName";
    let of_kind = match dialect.user_name {
        UserNameKind::Any => None,
        UserNameKind::Address => (!is_address(name)).then_some(Rule::AddressHere),
        UserNameKind::Handle => name.contains('@').then_some(Rule::HandleHere),
    };
    if let Some(rule) = of_kind {
        return Some(rule.at(Severity::Warning, PATH));
    }
    let most = dialect
        .max_user_name
        .filter(|most| name.chars().count() > *most)?;
    Some(Rule::TooLongHere.naming("count", most.to_string(), Severity::Warning, PATH))
}

fn is_address(name: &str) -> bool {
    name.split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty())
}

/// Whether there is something, and not blanks alone.
fn has(resource: &Resource, model: &ResourceModel, path: &AttrPath) -> bool {
    let value = resource.at(model, path);
    value.is_some_and(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn found(facts: &[(&str, &str)], before: Option<Value>, after: Value) -> Vec<(Rule, String, Severity)> {
        let mut dialect = Dialect::default();
        for (path, value) in facts {
            assert!(dialect.set_write(path, value), "{path}");
        }
        let resource = |value| Resource::from_value(value).unwrap();
        let before = before.map(resource);
        wanted(
            &dialect,
            &ResourceModel::user(),
            before.as_ref(),
            &resource(after),
        )
        .into_iter()
        .map(|f| (f.rule, f.path, f.severity))
        .collect()
    }

    #[test]
    fn q_att_01_what_everybody_new_must_have_is_an_error_and_what_is_taken_away_a_warning() {
        let facts = [("user.required", "userName, name.givenName, emails")];
        let whole =
            json!({"userName": "a", "name": {"givenName": "A"}, "emails": [{"value": "a@example.com"}]});
        assert_eq!(found(&facts, None, whole.clone()), [], "everything is there");
        let bare = json!({"userName": "a", "name": {"givenName": " "}, "emails": []});
        let missing = |severity| {
            ["name.givenName", "emails"].map(|path| (Rule::RequiredHere, path.to_owned(), severity))
        };
        assert_eq!(found(&facts, None, bare.clone()), missing(Severity::Error));
        assert_eq!(
            found(&facts, Some(whole), bare.clone()),
            missing(Severity::Warning)
        );
        assert_eq!(found(&facts, Some(bare.clone()), bare), [], "it was so before");
        let of_the_schema = found(&[("user.required", "userName")], None, json!({}));
        assert_eq!(
            of_the_schema,
            [],
            "the schema's own rule says it, and once is enough"
        );
    }

    #[test]
    fn q_att_02_a_new_name_of_another_kind_or_length_is_warned_of() {
        let of = |rule| vec![(rule, "userName".to_owned(), Severity::Warning)];
        let name = |name: &str| json!({"userName": name});
        let handles = [("user.userName.kind", "handle"), ("user.userName.max", "5")];
        assert_eq!(found(&handles, None, name("a@example.com")), of(Rule::HandleHere));
        assert_eq!(found(&handles, None, name("abcdef")), of(Rule::TooLongHere));
        assert_eq!(
            found(&handles, None, name("äöüßé")),
            [],
            "characters are counted, not bytes"
        );
        assert_eq!(
            found(&handles, Some(name("abcdef")), name("abcdef")),
            [],
            "a name that is there already is the server's own"
        );
        let addresses = [("user.userName.kind", "email")];
        assert_eq!(found(&addresses, None, name("kim")), of(Rule::AddressHere));
        assert_eq!(found(&addresses, None, name("kim@")), of(Rule::AddressHere));
        assert_eq!(found(&addresses, None, name("kim@example.com")), []);
    }
}
