//! What the server must hold, person by person, and what it does hold.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_jobs::{Action, Base, Caps, Change, MemberRef, NewJob, NewOp, NewRow, Preflight, Uniqueness};
use rollcall_sandbox::ResourceKind;
use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use serde_json::{Value, json};

use crate::ground::{Ground, now_ms};
use crate::random::Random;
use crate::worlds::World;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// A person as the server must hold them.
#[derive(Debug, Clone, PartialEq)]
struct Person {
    title: Option<String>,
    display: String,
    active: bool,
    external_id: Option<String>,
    groups: BTreeSet<String>,
}

/// Everybody who must be there after the jobs so far, by user name.
pub struct Directory {
    people: BTreeMap<String, Person>,
    groups: Vec<String>,
    jobs: u64,
}

impl Directory {
    /// Two groups and some people, put there before anything goes wrong.
    pub fn fill(ground: &Ground, world: &World) -> Self {
        ground.behave(world.calm());
        let mut new = Self {
            people: BTreeMap::new(),
            groups: Vec::new(),
            jobs: 0,
        };
        for name in ["Harvest", "Office"] {
            let group = ground.put_there("/Groups", json!({"schemas": [GROUP], "displayName": name}));
            new.groups.push(group.id().expect("an id").to_owned());
        }
        for n in 0..16 {
            let (name, mut person) = new.person("before", n);
            ground.put_there("/Users", body(&name, &person).to_value());
            if !world.keeps_external_id {
                person.external_id = None;
            }
            new.people.insert(name, person);
        }
        new
    }

    fn person(&self, kind: &str, n: u64) -> (String, Person) {
        let key = format!("{kind}{}-{n}", self.jobs);
        let person = Person {
            title: Some("Picker".into()),
            display: format!("Zoë {key}"),
            active: true,
            external_id: Some(format!("E-{key}")),
            groups: BTreeSet::new(),
        };
        (format!("{key}@example.com"), person)
    }

    /// Plans a job of creates, changes, deletes and memberships, and from now on expects what it is to do.
    pub fn plan(
        &mut self,
        ground: &Ground,
        world: &World,
        creates: u64,
        random: &mut Random,
    ) -> (NewJob, Vec<NewRow>) {
        self.jobs += 1;
        let mut rows = Vec::new();
        let before: Vec<Resource> = ground.sandbox.resources(ResourceKind::User);
        // Whom this job changes: each of them once, drawn from all.
        let mut left: Vec<&Resource> = before.iter().collect();
        let mut draw = |random: &mut Random| {
            let n = left.len() as u64;
            left.swap_remove(random.below(n) as usize)
        };
        for n in 0..creates {
            let (name, mut person) = self.person("new", n);
            // The last job's preflight, or none: then the queue looks by itself.
            let preflight = if world.always_absent || random.below(3) > 0 {
                Preflight::Absent { at_ms: now_ms() }
            } else {
                Preflight::Unknown
            };
            let create = Change::Create {
                body: body(&name, &person),
                preflight,
            };
            let mut ops = vec![op("User", create)];
            for group in &self.groups {
                if random.below(2) == 0 {
                    person.groups.insert(group.clone());
                    ops.push(op("Group", join(group, MemberRef::CreatedBy(0))));
                }
            }
            rows.push(row(&rows, &name, Action::Create, ops));
            if !world.keeps_external_id {
                person.external_id = None;
            }
            self.people.insert(name, person);
        }
        for n in 0..4 {
            let user = draw(random);
            let person = self.of(user);
            person.title = Some(format!("Foreman {n}"));
            let change = Change::patch(id(user), &title(&format!("Foreman {n}")), base(user));
            let mut ops = vec![op("User", change)];
            let group = self.groups[0].clone();
            if self.of(user).groups.insert(group.clone()) {
                ops.push(op("Group", join(&group, MemberRef::Id(id(user)))));
            }
            rows.push(row(&rows, name(user), Action::Update, ops));
        }
        for n in 0..3 {
            let user = draw(random);
            let person = self.of(user);
            person.display = format!("Renamed {n}");
            let body = body(name(user), person);
            let change = Change::Replace {
                id: id(user),
                body,
                base: base(user),
            };
            rows.push(row(&rows, name(user), Action::Update, vec![op("User", change)]));
        }
        for _ in 0..3 {
            let user = draw(random);
            let (active, id, base) = (user.active() != Some(false), id(user), base(user));
            self.of(user).active = !active;
            let (action, change) = if active {
                (Action::Deactivate, Change::Deactivate { id, base })
            } else {
                (Action::Reactivate, Change::Activate { id, base })
            };
            rows.push(row(&rows, name(user), action, vec![op("User", change)]));
        }
        for _ in 0..3 {
            let user = draw(random);
            // Who is in no group yet stays as they are.
            if let Some(group) = self.of(user).groups.pop_first() {
                let change = Change::RemoveMember {
                    group_id: group,
                    member: id(user),
                    seen: true,
                };
                rows.push(row(&rows, name(user), Action::Update, vec![op("Group", change)]));
            }
        }
        for _ in 0..2 {
            let user = draw(random);
            self.people.remove(name(user));
            let change = Change::Delete {
                id: id(user),
                base: base(user),
            };
            rows.push(row(&rows, name(user), Action::Delete, vec![op("User", change)]));
        }
        (head(world), rows)
    }

