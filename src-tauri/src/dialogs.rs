//! The system's own file dialogs.

use std::path::PathBuf;
use std::sync::OnceLock;

use async_trait::async_trait;
use rollcall_ipc::{FileDialogs, FileFilter};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

/// Dialogs of the desktop the window is on; there are none before the window is.
#[derive(Default)]
pub(crate) struct Native {
    app: OnceLock<tauri::AppHandle>,
}

impl Native {
    /// Says on which application the dialogs open.
    pub(crate) fn attach(&self, app: &tauri::AppHandle) {
        drop(self.app.set(app.clone()));
    }

    fn dialog(&self, title: &str, filter: &FileFilter) -> Option<FileDialogBuilder<tauri::Wry>> {
        let endings: Vec<&str> = filter.endings.iter().map(String::as_str).collect();
        Some(
            self.app
                .get()?
                .dialog()
                .file()
                .set_title(title)
                .add_filter(&filter.name, &endings),
        )
    }
}

#[async_trait]
impl FileDialogs for Native {
    async fn open(&self, title: &str, filter: FileFilter) -> Option<PathBuf> {
        if let Some(path) = chosen_by_test("ROLLCALL_E2E_OPEN") {
            return Some(path);
        }
        let (answer, chosen) = tokio::sync::oneshot::channel();
        self.dialog(title, &filter)?
            .pick_file(|path| drop(answer.send(path)));
        to_path(chosen.await.ok()?)
    }

    async fn save(&self, title: &str, name: &str, filter: FileFilter) -> Option<PathBuf> {
        if let Some(path) = chosen_by_test("ROLLCALL_E2E_SAVE") {
            return Some(path);
        }
        let (answer, chosen) = tokio::sync::oneshot::channel();
        self.dialog(title, &filter)?
            .set_file_name(name)
            .save_file(|path| drop(answer.send(path)));
        to_path(chosen.await.ok()?)
    }
}

fn to_path(chosen: Option<FilePath>) -> Option<PathBuf> {
    chosen?.into_path().ok()
}

/// End-to-end tests cannot click a dialog of the system; they name the file beforehand.
fn chosen_by_test(name: &str) -> Option<PathBuf> {
    if cfg!(feature = "e2e") {
        std::env::var_os(name).map(PathBuf::from)
    } else {
        None
    }
}
