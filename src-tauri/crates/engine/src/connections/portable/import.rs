//! Takes connections of a file over: all or none. Each is a new connection, so that no stored secret is found for it
//! (secrets are bound to connection and origin), and starts read-only until a person says otherwise.

use rollcall_presets::field::Field;
use rollcall_storage::StorageError;
use rollcall_storage::table::connection_presets::{self, ConnectionPresetRow};
use rollcall_storage::table::connections as table;
use rollcall_storage::table::overrides::{self, OverrideRow};

use super::super::add::{checked_name, name_taken};
use super::super::profile::Profile;
use super::super::rows::{millis, write};
use super::network::way_of_file;
use super::read::{check_names, unusable};
use super::{ConnectionsImported, PortableConnection};
use crate::{Engine, EngineError, EngineEvent, ExtraInput, NewConnection, Notice, NoticeCode, SecretInput};

/// Longest notes, id of a preset, name or value of a fact, in bytes.
const LONGEST_NOTES: usize = 20_000;
const LONGEST: usize = 2_000;
/// Most variables and most facts of one connection.
const MOST: usize = 500;

/// A connection as it will be kept.
pub(super) struct Checked {
    pub(super) profile: Profile,
    preset: Option<ConnectionPresetRow>,
    by_hand: Vec<OverrideRow>,
    notices: Vec<Notice>,
}

impl Engine {
    /// Adds these connections: all, or none with the reason. Makes no request.
    pub async fn connection_import(
        &self,
        connections: Vec<PortableConnection>,
    ) -> Result<ConnectionsImported, EngineError> {
        let open = self.store()?;
        check_names(&connections)?;
        let checked = self.checked_portable(&connections)?;
        let names: Vec<String> = checked.iter().map(|one| one.profile.name.clone()).collect();
        let wanted = names.clone();
        let taken = open
            .jobs
            .read(move |c| {
                for name in wanted {
                    if table::by_name(c, &name)?.is_some() {
                        return Ok(Some(name));
                    }
                }
                Ok(None)
            })
            .await?;
        if let Some(name) = taken {
            let rule = "connections.name_fold".into();
            return Err(name_taken(StorageError::Constraint { rule }, &name));
        }
        let mut notices = Vec::new();
        let mut profiles = Vec::new();
        let mut rows = Vec::new();
        for one in checked {
            rows.push((write(&one.profile), one.preset, one.by_hand));
            profiles.push(one.profile);
            notices.extend(one.notices);
        }
        open.jobs
            .write(move |tx| {
                for (row, preset, by_hand) in &rows {
                    table::insert(tx, row)?;
                    connection_presets::set(tx, row.id, preset.as_ref())?;
                    for fact in by_hand {
                        overrides::set(tx, row.id, fact)?;
                    }
                }
                Ok(())
            })
            .await
            .map_err(|error| name_taken(error, &names.join(", ")))?;
        self.emit(EngineEvent::ConnectionsChanged { connection: None });
        let mut views = Vec::new();
        for profile in &profiles {
            views.push(self.view(profile).await?);
        }
        Ok(ConnectionsImported {
            connections: views,
            notices,
        })
    }

    /// Checks each as if a person had entered it.
    pub(super) fn checked_portable(&self, all: &[PortableConnection]) -> Result<Vec<Checked>, EngineError> {
        all.iter().map(|one| self.checked_one(one)).collect()
    }

