//! Takes out what must not be written anywhere: the credential in every form it takes, values of
//! attributes that are never returned, values inside filters.

mod filter;

use std::collections::HashSet;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::{Auth, Extra, Place};

/// What stands where something was taken out.
pub(crate) const MASK: &str = "***";

/// Attributes and keys whose values are never written, in lower case; discovery adds those with
/// `returned: never`.
const ALWAYS_SECRET: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "clientsecret",
    "client_secret",
    "token",
    "accesstoken",
    "access_token",
    "refreshtoken",
    "refresh_token",
    "authorization",
    "apikey",
    "api_key",
];

/// Headers whose values are never written, in lower case.
const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "authentication-info",
    "cookie",
    "set-cookie",
    "x-api-key",
    "x-auth-token",
];

/// Texts shorter than this are not searched for: masking them would shred every text.
const SHORTEST: usize = 4;

/// Knows the secrets of one connection, and of one request when made by [`Redactor::with_body`].
#[derive(Clone)]
pub(crate) struct Redactor {
    /// Longest first, so that a part of a secret never splits the whole.
    texts: Vec<Zeroizing<String>>,
    names: HashSet<String>,
    /// Query parameters whose values are never written.
    parameters: HashSet<String>,
}

impl Redactor {
    pub(crate) fn new(auth: &Auth, names: &[String]) -> Self {
        let mut redactor = Self {
            texts: Vec::new(),
            names: ALWAYS_SECRET.iter().map(|n| (*n).to_owned()).collect(),
            parameters: HashSet::new(),
        };
        redactor.names.extend(names.iter().map(|n| n.to_lowercase()));
        for form in auth.secret_forms() {
            redactor.add_text(&form);
        }
        redactor
    }

    /// Adds names of attributes whose values are never written.
    pub(crate) fn add_names(&mut self, names: impl IntoIterator<Item = String>) {
        self.names.extend(names.into_iter().map(|n| n.to_lowercase()));
    }

    /// Adds the secret ones among what goes with every request.
    pub(crate) fn add_extras(&mut self, extras: &[Extra]) {
        for extra in extras.iter().filter(|e| e.secret) {
            self.add_text(extra.value.expose());
            if extra.place == Place::Query {
                self.parameters.insert(extra.name.clone());
            }
        }
    }

    /// The same, knowing also the secret values of a request's body, if there are any: a server may
    /// quote a password in its error text.
    pub(crate) fn with_body(&self, body: Option<&Value>) -> Option<Self> {
        let mut found = Vec::new();
        if let Some(body) = body {
            self.secrets_in(body, false, &mut found);
        }
        if found.is_empty() {
            return None;
        }
        let mut own = self.clone();
        for text in found {
            own.add_text(text);
        }
        Some(own)
    }

    /// Adds a text that is never written, in every form it takes.
    pub(crate) fn add_text(&mut self, text: &str) {
        let json = serde_json::to_string(text).unwrap_or_default();
        let json = json.trim_matches('"');
        let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        for form in [text, json, &percent] {
            if form.len() >= SHORTEST && !self.texts.iter().any(|t| t.as_str() == form) {
                self.texts.push(Zeroizing::new(form.to_owned()));
            }
        }
        self.texts.sort_by_key(|t| std::cmp::Reverse(t.len()));
    }

