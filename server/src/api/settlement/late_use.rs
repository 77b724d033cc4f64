//! When the money of a call was used, and interest on what was used late.
use crate::api::{
    body::Body,
    call::{Call, Viewing, key},
    fault::{Fault, Problem},
    recovery::shape::{InterestCalculation, OneClaim},
    shape::tagged,
    times::{day, no_day},
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    recovery::{
        self,
        change::late_use::{ClaimInterest, claim_interest},
    },
    refusal::Refusal,
    settlement::draw::used::{
        Usage,
        change::{self, TakeBack, Use},
        find::{OfDraw, of_draw},
        record,
    },
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of the money of a call that was used.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawUse {
    /// Its key, to take it back.
    pub id: i64,
    /// The day.
    pub used_on: NaiveDate,
    /// `used` or `returned`.
    pub kind: String,
    /// Euros; below zero in a Storno.
    #[schema(example = "4000.00")]
    pub amount: String,
    /// Document reference; in a Storno the reason.
    pub reference: String,
    /// What this Storno takes back.
    pub reverses: Option<i64>,
}

impl From<&record::Model> for DrawUse {
    fn from(row: &record::Model) -> Self {
        Self {
            id: row.id,
            used_on: row.used_on,
            kind: row.kind.clone(),
            amount: row.amount_cents.plain(),
            reference: row.reference.clone(),
            reverses: row.reverses_id,
        }
    }
}

/// What became of the money of a call.
#[derive(Debug, Serialize, ToSchema)]
pub struct UseOfDraw {
    /// The day of the payment; null before it is paid.
    pub paid_on: Option<NaiveDate>,
    /// Euros paid.
    pub paid: Option<String>,
    /// The last day on which a use is in time.
    pub deadline: Option<NaiveDate>,
    /// Euros not used.
    pub left: String,
    /// Uses and what takes them back, in the order of recording.
    pub uses: Vec<DrawUse>,
    /// Interest on what was used late: an estimate until a claim sets it.
    pub calculation: InterestCalculation,
    /// Key of the claim of interest that stands.
    pub claim: Option<i64>,
}

impl From<&OfDraw> for UseOfDraw {
    fn from(found: &OfDraw) -> Self {
        Self {
            paid_on: found.payment.map(|(day, ..)| day),
            paid: found.payment.map(|(_, cents, _)| cents.plain()),
            deadline: found.payment.map(|(.., last)| last),
            left: found.left.plain(),
            uses: found.uses.iter().map(DrawUse::from).collect(),
            calculation: (&found.calculation).into(),
            claim: found.claim.as_ref().map(|one| one.claim.id),
        }
    }
}

/// A use to be recorded, or taken back.
#[derive(Debug, ToSchema)]
pub struct NewDrawUse {
    /// The day; not in the future. Left out with `reverses`, as `kind` and `amount` are.
    pub used_on: Option<NaiveDate>,
    /// `used` or `returned`.
    pub kind: Option<String>,
    /// Euros, as a text; at most what is not used of the payment.
    pub amount: Option<String>,
    /// Document reference; with `reverses` the reason.
    pub reference: String,
    /// The use that is taken back.
    pub reverses: Option<i64>,
}

/// Interest to be claimed; the program computes it.
#[derive(Debug, ToSchema)]
pub struct NewInterestClaim {
    /// The first day that is not covered.
    pub until: NaiveDate,
    /// Day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the Zinsbescheid; not in the future.
    pub dated_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// File reference.
    pub reference: String,
}

/// The use of the money of a call
///
/// With interest on what was used late, up to and without a day, line by line (§ 49a (4) VwVfG NRW). Not for the public.
#[utoipa::path(
    get,
    path = "/api/v1/draws/{id}/uses",
    operation_id = "draw_uses",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the call"),
        ("until" = Option<NaiveDate>, Query, description = "The first day that bears no interest; `as_of` unless given"),
        Viewing
    ),
    responses(
        (status = 200, body = UseOfDraw, headers(("ETag" = String, description = "The state of uses and claims of the call"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let view = call.view()?;
    let until = call.text("until")?.map(|text| day(&text).ok_or_else(|| no_day("until"))).transpose()?;
    let found = of_draw(call.db(), call.actor(), view, key(&id)?, until.unwrap_or(view.as_of)).await?;
    Ok(tagged(found.version, UseOfDraw::from(&found)))
}

/// Record a use
///
/// By the recipient or the authority: that a part of the money was used on a day. With `reverses`, one is taken back.
#[utoipa::path(
    post,
    path = "/api/v1/draws/{id}/uses",
    operation_id = "record_draw_use",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the call"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the uses gave")
    ),
    request_body = NewDrawUse,
    responses(
        (status = 201, body = UseOfDraw, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Nothing was paid, or less than that"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn record(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let draw_id = key(&id)?;
    let (found, version) = expected(&call, draw_id).await?;
    if !found.may_use {
        return Err(Refusal::Forbidden.into());
    }
    let reverses = body.integer("reverses");
    let used_on = body.day("used_on");
    let kind = body.word("kind", Usage::ALL, |kind| kind.key());
    let amount = body.money("amount");
    let reference = body.text("reference");
    let reference = body.required("reference", reference).unwrap_or_default();
    if let Some(use_id) = reverses {
        body.finish()?;
        if !found.uses.iter().any(|row| row.id == use_id) {
            return Err(Fault::field("reverses", "unknown", "Diese Verwendung gibt es hier nicht."));
        }
        let command = TakeBack { use_id, version, reason: reference };
        change::take_back(call.db(), call.actor(), call.now(), command).await?;
    } else {
        let used_on = body.required("used_on", used_on);
        let kind = body.required("kind", kind);
        let amount = body.required("amount", amount);
        body.finish()?;
        let (Some(used_on), Some(kind), Some(amount)) = (used_on, kind, amount) else {
            return Err(Fault::field("used_on", "required", "Bitte alle Pflichtfelder angeben."));
        };
        let command = Use { draw_id, version, used_on, kind, amount, reference };
        change::record_use(call.db(), call.actor(), call.now(), command).await?;
    }
    let found = of_draw(call.db(), call.actor(), Viewpoint::now(&call.now()), draw_id, call.now().today).await?;
    Ok((StatusCode::CREATED, tagged(found.version, UseOfDraw::from(&found))).into_response())
}

/// Claim interest on late use
///
/// By the authority: interest without a claim of principal, from the day of the payment, on what was not used in time. Booked
/// as claimed; later interest is set at the claim.
#[utoipa::path(
    post,
    path = "/api/v1/draws/{id}/interest",
    operation_id = "claim_interest_on_late_use",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the call"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the uses gave")
    ),
    request_body = NewInterestClaim,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The state of the claim"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Nothing was late, a rate is missing, or a claim stands"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn claim(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let draw_id = key(&id)?;
    let (_, version) = expected(&call, draw_id).await?;
    let mut days = [None; 3];
    for (found, field) in days.iter_mut().zip(["until", "dated_on", "due_on"]) {
        let given = body.day(field);
        *found = body.required(field, given);
    }
    let heard_on = body.day("heard_on");
    let mut texts = [None, None];
    for (found, field) in texts.iter_mut().zip(["reason", "reference"]) {
        let given = body.text(field);
        *found = body.required(field, given);
    }
    body.finish()?;
    let ([Some(until), Some(dated_on), Some(due_on)], [Some(reason), Some(reference)]) = (days, texts) else {
        return Err(Fault::field("until", "required", "Bitte alle Pflichtfelder angeben."));
    };
    let command = ClaimInterest { draw_id, version, until, heard_on, dated_on, due_on, reason, reference };
    let claim_id = claim_interest(call.db(), call.actor(), call.now(), command).await?;
    let view = Viewpoint::now(&call.now());
    let one = recovery::find::one(call.db(), call.actor(), view, claim_id, call.now().today).await?;
    Ok((StatusCode::CREATED, tagged(one.version, OneClaim::from(&one))).into_response())
}

/// What is there now, and the state that the change is made for. Whoever may not see it learns nothing else.
async fn expected(call: &Call, draw_id: i64) -> Result<(OfDraw, i32), Fault> {
    let found = of_draw(call.db(), call.actor(), Viewpoint::now(&call.now()), draw_id, call.now().today).await?;
    let wanted = call.if_match().ok_or_else(Fault::precondition_required)?;
    let version = wanted.version(found.version);
    Ok((found, version))
}
