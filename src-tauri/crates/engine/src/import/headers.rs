//! Headers of a file matched to attributes of the server's schema.

use rollcall_scim::{AttributeType, Mutability, ResourceModel, urn};
use serde::Serialize;

use super::target::Target;
use super::{GroupColumns, Mapping};

/// A header with the attribute it seems to mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HeaderMatch {
    /// The header.
    pub header: String,
    /// Attribute path, `group` for a column of groups, or empty when nothing fits.
    pub path: String,
    /// How sure, 0 to 100: 100 is the attribute's own name, 90 a word commonly used for it, 70 a likely guess.
    pub confidence: u8,
}

/// What people call attributes, folded to lower-case letters and digits. `E:` stands for the enterprise extension.
const WORDS: &[(&str, &[&str])] = &[
    (
        "userName",
        &[
            "username",
            "login",
            "loginname",
            "signin",
            "signinname",
            "logon",
            "account",
            "upn",
            "userprincipalname",
            "benutzername",
            "anmeldename",
            "identifiant",
        ],
    ),
    (
        "externalId",
        &["externalid", "extid", "hrid", "personid", "sourceid"],
    ),
    (
        "name.givenName",
        &[
            "givenname",
            "firstname",
            "forename",
            "first",
            "vorname",
            "prenom",
            "nombre",
            "voornaam",
        ],
    ),
    (
        "name.familyName",
        &[
            "familyname",
            "lastname",
            "surname",
            "last",
            "nachname",
            "familienname",
            "nom",
            "apellido",
            "achternaam",
        ],
    ),
    ("name.middleName", &["middlename"]),
    ("name.formatted", &["fullname", "completename"]),
    ("displayName", &["displayname", "name", "anzeigename"]),
    ("nickName", &["nickname", "knownas", "rufname"]),
    (
        "title",
        &[
            "title",
            "jobtitle",
            "position",
            "role",
            "stelle",
            "funktion",
            "stellenbezeichnung",
        ],
    ),
    (
        "userType",
        &["usertype", "employeetype", "employmenttype", "contracttype"],
    ),
    (
        "emails.value",
        &[
            "email",
            "emails",
            "mail",
            "emailaddress",
            "workemail",
            "mailadresse",
            "emailadresse",
            "courriel",
        ],
    ),
    (
        "emails[type eq \"home\"].value",
        &["homeemail", "privateemail", "personalemail", "privatemail"],
    ),
    (
        "phoneNumbers.value",
        &["phone", "phonenumber", "telephone", "workphone", "telefon", "tel"],
    ),
    (
        "phoneNumbers[type eq \"mobile\"].value",
        &["mobile", "mobilephone", "cell", "cellphone", "handy", "mobil"],
    ),
    ("preferredLanguage", &["preferredlanguage", "language", "sprache"]),
    ("locale", &["locale"]),
    ("timezone", &["timezone"]),
    ("active", &["active", "enabled", "aktiv", "status"]),
    (
        "password",
        &["password", "initialpassword", "passwort", "kennwort"],
    ),
    (
        "E:employeeNumber",
        &[
            "employeenumber",
            "employeeno",
            "employeeid",
            "staffid",
            "staffnumber",
            "personnelnumber",
            "personalnummer",
        ],
    ),
    (
        "E:department",
        &["department", "dept", "abteilung", "service", "departement"],
    ),
    ("E:division", &["division", "bereich"]),
    (
        "E:organization",
        &["organization", "organisation", "company", "firma"],
    ),
    ("E:costCenter", &["costcenter", "costcentre", "kostenstelle"]),
    (
        "E:manager.value",
        &[
            "manager",
            "supervisor",
            "linemanager",
            "vorgesetzter",
            "reportsto",
        ],
    ),
];
/// Headers of columns with groups.
const GROUP_WORDS: &[&str] = &[
    "group",
    "groups",
    "groupname",
    "team",
    "teams",
    "gruppe",
    "gruppen",
];

/// Matches every header, best first come: an attribute is given to one column only.
pub(crate) fn matches(model: &ResourceModel, headers: &[String]) -> Vec<HeaderMatch> {
    let mut found: Vec<HeaderMatch> = headers.iter().map(|header| best(model, header)).collect();
    for at in 0..found.len() {
        let Some(this) = found.get(at).cloned() else {
            continue;
        };
        let better = |(other_at, other): (usize, &HeaderMatch)| {
            other.path == this.path
                && (other.confidence > this.confidence
                    || (other.confidence == this.confidence && other_at < at))
        };
        if !this.path.is_empty()
            && this.path != "group"
            && found.iter().enumerate().any(better)
            && let Some(loser) = found.get_mut(at)
        {
            loser.path.clear();
            loser.confidence = 0;
        }
    }
    found
}

