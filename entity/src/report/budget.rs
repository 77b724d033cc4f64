//! The budget: the ladder of the programme by year, region and source, co-funding beside it, and what does not tie out.
use super::{FINDINGS, steady};
use crate::{
    actor::Actor,
    budget_year::{self, rules::YearEnd},
    check::find::{Filter, Listed, listed},
    cofunding,
    db::Db,
    figures::{
        find::{Figure, Scope, overview},
        groups::{Asked, Group, Grouped, grouped},
    },
    grant::Backing,
    ledger::Kind,
    money::Cents,
    permission::Action,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The budget of a programme.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Name of the programme.
    pub programme: String,
    /// The day.
    pub day: NaiveDate,
    /// Slugs and names of the regions, in their order.
    pub regions: Vec<(String, String)>,
    /// Figures by kind and source.
    pub totals: Vec<Grouped>,
    /// The same by budget year; what names no year has none.
    pub by_year: Vec<Grouped>,
    /// The same by region; what counts in no region has none.
    pub by_region: Vec<Grouped>,
    /// The same by region and year: those of a kind and source add up to its total.
    pub figures: Vec<Grouped>,
    /// What the years with Ansatz or Reste come to.
    pub ends: BTreeMap<i32, YearEnd>,
    /// What of the granted programme money names a year, by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
    /// What is left to grant: ceiling minus granted. None without a ceiling.
    pub free: Option<Cents>,
    /// Private money beside the granted state money.
    pub cofunding: cofunding::find::Overview,
    /// What does not tie out, the first [`FINDINGS`] of it; none for those who see no findings.
    pub checks: Option<Listed>,
    /// Whether invented money is in it.
    pub sample: bool,
}

impl Budget {
    /// The years that figures name.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        self.by_year.iter().filter_map(|figure| figure.year).collect()
    }
}

/// The budget of a programme from a viewpoint. Where somebody wrote while it was read it is read again, up to three times in
/// all: its parts are read one after the other and shall be of one state. The last is given as it is.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme that does not exist; the driver's error.
pub async fn budget(db: &Db, actor: &Actor, view: Viewpoint, slug: &str) -> Result<Budget, Refusal> {
    steady(db, move || read(db, actor, view, slug)).await
}

async fn read(db: &Db, actor: &Actor, view: Viewpoint, slug: &str) -> Result<Budget, Refusal> {
    let by = |groups: &[Group]| Asked {
        programme: Some(slug.to_owned()),
        by: groups.iter().copied().collect(),
        ..Asked::default()
    };
    let totals = grouped(db, actor, view, &by(&[])).await?;
    let by_year = grouped(db, actor, view, &by(&[Group::Year])).await?;
    let by_region = grouped(db, actor, view, &by(&[Group::Region])).await?;
    let figures = grouped(db, actor, view, &by(&[Group::Region, Group::Year])).await?;
    let budgeted: BTreeSet<i32> = by_year
        .iter()
        .filter(|figure| matches!(figure.kind, Kind::Appropriation | Kind::CarryOver))
        .filter_map(|figure| figure.year)
        .collect();
    let mut ends = BTreeMap::new();
    for year in budgeted {
        if let Some(end) = budget_year::find::year(db, actor, view, slug, year).await?.end {
            ends.insert(year, end);
        }
    }
    let all = overview(db, actor, view, slug, &Scope::default()).await?;
    let checks = match actor.may_somewhere(Action::SeeChecks) {
        true => Some(listed(db, actor, view, &Filter::default(), 0, FINDINGS).await?),
        false => None,
    };
    let regions = region::find::all(db.read()).await?;
    Ok(Budget {
        programme: all.programme,
        day: view.as_of,
        regions: regions.into_iter().map(|region| (region.slug, region.name)).collect(),
        sample: totals.iter().any(|figure| figure.sample),
        totals,
        by_year,
        by_region,
        figures,
        ends,
        bound: all.bound,
        free: all.free,
        cofunding: cofunding::find::of_programme(db, view, slug, None).await?,
        checks,
    })
}
