//! What is done on each server, step by step, each step judged by the server's own word.

use std::collections::BTreeMap;

use rollcall_scim::Resource;
use rollcall_tests::{CANARY, Output, RealServer, Rollcall, Sandbox};
use serde_json::{Value, json};

use crate::preset::Preset;
use crate::truth::{Told, told, verdicts_are_true};
use crate::{matrix, refusals};

/// The one who is created, edited and deactivated by hand.
pub const NAME: &str = "zoe.kowalczyk@example.com";
/// The one who joins and leaves the group.
pub const OTHER: &str = "mateus.ferreira@example.org";
const PEOPLE: [(&str, &str, &str); 2] = [(NAME, "Zoë", "Kowalczyk"), (OTHER, "Mateus", "Ferreira")];
/// The group.
pub const GROUP: &str = "Season";

/// A server with its own word on what it has.
enum Server {
    /// Written by others.
    Real(RealServer),
    /// The sandbox with the behaviour of a product, met with that product's preset.
    Sandbox(Box<Sandbox>, Preset),
}

/// A server, a home, and what became of each step so far.
pub struct Journey {
    pub name: String,
    pub rollcall: Rollcall,
    pub refused: BTreeMap<String, String>,
    steps: Vec<String>,
    server: Server,
}

impl Journey {
    /// Starts the server, empty.
    pub fn start(name: &str) -> Self {
        Self::on(name.into(), Server::Real(RealServer::start(name)))
    }

    /// The same, the server declaring something else and keeping to it.
    pub fn start_declaring(name: &str, config: &str) -> Self {
        Self::on(
            format!("{name}, {config}"),
            Server::Real(RealServer::start_declaring(name, config)),
        )
    }

    /// The sandbox as a product is known to be, empty.
    pub fn start_preset(preset: Preset) -> Self {
        let sandbox = Sandbox::with_profile(0, preset.profile);
        let name = format!("preset {}", preset.id);
        Self::on(name, Server::Sandbox(Box::new(sandbox), preset))
    }

    fn on(name: String, server: Server) -> Self {
        Self {
            name,
            rollcall: Rollcall::new(),
            refused: BTreeMap::new(),
            steps: Vec::new(),
            server,
        }
    }

    /// What a person or a mapping needs besides the usual on this server.
    pub fn preset(&self) -> Option<&Preset> {
        match &self.server {
            Server::Real(_) => None,
            Server::Sandbox(_, preset) => Some(preset),
        }
    }

    /// Everything of an endpoint, `/Users` or `/Groups`, by the server's own word.
    pub fn all(&self, endpoint: &str) -> Vec<Value> {
        match &self.server {
            Server::Real(server) => server.http().all(endpoint),
            Server::Sandbox(sandbox, _) => {
                let all = match endpoint {
                    "/Users" => sandbox.users(),
                    _ => sandbox.groups(),
                };
                all.iter().map(Resource::to_value).collect()
            }
        }
    }

    /// The server's own list of people with this sign-in name.
    pub fn on_server(&self, user_name: &str) -> Vec<Value> {
        let same = |u: &Value| {
            u["userName"]
                .as_str()
                .is_some_and(|n| n.eq_ignore_ascii_case(user_name))
        };
        self.all("/Users").into_iter().filter(same).collect()
    }

    #[track_caller]
    pub fn one(&self, user_name: &str) -> Value {
        let mut found = self.on_server(user_name);
        assert_eq!(
            found.len(),
            1,
            "{}: {user_name} is there once: {found:?}",
            self.name
        );
        found.remove(0)
    }

    /// Notes what was refused, for the comparison at the end.
    pub fn note(&mut self, step: &str, told: &Told) {
        self.step(step);
        match told {
            Told::Done => {}
            Told::NotStored(paths) => drop(
                self.refused
                    .insert(step.into(), format!("not stored: {}", paths.join(", "))),
            ),
            Told::Gone => self.refuse(step, "the person is gone afterwards"),
            Told::Refused(reason) => drop(self.refused.insert(step.into(), reason.clone())),
        }
    }

    /// Notes that a step was reached; unless it is refused, it was done.
    pub fn step(&mut self, step: &str) {
        if !self.steps.iter().any(|known| known == step) {
            self.steps.push(step.into());
        }
    }

    /// Notes that a step was refused.
    pub fn refuse(&mut self, step: &str, reason: impl Into<String>) {
        self.step(step);
        self.refused.insert(step.into(), reason.into());
    }

