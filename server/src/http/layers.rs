//! What happens around every request, outermost first: it is observed (id, log line, figures), gets its security
//! headers, is compressed, bounded in time and size, checked for its origin, and known by whom it comes from. A
//! panic inside becomes a page, and so does what axum refuses by itself.
use super::{error, headers, identify, limits, observe, pages, routes::Routes};
use crate::app::AppState;
use axum::{Router, middleware};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    csrf::{CsrfLayer, ProtectionError},
};

/// The router with everything around it.
pub fn around(routes: Routes, state: AppState) -> Router {
    let Routes { known, bare, .. } = routes;
    let known = known.fallback(pages::missing).layer(middleware::from_fn_with_state(state.clone(), identify::identify));
    known
        .merge(bare)
        .layer(csrf(&state))
        .layer(middleware::from_fn_with_state(state.clone(), limits::bound))
        .layer(middleware::from_fn_with_state(state.clone(), error::polish))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(state.clone(), headers::protect))
        .layer(middleware::from_fn(observe::observe))
        .with_state(state)
}

/// Requests that change something must come from our own pages, or from a program that is no browser.
fn csrf(state: &AppState) -> CsrfLayer<impl Fn(ProtectionError) -> axum::response::Response + Clone + use<>> {
    let layer = CsrfLayer::new();
    let layer = match &state.config.public_url {
        // a proxy may change the Host; a PublicUrl is a valid origin by construction
        Some(url) => layer.add_trusted_origin(url.origin()).unwrap_or_default(),
        None => layer,
    };
    layer.with_rejection_response(|_: ProtectionError| error::foreign())
}
