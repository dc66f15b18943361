//! The rest of a working life on a server: every kind of attribute, somebody who comes back, a group of 250
//! people, and nothing left behind at the end.

use rollcall_tests::people;
use serde_json::{Value, json};

use crate::import::reason;
use crate::journey::{Journey, NAME, OTHER};
use crate::truth::{Told, holds, told, verdicts_are_true};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The name of the large group, and how many people go into it.
const EVERYONE: (&str, usize) = ("Everyone of the season", 250);
/// A self-signed certificate of `CN=zoe.example.com`, DER in base64.
const CERTIFICATE: &str = include_str!("certificate.b64");

impl Journey {
    /// One attribute of each kind, set on one person; each judged by the server's own word.
    pub fn every_kind(&mut self) {
        let (zoe, other) = (self.one(NAME), self.one(OTHER));
        let id = zoe["id"].as_str().expect("an id").to_owned();
        let manager = other["id"].clone();
        let kinds: [(&str, &str, Value); 8] = [
            ("text", "nickName", json!("Zoë – 主任")),
            ("text in a complex value", "name.givenName", json!("Zoë Maria")),
            (
                "address of a page",
                "profileUrl",
                json!("https://people.example.com/zoe"),
            ),
            (
                "several values",
                "phoneNumbers",
                json!([{"value": "tel:+44-7700-900123", "type": "mobile"}, {"value": "tel:+44-7700-900456", "type": "work"}]),
            ),
            (
                "complex values",
                "addresses",
                json!([{"streetAddress": "Seegasse 3", "locality": "Zürich", "postalCode": "8001"}]),
            ),
            (
                "binary",
                "x509Certificates",
                json!([{"value": CERTIFICATE.trim()}]),
            ),
            ("text of an extension", "department", json!("Ålesund / Łódź")),
            ("reference", "manager", json!({ "value": manager })),
        ];
        for (kind, path, value) in kinds {
            let extension = matches!(path, "department" | "manager");
            let at = |person: &Value| -> Value {
                let place = if extension { &person[ENTERPRISE] } else { person };
                path.split('.').fold(place, |value, part| &value[part]).clone()
            };
            let full = if extension {
                format!("{ENTERPRISE}:{path}")
            } else {
                path.to_owned()
            };
            let before = at(&self.one(NAME));
            let operations = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": full, "value": value}],
            });
            let change = [
                "resources",
                "patch",
                "User",
                &id,
                "-",
                "--on",
                "Partner",
                "--yes",
                "--json",
            ];
            let output = self.rollcall.run_with(&change, &operations.to_string());
            let how = told(&output);
            let person = self.one(NAME);
            verdicts_are_true(&output, &person);
            let after = at(&person);
            if how == Told::Done {
                assert!(
                    holds(&after, &value),
                    "{}: {path} is called stored, and is {after}: {output}",
                    self.name
                );
            } else {
                assert_eq!(
                    after, before,
                    "{}: {path} is called not stored: {output}",
                    self.name
                );
            }
            self.note(&format!("set {path} ({kind})"), &how);
            assert_eq!(person["userName"], NAME, "{}: nothing else changed", self.name);
        }
        let how = told(&self.patch(&id, "nickName="));
        let left = self.one(NAME)["nickName"].clone();
        if how == Told::Done {
            assert!(
                holds(&left, &Value::Null),
                "{}: what was taken away is gone: {left}",
                self.name
            );
        }
        self.note("take nickName away", &how);
    }

    /// Who was deactivated can sign in again.
    pub fn reactivate(&mut self) {
        if self
            .refused
            .get("deactivate")
            .is_some_and(|why| why.contains("gone"))
        {
            self.refuse("reactivate", "nobody is left who could be activated again");
            return;
        }
        let before = self.one(NAME);
        let output = self.patch(before["id"].as_str().expect("an id"), "active=true");
        let how = told(&output);
        let active = self.one(NAME)["active"].clone();
        let wanted = if how == Told::Done {
            json!(true)
        } else {
            before["active"].clone()
        };
        assert_eq!(active, wanted, "{}: reactivating: {output}", self.name);
        self.note("reactivate", &how);
    }

    /// 250 people of the season go into one group from a pasted list; the server's own list of members decides.
    pub fn large_group(&mut self) {
        let (name, size) = EVERYONE;
        let Some(id) = self.make_group(name) else {
            self.refuse("large group", "the group could not be made");
            return;
        };
        let there: Vec<String> = self
            .all("/Users")
            .iter()
            .filter_map(|u| u["userName"].as_str().map(str::to_lowercase))
            .collect();
        let list: Vec<String> = people(size)
            .into_iter()
            .map(|p| p.user_name)
            .filter(|name| there.contains(&name.to_lowercase()))
            .collect();
        assert_eq!(
            list.len(),
            size,
            "{}: everybody of the season is there",
            self.name
        );
        let before = self.members_of(&id).len();
        let change = [
            "group", "members", &id, "--on", "Partner", "--add", "-", "--yes", "--json",
        ];
        let output = self.rollcall.run_with(&change, &list.join("\n"));
        let how = told(&output);
        let members = self.members_of(&id).len();
        match how {
            Told::Done => assert_eq!(members, before + size, "{}: all are in: {output}", self.name),
            Told::Refused(_) => assert_eq!(members, before, "{}: nobody is in: {output}", self.name),
            Told::NotStored(_) | Told::Gone => {}
        }
        self.note("large group", &how);
    }

    /// Everything that was made is deleted, by hand and by a job; the server has nothing of it, but for what it does not
    /// delete.
    pub fn clean_up(&mut self) {
        let read = self.rollcall.run(&["sync", "--on", "Partner"]);
        self.step("read into the copy");
        if read.code != 0 {
            self.refuse("read into the copy", read.stderr.trim().to_owned());
        }
        for group in self.all("/Groups") {
            let id = group["id"].as_str().expect("an id").to_owned();
            let how = self.delete("Group", &id, group["displayName"].as_str().unwrap_or_default());
            self.note("delete a group", &how);
            let there = self.all("/Groups").iter().any(|g| g["id"] == id.as_str());
            assert_eq!(
                there,
                how != Told::Done,
                "{}: a group is deleted or refused",
                self.name
            );
        }
        self.delete_season();
        for person in [NAME, OTHER] {
            let Some(now) = self.on_server(person).pop() else {
                continue;
            };
            let id = now["id"].as_str().expect("an id").to_owned();
            let how = self.delete("User", &id, person);
            self.note("delete a person", &how);
            self.is_gone(person, how == Told::Done);
        }
        let kept = self.refused.keys().any(|step| step.starts_with("delete "));
        if !kept {
            assert_eq!(
                self.all("/Groups"),
                Vec::<Value>::new(),
                "{}: no group is left",
                self.name
            );
            let soft = self.preset().is_some_and(crate::preset::Preset::deletes_softly);
            let left = self.all("/Users");
            assert!(
                left.iter().all(|user| soft && user["active"] == false),
                "{}: nobody is left: {left:?}",
                self.name
            );
        }
    }

    fn delete(&self, type_name: &str, id: &str, name: &str) -> Told {
        let delete = [
            "resources",
            "delete",
            type_name,
            id,
            "--on",
            "Partner",
            "--yes",
            "--json",
        ];
        let mut output = self.rollcall.run(&delete);
        // What nobody can undo is not deleted by a yes: its name is typed.
        if output.code == 5 {
            let typed = format!("{name}:1");
            output = self.rollcall.run(&[&delete[..], &["--confirm", &typed]].concat());
        }
        let soft = self.preset().is_some_and(crate::preset::Preset::deletes_softly);
        // Answered, and only inactive: what the review said a delete does there.
        if soft && output.code == 1 && output.stdout.contains("\"deleted_inactive\"") {
            return Told::Done;
        }
        told(&output)
    }

    /// The people of the season leave by a job, as far as the server lets them.
    fn delete_season(&mut self) {
        let filter = "userName sw \"season.\"";
        let plan = [
            "job", "select", "User", "--on", "Partner", "--filter", filter, "--delete",
        ];
        let plan = self.rollcall.json(&plan).done().json();
        let job = plan["view"]["job"].to_string();
        let changes = plan["view"]["changes"].as_u64().expect("a count");
        if changes > 0 {
            // So many deletions stop at the brakes, until a person types what they are.
            let held = self.rollcall.json(&["job", "run", &job]);
            assert_eq!(
                held.code, 5,
                "{}: nobody deletes everybody by habit: {held}",
                self.name
            );
            let typed = format!("Partner:{changes}");
            self.rollcall
                .run(&["job", "release", &job, "--confirm", &typed])
                .done();
            let mut end = self.rollcall.json(&["job", "run", &job]);
            if end.code == 5 {
                end = self.rollcall.json(&["job", "run", &job, "--confirm", &typed]);
            }
            assert!([0, 1].contains(&end.code), "{}: the job ends: {end}", self.name);
        }
        self.step("delete by a job");
        for row in self.rollcall.json(&["job", "results", &job]).done().json_lines() {
            let done = row["state"] == "succeeded";
            if !done {
                self.refuse("delete by a job", reason(&row));
            }
            self.is_gone(row["naturalKey"].as_str().unwrap_or_default(), done);
        }
    }

    /// Who is called deleted is gone, or inactive where the plan says that a delete only deactivates; everybody else is
    /// as before.
    fn is_gone(&self, user_name: &str, deleted: bool) {
        let soft = self.preset().is_some_and(crate::preset::Preset::deletes_softly);
        let there = self.on_server(user_name);
        match there.as_slice() {
            [] => assert!(
                deleted,
                "{}: {user_name} is called undeleted, and gone",
                self.name
            ),
            [one] if deleted => assert!(
                soft && one["active"] == false,
                "{}: {user_name} is called deleted: {one}",
                self.name
            ),
            [_] => {}
            more => panic!("{}: {user_name} is there more than once: {more:?}", self.name),
        }
    }
}
