//! Reports: what changed between two days, co-funding, transfer, and the five questions of the Landtag. As JSON, or as a
//! table that spreadsheet programs open.
pub mod changes;
pub mod cofunding;
pub mod parliament;
pub mod transfer;

use super::{call::Call, fault::Fault};
use crate::{
    csv_file::{self, plain},
    http::routes::Routes,
};
use axum::{
    body::Body,
    http::{HeaderValue, Method, header},
    response::Response,
};

/// The reports.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/reports/changes", changes::changes)
        .api(Method::GET, "/api/v1/reports/cofunding", cofunding::cofunding)
        .api(Method::GET, "/api/v1/reports/transfer", transfer::transfer)
        .api(Method::GET, "/api/v1/reports/parliament", parliament::parliament)
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
}

impl Format {
    const ALL: [Self; 2] = [Self::Json, Self::Csv];

    fn key(&self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// What a call asks for, JSON unless it says.
    fn of(call: &Call) -> Result<Self, Fault> {
        Ok(call.word("format", &Self::ALL, Self::key)?.unwrap_or(Self::Json))
    }
}

/// A table as Excel opens it: UTF-8 with a mark, semicolons, CRLF.
fn csv(name: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Response, Fault> {
    let written = || -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv_file::table();
        writer.write_record(heads)?;
        for row in rows {
            writer.write_record(row)?;
        }
        csv_file::finish(writer)
    };
    let content = written().map_err(|error| {
        tracing::error!(%error, "a report could not be written");
        Fault::from(crate::http::error::fault())
    })?;
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let disposition = format!("attachment; filename*=UTF-8''{}", app::paths::segment(name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// An amount as spreadsheet programs of Germans read it: `-1.671.176,00`.
fn german(cents: entity::money::Cents) -> String {
    cents.german().replace('−', "-")
}
