//! Shapes that several subjects share.
use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    figures::id::FigureId,
    ledger::find::{Entry, Origin},
    money::Cents,
    precision::Precision,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A name with its word in addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// The word in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
}

impl From<(String, String)> for Named {
    fn from((slug, name): (String, String)) -> Self {
        Self { slug, name }
    }
}

/// A project as others refer to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectRef {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
}

impl From<(String, String)> for ProjectRef {
    fn from((number, title): (String, String)) -> Self {
        Self { number, title }
    }
}

/// A sum with what must be said beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Amount {
    /// The figure, to be opened at `/figures/{id}/facts`.
    pub id: String,
    /// Euros.
    #[schema(example = "1671176.00")]
    pub amount: String,
    /// The coarsest precision of its parts: `cent`, `euro`, `thousand`, `about`.
    pub precision: &'static str,
    /// Whether invented money is in it.
    pub sample: bool,
}

impl Amount {
    /// A sum.
    #[must_use]
    pub fn new(id: &FigureId, cents: Cents, precision: Precision, sample: bool) -> Self {
        Self { id: id.to_string(), amount: cents.plain(), precision: precision.key(), sample }
    }
}

/// Where a fact comes from.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum OriginShape {
    /// A cell of an imported workbook.
    Cell {
        /// The import.
        import: i64,
        /// The file's name.
        file: String,
        /// The sheet.
        sheet: String,
        /// The address in the sheet.
        #[schema(example = "M17")]
        cell: String,
        /// The cell's text.
        raw: String,
    },
    /// A person's entry.
    Entry {
        /// Sign-in name; null when withheld or for the program itself.
        user: Option<String>,
    },
    /// A published text.
    Published {
        /// Where it was published.
        source: String,
    },
    /// Withheld from who asks.
    Withheld,
}

impl From<Origin> for OriginShape {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Cell { run_id, file, sheet, cell, raw, .. } => {
                Self::Cell { import: run_id, file, sheet, cell, raw }
            }
            Origin::Entry { user } => Self::Entry { user },
            Origin::Published { source } => Self::Published { source },
            Origin::Withheld => Self::Withheld,
        }
    }
}

/// An entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fact {
    /// Its key, for `reverses`.
    pub id: i64,
    /// Euros.
    #[schema(example = "1671176.00")]
    pub amount: String,
    /// Kind.
    pub kind: &'static str,
    /// Source of money.
    pub source: &'static str,
    /// `cent`, `euro`, `thousand` or `about`.
    pub precision: &'static str,
    /// The day it holds from.
    pub value_date: NaiveDate,
    /// Budget year.
    pub year: Option<i32>,
    /// For carried-over money the year of its appropriation, for commitments the year whose budget allows them.
    pub stems_from: Option<i32>,
    /// Name of the granting authority it counts for.
    pub authority: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Number of the project; null for the programme's own money, or withheld.
    pub project: Option<String>,
    /// Document reference; withheld from the public.
    pub reference: Option<String>,
    /// The entry it takes back.
    pub reverses: Option<i64>,
    /// Where it comes from.
    pub origin: OriginShape,
    /// Whether it is invented.
    pub sample: bool,
}

impl From<Entry> for Fact {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            amount: entry.cents.plain(),
            kind: entry.kind.key(),
            source: entry.source.key(),
            precision: entry.precision.key(),
            value_date: entry.value_date,
            year: entry.year,
            stems_from: entry.stems_from,
            authority: entry.authority,
            recorded_at: entry.recorded_at,
            project: entry.project.map(|(number, _)| number),
            reference: entry.reference,
            reverses: entry.reverses,
            origin: entry.origin.into(),
            sample: entry.sample,
        }
    }
}

/// Basis points as percent: 8000 is `80.00`.
#[must_use]
pub fn percent(basis_points: i32) -> String {
    Cents(i64::from(basis_points)).plain()
}

/// An answer that can be changed: it carries the version as its `ETag`.
pub fn tagged<T: Serialize>(version: i32, answer: T) -> Response {
    let mut response = Json(answer).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_read_as_promised() {
        let cell = OriginShape::from(Origin::Cell {
            run_id: 3,
            file: "Liste.xlsx".into(),
            sheet: "Projekte".into(),
            cell: "M17".into(),
            raw: "1,0".into(),
            rule: "de".into(),
            sample: false,
        });
        assert_eq!(
            serde_json::to_value(cell).unwrap(),
            serde_json::json!({
                "type": "cell", "import": 3, "file": "Liste.xlsx", "sheet": "Projekte", "cell": "M17", "raw": "1,0"
            })
        );
        let withheld = serde_json::to_value(OriginShape::Withheld).unwrap();
        assert_eq!(withheld, serde_json::json!({"type": "withheld"}));
    }
}
