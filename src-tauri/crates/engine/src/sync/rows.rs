//! Windows of the grid over the offline copy.

use std::sync::Arc;

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, sort};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::resources::{self, ResourceRow, SearchText, Sort, SortKey};
use rollcall_storage::table::syncs;
use uuid::Uuid;

use super::copies::copy_state;
use super::filtered::ViewKey;
use super::{Row, RowsRequest, RowsWindow};
use crate::resources::models::label;
use crate::resources::prepare::slim;
use crate::{ConnectionId, Engine, EngineError, ErrorCode};

/// Rows when nobody says how many.
const USUAL: u64 = 200;
/// Most rows of a window.
const MOST: u64 = 500;

impl Engine {
    /// A window of the grid. Quick search and the usual orders come straight from the index; a filter or another
    /// order is worked out once over the copy and kept for the next windows. Works without the server.
    pub async fn rows(
        &self,
        connection: ConnectionId,
        request: RowsRequest,
    ) -> Result<RowsWindow, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let limit = if request.limit == 0 {
            USUAL
        } else {
            request.limit.min(MOST)
        };
        let limit = u32::try_from(limit).unwrap_or(200);
        let filter = request
            .filter
            .as_deref()
            .filter(|f| !f.trim().is_empty())
            .map(|text| {
                Filter::parse(text).map_err(|e| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!(
                            "The filter cannot be read at character {}: {}.",
                            e.position + 1,
                            e.message
                        ),
                        "",
                        "Correct the filter, for example: userName sw \"kim\"",
                    )
                    .with("position", e.position.to_string())
                    .with("field", "filter")
                })
            })
            .transpose()?;
        match (index_order(&request), filter) {
            (Some(sort), None) => self.indexed(connection, model.name, request, sort, limit).await,
            (_, filter) => self.worked_out(connection, model, request, filter, limit).await,
        }
    }

    async fn indexed(
        &self,
        connection: ConnectionId,
        name: String,
        request: RowsRequest,
        sort: Sort,
        limit: u32,
    ) -> Result<RowsWindow, EngineError> {
        let (id, offset) = (connection.0, request.offset);
        let text = SearchText::new(&request.text);
        let (found, copy) = self
            .store()?
            .cache
            .read(move |c| {
                let found = resources::search(c, id, &name, &text, sort, offset, limit)?;
                Ok((found, copy_state(c, id, &name)?))
            })
            .await?;
        Ok(RowsWindow {
            rows: found.rows.into_iter().filter_map(row).collect(),
            offset,
            total: found.total,
            copy,
        })
    }

    async fn worked_out(
        &self,
        connection: ConnectionId,
        model: ResourceModel,
        request: RowsRequest,
        filter: Option<Filter>,
        limit: u32,
    ) -> Result<RowsWindow, EngineError> {
        let open = self.store()?;
        let order = request
            .sort_by
            .as_deref()
            .map(|text| {
                AttrPath::parse(text).map_err(|e| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!("{text} is no column to sort by: {e}."),
                        "",
                        "",
                    )
                })
            })
            .transpose()?;
        let (id, name) = (connection.0, model.name.clone());
        let (copy, sync) = open
            .cache
            .read(move |c| {
                Ok((
                    copy_state(c, id, &name)?,
                    syncs::latest(c, id, &name)?.map_or(0, |s| s.id),
                ))
            })
            .await?;
        let key = ViewKey {
            connection,
            type_name: model.name.clone(),
            text: request.text.clone(),
            filter: request.filter.clone().unwrap_or_default(),
            sort_by: request.sort_by.clone().unwrap_or_default(),
            descending: request.descending,
            count: copy.count,
            sync,
        };
        let ids = match open.views.get(&key) {
            Some(ids) => ids,
            None => {
                let work = Work {
                    id,
                    model: model.clone(),
                    request: request.clone(),
                    filter,
                    order,
                };
                let ids = Arc::new(open.cache.read(move |c| work.out(c)).await?);
                open.views.keep(key, ids.clone());
                ids
            }
        };
        let total = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let skip = usize::try_from(request.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        let name = model.name;
        let rows = open
            .cache
            .read(move |c| {
                let window = ids.iter().skip(skip).take(take);
                let rows = window.filter_map(|server_id| resources::get(c, id, &name, server_id).transpose());
                rows.collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(RowsWindow {
            rows: rows.into_iter().filter_map(row).collect(),
            offset: request.offset,
            total,
            copy,
        })
    }
}

/// A stored resource as a row.
pub(super) fn row(stored: ResourceRow) -> Option<Row> {
    let resource: Resource = serde_json::from_str(&stored.json).ok()?;
    Some(Row {
        id: stored.server_id,
        label: label(&resource),
        resource: slim(&resource).to_value(),
    })
}

/// The order, when an index has it.
fn index_order(request: &RowsRequest) -> Option<Sort> {
    let key = match request.sort_by.as_deref().map(str::to_lowercase).as_deref() {
        None | Some("" | "username") => SortKey::Name,
        Some("displayname") => SortKey::Display,
        Some("meta.lastmodified") => SortKey::Modified,
        Some(_) => return None,
    };
    Some(Sort {
        key,
        descending: request.descending,
    })
}

struct Work {
    id: Uuid,
    model: ResourceModel,
    request: RowsRequest,
    filter: Option<Filter>,
    order: Option<AttrPath>,
}

impl Work {
    /// The ids that match, in order.
    fn out(self, c: &Connection) -> Result<Vec<String>, StorageError> {
        let order = self
            .order
            .as_ref()
            .filter(|_| index_order(&self.request).is_none());
        let mut hits: Vec<(String, Resource)> = Vec::new();
        let mut look = |row: ResourceRow| -> Result<(), StorageError> {
            let Ok(resource) = serde_json::from_str::<Resource>(&row.json) else {
                return Ok(());
            };
            if self
                .filter
                .as_ref()
                .is_none_or(|f| f.matches(&self.model, &resource))
            {
                hits.push((
                    row.server_id,
                    order.map_or_else(Resource::default, |path| thin(&resource, path)),
                ));
            }
            Ok(())
        };
        let text = SearchText::new(&self.request.text);
        if text.is_empty() && order.is_some() {
            resources::for_each(c, self.id, &self.model.name, look)?;
        } else {
            let sort = index_order(&self.request).unwrap_or_default();
            // A window at a time: a match-all text must not bring the whole directory into memory at once.
            let (mut offset, step) = (0, 5_000_u32);
            loop {
                let found = resources::search(c, self.id, &self.model.name, &text, sort, offset, step)?;
                let full = u32::try_from(found.rows.len()).is_ok_and(|n| n == step);
                for row in found.rows {
                    look(row)?;
                }
                if !full {
                    break;
                }
                offset += u64::from(step);
            }
        }
        if let Some(path) = order {
            hits.sort_by(|(_, a), (_, b)| {
                let ordering = sort::compare(&self.model, path, a, b);
                if self.request.descending {
                    ordering.reverse()
                } else {
                    ordering
                }
            });
        }
        Ok(hits.into_iter().map(|(id, _)| id).collect())
    }
}

/// Only what sorting looks at: a hundred thousand whole resources would fill the memory.
fn thin(resource: &Resource, path: &AttrPath) -> Resource {
    let wanted = path.urn.as_deref().unwrap_or(&path.attribute);
    let kept = resource
        .0
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(wanted) || key.eq_ignore_ascii_case(&path.attribute));
    Resource(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}
