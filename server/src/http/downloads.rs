//! Files that leave the house: the original of an import, the same with what was found written to its cells, the
//! projects of a list for editing, and empty lists to fill in.
mod catalogue;
mod checks;
mod corrected;
mod feed;
mod fits;
mod pictures;
mod template;
mod worksheet;

use super::{
    error::Refused,
    fields::Fields,
    pages::Page,
    routes::{Area, Routes},
};
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use entity::{import_run::find::original, refusal::Refusal};
use rust_xlsxwriter::XlsxError;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The downloads.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    let routes = routes.on(Area::Page, Method::GET, "/importe/{id}/original", file);
    let routes = pictures::routes(fits::routes(catalogue::routes(feed::routes(routes))));
    worksheet::routes(corrected::routes(template::routes(checks::routes(routes))))
}

/// The file of an import as it was uploaded, for those who may see the import. Always as an attachment of no known
/// kind: what others uploaded is never shown as a page of ours.
async fn file(page: Page, Path(id): Path<i64>) -> Response {
    match original(&page.state.db, &page.who.actor, id).await {
        Ok((name, content)) => attachment(&name, "application/octet-stream", content),
        Err(refusal) => refuse(&page, refusal).await,
    }
}

/// A file for the visitor's disk.
fn attachment(name: &str, kind: &'static str, content: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename*=UTF-8''{}", app::paths::segment(name));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
    );
    response
}

/// A public file with a tag, so that who has it already gets it once only.
fn tagged(mut response: Response, content: &[u8], asked: &HeaderMap) -> Response {
    use sha2::{Digest, Sha256};
    let tag: String = Sha256::digest(content).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // weak: it may be compressed on its way
    let tag = format!("W/\"{tag}\"");
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let is_known = known.flat_map(|line| line.split(',')).any(|one| one.trim() == tag);
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// A page that says why there is no file; whoever is not signed in may do that first.
async fn refuse(page: &Page, refusal: Refusal) -> Response {
    match refusal {
        Refusal::SignInRequired => page.refuse(refusal, &page.address, &Fields::default()).await,
        refusal => Refused::new(refusal, false).into_response(),
    }
}

/// Makes a workbook beside the requests; it takes a while for many rows.
async fn made(work: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static) -> Result<Vec<u8>, Response> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(content)) => Ok(content),
        Ok(Err(error)) => {
            tracing::error!(%error, "a workbook could not be written");
            Err(super::error::fault())
        }
        Err(error) => {
            tracing::error!(%error, "a workbook could not be written");
            Err(super::error::fault())
        }
    }
}
