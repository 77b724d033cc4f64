//! The settlement of grant cases: calls for money with their answers and the use of the money, proofs of use with their checks.
pub mod late_use;
pub mod proof_shape;
pub mod proofs;
pub mod shape;
pub mod write;

use super::{
    call::{Call, Paged, Viewing, key},
    fault::{Fault, Problem},
    paging::Listed,
    shape::tagged,
};
use crate::http::routes::Routes;
use axum::{extract::Path, http::Method, response::Response};
use entity::settlement::desk;
use shape::Draw;

/// The calls about settlement.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/cases/{id}/draws", draws)
        .api(Method::POST, "/api/v1/cases/{id}/draws", write::draw)
        .api(Method::POST, "/api/v1/draws/{id}/answer", write::answer)
        .api(Method::GET, "/api/v1/draws/{id}/uses", late_use::list)
        .api(Method::POST, "/api/v1/draws/{id}/uses", late_use::record)
        .api(Method::POST, "/api/v1/draws/{id}/interest", late_use::claim)
        .api(Method::GET, "/api/v1/cases/{id}/proofs", proofs::list)
        .api(Method::POST, "/api/v1/cases/{id}/proofs", proofs::hand_in)
        .api(Method::POST, "/api/v1/proofs/{id}/review", proofs::review)
}

/// The calls for money of a case
///
/// Mittelabrufe, the newest first, each with the answer that stands. For those who see what is internal to the project.
/// The `ETag` stands for the settlement of the whole project as it is now and goes into `If-Match` of the next call.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/draws",
    operation_id = "draws",
    tag = "settlement",
    params(("id" = i64, Path, description = "Key of the case"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<Draw>, headers(("ETag" = String, description = "The state of the project's settlement"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn draws(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let (view, paging, id) = (call.view()?, call.paging("draws")?, key(&id)?);
    let desk = desk::of_case(call.db(), call.actor(), view, id).await?;
    let all = &desk.case(id)?.draws;
    let total = all.len() as u64;
    let offset = usize::try_from(paging.offset()?).unwrap_or(usize::MAX);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let items = all.iter().skip(offset).take(limit).map(|draw| Draw::of(id, draw)).collect();
    Ok(tagged(desk.version, paging.of(items, total)?))
}
