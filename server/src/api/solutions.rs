//! Solutions that others can take over.
use super::{
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    shape::{Named, ProjectRef, tagged},
};
use crate::http::routes::Routes;
use axum::{Json, extract::Path, http::Method, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use entity::solution::{
    Kind, Maturity,
    find::{self, Adopter, Card, Detail, Filter},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The calls about solutions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/solutions", list).api(Method::GET, "/api/v1/solutions/{slug}", one)
}

/// A solution in the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolutionCard {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it is good for, in one sentence.
    pub benefit: String,
    /// The problem it solves.
    pub problem: String,
    /// Who it is for.
    pub audience: String,
    /// What kind of thing it is.
    #[schema(example = "software")]
    pub kind: &'static str,
    /// How far it is.
    #[schema(example = "transferable")]
    pub maturity: &'static str,
    /// `egov` or `urban`.
    pub pillar: String,
    /// Theme as written.
    pub theme: String,
    /// SPDX identifier; null where unknown.
    pub licence: Option<String>,
    /// Address of the source code.
    pub repository: Option<String>,
    /// Who provides it.
    pub provider: String,
    /// Key of the providing municipality or Kreis.
    pub provider_ags: Option<String>,
    /// The region it was made in.
    pub region: Option<Named>,
    /// Municipalities by the state they last reported.
    pub adoptions: BTreeMap<&'static str, u64>,
    /// Since when it can be taken over.
    pub transferable_since: Option<NaiveDate>,
    /// Since when the public sees it.
    pub published_at: Option<DateTime<Utc>>,
    /// Whether parts of it are invented.
    pub sample: bool,
}

impl From<Card> for SolutionCard {
    fn from(card: Card) -> Self {
        let row = card.record;
        Self {
            slug: row.slug,
            name: row.name,
            benefit: row.benefit,
            problem: row.problem,
            audience: row.audience,
            kind: card.kind.key(),
            maturity: card.maturity.key(),
            pillar: row.pillar,
            theme: row.theme,
            licence: row.licence,
            repository: row.repository,
            provider: row.provider,
            provider_ags: row.provider_ags,
            region: card.region.map(Named::from),
            adoptions: card.adoptions.into_iter().map(|(state, count)| (state.key(), count)).collect(),
            transferable_since: row.transferable_since,
            published_at: row.published_at,
            sample: row.sample,
        }
    }
}

/// A solution's sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct Solution {
    /// As in the catalogue.
    #[serde(flatten)]
    pub card: SolutionCard,
    /// Counts changes; also the `ETag`.
    pub version: i32,
    /// What one needs to have.
    pub requirements: Option<String>,
    /// What it costs and takes, as published.
    pub effort: Option<String>,
    /// A role mailbox or office, no person.
    pub contact: Option<String>,
    /// Where this is published.
    pub source: String,
    /// Projects it came from.
    pub projects: Vec<ProjectRef>,
    /// Who uses it or looks at it.
    pub adopters: Vec<AdopterShape>,
    /// Whether who asks may edit the sheet.
    pub editable: bool,
}

/// What a municipality last said about a solution.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdopterShape {
    /// Key.
    pub ags: String,
    /// Name.
    pub name: String,
    /// State.
    #[schema(example = "productive")]
    pub state: &'static str,
    /// Since when.
    pub valid_on: NaiveDate,
    /// Why, for rejections.
    pub reason: Option<String>,
    /// Whether it is invented.
    pub sample: bool,
}

impl From<Adopter> for AdopterShape {
    fn from(adopter: Adopter) -> Self {
        Self {
            ags: adopter.ags,
            name: adopter.name,
            state: adopter.state.key(),
            valid_on: adopter.valid_on,
            reason: adopter.reason,
            sample: adopter.sample,
        }
    }
}

impl From<Detail> for Solution {
    fn from(detail: Detail) -> Self {
        let row = detail.card.record.clone();
        Self {
            card: detail.card.into(),
            version: row.version,
            requirements: row.requirements,
            effort: row.effort,
            contact: row.contact,
            source: row.source,
            projects: detail.projects.into_iter().map(ProjectRef::from).collect(),
            adopters: detail.adopters.into_iter().map(AdopterShape::from).collect(),
            editable: detail.editable,
        }
    }
}

/// Solutions
///
/// By name. The public sees published ones.
#[utoipa::path(
    get,
    path = "/api/v1/solutions",
    operation_id = "solutions",
    tag = "solutions",
    params(
        ("q" = Option<String>, Query, description = "Words to find"),
        ("kind" = Option<String>, Query, description = "What kind of thing"),
        ("theme" = Option<String>, Query, description = "Theme as written"),
        ("maturity" = Option<String>, Query, description = "`idea`, `pilot`, `productive`, `transferable`, `retired`"),
        ("licence" = Option<String>, Query, description = "SPDX identifier"),
        ("region" = Option<String>, Query, description = "Slug of the region it was made in"),
        Viewing,
        Paged
    ),
    responses(
        (status = 200, body = Listed<SolutionCard>),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call) -> Result<Json<Listed<SolutionCard>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("solutions")?);
    let filter = Filter {
        q: call.text("q")?.unwrap_or_default(),
        kind: call.word("kind", &Kind::ALL, |kind| kind.key())?,
        maturity: call.word("maturity", &Maturity::ALL, |step| step.key())?,
        theme: call.text("theme")?,
        licence: call.text("licence")?,
        region: call.text("region")?,
    };
    let page = find::list(call.db(), call.actor(), view, &filter, paging.page()?, paging.limit).await?;
    Ok(Json(paging.of(page.items.into_iter().map(SolutionCard::from).collect(), page.total)?))
}

/// A solution
#[utoipa::path(
    get,
    path = "/api/v1/solutions/{slug}",
    operation_id = "solution",
    tag = "solutions",
    params(("slug" = String, Path, description = "Address word"), Viewing),
    responses(
        (status = 200, body = Solution, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(slug): Path<String>) -> Result<Response, Fault> {
    let found = Solution::from(find::detail(call.db(), call.actor(), call.view()?, &name(slug)?).await?);
    Ok(tagged(found.version, found))
}
