//! One mebibyte kept back on disk, so that the outcome of a request already sent can be written when the disk
//! is full (threats.md D2).

use std::io::Write as _;
use std::path::PathBuf;

use crate::private;

/// Size of the reserve in bytes: room for some hundred outcomes.
const SIZE: usize = 1 << 20;

/// The reserve file of a store.
#[derive(Clone, Debug)]
pub(crate) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes the reserve when it is not there. Real bytes, not a hole: a hole reserves nothing.
    pub(crate) fn fill(&self) -> std::io::Result<()> {
        let full = u64::try_from(SIZE).unwrap_or(u64::MAX);
        if std::fs::metadata(&self.path).is_ok_and(|m| m.len() == full) {
            return Ok(());
        }
        let written = private::create(&self.path).and_then(|mut file| {
            file.write_all(&vec![0xA5_u8; SIZE])?;
            file.sync_all()
        });
        if written.is_err() {
            // Half a reserve on a full disk only makes it fuller.
            let _ = std::fs::remove_file(&self.path);
        }
        written
    }

    /// Gives the room back. True when there was something to give.
    pub(crate) fn release(&self) -> bool {
        std::fs::remove_file(&self.path).is_ok()
    }
}
