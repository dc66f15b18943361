//! Who is a member of what, kept from both sides.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Memberships. Members are users or groups; ids are unique over both.
#[derive(Debug, Default)]
pub(crate) struct Links {
    by_group: HashMap<Arc<str>, Members>,
    by_member: HashMap<Arc<str>, Held>,
}

/// The members of one group in the order in which they were added.
#[derive(Debug, Default)]
struct Members {
    order: BTreeMap<u64, Arc<str>>,
    place: HashMap<Arc<str>, u64>,
    next: u64,
}

/// The groups that one resource is a member of.
#[derive(Debug, Default)]
struct Held {
    groups: Vec<Arc<str>>,
    /// Counts changes, as part of the member's ETag.
    changes: u32,
}

impl Links {
    /// Ids of a group's members, in order.
    pub(crate) fn members<'a>(&'a self, group: &str) -> impl Iterator<Item = &'a Arc<str>> + use<'a> {
        self.by_group
            .get(group)
            .into_iter()
            .flat_map(|m| m.order.values())
    }

    /// How many members a group has.
    pub(crate) fn size(&self, group: &str) -> usize {
        self.by_group.get(group).map_or(0, |m| m.order.len())
    }

    /// Ids of the groups that a resource is a direct member of.
    pub(crate) fn groups(&self, member: &str) -> &[Arc<str>] {
        self.by_member.get(member).map_or(&[], |held| &held.groups)
    }

    /// How often a resource's memberships changed.
    pub(crate) fn changes(&self, member: &str) -> u32 {
        self.by_member.get(member).map_or(0, |held| held.changes)
    }

    /// Whether `member` is a direct member of `group`.
    pub(crate) fn contains(&self, group: &str, member: &str) -> bool {
        self.by_group
            .get(group)
            .is_some_and(|m| m.place.contains_key(member))
    }

    /// Returns false when it was a member already.
    pub(crate) fn add(&mut self, group: &str, member: &str) -> bool {
        if self.contains(group, member) {
            return false;
        }
        let (group, member) = (shared(&self.by_group, group), shared(&self.by_member, member));
        let members = self.by_group.entry(Arc::clone(&group)).or_default();
        members.next += 1;
        members.order.insert(members.next, Arc::clone(&member));
        members.place.insert(Arc::clone(&member), members.next);
        let held = self.by_member.entry(member).or_default();
        held.groups.push(group);
        held.changes += 1;
        true
    }

    /// Returns false when it was no member.
    pub(crate) fn remove(&mut self, group: &str, member: &str) -> bool {
        let Some(members) = self.by_group.get_mut(group) else {
            return false;
        };
        let Some(place) = members.place.remove(member) else {
            return false;
        };
        members.order.remove(&place);
        if let Some(held) = self.by_member.get_mut(member) {
            held.groups.retain(|g| g.as_ref() != group);
            held.changes += 1;
        }
        true
    }

    /// Forgets a deleted group; its members lose it.
    pub(crate) fn drop_group(&mut self, group: &str) {
        let Some(members) = self.by_group.remove(group) else {
            return;
        };
        for member in members.order.values() {
            if let Some(held) = self.by_member.get_mut(member) {
                held.groups.retain(|g| g.as_ref() != group);
                held.changes += 1;
            }
        }
    }

    /// Forgets a deleted member; returns the groups it was in.
    pub(crate) fn drop_member(&mut self, member: &str) -> Vec<Arc<str>> {
        let groups = self.groups(member).to_vec();
        for group in &groups {
            self.remove(group, member);
        }
        self.by_member.remove(member);
        groups
    }
}

/// The same text once in memory, however many groups a person is in.
fn shared<T>(map: &HashMap<Arc<str>, T>, id: &str) -> Arc<str> {
    map.get_key_value(id)
        .map_or_else(|| Arc::from(id), |(known, _)| Arc::clone(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_agree_after_adding_removing_and_dropping() {
        let mut links = Links::default();
        assert!(links.add("g1", "u1") && links.add("g1", "u2") && links.add("g2", "u1"));
        assert!(!links.add("g1", "u1"), "a member is one once");
        assert!(links.remove("g1", "u1"));
        assert!(!links.remove("g1", "u1"), "who is no member cannot be removed");
        assert_eq!(
            links.members("g1").map(|m| &**m).collect::<Vec<_>>(),
            ["u2"],
            "the other stays"
        );
        assert_eq!(
            links.groups("u1").len(),
            1,
            "the member's side follows the group's"
        );
        assert_eq!(
            links.drop_member("u1").len(),
            1,
            "the groups of a deleted user are told"
        );
        assert_eq!(links.size("g2"), 0, "a deleted user is nobody's member");
        links.drop_group("g1");
        assert!(links.groups("u2").is_empty(), "a deleted group is nobody's group");
    }
}
