//! The presets Rollcall brings, and how mistakes in one are told.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rollcall_presets::field::Field;
use rollcall_presets::{FaultCode, Library, Severity, Tag, Value, read};

fn files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/presets");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The smallest preset; what a test is about is put after it.
fn with(rest: &str) -> String {
    format!(
        "profile_format = 1\nid = \"mine\"\nname = \"Mine\"\nrevision = 1\nreviewed = 2026-11-01\nstatus = \"draft\"\n{rest}"
    )
}

fn faults(text: &str) -> Vec<(FaultCode, u32, u32)> {
    read(text)
        .faults
        .iter()
        .map(|f| (f.code, f.line, f.column))
        .collect()
}

#[test]
fn every_built_in_preset_is_valid_and_warns_of_nothing() {
    let files = files();
    assert_eq!(files.len(), 15, "the presets of the product's plan");
    for (name, text) in files {
        let reading = read(&text);
        let told: Vec<String> = reading
            .faults
            .iter()
            .map(|f| format!("{name}.toml:{f}"))
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert_eq!(
            reading.preset.unwrap().id,
            name,
            "a file is called by the id of its preset"
        );
    }
}

#[test]
fn the_library_has_each_file_and_each_address_of_an_example_suggests_its_preset() {
    let library = Library::built_in();
    assert_eq!(
        library.all().len(),
        files().len(),
        "a new file must be embedded too"
    );
    for entry in library.all() {
        let preset = &entry.preset;
        let template = preset.template.as_ref().unwrap();
        let values: BTreeMap<String, String> = preset
            .variables
            .iter()
            .map(|(name, v)| (name.clone(), v.example.clone()))
            .collect();
        let url = template.fill(&preset.variables, &values).unwrap();
        let suggested = library.suggest(&url);
        let found = suggested.iter().find(|s| s.preset == preset.id).unwrap();
        assert!(found.exact, "{url}");
        assert_eq!(found.variables, values, "a typed address fills the fields: {url}");
        assert_eq!(found.base_url.as_deref(), Some(url.as_str()));
    }
}

#[test]
fn every_fact_that_can_harm_has_a_reason() {
    for entry in Library::built_in().all() {
        for (path, claim) in &entry.preset.claims {
            if Field::is_protective(path)
                || path.ends_with("members_source") && claim.value.to_string() != "inline"
            {
                assert!(
                    claim.evidence.is_some(),
                    "{}: {path} needs evidence",
                    entry.preset.id
                );
            }
        }
        for path in ["safety.idp_managed", "safety.start_read_only"] {
            if entry.preset.is(path) {
                assert!(
                    entry.preset.value("safety.warn").is_some(),
                    "{}: a person is told why",
                    entry.preset.id
                );
            }
        }
    }
}

#[test]
fn evidence_for_a_table_is_evidence_for_each_fact_in_it() {
    let library = Library::built_in();
    let slack = library.get("slack-v2").unwrap();
    let evidence = slack.claims["list.*.count.max"].evidence.clone().unwrap();
    assert_eq!(evidence.tag, Tag::Verified);
    assert_eq!(
        evidence.date, "2026-11-01",
        "as old as the preset where nothing else is said"
    );
    assert_eq!(
        evidence.address.as_deref(),
        Some("https://docs.slack.dev/reference/scim-api")
    );
    let entra = library.get("entra-scim-server").unwrap();
    assert_eq!(
        entra.claims["read.meta"].evidence.clone().unwrap().tag,
        Tag::Secondary
    );
}

#[test]
fn each_mistake_says_its_line_and_column() {
    use FaultCode::*;
    let cases: &[(&str, FaultCode, u32, u32)] = &[
        ("[list.Users]\nmode = \"pages\"", NotAllowed, 8, 8),
        ("[list.Users]\nmood = \"index\"", UnknownKey, 8, 1),
        ("[lists]\na = 1", UnknownKey, 7, 2),
        ("[list.Users]\nmode = 3", NotAllowed, 8, 8),
        ("[put.Users]\nsupported = \"yes\"", WrongType, 8, 13),
        ("[list.\"*\"]\ncount = { max = -1 }", WrongType, 8, 17),
        ("[match]\nhosts = ['example']", BadPattern, 8, 10),
        ("[match]\nhosts = ['^(a)\\1$']", BadPattern, 8, 10),
        ("[http]\nheaders = { Authorization = \"x\" }", Secret, 8, 11),
        ("[http]\nheaders = { X = \"Bearer abc\" }", Secret, 8, 17),
        ("[http]\nheaders = { Host = \"example.net\" }", NotAllowed, 8, 11),
        (
            "[base]\ntemplate = \"https://example.com/{tenant}\"",
            BadTemplate,
            8,
            12,
        ),
        ("[base]\ntemplate = \"http://example.com\"", BadTemplate, 8, 12),
        ("[evidence]\n\"etag.mode\" = \"V docs\"", BadEvidence, 8, 1),
        (
            "[etag]\nmode = \"none\"\n[evidence]\n\"etag.mode\" = \"L\"",
            BadEvidence,
            10,
            15,
        ),
        (
            "[etag]\nmode = \"none\"\n[evidence]\n\"etag.mode\" = \"V docs\"",
            BadEvidence,
            10,
            15,
        ),
        (
            "[filter.Users]\nattributes = { userName = [\"is\"] }",
            NotAllowed,
            8,
            27,
        ),
        (
            "[discovery.spc]\npath = \"https://example.net/\"",
            NotAllowed,
            8,
            8,
        ),
        (
            "[[limits.rate]]\nop = \"all\"\nn = 1\nper_s = 1",
            NotAllowed,
            8,
            6,
        ),
        ("[etag\n", Syntax, 7, 6),
    ];
    for (text, code, line, column) in cases {
        let found = faults(&with(text));
        assert!(
            found.contains(&(*code, *line, *column)),
            "{text}\nfound {found:?}"
        );
    }
}

