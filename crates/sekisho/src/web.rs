//! Serving pages over HTTP/1.1: bounded in connections, and a client that sends its request too slowly is let go.
//!
//! A connection that only opens, or trickles in a header, costs a place; without a time limit a few thousand of them
//! would keep everybody else out. Bodies are bounded by the router.

use std::{sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};

/// Until the header of a request is complete, from the first octet on and between two requests.
pub(crate) const HEADER: Duration = Duration::from_secs(20);
/// Connections at the same time; more wait to be accepted.
const CONNECTIONS: usize = 2_000;
/// After an error of accept (too many open files): how long others may close some.
const PAUSE: Duration = Duration::from_millis(200);
/// After shutdown: how long answers on their way may take.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until `stop` is true, then lets requests on their way end.
pub(crate) async fn serve(listener: TcpListener, router: Router, header: Duration, mut stop: watch::Receiver<bool>) {
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(header);
    let (service, places) = (TowerToHyperService::new(router), Arc::new(Semaphore::new(CONNECTIONS)));
    let graceful = GracefulShutdown::new();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let stream = tokio::select! {
            () = stopped(&mut stop) => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match stream {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection to a page could not be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = builder.serve_connection(TokioIo::new(stream), service.clone()).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            // What a client does to its own connection is no news.
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

/// Ends when shutdown was asked for, or nobody can ask any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };

    use super::*;

    #[tokio::test]
    async fn a_header_that_trickles_in_is_not_waited_for_and_others_are_answered() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, told) = watch::channel(false);
        let router = Router::new().route("/", get(async || "here"));
        let served = tokio::spawn(serve(listener, router, Duration::from_millis(300), told));
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: x").await.unwrap();
        let mut whole = TcpStream::connect(address).await.unwrap();
        whole.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        whole.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("here"), "{answer}");
        // Ends by itself: without a limit this would wait for ever.
        let mut rest = Vec::new();
        let _ = slow.read_to_end(&mut rest).await;
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
        stop.send(true).unwrap();
        served.await.unwrap();
    }
}
