//! The base address of a product: a text with variables such as `{tenant}`.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use regex_lite::Regex;
use thiserror::Error;

use crate::preset::Variable;

/// What may not stand in a segment of a path as it is (RFC 3986 §3.3).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A base address with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Fixed(String),
    Variable { name: String, place: Place },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The beginning: scheme and host, perhaps with a path.
    Start,
    /// In the host.
    Host,
    /// A segment of the path.
    Path,
}

/// Why the variables make no base address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BaseUrlFault {
    /// A variable has no value.
    #[error("{label} is missing")]
    Missing {
        /// The variable.
        variable: String,
        /// What a person calls it.
        label: String,
    },
    /// A value does not look like one.
    #[error("this is no {label}; one looks like {example}")]
    DoesNotFit {
        /// The variable.
        variable: String,
        /// What a person calls it.
        label: String,
        /// One that fits.
        example: String,
    },
    /// The preset has no such variable.
    #[error("there is no variable {variable}")]
    Unknown {
        /// The variable.
        variable: String,
    },
}

impl Template {
    /// Reads a template. `Err` names what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut before = String::new();
        while let Some(open) = rest.find(['{', '}']) {
            let (fixed, variable) = rest.split_at(open);
            before.push_str(fixed);
            if !fixed.is_empty() {
                parts.push(Part::Fixed(fixed.to_owned()));
            }
            let (name, after) = variable
                .strip_prefix('{')
                .and_then(|v| v.split_once('}'))
                .ok_or("a { without its }")?;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(format!("{{{name}}} is no name of a variable"));
            }
            let place = if before.is_empty() {
                Place::Start
            } else if before
                .strip_prefix("https://")
                .is_some_and(|host| !host.contains('/'))
            {
                Place::Host
            } else {
                Place::Path
            };
            before.push('x');
            parts.push(Part::Variable {
                name: name.to_owned(),
                place,
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Fixed(rest.to_owned()));
        }
        let starts_well = match parts.first() {
            Some(Part::Fixed(fixed)) => {
                fixed.starts_with("https://") && fixed.len() > "https://".len()
                    || fixed == "https://" && parts.len() > 1
            }
            Some(Part::Variable { .. }) => true,
            None => false,
        };
        if !starts_well {
            return Err("a base address begins with https:// or with a variable".into());
        }
        if text.contains(['?', '#', '@', '\\']) || text.chars().any(|c| c.is_control() || c == ' ') {
            return Err("a base address has no query, fragment, user name or space".into());
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of its variables, in order, each once.
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.parts {
            if let Part::Variable { name, .. } = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// The base address with these values.
    pub fn fill(
        &self,
        variables: &BTreeMap<String, Variable>,
        values: &BTreeMap<String, String>,
    ) -> Result<String, BaseUrlFault> {
        if let Some(unknown) = values.keys().find(|name| !variables.contains_key(*name)) {
            return Err(BaseUrlFault::Unknown {
                variable: unknown.clone(),
            });
        }
        let mut url = String::new();
        for part in &self.parts {
            match part {
                Part::Fixed(fixed) => url.push_str(fixed),
                Part::Variable { name, place } => {
                    let Some(variable) = variables.get(name) else {
                        return Err(BaseUrlFault::Unknown {
                            variable: name.clone(),
                        });
                    };
                    let value = values.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
                    let Some(value) = value else {
                        return Err(BaseUrlFault::Missing {
                            variable: name.clone(),
                            label: variable.label.clone(),
                        });
                    };
                    let fits = variable.pattern.matches(value)
                        && (*place != Place::Host || value.chars().all(is_host));
                    if !fits {
                        return Err(BaseUrlFault::DoesNotFit {
                            variable: name.clone(),
                            label: variable.label.clone(),
                            example: variable.example.clone(),
                        });
                    }
                    match place {
                        Place::Start => url.push_str(value.trim_end_matches('/')),
                        Place::Host => url.push_str(value),
                        Place::Path => url.extend(utf8_percent_encode(value, SEGMENT)),
                    }
                }
            }
        }
        Ok(url)
    }

    /// The values with which it makes this address; what can be told of them where only the host fits.
    pub(crate) fn values_of(
        &self,
        variables: &BTreeMap<String, Variable>,
        url: &str,
    ) -> BTreeMap<String, String> {
        let whole = self.captured(url.trim_end_matches('/'), false);
        let found = whole
            .or_else(|| self.captured(origin_of(url), true))
            .unwrap_or_default();
        found
            .into_iter()
            .filter(|(name, value)| variables.get(name).is_some_and(|v| v.pattern.matches(value)))
            .collect()
    }

    /// The values as they stand in an address, or in its scheme and host alone.
    fn captured(&self, url: &str, origin_only: bool) -> Option<BTreeMap<String, String>> {
        let mut pattern = String::from("^");
        let mut names = Vec::new();
        for part in &self.parts {
            match part {
                Part::Fixed(fixed) if origin_only => {
                    let upto = origin_of(fixed);
                    pattern.push_str(&regex_lite::escape(upto));
                    if upto.len() < fixed.len() {
                        break;
                    }
                }
                Part::Fixed(fixed) => pattern.push_str(&regex_lite::escape(fixed)),
                Part::Variable { name, place } => {
                    pattern.push_str(if *place == Place::Start {
                        "(.+?)"
                    } else {
                        "([^/]+?)"
                    });
                    names.push((name.clone(), *place));
                }
            }
        }
        pattern.push('$');
        let captures = Regex::new(&pattern).ok()?.captures(url)?;
        let mut found = BTreeMap::new();
        for (index, (name, place)) in names.into_iter().enumerate() {
            let text = captures.get(index.saturating_add(1))?.as_str();
            let value = match place {
                Place::Path => percent_decode_str(text).decode_utf8().ok()?.into_owned(),
                Place::Start | Place::Host => text.to_owned(),
            };
            found.insert(name, value);
        }
        Some(found)
    }
}

fn is_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// Scheme and host of an address, or the part of a text before its path.
fn origin_of(url: &str) -> &str {
    let after = url.find("://").map_or(0, |at| at.saturating_add(3));
    let end = url
        .get(after..)
        .and_then(|rest| rest.find('/'))
        .map_or(url.len(), |at| after.saturating_add(at));
    url.get(..end).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Pattern;
    use proptest::prelude::*;

    fn variables(pattern: &str) -> BTreeMap<String, Variable> {
        let variable = Variable {
            label: "Tenant".into(),
            pattern: Pattern::parse(pattern).unwrap(),
            example: "acme".into(),
        };
        BTreeMap::from([("tenant".to_owned(), variable)])
    }

    fn with(value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("tenant".to_owned(), value.to_owned())])
    }

