//! The built window, as files.

use std::path::{Component, Path};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// The window's policy, with the host's own address in place of the shell's.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default";

/// One file of the built window; paths cannot leave its folder.
pub(crate) async fn serve(folder: &Path, path: &str) -> Response {
    let relative = path.trim_start_matches('/');
    let relative = Path::new(if relative.is_empty() {
        "index.html"
    } else {
        relative
    });
    if relative
        .components()
        .any(|part| !matches!(part, Component::Normal(_)))
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(bytes) = tokio::fs::read(folder.join(relative)).await else {
        return (StatusCode::NOT_FOUND, "no such file: is ui/dist built?").into_response();
    };
    let kind = match relative.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}
