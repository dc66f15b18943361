//! `quirks`: which test stands for which quirk of servers, found in the sources and written into `tests/README.md`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::run::root;

/// Every kind of quirk that servers are known to have.
const QUIRKS: &[(&str, &str)] = &[
    ("Q-DIS-01", "discovery missing or under the plural path"),
    ("Q-DIS-02", "a configuration that does not tell the truth"),
    ("Q-DIS-03", "malformed discovery and envelopes"),
    ("Q-URL-01", "shapes of the base URL"),
    ("Q-URL-02", "ids with characters that mean something in URLs"),
    (
        "Q-URL-03",
        "a feature that is switched off looks like another failure",
    ),
    (
        "Q-HTTP-01",
        "headers and parameters that are needed or not allowed",
    ),
    ("Q-HTTP-02", "wrong media type of an answer"),
    ("Q-HTTP-03", "redirects and addresses of other hosts"),
    ("Q-AUTH-01", "kinds of credentials"),
    ("Q-AUTH-02", "credentials that end silently"),
    ("Q-VER-01", "SCIM 1.1"),
    ("Q-PAG-01", "bounds of count"),
    ("Q-PAG-02", "startIndex ignored, mapped to pages, counted from 0"),
    ("Q-PAG-03", "paging by cursor or by id"),
    ("Q-PAG-04", "no paging, a silent cap"),
    ("Q-PAG-05", "totals that are wrong or absent"),
    ("Q-PAG-06", "lists that need parameters or hide people"),
    ("Q-PAG-07", "rows that fall between pages"),
    (
        "Q-PRJ-01",
        "projection and sorting ignored, refused, exclusive; lists too large",
    ),
    ("Q-PRJ-02", "a row of a list lacks what the resource has"),
    ("Q-FLT-01", "attributes and operators that cannot be filtered by"),
    ("Q-FLT-02", "an unsupported filter finds nothing"),
    ("Q-FLT-03", "an unsupported filter finds everything"),
    ("Q-FLT-04", "logic of filters"),
    ("Q-FLT-05", "case of values; eq finds several"),
    ("Q-FLT-06", "limits of filters and characters in them"),
    ("Q-PAT-01", "PATCH missing or for one purpose"),
    ("Q-PAT-02", "shape of a PATCH"),
    ("Q-PAT-03", "value paths"),
    ("Q-PAT-04", "ways to remove a member"),
    ("Q-PAT-05", "replacing or removing all members"),
    ("Q-PAT-06", "limits of operations and of Bulk"),
    ("Q-PAT-07", "answers to a PATCH"),
    ("Q-PUT-01", "what PUT does"),
    ("Q-DEL-01", "what DELETE and active=false do"),
    ("Q-LIF-01", "active missing, reactivation broken"),
    ("Q-LIF-02", "a change shows later"),
    ("Q-GRP-01", "groups that cannot be made, renamed, deleted"),
    ("Q-GRP-02", "members that are not shown"),
    ("Q-GRP-03", "members cut off or enormous"),
    ("Q-GRP-04", "parallel writes to one group"),
    ("Q-GRP-05", "unknown members"),
    ("Q-GRP-06", "names of groups, nesting, who holds a membership"),
    ("Q-ATT-01", "attributes that are required"),
    ("Q-ATT-02", "userName normalised, limited, immutable"),
    ("Q-ATT-03", "e-mail addresses: how many, which is primary"),
    ("Q-ATT-04", "placeholders, aliases, odd dates"),
    ("Q-ATT-05", "ids that change, externalId that is not kept"),
    ("Q-ATT-06", "values that are dropped silently"),
    ("Q-ERR-01", "shapes of errors"),
    ("Q-ERR-02", "wrong class of status"),
    ("Q-ERR-03", "duplicate creates"),
    ("Q-RATE-01", "budgets and locks"),
    ("Q-ETG-01", "ETags"),
    ("Q-MAN-01", "tenants fed by an identity provider"),
];

/// Quirks that no test stands for, with the reason; one that got its test does not count. Empty it.
const MISSING: &[(&str, &str)] = &[];

const BEGIN: &str = "<!-- quirks: written by `cargo xtask quirks` -->";
const END: &str = "<!-- end of quirks -->";
const FILE: &str = "tests/README.md";

/// A test and where it is.
type Found = BTreeMap<&'static str, Vec<(String, String)>>;

/// Writes the table.
pub(crate) fn quirks() -> Result<()> {
    let path = root().join(FILE);
    let (text, gaps) = wanted()?;
    std::fs::write(&path, text).with_context(|| format!("writing {FILE}"))?;
    for gap in gaps {
        println!("no test: {gap}");
    }
    Ok(())
}

/// Whether the table is what the sources say.
pub(crate) fn check() -> Result<()> {
    let (text, _) = wanted()?;
    match std::fs::read_to_string(root().join(FILE)).is_ok_and(|found| found == text) {
        true => Ok(()),
        false => bail!("{FILE} is not what `cargo xtask quirks` writes"),
    }
}

