//! All connections in one table, and that table as a file.

use std::path::Path;

use rollcall_scim::{AttrPath, Resource, ResourceModel};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::ConnectionWarning;
use crate::export::{Column, Writer, Writing, file_name, file_trouble};
use crate::{
    At, AuthView, ConnectionView, CopyState, Engine, EngineError, ExportColumn, ExportFormat, WriteState,
};

/// The features of the table, in its order.
const FEATURES: [&str; 6] = [
    "features.patch",
    "features.put",
    "features.filter",
    "features.sort",
    "features.bulk",
    "features.etag",
];
/// The limits of the table.
const LIMITS: [&str; 3] = ["list.*.count.max", "bulk.max_ops", "limits.rate"];

/// A fact in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InventoryFact {
    /// E.g. `features.patch`.
    pub feature: String,
    /// Its value; `None` when it is not known.
    pub value: Option<String>,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InventoryRow {
    /// The connection.
    pub connection: ConnectionView,
    /// The version of SCIM its server speaks; `None` when nobody has looked.
    pub version: Option<String>,
    /// When the server's description was read last.
    pub read_at: Option<At>,
    /// Its copies, type by type.
    pub copies: Vec<CopyState>,
    /// What the server can do.
    pub features: Vec<InventoryFact>,
    /// What it allows at most.
    pub limits: Vec<InventoryFact>,
    /// Requests of the last 24 hours.
    pub requests: u32,
    /// Those that failed.
    pub failed: u32,
    /// What to look at.
    pub warnings: Vec<ConnectionWarning>,
}

/// How to write the table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct InventoryExport {
    /// The heads of columns in another language: column → head.
    pub columns: Vec<ExportColumn>,
    /// The form.
    pub format: ExportFormat,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InventoryWritten {
    /// The file's name.
    pub name: String,
    /// Connections in it.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub rows: u64,
}

/// The columns of the file and their heads.
const COLUMNS: [(&str, &str); 25] = [
    ("name", "Name"),
    ("environment", "Environment"),
    ("address", "Address"),
    ("preset", "Preset"),
    ("version", "SCIM"),
    ("signIn", "Sign-in"),
    ("secretState", "Secret"),
    ("tokenEnds", "Token ends"),
    ("changes", "Changes"),
    ("users", "Users"),
    ("groups", "Groups"),
    ("others", "Other records"),
    ("copyRead", "Copy read"),
    ("serverRead", "Server read"),
    ("patch", "PATCH"),
    ("put", "PUT"),
    ("filter", "Filter"),
    ("sort", "Sort"),
    ("bulk", "Bulk"),
    ("etag", "ETag"),
    ("mostPerPage", "Most per page"),
    ("mostPerBulk", "Most per bulk request"),
    ("requests", "Requests in 24 h"),
    ("failed", "Failed in 24 h"),
    ("warnings", "Warnings"),
];

impl Engine {
    /// All connections with what is known of their servers, by name. Makes no request.
    pub async fn inventory(&self) -> Result<Vec<InventoryRow>, EngineError> {
        let mut rows = Vec::new();
        for connection in self.connection_list().await? {
            rows.push(self.inventory_row(connection).await?);
        }
        Ok(rows)
    }

    async fn inventory_row(&self, connection: ConnectionView) -> Result<InventoryRow, EngineError> {
        let id = connection.id;
        let profile = self.profile(id).await?;
        let known = self.cached_knowledge(&profile).await?;
        let health = self.health(id).await?;
        let copies = self.copies(id).await?;
        let jobs = self.job_list(Some(id)).await?;
        let facts = self.facts(id).await;
        let fact = |feature: &str| InventoryFact {
            feature: feature.to_owned(),
            value: facts.get(feature).map(ToOwned::to_owned),
        };
        let declared = facts.get("base.scim_version").unwrap_or("2.0");
        Ok(InventoryRow {
            version: known.is_some().then(|| declared.to_owned()),
            read_at: known.map(|k| At(k.read_at)),
            features: FEATURES.map(fact).into(),
            limits: LIMITS.map(fact).into(),
            requests: health.requests,
            failed: health.failed,
            warnings: self.warnings(&connection, &health, &copies, &jobs).await?,
            copies,
            connection,
        })
    }

