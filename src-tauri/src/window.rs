//! The one window, which can go nowhere but to the program's own pages.

use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

/// Opens it.
pub(crate) fn open(app: &tauri::App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Rollcall")
        .inner_size(1280.0, 800.0)
        .min_inner_size(1024.0, 700.0)
        .center()
        // Keeps the web engine's cache and history out of the person's home: nothing of it is needed.
        // A WebDriver cannot reach a private window, hence the exception for the tests.
        .incognito(!cfg!(feature = "e2e"))
        // CSP does not cover navigation, which could carry data away in an address.
        .on_navigation(is_own_page)
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .disable_drag_drop_handler()
        .build()?;
    Ok(())
}

/// `tauri://localhost`, and what Windows calls the same.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn the_window_stays_on_its_own_pages() {
        for (address, allowed) in [
            ("tauri://localhost/", true),
            ("tauri://localhost/#/users", true),
            ("http://tauri.localhost/", true),
            ("http://tauri.localhost:8080/", false),
            ("https://example.com/?secret", false),
            ("tauri://example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
        ] {
            let url = address.parse().expect("a URL");
            assert_eq!(
                is_own_page(&url),
                allowed,
                "{address}: another page could read or carry away what the window shows"
            );
        }
    }
}
