//! The groups and roles of the sample directory.

use serde_json::{Map, Value, json};

use super::people::Person;
use super::random::Random;
use super::work::{DEPARTMENTS, SITES};
use crate::ROLE;
use rollcall_scim::urn::GROUP;

/// No group of the sample is larger: `/Groups` lists members, and a directory of 100,000 people must
/// not answer with a hundred megabytes.
const LARGEST: usize = 2_000;

/// A group and who is in it.
pub(super) struct Group {
    pub(super) name: String,
    /// Whether a person belongs to it.
    rule: Rule,
}

enum Rule {
    Department(usize),
    Site(usize),
    Leads,
    Seasonal,
    /// So many in a thousand people, by chance.
    Some(u64),
    /// So many in a thousand people of one department.
    SomeOf(usize, u64),
    Nobody,
}

const ACCESS: &[(&str, u64)] = &[
    ("VPN users", 140),
    ("First aiders", 45),
    ("Fire wardens", 30),
    ("Company drivers", 55),
    ("Beta testers", 12),
    ("Staff choir", 18),
    ("Équipe Montréal", 9),
    ("Große Bühne – Sommerfest", 22),
    ("Łódka rowing club", 7),
    ("Newsletter (German)", 80),
    ("Newsletter (français)", 70),
    ("Works council", 6),
    ("Data protection circle", 4),
    ("Winter opening 2026", 160),
    ("Summer festival crew", 120),
    ("Night shift", 85),
    ("Canteen test panel", 15),
    ("Lift pass holders", 330),
    ("Apprentices", 28),
    ("Mentors", 26),
    ("Parking, upper deck", 60),
    ("Locker room B", 90),
    ("Key safe, Harbour", 8),
    ("Radio operators", 48),
    ("Crisis team", 5),
];

const PROJECTS: &[(&str, usize, u64)] = &[
    ("Project Heron", 11, 300),
    ("Payroll approvers", 9, 120),
    ("Price list editors", 12, 250),
    ("Groomer certification", 3, 350),
    ("Allergen officers", 1, 60),
    ("Key holders, laundry", 2, 90),
    ("Avalanche patrol", 7, 400),
    ("Recruiting interviewers", 10, 500),
    ("Boiler room access", 6, 300),
    ("Till supervisors", 5, 180),
];

/// All 60.
pub(super) fn groups() -> Vec<Group> {
    let mut all = Vec::new();
    let mut add = |name: String, rule| all.push(Group { name, rule });
    for (n, department) in DEPARTMENTS.iter().enumerate() {
        add(department.name.to_owned(), Rule::Department(n));
    }
    for (n, site) in SITES.iter().enumerate() {
        add(format!("Site {}", site.name), Rule::Site(n));
    }
    add("Team leads".into(), Rule::Leads);
    add("Seasonal staff".into(), Rule::Seasonal);
    for (name, share) in ACCESS {
        add((*name).to_owned(), Rule::Some(*share));
    }
    for (name, department, share) in PROJECTS {
        add((*name).to_owned(), Rule::SomeOf(*department, *share));
    }
    for name in ["Archive readers", "Season 2027 candidates", "Quarantine"] {
        add(name.to_owned(), Rule::Nobody);
    }
    all
}

impl Group {
    /// The attributes.
    pub(super) fn body(&self, number: usize) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("schemas".into(), json!([GROUP]));
        body.insert("displayName".into(), json!(self.name));
        if number % 3 != 2 {
            body.insert("externalId".into(), json!(format!("grp-{:03}", number + 1)));
        }
        body
    }

    /// Ids of its members.
    pub(super) fn members<'a>(&self, people: &'a [Person], seed: u64, number: usize) -> Vec<&'a str> {
        let mut random = Random::new(seed ^ 0x6772_6f75_7073, u64::try_from(number).unwrap_or(0));
        let mut belongs = |person: &Person| match self.rule {
            Rule::Department(n) => person.department == n,
            Rule::Site(n) => person.site == n,
            Rule::Leads => person.lead,
            Rule::Seasonal => person.seasonal && person.active,
            Rule::Some(share) => random.below(1_000) < share,
            Rule::SomeOf(n, share) => person.department == n && random.below(1_000) < share,
            Rule::Nobody => false,
        };
        people
            .iter()
            .filter(|person| belongs(person))
            .map(|person| person.id.as_str())
            .take(LARGEST)
            .collect()
    }
}

