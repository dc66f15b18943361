//! What happens to a row, case by case.

use super::super::build::MatchBy;
use super::super::directory::Asked;
use super::super::mapping::Mapping;
use super::super::source::{Reading, Source};
use super::*;
use serde_json::json;

struct Case {
    mapping: &'static str,
    people: Vec<Value>,
    groups: Vec<(&'static str, KnownGroup)>,
    complete: bool,
    marker: Option<Uuid>,
}

const COLUMNS: &str = "[columns]\nuserName = \"userName\"\nTitle = \"title\"\n";

fn case() -> Case {
    Case {
        mapping: COLUMNS,
        people: vec![kim(true)],
        groups: Vec::new(),
        complete: true,
        marker: None,
    }
}

fn kim(active: bool) -> Value {
    json!({"schemas": [rollcall_scim::urn::USER], "id": "1", "userName": "Kim@example.com", "title": "Clerk", "active": active,
        "nickName": "K", "meta": {"version": "W/\"3\""}})
}

fn plan(case: Case, csv: &str) -> Vec<NewRow> {
    let model = ResourceModel::user();
    let source = Source::read("list.csv".into(), csv.as_bytes(), &Reading::default()).unwrap();
    let ready = Ready::new(&model, &source, &Mapping::from_toml(case.mapping).unwrap()).unwrap();
    let mut asked = Asked::default();
    let mut wanted = Vec::new();
    source.rows(|cells| wanted.push(ready.wanted(cells))).unwrap();
    wanted.iter().for_each(|row| asked.row(row));
    let mut found = Found {
        complete: case.complete,
        ..Found::default()
    };
    for person in case.people {
        found.person(&asked, MatchBy::UserName, Resource::from_value(person).unwrap());
    }
    let mut groups: HashMap<String, Vec<KnownGroup>> = HashMap::new();
    for (name, group) in case.groups {
        groups.entry(name.into()).or_default().push(group);
    }
    let world = World {
        model: &model,
        ready: &ready,
        found: &found,
        groups: &groups,
        repeated: &HashMap::new(),
        marker: case.marker,
    };
    wanted.into_iter().map(|row| plan_row(&world, row)).collect()
}

fn one(case: Case, csv: &str) -> NewRow {
    plan(case, csv).remove(0)
}

#[test]
fn a_person_is_found_whatever_the_case_of_their_name() {
    let row = one(case(), "userName,Title\nkim@example.com,Lead\n");
    assert_eq!(row.action, Action::Update, "user names are compared without case");
    let Change::Patch { message, base, .. } = &row.ops[0].change else {
        panic!("an update is a PATCH")
    };
    assert!(message.to_string().contains("Lead"), "the new title is sent");
    assert!(
        !message.to_string().contains("nickName"),
        "what the file does not know is left alone"
    );
    assert_eq!(
        base.version.as_deref(),
        Some("W/\"3\""),
        "the version planned on is kept, to see whether it moved"
    );
}

#[test]
fn what_is_already_so_is_not_sent() {
    let csv = "userName,Title\nKim@example.com,Clerk\n";
    let row = one(case(), csv);
    assert_eq!(
        (row.action, row.ops.len()),
        (Action::Unchanged, 0),
        "running the same list twice changes nothing"
    );
}

// Q-LIF-01
#[test]
fn a_new_person_is_active_and_known_to_be_absent() {
    let row = one(case(), "userName,Title\nzoe@example.com,Lead\n");
    let Change::Create { body, preflight } = &row.ops[0].change else {
        panic!("a create")
    };
    assert_eq!(
        body.active(),
        Some(true),
        "what a missing value means differs between servers"
    );
    assert!(
        matches!(preflight, Preflight::Absent { .. }),
        "a complete read proves absence"
    );
    let unsure = one(
        Case {
            complete: false,
            ..case()
        },
        "userName,Title\nzoe@example.com,Lead\n",
    );
    let Change::Create { preflight, .. } = &unsure.ops[0].change else {
        panic!("a create")
    };
    assert_eq!(
        *preflight,
        Preflight::Unknown,
        "absence from an incomplete list proves nothing"
    );
}

#[test]
fn an_inactive_person_on_the_list_is_reactivated() {
    let row = one(
        Case {
            people: vec![kim(false)],
            ..case()
        },
        "userName,Title\nkim@example.com,Clerk\n",
    );
    assert_eq!(
        row.action,
        Action::Reactivate,
        "who is on the list works here again"
    );
    assert!(
        matches!(row.ops[0].change, Change::Activate { .. }),
        "and nothing else is sent"
    );
}

#[test]
fn an_active_column_can_deactivate() {
    let mapping = "[columns]\nuserName = \"userName\"\nOn = \"active\"\n";
    let row = one(Case { mapping, ..case() }, "userName,On\nkim@example.com,false\n");
    assert_eq!(row.action, Action::Deactivate, "so that the brakes count it");
}

#[test]
fn each_operation_keeps_to_its_own() {
    let csv = "userName,Title\nkim@example.com,Lead\nzoe@example.com,Lead\n";
    let of = |operation: &str| {
        let mapping: &'static str = format!("operation = \"{operation}\"\n{COLUMNS}").leak();
        plan(Case { mapping, ..case() }, csv)
            .iter()
            .map(|row| row.action)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("create"),
        [Action::Blocked, Action::Create],
        "create never changes who is there"
    );
    assert_eq!(
        of("update"),
        [Action::Update, Action::Blocked],
        "update never creates"
    );
    assert_eq!(
        of("deactivate"),
        [Action::Deactivate, Action::Blocked],
        "deactivate only deactivates"
    );
}

#[test]
fn two_people_with_one_name_block_the_row() {
    let mut other = kim(true);
    other["id"] = json!("2");
    let row = one(
        Case {
            people: vec![kim(true), other],
            ..case()
        },
        "userName,Title\nkim@example.com,Lead\n",
    );
    assert_eq!(
        (row.action, row.issues[0].code.as_str()),
        (Action::Blocked, "ambiguous"),
        "nobody is changed on a guess"
    );
}

#[test]
fn groups_are_joined_once_and_unknown_ones_block() {
    let mapping = "[columns]\nuserName = \"userName\"\n[groups]\ncolumns = [\"Group\"]\n";
    let inside = KnownGroup {
        id: "g1".into(),
        members: Some(HashSet::from(["1".to_owned()])),
    };
    let outside = KnownGroup {
        id: "g2".into(),
        members: None,
    };
    let groups = vec![("staff", inside), ("season", outside)];
    let rows = plan(
        Case {
            mapping,
            groups,
            ..case()
        },
        "userName,Group\nkim@example.com,Staff;Season\nzoe@example.com,Staff\nliv@example.com,Nobody\n",
    );
    let Change::AddMember { group_id, .. } = &rows[0].ops[0].change else {
        panic!("a membership")
    };
    assert_eq!(
        (rows[0].ops.len(), group_id.as_str()),
        (1, "g2"),
        "a membership that is there is not sent again"
    );
    assert!(
        matches!(
            rows[1].ops[1].change,
            Change::AddMember {
                member: MemberRef::CreatedBy(0),
                ..
            }
        ),
        "a new person joins once created"
    );
    assert_eq!(
        rows[2].issues[0].code, "group_not_found",
        "a misspelt group is said before anything is sent"
    );
}

#[test]
fn a_password_travels_beside_the_body() {
    let mapping = "[columns]\nuserName = \"userName\"\nSecret = \"password\"\n";
    let rows = plan(
        Case { mapping, ..case() },
        "userName,Secret\nzoe@example.com,hunter2\nkim@example.com,hunter3\n",
    );
    for row in &rows {
        let kept = format!("{:?} {:?}", row.ops[0].change, row.cells);
        assert!(
            !kept.contains("hunter"),
            "nothing that is kept in the clear holds it: {kept}"
        );
        assert_eq!(row.ops[0].secrets.len(), 1, "it is sealed beside");
    }
    assert_eq!(rows[0].ops[0].secrets[0].pointer, "/password");
    assert_eq!(rows[1].ops[0].secrets[0].pointer, "/Operations/0/value");
}

#[test]
fn the_fingerprint_notices_that_a_target_moved() {
    let csv = "userName,Title\nkim@example.com,Lead\n";
    let mut moved = kim(true);
    moved["meta"]["version"] = json!("W/\"4\"");
    let before = seal_of(&one(case(), csv));
    assert_eq!(
        before,
        seal_of(&one(case(), csv)),
        "the same plan has the same fingerprint"
    );
    assert_ne!(
        before,
        seal_of(&one(
            Case {
                people: vec![moved],
                ..case()
            },
            csv
        )),
        "another version has another"
    );
}

// Q-ATT-05
#[test]
fn a_new_person_is_marked_only_where_names_may_be_given_twice_and_marks_are_kept() {
    let csv = "userName,Title\nzoe@example.com,Lead\n";
    let marked = |external_id: Option<&str>, marker| {
        let mut other = kim(true);
        other["externalId"] = json!(external_id);
        let row = one(
            Case {
                people: vec![other],
                marker,
                ..case()
            },
            csv,
        );
        let Change::Create { body, .. } = &row.ops[0].change else {
            panic!("a create")
        };
        (body.external_id().map(str::to_owned), row.external_id)
    };
    let marker = Some(Uuid::NAMESPACE_OID);
    let (sent, kept) = marked(Some("E-1"), marker);
    assert!(
        sent.is_some() && sent == kept,
        "the mark is in what is shown, sent and looked for"
    );
    assert_eq!(
        marked(Some("E-1"), marker).0,
        sent,
        "planning again gives the same mark"
    );
    assert_eq!(
        marked(None, marker).0,
        None,
        "a server that was never seen to keep one might refuse it"
    );
    assert_eq!(
        marked(Some("E-1"), None).0,
        None,
        "where the server refuses twins no mark is needed"
    );
}
