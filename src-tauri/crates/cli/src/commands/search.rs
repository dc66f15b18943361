//! `rollcall search`

use std::process::ExitCode;

use rollcall_engine::Engine;

use crate::args::SearchOptions;
use crate::cells::cell;
use crate::commands;
use crate::failure::Failure;
use crate::out::Out;

pub(crate) async fn run(engine: &Engine, out: &Out, options: SearchOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let found = engine.search(connection.id, &options.text, options.limit).await?;
    if out.json {
        out.document(&found);
        return Ok(ExitCode::SUCCESS);
    }
    if found.copies.iter().all(|copy| copy.synced_at.is_none()) {
        out.say(&format!(
            "Nothing of {} has been read yet: run `rollcall sync --on \"{0}\"` first.",
            connection.name
        ));
    }
    if !found.hits.is_empty() {
        let rows = found
            .hits
            .iter()
            .map(|hit| {
                let resource = &hit.row.resource;
                vec![
                    hit.type_name.clone(),
                    hit.row.label.clone(),
                    cell(resource, "userName"),
                    cell(resource, "emails"),
                    hit.row.id.clone(),
                ]
            })
            .collect();
        out.table(&["Type", "Name", "Sign-in name", "E-mail", "id"], rows);
    }
    out.say(&format!(
        "{} of {} found in the copy on this computer",
        found.hits.len(),
        found.total
    ));
    Ok(ExitCode::SUCCESS)
}
