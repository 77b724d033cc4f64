//! The figures of the pages: the programme at a glance, the budget, one figure with its facts.
use super::{
    bound::bound,
    cache::remembered,
    groups,
    id::{Dimension, FigureId},
};
use crate::{
    actor::{Actor, Place},
    authority,
    cofunding::ratio,
    db::Db,
    grant::{Backing, case},
    ledger::{
        Kind, Source,
        find::{self, entries},
        sums::{By, Filter, Total},
    },
    money::{Cents, Rate},
    permission::Action,
    precision::Precision,
    programme,
    project::{self, lifecycle::Stage},
    published,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// An amount with all that must be said with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its identifier, part of its address.
    pub id: FigureId,
    /// How much.
    pub cents: Cents,
    /// The coarsest precision of its facts.
    pub precision: Precision,
    /// How many facts it sums.
    pub count: u64,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// The steps of the ladder from ceiling to recognised money.
pub const LADDER: [Kind; 6] =
    [Kind::Ceiling, Kind::Granted, Kind::Requested, Kind::Paid, Kind::Spent, Kind::Recognised];

/// The steps of co-funding from promise to proof.
pub const COFUNDING: [Kind; 4] =
    [Kind::CofundingPledged, Kind::CofundingContracted, Kind::CofundingReceived, Kind::CofundingProven];

/// Private money beside state money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cofunding {
    /// Private money in cash by step; steps without facts are not there.
    pub cash: Vec<Figure>,
    /// Private contributions in kind by step.
    pub in_kind: Vec<Figure>,
    /// The target in basis points of the granted state money: 10000 is 1:1. None where none was announced.
    pub target: Option<Rate>,
    /// Granted state money that the target is measured by.
    pub state: Option<Figure>,
    /// Private cash pledged as basis points of granted state money; none when nothing is granted.
    pub reached: Option<Rate>,
    /// What is missing to the target; negative when exceeded.
    pub missing: Option<Cents>,
}

/// A region on the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionLine {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Projects by stage that the actor may see.
    pub stages: BTreeMap<Stage, u64>,
    /// Granted state money.
    pub granted: Option<Figure>,
    /// What of it names a year, by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
    /// Paid state money.
    pub paid: Option<Figure>,
    /// Proven state money.
    pub spent: Option<Figure>,
    /// Private cash pledged.
    pub private: Option<Figure>,
}

/// A year on the budget page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearLine {
    /// Budget year.
    pub year: i32,
    /// Planned programme money.
    pub planned: Option<Figure>,
    /// Granted programme money that names the year.
    pub granted: Option<Figure>,
    /// The same by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
    /// Paid programme money that names the year.
    pub paid: Option<Figure>,
}

/// The programme at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Name of the programme.
    pub programme: String,
    /// The ladder; steps without facts are not there.
    pub ladder: Vec<Figure>,
    /// What of the granted programme money names a year, by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
    /// What is left to grant: ceiling minus granted. None without a ceiling.
    pub free: Option<Cents>,
    /// Reclaimed and repaid state money.
    pub returned: Vec<Figure>,
    /// Private money beside state money.
    pub cofunding: Cofunding,
    /// The regions in their order.
    pub regions: Vec<RegionLine>,
    /// Projects by stage in all, those without region included.
    pub stages: BTreeMap<Stage, u64>,
    /// By budget year.
    pub years: Vec<YearLine>,
    /// Planned programme money of a region in a year: (region slug, year) → figure.
    pub region_years: BTreeMap<(String, i32), Figure>,
    /// Own shares and other public money that plans name.
    pub others: Vec<Figure>,
    /// Whether invented money is anywhere in these figures.
    pub sample: bool,
}

impl Overview {
    /// The figure of a step of the ladder.
    #[must_use]
    pub fn step(&self, kind: Kind) -> Option<&Figure> {
        self.ladder.iter().find(|figure| figure.id.kind == kind)
    }
}

/// What the budget page is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// A region's slug.
    pub region: Option<String>,
    /// A budget year.
    pub year: Option<i32>,
}

