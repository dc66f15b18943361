//! Every example of RFC 7643 and RFC 7644 as a fixture of our own with the same shape, named by
//! section: each is read, typed, and checked or written back.

mod rfc7643;
mod rfc7644;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rollcall_scim::validate::{Context, Finding, Severity, validate};
use rollcall_scim::{AttrPath, Resource, ResourceModel, json};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures")
}

/// Reads a fixture such as `7643/8.1-minimal-user`, with the reader that servers' bodies go through.
fn fixture(name: &str) -> Value {
    let path = folder().join(format!("rfc{name}.json"));
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let parsed = json::parse(&bytes, json::DEFAULT_MAX_DEPTH).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(
        parsed.duplicate_keys,
        Vec::<String>::new(),
        "{name} has no repeated keys"
    );
    parsed.value
}

fn resource(name: &str) -> Resource {
    Resource::from_value(fixture(name)).unwrap_or_else(|| panic!("{name} is an object"))
}

fn errors(model: &ResourceModel, resource: &Resource, context: Context) -> Vec<Finding> {
    let mut findings = validate(model, resource, None, context);
    findings.retain(|f| f.severity == Severity::Error);
    findings
}

fn text_at(model: &ResourceModel, resource: &Resource, path: &str) -> Option<String> {
    let path = AttrPath::parse(path).expect("a path");
    resource.at(model, &path)?.as_str().map(str::to_owned)
}

fn names(rfc: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder().join(rfc)).expect("the fixtures are part of the repository");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").path())
        .filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

#[test]
fn no_fixture_is_left_unused() {
    let source = concat!(include_str!("rfc7643.rs"), include_str!("rfc7644.rs"));
    let unused: BTreeSet<String> = ["rfc7643", "rfc7644"]
        .into_iter()
        .flat_map(|rfc| names(rfc).into_iter().map(move |n| format!("{}/{n}", &rfc[3..])))
        .filter(|n| !n.contains("/3.5.2") && !source.contains(&format!("\"{n}\"")))
        .collect();
    assert_eq!(
        unused,
        BTreeSet::new(),
        "each fixture stands for an example and is tested above"
    );
}
