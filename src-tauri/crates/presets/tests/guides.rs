//! The vendor guide, `docs/connect`: one page for each preset, and each page says what its preset says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rollcall_presets::{Library, Preset, Status, Value};

/// What every page is divided into.
const PARTS: &[&str] = &["Address and token", "Connect", "Before you write", "Sources"];
/// The words of the window for a way to sign in; none for one that Rollcall has not.
const SIGN_IN: &[(&str, Option<&str>)] = &[
    ("bearer", Some("Access token")),
    ("basic", Some("Password")),
    ("header", Some("API key")),
    ("oauth2_client_credentials", Some("OAuth client")),
    ("oauth2_auth_code", Some("In the browser")),
    ("oauth2_account_credentials", Some("OAuth client")),
    ("oauth2_jwt_bearer", None),
    ("mtls", Some("Client certificate")),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/connect")
}

fn page(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.md"))).unwrap_or_else(|e| panic!("{name}.md: {e}"))
}

/// The cell beside `name` in the table a page begins with.
fn row<'a>(page: &'a str, name: &str) -> &'a str {
    let start = format!("| {name} | ");
    let line = page.lines().find_map(|line| line.strip_prefix(start.as_str()));
    line.and_then(|rest| rest.strip_suffix(" |"))
        .unwrap_or_else(|| panic!("no row {name}"))
}

/// What stands between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn kinds(preset: &Preset) -> BTreeSet<String> {
    match preset.value("auth.kinds") {
        Some(Value::List(kinds)) => kinds.iter().cloned().collect(),
        other => panic!("{}: {other:?}", preset.id),
    }
}

/// The arguments of a command line; quotation marks hold an argument together.
fn arguments(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (index, piece) in line.split('"').enumerate() {
        match index % 2 {
            0 => parts.extend(piece.split_whitespace().map(str::to_owned)),
            _ => parts.push(piece.to_owned()),
        }
    }
    parts
}

fn values_of<'a>(arguments: &'a [String], option: &str) -> Vec<&'a str> {
    arguments
        .iter()
        .zip(arguments.iter().skip(1))
        .filter_map(|(name, value)| (name == option).then_some(value.as_str()))
        .collect()
}

#[test]
fn every_preset_has_its_page_and_every_page_its_preset() {
    let pages: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name != "README")
        .collect();
    let presets: BTreeSet<String> = Library::built_in()
        .all()
        .iter()
        .map(|e| e.preset.id.clone())
        .collect();
    assert_eq!(pages, presets, "docs/connect and presets/ name the same products");
}

#[test]
fn a_page_names_the_address_the_sign_in_and_the_caution_of_its_preset() {
    for entry in Library::built_in().all() {
        let preset = &entry.preset;
        let (id, page) = (&preset.id, page(&preset.id));
        assert_eq!(
            page.lines().next(),
            Some(format!("# {}", preset.name).as_str()),
            "{id}"
        );
        assert_eq!(row(&page, "Preset"), format!("`{id}`"));
        let template = preset.template.as_ref().unwrap().as_str();
        assert_eq!(row(&page, "Address"), format!("`{template}`"), "{id}");

        let sign_in = row(&page, "Sign-in");
        assert_eq!(quoted(sign_in), kinds(preset), "{id}: the ways the preset knows");
        let (there, missing) = sign_in.split_once("; not in Rollcall: ").unwrap_or((sign_in, ""));
        for kind in kinds(preset) {
            let (_, word) = SIGN_IN.iter().find(|(name, _)| *name == kind).unwrap();
            match word {
                Some(word) => assert!(
                    there.contains(&format!("{word} (`{kind}`)")),
                    "{id}: {kind} is called {word}"
                ),
                None => assert!(
                    missing.contains(&format!("(`{kind}`)")),
                    "{id}: Rollcall has no {kind}"
                ),
            }
        }

        let editing = match preset.is("safety.start_read_only") {
            true => "starts read-only",
            false => "open, except on production",
        };
        assert_eq!(row(&page, "Editing"), editing, "{id}");
        if preset.is("safety.idp_managed") {
            assert!(
                page.contains("**Managed by an identity provider")
                    || page.contains("**Only one system should write"),
                "{id}: a page warns where the preset does"
            );
        }
        let known = match preset.status {
            Status::Documented => "from its documentation",
            Status::Reported => "reported by others",
            Status::Draft => "little is known",
        };
        assert_eq!(
            row(&page, "Known"),
            format!("{known}, {}; not verified against a live tenant", preset.reviewed),
            "{id}"
        );
        let parts: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(parts, PARTS, "{id}: every page is read the same way");
    }
}

#[test]
fn the_command_line_of_a_page_makes_an_address_of_its_preset() {
    for entry in Library::built_in().all() {
        let preset = &entry.preset;
        let page = page(&preset.id);
        let lines: Vec<&str> = page
            .lines()
            .filter(|l| l.starts_with("rollcall connection add "))
            .collect();
        assert!(!lines.is_empty(), "{}: how to add it", preset.id);
        for line in lines {
            let arguments = arguments(line);
            assert_eq!(values_of(&arguments, "--preset"), [preset.id.as_str()], "{line}");
            let values: BTreeMap<String, String> = values_of(&arguments, "--var")
                .into_iter()
                .map(|pair| pair.split_once('=').unwrap_or_else(|| panic!("{pair}")))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let named: BTreeSet<&String> = values.keys().collect();
            assert_eq!(named, preset.variables.keys().collect(), "{line}");
            let made = preset.template.as_ref().unwrap().fill(&preset.variables, &values);
            assert!(made.is_ok(), "{line}: {made:?}");
        }
    }
}

#[test]
fn the_index_has_a_line_for_each_preset_that_says_the_same() {
    let index = page("README");
    for entry in Library::built_in().all() {
        let preset = &entry.preset;
        let id = &preset.id;
        let cells: Vec<Vec<&str>> = index
            .lines()
            .filter(|line| line.contains(&format!("({id}.md)")))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        let [cells] = cells.as_slice() else {
            panic!("{id}: one line of the index");
        };
        let editing = match preset.is("safety.start_read_only") {
            true => "read-only",
            false => "open",
        };
        assert_eq!(
            [cells[0], cells[1], cells[3]],
            [preset.name.as_str(), &format!("`{id}`"), editing]
        );
        assert_eq!(quoted(cells[2]), kinds(preset), "{id}");
    }
}