#[test]
fn an_unknown_key_is_left_out_and_the_rest_is_used() {
    let reading = read(&with("[etag]\nmode = \"none\"\ncolour = \"red\"\n"));
    assert_eq!(reading.faults.len(), 1);
    assert_eq!(
        reading.faults[0].severity,
        Severity::Warning,
        "a preset of a later revision still helps"
    );
    let preset = reading.preset.unwrap();
    assert_eq!(preset.value("etag.mode"), Some(&Value::Text("none".into())));
}

#[test]
fn what_a_preset_does_not_say_is_unknown_and_never_no() {
    let preset = read(&with("")).preset.unwrap();
    assert_eq!(
        preset.claims.len(),
        0,
        "defaults of the format are no claims of a preset"
    );
}

#[test]
fn a_preset_of_a_newer_format_is_not_guessed_at() {
    let text = with("").replace("profile_format = 1", "profile_format = 2");
    assert_eq!(faults(&text), [(FaultCode::NewerFormat, 1, 18)]);
}

#[test]
fn a_preset_builds_on_another_and_says_only_what_differs() {
    let child = read(&with("extends = \"aws-iic\"\n[groups]\nmember_batch = 50\n"))
        .preset
        .unwrap();
    let (library, faults) = Library::with(vec![("mine.toml".into(), child)]);
    assert_eq!(faults, []);
    let mine = library.get("mine").unwrap();
    assert_eq!(mine.value("groups.member_batch").unwrap().to_string(), "50");
    assert_eq!(
        mine.value("list.*.mode").unwrap().to_string(),
        "cursor",
        "the rest is inherited"
    );
    assert!(mine.is("safety.idp_managed"), "caution is inherited too");
    assert!(
        mine.matching.hosts.is_empty(),
        "it is not suggested for its parent's addresses"
    );
}

#[test]
fn presets_that_build_on_nothing_or_in_a_circle_are_refused() {
    let a = read(&with("extends = \"other\"\n")).preset.unwrap();
    let b = read(&with("extends = \"mine\"\n").replace("id = \"mine\"", "id = \"other\""))
        .preset
        .unwrap();
    let (library, faults) = Library::with(vec![("a.toml".into(), a.clone())]);
    assert!(library.get("mine").is_none());
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, "a.toml");
    let (library, faults) = Library::with(vec![("a.toml".into(), a), ("b.toml".into(), b)]);
    assert_eq!(faults.len(), 2, "a circle ends");
    assert_eq!(library.all().len(), 15, "the others are there all the same");
}

#[test]
fn a_website_of_the_product_suggests_where_its_scim_service_is() {
    let library = Library::built_in();
    let found = library.suggest("acme.my.salesforce.com/lightning/setup?x=1");
    assert_eq!(found.len(), 1);
    assert!(!found[0].exact);
    assert_eq!(
        found[0].base_url.as_deref(),
        Some("https://acme.my.salesforce.com/services/scim/v2")
    );
    assert_eq!(
        library.suggest("https://scim.example.com/v2"),
        [],
        "a pattern for any host alone says nothing"
    );
    let realm = library.suggest("https://sso.example.com/realms/staff/scim/v2");
    assert_eq!(realm.len(), 1, "here the path tells");
    assert_eq!(realm[0].variables["realm"], "staff");
    assert_eq!(
        library.suggest("https://api.slack.com.evil.example.net/scim/v2"),
        []
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_text_is_read_without_panic_and_with_a_place_for_each_fault(cut in 0usize..4000, put in "[ -~\n]{0,12}", file in 0usize..15) {
        let mut text = files()[file].1.clone();
        let at = cut.min(text.len());
        if text.is_char_boundary(at) {
            text.insert_str(at, &put);
        }
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        for fault in read(&text).faults {
            prop_assert!(fault.line >= 1 && fault.line <= lines && fault.column >= 1);
        }
    }
}
