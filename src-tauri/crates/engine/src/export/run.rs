//! Writes rows of the copy to a file the person chose.

use std::collections::HashSet;
use std::path::Path;

use rollcall_scim::{AttrPath, Resource, ResourceModel};

use super::file::{Writing, file_name, file_trouble};
use super::write::{Read, Writer};
use super::{ExportColumn, ExportFormat, ExportReport, ExportRequest};
use crate::{ConnectionId, Engine, EngineError, ErrorCode, RowsRequest};

/// Rows asked for at once.
const STEP: u64 = 500;

impl Engine {
    /// Writes what is shown or selected, from the offline copy. Works without the server. The file is for this
    /// user's eyes alone, is whole or not there, and an existing one is only replaced when the person was asked.
    pub async fn export(
        &self,
        connection: ConnectionId,
        request: ExportRequest,
        file: &Path,
        replace: bool,
    ) -> Result<ExportReport, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let whole =
            request.columns.is_empty() && matches!(request.format, ExportFormat::Json | ExportFormat::Jsonl);
        let columns = columns(&model, &request)?;
        let name = file_name(file);
        let trouble = |error: std::io::Error| file_trouble(&name, &error);
        let writing = Writing::begin(file, replace).map_err(trouble)?;
        let mut writer =
            Writer::begin(writing, request.format, model.clone(), columns, whole).map_err(trouble)?;
        let mut ask = RowsRequest {
            type_name: model.name.clone(),
            text: request.text.clone(),
            filter: request.filter.clone(),
            sort_by: request.sort_by.clone(),
            descending: request.descending,
            offset: 0,
            limit: if request.ids.is_empty() { STEP } else { 1 },
        };
        let mut missing = 0;
        let copy;
        if request.ids.is_empty() {
            let except: HashSet<&str> = request.except.iter().map(String::as_str).collect();
            loop {
                let window = self.rows(connection, ask.clone()).await?;
                for row in window.rows.iter().filter(|row| !except.contains(row.id.as_str())) {
                    let Some(map) = row.resource.as_object() else {
                        continue;
                    };
                    writer.row(&Resource(map.clone())).map_err(trouble)?;
                }
                ask.offset += STEP;
                if ask.offset >= window.total {
                    copy = window.copy;
                    break;
                }
            }
        } else {
            for id in &request.ids {
                let view = self.resource_cached(connection, &model.name, id).await?;
                match view.as_ref().and_then(|view| view.resource.as_object()) {
                    Some(map) => writer.row(&Resource(map.clone())).map_err(trouble)?,
                    None => missing += 1,
                }
            }
            ask.text = String::new();
            ask.filter = None;
            copy = self.rows(connection, ask).await?.copy;
        }
        if copy.count == 0 && copy.synced_at.is_none() {
            return Err(EngineError::new(
                ErrorCode::NotFound,
                format!("There is no offline copy of {}.", profile.name),
                "An export is written from the copy kept on this computer.",
                "Synchronise it first: rollcall sync",
            )
            .with("connection", &profile.name));
        }
        let rows = writer.finish().map_err(trouble)?;
        Ok(ExportReport {
            name: name.clone(),
            rows,
            missing,
            copy,
        })
    }
}

/// The columns asked for, else the name and the first columns of the type.
fn columns(model: &ResourceModel, request: &ExportRequest) -> Result<Vec<Read>, EngineError> {
    let usual = || {
        let paths = crate::resources::models::view(model, true, None).columns;
        std::iter::once("id".to_owned())
            .chain(paths)
            .map(|path| ExportColumn {
                title: path.clone(),
                path,
            })
            .collect()
    };
    let asked = if request.columns.is_empty() {
        usual()
    } else {
        request.columns.clone()
    };
    asked
        .into_iter()
        .map(|column| {
            let path = (!column.path.is_empty())
                .then(|| AttrPath::parse(&column.path))
                .transpose()
                .map_err(|e| {
                    EngineError::new(
                        ErrorCode::Usage,
                        format!("{} is no attribute: {e}.", column.path),
                        "Nothing was written.",
                        "",
                    )
                    .with("field", "columns")
                })?;
            Ok(Read { column, path })
        })
        .collect()
}
