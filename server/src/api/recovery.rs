//! Claims for money that has to come back: read, raise, pay, set interest, agree on instalments, write off, take up again, take back.
pub mod shape;
pub mod undo;
pub mod write;

use super::{
    call::{Call, Paged, Viewing, key},
    fault::{Fault, Problem},
    shape::tagged,
    times::{day, no_day},
};
use crate::http::routes::Routes;
use axum::{extract::Path, http::Method, response::Response};
use entity::recovery::find;
use shape::{Claim, Claims, OneClaim};

/// The calls about claims.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Method::GET, "/api/v1/cases/{id}/claims", list)
        .api(Method::POST, "/api/v1/cases/{id}/claims", write::raise)
        .api(Method::GET, "/api/v1/claims/{id}", one)
        .api(Method::POST, "/api/v1/claims/{id}/payments", write::pay)
        .api(Method::POST, "/api/v1/claims/{id}/interest", write::set_interest)
        .api(Method::POST, "/api/v1/claims/{id}/instalments", write::agree)
        .api(Method::POST, "/api/v1/claims/{id}/write-offs", write::propose)
        .api(Method::POST, "/api/v1/claims/{id}/reversals", undo::take_back)
        .api(Method::POST, "/api/v1/write-offs/{id}/approve", write::approve)
        .api(Method::POST, "/api/v1/write-offs/{id}/reject", write::reject)
        .api(Method::POST, "/api/v1/write-offs/{id}/resume", undo::resume)
        .api(Method::POST, "/api/v1/write-offs/{id}/reverse", undo::reverse)
}

/// The claims of a case
///
/// The oldest first, with what would have to be reclaimed now: an estimate until a claim confirms it. Not for the public.
/// The `ETag` goes into `If-Match` of a new claim.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/claims",
    operation_id = "claims",
    tag = "claims",
    params(("id" = i64, Path, description = "Key of the grant case"), Viewing, Paged),
    responses(
        (status = 200, body = Claims, headers(("ETag" = String, description = "The state of the case's claims"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let (view, paging) = (call.view()?, call.paging("claims")?);
    let found = find::of_case(call.db(), call.actor(), view, key(&id)?).await?;
    let total = found.claims.len() as u64;
    let offset = usize::try_from(paging.offset()?).unwrap_or(usize::MAX);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let items = found.claims.iter().skip(offset).take(limit).map(Claim::from).collect();
    let page = paging.of(items, total)?;
    let claims = Claims {
        items: page.items,
        next: page.next,
        paid: found.money.paid.plain(),
        recognised: found.money.recognised.map(|cents| cents.plain()),
        reclaimed: found.money.reclaimed.plain(),
        estimate: found.money.estimate().map(|cents| cents.plain()),
    };
    Ok(tagged(found.version, claims))
}

/// One claim
///
/// With the calculation of its interest up to and without a day, line by line. Not for the public.
#[utoipa::path(
    get,
    path = "/api/v1/claims/{id}",
    operation_id = "claim",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("until" = Option<chrono::NaiveDate>, Query, description = "The first day that bears no interest; `as_of` unless given"),
        Viewing
    ),
    responses(
        (status = 200, body = OneClaim, headers(("ETag" = String, description = "The state of the claim"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let view = call.view()?;
    let until = call.text("until")?.map(|text| day(&text).ok_or_else(|| no_day("until"))).transpose()?;
    let one = find::one(call.db(), call.actor(), view, key(&id)?, until.unwrap_or(view.as_of)).await?;
    Ok(tagged(one.version, OneClaim::from(&one)))
}