    fn checked_one(&self, one: &PortableConnection) -> Result<Checked, EngineError> {
        let said = |part: &'static str| {
            move |error: EngineError| {
                let why = error.message.trim_end_matches('.').to_owned();
                unusable(&one.name, part, &why)
            }
        };
        let name = checked_name(&one.name).map_err(said("name"))?;
        if one.notes.len() > LONGEST_NOTES {
            return Err(unusable(&one.name, "notes", "they are too long"));
        }
        let secret_with_value = |e: &&crate::ExtraView| e.secret && e.value.is_some();
        if let Some(extra) = one.sent_along.iter().find(secret_with_value) {
            let why = format!("a secret has no place in a file: {}", extra.name);
            return Err(unusable(&one.name, "sentAlong", &why));
        }
        let new = NewConnection {
            name: name.clone(),
            url: one.base_url.clone(),
            environment: one.environment,
            auth: one.sign_in.clone(),
            extras: one
                .sent_along
                .iter()
                .map(|extra| ExtraInput {
                    place: extra.place,
                    name: extra.name.clone(),
                    secret: extra.secret,
                    value: extra.value.clone().map(SecretInput::new),
                })
                .collect(),
            read_only: Some(true),
            colour: one.colour,
            notes: one.notes.clone(),
            ..NewConnection::default()
        };
        let (mut profile, _, _) = self.checked_form(&new, None).map_err(|error| {
            let part = match error.params.get("field").map(String::as_str) {
                Some("url" | "secret") => "baseUrl",
                Some("extras") => "sentAlong",
                _ => "signIn",
            };
            said(part)(error)
        })?;
        if let Some(network) = &one.network {
            profile.network = network
                .checked()
                .map_err(|why| unusable(&one.name, "network", &why))?;
        }
        let mut notices: Vec<Notice> = way_of_file(&one.name, &profile.network).into_iter().collect();
        Ok(Checked {
            preset: self.checked_choice(one, &mut notices)?,
            by_hand: self.checked_facts(one, &mut notices)?,
            profile,
            notices,
        })
    }

    /// The preset stays chosen although it is not here: somebody's own may come later.
    fn checked_choice(
        &self,
        one: &PortableConnection,
        notices: &mut Vec<Notice>,
    ) -> Result<Option<ConnectionPresetRow>, EngineError> {
        let Some(choice) = &one.preset else {
            return Ok(None);
        };
        let plain = |text: &String| text.len() <= LONGEST && !text.chars().any(char::is_control);
        let names = choice.variables.keys().chain(choice.variables.values());
        if choice.variables.len() > MOST || !names.chain([&choice.id]).all(plain) {
            return Err(unusable(&one.name, "preset", "it is too long"));
        }
        if self.preset_library().0.get(&choice.id).is_none() {
            notices.push(
                Notice::new(
                    NoticeCode::ProfilePreset,
                    format!(
                        "{} goes by the preset {}, which is not here.",
                        one.name, choice.id
                    ),
                )
                .with("connection", &one.name)
                .with("preset", &choice.id),
            );
        }
        let variables = serde_json::to_string(&choice.variables)
            .map_err(|_| EngineError::internal("variables that are no JSON"))?;
        Ok(Some(ConnectionPresetRow {
            preset: choice.id.clone(),
            variables,
        }))
    }

    /// What was set by hand about the server. What protects people is relaxed by a person alone, here and not by a file.
    fn checked_facts(
        &self,
        one: &PortableConnection,
        notices: &mut Vec<Notice>,
    ) -> Result<Vec<OverrideRow>, EngineError> {
        if one.set_by_hand.len() > MOST {
            return Err(unusable(&one.name, "setByHand", "there is too much of it"));
        }
        let mut facts = Vec::new();
        let mut protective = Vec::new();
        for (feature, value) in &one.set_by_hand {
            let field = Field::of(feature)
                .filter(|_| feature.len() <= LONGEST && value.len() <= LONGEST)
                .ok_or_else(|| unusable(&one.name, "setByHand", "there is no such fact"))?;
            let value = field
                .parse(value)
                .map_err(|_| unusable(&one.name, "setByHand", &format!("this is no value of {feature}")))?;
            if Field::is_protective(feature) {
                protective.push(feature.as_str());
            } else {
                facts.push(OverrideRow {
                    feature: feature.clone(),
                    value: value.to_string(),
                    at: millis(self.now()),
                });
            }
        }
        if !protective.is_empty() {
            let what = protective.join(", ");
            notices.push(
                Notice::new(
                    NoticeCode::ProfileProtective,
                    format!(
                        "Not taken over for {}, because it protects people: {what}. Set it by hand where it is right.",
                        one.name
                    ),
                )
                .with("connection", &one.name)
                .with("what", what),
            );
        }
        Ok(facts)
    }
}
