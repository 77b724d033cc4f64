//! Taking back what was recorded about a claim, an Erlass with a second person, and taking up again what was not pursued.
use super::{
    shape::OneClaim,
    write::{answer, expected, missing, needed_day, needed_text},
};
use crate::api::{
    body::Body,
    call::{Call, key},
    fault::{Fault, Problem},
};
use axum::{extract::Path, http::StatusCode, response::Response};
use chrono::NaiveDate;
use entity::recovery::{
    Fact,
    change::{
        self,
        take_back::TakeBack,
        write_off::{Resume, Reverse},
    },
    find,
};
use utoipa::ToSchema;

/// Something to be taken back.
#[derive(Debug, ToSchema)]
pub struct NewReversal {
    /// `claim`, `payment`, `interest` or `instalments`.
    pub fact: String,
    /// Its key; that of the claim for the claim itself.
    pub id: i64,
    /// Why.
    pub reason: String,
}

/// Take something back
///
/// A Storno: what was booked is booked the other way round, both stay to be seen. What depends on it goes first. A Storno is
/// not taken back.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/reversals",
    operation_id = "take_back_of_claim",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewReversal,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Taken back already, or something depends on it"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn take_back(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let (claim_id, version) = expected(&call, &id).await?;
    let fact = body.word("fact", Fact::ALL, |fact| fact.key());
    let fact = body.required("fact", fact);
    let fact_id = body.integer("id");
    let fact_id = body.required("id", fact_id);
    let reason = needed_text(&mut body, "reason");
    body.finish()?;
    let (Some(fact), Some(fact_id), Some(reason)) = (fact, fact_id, reason) else { return Err(missing()) };
    let command = TakeBack { claim_id, version, fact, fact_id, reason };
    change::take_back::take_back(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// The end of a Niederschlagung.
#[derive(Debug, ToSchema)]
pub struct NewResumption {
    /// The first day on which the claim is pursued again.
    pub resumed_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Take a claim up again
///
/// Ends a Niederschlagung: the claim is pursued again from that day. By the authority of the case; an Erlass has no end.
#[utoipa::path(
    post,
    path = "/api/v1/write-offs/{id}/resume",
    operation_id = "resume_claim",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the write-off"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewResumption,
    responses(
        (status = 200, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Not a Niederschlagung that holds"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn resume(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let write_off_id = key(&id)?;
    let claim_id = find::claim_of(call.db(), call.actor(), write_off_id).await?;
    let (claim_id, version) = expected(&call, &claim_id.to_string()).await?;
    let resumed_on = needed_day(&mut body, "resumed_on");
    let reason = needed_text(&mut body, "reason");
    body.finish()?;
    let (Some(resumed_on), Some(reason)) = (resumed_on, reason) else { return Err(missing()) };
    let command = Resume { write_off_id, version, resumed_on, reason };
    change::write_off::resume(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::OK).await
}

/// The Storno of an Erlass.
#[derive(Debug, ToSchema)]
pub struct NewRemissionReversal {
    /// Why.
    pub reason: String,
}

/// Propose the Storno of an Erlass
///
/// For an Erlass that was entered by mistake. It is approved or rejected by a second person like a write-off; then it never was
/// given up. An Erlass that was made is final: one that is revoked leads to a new claim.
#[utoipa::path(
    post,
    path = "/api/v1/write-offs/{id}/reverse",
    operation_id = "reverse_remission",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the write-off"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewRemissionReversal,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Not an Erlass that holds, or another proposal waits"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn reverse(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let write_off_id = key(&id)?;
    let claim_id = find::claim_of(call.db(), call.actor(), write_off_id).await?;
    let (claim_id, version) = expected(&call, &claim_id.to_string()).await?;
    let reason = needed_text(&mut body, "reason");
    body.finish()?;
    let Some(reason) = reason else { return Err(missing()) };
    let command = Reverse { write_off_id, version, reason };
    change::write_off::reverse(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}
