//! Connections: accepting them, and giving each request its fate.
//!
//! axum's own server cannot close a connection without an answer; hyper does when the service fails.
//! So the accept loop is ours and the router of `http` is called from [`fate::handle`].

mod bodies;
mod fate;

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::http::App;

/// How long running requests may take to end when the sandbox stops.
const GRACE: Duration = Duration::from_secs(2);

/// Accepts connections until `stop` becomes true, then lets them end. When this future is dropped,
/// the connections go with it.
pub(crate) async fn accept(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            _ = stop.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    app.count_connection();
                    connections.spawn(serve(stream, Arc::clone(&app), stop.clone()));
                }
                // Out of file descriptors or a connection that was reset while waiting: the next
                // may succeed, but not in a busy loop.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::debug!("requests were still running when the sandbox stopped");
    }
}

async fn serve(stream: TcpStream, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    // Without it, small answers wait for the client's acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| fate::handle(Arc::clone(&app), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(120))
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            // An error is the client's hang-up or a fault of ours: both are wanted.
            _ = connection.as_mut() => return,
            _ = stop.changed(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
