//! Grant cases and the versions of their decisions (Bescheide): read, open, propose, approve, reject,
//! withdraw, and say when they were made known.
pub mod shape;
pub mod write;

use super::{
    call::{Call, Paged, Viewing, name},
    fault::{Fault, Problem},
    paging::Listed,
    shape::tagged,
};
use crate::http::routes::Routes;
use axum::{extract::Path, http::Method, response::Response};
use entity::grant::find;
use shape::Decision;

/// The calls about decisions.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/projects/{number}/decisions", list)
        .api(Method::POST, "/api/v1/projects/{number}/decisions", write::propose)
        .api(Method::POST, "/api/v1/projects/{number}/cases", write::open)
        .api(Method::POST, "/api/v1/decisions/{id}/approve", write::approve)
        .api(Method::POST, "/api/v1/decisions/{id}/reject", write::reject)
        .api(Method::POST, "/api/v1/decisions/{id}/withdraw", write::withdraw)
        .api(Method::POST, "/api/v1/decisions/{id}/notice", write::notify)
}

/// The decisions of a project
///
/// Versions of all cases, case by case, the newest first; as of a day those dated until then. The public sees approved
/// ones, without plan, conditions, reasons and persons. The `ETag` stands for all grants of the project as they are now
/// and goes into `If-Match` of a proposal.
#[utoipa::path(
    get,
    path = "/api/v1/projects/{number}/decisions",
    operation_id = "decisions",
    tag = "decisions",
    params(("number" = String, Path, description = "Number; a slash in it is `%2F`"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<Decision>, headers(("ETag" = String, description = "The state of the project's grants"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(number): Path<String>) -> Result<Response, Fault> {
    let (view, paging) = (call.view()?, call.paging("decisions")?);
    let grants = find::of_project(call.db(), call.actor(), view, &name(number)?).await?;
    let all: Vec<Decision> =
        grants.cases.iter().flat_map(|case| case.versions.iter().map(|version| Decision::of(case, version))).collect();
    let total = all.len() as u64;
    let offset = usize::try_from(paging.offset()?).unwrap_or(usize::MAX);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let items = all.into_iter().skip(offset).take(limit).collect();
    Ok(tagged(grants.version, paging.of(items, total)?))
}
