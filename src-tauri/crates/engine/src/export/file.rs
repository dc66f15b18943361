//! A file for this user's eyes alone, whole or not there at all.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::{EngineError, ErrorCode};

/// A file being written. Until [`Writing::finish`] the old one, if any, stays as it is.
pub(crate) struct Writing {
    target: PathBuf,
    beside: PathBuf,
    replace: bool,
    out: Option<BufWriter<File>>,
}

impl Writing {
    /// Begins beside `target`; refuses one that exists unless the person agreed to replace it.
    pub(crate) fn begin(target: &Path, replace: bool) -> std::io::Result<Self> {
        if !replace && target.try_exists()? {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let name = target
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = Some(BufWriter::new(options.open(&beside)?));
        Ok(Self {
            target: target.to_owned(),
            beside,
            replace,
            out,
        })
    }

    /// Makes it durable and puts it in its place.
    pub(crate) fn finish(mut self) -> std::io::Result<()> {
        if let Some(out) = self.out.take() {
            let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.sync_all()?;
        }
        if self.replace {
            std::fs::rename(&self.beside, &self.target)
        } else {
            // A link fails where somebody made a file of this name meanwhile; a rename would take its place.
            match std::fs::hard_link(&self.beside, &self.target) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists && !self.target.try_exists()? => {
                    // Some file systems know no links.
                    std::fs::rename(&self.beside, &self.target)
                }
                other => other,
            }
        }
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove.
        drop(std::fs::remove_file(&self.beside));
    }
}

/// What a file is called in front of people.
pub(crate) fn file_name(file: &Path) -> String {
    file.file_name()
        .map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned())
}

/// Why a file could not be written.
pub(crate) fn file_trouble(name: &str, error: &std::io::Error) -> EngineError {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_file_leaves_the_old_one_and_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("people.csv");
        std::fs::write(&target, "old").unwrap();
        assert!(
            Writing::begin(&target, false).is_err(),
            "nothing is replaced unasked"
        );
        let mut unfinished = Writing::begin(&target, true).unwrap();
        unfinished.write_all(b"half").unwrap();
        drop(unfinished);
        assert_eq!(
            std::fs::read_to_string(&target).unwrap(),
            "old",
            "a stop in the middle loses nothing"
        );
        let mut whole = Writing::begin(&target, true).unwrap();
        whole.write_all(b"new").unwrap();
        whole.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "and nothing else is left"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&target).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "people's data is for this user alone");
        }
    }
}