/// Name, key, level, description, grants, most holders, risk.
type RoleFacts = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    u64,
    f64,
);

const ROLES: &[RoleFacts] = &[
    (
        "Directory reader",
        "dir-read",
        "observer",
        "Sees everybody in the directory",
        &[("directory.people", "read"), ("directory.groups", "read")],
        500,
        1.5,
    ),
    (
        "Directory administrator",
        "dir-admin",
        "administrator",
        "Changes people and groups",
        &[
            ("directory.people", "write"),
            ("directory.groups", "write"),
            ("directory.roles", "read"),
        ],
        8,
        9.0,
    ),
    (
        "Seasonal hiring",
        "season-hire",
        "operator",
        "Brings in people for the season",
        &[("directory.people", "write"), ("contracts.seasonal", "write")],
        25,
        6.5,
    ),
    (
        "Payroll clerk",
        "payroll",
        "operator",
        "Prepares payroll",
        &[("payroll.runs", "write"), ("contracts.all", "read")],
        12,
        7.5,
    ),
    (
        "Payroll approver",
        "payroll-ok",
        "administrator",
        "Releases payroll",
        &[("payroll.runs", "approve")],
        3,
        9.5,
    ),
    (
        "Roster planner",
        "roster",
        "operator",
        "Plans shifts",
        &[("roster.shifts", "write"), ("directory.people", "read")],
        60,
        3.0,
    ),
    (
        "Till supervisor",
        "till",
        "operator",
        "Opens and closes tills",
        &[("till.sessions", "write"), ("till.refunds", "approve")],
        80,
        5.5,
    ),
    (
        "Lift supervisor",
        "lift",
        "operator",
        "Starts and stops lifts",
        &[("lift.operation", "write")],
        30,
        8.0,
    ),
    (
        "Key custodian",
        "keys",
        "operator",
        "Hands out keys",
        &[("keys.safe", "write")],
        18,
        6.0,
    ),
    (
        "Auditor",
        "audit",
        "observer",
        "Reads records, changes nothing",
        &[
            ("audit.records", "read"),
            ("payroll.runs", "read"),
            ("directory.people", "read"),
        ],
        4,
        4.0,
    ),
    (
        "Rédaction du menu",
        "menu",
        "operator",
        "Écrit les cartes des restaurants",
        &[("menu.pages", "write")],
        15,
        1.0,
    ),
    (
        "Guest feedback reader",
        "feedback",
        "observer",
        "Reads what guests write",
        &[("feedback.entries", "read")],
        200,
        2.0,
    ),
];

/// The bodies of the roles; owners are heads of departments.
pub(super) fn roles(people: &[Person]) -> Vec<Map<String, Value>> {
    let owners: Vec<&Person> = people
        .iter()
        .filter(|p| p.lead && p.active)
        .take(ROLES.len())
        .collect();
    ROLES
        .iter()
        .enumerate()
        .map(|(n, (name, key, level, description, grants, most, risk))| {
            let grants: Vec<Value> = grants
                .iter()
                .enumerate()
                .map(|(g, (value, kind))| {
                    let display = value.replace('.', " ");
                    let mut grant = json!({"value": value, "display": display, "type": kind});
                    if g == 0 {
                        grant["primary"] = json!(true);
                    }
                    grant
                })
                .collect();
            let mut body = Map::new();
            body.insert("schemas".into(), json!([ROLE]));
            body.insert("name".into(), json!(name));
            body.insert("description".into(), json!(description));
            body.insert("level".into(), json!(level));
            body.insert("grants".into(), Value::Array(grants));
            body.insert("assignable".into(), json!(n != 4));
            body.insert("maximumHolders".into(), json!(most));
            body.insert("riskScore".into(), json!(risk));
            body.insert(
                "reviewedAt".into(),
                json!(format!("2026-{:02}-15T09:00:00Z", n % 9 + 1)),
            );
            if let Some(owner) = owners.get(n) {
                body.insert(
                    "owner".into(),
                    json!({"value": owner.id, "display": owner.display}),
                );
            }
            body.insert("key".into(), json!(key));
            body
        })
        .collect()
}