/// The programme at a glance, narrowed to a region or year where asked. The ceiling belongs to the whole programme:
/// regions never had frames.
///
/// # Errors
/// [`Refusal::NotFound`] for a region or programme that does not exist.
pub async fn overview(db: &Db, actor: &Actor, view: Viewpoint, slug: &str, scope: &Scope) -> Result<Overview, Refusal> {
    let programme = programme::find::by_slug(db, slug).await?;
    let regions = region::find::all(db.read()).await?;
    let region_id = match &scope.region {
        Some(slug) => Some(regions.iter().find(|region| region.slug == *slug).ok_or(Refusal::NotFound)?.id),
        None => None,
    };
    let narrowed = Filter { programme_id: Some(programme.record.id), region_id, year: scope.year, ..Filter::default() };
    // asked once, as finely as any part of the page needs it; the coarser sums are made from it
    let by = [By::Region, By::Year, By::Backing];
    let by_both = remembered(db, Filter { year: None, ..narrowed }, &by, view).await?;
    let in_year = || by_both.iter().filter(|total| scope.year.is_none_or(|year| total.year == Some(year)));
    let whole = coarser(in_year(), |_| None);
    let by_region = coarser(in_year(), |total| total.region_id);

    let slugs: BTreeMap<i64, &str> = regions.iter().map(|region| (region.id, region.slug.as_str())).collect();
    let figure = |total: &Total, year: Option<i32>| Figure {
        id: FigureId {
            kind: total.kind,
            source: total.source,
            region: total
                .region_id
                .and_then(|id| slugs.get(&id).map(|slug| (*slug).to_owned()))
                .or_else(|| scope.region.clone()),
            year: year.or(scope.year),
            ..FigureId::of(total.kind, total.source)
        },
        cents: total.cents,
        precision: total.precision,
        count: total.count,
        sample: total.sample,
    };
    let step = |kind, source| {
        whole.iter().find(|total| total.kind == kind && total.source == source).map(|total| figure(total, None))
    };
    let steps = |kinds: &[Kind], source| kinds.iter().filter_map(|kind| step(*kind, source)).collect::<Vec<_>>();

    let ladder = steps(&LADDER, Source::Programme);
    let of = |kind| ladder.iter().find(|figure| figure.id.kind == kind).cloned();
    let free = of(Kind::Ceiling)
        .and_then(|ceiling| ceiling.cents.checked_sub(of(Kind::Granted).map_or(Cents::ZERO, |granted| granted.cents)));
    let cofunding = cofunding(
        &programme,
        view,
        steps(&COFUNDING, Source::PrivateCash),
        steps(&COFUNDING, Source::PrivateInKind),
        of(Kind::Granted),
    );

    let counts = project::find::counts(db, actor, view).await?;
    let mut stages: BTreeMap<Stage, u64> = BTreeMap::new();
    for (slug, by_stage) in counts.iter() {
        if scope.region.as_ref().is_none_or(|wanted| wanted == slug) {
            for (stage, count) in by_stage {
                *stages.entry(*stage).or_default() += count;
            }
        }
    }
    let lines = regions
        .iter()
        .filter(|region| region_id.is_none_or(|id| id == region.id))
        .map(|region| {
            let of = |kind, source| {
                by_region
                    .iter()
                    .find(|total| total.region_id == Some(region.id) && total.kind == kind && total.source == source)
                    .map(|total| figure(total, None))
            };
            RegionLine {
                slug: region.slug.clone(),
                name: region.name.clone(),
                stages: counts.get(&region.slug).cloned().unwrap_or_default(),
                granted: of(Kind::Granted, Source::Programme),
                bound: bound(
                    in_year().filter(|total| total.region_id == Some(region.id)),
                    &FigureId {
                        region: Some(region.slug.clone()),
                        year: scope.year,
                        ..FigureId::of(Kind::Granted, Source::Programme)
                    },
                ),
                paid: of(Kind::Paid, Source::Programme),
                spent: of(Kind::Spent, Source::Programme),
                private: of(Kind::CofundingPledged, Source::PrivateCash),
            }
        })
        .collect();

    let years: BTreeSet<i32> = by_both.iter().filter_map(|total| total.year).collect();
    let year_lines = years
        .into_iter()
        .filter(|year| scope.year.is_none_or(|wanted| wanted == *year))
        .map(|year| {
            let of = |kind| year_figure(&by_both, kind, year, scope);
            let here = FigureId {
                region: scope.region.clone(),
                year: Some(year),
                ..FigureId::of(Kind::Granted, Source::Programme)
            };
            YearLine {
                year,
                planned: of(Kind::Planned),
                granted: of(Kind::Granted),
                bound: bound(by_both.iter().filter(|total| total.year == Some(year)), &here),
                paid: of(Kind::Paid),
            }
        })
        .collect();
    let region_years = by_both
        .iter()
        .filter(|total| total.kind == Kind::Planned && total.source == Source::Programme)
        .filter_map(|total| {
            let slug = slugs.get(&total.region_id?)?;
            Some((((*slug).to_owned(), total.year?), figure(total, total.year)))
        })
        .collect();
    let others = [Source::OwnShare, Source::OtherPublic, Source::OtherLand, Source::Bund, Source::Eu]
        .into_iter()
        .filter_map(|source| step(Kind::Planned, source))
        .collect();
    Ok(Overview {
        programme: programme.record.name,
        returned: steps(&[Kind::Reclaimed, Kind::Repaid], Source::Programme),
        sample: whole.iter().any(|total| total.sample),
        bound: bound(
            in_year(),
            &FigureId {
                region: scope.region.clone(),
                year: scope.year,
                ..FigureId::of(Kind::Granted, Source::Programme)
            },
        ),
        ladder,
        free,
        cofunding,
        regions: lines,
        stages,
        years: year_lines,
        region_years,
        others,
    })
}

