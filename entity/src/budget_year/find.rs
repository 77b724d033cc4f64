//! Questions about budget years.
use super::rules::{Means, YearEnd, year_end};
use crate::{
    actor::{Actor, Place},
    authority,
    db::Db,
    figures::{bound::bound, cache::remembered, find::Figure, id::FigureId},
    grant::Backing,
    ledger::{
        self, Kind, Source,
        find::{Entry, entries},
        sums::{By, Filter, Total, seen_from},
    },
    money::Cents,
    parameter::{Key, Set},
    permission::Action,
    programme,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use std::collections::{BTreeMap, BTreeSet};

/// The steps of a year's ladder, from what the budget gives to what came back.
pub const STEPS: [Kind; 14] = [
    Kind::Appropriation,
    Kind::CarryOver,
    Kind::Blocked,
    Kind::Commitment,
    Kind::Allocated,
    Kind::Granted,
    Kind::Requested,
    Kind::Paid,
    Kind::Spent,
    Kind::Recognised,
    Kind::Reclaimed,
    Kind::Repaid,
    Kind::WrittenOff,
    Kind::Shelved,
];

/// A region's or an authority's part of a year.
#[derive(Debug, Clone)]
pub struct Part {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Its figures by step.
    pub steps: BTreeMap<Kind, Figure>,
    /// What is granted, by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
}

/// A budget year.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// All years that have anything.
    pub years: BTreeSet<i32>,
    /// The figures of the ladder; steps without facts are not there.
    pub steps: BTreeMap<Kind, Figure>,
    /// What is granted, by what backs it.
    pub bound: BTreeMap<Backing, Figure>,
    /// What the year comes to; none while it has neither Ansatz nor Reste.
    pub end: Option<YearEnd>,
    /// By granting authority, those with anything.
    pub authorities: Vec<Part>,
    /// By region, those with anything.
    pub regions: Vec<Part>,
    /// The facts of the budget itself, newest first.
    pub facts: Vec<Entry>,
    /// Whether the actor may record such facts.
    pub may_record: bool,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// A budget year with its ladder.
///
/// # Errors
/// [`Refusal::NotFound`] for a programme that does not exist or a year beyond 1990 to 2100.
pub async fn year(db: &Db, actor: &Actor, view: Viewpoint, slug: &str, year: i32) -> Result<Year, Refusal> {
    if !(1990..=2100).contains(&year) {
        return Err(Refusal::NotFound);
    }
    let programme_id = programme::find::by_slug(db, slug).await?.record.id;
    let filter = Filter { programme_id: Some(programme_id), source: Some(Source::Programme), ..Filter::default() };
    let sums = remembered(db, filter.clone(), &[By::Region, By::Authority, By::Year, By::Backing], view).await?;
    let years = sums.iter().filter_map(|sum| sum.year).collect();
    let sums: Vec<&Total> = sums.iter().filter(|sum| sum.year == Some(year)).collect();
    let whole = FigureId { year: Some(year), ..FigureId::of(Kind::Paid, Source::Programme) };
    let steps = added(sums.iter().copied(), &whole);
    let regions = region::find::all(db.read()).await?.into_iter().map(|region| {
        let id = FigureId { region: Some(region.slug.clone()), ..whole.clone() };
        let theirs = || sums.iter().copied().filter(|sum| sum.region_id == Some(region.id));
        let (steps, bound) = (added(theirs(), &id), bound(theirs(), &id));
        Part { slug: region.slug, name: region.name, steps, bound }
    });
    let authorities = authority::all(db.read()).await?.into_iter().map(|authority| {
        let id = FigureId { authority: Some(authority.slug.clone()), ..whole.clone() };
        let theirs = || sums.iter().copied().filter(|sum| sum.authority_id == Some(authority.id));
        let (steps, bound) = (added(theirs(), &id), bound(theirs(), &id));
        Part { slug: authority.slug, name: authority.name, steps, bound }
    });
    let of = |kind| steps.get(&kind).map_or(Cents::ZERO, |figure: &Figure| figure.cents);
    let means = Means {
        appropriation: of(Kind::Appropriation),
        carried: carried(db.read(), programme_id, view).await?.remove(&year).unwrap_or_default(),
        blocked: of(Kind::Blocked),
        paid: of(Kind::Paid),
    };
    let budgeted = steps.contains_key(&Kind::Appropriation) || !means.carried.is_empty();
    let years_on = carry_over_years(db.read(), year, view).await?;
    let end = budgeted.then(|| year_end(year, &means, years_on).ok()).flatten();
    let internal = actor.can(Action::SeeInternal, &Place::default());
    let of_year = Filter { year: Some(year), without: vec![By::Project], ..filter };
    let mut facts = entries(db.read(), &of_year, view, internal, 0, 700).await?;
    facts.retain(|fact| fact.kind.is_budget());
    facts.sort_by_key(|fact| fact.kind);
    Ok(Year {
        year,
        years,
        end,
        authorities: authorities.filter(|part| !part.steps.is_empty()).collect(),
        regions: regions.filter(|part| !part.steps.is_empty()).collect(),
        facts,
        may_record: actor.can(Action::SetBudget, &Place::default()),
        sample: sums.iter().any(|sum| sum.sample),
        bound: bound(sums.iter().copied(), &whole),
        steps,
    })
}

/// For how many years after its own the money of a year can be spent, by the rules of the end of that year.
pub(super) async fn carry_over_years(
    connection: &impl ConnectionTrait,
    year: i32,
    view: Viewpoint,
) -> Result<i32, DbErr> {
    let parameters = Set::load(connection, view.known_at).await?;
    let end = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(view.as_of);
    Ok(i32::try_from(parameters.on(Key::CarryOverYears, end)).unwrap_or(0))
}

/// Sums by kind as figures.
fn added<'a>(sums: impl Iterator<Item = &'a Total>, id: &FigureId) -> BTreeMap<Kind, Figure> {
    let mut figures: BTreeMap<Kind, Figure> = BTreeMap::new();
    for sum in sums {
        let figure = figures.entry(sum.kind).or_insert_with(|| Figure {
            id: FigureId { kind: sum.kind, ..id.clone() },
            cents: Cents::ZERO,
            precision: sum.precision,
            count: 0,
            sample: false,
        });
        figure.cents = figure.cents.checked_add(sum.cents).unwrap_or(figure.cents);
        figure.precision = figure.precision.max(sum.precision);
        figure.count += sum.count;
        figure.sample |= sum.sample;
    }
    figures
}

/// Ausgabereste by the year in which they can be spent, each with the year it comes from.
///
/// # Errors
/// The driver's error.
pub(crate) async fn carried(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    view: Viewpoint,
) -> Result<BTreeMap<i32, Vec<(i32, Cents)>>, DbErr> {
    use ledger::record::{Column, Entity};
    let rows: Vec<(i32, Option<i32>, i64)> = Entity::find()
        .select_only()
        .columns([Column::BudgetYear, Column::StemsFrom])
        .expr_as(crate::db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .filter(Column::ProgrammeId.eq(programme_id))
        .filter(Column::Kind.eq(Kind::CarryOver.key()))
        .filter(Column::BudgetYear.is_not_null())
        .filter(seen_from(view))
        .group_by(Column::BudgetYear)
        .group_by(Column::StemsFrom)
        .into_tuple()
        .all(connection)
        .await?;
    let mut carried: BTreeMap<i32, Vec<(i32, Cents)>> = BTreeMap::new();
    for (year, from, cents) in rows {
        // one whose origin nobody named is treated as the youngest it can be
        carried.entry(year).or_default().push((from.unwrap_or(year - 1), Cents(cents)));
    }
    Ok(carried)
}
