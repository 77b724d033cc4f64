//! What was taken over, in figures, each with its cases.
use super::{Format, file};
use crate::api::{
    call::{Call, Viewing},
    fault::{Fault, Problem},
    shape::{Named, ProjectRef, percent},
};
use app::{
    reports::{
        document::{self, Cell, Column, Document, Table, numbers, words},
        finding, shown,
    },
    text,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    transfer::figures::{
        Figure,
        count::{self, Case, Counted, Report, report, share},
        load::facts,
        places::{self, Group},
    },
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Transfer in figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferReport {
    /// The day.
    pub as_of: NaiveDate,
    /// The figures.
    pub figures: Vec<TransferFigure>,
    /// Pairs of a municipality or Kreis and a solution, by what was said last.
    pub states: Vec<TransferState>,
    /// Confirmed pairs by the way they were taken over; `use_kind` is null where not said.
    pub use_kinds: Vec<TransferKind>,
    /// Municipalities by Regierungsbezirk.
    pub regierungsbezirke: Vec<MunicipalityGroup>,
    /// Municipalities by Kreis and kreisfreie Stadt.
    pub kreise: Vec<MunicipalityGroup>,
    /// Municipalities by population.
    pub sizes: Vec<MunicipalityGroup>,
    /// From the Kreis of the provider to the Kreise of the adopters, the largest first.
    pub flows: Vec<TransferFlow>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferFigure {
    /// Its word, also in addresses.
    pub key: &'static str,
    /// German name.
    pub name: &'static str,
    /// What it counts.
    pub definition: &'static str,
    /// How many cases there are.
    pub value: u64,
    /// What it is a share of; null where it is none.
    pub of: Option<u64>,
    /// The share in percent, rounded to the hundredth; `value` and `of` are exact.
    #[schema(example = "46.27")]
    pub percent: Option<String>,
    /// The median in months, for `months_to_adoption`: exact to the half.
    #[schema(example = "7.5")]
    pub median: Option<String>,
    /// Whether invented data is in it.
    pub sample: bool,
    /// What it counts, one by one.
    pub cases: Vec<TransferCase>,
}

impl From<&Counted> for TransferFigure {
    fn from(counted: &Counted) -> Self {
        Self {
            key: counted.figure.key(),
            name: counted.figure.label(),
            definition: counted.figure.definition(),
            value: counted.value(),
            of: counted.of,
            percent: counted.share().map(|share| percent(share.0)),
            median: counted.median.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)),
            sample: counted.sample(),
            cases: counted.cases.iter().map(TransferCase::from).collect(),
        }
    }
}

/// Something that a figure counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferCase {
    /// The project; null where it is about none, or withheld.
    pub project: Option<ProjectRef>,
    /// The solution, where it is about one.
    pub solution: Option<Named>,
    /// The municipality or Kreis, where it is about one.
    pub municipality: Option<MunicipalityRef>,
    /// Why it counts.
    pub because: String,
    /// Full months, for `months_to_adoption`.
    pub months: Option<u32>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A municipality or Kreis.
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityRef {
    /// Its key.
    pub ags: String,
    /// Its name.
    pub name: String,
}

impl From<&count::Named> for MunicipalityRef {
    fn from(body: &count::Named) -> Self {
        Self { ags: body.key.clone(), name: body.name.clone() }
    }
}

/// A project, unless it is withheld.
pub(super) fn project(project: &count::Named) -> Option<ProjectRef> {
    (!project.key.is_empty()).then(|| ProjectRef { number: project.key.clone(), title: project.name.clone() })
}

impl From<&Case> for TransferCase {
    fn from(case: &Case) -> Self {
        Self {
            project: case.project.as_ref().and_then(project),
            solution: case.solution.as_ref().map(|one| Named { slug: one.key.clone(), name: one.name.clone() }),
            municipality: case.municipality.as_ref().map(MunicipalityRef::from),
            because: case.because.clone(),
            months: case.months,
            sample: case.sample,
        }
    }
}