    #[test]
    fn a_variable_cannot_leave_its_place_in_the_address() {
        let host = Template::parse("https://{tenant}.example.com/scim").unwrap();
        let path = Template::parse("https://scim.example.com/t/{tenant}/v2").unwrap();
        let any = variables("^.+$");
        assert!(
            host.fill(&any, &with("evil.example.net/")).is_err(),
            "a slash in the host would send the token elsewhere"
        );
        assert!(host.fill(&any, &with("me:secret@x")).is_err());
        assert_eq!(
            path.fill(&any, &with("a/../b?c#d")).unwrap(),
            "https://scim.example.com/t/a%2F..%2Fb%3Fc%23d/v2"
        );
    }

    #[test]
    fn a_missing_value_is_named_as_the_person_knows_it() {
        let template = Template::parse("https://scim.example.com/{tenant}").unwrap();
        let any = variables("^[a-z]+$");
        let fault = template.fill(&any, &BTreeMap::new()).unwrap_err();
        assert_eq!(fault.to_string(), "Tenant is missing");
        let fault = template.fill(&any, &with("ACME 1")).unwrap_err();
        assert_eq!(fault.to_string(), "this is no Tenant; one looks like acme");
    }

    #[test]
    fn an_address_gives_back_its_variables_even_with_another_path() {
        let template = Template::parse("https://{tenant}.example.com/services/scim/v2").unwrap();
        let any = variables("^[a-z]+$");
        for url in [
            "https://acme.example.com/services/scim/v2/",
            "https://acme.example.com/login",
            "https://acme.example.com",
        ] {
            assert_eq!(template.values_of(&any, url), with("acme"), "{url}");
        }
        assert_eq!(template.values_of(&any, "https://example.net/"), BTreeMap::new());
    }

    proptest! {
        #[test]
        fn what_fills_a_template_is_read_back_from_the_address(value in "[ -~äé]{1,30}") {
            let template = Template::parse("https://scim.example.com/t/{tenant}/v2").unwrap();
            let any = variables("^.+$");
            if let Ok(url) = template.fill(&any, &with(&value)) {
                prop_assert_eq!(template.values_of(&any, &url), with(value.trim()));
                prop_assert_eq!(url.matches('/').count(), 5, "a value is one segment");
            }
        }
    }
}
