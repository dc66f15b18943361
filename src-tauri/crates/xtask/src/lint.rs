//! `lint-structure`: the rules of ARCHITECTURE.md that a compiler does not check.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::root;

/// Which of our crates each crate may depend on.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("scim", &[]),
    ("scim-client", &["scim"]),
    ("presets", &[]),
    ("storage", &[]),
    ("secrets", &[]),
    ("jobs", &["scim"]),
    ("sandbox", &["scim"]),
    (
        "engine",
        &["scim", "scim-client", "presets", "storage", "secrets", "jobs"],
    ),
    ("ipc", &["engine", "scim"]),
    ("sample", &["engine", "sandbox"]),
    ("cli", &["engine", "scim", "sandbox", "sample"]),
];

/// Packages that belong to one crate alone.
const ONLY_IN: &[(&str, &str)] = &[
    ("rusqlite", "storage"),
    ("keyring-core", "secrets"),
    ("keyring", "secrets"),
    ("reqwest", "scim-client"),
    ("tauri", "src-tauri"),
];

/// Crates that are functions of their arguments.
const PURE: &[&str] = &["scim", "presets"];

/// What may not be in a pure crate.
const NOT_IN_PURE: &[&str] = &[
    "tokio",
    "reqwest",
    "rusqlite",
    "tauri",
    "axum",
    "getrandom",
    "futures-util",
];

/// Layers of the window, from the ground up: a folder may import from its own or a lower layer.
const UI_LAYERS: &[(&str, u8)] = &[
    ("bindings", 0),
    ("design", 0),
    ("host", 1),
    ("rpc", 2),
    ("i18n", 2),
    ("commands", 3),
    ("components", 4),
    ("data-grid", 5),
    ("json-editor", 5),
    ("features", 6),
    ("app", 7),
];

/// Runs every rule and lists all that is broken.
pub(crate) fn lint_structure() -> Result<()> {
    let mut broken = Vec::new();
    let mut hints = Vec::new();
    dependencies(&mut broken)?;
    sql_only_in_storage(&mut broken)?;
    ui_imports(&mut broken)?;
    lengths(&mut broken, &mut hints)?;
    crate::quirks::lint(&mut broken)?;
    links(&mut broken)?;
    for hint in &hints {
        println!("note: {hint}");
    }
    if broken.is_empty() {
        println!("structure: 6 rules hold");
        return Ok(());
    }
    bail!(
        "{} places break the structure:\n  {}",
        broken.len(),
        broken.join("\n  ")
    );
}

fn crates() -> PathBuf {
    root().join("src-tauri/crates")
}

fn manifest_dependencies(folder: &Path) -> Result<BTreeSet<String>> {
    let path = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let manifest: toml::Table = text.parse()?;
    let mut names = BTreeSet::new();
    let mut take = |table: Option<&toml::Value>| {
        names.extend(
            table
                .and_then(toml::Value::as_table)
                .into_iter()
                .flat_map(|t| t.keys().cloned()),
        );
    };
    take(manifest.get("dependencies"));
    for target in manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(|t| t.values())
    {
        take(target.get("dependencies"));
    }
    Ok(names)
}

fn dependencies(broken: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(crates())? {
        let folder = entry?.path();
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let uses = manifest_dependencies(&folder)?;
        if let Some((_, allowed)) = MAY_KNOW.iter().find(|(crate_name, _)| *crate_name == name) {
            for used in uses.iter().filter_map(|u| u.strip_prefix("rollcall-")) {
                if !allowed.contains(&used) {
                    broken.push(format!("{name} may not know {used}"));
                }
            }
        }
        for (package, home) in ONLY_IN {
            if uses.contains(*package) && name != *home {
                broken.push(format!("{package} belongs in {home} alone, and {name} uses it"));
            }
        }
        if PURE.contains(&name.as_str()) {
            broken.extend(
                NOT_IN_PURE
                    .iter()
                    .filter(|p| uses.contains(**p))
                    .map(|p| format!("{name} is pure and may not use {p}")),
            );
        }
    }
    Ok(())
}

