//! The programme's budget: its facts by year, and recording one.
use super::{
    body::Body,
    call::{Call, Viewing, name},
    fault::{Fault, Problem},
    shape::Fact,
};
use crate::http::routes::Routes;
use axum::{
    Json,
    extract::Path,
    http::{Method, StatusCode},
};
use chrono::NaiveDate;
use entity::{
    budget_year::{
        change::{Record, record},
        find,
    },
    figures::find::Figure,
    grant::Backing,
    ledger::Kind,
    refusal::Refusal,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The calls about the programme's budget.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/programmes/{slug}/years/{year}", one).api(
        Method::POST,
        "/api/v1/programmes/{slug}/budget",
        post,
    )
}

/// A budget year.
#[derive(Debug, Serialize, ToSchema)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// The steps of its ladder that have facts.
    pub steps: Vec<Step>,
    /// Ansatz and Reste without what is blocked, in euros; null while neither is recorded.
    #[schema(example = "25000000.00")]
    pub available: Option<String>,
    /// Available and not paid.
    pub unspent: Option<String>,
    /// What lapses at its end for good.
    pub lapses: Option<String>,
    /// What can be carried over, oldest first.
    pub left: Vec<Left>,
    /// By granting authority, those with anything.
    pub authorities: Vec<PartOfYear>,
    /// By region, those with anything.
    pub regions: Vec<PartOfYear>,
    /// The facts of the budget itself.
    pub facts: Vec<Fact>,
}

/// A step of the ladder.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    /// Opens to the facts at `/figures/{id}/facts`.
    #[schema(example = "paid.programme.year-2021")]
    pub id: String,
    /// Kind.
    pub kind: &'static str,
    /// Euros.
    pub amount: String,
    /// How many facts it sums.
    pub count: u64,
    /// What is granted by what backs it; left out for other kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bound: Vec<Bound>,
}

/// What is granted from one backing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bound {
    /// Opens to the facts at `/figures/{id}/facts`.
    #[schema(example = "granted.programme.year-2021.backing-commitment")]
    pub id: String,
    /// `cash` of the year, or a `commitment` of an earlier budget.
    pub backing: &'static str,
    /// Euros.
    pub amount: String,
}

/// A region's or an authority's part of a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartOfYear {
    /// Address word.
    pub slug: String,
    /// The steps of its ladder that have facts.
    pub steps: Vec<Step>,
}

/// What is left of the money of one year.
#[derive(Debug, Serialize, ToSchema)]
pub struct Left {
    /// The year whose Ansatz it comes from.
    pub stems_from: i32,
    /// Euros.
    pub amount: String,
    /// The last day on which it can be spent, if it is carried over.
    pub until: NaiveDate,
}

/// A fact of the budget to be recorded.
#[derive(Debug, ToSchema)]
pub struct NewBudgetFact {
    /// `appropriation`, `carry_over`, `blocked`, `commitment`, `allocated`, `frame` or `ceiling`.
    #[schema(example = "appropriation")]
    pub kind: Option<String>,
    /// Budget year; a ceiling has none.
    pub year: Option<i32>,
    /// For `carry_over` the year it comes from, for `commitment` the year whose budget allows it.
    pub stems_from: Option<i32>,
    /// Slug of the authority, for `allocated`.
    pub authority: Option<String>,
    /// Slug of the region, for `frame`.
    pub region: Option<String>,
    /// Euros, as a text.
    #[schema(example = "25000000.00")]
    pub amount: Option<String>,
    /// The day it holds from; not in the future.
    pub value_date: Option<NaiveDate>,
    /// The document, 1 to 200 characters.
    pub reference: Option<String>,
    /// The entry to take back (Storno).
    pub reverses: Option<i64>,
}

