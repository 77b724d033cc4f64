//! The five questions of the Landtag with their answers.
use super::{
    Format, csv, plain,
    transfer::{MunicipalityRef, TransferFigure, project, row},
};
use crate::api::{
    call::{Call, Viewing},
    fault::{Fault, Problem},
    shape::{Named, ProjectRef},
};
use app::reports::answer;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::transfer::figures::{
    count::{Report, report},
    load::facts,
    parliament::{self, QUESTIONS, interest},
    research::research,
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
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`"),
        Viewing
    ),
    responses(
        (status = 200, content((ParliamentReport = "application/json"), (String = "text/csv"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn parliament(call: Call) -> Result<Response, Fault> {
    let (format, view) = (Format::of(&call)?, call.view()?);
    let facts = facts(call.db(), call.actor(), view).await?;
    let (report, wanted) = (report(&facts), interest(&facts));
    if format == Format::Csv {
        return csv(&format!("Landtag-{}.csv", view.as_of), &HEADS, rows(&report, &wanted).into_iter());
    }
    let research = research(call.db(), view).await?;
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

const HEADS: [&str; 8] = ["Frage", "Schlüssel", "Name", "Zahl", "von", "Anteil", "Beispieldaten", "Erläuterung"];

fn rows(report: &Report, wanted: &[parliament::Interest]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for question in &QUESTIONS {
        for figure in question.figures.iter().filter_map(|figure| report.figure(*figure)) {
            let mut line = row(figure);
            if let Some(first) = line.first_mut() {
                *first = question.text.to_owned();
            }
            rows.push(line);
        }
        if question.key == "interest" {
            rows.extend(wanted.iter().map(|one| of_region(question.text, one)));
        }
    }
    rows
}

/// A project and another region as a line of the same table.
fn of_region(question: &str, one: &parliament::Interest) -> Vec<String> {
    let region = one.region.as_ref().map_or("außerhalb der Modellregionen", |region| region.name.as_str());
    let who: Vec<String> = one.who.iter().map(|(body, step)| format!("{} ({})", body.name, step.label())).collect();
    vec![
        question.to_owned(),
        plain(&one.project.key),
        plain(&format!("{} – {region}", one.project.name)),
        one.who.len().to_string(),
        String::new(),
        String::new(),
        if one.sample { "ja" } else { "nein" }.to_owned(),
        plain(&who.join(", ")),
    ]
}
