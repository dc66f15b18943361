//! What the contract needs from its host.

use std::path::PathBuf;

use async_trait::async_trait;

/// A kind of file, for a file dialog.
#[derive(Debug, Clone)]
pub struct FileFilter {
    /// For people, e.g. "Lists".
    pub name: String,
    /// Endings without the dot.
    pub endings: Vec<String>,
}

/// Asks the person for a file. The page never names a path itself: a path comes from the person,
/// through the host.
#[async_trait]
pub trait FileDialogs: Send + Sync {
    /// A file to read; `None` when the person cancelled.
    async fn open(&self, title: &str, filter: FileFilter) -> Option<PathBuf>;
    /// A file to write; `None` when the person cancelled.
    async fn save(&self, title: &str, name: &str, filter: FileFilter) -> Option<PathBuf>;
    /// Opens an address of the engine in the person's browser; false when there is none.
    fn browse(&self, address: &str) -> bool {
        rollcall_engine::open_in_browser(address)
    }
}
