//! Makes the base address of a preset from its variables.

use std::collections::BTreeMap;

use rollcall_presets::BaseUrlFault;

use super::list::no_preset;
use super::{PresetAddress, PresetChoice};
use crate::{Engine, EngineError, ErrorCode};

impl Engine {
    /// The base address with these variables, or which of them is wrong. Needs no store.
    pub fn preset_address(
        &self,
        id: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<PresetAddress, EngineError> {
        let (library, _) = self.preset_library();
        let preset = library.get(id).ok_or_else(|| no_preset(id))?;
        let Some(template) = &preset.template else {
            return Ok(PresetAddress::NoTemplate);
        };
        Ok(match template.fill(&preset.variables, variables) {
            Ok(url) => PresetAddress::Made { url },
            Err(BaseUrlFault::Missing { variable, .. }) => PresetAddress::Missing { variable },
            Err(BaseUrlFault::DoesNotFit {
                variable, example, ..
            }) => PresetAddress::DoesNotFit { variable, example },
            Err(BaseUrlFault::Unknown { variable }) => {
                let known: Vec<&str> = template.variables();
                return Err(EngineError::new(
                    ErrorCode::InvalidInput,
                    format!("The address of {} has no variable {variable}.", preset.name),
                    "Nothing was changed.",
                    format!("It has: {}.", known.join(", ")),
                )
                .with("field", "variables"));
            }
        })
    }

    /// The base address of a choice; an error names the variable that is missing or does not fit.
    pub fn preset_url(&self, choice: &PresetChoice) -> Result<String, EngineError> {
        let refused = |what: String, action: String| {
            EngineError::new(ErrorCode::InvalidInput, what, "Nothing was saved.", action).with("field", "url")
        };
        match self.preset_address(&choice.id, &choice.variables)? {
            PresetAddress::Made { url } => Ok(url),
            PresetAddress::Missing { variable } => Err(refused(
                format!("The address of this preset needs {variable}."),
                format!("Give it: --var {variable}=…"),
            )),
            PresetAddress::DoesNotFit { variable, example } => Err(refused(
                format!("The value of {variable} does not fit."),
                format!("One looks like {example}."),
            )),
            PresetAddress::NoTemplate => Err(refused(
                "This preset has no address to fill in.".into(),
                "Enter the address.".into(),
            )),
        }
    }
}
