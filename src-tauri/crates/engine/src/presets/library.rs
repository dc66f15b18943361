//! The built-in presets, and a person's own from the folder `presets` of the Rollcall home. Read at need: an edited
//! file counts from the next look.

use std::path::Path;

use rollcall_presets::{Fault, FaultCode, Library, Preset, Severity};

use super::{PresetFault, PresetFaultCode};
use crate::Engine;

/// Most files looked at.
const MOST_FILES: usize = 200;
/// Largest file, in bytes.
const LARGEST: u64 = 256 * 1024;

impl Engine {
    /// Every preset at hand, and what is wrong with a person's own.
    pub(crate) fn preset_library(&self) -> (Library, Vec<PresetFault>) {
        let (own, mut faults) = own_presets(&self.options().home.presets());
        let (library, incomplete) = Library::with(own);
        faults.extend(incomplete.iter().map(|(file, fault)| told(file, fault)));
        (library, faults)
    }
}

/// The presets of a folder by file name; a folder that is not there has none.
fn own_presets(folder: &Path) -> (Vec<(String, Preset)>, Vec<PresetFault>) {
    let (mut own, mut faults) = (Vec::new(), Vec::new());
    let Ok(entries) = std::fs::read_dir(folder) else {
        return (own, faults);
    };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    for path in paths.into_iter().take(MOST_FILES) {
        let (preset, found) = read_file(&path);
        faults.extend(found);
        own.extend(preset.map(|preset| (file_name(&path), preset)));
    }
    (own, faults)
}

/// The preset of a file.
pub(super) fn read_file(path: &Path) -> (Option<Preset>, Vec<PresetFault>) {
    let file = file_name(path);
    let small = std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() <= LARGEST);
    let text = small.then(|| std::fs::read_to_string(path).ok()).flatten();
    let Some(text) = text else {
        let unreadable = PresetFault {
            file,
            line: 1,
            column: 1,
            error: true,
            code: PresetFaultCode::Unreadable,
            path: String::new(),
            message: "the file cannot be read as text of at most 256 kB".into(),
        };
        return (None, vec![unreadable]);
    };
    let reading = rollcall_presets::read(&text);
    let faults = reading.faults.iter().map(|fault| told(&file, fault)).collect();
    (reading.preset, faults)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(super) fn told(file: &str, fault: &Fault) -> PresetFault {
    PresetFault {
        file: file.to_owned(),
        line: fault.line,
        column: fault.column,
        error: fault.severity == Severity::Error,
        code: match fault.code {
            FaultCode::Syntax => PresetFaultCode::Syntax,
            FaultCode::UnknownKey => PresetFaultCode::UnknownKey,
            FaultCode::Missing => PresetFaultCode::Missing,
            FaultCode::WrongType => PresetFaultCode::WrongType,
            FaultCode::NotAllowed => PresetFaultCode::NotAllowed,
            FaultCode::BadPattern => PresetFaultCode::BadPattern,
            FaultCode::BadTemplate => PresetFaultCode::BadTemplate,
            FaultCode::Secret => PresetFaultCode::Secret,
            FaultCode::BadEvidence => PresetFaultCode::BadEvidence,
            FaultCode::NewerFormat => PresetFaultCode::NewerFormat,
            FaultCode::UnknownParent => PresetFaultCode::UnknownParent,
        },
        path: fault.path.clone(),
        message: fault.message.clone(),
    }
}
