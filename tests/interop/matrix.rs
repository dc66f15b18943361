//! What became of each step on each server, kept beside the build.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::refusals;

/// Keeps the result of a journey: its steps in order, and of those refused the reason as it is known, else Rollcall's.
pub fn keep(server: &str, steps: &[String], refused: &BTreeMap<String, String>) {
    let known = refusals::of(server);
    let steps: Vec<_> = steps
        .iter()
        .map(|step| {
            let why = refused.get(step).map(|said| {
                let reason = known.iter().find(|(at, _)| at == step).map(|(_, why)| *why);
                reason.unwrap_or(said)
            });
            json!({ "step": step, "refused": why })
        })
        .collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
    std::fs::create_dir_all(&folder).expect("a folder for the results");
    let name: String = server
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let text = json!({ "server": server, "steps": steps }).to_string();
    std::fs::write(folder.join(format!("{name}.json")), text).expect("the result can be kept");
}
