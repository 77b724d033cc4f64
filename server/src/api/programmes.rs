//! The programme: its period, its money and its targets.
use super::{
    call::{Call, Viewing, name},
    fault::{Fault, Problem},
    shape::percent,
};
use crate::http::routes::Routes;
use axum::{Json, extract::Path, http::Method};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    figures::groups::{Asked, grouped},
    ledger::{Kind, Source},
    programme::find::by_slug,
};
use serde::Serialize;
use utoipa::ToSchema;

/// The calls about programmes.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/programmes/{slug}", one)
}

/// A funding programme.
#[derive(Debug, Serialize, ToSchema)]
pub struct Programme {
    /// Address word.
    #[schema(example = "dmr-nrw")]
    pub slug: String,
    /// Official name.
    pub name: String,
    /// The guideline it rests on.
    pub legal_basis: String,
    /// What may be granted at most, in euros; null before it was set.
    #[schema(example = "91000000.00")]
    pub ceiling: Option<String>,
    /// Versions of its period, oldest first.
    pub periods: Vec<Period>,
    /// Its targets.
    pub targets: Vec<Target>,
}

/// A version of a programme's period.
#[derive(Debug, Serialize, ToSchema)]
pub struct Period {
    /// 1 is the first announcement.
    pub version: i32,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// What set it.
    pub basis: String,
    /// Where that is written.
    pub source: String,
    /// The day from which this version holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A target of a programme.
#[derive(Debug, Serialize, ToSchema)]
pub struct Target {
    /// Stable word.
    #[schema(example = "private_cofunding")]
    pub key: String,
    /// German name.
    pub label: String,
    /// Percent of granted state money: `100.00` is 1:1.
    #[schema(example = "100.00")]
    pub rate: String,
    /// Where it was announced.
    pub source: String,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A programme
///
/// With the versions of its period, its ceiling as of the day, and its targets.
#[utoipa::path(
    get,
    path = "/api/v1/programmes/{slug}",
    operation_id = "programme",
    tag = "programmes",
    params(("slug" = String, Path, description = "Address word", example = "dmr-nrw"), Viewing),
    responses((status = 200, body = Programme), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
pub async fn one(call: Call, Path(slug): Path<String>) -> Result<Json<Programme>, Fault> {
    let view = call.view()?;
    let found = by_slug(call.db(), &name(slug)?).await?;
    let asked = Asked {
        programme: Some(found.record.slug.clone()),
        kind: Some(Kind::Ceiling),
        source: Some(Source::Programme),
        ..Asked::default()
    };
    let ceiling = grouped(call.db(), call.actor(), view, &asked).await?.first().map(|figure| figure.cents.plain());
    let seen = |valid_on: NaiveDate, recorded_at: DateTime<Utc>| {
        valid_on <= view.as_of && view.known_at.is_none_or(|known| recorded_at <= known)
    };
    let periods = found.periods.into_iter().filter(|period| seen(period.valid_on, period.recorded_at));
    let targets = found.targets.into_iter().filter(|target| seen(target.valid_on, target.recorded_at));
    Ok(Json(Programme {
        slug: found.record.slug,
        name: found.record.name,
        legal_basis: found.record.legal_basis,
        ceiling,
        periods: periods
            .map(|period| Period {
                version: period.version,
                starts_on: period.starts_on,
                ends_on: period.ends_on,
                basis: period.basis,
                source: period.source,
                valid_on: period.valid_on,
                recorded_at: period.recorded_at,
            })
            .collect(),
        targets: targets
            .map(|target| Target {
                key: target.key,
                label: target.label,
                rate: percent(target.rate),
                source: target.source,
                valid_on: target.valid_on,
                recorded_at: target.recorded_at,
            })
            .collect(),
    }))
}
