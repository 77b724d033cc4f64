//! What others published, beside what is computed for the same day, and why the two differ. Neither ever changes the
//! other.
use super::{cache::remembered, find::Figure, id::FigureId};
use crate::{
    actor::Actor,
    db::Db,
    ledger::{
        Kind, Source,
        sums::{By, Filter, Total, totals},
    },
    money::Cents,
    precision::Precision,
    project::{self, lifecycle::Stage},
    published::Model,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};

/// What is computed beside a published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Computed {
    /// Money, with its facts.
    Money(Figure),
    /// A number of projects that the actor may see.
    Projects(u64),
}

/// Why a published figure and the computed one differ, or do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They are the same.
    Same,
    /// The published one is a rounding of the computed one.
    Rounding,
    /// The published one is about something that is never computed; the word says what.
    OtherKind(&'static str),
    /// Nothing is recorded for that day.
    NotRecorded,
    /// More is computed than was published.
    More,
    /// Less is computed than was published.
    Less,
}

/// A published figure beside the computed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// As it was published.
    pub said: Model,
    /// The name of the region it is about, if any.
    pub region: Option<String>,
    /// The day of the comparison: the day it was said for, else the day one looks at.
    pub day: NaiveDate,
    /// What is computed for it.
    pub computed: Option<Computed>,
    /// Computed minus published, in cents or projects.
    pub difference: Option<i64>,
    /// Why they differ.
    pub why: Why,
    /// Whether invented money is in the computed one: then the difference says nothing about the programme.
    pub sample: bool,
}

/// The kind and source in the ledger that a published kind of money is about.
fn meant(word: &str) -> Option<(Kind, Source)> {
    match word {
        "own_share" => Some((Kind::Planned, Source::OwnShare)),
        "granted_other_land" => Some((Kind::Granted, Source::OtherLand)),
        word => Kind::from_key(word).map(|kind| (kind, Source::Programme)),
    }
}

/// The groups of states that a published number of projects is about.
fn counted(word: &str) -> Option<&'static [Stage]> {
    match word {
        "projects" | "granted" => Some(&[Stage::Running, Stage::Settlement, Stage::Closed]),
        "running" => Some(&[Stage::Running]),
        "ended" => Some(&[Stage::Settlement, Stage::Closed]),
        _ => None,
    }
}

/// What a published kind is about that is never computed, in German.
fn never_computed(word: &str) -> &'static str {
    match word {
        "volume" => {
            "Gemeint ist ein Gesamtvolumen. Landesmittel, Eigenanteile und private Mittel werden hier nie zu einer Zahl addiert."
        }
        "selected" => "Gemeint ist die Auswahl vor dem Bescheid; berechnet wird erst, was bewilligt ist.",
        "cofunding" => "Gemeint sind private und kommunale Mittel zusammen; berechnet werden sie nach Quelle getrennt.",
        "ideas" | "applied" => "Gemeint sind Ideen oder Anträge; gezählt werden hier Projekte ab der Bewilligung.",
        "total_cost" => "Gemeint sind Gesamtausgaben; sie sind eine Angabe des Projekts und keine Buchung.",
        "unspecified" => "Ob Gesamtausgaben oder Landesmittel gemeint sind, sagt die Quelle nicht.",
        _ => "Diese Größe wird hier nicht berechnet.",
    }
}

/// By how much a rounded figure may differ from what it rounds: half of its unit; of a rough one half of its last digit
/// that is not zero.
fn rounding(said: Cents, precision: Precision) -> i64 {
    match precision {
        Precision::Cent => 0,
        Precision::Euro => 50,
        Precision::Thousand => 50_000,
        Precision::About => {
            let mut unit: i64 = 1;
            while said.0 != 0 && said.0 % unit.saturating_mul(10) == 0 && unit < i64::MAX / 10 {
                unit *= 10;
            }
            unit / 2
        }
    }
}

fn compared(said: i64, found: i64, slack: i64) -> Why {
    match found.saturating_sub(said) {
        0 => Why::Same,
        difference if difference.saturating_abs() <= slack => Why::Rounding,
        difference if difference > 0 => Why::More,
        _ => Why::Less,
    }
}

impl Claim {
    fn new(said: Model, region: Option<String>, day: NaiveDate, computed: Option<Computed>) -> Self {
        let mut claim = Self { region, day, difference: None, why: Why::NotRecorded, sample: false, computed, said };
        let found = match (&claim.computed, claim.said.amount_cents, claim.said.count) {
            (Some(Computed::Money(figure)), Some(cents), _) => {
                claim.sample = figure.sample;
                Some((cents.0, figure.cents.0, rounding(cents, claim.said.precision)))
            }
            (Some(Computed::Projects(found)), _, Some(count)) => {
                let slack = if claim.said.precision == Precision::About { count / 20 } else { 0 };
                Some((count, i64::try_from(*found).unwrap_or(i64::MAX), slack))
            }
            _ => None,
        };
        match found {
            Some((said, found, slack)) => {
                claim.difference = found.checked_sub(said);
                claim.why = compared(said, found, slack);
            }
            None if meant(&claim.said.kind).is_none() || claim.said.amount_cents.is_none() => {
                let known = claim.said.amount_cents.is_none() && counted(&claim.said.kind).is_some();
                claim.why = if known { Why::NotRecorded } else { Why::OtherKind(never_computed(&claim.said.kind)) };
            }
            None => {}
        }
        claim
    }
}

