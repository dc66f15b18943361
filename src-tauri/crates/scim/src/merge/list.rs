//! Lists entry by entry, where the entries can be told apart.

use std::collections::HashMap;

use serde_json::Value;

use super::{ChangedBy, Part, Values, who};
use crate::patch::equal::{WRITABLE, assigned, element_key, is_reference_list, same};
use crate::resource::get_ci;
use crate::{Attribute, AttributeType};

/// An entry that at least one side changed.
pub(super) struct Entry<'v> {
    pub(super) part: Part,
    pub(super) values: Values<'v>,
    pub(super) by: ChangedBy,
}

type Keyed<'v> = Vec<(String, &'v Value)>;

/// The entries that were changed; `None` when they cannot be told apart with certainty, or when taking them one
/// by one would mix two wishes: then the list is decided as a whole.
pub(super) fn entries<'v>(attribute: &Attribute, values: Values<'v>) -> Option<Vec<Entry<'v>>> {
    let candidates: &[Option<&'static str>] = match attribute.kind {
        AttributeType::Complex if is_reference_list(attribute) => &[Some("value")],
        // An address of a kind that gets another value is a change and not two.
        AttributeType::Complex => &[Some("type"), Some("value")],
        _ => &[None],
    };
    for name in candidates.iter().copied() {
        if name.is_some_and(|name| attribute.sub(name).is_none()) {
            continue;
        }
        let keyed = |value: Option<&'v Value>| keyed(attribute, name, value);
        let [before, yours, server] = values;
        let (Some(before), Some(yours), Some(server)) = (keyed(before), keyed(yours), keyed(server)) else {
            continue;
        };
        let one_wish = name == Some("type") || is_reference_list(attribute) || name.is_none();
        if (one_wish || !swapped(&before, &yours, &server)) && !two_primaries(&before, &yours, &server) {
            return Some(changed(attribute, name, [before, yours, server]));
        }
    }
    None
}

/// The entries with what tells them apart; `None` when one has nothing or two have the same.
fn keyed<'v>(attribute: &Attribute, name: Option<&str>, value: Option<&'v Value>) -> Option<Keyed<'v>> {
    let items = match value {
        None => return Some(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return None,
    };
    let mut seen = HashMap::with_capacity(items.len());
    let mut keyed = Vec::with_capacity(items.len());
    for item in items.iter().filter(|item| assigned(item)) {
        let key = match name {
            Some(name) => element_key(Some(attribute), name, item)?,
            None => plain_key(item)?,
        };
        if seen.insert(key.clone(), ()).is_some() {
            return None;
        }
        keyed.push((key, item));
    }
    Some(keyed)
}

/// A plain value letter by letter: another spelling of it is a change.
pub(super) fn plain_key(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn changed<'v>(attribute: &Attribute, name: Option<&'static str>, lists: [Keyed<'v>; 3]) -> Vec<Entry<'v>> {
    let maps: [HashMap<&str, &'v Value>; 3] = [0, 1, 2].map(|at: usize| {
        lists
            .get(at)
            .into_iter()
            .flatten()
            .map(|(k, v)| (k.as_str(), *v))
            .collect()
    });
    let mut done: HashMap<&str, ()> = HashMap::new();
    let mut found = Vec::new();
    for (key, _) in lists.iter().flatten() {
        if done.insert(key, ()).is_some() {
            continue;
        }
        let [before, yours, server] = &maps;
        let values = [before, yours, server].map(|map| map.get(key.as_str()).copied());
        // A plain value is its own key: it is there or not.
        let equal = |a: Option<&Value>, b: Option<&Value>| match name {
            None => a.is_some() == b.is_some(),
            Some(_) => same(Some(&one(attribute)), a, b, WRITABLE),
        };
        if let Some(by) = who(values, equal) {
            let part = Part::Entry {
                name,
                key: key.clone(),
            };
            found.push(Entry { part, values, by });
        }
    }
    found
}

/// The attribute of one entry.
fn one(attribute: &Attribute) -> Attribute {
    Attribute {
        multi_valued: false,
        ..attribute.clone()
    }
}

/// Both took the same entry out and each put another in: they may have meant the same one.
fn swapped(before: &Keyed<'_>, yours: &Keyed<'_>, server: &Keyed<'_>) -> bool {
    let has = |list: &Keyed<'_>, key: &str| list.iter().any(|(k, _)| k == key);
    let adds = |list: &Keyed<'_>| list.iter().any(|(key, _)| !has(before, key));
    let both_took = before
        .iter()
        .any(|(key, _)| !has(yours, key) && !has(server, key));
    both_took && adds(yours) && adds(server)
}

/// Each side made another entry the primary one.
fn two_primaries(before: &Keyed<'_>, yours: &Keyed<'_>, server: &Keyed<'_>) -> bool {
    let primary = |list: &Keyed<'_>| {
        list.iter()
            .find(|(_, item)| {
                item.as_object().and_then(|map| get_ci(map, "primary")) == Some(&Value::Bool(true))
            })
            .map(|(key, _)| key.clone())
    };
    let (was, mine, theirs) = (primary(before), primary(yours), primary(server));
    let set = |now: &Option<String>| now.is_some() && *now != was;
    set(&mine) && set(&theirs) && mine != theirs
}
