//! Proofs of use and their checks: read, hand in, check.
use super::proof_shape::Proof;
use crate::api::{
    body::Body,
    call::{Call, Paged, Viewing, key},
    fault::{Fault, Problem},
    paging::Listed,
    shape::tagged,
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    grant::{Item, content::PlanLine},
    settlement::{
        desk,
        proof::{
            ProofKind, Statement,
            change::{Submit, submit},
        },
        review::{
            Recognised, Scope,
            change::{Check, check},
        },
    },
    viewpoint::Viewpoint,
};
use utoipa::ToSchema;

/// A line of a proof.
#[derive(Debug, ToSchema)]
pub struct NewLine {
    /// Budget year.
    pub year: i32,
    /// What for, or from where.
    pub item: String,
    /// Whether it is stated as eligible; true unless given.
    pub eligible: Option<bool>,
    /// Euros, as a text.
    pub amount: String,
}

/// A proof of use to be entered.
#[derive(Debug, ToSchema)]
pub struct NewProof {
    /// `interim` or `final`.
    pub kind: String,
    /// Budget year of an interim proof.
    pub year: Option<i32>,
    /// The last day it covers.
    pub covers_to: NaiveDate,
    /// When the authority received it; not in the future.
    pub received_on: NaiveDate,
    /// Whether the Sachbericht came along.
    pub narrative: bool,
    /// Whether the recipient confirms that the expenditure was necessary, economical and agrees with the books.
    pub confirmed: bool,
    /// Document reference, at most 200 characters.
    pub reference: Option<String>,
    /// All expenditure and income in the structure of the financing plan: both sides equal in each year.
    pub lines: Vec<NewLine>,
}

/// What is recognised of an item.
#[derive(Debug, ToSchema)]
pub struct NewRecognised {
    /// Budget year.
    pub year: i32,
    /// An item of expenditure.
    pub item: String,
    /// Euros, as a text.
    pub amount: String,
}

/// What came of the check of a proof.
#[derive(Debug, ToSchema)]
pub struct NewReview {
    /// The day of the note; not in the future.
    pub checked_on: NaiveDate,
    /// When the authority learned of what it holds against the recipient; the day of the note unless given.
    pub known_on: Option<NaiveDate>,
    /// `full` or `sample`.
    pub scope: String,
    /// What came of it.
    pub result: String,
    /// What is recognised of the eligible expenditure; what is left out is not.
    pub recognised: Vec<NewRecognised>,
}

/// The proofs of use of a case
///
/// Zwischen- and Verwendungsnachweise, the newest first, with what came of their checks. For those who see what is
/// internal to the project. The `ETag` stands for the settlement of the whole project as it is now.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/proofs",
    operation_id = "proofs",
    tag = "settlement",
    params(("id" = i64, Path, description = "Key of the case"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<Proof>, headers(("ETag" = String, description = "The state of the project's settlement"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let (view, paging, id) = (call.view()?, call.paging("proofs")?, key(&id)?);
    let desk = desk::of_case(call.db(), call.actor(), view, id).await?;
    let all = &desk.case(id)?.proofs;
    let total = all.len() as u64;
    let offset = usize::try_from(paging.offset()?).unwrap_or(usize::MAX);
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let items = all.iter().skip(offset).take(limit).map(|proof| Proof::of(id, proof)).collect();
    Ok(tagged(desk.version, paging.of(items, total)?))
}

/// Hand in a proof of use
///
/// What it shows becomes the level of the case: of its year, or of all years if it is the final one.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/proofs",
    operation_id = "hand_in_proof",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the case"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the proofs gave")
    ),
    request_body = NewProof,
    responses(
        (status = 201, body = Proof, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the settlement since"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json", description = "`If-Match` is missing")
    )
)]
pub async fn hand_in(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let case_id = key(&id)?;
    let desk = desk::of_case(call.db(), call.actor(), Viewpoint::now(&call.now()), case_id).await?;
    desk.case(case_id)?;
    let version =
        call.if_match().map(|wanted| wanted.version(desk.version)).ok_or_else(Fault::precondition_required)?;
    let kind = body.word("kind", ProofKind::ALL, |kind| kind.key());
    let kind = body.required("kind", kind);
    let budget_year = body.integer("year").map(|year| i32::try_from(year).unwrap_or(i32::MAX));
    let mut days = [None; 2];
    for (day, field) in days.iter_mut().zip(["covers_to", "received_on"]) {
        let given = body.day(field);
        *day = body.required(field, given);
    }
    let mut said = [None; 2];
    for (yes, field) in said.iter_mut().zip(["narrative", "confirmed"]) {
        let given = truth(&mut body, field);
        *yes = body.required(field, given);
    }
    let reference = body.text("reference");
    let lines = body.objects("lines", |line| {
        let eligible = truth(line, "eligible").unwrap_or(true);
        let (year, item, cents) = item_of(line);
        Some(PlanLine { year: year?, item: item?, eligible, cents: cents? })
    });
    let lines = body.required("lines", lines);
    body.finish()?;
    let (Some(kind), [Some(covers_to), Some(received_on)], [Some(narrative), Some(confirmed)], Some(lines)) =
        (kind, days, said, lines)
    else {
        return Err(missing());
    };
    let statement = Statement { kind, budget_year, covers_to, received_on, narrative, confirmed, reference, lines };
    let command = Submit { case_id, version, statement };
    let id = submit(call.db(), call.actor(), call.now(), command).await?;
    shown(&call, id, StatusCode::CREATED).await
}