fn sql_only_in_storage(broken: &mut Vec<String>) -> Result<()> {
    const VERBS: &[&str] = &[
        "\"SELECT ",
        "\"INSERT INTO ",
        "\"DELETE FROM ",
        "\"CREATE TABLE ",
        "\"PRAGMA ",
    ];
    for file in files_below(&crates(), &["rs"])? {
        if file.starts_with(crates().join("storage")) || file.starts_with(crates().join("xtask")) {
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        if let Some(line) = text
            .lines()
            .position(|line| VERBS.iter().any(|verb| line.contains(verb)))
        {
            broken.push(format!(
                "{}:{}: SQL belongs in storage alone",
                shown(&file),
                line + 1
            ));
        }
    }
    Ok(())
}

fn ui_imports(broken: &mut Vec<String>) -> Result<()> {
    let src = root().join("ui/src");
    for file in files_below(&src, &["ts", "tsx"])? {
        let inside = file.strip_prefix(&src)?;
        let parts: Vec<String> = inside
            .components()
            .map(|c| c.as_os_str().to_string_lossy().into_owned())
            .collect();
        let Some(layer) = parts.first().and_then(|p| layer_of(p)) else {
            continue;
        };
        if inside.to_string_lossy().contains(".test.") {
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        for import in imports(&text) {
            if import.starts_with("@tauri-apps/") && parts[0] != "host" {
                broken.push(format!("{}: @tauri-apps belongs in host/ alone", shown(&file)));
            }
            let Some(target) = resolve(inside, &import) else {
                continue;
            };
            let Some(target_layer) = target.first().and_then(|p| layer_of(p)) else {
                continue;
            };
            if target_layer > layer {
                broken.push(format!(
                    "{}: {} may not import {}",
                    shown(&file),
                    parts[0],
                    target[0]
                ));
            }
            if parts[0] == "features" && target[0] == "features" && parts.get(1) != target.get(1) {
                broken.push(format!(
                    "{}: feature {} may not import feature {}",
                    shown(&file),
                    parts[1],
                    target.get(1).map_or("", String::as_str)
                ));
            }
        }
    }
    Ok(())
}

fn layer_of(folder: &str) -> Option<u8> {
    UI_LAYERS
        .iter()
        .find(|(name, _)| *name == folder)
        .map(|(_, layer)| *layer)
}

/// The module names in `from "…"` and `import("…")` of a source text.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for marker in ["from \"", "import(\"", "import \""] {
        for (at, _) in text.match_indices(marker) {
            let rest = &text[at + marker.len()..];
            found.extend(rest.split('"').next().map(str::to_owned));
        }
    }
    found
}

/// The parts of an import below `ui/src`, for relative paths and the `@/` alias.
fn resolve(file: &Path, import: &str) -> Option<Vec<String>> {
    if let Some(rest) = import.strip_prefix("@/") {
        return Some(rest.split('/').map(str::to_owned).collect());
    }
    if !import.starts_with('.') {
        return None;
    }
    let mut parts: Vec<String> = file
        .parent()?
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    for part in import.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other.to_owned()),
        }
    }
    Some(parts)
}

fn lengths(broken: &mut Vec<String>, hints: &mut Vec<String>) -> Result<()> {
    let mut check = |files: Vec<PathBuf>, soft: usize, hard: usize| -> Result<()> {
        for file in files {
            let lines = std::fs::read_to_string(&file)?.lines().count();
            if lines > hard {
                broken.push(format!(
                    "{} has {lines} lines, more than {hard}: split it",
                    shown(&file)
                ));
            } else if lines > soft {
                hints.push(format!("{} has {lines} lines, more than {soft}", shown(&file)));
            }
        }
        Ok(())
    };
    let mut rust = files_below(&root().join("src-tauri"), &["rs"])?;
    rust.extend(files_below(&root().join("tests"), &["rs"])?);
    check(rust, 400, 600)?;
    let typescript: Vec<PathBuf> = files_below(&root().join("ui/src"), &["ts", "tsx"])?
        .into_iter()
        .filter(|file| !file.starts_with(root().join("ui/src/bindings")))
        .collect();
    check(typescript, 250, 400)
}

/// Every link of the documentation to a file of the repository leads to one.
fn links(broken: &mut Vec<String>) -> Result<()> {
    let mut files = files_below(&root().join("docs"), &["md"])?;
    files.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "tests/README.md"].map(|f| root().join(f)));
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            let here = file.parent().unwrap_or(&file);
            if !path.is_empty() && !path.contains("://") && !here.join(path).exists() {
                broken.push(format!("{}: {target} leads nowhere", shown(&file)));
            }
        }
    }
    Ok(())
}

fn files_below(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(found);
    };
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !["node_modules", "target", "gen", "dist"].contains(&name.as_str()) && !name.starts_with('.') {
                found.extend(files_below(&path, extensions)?);
            }
        } else if path
            .extension()
            .is_some_and(|e| extensions.iter().any(|x| e == *x))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn shown(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::{imports, resolve};

    #[test]
    fn imports_are_found_in_all_three_spellings() {
        let text = "import a from \"../rpc\";\nimport \"./x.css\";\nconst b = import(\"@/features/jobs\");";
        assert_eq!(
            imports(text),
            ["../rpc", "@/features/jobs", "./x.css"],
            "each spelling counts as an import"
        );
    }

    #[test]
    fn a_relative_import_is_followed_to_its_layer() {
        let file = std::path::Path::new("features/browse/list.tsx");
        assert_eq!(
            resolve(file, "../jobs/run").unwrap(),
            ["features", "jobs", "run"],
            "a sister feature is seen as one"
        );
        assert_eq!(
            resolve(file, "@/rpc/client").unwrap(),
            ["rpc", "client"],
            "the alias starts at ui/src"
        );
        assert_eq!(resolve(file, "react"), None, "packages have no layer");
    }
}
