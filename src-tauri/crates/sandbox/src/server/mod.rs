//! skeleton
use crate::http::App;
use std::sync::Arc;
use tokio::{net::TcpListener, sync::watch};
pub(crate) async fn accept(_l: TcpListener, _app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let _ = stop.changed().await;
}