    /// Writes the table to a file that is whole or not there, with no cell that a spreadsheet takes for a formula.
    pub async fn inventory_export(
        &self,
        request: InventoryExport,
        file: &Path,
        replace: bool,
    ) -> Result<InventoryWritten, EngineError> {
        let rows = self.inventory().await?;
        let name = file_name(file);
        let trouble = |error: std::io::Error| file_trouble(&name, &error);
        let columns = COLUMNS.map(|(path, title)| {
            let named = request.columns.iter().find(|c| c.path == path);
            Column {
                path: Some(AttrPath::attribute(path)),
                column: ExportColumn {
                    path: path.to_owned(),
                    title: named.map_or(title, |c| c.title.as_str()).to_owned(),
                },
            }
        });
        let writing = Writing::begin(file, replace).map_err(trouble)?;
        let mut writer = Writer::begin(
            writing,
            request.format,
            ResourceModel::group(),
            columns.into(),
            false,
        )
        .map_err(trouble)?;
        for row in &rows {
            writer.row(&line(row)).map_err(trouble)?;
        }
        let rows = writer.finish().map_err(trouble)?;
        Ok(InventoryWritten { name, rows })
    }
}

/// A row as the file has it.
fn line(row: &InventoryRow) -> Resource {
    let c = &row.connection;
    let fact = |feature: &str| {
        let mut all = row.features.iter().chain(&row.limits);
        all.find(|f| f.feature == feature).and_then(|f| f.value.clone())
    };
    let count = |name: &str| {
        let copy = row.copies.iter().find(|c| c.type_name == name);
        copy.filter(|c| c.synced_at.is_some()).map(|c| c.count)
    };
    let others: u64 = row
        .copies
        .iter()
        .filter(|c| !["User", "Group"].contains(&c.type_name.as_str()))
        .map(|c| c.count)
        .sum();
    let warnings: Vec<&str> = row.warnings.iter().map(|w| w.message.as_str()).collect();
    let value = json!({
        "id": c.id,
        "name": c.name,
        "environment": word(&c.environment),
        "address": c.url,
        "preset": c.preset.as_ref().map(|p| p.preset.as_ref().map_or(&p.choice.id, |known| &known.name)),
        "version": row.version,
        "signIn": sign_in(&c.auth),
        "secretState": word(&c.secret),
        "tokenEnds": at(c.token.map(|t| t.ends_at)),
        "changes": changes(&c.writes),
        "users": count("User"),
        "groups": count("Group"),
        "others": others,
        "copyRead": at(c.synced_at),
        "serverRead": at(row.read_at),
        "patch": fact("features.patch"),
        "put": fact("features.put"),
        "filter": fact("features.filter"),
        "sort": fact("features.sort"),
        "bulk": fact("features.bulk"),
        "etag": fact("features.etag"),
        "mostPerPage": fact("list.*.count.max"),
        "mostPerBulk": fact("bulk.max_ops"),
        "requests": row.requests,
        "failed": row.failed,
        "warnings": warnings.join(" "),
    });
    Resource(value.as_object().cloned().unwrap_or_default())
}

/// How it signs in, in one word.
fn sign_in(auth: &AuthView) -> Option<String> {
    let value = serde_json::to_value(auth).ok()?;
    Some(value.get("kind")?.as_str()?.to_owned())
}

fn changes(writes: &WriteState) -> &'static str {
    match writes {
        WriteState::ReadOnly => "readOnly",
        WriteState::Locked => "locked",
        WriteState::Unlocked { .. } => "unlocked",
        WriteState::Writable => "writable",
    }
}

/// The word of a closed value.
fn word<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn at(at: Option<At>) -> Option<String> {
    at?.0.format(&Rfc3339).ok()
}
