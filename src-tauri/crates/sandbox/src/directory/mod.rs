//! The directory: all resources in memory, their memberships, and the optional data file.
//!
//! Everything here is synchronous and knows no HTTP. What a change must fulfil (uniqueness, schema)
//! is decided above, in `http`, under the same lock.

mod collection;
mod entry;
mod journal;
mod links;
mod render;

use std::collections::HashSet;
use std::sync::Arc;

pub(crate) use collection::Collection;
pub(crate) use entry::{Draft, Entry, Moment, fold};
pub(crate) use render::View;

use crate::ResourceKind;
use crate::models::Models;
use journal::{Journal, Line};
use links::Links;

/// All resources.
#[derive(Debug)]
pub(crate) struct Directory {
    base: String,
    path: String,
    models: Models,
    collections: [Collection; 3],
    links: Links,
    /// Folded userNames of deleted users, for servers that never give them free.
    retired_names: HashSet<String>,
    /// Grows with each change; what was computed from an older one is stale.
    generation: u64,
    journal: Option<Journal>,
}

/// What a change of members did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MemberChange {
    pub(crate) added: usize,
    pub(crate) removed: usize,
}

impl Directory {
    /// An empty directory served at `base`.
    pub(crate) fn new(base: String) -> Self {
        let path = base
            .splitn(4, '/')
            .nth(3)
            .map(|p| format!("/{p}"))
            .unwrap_or_default();
        Self {
            base,
            path,
            models: Models::new(),
            collections: Default::default(),
            links: Links::default(),
            retired_names: HashSet::new(),
            generation: 0,
            journal: None,
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn models(&self) -> &Models {
        &self.models
    }

    pub(crate) fn links(&self) -> &Links {
        &self.links
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn of(&self, kind: ResourceKind) -> &Collection {
        let [users, groups, roles] = &self.collections;
        match kind {
            ResourceKind::User => users,
            ResourceKind::Group => groups,
            ResourceKind::Role => roles,
        }
    }

    fn of_mut(&mut self, kind: ResourceKind) -> &mut Collection {
        let [users, groups, roles] = &mut self.collections;
        match kind {
            ResourceKind::User => users,
            ResourceKind::Group => groups,
            ResourceKind::Role => roles,
        }
    }

    /// Whether an id can be a member: a user or a group.
    pub(crate) fn can_be_member(&self, id: &str) -> bool {
        self.of(ResourceKind::User).get(id).is_some() || self.of(ResourceKind::Group).get(id).is_some()
    }

    /// Whether a userName was held by a user who is deleted now.
    pub(crate) fn is_retired(&self, folded_name: &str) -> bool {
        self.retired_names.contains(folded_name)
    }

    /// Stores a new resource.
    pub(crate) fn insert(
        &mut self,
        kind: ResourceKind,
        id: impl Into<Box<str>>,
        draft: Draft,
        now: &Moment,
    ) -> Arc<Entry> {
        self.generation += 1;
        let seq = self.of_mut(kind).next_seq();
        let entry = Arc::new(Entry::new(
            seq,
            id.into(),
            draft,
            now.text.clone(),
            now,
            1,
            now.at,
        ));
        self.of_mut(kind).put(Arc::clone(&entry));
        self.record_put(kind, &entry);
        entry
    }

    /// Stores a resource's new state; the version stays when nothing differs (RFC 7644 §3.5.2.1).
    /// Returns the entry and whether it changed.
    pub(crate) fn update(
        &mut self,
        kind: ResourceKind,
        old: &Entry,
        draft: Draft,
        touched: bool,
        now: &Moment,
    ) -> (Arc<Entry>, bool) {
        let fresh = Entry::new(
            old.seq,
            old.id.clone(),
            draft,
            old.created.clone(),
            now,
            old.version + 1,
            old.appeared,
        );
        let same = !touched && fresh.map() == old.map();
        if let Some(present) = self.of(kind).get(&old.id).filter(|_| same) {
            return (Arc::clone(present), false);
        }
        self.generation += 1;
        let fresh = Arc::new(fresh);
        self.of_mut(kind).put(Arc::clone(&fresh));
        self.record_put(kind, &fresh);
        (fresh, true)
    }

    /// Adds and removes members. The caller updates the group's version when something changed.
    pub(crate) fn change_members(&mut self, group: &str, add: &[&str], remove: &[&str]) -> MemberChange {
        let removed: Vec<Box<str>> = remove
            .iter()
            .filter(|m| self.links.remove(group, m))
            .map(|m| Box::from(*m))
            .collect();
        let added: Vec<Box<str>> = add
            .iter()
            .filter(|m| self.links.add(group, m))
            .map(|m| Box::from(*m))
            .collect();
        let change = MemberChange {
            added: added.len(),
            removed: removed.len(),
        };
        if change != MemberChange::default() {
            self.generation += 1;
            // Removals first: a member that was removed and added again is one.
            if !removed.is_empty() {
                self.record(&Line::Members {
                    group: group.into(),
                    add: Vec::new(),
                    remove: removed,
                });
            }
            if !added.is_empty() {
                self.record(&Line::Members {
                    group: group.into(),
                    add: added,
                    remove: Vec::new(),
                });
            }
        }
        change
    }

    /// Deletes a resource; groups lose it as a member and become newer by that.
    pub(crate) fn remove(&mut self, kind: ResourceKind, id: &str, now: &Moment) -> bool {
        let Some((entry, groups)) = self.take_out(kind, id) else {
            return false;
        };
        self.generation += 1;
        if let Some(name) = entry.user_name.as_deref() {
            self.retired_names.insert(fold(name));
        }
        self.record(&Line::Delete {
            kind,
            id: entry.id.clone(),
        });
        for group in groups {
            if let Some(old) = self.of(ResourceKind::Group).get(&group).map(Arc::clone) {
                self.update(ResourceKind::Group, &old, Draft { body: old.map() }, true, now);
            }
        }
        true
    }

    /// Gives a resource another id; groups and members follow it.
    pub(crate) fn rename(&mut self, kind: ResourceKind, old: &Entry, id: String, now: &Moment) -> Arc<Entry> {
        let groups: Vec<Arc<str>> = self.links.groups(&old.id).to_vec();
        let members: Vec<Arc<str>> = self.links.members(&old.id).cloned().collect();
        self.remove(kind, &old.id, now);
        let entry = self.insert(kind, id, Draft { body: old.map() }, now);
        for group in groups {
            self.change_members(&group, &[&entry.id], &[]);
        }
        let members: Vec<&str> = members.iter().map(AsRef::as_ref).collect();
        self.change_members(&entry.id, &members, &[]);
        entry
    }

    fn take_out(&mut self, kind: ResourceKind, id: &str) -> Option<(Arc<Entry>, Vec<Arc<str>>)> {
        let entry = self.of_mut(kind).remove(id)?;
        let groups = match kind {
            ResourceKind::User | ResourceKind::Group => self.links.drop_member(id),
            ResourceKind::Role => Vec::new(),
        };
        if kind == ResourceKind::Group {
            self.links.drop_group(id);
        }
        Some((entry, groups))
    }
}
