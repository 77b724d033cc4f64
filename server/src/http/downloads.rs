//! Files that leave the house: the original of an import.
use super::{
    error::Refused,
    identify::Who,
    routes::{Area, Routes},
};
use crate::app::AppState;
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use entity::import_run::find::original;

/// The downloads.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, "/importe/{id}/original", file)
}

/// The file of an import as it was uploaded, for those who may see the import. Always as an attachment of no known
/// kind: what others uploaded is never shown as a page of ours.
async fn file(State(state): State<AppState>, Extension(who): Extension<Who>, Path(id): Path<i64>) -> Response {
    let (name, content) = match original(&state.db, &who.actor, id).await {
        Ok(found) => found,
        Err(refusal) => return Refused::new(refusal, false).into_response(),
    };
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let disposition = format!("attachment; filename*=UTF-8''{}", app::paths::segment(&name));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    response
}
