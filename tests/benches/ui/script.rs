//! How much script must arrive before the window works: what `index.html` names, and what that imports at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::table::Row;

const BOUND: u64 = 350_000;

pub(crate) fn measure() -> Row {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist");
    let page = std::fs::read_to_string(folder.join("index.html")).expect("ui/dist is built");
    let mut waiting: Vec<String> = named(&page, "src=\"./assets/");
    let mut seen = BTreeSet::new();
    let mut bytes = 0;
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let file = folder.join("assets").join(&name);
        let text = std::fs::read_to_string(&file).expect("a script");
        // `import("./x.js")` comes later; `from"./x.js"` and `import"./x.js"` come first.
        waiting.extend(named(&text, "from\"./"));
        waiting.extend(named(&text, "import\"./"));
        let packed = Command::new("gzip")
            .args(["-9nc"])
            .arg(&file)
            .output()
            .expect("gzip");
        bytes += u64::try_from(packed.stdout.len()).expect("a number");
    }
    assert!(bytes > 0, "the page has a script");
    Row::new(
        "start-up script, compressed",
        format!("{} kB in {} files", bytes.div_ceil(1000), seen.len()),
        "≤ 350 kB",
        bytes <= BOUND,
    )
}

/// The scripts whose names follow `before`.
fn named(text: &str, before: &str) -> Vec<String> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.ends_with(".js"))
        .map(str::to_owned)
        .collect()
}
