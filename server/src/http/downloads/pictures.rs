//! The pictures of solutions.
use super::{refuse, tagged};
use crate::http::{
    pages::Page,
    routes::{Area, Routes},
};
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, Method, header},
    response::Response,
};
use entity::{
    refusal::Refusal,
    solution::{
        catalogue::load::renamed,
        picture::find::{Bytes, bytes},
    },
};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.on(Area::Page, Method::GET, "/loesungen/{slug}/bilder/{sha256}", file)
}

async fn file(page: Page, Path((slug, sha256)): Path<(String, String)>, asked: HeaderMap) -> Response {
    let found = match found(&page, slug, &sha256).await {
        Ok(found) => found,
        Err(refusal) => return refuse(&page, refusal).await,
    };
    let mut response = tagged(Response::new(Body::from(found.content.clone())), &found.content, &asked);
    let headers = response.headers_mut();
    // a picture can be removed for good, so whoever keeps one asks again each time, which costs a 304 where it is still
    // there; what is not public yet stays with who may see it
    let keep = match found.public {
        true => "public, no-cache",
        false => "private, no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    let kind = HeaderValue::from_str(&found.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response
}

async fn found(page: &Page, slug: String, sha256: &str) -> Result<Bytes, Refusal> {
    let (db, who) = (&page.state.db, &page.who);
    let slug = match slug.contains('\0') {
        true => return Err(Refusal::NotFound),
        false => renamed(db, &slug).await?.unwrap_or(slug),
    };
    bytes(db, &who.actor, &who.now, &slug, sha256).await
}
