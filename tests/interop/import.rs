//! 200 rows from a spreadsheet, and fifty with a group.

use std::collections::BTreeMap;

use rollcall_tests::{Person, csv, people};
use serde_json::Value;

use crate::journey::{GROUP, Journey};

const MAPPING: &str = "match = \"userName\"\n[constants]\nactive = \"true\"\n\
    [templates]\n\"name.formatted\" = \"{First name} {Last name}\"\n";

impl Journey {
    /// Imports the season's people; afterwards the server's own list decides.
    pub fn import(&mut self) {
        let hires = people(200);
        let file = self.rollcall.file("season.csv", csv(&hires));
        let map = self.rollcall.file("map.toml", self.mapping());
        let rows = self.run(&file, &map, 200);
        self.step("import");
        self.judge(&hires, &rows, "import");

        let (_, again) = self.rollcall.plan(&file, "Partner", &["--map", &map]);
        let open = |row: &&Value| row["state"] != "succeeded" && row["action"] != "blocked";
        let open = u64::try_from(rows.values().filter(open).count()).expect("a count");
        assert_eq!(
            again["counts"]["create"].as_u64(),
            Some(open),
            "{}: nobody would be created twice: {}",
            self.name,
            again["counts"]
        );

        self.with_group(people(250).split_off(200));
    }

    /// More people, who join a group with the same rows. Whoever the plan leaves out because of the group comes without.
    fn with_group(&mut self, more: Vec<Person>) {
        let plain = self.mapping();
        let mut left = more.clone();
        if self.group_id(GROUP).is_some() {
            let map = self
                .rollcall
                .file("group.toml", format!("{plain}[groups]\nalways = [\"{GROUP}\"]\n"));
            let file = self.rollcall.file("more.csv", csv(&more));
            let rows = self.run(&file, &map, 50);
            self.step("import with group");
            self.judge_group(&more, &rows);
            left.retain(|person| rows[&person.user_name]["action"] == "blocked");
        } else {
            self.refuse("import with group", "there is no group");
        }
        if !left.is_empty() {
            let map = self.rollcall.file("map.toml", plain);
            let file = self.rollcall.file("left.csv", csv(&left));
            let rows = self.run(&file, &map, u64::try_from(left.len()).expect("a count"));
            self.judge(&left, &rows, "import");
        }
    }

    fn mapping(&self) -> String {
        let more = self.preset().map_or("", |preset| preset.mapping());
        format!("{MAPPING}{more}")
    }

    fn judge_group(&mut self, more: &[Person], rows: &BTreeMap<String, Value>) {
        let (members, everybody) = (self.members(), self.all("/Users"));
        for person in more {
            let row = &rows[&person.user_name];
            let same = |u: &&Value| {
                u["userName"]
                    .as_str()
                    .is_some_and(|n| n.eq_ignore_ascii_case(&person.user_name))
            };
            let found: Vec<&Value> = everybody.iter().filter(same).collect();
            assert!(
                found.len() <= 1,
                "{}: {} is not there twice",
                self.name,
                person.user_name
            );
            let is_in = found.iter().any(|u| {
                members
                    .iter()
                    .any(|m| u["id"] == m.as_str() || u["userName"] == m.as_str())
            });
            if row["state"] == "succeeded" {
                assert!(
                    is_in,
                    "{}: {} is in the group: {row}",
                    self.name, person.user_name
                );
            } else {
                self.refuse("import with group", reason(row));
                assert!(
                    !is_in,
                    "{}: {} is called undone and is in the group: {row}",
                    self.name, person.user_name
                );
                assert!(
                    row["action"] != "blocked" || found.is_empty(),
                    "{}: {} was left out by the plan and is there: {row}",
                    self.name,
                    person.user_name
                );
            }
        }
    }

    /// Plans and runs a list to its end; each row by its key.
    fn run(&self, file: &str, map: &str, rows: u64) -> BTreeMap<String, Value> {
        let (job, plan) = self.rollcall.plan(file, "Partner", &["--map", map]);
        let count = |action: &str| plan["counts"][action].as_u64().unwrap_or_default();
        assert_eq!(
            count("create") + count("blocked"),
            rows,
            "{}: all are new: {plan}",
            self.name
        );
        let end = self.rollcall.json(&["job", "run", &job]);
        assert!([0, 1].contains(&end.code), "{}: the job ends: {end}", self.name);
        let results = self.rollcall.json(&["job", "results", &job]).done().json_lines();
        assert_eq!(
            u64::try_from(results.len()).ok(),
            Some(rows),
            "{}: every row has a result",
            self.name
        );
        results
            .into_iter()
            .map(|r| (r["naturalKey"].as_str().unwrap_or_default().to_owned(), r))
            .collect()
    }

    fn judge(&mut self, hires: &[Person], rows: &BTreeMap<String, Value>, step: &str) {
        let mut by_name: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for user in self.all("/Users") {
            by_name
                .entry(user["userName"].as_str().unwrap_or_default().to_lowercase())
                .or_default()
                .push(user);
        }
        for person in hires {
            let row = rows
                .get(&person.user_name)
                .unwrap_or_else(|| panic!("{} has a row", person.user_name));
            let found = by_name
                .get(&person.user_name.to_lowercase())
                .map_or(&[][..], Vec::as_slice);
            assert!(
                found.len() <= 1,
                "{}: {} is there twice: {found:?}",
                self.name,
                person.user_name
            );
            if row["state"] != "succeeded" {
                self.refuse(step, reason(row));
                assert_eq!(found.len(), 0, "{}: called undone, and there: {row}", self.name);
                continue;
            }
            let user = found
                .first()
                .unwrap_or_else(|| panic!("{}: called done, and not there: {row}", self.name));
            assert_eq!(
                user["name"]["familyName"],
                person.family.as_str(),
                "{}: family name: {row}",
                self.name
            );
            assert_eq!(
                user["name"]["givenName"],
                person.given.as_str(),
                "{}: given name: {row}",
                self.name
            );
            assert_eq!(
                user["emails"][0]["value"],
                person.email.as_str(),
                "{}: address: {row}",
                self.name
            );
            assert_eq!(user["active"], true, "{}: active: {row}", self.name);
            // A value the server dropped must be said, not passed over.
            if user["title"] != person.title.as_str() {
                assert!(
                    row["message"].is_string() || row["issues"].as_array().is_some_and(|i| !i.is_empty()),
                    "{}: the title is not stored and nobody says so: {row}",
                    self.name
                );
                self.refuse("import title", "dropped");
            }
        }
        let season: std::collections::BTreeSet<String> = people(250)
            .into_iter()
            .map(|p| p.user_name.to_lowercase())
            .collect();
        let strangers: Vec<&String> = by_name
            .keys()
            .filter(|name| name.starts_with("season.") && !season.contains(name.as_str()))
            .collect();
        assert!(
            strangers.is_empty(),
            "{}: nobody else was added: {strangers:?}",
            self.name
        );
    }
}

/// Why a row is not done; there is always a reason.
#[track_caller]
pub fn reason(row: &Value) -> String {
    let message = row["message"].as_str().or(row["issues"][0]["message"].as_str());
    let message = message.unwrap_or_default();
    assert!(message.len() > 10, "a row that is not done says why: {row}");
    message.to_owned()
}
