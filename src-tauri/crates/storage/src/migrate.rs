//! Numbered SQL brings a file to this program's version, all of it or nothing.

use rusqlite::{Connection, TransactionBehavior};

/// One numbered step.
#[derive(Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

macro_rules! migrations {
    ($folder:literal: $($number:literal $name:literal),+ $(,)?) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")),
        }),+]
    };
}

/// Of jobs.db. A number is never used twice and a published file never changed.
pub(crate) const JOBS: &[Migration] = migrations!("jobs": 1 "0001_base", 2 "0002_queue", 5 "0005_history", 6 "0006_leaving", 7 "0007_presets", 8 "0008_server_versions");

/// Of cache.db.
pub(crate) const CACHE: &[Migration] = migrations!("cache": 1 "0001_base", 3 "0003_observed", 4 "0004_integrity", 5 "0005_reason_code", 6 "0006_evidence");

pub(crate) fn newest(migrations: &[Migration]) -> u32 {
    migrations.iter().map(|m| m.number).max().unwrap_or(0)
}

pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Applies every pending step in one transaction. `finish` runs in the same transaction, after the steps.
pub(crate) fn apply(
    connection: &mut Connection,
    migrations: &[Migration],
    finish: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let present = version(&tx)?;
    let mut reached = present;
    for step in migrations.iter().filter(|m| m.number > present) {
        tracing::info!(number = step.number, name = step.name, "migrating the store");
        tx.execute_batch(step.sql)?;
        reached = reached.max(step.number);
    }
    finish(&tx)?;
    tx.pragma_update(None, "user_version", reached)?;
    tx.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_stand_in_the_order_of_their_numbers() {
        for list in [JOBS, CACHE] {
            let numbers: Vec<u32> = list.iter().map(|m| m.number).collect();
            assert!(
                numbers.is_sorted_by(|a, b| a < b),
                "a file would take a step for pending that it has, each time it is opened: {numbers:?}"
            );
        }
    }

    #[test]
    fn a_new_file_has_nothing_pending() {
        for list in [JOBS, CACHE] {
            let mut connection = Connection::open_in_memory().unwrap();
            apply(&mut connection, list, |_| Ok(())).unwrap();
            assert_eq!(
                version(&connection).unwrap(),
                newest(list),
                "opening it again must change nothing"
            );
        }
    }
}
