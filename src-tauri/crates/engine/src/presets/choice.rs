//! Which preset a connection goes by.

use rollcall_presets::Preset;
use rollcall_storage::table::connection_presets::{self as table, ConnectionPresetRow};

use super::list::{no_preset, view};
use super::{PresetChoice, PresetInUse};
use crate::{ConnectionId, Engine, EngineError, Notice, NoticeCode};

impl Engine {
    /// The preset a connection goes by; none when none was chosen, or its file is gone.
    pub(crate) async fn preset_of(&self, connection: ConnectionId) -> Result<Option<Preset>, EngineError> {
        let Some(choice) = self.preset_choice(connection).await? else {
            return Ok(None);
        };
        Ok(self.preset_library().0.get(&choice.id).cloned())
    }

    pub(crate) async fn preset_choice(
        &self,
        connection: ConnectionId,
    ) -> Result<Option<PresetChoice>, EngineError> {
        let id = connection.0;
        let row = self.store()?.jobs.read(move |c| table::get(c, id)).await?;
        Ok(row.map(|row| PresetChoice {
            id: row.preset,
            variables: serde_json::from_str(&row.variables).unwrap_or_default(),
        }))
    }

    /// The preset of a connection for its view.
    pub(crate) async fn preset_in_use(
        &self,
        connection: ConnectionId,
    ) -> Result<Option<PresetInUse>, EngineError> {
        let Some(choice) = self.preset_choice(connection).await? else {
            return Ok(None);
        };
        let (library, _) = self.preset_library();
        let preset = library.entry(&choice.id).map(view);
        Ok(Some(PresetInUse { choice, preset }))
    }

    /// Checks what was chosen before anything is saved.
    pub(crate) fn checked_pick(&self, choice: Option<&PresetChoice>) -> Result<Picked, EngineError> {
        let Some(choice) = choice else {
            return Ok(Picked::default());
        };
        let (library, _) = self.preset_library();
        let preset = library.get(&choice.id).ok_or_else(|| no_preset(&choice.id))?;
        let read_only = preset.is("safety.start_read_only").then(|| {
            Notice::new(
                NoticeCode::PresetReadOnly,
                format!(
                    "A connection to {} starts read-only. Turn that off when you know that changes belong here.",
                    preset.name
                ),
            )
            .with("preset", &preset.name)
        });
        let variables = serde_json::to_string(&choice.variables)
            .map_err(|_| EngineError::internal("variables that are no JSON"))?;
        let row = ConnectionPresetRow {
            preset: choice.id.clone(),
            variables,
        };
        Ok(Picked {
            row: Some(row),
            read_only,
        })
    }
}

/// What choosing a preset means.
#[derive(Debug, Default)]
pub(crate) struct Picked {
    /// What is kept.
    pub(crate) row: Option<ConnectionPresetRow>,
    /// Why the connection starts read-only, when it does (Q-MAN-01).
    pub(crate) read_only: Option<Notice>,
}
