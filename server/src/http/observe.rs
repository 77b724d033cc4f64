//! One log line and one set of figures for each request, and an id that ties everything together. Never the query,
//! the body, a header or a cookie: they may hold what is nobody's business.
use crate::password::random_hex;
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::Instrument;

/// The account that a request was made with; the answer carries it out to the log line.
#[derive(Debug, Clone, Copy)]
pub struct AccountId(pub i64);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The layer.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = random_hex::<8>().unwrap_or_default();
    let method = known(request.method());
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = %id);
    let begin = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let seconds = begin.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let account = response.extensions().get::<AccountId>().map(|account| account.0);
    let ms = (seconds * 1000.0).round();
    span.in_scope(|| match route.as_str() {
        // asked for every few seconds by machines
        "/healthz" | "/readyz" if status == 200 => tracing::debug!(%method, route, status, ms, "answered"),
        _ => tracing::info!(%method, route, status, ms, account, "answered"),
    });
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels[..2]).record(seconds);
    response
}

/// Methods are free text; figures must not grow with what strangers send.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
