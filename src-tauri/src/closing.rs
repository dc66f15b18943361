//! The window closes when the page has handed over what it still had to write: a draft that was typed just before.
//!
//! The page writes one thing after the other, so its last one may not have been said yet when the window is closed.

use std::sync::{Mutex, PoisonError};

use tauri::ipc::Channel;
use tauri::{Manager as _, WebviewWindow, Window, WindowEvent};

use crate::rpc::LAST_WORDS;

/// The page that is to hear of the end; none once it has.
#[derive(Default)]
pub(crate) struct Listener(Mutex<Option<Channel<()>>>);

impl Listener {
    fn replace(&self, page: Option<Channel<()>>) -> Option<Channel<()>> {
        std::mem::replace(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), page)
    }
}

/// Tells the page when the window is to close; a page that was loaded again takes over.
#[tauri::command]
pub(crate) fn closing_listen(listener: tauri::State<'_, Listener>, channel: Channel<()>) {
    listener.replace(Some(channel));
}

/// Closes the window: the page has nothing left to write.
#[tauri::command]
pub(crate) fn window_close(window: WebviewWindow) {
    end(&window.as_ref().window());
}

/// Asks the page first. A page that does not answer, and whoever closes twice, holds nothing up.
pub(crate) fn heard(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let Some(page) = window.state::<Listener>().replace(None) else {
        return;
    };
    if let Err(error) = page.send(()) {
        tracing::warn!(%error, "the page could not be told that the window closes");
        return;
    }
    api.prevent_close();
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LAST_WORDS).await;
        // Closed already in most cases.
        drop(window.destroy());
    });
}

fn end(window: &Window) {
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "the window could not be closed");
    }
}
