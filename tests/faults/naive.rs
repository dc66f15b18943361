//! The control: notes what was answered, and sends everything else again without looking.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use rollcall_scim::Resource;
use rollcall_scim_client::Client;
use serde_json::json;

/// Creates `rows` people; a file in the store's folder holds the numbers of those that were answered.
pub async fn run(client: &Client, store: &Path, rows: u64) -> Result<()> {
    let path = store.join("answered.txt");
    let answered = std::fs::read_to_string(&path).unwrap_or_default();
    let mut notes = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)?;
    for n in 1..=rows {
        if answered.lines().any(|line| line == n.to_string()) {
            continue;
        }
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": format!("naive{n}@example.com"), "externalId": format!("N{n}"),
        });
        let body = Resource::from_value(body).unwrap_or_default();
        while client.create("/Users", &body).await.is_err() {}
        writeln!(notes, "{n}")?;
        notes.sync_data()?;
    }
    Ok(())
}
