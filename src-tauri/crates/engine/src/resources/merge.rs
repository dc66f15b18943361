//! Two people changed the same entry: what each did, and the state that the decisions lead to.

use std::collections::{BTreeMap, HashMap};

use rollcall_scim::merge::{self, ChangedBy, Side};
use rollcall_scim::patch::diff;
use rollcall_scim::{AttrPath, Resource, ResourceModel};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::get::read;
use super::mask::{HIDDEN, is_secret_path, mask_resource};
use super::prepare::object;
use crate::{ConnectionId, Engine, EngineError};

/// One of the three versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MergeSide {
    /// Yours.
    Yours,
    /// The server's.
    Server,
    /// As it was.
    Before,
}

/// Who changed a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MergeBy {
    /// Only you: kept.
    Yours,
    /// Only somebody on the server: kept.
    Server,
    /// Both, differently: to be decided.
    Both,
    /// Both made the same of it.
    Alike,
}

/// Three versions and the decisions so far.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergeRequest {
    /// Type's name.
    pub type_name: String,
    /// Which entry.
    pub id: String,
    /// As the person saw it.
    pub before: Value,
    /// As the person wants it.
    pub yours: Value,
    /// As the server has it; read now when null.
    pub server: Option<Value>,
    /// What was decided, by the path of the row.
    pub decisions: BTreeMap<String, MergeSide>,
}

/// A place that somebody changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergeRow {
    /// Names the place: an attribute, a part of it, or one entry of a list (`emails[type eq "work"]`).
    pub path: String,
    /// The attribute's path without the entry.
    pub attribute: String,
    /// What tells the entry of a list from the others.
    pub entry: Option<String>,
    /// Who changed it.
    pub by: MergeBy,
    /// As it was.
    pub before: Option<Value>,
    /// As you want it.
    pub yours: Option<Value>,
    /// As the server has it.
    pub server: Option<Value>,
    /// Which side the result takes; `None` while it is undecided.
    pub chosen: Option<MergeSide>,
}

/// A merge as far as it is decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MergeView {
    /// What differs.
    pub rows: Vec<MergeRow>,
    /// How many attributes are the same in all three.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub same: u64,
    /// How many rows wait for a decision.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub undecided: u64,
    /// The server's state with what is chosen; what is undecided is the server's.
    pub result: Value,
    /// The server's state that the result stands on.
    pub server: Value,
    /// How many PATCH operations lead from the server's state to the result.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub operations: u64,
    /// The server's version of it.
    pub version: Option<String>,
    /// When the server says it was changed.
    pub changed_at: Option<String>,
}

impl Engine {
    /// Compares three versions of an entry and puts together what the decisions lead to. Sends nothing.
    pub async fn merge_change(
        &self,
        connection: ConnectionId,
        request: MergeRequest,
    ) -> Result<MergeView, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let server = match request.server {
            Some(server) => object(server)?,
            None => {
                let client = self.client(&profile).await?;
                let now = read(&client, &profile, &model, &request.id).await?.resource;
                object(mask_resource(&model, &now.to_value()))?
            }
        };
        let (before, yours) = (object(request.before)?, object(request.yours)?);
        Ok(merged(&model, &before, &yours, &server, &request.decisions))
    }
}

fn merged(
    model: &ResourceModel,
    before: &Resource,
    yours: &Resource,
    server: &Resource,
    decisions: &BTreeMap<String, MergeSide>,
) -> MergeView {
    let comparison = merge::compare(model, before, yours, server);
    let decided: HashMap<String, Side> = decisions.iter().map(|(p, s)| (p.clone(), side(*s))).collect();
    let result = merge::resolve(model, server, &comparison, &decided);
    let rows = comparison
        .rows
        .iter()
        .map(|row| view(model, row, decisions))
        .collect();
    let meta = |name: &str| {
        let meta = server.get_ci("meta").and_then(Value::as_object)?;
        rollcall_scim::resource::get_ci(meta, name)?
            .as_str()
            .map(Into::into)
    };
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    MergeView {
        rows,
        same: number(comparison.same),
        undecided: number(result.undecided.len()),
        operations: number(diff(model, server, &result.resource).len()),
        result: result.resource.to_value(),
        server: server.to_value(),
        version: meta("version"),
        changed_at: meta("lastModified"),
    }
}

fn side(side: MergeSide) -> Side {
    match side {
        MergeSide::Yours => Side::Yours,
        MergeSide::Server => Side::Server,
        MergeSide::Before => Side::Before,
    }
}

fn view(model: &ResourceModel, row: &merge::Row, decisions: &BTreeMap<String, MergeSide>) -> MergeRow {
    let attribute = row.attribute_path();
    let secret = AttrPath::parse(&attribute).is_ok_and(|path| is_secret_path(model, &path));
    let shown = |value: &Option<Value>| {
        value.as_ref().map(|v| {
            if secret {
                Value::String(HIDDEN.into())
            } else {
                v.clone()
            }
        })
    };
    let (by, usual) = match row.by {
        ChangedBy::Yours => (MergeBy::Yours, Some(MergeSide::Yours)),
        ChangedBy::Server => (MergeBy::Server, Some(MergeSide::Server)),
        ChangedBy::Alike => (MergeBy::Alike, Some(MergeSide::Server)),
        ChangedBy::Both => (MergeBy::Both, None),
    };
    MergeRow {
        path: row.path.clone(),
        attribute,
        entry: row.entry().map(Into::into),
        by,
        before: shown(&row.before),
        yours: shown(&row.yours),
        server: shown(&row.server),
        chosen: decisions.get(&row.path).copied().or(usual),
    }
}
