//! Calling for money and answering the call.
use super::shape::Draw;
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
    settlement::{
        desk,
        draw::{
            self, Verdict,
            change::{self, Enter, Reply},
        },
    },
    viewpoint::Viewpoint,
};
use utoipa::ToSchema;

/// A call for money to be entered.
#[derive(Debug, ToSchema)]
pub struct NewDraw {
    /// The day of the call; not in the future.
    pub requested_on: NaiveDate,
    /// Euros, as a text.
    #[schema(example = "50000.00")]
    pub amount: String,
    /// When the last payment falls due for which the money is needed.
    pub needed_until: NaiveDate,
    /// Eligible expenditure until now: euros, as a text.
    #[schema(example = "0.00")]
    pub spent_before: String,
    /// Own and other money in it: euros, as a text.
    #[schema(example = "0.00")]
    pub own_before: String,
    /// Budget year.
    pub year: i32,
    /// Document reference, at most 200 characters.
    pub reference: Option<String>,
}

/// An answer to a call for money.
#[derive(Debug, ToSchema)]
pub struct NewAnswer {
    /// `paid` or `refused`.
    pub verdict: String,
    /// Value date of the payment, or the day of the refusal; not in the future.
    pub dated_on: NaiveDate,
    /// Euros, as a text; as called for unless given.
    pub amount: Option<String>,
    /// Why; required for a refusal and where less is paid.
    pub reason: Option<String>,
}

/// Call for money
///
/// Books the amount as requested. Rule R13 refuses it before the decision is beyond challenge, outside its period, above
/// the grant, for payments due too late, and without own money in proportion.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/draws",
    operation_id = "call_for_money",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the case"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the calls gave")
    ),
    request_body = NewDraw,
    responses(
        (status = 201, body = Draw, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the settlement since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`code` of each error is the rule's number where a rule refuses"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn draw(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let case_id = key(&id)?;
    let version = expected(&call, case_id).await?;
    let mut days = [None; 2];
    for (day, field) in days.iter_mut().zip(["requested_on", "needed_until"]) {
        let given = body.day(field);
        *day = body.required(field, given);
    }
    let mut amounts = [None; 3];
    for (cents, field) in amounts.iter_mut().zip(["amount", "spent_before", "own_before"]) {
        let given = body.money(field);
        *cents = body.required(field, given);
    }
    let year = body.integer("year");
    let year = body.required("year", year);
    let reference = body.text("reference");
    body.finish()?;
    let ([Some(requested_on), Some(needed_until)], [Some(amount), Some(spent_before), Some(own_before)], Some(year)) =
        (days, amounts, year)
    else {
        return Err(Fault::field("amount", "required", "Bitte alle Pflichtfelder angeben."));
    };
    let budget_year = i32::try_from(year).unwrap_or(i32::MAX);
    let wanted = draw::Call { requested_on, amount, needed_until, spent_before, own_before, budget_year, reference };
    let command = Enter { case_id, version, call: wanted };
    let id = change::enter(call.db(), call.actor(), call.now(), command).await?;
    shown(&call, id, StatusCode::CREATED).await
}

/// Answer a call for money
///
/// By the authority. A payment is booked as paid, a refusal takes the call back. A call has one answer that stands: a
/// second payment is refused with 409, unless the entry of the first was taken back. `If-Match` is taken, but not asked
/// for.
#[utoipa::path(
    post,
    path = "/api/v1/draws/{id}/answer",
    operation_id = "answer_call_for_money",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the call"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the calls gave")
    ),
    request_body = NewAnswer,
    responses(
        (status = 200, body = Draw, headers(("ETag" = String, description = "The new state"))),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "It is answered already"),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the settlement since"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn answer(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let draw_id = key(&id)?;
    let (desk, ..) = desk::with_draw(call.db(), call.actor(), Viewpoint::now(&call.now()), draw_id).await?;
    let version = call.if_match().map(|wanted| wanted.version(desk.version));
    let verdict = body.word("verdict", Verdict::ALL, |verdict| verdict.key());
    let verdict = body.required("verdict", verdict);
    let dated_on = body.day("dated_on");
    let dated_on = body.required("dated_on", dated_on);
    let (amount, reason) = (body.money("amount"), body.text("reason"));
    body.finish()?;
    let (Some(verdict), Some(dated_on)) = (verdict, dated_on) else {
        return Err(Fault::field("verdict", "required", "Bitte alle Pflichtfelder angeben."));
    };
    let command = Reply { draw_id, version, verdict, dated_on, amount, reason };
    change::reply(call.db(), call.actor(), call.now(), command).await?;
    shown(&call, draw_id, StatusCode::OK).await
}

/// The state that the change is made for. Whoever may not see the case learns nothing else.
async fn expected(call: &Call, case_id: i64) -> Result<i32, Fault> {
    let desk = desk::of_case(call.db(), call.actor(), Viewpoint::now(&call.now()), case_id).await?;
    desk.case(case_id)?;
    call.if_match().map(|wanted| wanted.version(desk.version)).ok_or_else(Fault::precondition_required)
}

async fn shown(call: &Call, draw_id: i64, status: StatusCode) -> Result<Response, Fault> {
    let view = Viewpoint::now(&call.now());
    let (desk, case, draw) = desk::with_draw(call.db(), call.actor(), view, draw_id).await?;
    Ok((status, tagged(desk.version, Draw::of(case.case.id, &draw))).into_response())
}
