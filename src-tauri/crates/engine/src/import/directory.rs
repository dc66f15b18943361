//! What the live directory says about the people of a file, kept for these people only: one paged read,
//! however long the directory.

use std::collections::{HashMap, HashSet};

use rollcall_scim::Resource;

use super::build::{MatchBy, Wanted};

/// Names and ids a file asks about.
#[derive(Default)]
pub(crate) struct Asked {
    keys: HashSet<String>,
    user_names: HashSet<String>,
    managers: HashSet<String>,
    groups: HashSet<String>,
    first_by_name: HashMap<String, u64>,
    repeated: HashMap<u64, u64>,
}

/// What was found of them.
#[derive(Default)]
pub(crate) struct Found {
    pub(super) people: Vec<Resource>,
    pub(super) by_key: HashMap<String, Vec<usize>>,
    pub(super) by_user_name: HashMap<String, usize>,
    pub(super) managers: HashMap<String, Vec<String>>,
    /// How many people the directory has.
    pub(crate) seen: u64,
    /// Whether nobody can be missing from the read.
    pub(crate) complete: bool,
    /// Why not.
    pub(crate) reason: Option<String>,
    /// Whether the server was seen to keep an externalId.
    pub(crate) keeps_external_id: bool,
    /// Milliseconds since 1970 when the read began.
    pub(crate) began_ms: i64,
}

/// What was found under one name.
pub(crate) enum Hit<'a, T: ?Sized> {
    None,
    One(&'a T),
    Several(usize),
}

impl Asked {
    /// Adds what a row asks about.
    pub(crate) fn row(&mut self, wanted: &Wanted) {
        if !wanted.key.is_empty() {
            self.keys.insert(wanted.key.clone());
            self.seen(format!("key {}", wanted.key), wanted.row_no);
        }
        if let Some(name) = wanted.user_name.as_ref().map(|name| name.to_lowercase()) {
            self.seen(format!("name {name}"), wanted.row_no);
            self.user_names.insert(name);
        }
        if let Some(id) = &wanted.external_id {
            self.seen(format!("external {id}"), wanted.row_no);
        }
        self.managers
            .extend(wanted.manager.as_ref().map(|name| name.to_lowercase()));
        self.groups
            .extend(wanted.groups.iter().map(|group| group.to_lowercase()));
    }

    /// Two rows under one name are about one person; neither is taken for the right one.
    fn seen(&mut self, name: String, row: u64) {
        match self.first_by_name.get(&name) {
            Some(first) if *first != row => {
                self.repeated.insert(row, *first);
                self.repeated.entry(*first).or_insert(row);
            }
            Some(_) => {}
            None => {
                self.first_by_name.insert(name, row);
            }
        }
    }

    /// Rows about the same person as another row, with that row.
    pub(crate) fn repeated(&self) -> &HashMap<u64, u64> {
        &self.repeated
    }

    /// The groups named, folded.
    pub(crate) fn groups(&self) -> &HashSet<String> {
        &self.groups
    }
}

impl Found {
    /// Keeps of a person what the file asks about.
    pub(crate) fn person(&mut self, asked: &Asked, match_by: MatchBy, person: Resource) {
        self.seen += 1;
        let Some(id) = person.id().map(str::to_owned) else {
            return;
        };
        self.keeps_external_id |= person.external_id().is_some();
        let user_name = person.user_name().map(str::to_lowercase);
        let emails = emails(&person);
        for name in user_name.iter().chain(&emails).chain([&id.to_lowercase()]) {
            if asked.managers.contains(name) {
                let ids = self.managers.entry(name.clone()).or_default();
                if !ids.contains(&id) {
                    ids.push(id.clone());
                }
            }
        }
        let keys: Vec<String> = match match_by {
            MatchBy::UserName => user_name.iter().cloned().collect(),
            MatchBy::ExternalId => person.external_id().map(str::to_owned).into_iter().collect(),
            MatchBy::Email => emails,
        };
        let matching: Vec<String> = keys.into_iter().filter(|key| asked.keys.contains(key)).collect();
        let name_taken = user_name.filter(|name| asked.user_names.contains(name));
        if matching.is_empty() && name_taken.is_none() {
            return;
        }
        let at = self.people.len();
        self.people.push(person);
        for key in matching {
            let places = self.by_key.entry(key).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        if let Some(name) = name_taken {
            self.by_user_name.insert(name, at);
        }
    }

    /// The person a row is matched with.
    pub(crate) fn matched(&self, key: &str) -> Hit<'_, Resource> {
        match self.by_key.get(key).map(Vec::as_slice) {
            None | Some([]) => Hit::None,
            Some([one]) => self.people.get(*one).map_or(Hit::None, Hit::One),
            Some(several) => Hit::Several(several.len()),
        }
    }

    /// Who has this user name already.
    pub(crate) fn name_owner(&self, user_name: &str) -> Option<&Resource> {
        self.by_user_name
            .get(&user_name.to_lowercase())
            .and_then(|at| self.people.get(*at))
    }

    /// The id of a manager named by user name, e-mail address or id.
    pub(crate) fn manager(&self, name: &str) -> Hit<'_, str> {
        match self.managers.get(&name.to_lowercase()).map(Vec::as_slice) {
            None | Some([]) => Hit::None,
            Some([one]) => Hit::One(one),
            Some(several) => Hit::Several(several.len()),
        }
    }
}

fn emails(person: &Resource) -> Vec<String> {
    let list = person.get_ci("emails").and_then(serde_json::Value::as_array);
    let values = list
        .into_iter()
        .flatten()
        .filter_map(|e| e.get("value").and_then(serde_json::Value::as_str));
    values.filter(|v| !v.is_empty()).map(str::to_lowercase).collect()
}
