//! Opens a file with connections and says what is in it. Nothing is imported.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use rollcall_storage::table::connections as table;

use super::read::{LARGEST, read, refused};
use super::{ConnectionInFile, ConnectionsInFile};
use crate::export::file_name;
use crate::{Engine, EngineError};

impl Engine {
    /// What is in a file with connections. All of it is checked; one that cannot be used makes the file an error.
    pub async fn connection_file(&self, file: &Path) -> Result<ConnectionsInFile, EngineError> {
        let name = file_name(file);
        let all = read(&bytes(file).map_err(|error| {
            let what = format!("{name} cannot be read: {error}.");
            refused("profiles_read", what).with("file", &name)
        })?)?;
        let checked = self.checked_portable(&all)?;
        let names: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
        let taken = self
            .store()?
            .jobs
            .read(move |c| {
                names
                    .iter()
                    .map(|name| Ok(table::by_name(c, name)?.is_some()))
                    .collect::<Result<Vec<bool>, _>>()
            })
            .await?;
        let trusted = checked.into_iter().map(|one| one.profile.network.trusted);
        let connections = all.into_iter().zip(taken).zip(trusted);
        Ok(ConnectionsInFile {
            file: name,
            connections: connections
                .map(|((connection, taken), trusted)| ConnectionInFile {
                    connection,
                    taken,
                    trusted,
                })
                .collect(),
        })
    }
}

/// The bytes of a plain file, one more than allowed at most.
fn bytes(file: &Path) -> std::io::Result<Vec<u8>> {
    // A pipe would be waited for.
    if !std::fs::metadata(file)?.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
