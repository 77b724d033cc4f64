//! Municipalities.
use super::{
    call::{Call, Paged, Viewing},
    fault::{Fault, Problem},
    paging::Listed,
};
use crate::http::routes::Routes;
use axum::{Json, extract::Path, http::Method};
use chrono::NaiveDate;
use entity::{
    municipality::{
        find::{Profile, profile, search},
        profile::{Held, Key, YES},
        record,
        size::SizeClass,
    },
    refusal::Refusal,
    transfer::{
        load::radar,
        radar::{
            found::{Match, Reason},
            rank,
        },
    },
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The calls about municipalities.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.api(Method::GET, "/api/v1/municipalities", list).api(Method::GET, "/api/v1/municipalities/{ags}", one).api(
        Method::GET,
        "/api/v1/municipalities/{ags}/matches",
        matches,
    )
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

/// Something that is known about a municipality.
#[derive(Debug, Serialize, ToSchema)]
pub struct KnownFact {
    /// A number, a text, a list of texts, or true or false for a system.
    #[schema(value_type = Object)]
    pub value: serde_json::Value,
    /// The day from which it holds.
    pub since: NaiveDate,
    /// The public source, or what it is the sum of; null where the municipality says so itself.
    pub source: Option<String>,
}

impl KnownFact {
    fn of(key: Key, held: Held) -> Self {
        let value = match key {
            Key::Population => held.value.parse::<u32>().map_or_else(|_| held.value.into(), Into::into),
            Key::Priorities => held.value.lines().collect::<Vec<_>>().into(),
            Key::System(_) => (held.value == YES).into(),
            Key::ItProvider | Key::Portal => held.value.into(),
        };
        Self { value, since: held.since, source: held.source }
    }
}

/// A municipality or Kreis with what is known about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityProfile {
    /// As in the list.
    #[serde(flatten)]
    pub municipality: Municipality,
    /// Class of population; null where it is not known.
    #[schema(example = "below_500k")]
    pub size: Option<&'static str>,
    /// What is known, by its word: `population`, `it_provider`, `portal_name`, `priorities`, `system:gis` and other
    /// systems. What is not known is not there. The population of a Kreis that nobody stated is the sum of its
    /// municipalities.
    pub facts: BTreeMap<String, KnownFact>,
    /// Whether who asks may say what is known.
    pub editable: bool,
}

impl From<Profile> for MunicipalityProfile {
    fn from(mut profile: Profile) -> Self {
        if let Some(sum) = profile.sum {
            let held = Held { value: sum.people.to_string(), since: sum.since, source: Some(sum.named()) };
            profile.facts.insert(Key::Population, held);
        }
        let people = profile.facts.get(&Key::Population).and_then(|held| held.value.parse().ok());
        Self {
            municipality: Municipality::from(profile.record),
            size: people.map(|people| SizeClass::of(people).key()),
            facts: profile.facts.into_iter().map(|(key, held)| (key.key(), KnownFact::of(key, held))).collect(),
            editable: profile.editable,
        }
    }
}

/// A municipality or Kreis
///
/// With what is known about it. Everybody may read it.
#[utoipa::path(
    get,
    path = "/api/v1/municipalities/{ags}",
    operation_id = "municipality",
    tag = "municipalities",
    params(("ags" = String, Path, description = "Key: eight digits, five for a Kreis"), Viewing),
    responses(
        (status = 200, body = MunicipalityProfile),
        (status = 404, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn one(call: Call, Path(ags): Path<String>) -> Result<Json<MunicipalityProfile>, Fault> {
    Ok(Json(profile(call.db(), call.actor(), call.view()?, &ags).await?.into()))
}

/// How well a solution fits a municipality, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct SolutionMatch {
    /// Address word of the solution.
    pub solution: String,
    /// Its name.
    pub name: String,
    /// Thousandths of all points.
    #[schema(example = 885)]
    pub score: u16,
    /// The score if all that is not known were favourable.
    #[schema(example = 910)]
    pub possible: u16,
    /// Every criterion; their points add up to the score.
    pub reasons: Vec<MatchReason>,
    /// Systems that are needed and not there, in German.
    pub missing: Vec<String>,
    /// Systems that are needed and of which nothing is known.
    pub to_ask: Vec<&'static str>,
    /// Productive users in the same Kreis, then in the same Regierungsbezirk.
    pub nearby: Vec<NearbyUser>,
    /// The day of the oldest fact about the municipality on which this rests.
    pub oldest_fact: Option<NaiveDate>,
}

/// A criterion and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchReason {
    /// Its word.
    #[schema(example = "required")]
    pub criterion: &'static str,
    /// `met`, `partly`, `not_met` or `unknown`.
    #[schema(example = "met")]
    pub verdict: &'static str,
    /// Hundredths of points it gives.
    pub points: u32,
    /// Hundredths of points it would give if what is not known were favourable.
    pub possible: u32,
    /// Hundredths of points it can give at most.
    pub of: u32,
    /// Why, in German.
    pub text: String,
}

/// A municipality nearby that uses a solution productively.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearbyUser {
    /// Key.
    pub ags: String,
    /// Name.
    pub name: String,
    /// Whether it confirmed so itself within a year.
    pub confirmed: bool,
}

impl From<&Reason<'_>> for MatchReason {
    fn from(reason: &Reason<'_>) -> Self {
        Self {
            criterion: reason.criterion.key(),
            verdict: reason.verdict.key(),
            points: reason.points.0,
            possible: reason.could.0,
            of: reason.of.0,
            text: reason.because.to_string(),
        }
    }
}

impl From<&Match<'_>> for SolutionMatch {
    fn from(found: &Match<'_>) -> Self {
        let nearby = found.nearby().into_iter().map(|user| NearbyUser {
            ags: user.ags.clone(),
            name: user.name.clone(),
            confirmed: user.confirmed,
        });
        Self {
            solution: found.offer.slug.clone(),
            name: found.offer.name.clone(),
            score: found.score,
            possible: found.possible,
            reasons: found.reasons().iter().map(MatchReason::from).collect(),
            missing: found.missing(),
            to_ask: found.to_ask().iter().map(|system| system.key()).collect(),
            nearby: nearby.collect(),
            oldest_fact: found.oldest_fact(),
        }
    }
}

/// Solutions that fit a municipality
///
/// The best first. What it uses already, has rejected or is not meant for it is not there.
#[utoipa::path(
    get,
    path = "/api/v1/municipalities/{ags}/matches",
    operation_id = "municipality_matches",
    tag = "municipalities",
    params(("ags" = String, Path, description = "Key: eight digits, five for a Kreis"), Viewing, Paged),
    responses(
        (status = 200, body = Listed<SolutionMatch>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
pub async fn matches(call: Call, Path(ags): Path<String>) -> Result<Json<Listed<SolutionMatch>>, Fault> {
    let (view, paging) = (call.view()?, call.paging("matches")?);
    let (all, weights) = radar(call.db(), view).await?;
    let town = all.towns.get(&ags).ok_or(Refusal::NotFound)?;
    let found = rank(town, &all.offers, &weights, view.as_of).matches;
    let (page, limit) = (usize::try_from(paging.page()?).unwrap_or(1), usize::try_from(paging.limit).unwrap_or(500));
    let items = found.iter().skip((page - 1).saturating_mul(limit)).take(limit).map(SolutionMatch::from).collect();
    Ok(Json(paging.of(items, found.len() as u64)?))
}