/// Check a proof of use
///
/// The Prüfungsvermerk, by a second person of the authority. The grant is computed anew by the type of financing and
/// becomes what is recognised. `If-Match` is taken, but not asked for: a proof is checked once.
#[utoipa::path(
    post,
    path = "/api/v1/proofs/{id}/review",
    operation_id = "check_proof",
    tag = "settlement",
    params(
        ("id" = i64, Path, description = "Key of the proof"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that reading the proofs gave")
    ),
    request_body = NewReview,
    responses(
        (status = 200, body = Proof, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "Somebody changed the settlement since"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "The same person, checked already, replaced, incomplete, or what is wrong field by field")
    )
)]
pub async fn review(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let proof_id = key(&id)?;
    let (desk, ..) = desk::with_proof(call.db(), call.actor(), Viewpoint::now(&call.now()), proof_id).await?;
    let version = call.if_match().map(|wanted| wanted.version(desk.version));
    let checked_on = body.day("checked_on");
    let checked_on = body.required("checked_on", checked_on);
    let known_on = body.day("known_on");
    let scope = body.word("scope", Scope::ALL, |scope| scope.key());
    let scope = body.required("scope", scope);
    let result = body.text("result");
    let result = body.required("result", result);
    let recognised = body.objects("recognised", |line| {
        let (year, item, cents) = item_of(line);
        Some(Recognised { year: year?, item: item?, cents: cents? })
    });
    let recognised = body.required("recognised", recognised);
    body.finish()?;
    let (Some(checked_on), Some(scope), Some(result), Some(recognised)) = (checked_on, scope, result, recognised)
    else {
        return Err(missing());
    };
    let known_on = known_on.unwrap_or(checked_on);
    let command = Check { proof_id, version, checked_on, known_on, scope, result, recognised };
    check(call.db(), call.actor(), call.now(), command).await?;
    shown(&call, proof_id, StatusCode::OK).await
}

/// Year, item and amount of a line; none of what is missing, which the line notes.
fn item_of(line: &mut Body) -> (Option<i32>, Option<Item>, Option<entity::money::Cents>) {
    let year = line.integer("year");
    let year = line.required("year", year).map(|year| i32::try_from(year).unwrap_or(i32::MAX));
    let item = line.word("item", Item::ALL, |item| item.key());
    let item = line.required("item", item);
    let cents = line.money("amount");
    (year, item, line.required("amount", cents))
}

/// True or false, if given.
fn truth(body: &mut Body, field: &str) -> Option<bool> {
    match body.take(field)? {
        serde_json::Value::Bool(yes) => Some(yes),
        _ => {
            body.wrong(field, "type", format!("{field}: Bitte true oder false angeben."));
            None
        }
    }
}

fn missing() -> Fault {
    Fault::field("kind", "required", "Bitte alle Pflichtfelder angeben.")
}

async fn shown(call: &Call, proof_id: i64, status: StatusCode) -> Result<Response, Fault> {
    let view = Viewpoint::now(&call.now());
    let (desk, case, proof) = desk::with_proof(call.db(), call.actor(), view, proof_id).await?;
    Ok((status, tagged(desk.version, Proof::of(case.case.id, &proof))).into_response())
}
