//! The members of a group in a file, with the columns of their list.

use std::collections::HashSet;
use std::path::Path;

use rollcall_scim::{AttrPath, Resource};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::file::{Writing, file_name, file_trouble};
use super::write::{Read, Writer};
use super::{ExportColumn, ExportFormat, ExportReport};
use crate::{ConnectionId, Engine, EngineError, MemberRow, MembersPageRequest, RowsRequest};

/// Which members to write, and how.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct MembersExport {
    /// The group, and what its list is narrowed to and sorted by. Not paged.
    pub list: MembersPageRequest,
    /// Only these ids; all of the list when empty.
    pub ids: Vec<String>,
    /// Not these ids.
    pub except: Vec<String>,
    /// The columns in order: `name`, `status`, `signIn`, `department`, `id`.
    pub columns: Vec<ExportColumn>,
    /// The form.
    pub format: ExportFormat,
}

impl Engine {
    /// Writes members of a group to a file, as [`Engine::export`] does with resources.
    pub async fn export_members(
        &self,
        connection: ConnectionId,
        request: MembersExport,
        file: &Path,
        replace: bool,
    ) -> Result<ExportReport, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, "Group").await?;
        let list = self.member_list(connection, &request.list.group, false).await?;
        let type_name = model.name.clone();
        let name = file_name(file);
        let trouble = |error: std::io::Error| file_trouble(&name, &error);
        let columns = request.columns.iter().map(|column| Read {
            path: Some(AttrPath::attribute(&column.path)),
            column: column.clone(),
        });
        let writing = Writing::begin(file, replace).map_err(trouble)?;
        let mut writer =
            Writer::begin(writing, request.format, model, columns.collect(), false).map_err(trouble)?;
        let only: HashSet<&str> = request.ids.iter().map(String::as_str).collect();
        let except: HashSet<&str> = request.except.iter().map(String::as_str).collect();
        let mut written = 0_usize;
        for row in list.with_text(&request.list) {
            let of_kind = request.list.kind.is_none_or(|kind| kind == row.kind);
            let meant = only.is_empty() || only.contains(row.id.as_str());
            if of_kind && meant && !except.contains(row.id.as_str()) {
                writer.row(&as_resource(row)).map_err(trouble)?;
                written += 1;
            }
        }
        let ask = RowsRequest {
            type_name,
            limit: 1,
            ..RowsRequest::default()
        };
        let copy = self.rows(connection, ask).await?.copy;
        let rows = writer.finish().map_err(trouble)?;
        let missing = only.len().saturating_sub(written);
        Ok(ExportReport {
            name: name.clone(),
            rows,
            missing: u64::try_from(missing).unwrap_or(u64::MAX),
            copy,
        })
    }
}

fn as_resource(row: &MemberRow) -> Resource {
    let value = json!({
        "id": row.id,
        "name": row.label,
        "status": row.kind.word(),
        "signIn": row.user_name,
        "department": row.department,
    });
    Resource(value.as_object().cloned().unwrap_or_default())
}
