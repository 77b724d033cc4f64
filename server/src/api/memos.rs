//! The memos of grant cases: read, record, take back.
use super::{
    body::Body,
    call::{Call, Viewing, key},
    fault::{Fault, Problem},
    shape::tagged,
};
use crate::http::routes::Routes;
use axum::{
    extract::Path,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use entity::{
    grant::memo::{
        AidBasis, Memo, MemoKind,
        change::{self, Record, TakeBack},
        find::{self, OfCase},
        record,
    },
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The calls about memos.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/cases/{id}/memos", list).api(Method::POST, "/api/v1/cases/{id}/memos", write)
}

/// A memo of a grant case (Vermerk).
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseMemo {
    /// Its key.
    pub id: i64,
    /// `early_start`, `court_heard`, `court_told`, `state_aid` or `transfer_clause`.
    pub kind: String,
    /// Key of the version of the decision it is about.
    pub decision: Option<i64>,
    /// Date of the letter, report or declaration.
    pub dated_on: NaiveDate,
    /// From which day on the early start was allowed.
    pub holds_from: Option<NaiveDate>,
    /// `de_minimis`, `gber` or `no_aid`.
    pub basis: Option<String>,
    /// Other de-minimis aid that the recipient declared, in euros.
    #[schema(example = "0.00")]
    pub other_aid: Option<String>,
    /// File reference, or where in the decision it stands; in a Storno the reason.
    pub reference: String,
    /// What this Storno takes back.
    pub reverses: Option<i64>,
}

impl From<&record::Model> for CaseMemo {
    fn from(row: &record::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind.clone(),
            decision: row.decision_id,
            dated_on: row.dated_on,
            holds_from: row.holds_from,
            basis: row.basis.clone(),
            other_aid: row.other_aid_cents.map(|cents| cents.plain()),
            reference: row.reference.clone(),
            reverses: row.reverses_id,
        }
    }
}

/// The memos of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseMemos {
    /// Memos and what takes them back, in the order of recording.
    pub items: Vec<CaseMemo>,
}

impl From<&OfCase> for CaseMemos {
    fn from(found: &OfCase) -> Self {
        Self { items: found.memos.iter().map(CaseMemo::from).collect() }
    }
}

/// A memo to be recorded, or taken back.
#[derive(Debug, ToSchema)]
pub struct NewMemo {
    /// `early_start`, `court_heard`, `court_told`, `state_aid` or `transfer_clause`. Left out with `reverses`, as all else but
    /// `reference` is.
    pub kind: Option<String>,
    /// Key of an approved version of the decision; required for `court_told` and `transfer_clause`.
    pub decision: Option<i64>,
    /// Date of the letter, report or declaration; not in the future.
    pub dated_on: Option<NaiveDate>,
    /// From which day on the early start was allowed; only there.
    pub holds_from: Option<NaiveDate>,
    /// `de_minimis`, `gber` or `no_aid`; only for `state_aid`.
    pub basis: Option<String>,
    /// Euros, as a text; only for `de_minimis`, and required there.
    pub other_aid: Option<String>,
    /// File reference, or where in the decision it stands; with `reverses` the reason.
    pub reference: String,
    /// The memo that is taken back.
    pub reverses: Option<i64>,
}

/// The memos of a case
///
/// What is on its file and counts for the checks R8, R10, R11 and R12. Not for the public.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/memos",
    operation_id = "case_memos",
    tag = "decisions",
    params(("id" = i64, Path, description = "Key of the case"), Viewing),
    responses(
        (status = 200, body = CaseMemos, headers(("ETag" = String, description = "The state of the case's memos"))),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let found = find::of_case(call.db(), call.actor(), call.view()?, key(&id)?).await?;
    Ok(tagged(found.version, CaseMemos::from(&found)))
}

/// Record a memo
///
/// By the authority of the case. With `reverses`, one is taken back.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/memos",
    operation_id = "record_case_memo",
    tag = "decisions",
    params(
        ("id" = i64, Path, description = "Key of the case"),
        ("If-Match" = String, Header, description = "The `ETag` that reading the memos gave")
    ),
    request_body = NewMemo,
    responses(
        (status = 201, body = CaseMemos, headers(("ETag" = String, description = "The new state"))),
        (status = 412, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 428, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn write(call: Call, Path(id): Path<String>, mut body: Body) -> Result<Response, Fault> {
    let case_id = key(&id)?;
    let now = Viewpoint::now(&call.now());
    let found = find::of_case(call.db(), call.actor(), now, case_id).await?;
    if !found.may_change {
        return Err(Refusal::Forbidden.into());
    }
    let version = call.if_match().ok_or_else(Fault::precondition_required)?.version(found.version);
    let reverses = body.integer("reverses");
    let kind = body.word("kind", MemoKind::ALL, |kind| kind.key());
    let dated_on = body.day("dated_on");
    let memo = (body.integer("decision"), body.day("holds_from"), body.money("other_aid"));
    let basis = body.word("basis", AidBasis::ALL, |basis| basis.key());
    let reference = body.text("reference");
    let reference = body.required("reference", reference).unwrap_or_default();
    if let Some(memo_id) = reverses {
        body.finish()?;
        if !found.memos.iter().any(|row| row.id == memo_id) {
            return Err(Fault::field("reverses", "unknown", "Diesen Vermerk gibt es hier nicht."));
        }
        let command = TakeBack { memo_id, version, reason: reference };
        change::take_back(call.db(), call.actor(), call.now(), command).await?;
    } else {
        let kind = body.required("kind", kind);
        let dated_on = body.required("dated_on", dated_on);
        body.finish()?;
        let (Some(kind), Some(dated_on)) = (kind, dated_on) else {
            return Err(Fault::field("kind", "required", "Bitte alle Pflichtfelder angeben."));
        };
        let (decision_id, holds_from, other_aid) = memo;
        let memo = Memo { kind, decision_id, dated_on, holds_from, basis, other_aid, reference };
        change::record(call.db(), call.actor(), call.now(), Record { case_id, version, memo }).await?;
    }
    let found = find::of_case(call.db(), call.actor(), now, case_id).await?;
    Ok((StatusCode::CREATED, tagged(found.version, CaseMemos::from(&found))).into_response())
}