/// A budget year
///
/// Its ladder, what is left and what lapses at its end.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{slug}/years/{year}",
    operation_id = "budget_year",
    tag = "programmes",
    params(
        ("slug" = String, Path, description = "Address word", example = "dmr-nrw"),
        ("year" = i32, Path, description = "Budget year"),
        Viewing
    ),
    responses((status = 200, body = Year), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
pub async fn one(call: Call, Path((slug, year)): Path<(String, String)>) -> Result<Json<Year>, Fault> {
    let view = call.view()?;
    let year: i32 = year.parse().map_err(|_| Refusal::NotFound)?;
    let found = find::year(call.db(), call.actor(), view, &name(slug)?, year).await?;
    let parts = |parts: &[find::Part]| -> Vec<PartOfYear> {
        let one = |part: &find::Part| PartOfYear { slug: part.slug.clone(), steps: steps(&part.steps, &part.bound) };
        parts.iter().map(one).collect()
    };
    let end = found.end.as_ref();
    Ok(Json(Year {
        year,
        steps: steps(&found.steps, &found.bound),
        available: end.map(|end| end.available.plain()),
        unspent: end.map(|end| end.unspent.plain()),
        lapses: end.map(|end| end.lapses().plain()),
        left: end.map_or(&[][..], |end| &end.left).iter().map(left).collect(),
        authorities: parts(&found.authorities),
        regions: parts(&found.regions),
        facts: found.facts.into_iter().map(Fact::from).collect(),
    }))
}

fn steps(steps: &BTreeMap<Kind, Figure>, bound: &BTreeMap<Backing, Figure>) -> Vec<Step> {
    let of = |figure: &Figure| Step {
        id: figure.id.to_string(),
        kind: figure.id.kind.key(),
        amount: figure.cents.plain(),
        count: figure.count,
        bound: bound.iter().filter(|_| figure.id.kind == Kind::Granted).map(backed).collect(),
    };
    steps.values().map(of).collect()
}

pub(super) fn backed((backing, figure): (&Backing, &Figure)) -> Bound {
    Bound { id: figure.id.to_string(), backing: backing.key(), amount: figure.cents.plain() }
}

fn left(left: &entity::budget_year::rules::Left) -> Left {
    Left { stems_from: left.stems_from, amount: left.cents.plain(), until: left.until }
}

/// Record a fact of the budget
///
/// Nothing is ever edited: with `reverses` an entry is taken back by its opposite.
#[utoipa::path(
    post,
    path = "/api/v1/programmes/{slug}/budget",
    operation_id = "record_budget",
    tag = "programmes",
    params(("slug" = String, Path, description = "Address word", example = "dmr-nrw")),
    request_body = NewBudgetFact,
    responses(
        (status = 201, body = RecordedBudget),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn post(
    call: Call,
    Path(slug): Path<String>,
    mut body: Body,
) -> Result<(StatusCode, Json<RecordedBudget>), Fault> {
    let reverses = body.integer("reverses");
    let kind = body.word("kind", &Kind::ALL, |kind| kind.key());
    let value_date = body.day("value_date");
    if reverses.is_none() {
        body.required("kind", kind);
        body.required("value_date", value_date);
    }
    let year = body.integer("year").map(|year| i32::try_from(year).unwrap_or(i32::MAX));
    let stems_from = body.integer("stems_from").map(|year| i32::try_from(year).unwrap_or(i32::MAX));
    let (cents, reference) = (body.money("amount"), body.text("reference"));
    let (authority, region) = (body.text("authority"), body.text("region"));
    body.finish()?;
    let command = Record {
        programme: name(slug)?,
        // a counter-entry takes these from the entry it takes back
        kind: kind.unwrap_or(Kind::Appropriation),
        year,
        stems_from,
        authority,
        region,
        cents,
        value_date: value_date.unwrap_or(call.now().today),
        reference: reference.unwrap_or_default(),
        reverses,
        sample: false,
    };
    let id = record(call.db(), call.actor(), call.now(), command).await?;
    Ok((StatusCode::CREATED, Json(RecordedBudget { id })))
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedBudget {
    /// The entry's key; `reverses` takes it back.
    pub id: i64,
}