    fn of(&mut self, user: &Resource) -> &mut Person {
        self.people
            .get_mut(name(user))
            .expect("everybody on the server is expected there")
    }

    /// Forgets what was expected and takes the server's word: after a cancelled job.
    pub fn take(&mut self, ground: &Ground) {
        self.people = seen(ground).into_iter().collect();
    }

    /// Every difference between the server's own lists and what must be there.
    pub fn wrongs(&self, ground: &Ground) -> Vec<String> {
        let mut wrongs = Vec::new();
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for (name, person) in seen(ground) {
            *times.entry(name.clone()).or_default() += 1;
            match self.people.get(&name) {
                None => wrongs.push(format!("{name} is there and must not be")),
                Some(wanted) if *wanted != person => {
                    wrongs.push(format!("{name} is {person:?} and must be {wanted:?}"));
                }
                Some(_) => {}
            }
        }
        for name in self.people.keys() {
            match times.get(name).copied().unwrap_or_default() {
                1 => {}
                0 => wrongs.push(format!("{name} is missing")),
                n => wrongs.push(format!("{name} is there {n} times")),
            }
        }
        for group in ground.sandbox.resources(ResourceKind::Group) {
            let members = member_ids(&group);
            let once: BTreeSet<&String> = members.iter().collect();
            if once.len() != members.len() {
                wrongs.push(format!("a member is twice in {}", id(&group)));
            }
        }
        wrongs
    }
}

/// The server's own lists: each user as often as it is there.
fn seen(ground: &Ground) -> Vec<(String, Person)> {
    let groups: Vec<(String, Vec<String>)> = ground
        .sandbox
        .resources(ResourceKind::Group)
        .iter()
        .map(|group| (id(group), member_ids(group)))
        .collect();
    let text =
        |user: &Resource, attribute: &str| user.get_ci(attribute).and_then(Value::as_str).map(str::to_owned);
    let users = ground.sandbox.resources(ResourceKind::User);
    users
        .iter()
        .map(|user| {
            let person = Person {
                title: text(user, "title"),
                display: text(user, "displayName").unwrap_or_default(),
                active: user.active() != Some(false),
                external_id: text(user, "externalId"),
                groups: groups
                    .iter()
                    .filter(|(_, members)| members.contains(&id(user)))
                    .map(|(group, _)| group.clone())
                    .collect(),
            };
            (name(user).to_owned(), person)
        })
        .collect()
}

fn member_ids(group: &Resource) -> Vec<String> {
    let members = group.get_ci("members").and_then(Value::as_array);
    members
        .into_iter()
        .flatten()
        .filter_map(|m| Some(m.get("value")?.as_str()?.to_owned()))
        .collect()
}

fn id(resource: &Resource) -> String {
    resource.id().expect("an id").to_owned()
}

fn name(user: &Resource) -> &str {
    user.user_name().expect("a user name")
}

fn base(user: &Resource) -> Base {
    Base {
        resource: user.clone(),
        version: user.version().map(str::to_owned),
    }
}

fn body(name: &str, person: &Person) -> Resource {
    let body = json!({
        "schemas": [USER], "userName": name, "externalId": person.external_id, "displayName": person.display,
        "title": person.title, "active": person.active,
    });
    let mut body = Resource::from_value(body).expect("an object");
    body.0.retain(|_, value| !value.is_null());
    body
}

fn title(text: &str) -> Vec<PatchOperation> {
    let message = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": text}]});
    PatchOperation::from_message(&message).expect("a message")
}

fn join(group: &str, member: MemberRef) -> Change {
    Change::AddMember {
        group_id: group.to_owned(),
        member,
    }
}

fn op(resource_type: &str, change: Change) -> NewOp {
    NewOp {
        resource_type: resource_type.into(),
        change,
        after: Vec::new(),
        secrets: Vec::new(),
    }
}

fn row(before: &[NewRow], name: &str, action: Action, ops: Vec<NewOp>) -> NewRow {
    let row_no = before.len() as u64 + 1;
    NewRow {
        row_no,
        row_uid: format!("r{row_no}"),
        natural_key: name.to_owned(),
        user_name: Some(name.to_owned()),
        external_id: None,
        cells: vec![name.to_owned()],
        action,
        issues: Vec::new(),
        ops,
    }
}

fn head(world: &World) -> NewJob {
    NewJob {
        connection: "c".into(),
        connection_name: "Sandbox".into(),
        kind: "import".into(),
        title: "season.csv".into(),
        resource_type: "User".into(),
        mapping: json!({}),
        source: None,
        uniqueness: if world.unique {
            Uniqueness::Declared
        } else {
            Uniqueness::Unknown
        },
        etags: world.etags,
        member_chunk: 7,
        directory_size: Some(50),
        caps: Caps {
            deactivations: 100,
            deletes: 100,
        },
    }
}
