//! Metrics and health for machines: Prometheus text on a loopback address. Numbers only, nobody's data.

use std::net::SocketAddr;

use axum::{Router, http::StatusCode, routing::get};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sekisho_engine::House;
use tokio::{net::TcpListener, sync::watch};

/// A recorder and where it is asked.
pub(crate) struct Metrics {
    listener: TcpListener,
    handle: PrometheusHandle,
}

/// Installs the recorder; without an address nothing is recorded.
pub(crate) async fn install(address: Option<SocketAddr>) -> miette::Result<Option<Metrics>> {
    let Some(address) = address else { return Ok(None) };
    let handle = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| miette::miette!("metrics cannot be recorded: {error}"))?;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| miette::miette!("{address} cannot be listened on: {error}"))?;
    Ok(Some(Metrics { listener, handle }))
}

impl Metrics {
    /// Answers `/metrics` and `/health` until told to stop.
    pub(crate) async fn serve(self, house: House, stop: watch::Receiver<bool>) {
        let handle = self.handle;
        let router = Router::new()
            .route(
                "/health",
                get({
                    let house = house.clone();
                    move || health(house.clone())
                }),
            )
            .route("/metrics", get(move || answer(house.clone(), handle.clone())));
        crate::web::serve(self.listener, router, crate::web::HEADER, stop).await;
    }
}

/// Ready means that a letter would be taken now.
async fn health(house: House) -> (StatusCode, &'static str) {
    match house.ready() {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "letters cannot be taken now; the log says why\n"),
    }
}

async fn answer(house: House, handle: PrometheusHandle) -> String {
    metrics::gauge!("sekisho_letters_waiting").set(count(house.waiting() as u64));
    if let Ok(stats) = house.store().stats().await {
        metrics::gauge!("sekisho_events").set(count(stats.events));
        for state in stats.states {
            metrics::gauge!("sekisho_parcels", "state" => state.state.code()).set(count(state.parcels));
        }
    }
    handle.render()
}

/// Exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "gauges are floating point; counts stay far below 2^53")]
const fn count(number: u64) -> f64 {
    number as f64
}
