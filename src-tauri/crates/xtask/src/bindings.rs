//! The TypeScript side of the contract, generated from Rust.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};

use crate::run::{root, run, target};

/// Writes `ui/src/bindings`, or with `check` fails when what is committed differs.
pub(crate) fn bindings(check: bool) -> Result<()> {
    let committed = root().join("ui/src/bindings");
    // Written beside first, so that the window can be built while this runs.
    let fresh = target().join("bindings");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)?;
    }
    let folder = fresh.to_string_lossy().into_owned();
    run(
        "cargo",
        &[
            "run",
            "--quiet",
            "--package",
            "rollcall-ipc",
            "--example",
            "bindings",
            "--",
            &folder,
        ],
    )?;
    let (new, old) = (files(&fresh)?, files(&committed)?);
    if check && new != old {
        bail!(
            "ui/src/bindings is not what the contract says: run `cargo xtask bindings` and commit the result"
        );
    }
    for gone in old.keys().filter(|name| !new.contains_key(*name)) {
        std::fs::remove_file(committed.join(gone))?;
    }
    for (name, text) in new.iter().filter(|(name, text)| old.get(*name) != Some(*text)) {
        let file = committed.join(name);
        std::fs::create_dir_all(file.parent().unwrap_or(&committed))?;
        std::fs::write(file, text)?;
    }
    Ok(())
}

fn files(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(all);
    };
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            all.extend(
                files(&path)?
                    .into_iter()
                    .map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
        } else {
            all.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(all)
}