    pub fn connect(&mut self) {
        let base = match &self.server {
            Server::Real(server) => server.base().to_owned(),
            Server::Sandbox(sandbox, _) => sandbox.base(),
        };
        let mut add = vec![
            "connection",
            "add",
            "Partner",
            "--url",
            &base,
            "--environment",
            "test",
            "--secret-stdin",
        ];
        if let Some(preset) = self.preset() {
            // The sandbox knows tokens only.
            add.extend(["--preset", preset.id, "--auth", "bearer"]);
        }
        self.rollcall.run_with(&add, CANARY).done();
        if self.preset().is_some() {
            // Some products start read-only until a person decides.
            let edit = ["connection", "edit", "Partner", "--read-only", "false"];
            self.rollcall.run(&edit).done();
        }
        if self.preset().is_some_and(|preset| preset.limited) {
            let set = [
                "connection",
                "capabilities",
                "Partner",
                "--set",
                "limits.rate=any 1000/1s",
            ];
            self.rollcall.run(&set).done();
        }
        if let Some(fact) = self.preset().and_then(|preset| preset.by_hand) {
            let set = ["connection", "capabilities", "Partner", "--set", fact];
            self.rollcall.run(&set).done();
        }
        let report = self
            .rollcall
            .json(&["connection", "test", "Partner"])
            .done()
            .json();
        assert_eq!(
            report["usable"], true,
            "{}: the server can be used: {report}",
            self.name
        );
        let all = self
            .rollcall
            .json(&["resources", "list", "User", "--on", "Partner"])
            .done()
            .json();
        assert_eq!(all["resources"], json!([]), "{}: nobody is there yet", self.name);
        self.step("connect");
        self.step("browse all");
    }

    pub fn create_one(&mut self) {
        for (user_name, given, family) in PEOPLE {
            self.create(user_name, given, family);
        }
        self.find_one();
    }

    fn create(&mut self, user_name: &str, given: &str, family: &str) {
        let mut body = json!({
            "userName": user_name,
            "name": {"givenName": given, "familyName": family, "formatted": format!("{given} {family}")},
            "displayName": format!("{given} {family}"),
            "emails": [{"value": user_name}],
            "active": true,
        });
        if let Some(preset) = self.preset() {
            preset.complete(&mut body);
        }
        let create = [
            "resources",
            "create",
            "User",
            "-",
            "--on",
            "Partner",
            "--yes",
            "--json",
        ];
        let output = self.rollcall.run_with(&create, &body.to_string());
        let how = told(&output);
        assert!(
            !matches!(how, Told::Refused(_)),
            "{}: somebody can be created: {output}",
            self.name
        );
        let there = self.one(user_name);
        verdicts_are_true(&output, &there);
        assert_eq!(
            there["name"]["familyName"], family,
            "{}: with the right name",
            self.name
        );
        self.note("create", &how);
    }

    fn find_one(&mut self) {
        let list = self
            .rollcall
            .json(&["resources", "list", "User", "--on", "Partner"])
            .done()
            .json();
        assert_eq!(
            list["resources"].as_array().map(Vec::len),
            Some(2),
            "{}: both are listed",
            self.name
        );
        let filter = format!("userName eq \"{NAME}\"");
        let found = [
            "resources",
            "list",
            "User",
            "--on",
            "Partner",
            "--filter",
            &filter,
        ];
        let found = self.rollcall.json(&found).done().json();
        assert_eq!(
            found["resources"].as_array().map(Vec::len),
            Some(1),
            "{}: a filter finds one: {found}",
            self.name
        );
        assert_eq!(
            found["resources"][0]["userName"], NAME,
            "{}: the right one, whoever filtered",
            self.name
        );
        self.step("filter");
    }

    pub fn patch(&self, id: &str, set: &str) -> Output {
        self.rollcall.json(&[
            "resources",
            "patch",
            "User",
            id,
            "--on",
            "Partner",
            "--set",
            set,
            "--yes",
        ])
    }

    pub fn edit(&mut self) {
        let id = self.one(NAME)["id"].as_str().expect("an id").to_owned();
        for (step, path, value) in [
            ("edit familyName", "name.familyName", "Kowalczyk-Núñez"),
            ("edit title", "title", "Shift lead"),
            ("edit displayName", "displayName", "Zoë K."),
        ] {
            let before = self.one(NAME);
            let output = self.patch(&id, &format!("{path}={value}"));
            let how = told(&output);
            let after = self.one(NAME);
            verdicts_are_true(&output, &after);
            let actual = path.split('.').fold(&after, |v, part| &v[part]);
            match how {
                Told::Done => assert_eq!(actual, value, "{}: {path} is what was set: {output}", self.name),
                _ => {
                    let old = path.split('.').fold(&before, |v, part| &v[part]);
                    assert_eq!(actual, old, "{}: {path} is as it was: {output}", self.name);
                }
            }
            self.note(step, &how);
            assert_eq!(after["userName"], NAME, "{}: nothing else changed", self.name);
        }
        let got = self
            .rollcall
            .run(&["resources", "get", "User", &id, "--on", "Partner"])
            .done()
            .json();
        assert_eq!(
            got["name"],
            self.one(NAME)["name"],
            "{}: it is read back as the server has it",
            self.name
        );
    }

