//! The use of a solution by municipalities: what they last said, and a new statement.
use super::{
    body::Body,
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    solutions::AdopterShape,
};
use crate::http::routes::Routes;
use axum::{
    Json,
    extract::Path,
    http::{Method, StatusCode},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    adoption::{
        State, UseKind,
        change::{Say, Told, say},
    },
    refusal::Refusal,
    solution::{
        catalogue::load::renamed,
        find::{Adopter, Reply, detail},
    },
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The calls about the use of solutions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/solutions/{slug}/adoptions", list).api(
        Method::POST,
        "/api/v1/solutions/{slug}/adoptions",
        post,
    )
}

/// Where a municipality stands with a solution.
#[derive(Debug, Serialize, ToSchema)]
pub struct Adoption {
    /// As with the solution.
    #[serde(flatten)]
    pub stands: AdopterShape,
    /// Who said it last: `adopter` (the municipality itself), `curator` or `visitor`.
    #[schema(example = "adopter")]
    pub said_by: &'static str,
    /// Whether the municipality is to confirm it (again).
    pub due: bool,
    /// What the providing side answered, the oldest first.
    pub replies: Vec<ReplyShape>,
}

/// An answer of the providing side.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyShape {
    /// What was answered.
    pub text: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl From<Reply> for ReplyShape {
    fn from(reply: Reply) -> Self {
        Self { text: reply.text, recorded_at: reply.recorded_at }
    }
}

impl From<Adopter> for Adoption {
    fn from(mut adopter: Adopter) -> Self {
        Self {
            said_by: adopter.said_by.key(),
            due: adopter.due,
            replies: std::mem::take(&mut adopter.replies).into_iter().map(ReplyShape::from).collect(),
            stands: adopter.into(),
        }
    }
}

/// What a municipality says about its use of a solution.
#[derive(Debug, ToSchema)]
pub struct NewAdoption {
    /// Key of the municipality (eight digits) or Kreis (five).
    #[schema(example = "05334002")]
    pub ags: String,
    /// `interested`, `evaluating`, `introducing`, `productive` or `rejected`.
    #[schema(example = "evaluating")]
    pub state: String,
    /// Why: needed when it is rejected, when it goes back and when it is taken up again; at most 2,000 characters.
    pub reason: Option<String>,
    /// The day from which it holds, not in the future and not before the statement it follows; today unless given.
    pub valid_on: Option<NaiveDate>,
    /// `as_is`, `adapted` or `concept`. This and what follows stays as last said where it is not given.
    pub use_kind: Option<String>,
    /// Person-days spent until now.
    #[schema(minimum = 0, maximum = 100_000)]
    pub person_days: Option<i32>,
    /// Euros spent until now, as a text.
    #[schema(example = "12500.00")]
    pub cost: Option<String>,
    /// What was learned, at most 2,000 characters.
    pub lessons: Option<String>,
    /// What was changed, at most 2,000 characters.
    pub changes: Option<String>,
}

/// The use of a solution
///
/// Where each municipality stands; confirmed use first.
#[utoipa::path(
    get,
    path = "/api/v1/solutions/{slug}/adoptions",
    operation_id = "adoptions",
    tag = "solutions",
    params(("slug" = String, Path, description = "Address word"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<Adoption>),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(slug): Path<String>) -> Result<Json<Listed<Adoption>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("adoptions")?);
    let slug = today(&call, slug).await?;
    let found = detail(call.db(), call.actor(), view, &slug).await?.adopters;
    let total = found.len() as u64;
    let (skip, limit) =
        (usize::try_from(paging.offset()?).unwrap_or(usize::MAX), usize::try_from(paging.limit).unwrap_or(500));
    let items = found.into_iter().skip(skip).take(limit).map(Adoption::from).collect();
    Ok(Json(paging.of(items, total)?))
}

/// Say how far a municipality is
///
/// Nothing is edited: a statement follows the last one of the same municipality. The account of the municipality speaks
/// for itself; `productive` counts only when it does, and for twelve months. The same statement without anything new is
/// refused.
#[utoipa::path(
    post,
    path = "/api/v1/solutions/{slug}/adoptions",
    operation_id = "report_adoption",
    tag = "solutions",
    params(("slug" = String, Path, description = "Address word")),
    request_body = NewAdoption,
    responses(
        (status = 201, body = Adoption, description = "Where the municipality stands now"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "For a municipality that is not one's own"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn post(call: Call, Path(slug): Path<String>, mut body: Body) -> Result<(StatusCode, Json<Adoption>), Fault> {
    let slug = today(&call, slug).await?;
    let ags = body.text("ags");
    let ags = body.required("ags", ags);
    let state = body.word("state", &State::ALL, |state| state.key());
    let state = body.required("state", state);
    let reason = body.text("reason");
    let valid_on = body.day("valid_on");
    let told = Told {
        use_kind: body.word("use_kind", UseKind::ALL, |kind| kind.key()),
        // what no column takes is out of range, and said to be so below
        person_days: body.integer("person_days").map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
        cost: body.money("cost"),
        lessons: body.text("lessons"),
        changes: body.text("changes"),
    };
    body.finish()?;
    let (Some(ags), Some(state)) = (ags, state) else { return Err(Refusal::NotFound.into()) };
    let ags = ags.trim().to_owned();
    let command = Say {
        slug: slug.clone(),
        ags: ags.clone(),
        state,
        reason,
        valid_on: valid_on.unwrap_or(call.now().today),
        told,
    };
    say(call.db(), call.actor(), call.now(), command).await?;
    let found = detail(call.db(), call.actor(), Viewpoint::now(&call.now()), &slug).await?;
    let stands = found.adopters.into_iter().find(|adopter| adopter.used.ags == ags).ok_or(Refusal::NotFound)?;
    Ok((StatusCode::CREATED, Json(stands.into())))
}

/// The address word of today for one that may be from before a renaming.
async fn today(call: &Call, slug: String) -> Result<String, Fault> {
    let slug = name(slug)?;
    Ok(renamed(call.db(), &slug).await?.unwrap_or(slug))
}
