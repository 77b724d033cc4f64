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

/// Bytes of a form with a picture. A little more than the picture may have, so that what is a little too large is
/// refused on its page, with what was typed.
const PICTURE: usize = crate::picture::MAX_BYTES + (1 << 20);

/// Where pictures of solutions are uploaded.
fn takes_picture(path: &str) -> bool {
    let slug = path.strip_prefix("/loesungen/").and_then(|rest| rest.strip_suffix("/bilder"));
    slug.is_some_and(|slug| !slug.contains('/'))
}

/// The layer.
pub async fn bound(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let config = &state.config;
    let path = request.uri().path();
    let (limit, time) = match request.method() == Method::POST {
        true if UPLOADS.contains(&path) => (config.upload_limit, config.upload_timeout),
        true if takes_picture(path) => (PICTURE, config.upload_timeout),
        _ => (config.body_limit, config.request_timeout),
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