fn day_of(said: &Model, view: Viewpoint) -> Viewpoint {
    let as_of = said.as_of.unwrap_or(view.as_of);
    Viewpoint { as_of, today: view.today && as_of == view.as_of, ..view }
}

/// What was published of the programme and its regions, or of one region, beside the computed figures of the same days;
/// oldest first.
///
/// # Errors
/// [`Refusal::NotFound`] for a region that does not exist.
pub async fn claims(db: &Db, actor: &Actor, view: Viewpoint, region: Option<&str>) -> Result<Vec<Claim>, Refusal> {
    let regions: HashMap<i64, (String, String)> =
        region::find::all(db.read()).await?.into_iter().map(|region| (region.id, (region.slug, region.name))).collect();
    // asked once for each day
    let mut sums: BTreeMap<NaiveDate, Arc<Vec<Total>>> = BTreeMap::new();
    let mut claims = Vec::new();
    for said in super::find::published(db, view, region).await? {
        let view = day_of(&said, view);
        let place = said.region_id.and_then(|id| regions.get(&id));
        let (slug, name) = (place.map(|(slug, _)| slug), place.map(|(_, name)| name.clone()));
        let computed = if said.amount_cents.is_some() {
            let Some((kind, source)) = meant(&said.kind) else {
                claims.push(Claim::new(said, name, view.as_of, None));
                continue;
            };
            let of_day = match sums.entry(view.as_of) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let filter = Filter { programme_id: Some(said.programme_id), ..Filter::default() };
                    place.insert(remembered(db, filter, &[By::Region], view).await?)
                }
            };
            let theirs = of_day.iter().filter(|total| {
                total.kind == kind
                    && total.source == source
                    && (said.region_id.is_none() || total.region_id == said.region_id)
            });
            let id = FigureId { region: slug.cloned(), ..FigureId::of(kind, source) };
            summed(id, theirs).map(Computed::Money)
        } else {
            match counted(&said.kind) {
                Some(stages) => {
                    let counts = project::find::counts(db, actor, view).await?;
                    let theirs = counts.iter().filter(|(found, _)| slug.is_none_or(|slug| slug == *found));
                    let count = theirs
                        .flat_map(|(_, by_stage)| stages.iter().filter_map(|stage| by_stage.get(stage)))
                        .sum::<u64>();
                    (count > 0).then_some(Computed::Projects(count))
                }
                None => None,
            }
        };
        claims.push(Claim::new(said, name, view.as_of, computed));
    }
    Ok(claims)
}

/// What was published of a project, beside the computed figures of the same days.
///
/// # Errors
/// The driver's error.
pub async fn of_project(db: &Db, view: Viewpoint, project_id: i64, said: Vec<Model>) -> Result<Vec<Claim>, Refusal> {
    let mut claims = Vec::new();
    for said in said {
        let view = day_of(&said, view);
        let found = match meant(&said.kind).filter(|_| said.amount_cents.is_some()) {
            Some((kind, source)) => {
                let filter = Filter {
                    project_id: Some(project_id),
                    kind: Some(kind),
                    source: Some(source),
                    ..Filter::default()
                };
                let id = FigureId { project: Some(project_id), ..FigureId::of(kind, source) };
                summed(id, totals(db.read(), &filter, &[], view).await?.iter())
            }
            None => None,
        };
        claims.push(Claim::new(said, None, view.as_of, found.map(Computed::Money)));
    }
    Ok(claims)
}

fn summed<'a>(id: FigureId, totals: impl Iterator<Item = &'a Total>) -> Option<Figure> {
    totals.fold(None, |sum: Option<Figure>, total| {
        let mut sum = sum.unwrap_or(Figure {
            id: id.clone(),
            cents: Cents::ZERO,
            precision: Precision::Cent,
            count: 0,
            sample: false,
        });
        sum.cents = Cents(sum.cents.0.saturating_add(total.cents.0));
        sum.precision = sum.precision.max(total.precision);
        sum.count += total.count;
        sum.sample |= total.sample;
        Some(sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounding_is_told_from_a_difference() {
        let of = |said: i64, precision, found: i64| compared(said, found, rounding(Cents(said), precision));
        assert_eq!(of(100, Precision::Cent, 100), Why::Same);
        assert_eq!(of(100, Precision::Cent, 101), Why::More);
        assert_eq!(of(10_000, Precision::Euro, 9_951), Why::Rounding);
        assert_eq!(of(5_660_000_000, Precision::About, 5_661_234_567), Why::Rounding);
        assert_eq!(of(5_660_000_000, Precision::About, 5_666_000_000), Why::More);
        assert_eq!(of(9_100_000_000, Precision::Thousand, 9_000_000_000), Why::Less);
        assert_eq!(rounding(Cents(0), Precision::About), 0);
    }
}
