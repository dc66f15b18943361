//! The sample directory: people who do not exist, made from a seed.

mod groups;
mod names;
mod people;
pub(crate) mod random;
mod work;

use crate::ResourceKind;
use crate::directory::{Directory, Draft, Moment};

use people::People;
use random::Random;

/// Fills an empty directory. The same seed and number make the same resources with the same ids.
pub(crate) fn fill(directory: &mut Directory, people: usize, seed: u64) {
    let mut maker = People::default();
    let mut made = Vec::with_capacity(people);
    for number in 0..people {
        let mut person = maker.next(seed, number);
        let draft = Draft {
            body: std::mem::take(&mut person.body),
        };
        let created = Moment::past(person.created.as_str());
        directory.insert(ResourceKind::User, person.id.as_str(), draft, &created);
        made.push(person);
    }
    let start = Moment::past("2015-03-02T06:00:00.000Z");
    for (number, group) in groups::groups().iter().enumerate() {
        let id = own_id(seed, 1, number);
        directory.insert(
            ResourceKind::Group,
            id.as_str(),
            Draft {
                body: group.body(number),
            },
            &start,
        );
        directory.change_members(&id, &group.members(&made, seed, number), &[]);
    }
    for (number, body) in groups::roles(&made).into_iter().enumerate() {
        directory.insert(
            ResourceKind::Role,
            own_id(seed, 2, number),
            Draft { body },
            &start,
        );
    }
}

fn own_id(seed: u64, kind: u64, number: usize) -> String {
    Random::new(seed.wrapping_add(kind << 32), u64::try_from(number).unwrap_or(0)).uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn directory(people: usize, seed: u64) -> Directory {
        let mut directory = Directory::new("http://127.0.0.1:1/scim/v2".into());
        fill(&mut directory, people, seed);
        directory
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        let (a, b) = (directory(300, 9), directory(300, 9));
        for kind in ResourceKind::ALL {
            assert_eq!(
                a.everything(kind),
                b.everything(kind),
                "a test must find the same ids tomorrow"
            );
        }
        let other = directory(300, 10).everything(ResourceKind::User);
        assert_ne!(
            a.everything(ResourceKind::User),
            other,
            "another seed is another directory"
        );
    }

    #[test]
    fn twenty_four_hundred_people_are_believable() {
        let directory = directory(2_400, 1);
        let users = directory.everything(ResourceKind::User);
        assert_eq!(users.len(), 2_400);
        let names: HashSet<&str> = users.iter().filter_map(|u| u.user_name()).collect();
        assert_eq!(names.len(), 2_400, "every userName is unique");
        assert!(
            names.iter().all(|n| n.is_ascii()
                && ["@example.com", "@example.org", "@example.net"]
                    .iter()
                    .any(|d| n.ends_with(d))),
            "addresses stay in the domains reserved for examples"
        );
        let inactive = users.iter().filter(|u| u.active() == Some(false)).count();
        assert!(
            (100..=190).contains(&inactive),
            "about six in a hundred are inactive, not {inactive}"
        );
        let foreign = users
            .iter()
            .filter(|u| u.display_name().is_some_and(|d| !d.is_ascii()))
            .count();
        assert!(foreign > 700, "names outside ASCII are common: {foreign}");
        let lacking = users
            .iter()
            .filter(|u| u.get_ci("phoneNumbers").is_none())
            .count();
        assert!(lacking > 300, "optional attributes are often missing");
        assert_eq!(
            directory.everything(ResourceKind::Group).len(),
            60,
            "sixty groups"
        );
        assert_eq!(directory.everything(ResourceKind::Role).len(), 12, "twelve roles");
        let sizes: Vec<usize> = directory
            .of(ResourceKind::Group)
            .entries()
            .iter()
            .map(|g| directory.links().size(&g.id))
            .collect();
        assert!(
            sizes.contains(&0) && sizes.iter().any(|s| *s > 400),
            "groups differ in size: {sizes:?}"
        );
    }
}