    pub fn deactivate(&mut self) {
        let id = self.one(NAME)["id"].as_str().expect("an id").to_owned();
        let output = self.patch(&id, "active=false");
        let how = told(&output);
        if how == Told::Gone {
            assert!(self.on_server(NAME).is_empty(), "{}: {output}", self.name);
            self.note("deactivate", &how);
            let [(user_name, given, family), _] = PEOPLE;
            self.create(user_name, given, family);
            return;
        }
        let active = self.one(NAME)["active"].clone();
        match how {
            Told::Done => assert_eq!(active, false, "{}: inactive: {output}", self.name),
            _ => assert_eq!(active, true, "{}: still active: {output}", self.name),
        }
        self.note("deactivate", &how);
        assert_eq!(
            self.one(OTHER)["active"],
            true,
            "{}: nobody else is touched",
            self.name
        );
    }

    /// What the small group's members are called, by the server's own word.
    pub fn members(&self) -> Vec<String> {
        let group = self.group_id(GROUP);
        group.map(|id| self.members_of(&id)).unwrap_or_default()
    }

    /// The id of a group, by the server's own word.
    pub fn group_id(&self, name: &str) -> Option<String> {
        let groups = self.all("/Groups");
        let group = groups.iter().find(|g| g["displayName"] == name)?;
        group["id"].as_str().map(str::to_owned)
    }

    /// The same of any group.
    pub fn members_of(&self, id: &str) -> Vec<String> {
        let group = match &self.server {
            Server::Real(server) => server.http().get(&format!("/Groups/{id}")).body,
            Server::Sandbox(..) => {
                let found = self.all("/Groups").into_iter().find(|g| g["id"] == id);
                found.unwrap_or_default()
            }
        };
        let members = group["members"].as_array().cloned().unwrap_or_default();
        members
            .iter()
            .filter_map(|m| m["value"].as_str().map(Into::into))
            .collect()
    }

    /// Whether this person is a member: servers name members by id or, wrongly, by sign-in name.
    pub fn is_member(&self, person: &Value) -> bool {
        let members = self.members();
        members
            .iter()
            .any(|m| person["id"] == m.as_str() || person["userName"] == m.as_str())
    }

    /// Makes a group; its id when it is there.
    pub fn make_group(&mut self, name: &str) -> Option<String> {
        let create = [
            "resources",
            "create",
            "Group",
            "-",
            "--on",
            "Partner",
            "--yes",
            "--json",
        ];
        let groups = self.all("/Groups").len();
        let body = json!({"displayName": name});
        let mut output = self.rollcall.run_with(&create, &body.to_string());
        if let Told::Refused(reason) = told(&output) {
            self.refuse("create empty group", reason);
            let there = self.all("/Groups").len();
            assert_eq!(there, groups, "{}: refused is not created: {output}", self.name);
            // Some servers want a first member, with a reference.
            let first = self.one(NAME);
            let reference = first["meta"]["location"].clone();
            let body = json!({"displayName": name, "members": [{"value": first["id"], "$ref": reference}]});
            output = self.rollcall.run_with(&create, &body.to_string());
        }
        let how = told(&output);
        self.note("create group", &how);
        self.group_id(name)
    }

    pub fn group(&mut self) {
        if self.make_group(GROUP).is_none() {
            for step in ["add member", "add member again", "remove member"] {
                self.refuse(step, "there is no group");
            }
            return;
        }
        for (step, action, wanted) in [
            ("add member", "--add", true),
            ("add member again", "--add", true),
            ("remove member", "--remove", false),
        ] {
            let person = self.one(OTHER);
            let before = self.is_member(&person);
            let change = [
                "group", "members", GROUP, "--on", "Partner", action, "-", "--yes", "--json",
            ];
            let output = self.rollcall.run_with(&change, OTHER);
            let how = told(&output);
            let after = self.is_member(&person);
            match how {
                Told::Done => assert_eq!(after, wanted, "{}: {step} is done: {output}", self.name),
                Told::Refused(_) => {
                    assert_eq!(after, before, "{}: {step} changed nothing: {output}", self.name);
                }
                // Stored in another form than sent: then what Rollcall shows is what the server has.
                Told::NotStored(_) | Told::Gone => {
                    let shown = output.json()["resource"]["members"]
                        .as_array()
                        .cloned()
                        .unwrap_or_default();
                    let shown: Vec<&str> = shown.iter().filter_map(|m| m["value"].as_str()).collect();
                    assert_eq!(shown, self.members(), "{}: {step}: {output}", self.name);
                }
            }
            let mut members = self.members();
            let all = members.len();
            members.sort();
            members.dedup();
            assert_eq!(members.len(), all, "{}: {step}: nobody is in it twice", self.name);
            self.note(step, &how);
        }
    }

    /// What was refused is what is known to be refused, no more and no less.
    pub fn end(self) {
        matrix::keep(&self.name, &self.steps, &self.refused);
        let expected = refusals::of(&self.name);
        let surprises: Vec<_> = self
            .refused
            .iter()
            .filter(|(step, _)| !expected.iter().any(|(known, _)| known == step))
            .collect();
        assert!(
            surprises.is_empty(),
            "{}: newly refused: {surprises:#?}",
            self.name
        );
        let works: Vec<_> = expected
            .iter()
            .filter(|(step, _)| !self.refused.contains_key(*step))
            .collect();
        assert!(
            works.is_empty(),
            "{}: works by now, take it off the list: {works:#?}",
            self.name
        );
    }
}
