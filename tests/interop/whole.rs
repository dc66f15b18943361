//! The rest of a working life on a server: every kind of attribute, somebody who comes back, a group of 250
//! people, and nothing left behind at the end.

use rollcall_tests::people;
use serde_json::{Value, json};

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
            self.refused
                .insert("large group".into(), "the group could not be made".into());
            return;
        };
        let there: Vec<String> = self
            .http
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
            Told::NotStored(_) => {}
        }
        self.note("large group", &how);
    }

    /// Everything that was made is deleted, by hand and by a job, and the server has nothing of it.
    pub fn clean_up(&mut self) {
        self.rollcall.run(&["sync", "--on", "Partner"]).done();
        for group in self.http.all("/Groups") {
            let id = group["id"].as_str().expect("an id");
            let delete = [
                "resources",
                "delete",
                "Group",
                id,
                "--on",
                "Partner",
                "--yes",
                "--json",
            ];
            let how = told(&self.rollcall.run(&delete));
            self.note("delete a group", &how);
        }
        let filter = "userName sw \"season.\"";
        let plan = [
            "job", "select", "User", "--on", "Partner", "--filter", filter, "--delete",
        ];
        let plan = self.rollcall.json(&plan).done().json();
        let job = plan["view"]["job"].to_string();
        // So many deletions stop at the brakes, until a person types what they are.
        let held = self.rollcall.json(&["job", "run", &job]);
        assert_eq!(
            held.code, 5,
            "{}: nobody deletes everybody by habit: {held}",
            self.name
        );
        let typed = format!("Partner:{}", plan["view"]["changes"]);
        self.rollcall
            .run(&["job", "release", &job, "--confirm", &typed])
            .done();
        let end = self.rollcall.json(&["job", "run", &job]);
        assert!([0, 1].contains(&end.code), "{}: the job ends: {end}", self.name);
        for person in [NAME, OTHER] {
            let id = self.one(person)["id"].as_str().expect("an id").to_owned();
            let delete = [
                "resources",
                "delete",
                "User",
                &id,
                "--on",
                "Partner",
                "--yes",
                "--json",
            ];
            let how = told(&self.rollcall.run(&delete));
            self.note("delete a person", &how);
        }
        assert_eq!(
            self.http.all("/Groups"),
            Vec::<Value>::new(),
            "{}: no group is left",
            self.name
        );
        assert_eq!(
            self.http.all("/Users"),
            Vec::<Value>::new(),
            "{}: nobody is left",
            self.name
        );
    }
}
