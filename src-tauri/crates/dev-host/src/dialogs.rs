//! File dialogs answered beforehand.

use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use rollcall_ipc::{FileDialogs, FileFilter};
use serde::Deserialize;

/// What the next dialogs answer; a dialog without a prepared answer counts as cancelled.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Next {
    open: Option<PathBuf>,
    save: Option<PathBuf>,
}

/// The answers prepared.
#[derive(Default)]
pub(crate) struct Prepared(Mutex<Next>);

impl Prepared {
    pub(crate) fn prepare(&self, next: Next) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = next;
    }
}

#[async_trait]
impl FileDialogs for Prepared {
    async fn open(&self, _: &str, _: FileFilter) -> Option<PathBuf> {
        self.0.lock().ok()?.open.take()
    }
    async fn save(&self, _: &str, _: &str, _: FileFilter) -> Option<PathBuf> {
        self.0.lock().ok()?.save.take()
    }
    /// A program of the test takes the browser's place.
    fn browse(&self, address: &str) -> bool {
        let Some(program) = std::env::var_os("ROLLCALL_E2E_BROWSER") else {
            return false;
        };
        std::process::Command::new(program)
            .arg(address)
            .stdout(std::process::Stdio::null())
            .spawn()
            .is_ok()
    }
}