/// Sums by kind, source and, where wanted, region.
fn coarser<'a>(totals: impl Iterator<Item = &'a Total>, region: impl Fn(&Total) -> Option<i64>) -> Vec<Total> {
    let mut sums: BTreeMap<(Kind, Source, Option<i64>), Total> = BTreeMap::new();
    for total in totals {
        let region_id = region(total);
        match sums.entry((total.kind, total.source, region_id)) {
            Entry::Vacant(place) => {
                place.insert(Total { region_id, year: None, backing: None, ..total.clone() });
            }
            Entry::Occupied(mut place) => {
                let sum = place.get_mut();
                sum.cents = sum.cents.checked_add(total.cents).unwrap_or(sum.cents);
                sum.precision = sum.precision.max(total.precision);
                sum.count += total.count;
                sum.sample |= total.sample;
            }
        }
    }
    sums.into_values().collect()
}

/// The sum over regions of a kind of programme money in a year.
fn year_figure(totals: &[Total], kind: Kind, year: i32, scope: &Scope) -> Option<Figure> {
    totals
        .iter()
        .filter(|total| total.kind == kind && total.source == Source::Programme && total.year == Some(year))
        .fold(None, |sum: Option<Figure>, total| {
            let mut sum = sum.unwrap_or(Figure {
                id: FigureId {
                    year: Some(year),
                    region: scope.region.clone(),
                    ..FigureId::of(kind, Source::Programme)
                },
                cents: Cents::ZERO,
                precision: Precision::Cent,
                count: 0,
                sample: false,
            });
            sum.cents = sum.cents.checked_add(total.cents)?;
            sum.precision = sum.precision.max(total.precision);
            sum.count += total.count;
            sum.sample |= total.sample;
            Some(sum)
        })
}

fn cofunding(
    programme: &programme::find::Programme,
    view: Viewpoint,
    cash: Vec<Figure>,
    in_kind: Vec<Figure>,
    state: Option<Figure>,
) -> Cofunding {
    let target = ratio::target(programme, view);
    let pledged =
        cash.iter().find(|figure| figure.id.kind == Kind::CofundingPledged).map_or(Cents::ZERO, |figure| figure.cents);
    let granted = state.as_ref().map(|figure| figure.cents);
    Cofunding {
        reached: granted.and_then(|granted| pledged.of(granted)),
        missing: granted
            .zip(target)
            .and_then(|(granted, target)| granted.share(target))
            .and_then(|wanted| wanted.checked_sub(pledged)),
        cash,
        in_kind,
        target,
        state,
    }
}

/// What press and reports published about the programme or a region, oldest first; never mixed with computed figures.
///
/// # Errors
/// The driver's error.
pub async fn published(db: &Db, view: Viewpoint, region: Option<&str>) -> Result<Vec<published::Model>, Refusal> {
    let mut query = published::known(view).filter(published::Column::ProjectId.is_null());
    if let Some(slug) = region {
        let regions = region::find::all(db.read()).await?;
        let id = regions.iter().find(|region| region.slug == slug).ok_or(Refusal::NotFound)?.id;
        query = query.filter(published::Column::RegionId.eq(id));
    }
    let mut rows = query.order_by_asc(published::Column::Id).all(db.read()).await?;
    rows.sort_by_key(|row| (row.as_of.unwrap_or(chrono::NaiveDate::MAX), row.id));
    Ok(rows)
}

