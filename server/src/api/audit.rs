//! The audit trail, for those who may see it.
use super::{
    call::{Call, Paged, Viewing},
    fault::{Fault, Problem},
    paging::Listed,
};
use crate::http::routes::Routes;
use axum::{Json, http::Method};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    audit::{self, Model},
    clock,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The calls about the audit trail.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/audit", list)
}

/// A row of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditRow {
    /// Numbered without gaps from 1.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What was done, a stable word.
    #[schema(example = "project.status")]
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Which one.
    pub subject_id: String,
    /// Old and new values.
    pub detail: Value,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// The hash of the row before.
    pub previous_hash: String,
    /// The hash of this row.
    pub hash: String,
}

impl From<Model> for AuditRow {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            subject_id: row.subject_id,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
            reason: row.reason,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

/// The audit trail
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    operation_id = "audit",
    tag = "audit",
    params(
        ("since" = Option<String>, Query, description = "An instant (RFC 3339), or a day from its beginning in Berlin"),
        Viewing,
        Paged
    ),
    responses(
        (status = 200, body = Listed<AuditRow>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call) -> Result<Json<Listed<AuditRow>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("audit")?);
    let since = call.instant("since", |day| {
        day.pred_opt().map_or(DateTime::<Utc>::MIN_UTC, |before| clock::end_of_day(before) + TimeDelta::microseconds(1))
    })?;
    // what was done up to the end of the day, as it was known then: a row is known when it is written
    let until = view.known_at.into_iter().chain((!view.today).then(|| clock::end_of_day(view.as_of))).min();
    let mut rows = audit::list(call.db(), call.actor(), since, paging.key()?, paging.limit + 1).await?;
    let more = rows.len() as u64 > paging.limit;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.id);
    rows.retain(|row| until.is_none_or(|until| row.at <= until));
    Ok(Json(paging.answer(rows.into_iter().map(AuditRow::from).collect(), next)))
}
