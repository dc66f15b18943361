//! The ids of everybody who matches in the copy.

use rollcall_scim::{Filter, Resource};
use rollcall_storage::table::resources::{self, SearchText, Sort};

use crate::{ConnectionId, Engine, EngineError, ErrorCode, RowsRequest};

/// Rows looked at at once.
const STEP: u32 = 5_000;

impl Engine {
    /// The ids that match the text and the filter of a request, whatever window it asks for.
    pub(crate) async fn matching_ids(
        &self,
        connection: ConnectionId,
        request: RowsRequest,
    ) -> Result<Vec<String>, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let filter = request.filter.as_deref().map(str::trim).filter(|f| !f.is_empty());
        let filter = filter.map(Filter::parse).transpose().map_err(|e| {
            EngineError::new(
                ErrorCode::Usage,
                format!(
                    "The filter cannot be read at character {}: {}.",
                    e.position + 1,
                    e.message
                ),
                "",
                "Correct the filter.",
            )
        })?;
        let (id, text) = (connection.0, SearchText::new(&request.text));
        let open = self.store()?;
        let ids = open.cache.read(move |c| {
            let (mut ids, mut offset) = (Vec::new(), 0_u64);
            loop {
                let found = resources::search(c, id, &model.name, &text, Sort::default(), offset, STEP)?;
                let full = found.rows.len() == usize::try_from(STEP).unwrap_or(usize::MAX);
                for row in found.rows {
                    let matches = filter.as_ref().is_none_or(|filter| {
                        serde_json::from_str::<Resource>(&row.json).is_ok_and(|r| filter.matches(&model, &r))
                    });
                    if matches {
                        ids.push(row.server_id);
                    }
                }
                if !full {
                    return Ok(ids);
                }
                offset += u64::from(STEP);
            }
        });
        Ok(ids.await?)
    }
}