/// A figure with its facts, a page of them at a time.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The figure; zero facts make a figure of zero that says so by its count.
    pub figure: Figure,
    /// The region's name it is narrowed to.
    pub region: Option<String>,
    /// The authority's name it is narrowed to.
    pub authority: Option<String>,
    /// Number and title of the project it is narrowed to.
    pub project: Option<(String, String)>,
    /// File reference of the grant case it is narrowed to.
    pub case: Option<String>,
    /// The theme it is narrowed to, as written.
    pub theme: Option<String>,
    /// Its facts, newest value date first.
    pub facts: Vec<find::Entry>,
    /// How many facts there are in all.
    pub total: u64,
}

/// Opens a figure to the facts it sums.
///
/// # Errors
/// [`Refusal::NotFound`] for a region, project or case that does not exist or that the actor may not know of.
pub async fn open(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    id: &FigureId,
    offset: u64,
    limit: u64,
) -> Result<Opened, Refusal> {
    let region = match &id.region {
        Some(slug) => Some(region::find::by_slug(db, slug).await?.record),
        None => None,
    };
    let authority = match &id.authority {
        Some(slug) => Some(authority::by_slug(db.read(), slug).await?.ok_or(Refusal::NotFound)?),
        None => None,
    };
    let case = match id.case {
        Some(key) => {
            let row = case::Entity::find_by_id(key).one(db.read()).await?.ok_or(Refusal::NotFound)?;
            if id.project.is_some_and(|project| project != row.project_id) {
                return Err(Refusal::NotFound);
            }
            Some(row)
        }
        None => None,
    };
    let project = match case.as_ref().map(|case| case.project_id).or(id.project) {
        Some(key) => {
            let row = project::record::Entity::find_by_id(key).one(db.read()).await?.ok_or(Refusal::NotFound)?;
            let detail = project::detail::detail(db, actor, view, &row.number).await?;
            if id.source.is_private() && !detail.internal {
                return Err(Refusal::NotFound);
            }
            Some((row.number, detail.line.title, detail.internal))
        }
        None => None,
    };
    let (theme, projects) = groups::theme_of(db, actor, view, id).await?;
    let filter = Filter {
        region_id: region.as_ref().map(|region| region.id),
        authority_id: authority.as_ref().map(|authority| authority.id),
        project_id: id.project,
        case_id: id.case,
        year: id.year,
        kind: Some(id.kind),
        source: Some(id.source),
        backing: id.backing,
        projects,
        without: id
            .without
            .iter()
            .filter_map(|dimension| match dimension {
                Dimension::Region => Some(By::Region),
                Dimension::Authority => Some(By::Authority),
                Dimension::Year => Some(By::Year),
                Dimension::Project => Some(By::Project),
                Dimension::Backing => Some(By::Backing),
                Dimension::Theme => None,
            })
            .collect(),
        ..Filter::default()
    };
    let internal = match &project {
        Some((_, _, internal)) => *internal,
        None => {
            let regions = id.region.clone().into_iter().collect();
            actor.can(Action::SeeInternal, &Place { regions, ..Place::default() })
        }
    };
    let total = remembered(db, filter.clone(), &[], view).await?.first().cloned();
    let facts = entries(db.read(), &filter, view, internal, offset, limit).await?;
    Ok(Opened {
        figure: Figure {
            id: id.clone(),
            cents: total.as_ref().map_or(Cents::ZERO, |total| total.cents),
            precision: total.as_ref().map_or(Precision::Cent, |total| total.precision),
            count: total.as_ref().map_or(0, |total| total.count),
            sample: total.as_ref().is_some_and(|total| total.sample),
        },
        region: region.map(|region| region.name),
        authority: authority.map(|authority| authority.name),
        project: project.map(|(number, title, _)| (number, title)),
        case: case.map(|case| case.reference),
        theme,
        total: total.as_ref().map_or(0, |total| total.count),
        facts,
    })
}
