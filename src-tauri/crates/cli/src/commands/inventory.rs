//! `rollcall connection inventory`

use std::path::Path;
use std::process::ExitCode;

use rollcall_engine::{Engine, InventoryExport, InventoryRow};

use super::connection::environment;
use super::export::by_ending;
use crate::failure::Failure;
use crate::out::{Out, printable};

pub(super) async fn run(
    engine: &Engine,
    out: &Out,
    file: Option<&Path>,
    force: bool,
) -> Result<ExitCode, Failure> {
    if let Some(file) = file {
        let request = InventoryExport {
            format: by_ending(file)?,
            ..InventoryExport::default()
        };
        let written = engine.inventory_export(request, file, force).await?;
        if out.json {
            out.document(&written);
        } else {
            out.line(&format!(
                "{}: {} connections",
                printable(&written.name),
                written.rows
            ));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let all = engine.inventory().await?;
    if out.json {
        out.document(&all);
        return Ok(ExitCode::SUCCESS);
    }
    let rows = all.iter().map(row).collect();
    out.table(
        &[
            "Name",
            "Environment",
            "Product",
            "SCIM",
            "Token ends",
            "Users",
            "Groups",
            "Can",
            "To look at",
        ],
        rows,
    );
    Ok(ExitCode::SUCCESS)
}

fn row(row: &InventoryRow) -> Vec<String> {
    let c = &row.connection;
    let product = c
        .preset
        .as_ref()
        .map(|p| p.preset.as_ref().map_or(&p.choice.id, |known| &known.name));
    let count = |name: &str| {
        let copy = row.copies.iter().find(|copy| copy.type_name == name);
        copy.filter(|copy| copy.synced_at.is_some())
            .map(|copy| copy.count.to_string())
            .unwrap_or_default()
    };
    let can: Vec<&str> = row
        .features
        .iter()
        .filter(|f| f.value.as_deref().is_some_and(|value| value != "no"))
        .map(|f| f.feature.trim_start_matches("features."))
        .collect();
    let warnings: Vec<&str> = row.warnings.iter().map(|w| w.message.as_str()).collect();
    vec![
        c.name.clone(),
        environment(c.environment).into(),
        product.cloned().unwrap_or_default(),
        row.version.clone().unwrap_or_else(|| "never looked at".into()),
        c.token
            .map(|t| t.ends_at.0.date().to_string())
            .unwrap_or_default(),
        count("User"),
        count("Group"),
        can.join(" "),
        warnings.join(" "),
    ]
}
