//! The five questions of the Landtag with their answers.
use super::{
    Format, file,
    transfer::{MunicipalityRef, TransferFigure, counted_columns, counted_row, flat_columns, flat_row, project},
};
use crate::api::{
    call::{Call, Viewing},
    fault::{Fault, Problem},
    shape::{Named, ProjectRef},
};
use app::{
    paths,
    reports::{
        answer,
        document::{self, Cell, Document, Table, words},
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
        count::{Report, report},
        load::facts,
        parliament::{self, QUESTIONS, interest},
        research::{Research, research},
    },
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The five questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParliamentReport {
    /// The day.
    pub as_of: NaiveDate,
    /// The questions, in their order.
    pub questions: Vec<ParliamentQuestion>,
    /// Which other regions are interested in which project.
    pub interest: Vec<RegionInterest>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParliamentQuestion {
    /// `completed`, `running`, `interest`, `ozg` or `evaluation`.
    pub key: &'static str,
    /// The question.
    pub question: &'static str,
    /// The answer in a sentence.
    pub answer: String,
    /// The figures in it, the first one first.
    pub figures: Vec<TransferFigure>,
}

/// That municipalities of another region are interested in a project.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionInterest {
    /// The project; null where it is withheld.
    pub project: Option<ProjectRef>,
    /// The other region; null for municipalities in no model region.
    pub region: Option<Named>,
    /// Who, and how far.
    pub municipalities: Vec<InterestedBody>,
    /// Whether invented data is in it.
    pub sample: bool,
}

/// A municipality and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterestedBody {
    /// Who.
    #[serde(flatten)]
    pub body: MunicipalityRef,
    /// `interested`, `evaluating`, `introducing`, `productive_confirmed` or `productive_unconfirmed`.
    pub state: &'static str,
}

impl From<parliament::Interest> for RegionInterest {
    fn from(one: parliament::Interest) -> Self {
        let who = one.who.iter().map(|(body, step)| InterestedBody { body: body.into(), state: step.key() });
        Self {
            project: project(&one.project),
            municipalities: who.collect(),
            region: one.region.map(|region| Named { slug: region.key, name: region.name }),
            sample: one.sample,
        }
    }
}

/// The five questions of the Landtag
///
/// How many projects are completed and how many run, which other regions are interested in which project, what
/// contributes to the OZG, and which evaluations there are.
#[utoipa::path(
    get,
    path = "/api/v1/reports/parliament",
    operation_id = "report_parliament",
    tag = "reports",
    params(
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`, `xlsx`, `pdf`"),
        Viewing
    ),
    responses(
        (status = 200, content((ParliamentReport = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn parliament(call: Call) -> Result<Response, Fault> {
    let (format, view) = (Format::of(&call)?, call.view()?);
    let facts = facts(call.db(), call.actor(), view).await?;
    let (report, wanted) = (report(&facts), interest(&facts));
    let research = research(call.db(), view).await?;
    if let Format::File(kind) = format {
        return file(kind, document(&report, &wanted, &research, &view, call.now().instant)).await;
    }
    let questions = QUESTIONS.iter().map(|question| ParliamentQuestion {
        key: question.key,
        question: question.text,
        answer: answer(question, &report, &research),
        figures: question
            .figures
            .iter()
            .filter_map(|figure| report.figure(*figure))
            .map(TransferFigure::from)
            .collect(),
    });
    Ok(Json(ParliamentReport {
        as_of: report.day,
        questions: questions.collect(),
        interest: wanted.into_iter().map(RegionInterest::from).collect(),
        sample: report.sample(),
    })
    .into_response())
}

/// The report as it is read: each question with its answer, its figures, and who is interested.
fn document(
    report: &Report,
    wanted: &[parliament::Interest],
    research: &[Research],
    view: &Viewpoint,
    now: DateTime<Utc>,
) -> Document {
    let sentences = QUESTIONS
        .iter()
        .enumerate()
        .map(|(at, question)| format!("{}. {} {}", at + 1, question.text, answer(question, report, research)));
    let mut tables: Vec<Table> = QUESTIONS
        .iter()
        .map(|question| Table {
            id: question.key,
            title: question.text.to_owned(),
            columns: counted_columns(),
            rows: question.figures.iter().filter_map(|figure| report.figure(*figure)).map(counted_row).collect(),
            note: None,
        })
        .collect();
    tables.push(Table {
        id: "regionen",
        title: "Welche andere Region sich für welches Projekt interessiert".into(),
        columns: ["Projekt", "Interessierte Region", "Kommunen und Stand"].map(words).to_vec(),
        rows: wanted
            .iter()
            .map(|one| {
                let project = match one.project.key.is_empty() {
                    true => Cell::text(&one.project.name),
                    false => Cell::link(&one.project.name, paths::project(&one.project.key)),
                };
                vec![project, Cell::text(region(one)), Cell::text(who(one))]
            })
            .collect(),
        note: None,
    });
    Document {
        file: format!("Landtag-{}", report.day),
        title: "Fünf Fragen des Landtags zum Programm".into(),
        sentences: sentences.collect(),
        tables,
        flat: Table {
            id: "alle-zeilen",
            title: "Alle Zeilen".into(),
            columns: flat_columns("Frage", "Erläuterung"),
            rows: rows(report, wanted),
            note: None,
        },
        as_of: text::day(report.day),
        known_at: document::known_at(view, now),
        sample: report.sample(),
    }
}

fn rows(report: &Report, wanted: &[parliament::Interest]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for question in &QUESTIONS {
        let figures = question.figures.iter().filter_map(|figure| report.figure(*figure));
        rows.extend(figures.map(|figure| flat_row(question.text, figure)));
        if question.key == "interest" {
            rows.extend(wanted.iter().map(|one| of_region(question.text, one)));
        }
    }
    rows
}

fn region(one: &parliament::Interest) -> &str {
    one.region.as_ref().map_or("außerhalb der Modellregionen", |region| region.name.as_str())
}

fn who(one: &parliament::Interest) -> String {
    let who: Vec<String> = one.who.iter().map(|(body, step)| format!("{} ({})", body.name, step.label())).collect();
    who.join(", ")
}

/// A project and another region as a line of the same table.
fn of_region(question: &str, one: &parliament::Interest) -> Vec<Cell> {
    vec![
        Cell::text(question),
        Cell::text(&one.project.key),
        Cell::text(format!("{} – {}", one.project.name, region(one))),
        Cell::Count(u64::try_from(one.who.len()).unwrap_or(u64::MAX)),
        Cell::Empty,
        Cell::Empty,
        Cell::yes(one.sample),
        Cell::text(who(one)),
    ]
}