/// The mapping these matches make.
pub(crate) fn mapping(matches: &[HeaderMatch]) -> Mapping {
    let groups = matches
        .iter()
        .filter(|m| m.path == "group")
        .map(|m| m.header.clone())
        .collect();
    Mapping {
        columns: matches
            .iter()
            .filter(|m| m.path != "group")
            .map(|m| (m.header.clone(), m.path.clone()))
            .collect(),
        groups: GroupColumns {
            columns: groups,
            ..GroupColumns::default()
        },
        ..Mapping::default()
    }
}

fn best(model: &ResourceModel, header: &str) -> HeaderMatch {
    let made = |path: String, confidence| HeaderMatch {
        header: header.into(),
        path,
        confidence,
    };
    if let Some(path) = Target::parse(model, header).ok().filter(Target::writable) {
        return made(path.to_string(), 100);
    }
    // The address for work is the one that is meant where the schema tells no types apart.
    let untyped = header.replace("[type eq \"work\"]", "");
    if untyped != header
        && let Some(path) = Target::parse(model, &untyped).ok().filter(Target::writable)
    {
        return made(path.to_string(), 90);
    }
    let folded = fold(header);
    if folded.is_empty() {
        return made(String::new(), 0);
    }
    let declared = |path: &str| {
        Target::parse(model, path)
            .ok()
            .filter(Target::writable)
            .map(|t| t.to_string())
    };
    for (path, words) in WORDS {
        if words.contains(&folded.as_str())
            && let Some(path) = declared(&path.replace("E:", &format!("{}:", urn::ENTERPRISE_USER)))
        {
            return made(path, 90);
        }
    }
    if GROUP_WORDS.contains(&folded.as_str()) {
        return made("group".into(), 90);
    }
    by_schema(model, &folded).map_or_else(|| made(String::new(), 0), |path| made(path, 70))
}

/// The only simple attribute or sub-attribute whose name is the header, spaces and case aside.
fn by_schema(model: &ResourceModel, folded: &str) -> Option<String> {
    let schemas =
        std::iter::once((None, &model.core)).chain(model.extensions.iter().map(|(s, _)| (Some(&s.id), s)));
    let mut paths = Vec::new();
    for (urn, schema) in schemas {
        let prefix = urn.map_or_else(String::new, |urn| format!("{urn}:"));
        for attribute in &schema.attributes {
            if attribute.mutability == Mutability::ReadOnly {
                continue;
            }
            if attribute.kind != AttributeType::Complex && fold(&attribute.name) == folded {
                paths.push(format!("{prefix}{}", attribute.name));
            }
            let subs = attribute
                .sub_attributes
                .iter()
                .filter(|sub| !attribute.multi_valued && fold(&sub.name) == folded);
            paths.extend(subs.map(|sub| format!("{prefix}{}.{}", attribute.name, sub.name)));
        }
    }
    match paths.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkd()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(headers: &[&str]) -> Vec<(String, u8)> {
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        matches(&ResourceModel::user(), &headers)
            .into_iter()
            .map(|m| (m.path, m.confidence))
            .collect()
    }

    #[test]
    fn an_attributes_own_name_is_certain_and_a_common_word_nearly_so() {
        let found = paths(&["userName", "Vorname", "Abteilung", "E-mail"]);
        assert_eq!(
            found[0],
            ("userName".into(), 100),
            "its own name needs no guessing"
        );
        assert_eq!(
            found[1],
            ("name.givenName".into(), 90),
            "other languages' words are known"
        );
        assert_eq!(
            found[2].0,
            format!("{}:department", urn::ENTERPRISE_USER),
            "extensions come with their URN"
        );
        assert_eq!(found[3].0, "emails.value", "signs in a header do not matter");
    }

    #[test]
    fn an_attribute_is_given_to_one_column_only() {
        let found = paths(&["Login", "userName", "Colour"]);
        assert_eq!(found[1].0, "userName", "the certain match keeps it");
        assert_eq!(found[0], (String::new(), 0), "the guess gives way");
        assert_eq!(
            found[2],
            (String::new(), 0),
            "what nobody knows is left out, not guessed"
        );
    }

    #[test]
    fn group_columns_are_told_from_attributes() {
        let headers = ["Team".to_owned(), "id".to_owned()];
        let found = matches(&ResourceModel::user(), &headers);
        assert_eq!(
            mapping(&found).groups.columns,
            ["Team"],
            "memberships are no attribute"
        );
        assert_eq!(found[1].path, "", "a read-only attribute is no target");
    }
}
