//! Writes the rows to be corrected to a file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::{Engine, EngineError, ErrorCode};

impl Engine {
    /// Writes the rows of a job that did not succeed, as CSV with the original columns, reason and suggested
    /// fix, for this user's eyes alone. An existing file is only replaced when the person was asked.
    pub async fn job_save_failed(&self, job: i64, file: &Path, replace: bool) -> Result<(), EngineError> {
        let text = self.job_failed_csv(job).await?;
        let name = file
            .file_name()
            .map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
        let written = if replace {
            write_over(file, &name, &text)
        } else {
            write_new(file, &text)
        };
        written.map_err(|error| {
            let (why, action) = if error.kind() == ErrorKind::AlreadyExists {
                (
                    "A file of this name exists and is not overwritten.".to_owned(),
                    "Choose another name.",
                )
            } else {
                (
                    format!("The system says: {error}."),
                    "Check the folder and your rights on it.",
                )
            };
            EngineError::new(
                ErrorCode::File,
                format!("{name} could not be written."),
                why,
                action,
            )
        })
    }
}

fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

/// Written beside and then put in its place, so that a full disk leaves the old file whole.
fn write_over(file: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let beside = file.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_new(&beside, text).and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        // The error that matters is the first one.
        drop(std::fs::remove_file(&beside));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_when_asked_and_belongs_to_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.csv");
        write_new(&file, "one").unwrap();
        assert_eq!(
            write_new(&file, "two").unwrap_err().kind(),
            ErrorKind::AlreadyExists,
            "nothing is lost in silence"
        );
        write_over(&file, "out.csv", "three").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "three");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "people's data is for this user alone");
        }
    }
}
