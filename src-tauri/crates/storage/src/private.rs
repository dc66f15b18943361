//! Files nobody else may read: 0600 from the first byte, replaced as a whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Opens a file for writing from its start, made 0600 when it is not there.
pub(crate) fn create(path: &Path) -> Result<File> {
    options().create(true).truncate(true).open(path)
}

/// Makes an empty file; an error when there is one already.
pub(crate) fn create_new(path: &Path) -> Result<File> {
    options().create_new(true).open(path)
}

/// Opens a lock file: its content does not matter and is never cut.
pub(crate) fn lock_file(path: &Path) -> Result<File> {
    options().create(true).truncate(false).open(path)
}

/// Replaces a file so that a reader, or a power cut, sees the old content or the new, never half.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    // Neither two processes nor two threads of one write the same partial file: the first to be done would take it
    // away from the other.
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}-{number}.partial", std::process::id()));
    let partial = Path::new(&partial);
    let written = create(partial).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| std::fs::rename(partial, path));
    if replaced.is_err() {
        let _ = std::fs::remove_file(partial);
        return replaced;
    }
    sync_folder_of(path)
}

/// Makes a rename or a new name in the folder survive a power cut.
pub(crate) fn sync_folder_of(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        return File::open(folder)?.sync_all();
    }
    let _ = path;
    Ok(())
}

/// Makes a folder that only its owner may enter; one that is there already is closed to others.
pub(crate) fn folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        builder.mode(0o700);
        builder.create(path)?;
        let mut permissions = std::fs::metadata(path)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o700);
            std::fs::set_permissions(path, permissions)?;
        }
        Ok(())
    }
    #[cfg(not(unix))]
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaced_from_two_sides_is_always_one_of_both() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mark");
        std::thread::scope(|threads| {
            for content in ["one", "other"] {
                let path = &path;
                threads.spawn(move || {
                    for _ in 0..100 {
                        replace(path, content.as_bytes()).expect("nobody takes the partial file away");
                    }
                });
            }
        });
        let last = std::fs::read_to_string(&path).unwrap();
        assert!(["one", "other"].contains(&last.as_str()), "never half: {last}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "and no partial file stays behind");
    }
}
