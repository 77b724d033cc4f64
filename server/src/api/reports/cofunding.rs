//! Private money beside state money, by region and over time.
use super::{Format, file};
use crate::api::{
    call::{Call, Viewing},
    fault::{Fault, Problem},
    shape::percent,
};
use app::{
    context::PROGRAMME,
    reports::document::{self, Cell, Document, Table, numbers, words},
    text,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    cofunding::{
        find::{Overview, of_programme},
        ratio::{COMPARED, PRIVATE, Sums, cents, reached},
    },
    ledger::{Kind, Source},
    precision::Precision,
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Co-funding of the programme.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cofunding {
    /// The target for private cash in percent of the granted state money: `"100.00"` is 1:1.
    pub target: Option<String>,
    /// The whole programme, or the region asked for.
    pub whole: Beside,
    /// By region; `region` is null for what counts in none.
    pub regions: Vec<OfRegion>,
    /// At the end of each year, cumulative.
    pub years: Vec<AtEnd>,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfRegion {
    /// Its slug.
    pub region: Option<String>,
    /// Its money.
    #[serde(flatten)]
    pub money: Beside,
}

/// The end of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct AtEnd {
    /// The day.
    pub day: NaiveDate,
    /// The money by then.
    #[serde(flatten)]
    pub money: Beside,
}

/// Private money beside state money in euros; null where nothing is recorded. Cash and in kind are never added.
#[derive(Debug, Serialize, ToSchema)]
pub struct Beside {
    /// Granted state money.
    pub granted: Option<String>,
    /// Private cash pledged.
    pub cash_pledged: Option<String>,
    /// The same in percent of what is granted.
    pub cash_pledged_percent: Option<String>,
    /// Private cash received.
    pub cash_received: Option<String>,
    /// The same in percent of what is granted.
    pub cash_received_percent: Option<String>,
    /// Contributions in kind pledged.
    pub in_kind_pledged: Option<String>,
    /// Contributions in kind received.
    pub in_kind_received: Option<String>,
}

impl Beside {
    fn new(sums: &Sums) -> Self {
        let amount = |kind, source| cents(sums, kind, source).map(|cents| cents.plain());
        let share = |kind| reached(sums, kind, Source::PrivateCash).map(|rate| percent(rate.0));
        Self {
            granted: amount(Kind::Granted, Source::Programme),
            cash_pledged: amount(Kind::CofundingPledged, Source::PrivateCash),
            cash_pledged_percent: share(Kind::CofundingPledged),
            cash_received: amount(Kind::CofundingReceived, Source::PrivateCash),
            cash_received_percent: share(Kind::CofundingReceived),
            in_kind_pledged: amount(Kind::CofundingPledged, Source::PrivateInKind),
            in_kind_received: amount(Kind::CofundingReceived, Source::PrivateInKind),
        }
    }
}

/// Co-funding
///
/// Private money beside the granted state money: of the programme, by region, and at the end of each year.
#[utoipa::path(
    get,
    path = "/api/v1/reports/cofunding",
    operation_id = "report_cofunding",
    tag = "reports",
    params(
        ("region" = Option<String>, Query, description = "Slug of a region"),
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`, `xlsx`, `pdf`"),
        Viewing
    ),
    responses(
        (status = 200, content((Cofunding = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn cofunding(call: Call) -> Result<Response, Fault> {
    let (format, view, region) = (Format::of(&call)?, call.view()?, call.text("region")?);
    let all = of_programme(call.db(), view, PROGRAMME, region.as_deref()).await?;
    match format {
        Format::Json => Ok(Json(Cofunding::from(&all)).into_response()),
        Format::File(kind) => file(kind, document(&all, region.as_deref(), &view, call.now().instant)).await,
    }
}

impl From<&Overview> for Cofunding {
    fn from(all: &Overview) -> Self {
        let mut regions: Vec<OfRegion> = all
            .regions
            .iter()
            .map(|(slug, _, sums)| OfRegion { region: Some(slug.clone()), money: Beside::new(sums) })
            .collect();
        if !all.elsewhere.is_empty() {
            regions.push(OfRegion { region: None, money: Beside::new(&all.elsewhere) });
        }
        let years = all.standings.iter();
        Self {
            target: all.target.map(|rate| percent(rate.0)),
            whole: Beside::new(&all.sums),
            regions,
            years: years.map(|standing| AtEnd { day: standing.day, money: Beside::new(&standing.sums) }).collect(),
            sample: all.sample,
        }
    }
}

/// The report as it is read.
fn document(all: &Overview, region: Option<&str>, view: &Viewpoint, now: DateTime<Utc>) -> Document {
    let name = all.regions.first().filter(|_| region.is_some()).map(|(_, name, _)| name.clone());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    rows.extend(all.regions.iter().map(|(_, name, sums)| row(name, view.as_of, sums)));
    if !all.elsewhere.is_empty() {
        rows.push(row("ohne Region", view.as_of, &all.elsewhere));
    }
    let whole = if region.is_some() { "Region" } else { "Programm" };
    rows.extend(all.standings.iter().map(|standing| row(whole, standing.day, &standing.sums)));
    Document {
        file: format!("Kofinanzierung-{}", view.as_of),
        title: name.map_or_else(|| "Kofinanzierung".to_owned(), |name| format!("Kofinanzierung {name}")),
        sentences: vec![sentence(&all.sums)],
        tables: document::cofunding(all).into(),
        flat: Table {
            id: "alle-zahlen",
            title: "Alle Zahlen".into(),
            columns: COLUMNS
                .iter()
                .enumerate()
                .map(|(at, label)| if at < 2 { words(label) } else { numbers(label) })
                .collect(),
            rows,
            note: None,
        },
        as_of: text::day(view.as_of),
        known_at: document::known_at(view, now),
        sample: all.sample,
    }
}

fn sentence(sums: &Sums) -> String {
    let of = |kind| {
        let rate = reached(sums, kind, Source::PrivateCash);
        rate.map_or_else(|| text::UNKNOWN.to_owned(), |rate| rate.to_string())
    };
    format!(
        "Privates Geld im Verhältnis zu den bewilligten Landesmitteln: zugesagt {}, eingegangen {}. Sachleistungen und Eigenanteile sind nicht mitgezählt.",
        of(Kind::CofundingPledged),
        of(Kind::CofundingReceived)
    )
}

const COLUMNS: [&str; 9] = [
    "Wo",
    "Stand",
    "Land, bewilligt",
    "Geld, zugesagt",
    "Geld, eingegangen",
    "Sachleistung, zugesagt",
    "Sachleistung, eingegangen",
    "Geld zugesagt, Anteil am Land",
    "Geld eingegangen, Anteil am Land",
];

fn row(place: &str, day: NaiveDate, sums: &Sums) -> Vec<Cell> {
    let mut row = vec![Cell::text(place), Cell::Day(day)];
    let amount = |kind, source| match cents(sums, kind, source) {
        Some(cents) => Cell::Money(cents, Precision::Cent, None),
        None => Cell::Empty,
    };
    row.push(amount(Kind::Granted, Source::Programme));
    row.extend(PRIVATE.into_iter().flat_map(|source| COMPARED.map(|kind| amount(kind, source))));
    row.extend(COMPARED.map(|kind| reached(sums, kind, Source::PrivateCash).map_or(Cell::Empty, Cell::Share)));
    row
}
