//! What to take along to a region.
use super::{Format, budget::OpenChecks, cofunding::Cofunding, file};
use crate::api::{
    call::{Call, Viewing},
    fault::{Fault, Problem},
    reports::transfer::MunicipalityRef,
    shape::Amount,
};
use app::{context::PROGRAMME, reports::region::document};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    figures::{find::Figure, id::FigureId},
    ledger::{Kind, Source},
    project::find::Sum,
    report::region::{Briefing, Project, Solution, briefing},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What to take along to a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionBriefing {
    /// The day.
    pub as_of: NaiveDate,
    /// The region's slug.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Its bodies, the lead first.
    pub members: Vec<RegionMember>,
    /// Its money by step and source.
    pub money: Vec<RegionMoney>,
    /// Granted and paid by year.
    pub years: Vec<RegionYear>,
    /// Private money beside the granted state money.
    pub cofunding: Cofunding,
    /// How many projects there are that who asks may see.
    pub project_count: u64,
    /// The projects, the highest grant first, at most 500.
    pub projects: Vec<BriefedProject>,
    /// What is open and due; null for those who see no finding here.
    pub checks: Option<OpenChecks>,
    /// Solutions made here that are offered, by name, at most 500.
    pub solutions: Vec<BriefedSolution>,
    /// Whether anything invented is in it.
    pub sample: bool,
}

/// A body of a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionMember {
    /// Who.
    #[serde(flatten)]
    pub body: MunicipalityRef,
    /// Whether it leads the region.
    pub lead: bool,
}

/// A sum of the region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionMoney {
    /// Kind.
    pub kind: &'static str,
    /// Source of money.
    pub source: &'static str,
    /// The sum.
    #[serde(flatten)]
    pub amount: Amount,
}

/// A year of the region's programme money.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionYear {
    /// Budget year.
    pub year: i32,
    /// Planned; null where nothing is recorded.
    pub planned: Option<Amount>,
    /// Granted.
    pub granted: Option<Amount>,
    /// Paid.
    pub paid: Option<Amount>,
}

/// A project of the region.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefedProject {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// State in the lifecycle.
    #[schema(example = "running")]
    pub status: &'static str,
    /// The worst that the checks found and that is open: `blocks`, `warns`, `informs` or `nothing`; null for those who may
    /// not see it.
    pub light: Option<&'static str>,
    /// Granted programme money; null when nothing is recorded.
    pub granted: Option<Amount>,
    /// Paid programme money.
    pub paid: Option<Amount>,
    /// Whether the project itself is invented.
    pub sample: bool,
}

/// A solution made in the region.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefedSolution {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// How far it is.
    #[schema(example = "productive")]
    pub maturity: &'static str,
    /// The others who use it, confirmed by themselves within twelve months.
    pub adopters: Vec<MunicipalityRef>,
    /// How many others are interested, evaluate, introduce, or use without confirming.
    pub interested: u64,
    /// Whether parts of it are invented.
    pub sample: bool,
}

fn amount(figure: &Figure) -> Amount {
    Amount::new(&figure.id, figure.cents, figure.precision, figure.sample)
}

impl From<Project> for BriefedProject {
    fn from(project: Project) -> Self {
        let line = project.line;
        let sum = |kind, sum: Option<Sum>| {
            let id = FigureId { project: Some(line.id), ..FigureId::of(kind, Source::Programme) };
            sum.map(|sum| Amount::new(&id, sum.cents, sum.precision, sum.sample))
        };
        Self {
            granted: sum(Kind::Granted, line.granted),
            paid: sum(Kind::Paid, line.paid),
            number: line.number,
            title: line.title,
            status: line.state.key(),
            light: project.light.map(|light| light.key()),
            sample: line.sample,
        }
    }
}

impl From<Solution> for BriefedSolution {
    fn from(solution: Solution) -> Self {
        let adopters = solution.adopters.into_iter().map(|(ags, name)| MunicipalityRef { ags, name });
        Self {
            slug: solution.slug,
            name: solution.name,
            maturity: solution.maturity.key(),
            adopters: adopters.collect(),
            interested: solution.interested,
            sample: solution.sample,
        }
    }
}

impl From<Briefing> for RegionBriefing {
    fn from(found: Briefing) -> Self {
        let money = found.steps().map(|figure| RegionMoney {
            kind: figure.id.kind.key(),
            source: figure.id.source.key(),
            amount: amount(figure),
        });
        let money = money.collect();
        let members = found.region.members.into_iter().map(|member| RegionMember {
            body: MunicipalityRef { ags: member.ags, name: member.name },
            lead: member.lead,
        });
        let years = found.money.years.iter().map(|line| RegionYear {
            year: line.year,
            planned: line.planned.as_ref().map(amount),
            granted: line.granted.as_ref().map(amount),
            paid: line.paid.as_ref().map(amount),
        });
        Self {
            as_of: found.day,
            region: found.region.record.slug,
            name: found.region.record.name,
            members: members.collect(),
            money,
            years: years.collect(),
            cofunding: (&found.cofunding).into(),
            project_count: found.project_count,
            projects: found.projects.into_iter().map(BriefedProject::from).collect(),
            checks: found.checks.map(OpenChecks::from),
            solutions: found.solutions.into_iter().map(BriefedSolution::from).collect(),
            sample: found.sample,
        }
    }
}

/// A region
///
/// What to take along to a visit: its projects with their state, its money, co-funding, what is open and due, solutions and
/// who uses them.
#[utoipa::path(
    get,
    path = "/api/v1/reports/region-briefing",
    operation_id = "report_region_briefing",
    tag = "reports",
    params(
        ("region" = String, Query, description = "Slug of the region", example = "aachen"),
        ("format" = Option<String>, Query, description = "`json` unless given, or `csv`, `xlsx`, `pdf`"),
        Viewing
    ),
    responses(
        (status = 200, content((RegionBriefing = "application/json"), (String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "application/pdf"))),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn region_briefing(call: Call) -> Result<Response, Fault> {
    let (format, view) = (Format::of(&call)?, call.view()?);
    let region = call.text("region")?.ok_or_else(|| {
        Fault::field("region", "required", "region: Bitte eine Region angeben, zum Beispiel region=aachen.")
    })?;
    let found = briefing(call.db(), call.actor(), view, PROGRAMME, &region).await?;
    match format {
        Format::Json => Ok(Json(RegionBriefing::from(found)).into_response()),
        Format::File(kind) => file(kind, document(&found, &view, call.now().instant)).await,
    }
}
