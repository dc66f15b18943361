//! All presets at hand: the built-in ones, and a person's own beside or above them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::built_in;
use crate::fault::{Fault, FaultCode, Severity};
use crate::preset::Preset;
use crate::read::read;

/// Most presets one may build on another.
const DEEPEST: usize = 5;

/// All presets at hand, each complete with what it builds on.
#[derive(Debug, Clone, Default)]
pub struct Library {
    entries: Vec<Entry>,
}

/// A preset of the library.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The preset, complete.
    pub preset: Preset,
    /// The file it is from; `None` for a built-in one.
    pub file: Option<String>,
}

impl Library {
    /// The presets Rollcall brings.
    pub fn built_in() -> Self {
        Self::with(Vec::new()).0
    }

    /// The built-in presets with a person's own, by file name. One of the same id takes the place of the built-in one.
    /// The faults, by file, are of those that build on nothing.
    pub fn with(own: Vec<(String, Preset)>) -> (Self, Vec<(String, Fault)>) {
        let mut plain: BTreeMap<String, (Preset, Option<String>)> = BTreeMap::new();
        for preset in built_in() {
            plain.insert(preset.id.clone(), (preset.clone(), None));
        }
        for (file, preset) in own {
            plain.insert(preset.id.clone(), (preset, Some(file)));
        }
        let mut entries = Vec::new();
        let mut faults = Vec::new();
        for (preset, file) in plain.values() {
            match complete(preset.clone(), &plain) {
                Ok(preset) => entries.push(Entry {
                    preset,
                    file: file.clone(),
                }),
                Err(fault) => faults.push((file.clone().unwrap_or_default(), fault)),
            }
        }
        entries.sort_by_key(|e| e.preset.name.to_lowercase());
        (Self { entries }, faults)
    }

    /// Every preset, by name.
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// The preset of an id.
    pub fn get(&self, id: &str) -> Option<&Preset> {
        self.entry(id).map(|e| &e.preset)
    }

    /// The preset of an id, with where it is from.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.preset.id == id)
    }
}

/// The built-in presets, read once.
fn built_in() -> &'static [Preset] {
    static READ: OnceLock<Vec<Preset>> = OnceLock::new();
    READ.get_or_init(|| {
        built_in::FILES
            .iter()
            .filter_map(|(_, text)| read(text).preset)
            .collect()
    })
}

fn complete(preset: Preset, all: &BTreeMap<String, (Preset, Option<String>)>) -> Result<Preset, Fault> {
    let fault = |message: String| Fault {
        severity: Severity::Error,
        code: FaultCode::UnknownParent,
        line: 1,
        column: 1,
        path: "extends".into(),
        message,
    };
    let mut done = preset;
    let mut next = done.extends.clone();
    for _ in 0..DEEPEST {
        let Some(id) = next else { return Ok(done) };
        let Some((parent, _)) = all.get(&id).filter(|_| id != done.id) else {
            return Err(fault(format!("extends: there is no preset {id} to build on")));
        };
        next = parent.extends.clone();
        done = done.on(parent.clone());
    }
    Err(fault(format!(
        "extends: {} builds on itself, or on more than {DEEPEST} others",
        done.id
    )))
}
