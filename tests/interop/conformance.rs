//! The sandbox's correct profile, judged by two programs that nobody here wrote: scim2-tester and
//! scim-sanity. Each complaint stands with its paragraph of the RFC in the sandbox's
//! `conformance.toml`, or the test fails; so does an entry that is no longer met.
//!
//! Needs bash, python3 with venv, and on the first run a package index.

use std::path::{Path, PathBuf};
use std::process::Command;

use rollcall_tests::{CANARY, Sandbox};
use serde::Deserialize;

/// One line of `testers/ask.py`.
#[derive(Debug, Deserialize)]
struct Said {
    by: String,
    check: String,
    of: String,
    says: String,
    reason: String,
}

#[derive(Deserialize)]
struct Listed {
    exception: Vec<Exception>,
}

/// A complaint that stays, with the reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    by: String,
    says: String,
    check: Vec<String>,
    of: Option<String>,
    reason: Vec<String>,
    on: Vec<String>,
    rfc: String,
    why: String,
}

impl Said {
    /// Whether the check ran and found nothing, or only something the RFC allows.
    fn is_fine(&self) -> bool {
        matches!(
            self.says.as_str(),
            "success" | "compliant" | "acceptable" | "pass"
        )
    }
}

impl Exception {
    fn explains(&self, said: &Said, check: &str) -> bool {
        self.by == said.by
            && self.says == said.says
            && check == said.check
            && self.of.as_ref().is_none_or(|of| said.of.starts_with(of.as_str()))
            && self.reason.iter().all(|part| said.reason.contains(part.as_str()))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn exceptions() -> Vec<Exception> {
    let path = root().join("src-tauri/crates/sandbox/conformance.toml");
    let text = std::fs::read_to_string(path).expect("conformance.toml is there");
    toml::from_str::<Listed>(&text)
        .expect("conformance.toml can be read")
        .exception
}

/// What both testers say of the server.
fn ask(base: &str) -> Vec<Said> {
    let output = Command::new("bash")
        .arg(root().join("tests/interop/testers/run.sh"))
        .arg(base)
        .env("SCIM_TOKEN", CANARY)
        .output()
        .expect("bash runs");
    assert!(
        output.status.success(),
        "the testers did not run. They need bash, python3 with venv, and a package index: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// What is wrong between the testers' words and the list: complaints without a reason, and reasons
/// without a complaint.
fn compare(said: &[Said], listed: &[Exception], place: &str) -> Vec<String> {
    let listed: Vec<&Exception> = listed
        .iter()
        .filter(|e| e.on.iter().any(|on| on == place))
        .collect();
    let complaints: Vec<&Said> = said.iter().filter(|said| !said.is_fine()).collect();
    let mut wrong = Vec::new();
    for said in &complaints {
        let explained = listed
            .iter()
            .any(|e| e.check.iter().any(|check| e.explains(said, check)));
        if !explained {
            wrong.push(format!("new complaint on \"{place}\": {said:?}"));
        }
    }
    for exception in listed {
        for check in &exception.check {
            if !complaints.iter().any(|said| exception.explains(said, check)) {
                wrong.push(format!(
                    "no longer met on \"{place}\", remove it: {} {check}, {:?} {:?}",
                    exception.by, exception.of, exception.reason
                ));
            }
        }
    }
    wrong
}

fn judge(sandbox: &Sandbox, place: &str, at_least: usize) {
    let said = ask(&sandbox.base());
    let fine = |by: &str| said.iter().filter(|s| s.by == by && s.is_fine()).count();
    println!(
        "on \"{place}\": scim2-tester passes {}, scim-sanity passes {}",
        fine("scim2-tester"),
        fine("scim-sanity")
    );
    let wrong = compare(&said, &exceptions(), place);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        fine("scim2-tester") >= at_least && fine("scim-sanity") >= 25,
        "a tester that hardly asks anything proves nothing: {said:?}"
    );
}

#[test]
fn the_testers_find_nothing_that_the_rfc_supports_in_the_sample_directory() {
    judge(&Sandbox::with_people(2_400), "sample", 60);
}

#[test]
fn the_testers_find_nothing_that_the_rfc_supports_in_an_empty_directory() {
    judge(&Sandbox::with_people(0), "empty", 60);
}

#[test]
fn the_testers_find_nothing_where_no_attribute_cuts_their_checks_short() {
    let profile = "[discovery]\nschemas_without = [\"contractEnds\", \"reviewedAt\", \"riskScore\"]\n";
    judge(&Sandbox::with_profile(0, profile), "plain", 165);
}

#[test]
fn every_exception_names_its_paragraph_and_a_place_where_it_is_met() {
    for exception in exceptions() {
        assert!(
            exception.rfc.contains("RFC ") && exception.rfc.contains('§') && !exception.why.is_empty(),
            "an exception without a paragraph is an excuse: {exception:?}"
        );
        let known = |on: &String| matches!(on.as_str(), "sample" | "empty" | "plain");
        assert!(
            !exception.on.is_empty() && exception.on.iter().all(known),
            "an exception that is met nowhere is never checked: {exception:?}"
        );
        assert!(
            !exception.reason.is_empty(),
            "an exception for every reason hides new complaints: {exception:?}"
        );
    }
}

#[test]
fn a_new_complaint_and_an_exception_that_is_no_longer_met_both_fail() {
    let said = |says: &str| Said {
        by: "scim-sanity".into(),
        check: "GET /Users".into(),
        of: "Phase 6".into(),
        says: says.into(),
        reason: "Expected 200, got 400".into(),
    };
    let listed = |reason: &str| Exception {
        by: "scim-sanity".into(),
        says: "fail".into(),
        check: vec!["GET /Users".into()],
        of: None,
        reason: vec![reason.into()],
        on: vec!["empty".into()],
        rfc: String::new(),
        why: String::new(),
    };
    let wrong = |said, listed: &[Exception]| compare(&[said], listed, "empty");
    assert!(
        wrong(said("fail"), &[listed("got 400")]).is_empty(),
        "a listed complaint is expected"
    );
    assert!(
        wrong(said("fail"), &[])[0].starts_with("new complaint"),
        "an unlisted complaint must not pass"
    );
    assert!(
        wrong(said("pass"), &[listed("got 400")])[0].contains("remove it"),
        "the list must not outlive the complaints"
    );
    assert_eq!(
        wrong(said("fail"), &[listed("got 500")]).len(),
        2,
        "the same check with another reason is another complaint"
    );
}
