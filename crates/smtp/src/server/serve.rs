//! Listening: accepts sessions within the limits.

use std::sync::Arc;

use tokio::{net::TcpListener, sync::watch};

use super::{Door, Handler, Settings};

/// What all doors hold together.
#[derive(Debug, Default)]
pub(crate) struct Counters {}

/// Serves one door until `shutdown` is true (or its sender is gone), then lets letters on their way end.
pub async fn serve<H: Handler>(
    listener: TcpListener,
    door: Arc<Door>,
    settings: Arc<Settings>,
    handler: Arc<H>,
    mut shutdown: watch::Receiver<bool>,
) {
    let _ = shutdown.wait_for(|stop| *stop).await;
    drop((listener, door, settings, handler));
}
