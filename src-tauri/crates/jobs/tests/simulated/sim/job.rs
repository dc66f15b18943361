//! Jobs to run in the simulation, and what must be true afterwards.

use std::sync::Arc;

use rollcall_jobs::memory::MemoryStore;
use rollcall_jobs::*;
use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use serde_json::json;

use super::EPOCH_MS;
use super::server::SimServer;

pub fn head(uniqueness: Uniqueness) -> NewJob {
    NewJob {
        connection: "c".into(),
        connection_name: "Test".into(),
        kind: "import".into(),
        title: "people.csv".into(),
        resource_type: "User".into(),
        mapping: json!({}),
        source: None,
        uniqueness,
        etags: false,
        member_chunk: 4,
        directory_size: Some(10),
        caps: Caps::default(),
    }
}

pub fn row(n: u64, action: Action, ops: Vec<NewOp>) -> NewRow {
    NewRow {
        row_no: n,
        row_uid: format!("r{n}"),
        natural_key: format!("p{n}"),
        user_name: None,
        external_id: None,
        cells: vec![format!("p{n}")],
        action,
        issues: vec![],
        ops,
    }
}

pub fn op(resource_type: &str, change: Change) -> NewOp {
    NewOp {
        resource_type: resource_type.into(),
        change,
        after: vec![],
        secrets: vec![],
    }
}

pub fn person(n: u64) -> Resource {
    Resource::from_value(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": format!("p{n}@example.com"), "externalId": format!("E{n}"), "active": true, "title": format!("T{n}")
    }))
    .unwrap()
}

pub fn create(n: u64) -> NewOp {
    op(
        "User",
        Change::Create {
            body: person(n),
            preflight: Preflight::Absent { at_ms: EPOCH_MS },
        },
    )
}

pub fn join(group: &str, index: usize) -> NewOp {
    op(
        "Group",
        Change::AddMember {
            group_id: group.into(),
            member: MemberRef::CreatedBy(index),
        },
    )
}

pub fn existing(server: &SimServer, n: u64) -> Base {
    let resource = server.put_user(json!({
        "id": format!("x{n}"), "userName": format!("x{n}@example.com"), "title": "old", "active": true
    }));
    Base {
        resource,
        version: None,
    }
}

pub fn retitle(base: Base, title: &str) -> Change {
    let operations = PatchOperation::from_message(&json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": title}]
    }))
    .unwrap();
    let id = base.resource.id().unwrap().to_owned();
    Change::patch(id, &operations, base)
}

/// As a plan on this server would have it: who is in the group was seen, where the server shows it.
pub fn leave(server: &SimServer, group: &str, member: &str) -> NewOp {
    op(
        "Group",
        Change::RemoveMember {
            group_id: group.into(),
            member: member.into(),
            seen: server.shows_members(),
        },
    )
}

pub async fn write(store: &Arc<MemoryStore>, head: NewJob, rows: Vec<NewRow>) -> JobId {
    let n = rows.len() as u64;
    let writer = JobWriter::begin(store.clone(), head, EPOCH_MS).await.unwrap();
    let job = writer.job();
    writer.add_rows(rows).await.unwrap();
    writer
        .seal(
            Seal {
                plan_hash: "00".into(),
                rows: n,
            },
            EPOCH_MS,
        )
        .await
        .unwrap();
    job
}

/// 12 creates (half with a membership), 4 new titles, 3 deactivations, 6 who leave a group of 8 and 5 who were all of
/// another.
pub async fn mixed(store: &Arc<MemoryStore>, server: &SimServer, uniqueness: Uniqueness) -> JobId {
    server.put_group("g1");
    let mut rows = Vec::new();
    for n in 1..=12 {
        let ops = if n % 2 == 0 {
            vec![create(n), join("g1", 0)]
        } else {
            vec![create(n)]
        };
        rows.push(row(n, Action::Create, ops));
    }
    for n in 13..=16 {
        rows.push(row(
            n,
            Action::Update,
            vec![op("User", retitle(existing(server, n), "new"))],
        ));
    }
    for n in 17..=19 {
        let base = existing(server, n);
        rows.push(row(
            n,
            Action::Deactivate,
            vec![op(
                "User",
                Change::Deactivate {
                    id: format!("x{n}"),
                    base,
                },
            )],
        ));
    }
    let members = |range: std::ops::RangeInclusive<u64>| -> Vec<String> {
        range
            .map(|n| existing(server, n).resource.id().unwrap().to_owned())
            .collect()
    };
    server.put_members("g2", &members(20..=27));
    server.put_members("g3", &members(28..=32));
    for n in (20..=25).chain(28..=32) {
        let group = if n < 28 { "g2" } else { "g3" };
        rows.push(row(
            n,
            Action::Update,
            vec![leave(server, group, &format!("x{n}"))],
        ));
    }
    write(store, head(uniqueness), rows).await
}

/// What the server itself must show after [`mixed`]. Gives what is wrong.
pub fn wrongs(server: &SimServer) -> Vec<String> {
    let users = server.users();
    let group = server.group("g1");
    let mut wrong = Vec::new();
    for n in 1..=12u64 {
        let name = format!("p{n}@example.com");
        let found: Vec<_> = users.iter().filter(|u| u.user_name() == Some(&name)).collect();
        match found.as_slice() {
            [one] => {
                if one.get_ci("title") != Some(&json!(format!("T{n}"))) {
                    wrong.push(format!("{name} has a wrong title"));
                }
                if n % 2 == 0 && !group.contains(one.id().unwrap()) {
                    wrong.push(format!("{name} ({:?}) is not in the group {group:?}", one.id()));
                }
            }
            [] => wrong.push(format!("{name} is lost")),
            many => wrong.push(format!("{name} exists {} times", many.len())),
        }
    }
    for n in 13..=16 {
        let user = users.iter().find(|u| u.id() == Some(&format!("x{n}"))).unwrap();
        if user.get_ci("title") != Some(&json!("new")) {
            wrong.push(format!("x{n} has the old title"));
        }
    }
    for n in 17..=19 {
        let user = users.iter().find(|u| u.id() == Some(&format!("x{n}"))).unwrap();
        if user.active() != Some(false) {
            wrong.push(format!("x{n} is still active"));
        }
    }
    if !server.group("g2").iter().eq(["x26", "x27"]) {
        wrong.push(format!("of the group of 8 are left {:?}", server.group("g2")));
    }
    if !server.group("g3").is_empty() {
        wrong.push(format!(
            "of those who all leave are left {:?}",
            server.group("g3")
        ));
    }
    if group.len() != 6 {
        wrong.push(format!("the group has {} members", group.len()));
    }
    wrong
}
