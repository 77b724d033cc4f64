//! Raising claims and what happens to them.
use super::shape::OneClaim;
use crate::api::{
    body::Body,
    call::{Call, key},
    fault::{Fault, Problem},
    shape::tagged,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    approval::Verdict,
    money::Cents,
    recovery::{
        Ground, WriteOff,
        change::{
            self, Agree, Pay, Raise, SetInterest,
            write_off::{Decide, Propose},
        },
        find,
    },
    viewpoint::Viewpoint,
};
use utoipa::ToSchema;

/// A claim to be raised.
#[derive(Debug, ToSchema)]
pub struct NewClaim {
    /// `cost_reduction`, `not_for_purpose`, `not_promptly_used`, `breach` or `late_proof`.
    pub ground: String,
    /// Day on which the authority knew the facts.
    pub known_on: NaiveDate,
    /// Day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the Rückforderungsbescheid; not in the future.
    pub dated_on: NaiveDate,
    /// First day that bears interest; not in the future.
    pub arises_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// Euros, as a text; at most what is paid and not yet reclaimed.
    pub amount: String,
    /// Why.
    pub reason: String,
    /// Why it may come after the one-year clock ran out.
    pub late_reason: Option<String>,
    /// File reference.
    pub reference: String,
}

/// A payment.
#[derive(Debug, ToSchema)]
pub struct NewPayment {
    /// The day the money came.
    pub paid_on: NaiveDate,
    /// Euros for the principal, as a text; at most what is open.
    pub principal: Option<String>,
    /// Euros for interest, as a text; at most what is set and open.
    pub interest: Option<String>,
    /// Document reference.
    pub reference: String,
}

/// Interest to be set; the program computes it.
#[derive(Debug, ToSchema)]
pub struct NewInterest {
    /// The first day that is not covered.
    pub until: NaiveDate,
    /// Date of the decision.
    pub dated_on: NaiveDate,
    /// File reference.
    pub reference: String,
}

/// An instalment.
#[derive(Debug, ToSchema)]
pub struct NewInstalment {
    /// When it is due.
    pub due_on: NaiveDate,
    /// Euros, as a text.
    pub amount: String,
}

/// Instalments that replace those agreed before.
#[derive(Debug, ToSchema)]
pub struct NewInstalments {
    /// Date of the agreement.
    pub agreed_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// In the order of their days; together what is open.
    pub instalments: Vec<NewInstalment>,
}

/// A write-off to be proposed.
#[derive(Debug, ToSchema)]
pub struct NewWriteOff {
    /// `niederschlagung` or `erlass`.
    pub kind: String,
    /// Euros, as a text; at most what is pursued, or for an Erlass what is open.
    pub amount: String,
    /// The last day of a Niederschlagung that is for a time; after today.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// A second person's word about a write-off.
#[derive(Debug, ToSchema)]
pub struct WriteOffWord {
    /// Why; required for a rejection.
    pub reason: Option<String>,
}

/// Raise a claim
///
/// By the authority of the case. It is booked as reclaimed on the day of the Bescheid.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/claims",
    operation_id = "raise_claim",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the grant case"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claims gave")
    ),
    request_body = NewClaim,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The state of the claim"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody raised a claim since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn raise(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let case_id = key(&id)?;
    let now = find::of_case(call.db(), call.actor(), Viewpoint::now(&call.now()), case_id).await?;
    let version = call.if_match().ok_or_else(Fault::precondition_required)?.version(now.version);
    let ground = body.word("ground", Ground::ALL, |ground| ground.key());
    let ground = body.required("ground", ground);
    let heard_on = body.day("heard_on");
    let [known_on, dated_on, arises_on, due_on] =
        ["known_on", "dated_on", "arises_on", "due_on"].map(|field| needed_day(&mut body, field));
    let amount = needed_money(&mut body, "amount");
    let reason = needed_text(&mut body, "reason");
    let late_reason = body.text("late_reason");
    let reference = needed_text(&mut body, "reference");
    body.finish()?;
    let command = (|| {
        Some(Raise {
            case_id,
            version,
            ground: ground?,
            known_on: known_on?,
            heard_on,
            dated_on: dated_on?,
            arises_on: arises_on?,
            due_on: due_on?,
            amount: amount?,
            reason: reason?,
            late_reason,
            reference: reference?,
        })
    })();
    let claim_id = change::raise(call.db(), call.actor(), call.now(), command.ok_or_else(missing)?).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// Record a payment
