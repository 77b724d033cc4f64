//! Bounds in time and size. Uploads get more of both.
use super::error;
use crate::app::AppState;
use axum::{
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, header},
    middleware::Next,
    response::Response,
};

/// How many bytes this request may have; the answer to a larger one names it.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// Where files are uploaded.
const UPLOADS: [&str; 2] = ["/importe", "/api/v1/imports"];

/// The layer.
pub async fn bound(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let config = &state.config;
    let upload = request.method() == Method::POST && UPLOADS.contains(&request.uri().path());
    let (limit, time) = match upload {
        true => (config.upload_limit, config.upload_timeout),
        false => (config.body_limit, config.request_timeout),
    };
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > limit as u64) {
        let mut response = error::too_large(error::wants_json(&request), limit);
        // the rest of the body will not be read
        response.headers_mut().insert(header::CONNECTION, axum::http::HeaderValue::from_static("close"));
        return response;
    }
    DefaultBodyLimit::max(limit).apply(&mut request);
    let json = error::wants_json(&request);
    match tokio::time::timeout(time, next.run(request)).await {
        Ok(mut response) => {
            response.extensions_mut().insert(BodyLimit(limit));
            response
        }
        Err(_) => error::too_slow(json),
    }
}
