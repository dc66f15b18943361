//! Offline search over all types of a connection.

use rollcall_storage::table::resources::{self, SearchText, Sort};

use super::copies::copy_state;
use super::rows::row;
use super::{SearchHit, SearchResult};
use crate::{ConnectionId, Engine, EngineError, ErrorCode};

/// Most hits of one search.
const MOST: u64 = 1_000;

impl Engine {
    /// Offline search over all types, in the order of the types and within each by name. An error when there is no
    /// copy to search.
    pub async fn search(
        &self,
        connection: ConnectionId,
        text: &str,
        limit: u64,
    ) -> Result<SearchResult, EngineError> {
        let profile = self.profile(connection).await?;
        let known = self.cached_knowledge(&profile).await?;
        let names: Vec<String> = known
            .iter()
            .flat_map(|k| k.models.iter().map(|m| m.name.clone()))
            .collect();
        let (id, words, limit) = (connection.0, SearchText::new(text), limit.clamp(1, MOST));
        let result = self
            .store()?
            .cache
            .read(move |c| {
                let mut result = SearchResult {
                    hits: Vec::new(),
                    total: 0,
                    copies: Vec::new(),
                };
                for name in names {
                    let room = limit.saturating_sub(u64::try_from(result.hits.len()).unwrap_or(u64::MAX));
                    let room = u32::try_from(room).unwrap_or(u32::MAX);
                    let found = resources::search(c, id, &name, &words, Sort::default(), 0, room)?;
                    result.total += found.total;
                    let hits = found.rows.into_iter().filter_map(row);
                    result.hits.extend(hits.map(|row| SearchHit {
                        type_name: name.clone(),
                        row,
                    }));
                    result.copies.push(copy_state(c, id, &name)?);
                }
                Ok(result)
            })
            .await?;
        if result
            .copies
            .iter()
            .all(|copy| copy.count == 0 && copy.synced_at.is_none())
        {
            return Err(EngineError::new(
                ErrorCode::NotFound,
                format!("There is no offline copy of {}.", profile.name),
                "Search looks into the copy kept on this computer.",
                "Synchronise it first: rollcall sync",
            )
            .with("connection", &profile.name));
        }
        Ok(result)
    }
}
