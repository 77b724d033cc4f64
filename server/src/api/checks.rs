//! What does not tie out: the findings of the checks, and the rules.
use super::{
    call::{Call, Paged, Viewing},
    fault::{Fault, Problem},
    shape::ProjectRef,
};
use crate::http::routes::Routes;
use axum::{Json, http::Method};
use chrono::NaiveDate;
use entity::check::{
    find::{Filter, listed},
    finding::Severity,
    found::{Found, Owner, Read},
    rule::{RULES, Rule},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The calls about checks.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/checks", list)
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckFinding {
    /// The rule's number.
    #[schema(example = "R17")]
    pub rule: &'static str,
    /// `blocks`, `warns` or `informs`.
    pub severity: &'static str,
    /// `now`, `soon` or `later`.
    pub urgency: &'static str,
    /// A German sentence with the figure and its source.
    pub message: String,
    /// The project; null for what is about the whole programme.
    pub project: Option<ProjectRef>,
    /// Slugs of its regions.
    pub regions: Vec<String>,
    /// Budget year, where it is about one.
    pub year: Option<i32>,
    /// Euros at stake.
    #[schema(example = "1671176.00")]
    pub amount: Option<String>,
    /// The figure that the sentence names, to be opened at `/figures/{id}/facts`.
    pub figure: Option<String>,
    /// Everything the rule read: `statement:12`, `decision:3`, `figure:paid.programme.project-7=100.00`.
    pub reads: Vec<String>,
    /// `authority`, `project_office` or `ministry`.
    pub owner: &'static str,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Stays the same while the rule reads the same.
    pub fingerprint: String,
    /// `open`, `proposed` (an exception that a second person has not decided) or `accepted`.
    pub state: &'static str,
    /// Whether invented money is in what it read.
    pub sample: bool,
    /// Why it is or should be accepted.
    pub reason: Option<String>,
}

impl From<Found> for CheckFinding {
    fn from(found: Found) -> Self {
        Self {
            rule: found.finding.rule,
            severity: found.finding.severity.key(),
            urgency: found.urgency.key(),
            fingerprint: found.fingerprint(),
            state: match &found.accepted {
                None => "open",
                Some(accepted) if accepted.approved => "accepted",
                Some(_) => "proposed",
            },
            sample: found.sample,
            reason: found.accepted.map(|accepted| accepted.reason),
            message: found.finding.message,
            project: found.project.map(|(_, number, title)| ProjectRef { number, title }),
            regions: found.regions,
            year: found.year,
            amount: found.amount.map(|cents| cents.plain()),
            figure: found.figure.map(|id| id.to_string()),
            reads: found.reads.iter().map(Read::word).collect(),
            owner: found.owner.key(),
            due: found.due,
        }
    }
}

/// A rule with how much it found.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckRule {
    /// `R1` to `R25`.
    pub number: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What must hold, and what is read to see it.
    pub text: &'static str,
    /// How much it matters at worst.
    pub severity: &'static str,
    /// The law or regulation.
    pub law: &'static str,
    /// The values it uses.
    pub parameters: Vec<&'static str>,
    /// How many it found, all else of the filter kept; null where it has nothing to look at.
    pub count: Option<usize>,
    /// What is missing for it to look at.
    pub missing: Option<&'static str>,
}

impl CheckRule {
    fn new(rule: &Rule, count: usize, idle: bool) -> Self {
        Self {
            number: rule.number,
            title: rule.title,
            text: rule.text,
            severity: rule.severity.key(),
            law: rule.law,
            parameters: rule.parameters.iter().map(|key| key.key()).collect(),
            count: (!idle).then_some(count),
            missing: idle.then(|| rule.needs.missing()),
        }
    }
}

/// Findings, a page at a time, and the rules.
#[derive(Debug, Serialize, ToSchema)]
pub struct Checks {
    /// The findings, the most urgent first.
    pub items: Vec<CheckFinding>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
    /// Every rule.
    pub rules: Vec<CheckRule>,
}

/// What does not tie out
///
/// Who is bound to a region, authority or project gets theirs; ministry and audit get all; the public nothing.
#[utoipa::path(
    get,
    path = "/api/v1/checks",
    operation_id = "checks",
    tag = "checks",
    params(
        ("rule" = Option<String>, Query, description = "Number of a rule", example = "R17"),
        ("region" = Option<String>, Query, description = "Slug of a region"),
        ("severity" = Option<String>, Query, description = "`blocks`, `warns` or `informs`"),
        ("owner" = Option<String>, Query, description = "`authority`, `project_office` or `ministry`"),
        ("project" = Option<String>, Query, description = "Number of a project"),
        ("state" = Option<String>, Query, description = "`open` (also what is only proposed to be accepted) or `accepted`"),
        Viewing,
        Paged
    ),
    responses((status = 200, body = Checks), (status = 422, body = Problem, content_type = "application/problem+json"))
)]
pub async fn list(call: Call) -> Result<Json<Checks>, Fault> {
    let (view, paging) = (call.view()?, call.paging("checks")?);
    let numbers: Vec<&'static str> = RULES.iter().map(|rule| rule.number).collect();
    let filter = Filter {
        rule: call.word("rule", &numbers, |number| number)?,
        region: call.text("region")?,
        severity: call.word("severity", Severity::ALL, |severity| severity.key())?,
        owner: call.word("owner", Owner::ALL, |owner| owner.key())?,
        project: call.text("project")?,
        accepted: call.word("state", &["open", "accepted"], |state| state)? == Some("accepted"),
    };
    let offset = usize::try_from(paging.offset()?).unwrap_or(usize::MAX);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let found = listed(call.db(), call.actor(), view, &filter, offset, limit).await?;
    let total = u64::try_from(found.total).unwrap_or(u64::MAX);
    let rules = RULES
        .iter()
        .map(|rule| {
            let count = found.by_rule.get(rule.number).copied().unwrap_or(0);
            CheckRule::new(rule, count, found.idle.contains(&rule.number))
        })
        .collect();
    let page = paging.of(found.items.into_iter().map(CheckFinding::from).collect(), total)?;
    Ok(Json(Checks { items: page.items, next: page.next, rules }))
}
