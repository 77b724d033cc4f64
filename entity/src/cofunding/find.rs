//! Questions about co-funding: of a project with every fact behind it, and of the programme by region and over time.
use super::{
    ratio::{Standing, Sums, over_time, sums, target},
    record,
    steps::is_cofunding,
};
use crate::{
    actor::Actor,
    db::Db,
    figures::{
        cache::remembered,
        find::{COFUNDING, Figure},
        id::FigureId,
    },
    grant::{self, content, find::Case},
    ledger::{
        self, Kind, Source,
        find::{Entry, entries},
        sums::{By, Filter, Total},
    },
    money::{Cents, Rate},
    permission::Action,
    programme,
    project::{self, detail},
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// So many entries of each step are shown, the newest.
const ENTRIES: u64 = 200;

/// The co-funding of a project.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The project's number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// By source, those that plan or ledger name; private ones only for those who may see them.
    pub lines: Vec<Line>,
    /// Granted programme money.
    pub granted: Option<Figure>,
    /// What stood at the end of each year; empty for those who may not see private money.
    pub standings: Vec<Standing>,
    /// The programme's target for private cash as a share of granted programme money.
    pub target: Option<Rate>,
    /// Entries of the ledger, the newest first.
    pub entries: Vec<Contribution>,
    /// Whether there are older ones, which the figures open to.
    pub more: bool,
    /// Whether the actor sees what is internal, private money included.
    pub internal: bool,
    /// Whether the actor may record and take back.
    pub may_record: bool,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// A source of co-funding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose money.
    pub source: Source,
    /// What the financing plans of the decisions that hold expect; none for those who may not see plans.
    pub planned: Option<Cents>,
    /// The steps that something is recorded for.
    pub steps: BTreeMap<Kind, Figure>,
}

/// An entry of co-funding with what is said of it.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// The entry.
    pub entry: Entry,
    /// Who gives it, where it was entered by hand and the actor may see it.
    pub giver: Option<String>,
    /// Why it is above the step before.
    pub reason: Option<String>,
    /// Whether a counter-entry takes it back.
    pub taken_back: bool,
}

fn figure(id: FigureId, total: &Total) -> Figure {
    Figure { id, cents: total.cents, precision: total.precision, count: total.count, sample: total.sample }
}

