//! The window's contract over HTTP and WebSocket on 127.0.0.1, for browser tests. Never shipped.
//!
//! Serves `ui/dist` with the window's own content security policy, `POST /rpc/<command>`, the events
//! at `/events`, and `PUT /dialog`, where a test says which file the next file dialog answers with.
//! Prints one JSON line with its address, then serves until standard input ends.

mod dialogs;
mod pages;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, post, put};
use axum::{Json, Router};
use rollcall_engine::{Engine, EngineOptions, Home};
use rollcall_ipc::Ipc;
use serde_json::Value;
use tokio::io::AsyncReadExt as _;

#[derive(Clone)]
struct Host {
    ipc: Ipc,
    dialogs: Arc<dialogs::Prepared>,
    pages: Arc<PathBuf>,
    origin: Arc<str>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let home = Home::from_environment().context("set ROLLCALL_HOME to a folder")?;
    let pages = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("ui/dist"), PathBuf::from);
    let mut options = EngineOptions::new(home);
    options.sample = Some(Arc::new(rollcall_sample::BuiltIn::default()));
    let engine = Engine::new(options);
    if let Err(error) = engine.start().await {
        eprintln!("{error}");
    }
    let port = std::env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(0);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    println!("{}", serde_json::json!({ "url": origin }));
    let dialogs = Arc::new(dialogs::Prepared::default());
    let host = Host {
        ipc: Ipc::new(engine.clone(), dialogs.clone()),
        dialogs,
        pages: Arc::new(pages),
        origin: origin.into(),
    };
    let routes = Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", any(events))
        .route("/dialog", put(dialog))
        .fallback(page)
        .with_state(host);
    axum::serve(listener, routes)
        .with_graceful_shutdown(input_ends())
        .await?;
    engine.close().await;
    Ok(())
}

/// Whoever started the host holds its standard input; when they are gone, so is the host.
async fn input_ends() {
    let mut rest = Vec::new();
    drop(tokio::io::stdin().read_to_end(&mut rest).await);
}

/// A page of another origin must not drive the engine, although it can reach the port.
fn foreign(host: &Host, headers: &HeaderMap) -> bool {
    headers
        .get("origin")
        .is_some_and(|origin| origin.as_bytes() != host.origin.as_bytes())
}

async fn rpc(
    State(host): State<Host>,
    Path(command): Path<String>,
    headers: HeaderMap,
    Json(payload): Json<Value>,
) -> Response {
    if foreign(&host, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match host.ipc.call(&command, payload).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn dialog(State(host): State<Host>, headers: HeaderMap, Json(next): Json<dialogs::Next>) -> StatusCode {
    if foreign(&host, &headers) {
        return StatusCode::FORBIDDEN;
    }
    host.dialogs.prepare(next);
    StatusCode::NO_CONTENT
}

async fn events(State(host): State<Host>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if foreign(&host, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.on_upgrade(move |socket| forward(host.ipc, socket))
}

async fn forward(ipc: Ipc, mut socket: WebSocket) {
    let mut events = ipc.subscribe();
    loop {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => rollcall_ipc::missed_events(),
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        };
        let Ok(text) = serde_json::to_string(&event) else {
            return;
        };
        if socket.send(Message::Text(text.into())).await.is_err() {
            return;
        }
    }
}

async fn page(State(host): State<Host>, uri: axum::http::Uri) -> Response {
    pages::serve(&host.pages, uri.path()).await
}
