//! The history of one resource, put together from three records.

use rollcall_scim::ResourceModel;
use rollcall_storage::table::{history, observed};
use serde_json::Value;

use super::job_entry::of_job;
use super::observe::{Seen, SeenEvent};
use super::{History, HistoryEntry, HistoryNote, HistoryOutcome, HistorySource, Recorded, recorded};
use crate::connections::rows::from_millis;
use crate::{At, ChangeKind, ConnectionId, Difference, Engine, EngineError, ErrorCode};

/// Entries when nobody says how many.
const USUAL: u32 = 100;
/// Most entries of one answer.
const MOST: u32 = 500;

impl Engine {
    /// What happened to a resource, newest first. Works without the server.
    pub async fn history(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
        limit: Option<u32>,
    ) -> Result<History, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
        let open = self.store()?;
        let (of, name, wanted) = (connection.to_string(), model.name.clone(), id.to_owned());
        let (ours, jobs) = open
            .jobs
            .read(move |c| {
                Ok((
                    history::of_resource(c, &of, &name, &wanted, limit)?,
                    history::by_jobs(c, &of, &name, &wanted, limit)?,
                ))
            })
            .await?;
        let (name, wanted) = (model.name.clone(), id.to_owned());
        let seen = open
            .cache
            .read(move |c| observed::of_resource(c, connection.0, &name, &wanted, limit))
            .await?;
        let mut entries: Vec<HistoryEntry> = ours.into_iter().map(|row| recorded(row).entry).collect();
        entries.extend(
            jobs.into_iter()
                .filter_map(|row| of_job(&model, id, row))
                .map(|r| r.entry),
        );
        for row in seen {
            let at = At(from_millis(row.at));
            let (kind, label, differences) = match serde_json::from_str(&row.differences) {
                Ok(Seen::Changed(differences)) => {
                    let differences = not_ours(differences, at, &entries);
                    if differences.is_empty() {
                        continue;
                    }
                    (ChangeKind::Patch, String::new(), differences)
                }
                Ok(Seen::Event { event, label }) => {
                    let kind = match event {
                        SeenEvent::Appeared => ChangeKind::Create,
                        SeenEvent::Gone => ChangeKind::Delete,
                    };
                    if done_by_us(kind, at, &entries) {
                        continue;
                    }
                    (kind, label, Vec::new())
                }
                Err(_) => continue,
            };
            entries.push(HistoryEntry {
                kind,
                label,
                ..observation(&model, id, row.id, at, differences)
            });
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        let undone: Vec<(String, String)> = entries
            .iter()
            .filter(|e| e.outcome != HistoryOutcome::Refused)
            .filter_map(|e| Some((e.undoes.clone()?, e.id.clone())))
            .collect();
        for entry in &mut entries {
            entry.undone_by = undone
                .iter()
                .find(|(id, _)| *id == entry.id)
                .map(|(_, by)| by.clone());
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let cut = entries.len() > most;
        entries.truncate(most);
        Ok(History { entries, cut })
    }

    /// One entry, with the states around it.
    pub(crate) async fn recorded(
        &self,
        connection: ConnectionId,
        entry: &str,
    ) -> Result<Recorded, EngineError> {
        let profile = self.profile(connection).await?;
        let number = |text: &str| text.parse::<i64>().ok();
        let open = self.store()?;
        let found = match (
            entry.strip_prefix('c').and_then(number),
            entry.strip_prefix('j').and_then(number),
        ) {
            (Some(id), _) => {
                let row = open.jobs.read(move |c| history::get(c, id)).await?;
                row.filter(|row| row.connection == connection.to_string())
                    .map(recorded)
            }
            (_, Some(op)) => match open.jobs.read(move |c| history::by_job(c, op)).await? {
                Some(row) if row.connection == connection.to_string() => {
                    let model = self.model(&profile, &row.resource_type).await?;
                    let id = row.server_id.clone().unwrap_or_default();
                    of_job(&model, &id, row)
                }
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| {
            EngineError::new(
                ErrorCode::Usage,
                format!("{} has no change called {entry}.", profile.name),
                "",
                "List the history of the resource to see its changes.",
            )
        })
    }
}

/// What a reading saw that no change or job of ours explains.
fn not_ours(seen: Vec<Difference>, at: At, ours: &[HistoryEntry]) -> Vec<Difference> {
    let explains = |entry: &HistoryEntry, difference: &Difference| {
        entry.source == HistorySource::Job
            && entry.at <= at
            && entry
                .differences
                .iter()
                .any(|d| d.path == difference.path && loosely(d.after.as_ref(), difference.after.as_ref()))
    };
    seen.into_iter()
        .filter(|d| !ours.iter().any(|entry| explains(entry, d)))
        .collect()
}

/// Whether a change or job of ours made or deleted it: what a reading saw of that is no news.
fn done_by_us(kind: ChangeKind, at: At, entries: &[HistoryEntry]) -> bool {
    entries.iter().any(|entry| {
        entry.source != HistorySource::Observed
            && entry.kind == kind
            && entry.at <= at
            && entry.outcome != HistoryOutcome::Refused
    })
}

/// Equal but for what servers rewrite: order, case, added parts.
fn loosely(wanted: Option<&Value>, actual: Option<&Value>) -> bool {
    crate::resources::verdict::alike(wanted, actual)
}

fn observation(
    model: &ResourceModel,
    id: &str,
    number: i64,
    at: At,
    differences: Vec<Difference>,
) -> HistoryEntry {
    HistoryEntry {
        id: format!("o{number}"),
        source: HistorySource::Observed,
        at,
        who: None,
        kind: ChangeKind::Patch,
        type_name: model.name.clone(),
        resource: id.into(),
        label: String::new(),
        reason: None,
        job: None,
        undoes: None,
        undone_by: None,
        outcome: HistoryOutcome::Seen,
        status: None,
        message: None,
        note: HistoryNote::default(),
        request: None,
        differences,
        verdicts: Vec::new(),
        undoable: false,
    }
}
