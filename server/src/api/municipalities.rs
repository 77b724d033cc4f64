//! Municipalities.
use super::{
    call::{Call, Paged, Viewing},
    fault::{Fault, Problem},
    paging::Listed,
};
use crate::http::routes::Routes;
use axum::{Json, http::Method};
use entity::municipality::{find::search, record};
use serde::Serialize;
use utoipa::ToSchema;

/// The calls about municipalities.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/municipalities", list)
}

/// A municipality.
#[derive(Debug, Serialize, ToSchema)]
pub struct Municipality {
    /// Key, eight digits.
    #[schema(example = "05334002")]
    pub ags: String,
    /// Short official name.
    pub name: String,
    /// `kreisfreie_stadt` or `kreisangehoerige_gemeinde`.
    pub kind: String,
    /// The Kreis it belongs to; itself for a kreisfreie Stadt.
    pub kreis: Kreis,
    /// Regierungsbezirk.
    pub regierungsbezirk: String,
    /// Wikidata item.
    pub wikidata: Option<String>,
}

/// A Kreis.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kreis {
    /// Key, five digits.
    pub ags: String,
    /// Name.
    pub name: String,
}

impl From<record::Model> for Municipality {
    fn from(row: record::Model) -> Self {
        Self {
            ags: row.ags,
            name: row.name,
            kind: row.kind,
            kreis: Kreis { ags: row.kreis_ags, name: row.kreis_name },
            regierungsbezirk: row.regierungsbezirk,
            wikidata: row.wikidata,
        }
    }
}

/// Municipalities
///
/// By their key.
#[utoipa::path(
    get,
    path = "/api/v1/municipalities",
    operation_id = "municipalities",
    tag = "municipalities",
    params(("q" = Option<String>, Query, description = "Words to find in name, Kreis and key"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<Municipality>),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn list(call: Call) -> Result<Json<Listed<Municipality>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("municipalities")?);
    let words = call.text("q")?.unwrap_or_default();
    let mut rows = search(call.db(), &words, paging.after.as_deref(), paging.limit + 1).await?;
    let more = rows.len() as u64 > paging.limit;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.ags.clone());
    rows.retain(|row| row.valid_on <= view.as_of && view.known_at.is_none_or(|known| row.recorded_at <= known));
    Ok(Json(paging.answer(rows.into_iter().map(Municipality::from).collect(), next)))
}
