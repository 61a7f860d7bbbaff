//! Addresses and what answers them.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use sekisho_engine::desk::Desk;
use tower_http::{
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
};

use crate::{Settings, api, asset, counter::Counter, fault::Fault, guard, pages};

/// The largest body: a policy text.
const LARGEST: usize = 512 * 1024;

/// The console of a desk.
pub fn router(desk: Desk, settings: Settings) -> Router {
    let public_url = settings.public_url.clone();
    let counter = Counter::new(desk, settings);
    public()
        .merge(letters())
        .merge(campaigns())
        .merge(overseers())
        .merge(api::routes())
        .route("/static/{digest}/{name}", get(asset::serve))
        .fallback(async || Fault::NoPage)
        .method_not_allowed_fallback(async || Fault::Method)
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(same_site_only(&public_url))
        .layer(middleware::from_fn_with_state(counter.clone(), guard::guard))
        .layer(CompressionLayer::new())
        .with_state(counter)
}

/// Requests that change something must come from pages of this console (`Sec-Fetch-Site`, `Origin`).
fn same_site_only(public_url: &str) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let layer = CsrfLayer::new();
    // Behind a proxy that rewrites `Host`, the public address is the own one.
    let layer = layer.clone().add_trusted_origin(public_url).unwrap_or(layer);
    layer.with_rejection_response(|_| Fault::CrossSite.into_response())
}

/// For everybody: sign-in, invitations, downloads.
fn public() -> Router<Counter> {
    use pages::{account, download, invitation, notice, second_factor, sign_in};
    Router::new()
        .route("/sign-in", get(sign_in::form).post(sign_in::password))
        .route("/sign-in/code", post(sign_in::code))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language", post(sign_in::language))
        .route("/account", get(account::page))
        .route("/account/password", post(account::password))
        .route("/account/second-factor", get(second_factor::page).post(second_factor::confirm))
        .route("/second-factor", get(second_factor::must).post(second_factor::must_confirm))
        .route("/account/second-factor/remove", post(account::remove))
        .route("/invitation/{token}", get(invitation::page).post(invitation::accept))
        .route("/notice/{token}", get(notice::page).post(notice::act))
        .route("/download/{token}", get(download::page))
        .route("/download/{token}/code", post(download::code))
        .route("/download/{token}/open", post(download::open))
        .route("/download/{token}/file/{index}", get(download::file))
}

/// For everybody with an account: the own letters and those to approve.
fn letters() -> Router<Counter> {
    use pages::{letter, mis_sent, outgoing, recipients, trays};
    Router::new()
        .route("/", get(trays::first))
        .route("/mine", get(trays::mine))
        .route("/approve", get(trays::approve))
        .route("/history", get(trays::history))
        .route("/search", get(trays::search_form).post(trays::search))
        .route("/mis-sent", get(mis_sent::page).post(mis_sent::stop))
        .route("/letters/{parcel}", get(letter::page))
        .route("/letters/{parcel}/act", post(letter::act))
        .route("/letters/{parcel}/reveal/{finding}", post(letter::reveal))
        .route("/letters/{parcel}/links/{link}/lock", post(letter::lock))
        .route("/letters/{parcel}/recipients", get(recipients::form).post(recipients::change))
        .route("/letters/{parcel}/outgoing/{number}", get(outgoing::page))
        .route("/letters/{parcel}/outgoing/{number}/html", get(outgoing::html))
        .route("/letters/{parcel}/outgoing/{number}/raw", get(outgoing::raw))
}

/// Bulk mail; the desk decides who sees and does what.
fn campaigns() -> Router<Counter> {
    use pages::campaigns::{self, act, change, files, mail, rows, steps, upload};
    Router::new()
        .route("/campaigns", get(campaigns::page).post(campaigns::new))
        .route("/campaigns/{id}", get(campaigns::now))
        .route("/campaigns/{id}/{step}", get(steps::page))
        .route("/campaigns/{id}/parts", post(change::put).layer(DefaultBodyLimit::max(upload::WHOLE)))
        .route("/campaigns/{id}/parts/remove", post(change::remove))
        .route("/campaigns/{id}/makers", post(change::maker))
        .route("/campaigns/{id}/plan", post(change::plan))
        .route("/campaigns/{id}/tables", post(change::tables))
        .route("/campaigns/{id}/columns", post(change::meanings))
        .route("/campaigns/{id}/letter", post(change::letter))
        .route("/campaigns/{id}/sending", post(change::sending))
        .route("/campaigns/{id}/check", post(act::check))
        .route("/campaigns/{id}/act", post(act::act))
        .route("/campaigns/{id}/waivers", post(act::waive))
        .route("/campaigns/{id}/trial", post(act::trial))
        .route("/campaigns/{id}/rest", post(act::rest))
        .route("/campaigns/{id}/complaints", post(act::complain))
        .route("/campaigns/{id}/rows/settle", post(act::settle))
        .route("/campaigns/{id}/rows/settle-all", post(act::settle_all))
        .route("/campaigns/{id}/rows/again", post(act::again))
        .route("/campaigns/{id}/differences/{form}", get(files::differences))
        .route("/campaigns/{id}/certificate", get(files::certificate))
        .route("/campaigns/{id}/rows", get(rows::page))
        .route("/campaigns/{id}/rows/{form}", get(files::rows))
        .route("/campaigns/{id}/letters/{row}", get(mail::page))
        .route("/campaigns/{id}/letters/{row}/html", get(mail::html))
        .route("/campaigns/{id}/letters/{row}/raw", get(mail::raw))
}

/// For administrators, officers and auditors; the desk decides.
fn overseers() -> Router<Counter> {
    use pages::{accounts, lists, log, policy, trays};
    Router::new()
        .route("/held", get(trays::held))
        .route("/deliveries", get(log::deliveries))
        .route("/evidence", get(log::evidence))
        .route("/evidence/verify", post(log::verify))
        .route("/evidence/export", get(log::export))
        .route("/accounts", get(accounts::page).post(accounts::invite))
        .route("/accounts/change", post(accounts::change))
        .route("/lists", get(lists::page))
        .route("/policy", get(policy::page))
        .route("/policy/try", post(policy::try_on_past))
}