/// Pairs in a state.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferState {
    /// `interested`, `evaluating`, `introducing`, `productive_confirmed`, `productive_unconfirmed` or `rejected`.
    pub state: &'static str,
    /// How many.
    pub count: u64,
}

/// Confirmed pairs of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferKind {
    /// `as_is`, `adapted` or `concept`.
    pub use_kind: Option<&'static str>,
    /// How many.
    pub count: u64,
}

/// A group of municipalities.
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityGroup {
    /// Regierungsbezirk, five digits of the Kreis, or word of the size (`unknown` where it is not known).
    pub key: String,
    /// German name.
    pub name: String,
    /// How many there are.
    pub municipalities: u64,
    /// How many use something, confirmed.
    pub reusing: u64,
    /// The same in percent.
    pub percent: Option<String>,
    /// How many of the others are interested, evaluate, introduce, or use without confirming.
    pub interested: u64,
    /// Confirmed pairs of a municipality and a solution.
    pub adoptions: u64,
}

impl From<Group> for MunicipalityGroup {
    fn from(group: Group) -> Self {
        Self {
            percent: share(group.reusing, group.municipalities).map(|share| percent(share.0)),
            key: group.key,
            name: group.name,
            municipalities: group.municipalities,
            reusing: group.reusing,
            interested: group.interested,
            adoptions: group.adoptions,
        }
    }
}

/// What went from one Kreis to another, or stayed in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferFlow {
    /// Five digits of the provider's Kreis.
    pub from: String,
    /// Five digits of the adopters' Kreis.
    pub to: String,
    /// How many municipalities there use something from there, confirmed.
    pub municipalities: u64,
}

impl From<places::Flow> for TransferFlow {
    fn from(flow: places::Flow) -> Self {
        Self { from: flow.from, to: flow.to, municipalities: flow.municipalities }
    }
}

