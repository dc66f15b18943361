//! `rollcall export`

use std::process::ExitCode;

use rollcall_engine::{Engine, ExportColumn, ExportFormat, ExportRequest};

use crate::args::{ExportOptions, FormatName};
use crate::commands;
use crate::commands::NOT_ALL_DONE;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: ExportOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let format = match options.format {
        Some(FormatName::Csv) => ExportFormat::Csv,
        Some(FormatName::Xlsx) => ExportFormat::Xlsx,
        Some(FormatName::Json) => ExportFormat::Json,
        Some(FormatName::Jsonl) => ExportFormat::Jsonl,
        None => by_ending(&options.file)?,
    };
    let column = |path: String| ExportColumn {
        title: path.clone(),
        path,
    };
    let request = ExportRequest {
        type_name: options.kind,
        ids: options.id,
        text: options.text.unwrap_or_default(),
        filter: options.filter,
        sort_by: options.sort_by,
        columns: options.columns.into_iter().map(column).collect(),
        format,
        ..ExportRequest::default()
    };
    let report = engine
        .export(connection.id, request, &options.file, options.force)
        .await?;
    if out.json {
        out.document(&report);
    } else {
        let whole = if report.copy.complete {
            out.paint(Tone::Good, "complete copy")
        } else {
            out.paint(Tone::Doubt, "copy not proven complete")
        };
        out.line(&format!(
            "{}: {} rows, {whole}",
            printable(&report.name),
            report.rows
        ));
    }
    if report.missing > 0 {
        out.say(&format!("{} of the ids are not in the copy.", report.missing));
        return Ok(ExitCode::from(NOT_ALL_DONE));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn by_ending(file: &std::path::Path) -> Result<ExportFormat, Failure> {
    let ending = file
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    [
        ExportFormat::Csv,
        ExportFormat::Xlsx,
        ExportFormat::Json,
        ExportFormat::Jsonl,
    ]
    .into_iter()
    .find(|format| format.ending() == ending)
    .ok_or_else(|| {
        Failure::usage(
            "The file's ending says no form.".to_owned(),
            "End it in .csv, .xlsx, .json or .jsonl, or say --format.",
        )
    })
}
