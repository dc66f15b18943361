//! Checks a preset in a file.

use std::path::Path;

use rollcall_presets::Library;

use super::PresetFault;
use super::library::{read_file, told};
use crate::Engine;

impl Engine {
    /// What is wrong with a preset in a file, in the order of its text; nothing when it can be used as it is. Needs no
    /// store.
    pub fn preset_check(&self, file: &Path) -> Vec<PresetFault> {
        let (preset, mut faults) = read_file(file);
        let Some(preset) = preset else { return faults };
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // What it builds on may be the person's own.
        let (own, _) = self.preset_library();
        let mut all: Vec<_> = own
            .all()
            .iter()
            .filter_map(|e| e.file.clone().map(|f| (f, e.preset.clone())))
            .filter(|(_, p)| p.id != preset.id)
            .collect();
        all.push((name.clone(), preset));
        let (_, incomplete) = Library::with(all);
        faults.extend(
            incomplete
                .iter()
                .filter(|(of, _)| *of == name)
                .map(|(_, fault)| told(&name, fault)),
        );
        faults
    }
}
