//! The facts that can be said of a server, and the values each may have.

use crate::fields::{FIELDS, INFORMING};
use crate::value::{Value, ValueError};

/// What values a fact may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number of at least 0.
    Number,
    /// Any text.
    Text,
    /// One of these words; a number among them may be written as a number.
    Choice(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of these words.
    Choices(&'static [&'static str]),
    /// A list of numbers.
    Numbers,
    /// Attribute → filter operators.
    Operators,
    /// Name → text.
    Names,
    /// A list of lists of texts.
    Groups,
    /// `[[limits.rate]]`.
    Rates,
}

/// One fact that can be said of a server.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its path. The segment `<Res>` stands for an endpoint such as `Users`, or `*` for all of them.
    pub path: &'static str,
    /// The values it may have.
    pub kind: Kind,
    /// What holds where nobody says otherwise: RFC 7644, or plain caution. In the text form of [`Value`].
    pub default: Option<&'static str>,
}

/// The segment that stands for a resource type.
pub(crate) const RESOURCE: &str = "<Res>";

impl Field {
    /// Every field of the format, in the order of `docs/presets.md`.
    pub fn all() -> &'static [Self] {
        FIELDS
    }

    /// The field of a path such as `list.Users.mode` or `list.*.mode`.
    pub fn of(path: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.covers(path))
    }

    /// Reads the text form of a value of this field.
    pub fn parse(&self, text: &str) -> Result<Value, ValueError> {
        Value::parse(&self.kind, text)
    }

    /// The words a value can be; none where it is a number, a text or a list.
    pub fn words(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Flag => vec!["yes", "no"],
            Kind::Choice(words) => words.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether only a person may make this more permissive: what a server does to people and accounts is not found out
    /// by trying.
    pub fn is_protective(path: &str) -> bool {
        path.starts_with("safety.") || path.starts_with("lifecycle.")
    }

    /// Whether this is told to people and steers nothing.
    pub fn informs(&self) -> bool {
        INFORMING.contains(&self.path)
    }

    fn covers(&self, path: &str) -> bool {
        let mut wanted = self.path.split('.');
        let mut given = path.split('.');
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return true,
                (Some(RESOURCE), Some(name)) if is_resource(name) => {}
                (Some(a), Some(b)) if a == b => {}
                _ => return false,
            }
        }
    }
}

/// Whether a segment can name a resource type: `*`, or an endpoint's last segment. Endpoints begin with a capital in
/// every server known; that keeps them apart from the keys beside them (`filter.unsupported`, `filter.Users`).
pub(crate) fn is_resource(name: &str) -> bool {
    name == "*"
        || (name.starts_with(|c: char| c.is_ascii_uppercase())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
}

/// The path of a fact for one resource type, and the path that holds for all types: `list.Users.mode`, `list.*.mode`.
pub fn of_resource(table: &str, resource: &str, rest: &str) -> [String; 2] {
    [format!("{table}.{resource}.{rest}"), format!("{table}.*.{rest}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of `docs/presets.md`, row by row: the path, and whether it says that the fact only informs.
    fn documented() -> Vec<(String, bool)> {
        let text = include_str!("../../../../docs/presets.md");
        let rows = text
            .lines()
            .filter(|line| line.starts_with("| `"))
            .filter_map(|line| {
                let path = line.split('`').nth(1)?;
                Some((path.to_owned(), line.ends_with("| informs |")))
            });
        rows.filter(|(path, _)| Field::all().iter().any(|field| field.path == path))
            .collect()
    }

    #[test]
    fn every_fact_is_documented_with_whether_it_steers_anything() {
        let facts: Vec<_> = Field::all()
            .iter()
            .map(|f| (f.path.to_owned(), f.informs()))
            .collect();
        assert_eq!(
            documented(),
            facts,
            "docs/presets.md and the list of fields say the same"
        );
        for path in INFORMING {
            assert!(Field::of(path).is_some(), "{path} is no field");
        }
    }

    #[test]
    fn a_path_finds_its_field_for_any_resource_type_and_no_other() {
        for (path, field) in [
            ("list.Users.mode", Some("list.<Res>.mode")),
            ("list.*.count.max", Some("list.<Res>.count.max")),
            ("filter.unsupported", Some("filter.unsupported")),
            ("filter.Devices.combine", Some("filter.<Res>.combine")),
            ("list.users.mode", None),
            ("list.Users", None),
            ("list.Users.mode.more", None),
            ("", None),
        ] {
            assert_eq!(Field::of(path).map(|f| f.path), field, "{path}");
        }
    }

    #[test]
    fn every_default_is_a_value_of_its_field_and_no_path_is_listed_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for field in Field::all() {
            assert!(seen.insert(field.path), "{} is listed twice", field.path);
            if let Some(default) = field.default {
                let value = field.parse(default);
                assert_eq!(
                    value.map(|v| v.to_string()),
                    Ok(default.to_owned()),
                    "{}",
                    field.path
                );
            }
        }
    }
}
