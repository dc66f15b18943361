//! Shows the presets.

use rollcall_presets::{Entry, Status};

use super::{
    PresetDetail, PresetFact, PresetList, PresetStatus, PresetSuggestion, PresetVariable, PresetView,
    SignInKind,
};
use crate::{Engine, EngineError, ErrorCode};

impl Engine {
    /// Every preset at hand, by name. Needs no store.
    pub fn presets(&self) -> PresetList {
        let (library, faults) = self.preset_library();
        PresetList {
            presets: library.all().iter().map(view).collect(),
            faults,
            folder: self.options().home.presets().display().to_string(),
        }
    }

    /// A preset with all it says. Needs no store.
    pub fn preset_show(&self, id: &str) -> Result<PresetDetail, EngineError> {
        let (library, _) = self.preset_library();
        let entry = library.entry(id).ok_or_else(|| no_preset(id))?;
        Ok(PresetDetail {
            preset: view(entry),
            facts: entry
                .preset
                .claims
                .iter()
                .map(|(path, claim)| PresetFact {
                    path: path.clone(),
                    value: claim.value.to_string(),
                    evidence: claim.evidence.as_ref().map(ToString::to_string),
                })
                .collect(),
            sources: entry.preset.sources.clone(),
        })
    }

    /// The presets an address looks like, the best first. Makes no request.
    pub fn preset_suggest(&self, url: &str) -> Vec<PresetSuggestion> {
        let (library, _) = self.preset_library();
        library
            .suggest(url)
            .into_iter()
            .map(|s| PresetSuggestion {
                id: s.preset,
                name: s.name,
                exact: s.exact,
                variables: s.variables,
                url: s.base_url,
            })
            .collect()
    }
}

/// The error for a preset that is not there.
pub(crate) fn no_preset(id: &str) -> EngineError {
    EngineError::new(
        ErrorCode::NotFound,
        format!("There is no preset called {id}."),
        "Nothing was changed.",
        "List the presets: rollcall preset list",
    )
    .with("preset", id)
}

pub(super) fn view(entry: &Entry) -> PresetView {
    let preset = &entry.preset;
    let words = |path: &str| preset.value(path).map(|v| v.words().to_vec()).unwrap_or_default();
    let template = preset.template.as_ref();
    PresetView {
        id: preset.id.clone(),
        name: preset.name.clone(),
        revision: preset.revision,
        reviewed: preset.reviewed.clone(),
        status: match preset.status {
            Status::Documented => PresetStatus::Documented,
            Status::Reported => PresetStatus::Reported,
            Status::Draft => PresetStatus::Draft,
        },
        file: entry.file.clone(),
        template: template.map(|t| t.as_str().to_owned()),
        variables: template
            .map(|t| t.variables())
            .unwrap_or_default()
            .into_iter()
            .filter_map(|name| {
                preset.variables.get(name).map(|v| PresetVariable {
                    name: name.to_owned(),
                    label: v.label.clone(),
                    example: v.example.clone(),
                })
            })
            .collect(),
        preselect: words("auth.kinds").iter().find_map(|w| SignInKind::of_preset(w)),
        // A client certificate is no way to sign in here but part of how a server is reached.
        lacking: words("auth.kinds")
            .into_iter()
            .filter(|w| w != "mtls" && SignInKind::of_preset(w).is_none())
            .collect(),
        sign_in: words("auth.kinds"),
        scope: words("auth.scopes").join(" "),
        read_only: preset.is("safety.start_read_only"),
        idp_managed: preset.is("safety.idp_managed"),
        warning: preset.value("safety.warn").map(ToString::to_string),
        texts: preset.texts.clone(),
    }
}