/// Transfer
///
/// What was taken over: projects, solutions and municipalities in figures, each with the cases it counts, and
/// municipalities by place and size. Only use that its adopter confirmed within twelve months counts.
#[utoipa::path(
    get,
    path = "/api/v1/reports/transfer",
    operation_id = "report_transfer",
    tag = "reports",
    params(
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`, `xlsx`, `pdf`"),
        Viewing
    ),
    responses(
        (status = 200, content((TransferReport = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn transfer(call: Call) -> Result<Response, Fault> {
    let (format, view) = (Format::of(&call)?, call.view()?);
    let report = report(&facts(call.db(), call.actor(), view).await?);
    if let Format::File(kind) = format {
        return file(kind, document(&report, &view, call.now().instant)).await;
    }
    Ok(Json(TransferReport {
        as_of: report.day,
        sample: report.sample(),
        figures: report.figures.iter().map(TransferFigure::from).collect(),
        states: report.steps.iter().map(|(step, count)| TransferState { state: step.key(), count: *count }).collect(),
        use_kinds: report
            .kinds
            .iter()
            .map(|(kind, count)| TransferKind { use_kind: kind.map(|kind| kind.key()), count: *count })
            .collect(),
        regierungsbezirke: report.bezirke.into_iter().map(MunicipalityGroup::from).collect(),
        kreise: report.kreise.into_iter().map(MunicipalityGroup::from).collect(),
        sizes: report.sizes.into_iter().map(MunicipalityGroup::from).collect(),
        flows: report.flows.into_iter().map(TransferFlow::from).collect(),
    })
    .into_response())
}

/// What municipalities are grouped by.
fn groups(report: &Report) -> [(&'static str, &'static str, &[Group]); 3] {
    [
        ("bezirke", "Kommunen mit Nachnutzung nach Regierungsbezirk", &report.bezirke),
        ("kreise", "Kommunen mit Nachnutzung nach Kreis", &report.kreise),
        ("groesse", "Kommunen mit Nachnutzung nach Größe", &report.sizes),
    ]
}

/// The report as it is read.
fn document(report: &Report, view: &Viewpoint, now: DateTime<Utc>) -> Document {
    let mut tables = vec![
        Table {
            id: "kennzahlen",
            title: "Kennzahlen und was sie zählen".into(),
            columns: counted_columns(),
            rows: report.figures.iter().map(counted_row).collect(),
            note: None,
        },
        Table {
            id: "meldungen",
            title: "Wie weit die Meldungen sind".into(),
            columns: vec![words("Stand"), numbers("Kommunen und Lösungen")],
            rows: report
                .steps
                .iter()
                .map(|(step, count)| vec![Cell::text(step.label()), Cell::Count(*count)])
                .collect(),
            note: None,
        },
    ];
    tables.extend(groups(report).map(|(id, title, groups)| {
        Table {
            id,
            title: title.to_owned(),
            columns: vec![
                words("Wo"),
                numbers("mit Nachnutzung"),
                numbers("von"),
                numbers("Anteil"),
                numbers("interessiert"),
            ],
            rows: groups
                .iter()
                .map(|group| {
                    vec![
                        Cell::text(&group.name),
                        Cell::Count(group.reusing),
                        Cell::Count(group.municipalities),
                        share(group.reusing, group.municipalities).map_or(Cell::Empty, Cell::Share),
                        Cell::Count(group.interested),
                    ]
                })
                .collect(),
            note: None,
        }
    }));
    Document {
        file: format!("Transfer-{}", report.day),
        title: "Transfer".into(),
        sentences: vec![finding(report)],
        tables,
        flat: Table {
            id: "alle-zeilen",
            title: "Alle Zeilen".into(),
            columns: flat_columns("Bereich", "Was gezählt wird"),
            rows: rows(report),
            note: None,
        },
        as_of: text::day(report.day),
        known_at: document::known_at(view, now),
        sample: report.sample(),
    }
}

/// The columns of the table for programs.
pub(super) fn flat_columns(first: &str, last: &str) -> Vec<Column> {
    let mut columns = [first, "Schlüssel", "Name"].map(words).to_vec();
    columns.extend([numbers("Zahl"), numbers("von"), numbers("Anteil"), words("Beispieldaten"), words(last)]);
    columns
}

fn rows(report: &Report) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = report.figures.iter().map(|figure| flat_row("Kennzahl", figure)).collect();
    for (_, part, groups) in groups(report) {
        rows.extend(groups.iter().map(|group| {
            vec![
                Cell::text(part),
                Cell::text(&group.key),
                Cell::text(&group.name),
                Cell::Count(group.reusing),
                Cell::Count(group.municipalities),
                share(group.reusing, group.municipalities).map_or(Cell::Empty, Cell::Share),
                Cell::Empty,
                Cell::Empty,
            ]
        }));
    }
    rows
}

/// The value of a figure: how many, or months.
fn value(counted: &Counted) -> Cell {
    match counted.figure {
        Figure::Months => shown(counted).map_or(Cell::Empty, Cell::text),
        _ => Cell::Count(counted.value()),
    }
}

/// A figure as a line of the table for programs.
pub(super) fn flat_row(part: &str, counted: &Counted) -> Vec<Cell> {
    vec![
        Cell::text(part),
        Cell::text(counted.figure.key()),
        Cell::text(counted.figure.label()),
        value(counted),
        counted.of.map_or(Cell::Empty, Cell::Count),
        counted.share().map_or(Cell::Empty, Cell::Share),
        Cell::yes(counted.sample()),
        Cell::text(counted.figure.definition()),
    ]
}

/// The columns of a table of figures.
pub(super) fn counted_columns() -> Vec<Column> {
    vec![words("Kennzahl"), numbers("Zahl"), numbers("von"), numbers("Anteil"), words("Was gezählt wird")]
}

/// A figure as a line of it.
pub(super) fn counted_row(counted: &Counted) -> Vec<Cell> {
    vec![
        Cell::text(counted.figure.label()),
        value(counted),
        counted.of.map_or(Cell::Empty, Cell::Count),
        counted.share().map_or(Cell::Empty, Cell::Share),
        Cell::text(counted.figure.definition()),
    ]
}