/// The co-funding of a project.
///
/// # Errors
/// [`Refusal::NotFound`], also for a project that the actor may not know of.
pub async fn of_project(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<Desk, Refusal> {
    let detail = detail::detail(db, actor, view, number).await?;
    let grants = grant::find::of_project(db, actor, view, number).await?;
    let row = project::record::Entity::find_by_id(detail.line.id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let place = project::find::place_of(db.read(), &row).await?;
    let programme = programme::find::by_slug(db, programme::DMR_NRW).await?;
    let of_project = Filter { project_id: Some(row.id), ..Filter::default() };
    let id = |kind, source| FigureId { project: Some(row.id), ..FigureId::of(kind, source) };
    let planned = |source: Source| {
        let current = grants.cases.iter().filter_map(Case::current);
        let plan = current.flat_map(|version| &version.content.plan);
        content::sum(plan.filter(|line| line.item.cofunding() == Some(source)).map(|line| line.cents))
    };
    let lines = Source::ALL
        .into_iter()
        .filter(|source| is_cofunding(*source) && (detail.internal || !source.is_private()))
        .map(|source| {
            let of_source = detail.sums.iter().filter(|total| total.source == source);
            let steps = of_source.filter(|total| COFUNDING.contains(&total.kind));
            Line {
                source,
                planned: grants.internal.then(|| planned(source)).filter(|cents| *cents > Cents::ZERO),
                steps: steps.map(|total| (total.kind, figure(id(total.kind, source), total))).collect(),
            }
        })
        .filter(|line| line.planned.is_some() || !line.steps.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut more = false;
    for kind in COFUNDING {
        let filter = Filter { kind: Some(kind), ..of_project.clone() };
        let mut newest = entries(db.read(), &filter, view, detail.internal, 0, ENTRIES + 1).await?;
        let most = usize::try_from(ENTRIES).unwrap_or(usize::MAX);
        more |= newest.len() > most;
        newest.truncate(most);
        found.extend(newest);
    }
    found.sort_by_key(|entry| std::cmp::Reverse((entry.value_date, entry.id)));
    let standings = match detail.internal {
        true => over_time(db, &of_project, view).await?,
        false => Vec::new(),
    };
    let granted = detail.sums.iter().find(|total| total.kind == Kind::Granted && total.source == Source::Programme);
    Ok(Desk {
        number: detail.line.number,
        title: detail.line.title,
        lines,
        granted: granted.map(|total| figure(id(total.kind, total.source), total)),
        standings,
        target: target(&programme, view),
        sample: detail.line.sample || found.iter().any(|entry| entry.sample),
        more,
        entries: said(db, found, detail.internal).await?,
        internal: detail.internal,
        may_record: actor.can(Action::RecordMoney, &place),
    })
}

/// Entries with what is said of them.
async fn said(db: &Db, found: Vec<Entry>, internal: bool) -> Result<Vec<Contribution>, Refusal> {
    let mut rows: HashMap<i64, record::Model> = HashMap::new();
    if internal {
        let ids = found.iter().map(|entry| entry.id);
        let stored = record::Entity::find().filter(record::Column::EntryId.is_in(ids)).all(db.read()).await?;
        rows = stored.into_iter().map(|row| (row.entry_id, row)).collect();
    }
    let counter_of: HashMap<i64, i64> = found.iter().filter_map(|entry| Some((entry.reverses?, entry.id))).collect();
    Ok(found
        .into_iter()
        .map(|entry| {
            let said = rows.remove(&entry.id);
            let (giver, reason) = said.map_or((None, None), |row| (Some(row.giver), row.reason));
            Contribution { taken_back: ledger::chain(entry.id, &counter_of).1, entry, giver, reason }
        })
        .collect())
}

/// Co-funding of the programme or of one region.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Sums by kind and source from the viewpoint.
    pub sums: Sums,
    /// The same for each region, in the regions' order: slug, name, sums.
    pub regions: Vec<(String, String, Sums)>,
    /// Sums of what counts in no region.
    pub elsewhere: Sums,
    /// What stood at the end of each year.
    pub standings: Vec<Standing>,
    /// The target for private cash as a share of granted programme money.
    pub target: Option<Rate>,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// Co-funding of the programme, narrowed to a region where asked. Sums over projects are public.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme or region that does not exist.
pub async fn of_programme(db: &Db, view: Viewpoint, slug: &str, region: Option<&str>) -> Result<Overview, Refusal> {
    let programme = programme::find::by_slug(db, slug).await?;
    let regions = region::find::all(db.read()).await?;
    let region_id = match region {
        Some(slug) => Some(regions.iter().find(|region| region.slug == slug).ok_or(Refusal::NotFound)?.id),
        None => None,
    };
    let whole = Filter { programme_id: Some(programme.record.id), ..Filter::default() };
    let by_region = remembered(db, whole.clone(), &[By::Region], view).await?;
    let of = |id: Option<i64>| -> Sums {
        let theirs = by_region.iter().filter(|total| total.region_id == id);
        theirs.map(|total| ((total.kind, total.source), total.clone())).collect()
    };
    // money of the programme's budget counts in no region by itself: only what is compared is worth a line
    let elsewhere =
        Some(of(None)).filter(|sums| sums.keys().any(|(kind, _)| *kind == Kind::Granted || COFUNDING.contains(kind)));
    let narrowed = Filter { region_id, ..whole };
    let sums = sums(db.read(), &narrowed, view).await?;
    Ok(Overview {
        sample: sums.values().any(|total| total.sample),
        sums,
        regions: regions
            .iter()
            .filter(|region| region_id.is_none_or(|id| id == region.id))
            .map(|region| (region.slug.clone(), region.name.clone(), of(Some(region.id))))
            .collect(),
        elsewhere: elsewhere.filter(|_| region_id.is_none()).unwrap_or_default(),
        standings: over_time(db, &narrowed, view).await?,
        target: target(&programme, view),
    })
}
