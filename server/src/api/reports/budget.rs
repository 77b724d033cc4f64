//! The budget: the ladder by year, region and source, co-funding beside it, and what does not tie out.
use super::{Format, cofunding::Cofunding, file};
use crate::api::{
    budget::{Bound, backed},
    call::{Call, Viewing},
    checks::CheckFinding,
    fault::{Fault, Problem},
    figures::Figure,
};
use app::{context::PROGRAMME, reports::budget::document};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    check::find::Listed,
    figures::groups::{Group, Grouped},
    report::budget::{Budget, budget as load},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The budget of the programme.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetReport {
    /// The day.
    pub as_of: NaiveDate,
    /// Name of the programme.
    pub programme: String,
    /// Euros that can still be granted: ceiling minus granted; null without a ceiling.
    #[schema(example = "12500000.00")]
    pub free: Option<String>,
    /// Figures by kind and source.
    pub totals: Vec<Figure>,
    /// The same by region and year; those of a kind and source add up to its total, to the cent.
    pub figures: Vec<Figure>,
    /// What of the granted programme money names a budget year, by what backs it.
    pub bound: Vec<Bound>,
    /// What the years with Ansatz or Reste come to.
    pub years: Vec<BudgetYearEnd>,
    /// Private money beside the granted state money.
    pub cofunding: Cofunding,
    /// What does not tie out; null for those who see no findings.
    pub checks: Option<OpenChecks>,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// What a budget year comes to, in euros.
#[derive(Debug, Serialize, ToSchema)]
pub struct BudgetYearEnd {
    /// The year.
    pub year: i32,
    /// Ansatz and Reste without what is blocked.
    pub available: String,
    /// Available and not paid; negative when more was paid than there was.
    pub unspent: String,
    /// What lapses at its end for good.
    pub lapses: String,
}

/// Open findings.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenChecks {
    /// How many there are that who asks may see.
    pub total: usize,
    /// The most urgent first, at most 500; `/checks` has all.
    pub items: Vec<CheckFinding>,
}

impl From<Listed> for OpenChecks {
    fn from(listed: Listed) -> Self {
        Self { total: listed.total, items: listed.items.into_iter().map(CheckFinding::from).collect() }
    }
}

impl From<Budget> for BudgetReport {
    fn from(budget: Budget) -> Self {
        let figures = |by: &[Group], figures: Vec<Grouped>| {
            let by = by.iter().copied().collect();
            figures.into_iter().map(|figure| Figure::new(&by, figure)).collect()
        };
        Self {
            as_of: budget.day,
            programme: budget.programme,
            free: budget.free.map(|free| free.plain()),
            totals: figures(&[], budget.totals),
            figures: figures(&[Group::Region, Group::Year], budget.figures),
            bound: budget.bound.iter().map(backed).collect(),
            years: budget
                .ends
                .into_iter()
                .map(|(year, end)| BudgetYearEnd {
                    year,
                    available: end.available.plain(),
                    unspent: end.unspent.plain(),
                    lapses: end.lapses().plain(),
                })
                .collect(),
            cofunding: (&budget.cofunding).into(),
            checks: budget.checks.map(OpenChecks::from),
            sample: budget.sample,
        }
    }
}

/// The budget
///
/// The ladder of the programme by year, region and source of money, co-funding beside it, and for those who may see it
/// what does not tie out.
#[utoipa::path(
    get,
    path = "/api/v1/reports/budget",
    operation_id = "report_budget",
    tag = "reports",
    params(
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`, `xlsx`, `pdf`"),
        Viewing
    ),
    responses(
        (status = 200, content((BudgetReport = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn budget(call: Call) -> Result<Response, Fault> {
    let (format, view) = (Format::of(&call)?, call.view()?);
    let budget = load(call.db(), call.actor(), view, PROGRAMME).await?;
    match format {
        Format::Json => Ok(Json(BudgetReport::from(budget)).into_response()),
        Format::File(kind) => file(kind, document(&budget, &view, call.now().instant)).await,
    }
}