///
/// Booked as repaid and as interest paid on the day the money came.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/payments",
    operation_id = "pay_claim",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewPayment,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Above what is open, or a day in the future"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn pay(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let (claim_id, version) = expected(&call, &id).await?;
    let paid_on = needed_day(&mut body, "paid_on");
    let (principal, interest) = (body.money("principal"), body.money("interest"));
    let reference = needed_text(&mut body, "reference");
    body.finish()?;
    let (Some(paid_on), Some(reference)) = (paid_on, reference) else { return Err(missing()) };
    let (principal, interest) = (principal.unwrap_or_default(), interest.unwrap_or_default());
    let command = Pay { claim_id, version, paid_on, principal, interest, reference };
    change::pay(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// Set interest
///
/// The program computes it up to and without a day, from the base rates that were entered, and takes off what was set
/// before. A half-year without a rate is refused.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/interest",
    operation_id = "set_claim_interest",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewInterest,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "A rate is missing, or nothing is left to set"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn set_interest(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let (claim_id, version) = expected(&call, &id).await?;
    let until = needed_day(&mut body, "until");
    let dated_on = needed_day(&mut body, "dated_on");
    let reference = needed_text(&mut body, "reference");
    body.finish()?;
    let (Some(until), Some(dated_on), Some(reference)) = (until, dated_on, reference) else { return Err(missing()) };
    let command = SetInterest { claim_id, version, until, dated_on, reference };
    change::set_interest(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// Agree on instalments
///
/// They replace those agreed before and come to what is open.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/instalments",
    operation_id = "agree_instalments",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewInstalments,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn agree(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let (claim_id, version) = expected(&call, &id).await?;
    let agreed_on = needed_day(&mut body, "agreed_on");
    let reason = needed_text(&mut body, "reason");
    let instalments = body.objects("instalments", |item| {
        let (due_on, amount) = (needed_day(item, "due_on"), needed_money(item, "amount"));
        Some((due_on?, amount?))
    });
    let instalments = body.required("instalments", instalments);
    body.finish()?;
    let (Some(agreed_on), Some(reason), Some(instalments)) = (agreed_on, reason, instalments) else {
        return Err(missing());
    };
    let command = Agree { claim_id, version, agreed_on, reason, instalments };
    change::agree(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// Propose a write-off
///
/// Nothing is written off until a second person approves it.
#[utoipa::path(
    post,
    path = "/api/v1/claims/{id}/write-offs",
    operation_id = "propose_write_off",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the claim"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = NewWriteOff,
    responses(
        (status = 201, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn propose(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let (claim_id, version) = expected(&call, &id).await?;
    let kind = body.word("kind", WriteOff::ALL, |kind| kind.key());
    let kind = body.required("kind", kind);
    let amount = needed_money(&mut body, "amount");
    let until = body.day("until");
    let reason = needed_text(&mut body, "reason");
    body.finish()?;
    let (Some(kind), Some(amount), Some(reason)) = (kind, amount, reason) else { return Err(missing()) };
    let command = Propose { claim_id, version, kind, amount, until, reason };
    change::write_off::propose(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::CREATED).await
}

/// Approve a write-off
///
/// By a second person of the authority, never by who proposed it. It is booked on the day of the approval.
#[utoipa::path(
    post,
    path = "/api/v1/write-offs/{id}/approve",
    operation_id = "approve_write_off",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the write-off"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = WriteOffWord,
    responses(
        (status = 200, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Decided already, the same person, or above what is open by now")
    )
)]
pub async fn approve(call: Call, Path(id): Path<String>, body: Body) -> Result<Response, Fault> {
    decide(call, &id, body, Verdict::Approved).await
}

/// Reject a write-off
///
/// By a second person of the authority, with a reason.
#[utoipa::path(
    post,
    path = "/api/v1/write-offs/{id}/reject",
    operation_id = "reject_write_off",
    tag = "claims",
    params(
        ("id" = i64, Path, description = "Key of the write-off"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the claim gave")
    ),
    request_body = WriteOffWord,
    responses(
        (status = 200, body = OneClaim, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn reject(call: Call, Path(id): Path<String>, body: Body) -> Result<Response, Fault> {
    decide(call, &id, body, Verdict::Rejected).await
}

async fn decide(call: Call, id: &str, mut body: Body, verdict: Verdict) -> Result<Response, Fault> {
    let write_off_id = key(id)?;
    let reason = body.text("reason");
    body.finish()?;
    let claim_id = find::claim_of(call.db(), call.actor(), write_off_id).await?;
    let today = call.now().today;
    let one = find::one(call.db(), call.actor(), Viewpoint::now(&call.now()), claim_id, today).await?;
    let version = call.if_match().map(|wanted| wanted.version(one.version));
    let command = Decide { write_off_id, version, verdict, reason };
    change::write_off::decide(call.db(), call.actor(), call.now(), command).await?;
    answer(&call, claim_id, StatusCode::OK).await
}

/// The claim and the state that the change is made for. Whoever may not see it learns nothing else.
pub(super) async fn expected(call: &Call, id: &str) -> Result<(i64, i32), Fault> {
    let claim_id = key(id)?;
    let today = call.now().today;
    let one = find::one(call.db(), call.actor(), Viewpoint::now(&call.now()), claim_id, today).await?;
    let wanted = call.if_match().ok_or_else(Fault::precondition_required)?;
    Ok((claim_id, wanted.version(one.version)))
}

pub(super) async fn answer(call: &Call, claim_id: i64, status: StatusCode) -> Result<Response, Fault> {
    let today = call.now().today;
    let one = find::one(call.db(), call.actor(), Viewpoint::now(&call.now()), claim_id, today).await?;
    Ok((status, tagged(one.version, OneClaim::from(&one))).into_response())
}

pub(super) fn needed_day(body: &mut Body, field: &str) -> Option<NaiveDate> {
    let day = body.day(field);
    body.required(field, day)
}

fn needed_money(body: &mut Body, field: &str) -> Option<Cents> {
    let cents = body.money(field);
    body.required(field, cents)
}

pub(super) fn needed_text(body: &mut Body, field: &str) -> Option<String> {
    let text = body.text(field);
    body.required(field, text)
}

pub(super) fn missing() -> Fault {
    Fault::field("claim", "required", "Bitte alle Pflichtfelder angeben.")
}