/// Whether every quirk has a test or a reason.
pub(crate) fn lint(broken: &mut Vec<String>) -> Result<()> {
    let (_, gaps) = wanted()?;
    broken.extend(gaps.into_iter().map(|gap| format!("no test stands for {gap}")));
    Ok(())
}

/// The file as it should be, and the quirks that have neither test nor reason.
fn wanted() -> Result<(String, Vec<String>)> {
    let found = all()?;
    let mut table = String::from("| quirk | what it is | test |\n|---|---|---|\n");
    let mut gaps = Vec::new();
    for (id, what) in QUIRKS {
        let tests = found.get(id).map(Vec::as_slice).unwrap_or_default();
        let reason = MISSING.iter().find(|(known, _)| known == id).map(|(_, why)| *why);
        let cell = match (tests, reason) {
            ([], Some(why)) => format!("none: {why}"),
            ([], None) => {
                gaps.push((*id).to_owned());
                "none".to_owned()
            }
            (tests, _) => tests
                .iter()
                .map(|(name, place)| format!("`{name}` ({place})"))
                .collect::<Vec<_>>()
                .join("<br>"),
        };
        table.push_str(&format!("| {id} | {what} | {cell} |\n"));
    }
    let text = std::fs::read_to_string(root().join(FILE)).with_context(|| format!("reading {FILE}"))?;
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else {
        bail!("{FILE} has no place for the table");
    };
    let (head, rest) = text.split_at(begin);
    let tail = &rest[end - begin..];
    Ok((format!("{head}{BEGIN}\n{table}{tail}"), gaps))
}

fn all() -> Result<Found> {
    let mut found = Found::new();
    let mut folders = vec![root().join("tests"), root().join("ui/src/test")];
    for one in std::fs::read_dir(root().join("src-tauri/crates"))? {
        let folder = one?.path();
        // What the sandbox tests is that it has a quirk, not that anybody copes with it.
        if folder
            .file_name()
            .is_some_and(|name| name != "xtask" && name != "sandbox")
        {
            folders.extend([folder.join("src"), folder.join("tests")]);
        }
    }
    for folder in folders {
        search(&folder, &mut found)?;
    }
    for tests in found.values_mut() {
        tests.sort();
        tests.dedup();
    }
    Ok(found)
}

fn search(folder: &Path, found: &mut Found) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() && !matches!(name, "node_modules" | "target") {
            search(&path, found)?;
        } else if [".rs", ".ts", ".tsx", ".mjs"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let place = path
                .strip_prefix(root())
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            for (id, test) in tests_of(&text) {
                found.entry(id).or_default().push((test, place.clone()));
            }
        }
    }
    Ok(())
}

/// The tests of a file that stand for a quirk: by their own name, or by a comment `// Q-PAG-01` above them.
fn tests_of(text: &str) -> Vec<(&'static str, String)> {
    let mut tests = Vec::new();
    let mut above: Vec<&'static str> = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("//") {
            let named = QUIRKS.iter().map(|(id, _)| *id).filter(|id| line.contains(id));
            above.extend(named.filter(|_| line.starts_with("// Q-")));
            continue;
        }
        if line.starts_with("#[") {
            is_test |= line.contains("test");
            continue;
        }
        let name = function(line).filter(|_| is_test).or_else(|| sentence(line));
        if let Some(name) = name {
            let own = QUIRKS.iter().map(|(id, _)| *id).filter(|id| {
                let snake = id.to_lowercase().replace('-', "_");
                name.contains(id) || name.starts_with(&format!("{snake}_")) || name == snake
            });
            let ids: Vec<&'static str> = own.chain(above.iter().copied()).collect();
            tests.extend(ids.into_iter().map(|id| (id, name.clone())));
        }
        is_test = false;
        above.clear();
    }
    tests
}

/// `fn name(` of Rust.
fn function(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix("async fn ")
        .or_else(|| line.strip_prefix("fn "))
        .or_else(|| line.strip_prefix("pub async fn "))?;
    Some(rest.split(['(', '<']).next()?.to_owned())
}

/// The sentence of a test in TypeScript.
fn sentence(line: &str) -> Option<String> {
    let rest = line
        .strip_prefix("it(\"")
        .or_else(|| line.strip_prefix("test(\""))?;
    Some(rest.split('"').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_by_name_and_by_the_comment_above_and_nothing_else_is() {
        let text = r#"
            // Q-PAG-01, Q-PAG-04
            #[tokio::test]
            async fn a_large_count_is_cut() {
                // Q-FLT-01: only a remark
            }
            #[test]
            fn q_flt_02_nothing_is_not_absent() {}
            fn q_flt_03_helper() {}
            it("Q-FLT-04 says it in the window", () => {});
            /// Q-PAG-02: documentation of a switch.
            pub start: bool,
        "#;
        let found = tests_of(text);
        let ids: Vec<&str> = found.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, ["Q-PAG-01", "Q-PAG-04", "Q-FLT-02", "Q-FLT-04"]);
        assert_eq!(found[0].1, "a_large_count_is_cut");
    }

    #[test]
    fn there_are_56_kinds_of_quirks() {
        assert_eq!(QUIRKS.len(), 56);
    }
}