    /// Masks every secret text.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.texts {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), MASK);
            }
        }
        out
    }

    /// Masks secret texts, then cuts to `limit` bytes at a character; says whether it cut. In this
    /// order, because a cut through a secret would leave half of it.
    pub(crate) fn cut(&self, text: &str, limit: usize) -> (String, bool) {
        let mut out = self.text(text);
        let cut = out.len() > limit;
        if cut {
            out.truncate(floor_char(&out, limit));
        }
        (out, cut)
    }

    /// Header names and values; credentials are masked, by name or because marked sensitive.
    pub(crate) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                let secret = value.is_sensitive() || SECRET_HEADERS.contains(&name.as_str());
                let shown = if secret {
                    MASK.to_owned()
                } else {
                    let text = String::from_utf8_lossy(value.as_bytes());
                    // The query of an address may hold anything.
                    let address = matches!(name.as_str(), "location" | "content-location" | "link");
                    let text = if address {
                        text.split('?').next().unwrap_or_default()
                    } else {
                        &*text
                    };
                    self.cut(text, 1024).0
                };
                (name.as_str().to_owned(), shown)
            })
            .collect()
    }

    /// A JSON body with secret attributes masked, PATCH operations on them included. Stops copying
    /// when `budget`, in bytes, is used up (it is then 0): a group of 100,000 is not copied for a log.
    pub(crate) fn json(&self, value: &Value, budget: &mut usize) -> Value {
        match value {
            Value::Object(map) => {
                let aimed = self.aims_at_secret(map);
                let mut out = Map::new();
                for (key, value) in map {
                    if !spend(budget, key.len() + 4) {
                        break;
                    }
                    let hide = self.is_secret_name(key) || (aimed && key.eq_ignore_ascii_case("value"));
                    let shown = if hide && !value.is_null() {
                        Value::from(MASK)
                    } else {
                        self.json(value, budget)
                    };
                    out.insert(key.clone(), shown);
                }
                Value::Object(out)
            }
            Value::Array(items) => {
                let mut out = Vec::new();
                for item in items {
                    if !spend(budget, 1) {
                        break;
                    }
                    out.push(self.json(item, budget));
                }
                Value::Array(out)
            }
            Value::String(text) => {
                spend(budget, text.len() + 2);
                Value::from(self.text(text))
            }
            other => {
                spend(budget, 4);
                other.clone()
            }
        }
    }

    /// A PATCH operation whose path ends in a secret attribute.
    fn aims_at_secret(&self, map: &Map<String, Value>) -> bool {
        let path = map.iter().find(|(k, _)| k.eq_ignore_ascii_case("path"));
        path.and_then(|(_, v)| v.as_str()).is_some_and(|path| {
            // Any part may be the secret one: `secrets[type eq "a"].value`, `urn:…:User:password`.
            path.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '-')))
                .any(|part| self.names.contains(&part.to_lowercase()))
        })
    }

    /// `password`, `urn:…:User:password`, `name.password`.
    fn is_secret_name(&self, key: &str) -> bool {
        let last = key.rsplit([':', '.']).next().unwrap_or(key);
        self.names.contains(&last.to_lowercase())
    }

    fn secrets_in<'v>(&self, value: &'v Value, hidden: bool, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) => {
                let aimed = self.aims_at_secret(map);
                for (key, value) in map {
                    let hide = hidden || self.is_secret_name(key) || (aimed && key == "value");
                    self.secrets_in(value, hide, found);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.secrets_in(item, hidden, found);
                }
            }
            Value::String(text) if hidden => found.push(text),
            _ => {}
        }
    }

    /// Text of a body that is no JSON. One that names a secret attribute is not shown: what is broken
    /// cannot be masked value by value.
    pub(crate) fn unstructured(&self, text: &str) -> String {
        let lower = text.to_lowercase();
        if self.names.iter().any(|n| lower.contains(&format!("\"{n}\""))) {
            return "(not shown: it cannot be read and may hold a secret)".to_owned();
        }
        self.text(text)
    }

    /// A path with its query, values inside filters and cursors masked.
    pub(crate) fn path(&self, path: &str, query: Option<&str>) -> String {
        let Some(query) = query else {
            return self.text(path);
        };
        let parts: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some(("filter", value)) => {
                    let plain = percent_decode_str(value).decode_utf8_lossy();
                    format!("filter={}", filter::mask(&plain))
                }
                Some((name, _)) if self.parameters.contains(name) => format!("{name}={MASK}"),
                Some(("cursor", value)) if !value.is_empty() => format!("cursor={MASK}"),
                _ => percent_decode_str(pair).decode_utf8_lossy().into_owned(),
            })
            .collect();
        self.text(&format!("{path}?{}", parts.join("&")))
    }
}

/// Takes `cost` from the budget; false when it is used up.
fn spend(budget: &mut usize, cost: usize) -> bool {
    *budget = budget.saturating_sub(cost);
    *budget > 0
}

/// The largest character boundary at or below `at`.
pub(crate) fn floor_char(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretText;
    use serde_json::json;

    fn redactor(token: &str) -> Redactor {
        Redactor::new(
            &Auth::Bearer(SecretText::new(token.to_owned())),
            &["pin".to_owned()],
        )
    }

    fn shown(value: &Value) -> Value {
        redactor("unrelated-token").json(value, &mut 100_000)
    }

    #[test]
    fn secrets_are_found_by_name_whatever_the_spelling_of_the_path() {
        assert_eq!(
            shown(&json!({"Password": "x", "userName": "ada"})),
            json!({"Password": MASK, "userName": "ada"})
        );
        let key = "urn:ietf:params:scim:schemas:core:2.0:User:password";
        assert_eq!(shown(&json!({key: "x"}))[key], json!(MASK));
        for path in [
            "password",
            "urn:example:User:pin",
            "keys[type eq \"a\"].pin",
            "PIN",
        ] {
            let operation = json!({"op": "replace", "path": path, "value": {"deep": ["x"]}});
            assert_eq!(shown(&operation)["value"], json!(MASK), "{path}");
        }
        assert_eq!(
            shown(&json!({"path": "displayName", "value": "Ada"}))["value"],
            json!("Ada")
        );
    }

    #[test]
    fn a_secret_is_masked_in_each_form_it_takes_on_the_way() {
        let secret = "p\"ss/w rd&1";
        let redactor = redactor(secret);
        let json = serde_json::to_string(&json!({ "echo": secret })).unwrap();
        let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        for text in [format!("x{secret}y"), json, percent] {
            assert!(redactor.text(&text).contains(MASK), "{text}");
        }
    }

    #[test]
    fn cutting_never_leaves_half_a_secret() {
        let redactor = redactor("CANARY-TOKEN-7f3a");
        let text = format!("{}CANARY-TOKEN-7f3a", "x".repeat(10));
        let (cut, was_cut) = redactor.cut(&text, 16);
        assert!(
            !cut.contains("CANARY") && !was_cut,
            "masked first, then cut: {cut}"
        );
        assert_eq!(redactor.cut("äöü", 3).0, "ä", "cut at a character");
    }

    #[test]
    fn broken_text_with_a_secret_name_is_not_shown_at_all() {
        let redactor = redactor("unrelated-token");
        assert!(
            !redactor
                .unstructured(r#"{"password":"hunter2"#)
                .contains("hunter2")
        );
        assert_eq!(
            redactor.unstructured("your password has expired"),
            "your password has expired"
        );
    }

    #[test]
    fn copying_for_the_record_stops_with_the_budget() {
        let many = Value::from(vec![json!({"value": "0123456789"}); 100_000]);
        let mut budget = 1000;
        let copied = redactor("unrelated-token").json(&many, &mut budget);
        assert!(
            copied.as_array().unwrap().len() < 100,
            "a large group is not copied for the log"
        );
        assert_eq!(budget, 0, "and the record says that it was cut");
    }
}
