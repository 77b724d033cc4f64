//! Reports: the budget, what to take along to a region, what changed between two days, co-funding, transfer, and the five
//! questions of the Landtag. As JSON, or as a file.
pub mod budget;
pub mod changes;
pub mod cofunding;
pub mod parliament;
pub mod region;
pub mod transfer;

use super::{call::Call, fault::Fault};
use crate::{http::routes::Routes, report::Kind};
use app::reports::document::Document;
use axum::{
    body::Body,
    http::{HeaderValue, Method, header},
    response::Response,
};

/// The reports.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/reports/budget", budget::budget)
        .api(Method::GET, "/api/v1/reports/region-briefing", region::region_briefing)
        .api(Method::GET, "/api/v1/reports/changes", changes::changes)
        .api(Method::GET, "/api/v1/reports/cofunding", cofunding::cofunding)
        .api(Method::GET, "/api/v1/reports/transfer", transfer::transfer)
        .api(Method::GET, "/api/v1/reports/parliament", parliament::parliament)
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    File(Kind),
}

impl Format {
    const ALL: [Self; 4] = [Self::Json, Self::File(Kind::Csv), Self::File(Kind::Xlsx), Self::File(Kind::Pdf)];

    fn key(&self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::File(kind) => kind.key(),
        }
    }

    /// What a call asks for, JSON unless it says.
    fn of(call: &Call) -> Result<Self, Fault> {
        Ok(call.word("format", &Self::ALL, Self::key)?.unwrap_or(Self::Json))
    }
}

/// A report as a file.
async fn file(kind: Kind, document: Document) -> Result<Response, Fault> {
    let name = format!("{}.{}", document.file, kind.key());
    // many rows take a while
    let written = tokio::task::spawn_blocking(move || kind.write(&document)).await;
    let content =
        written.map_err(|error| error.to_string()).and_then(|written| written.map_err(|error| error.to_string()));
    let content = content.map_err(|error| {
        tracing::error!(%error, "a report could not be written");
        Fault::from(crate::http::error::fault())
    })?;
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media()));
    let disposition = format!("attachment; filename*=UTF-8''{}", app::paths::segment(&name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
