//! What the columns mean: the heading proposes, the cells decide, and a person overrules both.
use super::super::amount::Writing;
use super::super::dates::Order;
use super::super::field::{Convention, Field, Kind, Unit};
use super::super::limits::{Exceeded, Watch};
use super::super::mapping::ColumnMapping;
use super::super::table::Column;
use super::super::terms::{self, Meaning, Voucher};
use super::super::workbook::Sheet;
use super::header::{Header, HeaderColumn};
use super::profile::Profile;
use super::years;
use entity::text::fold;
use std::collections::HashMap;

/// A column and how its cells are to be read.
pub(super) struct Planned {
    pub(super) column: Column,
    pub(super) writing: Writing,
    pub(super) order: Order,
    pub(super) voucher: Voucher,
    /// It has its field only as long as no other column says it more plainly.
    pub(super) aside: bool,
    /// What it might be where its heading alone gives it no field.
    pub(super) claim: Claim,
    /// Its amounts are in this currency, not in euros: they have no field and count for nothing.
    pub(super) foreign: Option<&'static str>,
}

/// What amounts without a field might be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// Nothing the contract knows, or it has a field.
    Nothing,
    /// The field that another column has by the same words.
    Lost(Field),
    /// Anything: nobody knows its heading.
    Open,
}

/// What holds where neither a column's heading nor its cells say otherwise.
pub(super) struct Defaults {
    /// The unit a line above the table names.
    pub(super) unit: Option<Unit>,
    /// How the other columns of the sheet write their amounts.
    pub(super) writing: Writing,
    /// The currency a line above the table names, if it is not the euro.
    pub(super) foreign: Option<&'static str>,
}

/// Decides meaning, kind and unit of every column that holds data.
pub(super) fn plan<'m>(
    sheet: &Sheet,
    header: &Header,
    profiles: Vec<Profile>,
    defaults: &Defaults,
    decision: &dyn Fn(u32) -> Option<&'m ColumnMapping>,
    watch: &Watch,
) -> Result<Vec<Planned>, Exceeded> {
    let columns: Vec<(&HeaderColumn, Profile)> =
        header.columns.iter().zip(profiles).filter(|(_, profile)| profile.filled > 0).collect();
    let decisions: Vec<Option<&ColumnMapping>> = columns.iter().map(|(column, _)| decision(column.index)).collect();
    let taken: Vec<Field> = decisions.iter().flatten().filter_map(|decision| decision.field).collect();
    let years = years::of(&columns, defaults.unit);
    let parts = years::parts(&columns, &years);
    let mut candidates: Vec<Vec<Meaning>> = Vec::with_capacity(columns.len());
    for ((column, profile), (year, decision)) in columns.iter().zip(years.iter().zip(&decisions)) {
        watch.step()?;
        let settled = year.is_some() || decision.is_some();
        let mut found = if settled { Vec::new() } else { proposals(column, profile, &taken) };
        if parts[candidates.len()] {
            // a part is not the whole that the field is
            let amounts = |meaning: &&mut Meaning| meaning.kind.is_some_and(Kind::is_money);
            found.iter_mut().filter(amounts).for_each(|meaning| meaning.field = None);
        }
        candidates.push(found);
    }
    let mut chosen = without_doubles(&candidates);
    together(&columns, &candidates, &mut chosen);
    let score_of = |field: Field| {
        let mut holders = chosen.iter().zip(&candidates).filter_map(|(chosen, found)| found.get((*chosen)?));
        holders.find(|meaning| meaning.field == Some(field)).map_or(0.0, |meaning| meaning.score)
    };
    let whole = |field: Field| taken.contains(&field) || score_of(field) > 0.0;
    let flows = years::flows(&columns, &parts, &whole);
    let mut planned = Vec::new();
    for (position, (column, profile)) in columns.iter().enumerate() {
        let meaning = chosen[position].map(|index| &candidates[position][index]);
        // a heading whose field went to another column still says what its cells are
        let kind = meaning.or(candidates[position].first()).and_then(|meaning| meaning.kind);
        let mut next = match decisions[position] {
            Some(decision) => decided(sheet, column, profile, defaults, decision),
            None => {
                let year = years[position].map(|year| (year, Field::YearAmount)).or(flows[position]);
                found(sheet, column, profile, defaults, Found { year, meaning, kind })
            }
        };
        if decisions[position].is_none() && next.column.kind == Kind::Money && next.foreign.is_none() {
            next.claim = match candidates[position].first() {
                _ if next.column.field.is_some() => Claim::Nothing,
                Some(meaning) => meaning
                    .field
                    .filter(|field| meaning.score >= CLOSE * score_of(*field))
                    .map_or(Claim::Nothing, Claim::Lost),
                None => Claim::Open,
            };
        }
        if next.column.unit.is_none() && next.column.kind.is_money() && is_davon(column) {
            next.column.unit = whole_unit(&planned);
        }
        planned.push(next);
    }
    Ok(planned)
}

/// What the heading of a column says after all headings were looked at.
struct Found<'a> {
    /// A year, and what its amounts are.
    year: Option<(i32, Field)>,
    meaning: Option<&'a Meaning>,
    kind: Option<Kind>,
}

/// A column as its heading and its cells say.
fn found(
    sheet: &Sheet,
    column: &HeaderColumn,
    profile: &Profile,
    defaults: &Defaults,
    Found { year, meaning, kind }: Found<'_>,
) -> Planned {
    let known = kind.filter(|kind| profile.suits(*kind, None) > 0.0);
    let kind = match (year, known) {
        (Some((_, field)), _) => field.kind(),
        (None, Some(kind)) => kind,
        (None, None) if is_rate(column) && profile.suits(Kind::Percent, None) > 0.0 => Kind::Percent,
        (None, None) => profile.natural(heading_unit(column)),
    };
    let mut planned = of_kind(sheet, column, profile, defaults, kind);
    planned.column.field = match year {
        Some((_, field)) => Some(field),
        None => meaning.and_then(|meaning| meaning.field),
    };
    planned.column.year = year.map(|(year, _)| year);
    planned.column.confidence = match year {
        Some(_) => 0.95,
        None => meaning.map_or(0.0, |meaning| meaning.score.min(0.99)),
    };
    planned.voucher = meaning.map_or(Voucher::No, |meaning| meaning.voucher);
    planned.aside = meaning.is_some_and(|meaning| meaning.aside);
    if kind.is_money() {
        let own_unit = planned.column.unit.is_some_and(|_| heading_unit(column).is_some());
        planned.foreign = column
            .levels
            .iter()
            .find_map(|level| terms::foreign_currency(level))
            .or_else(|| profile.foreign_in_formats())
            .or_else(|| defaults.foreign.filter(|_| !own_unit));
        if planned.foreign.is_some() {
            planned.column.field = None;
        }
    }
    planned
}

/// A column as a person says; what the person leaves open is as the file says.
fn decided(
    sheet: &Sheet,
    column: &HeaderColumn,
    profile: &Profile,
    defaults: &Defaults,
    decision: &ColumnMapping,
) -> Planned {
    let kind = decision.field.map_or_else(
        || {
            let best = proposals(column, profile, &[]).into_iter().next().and_then(|meaning| meaning.kind);
            best.filter(|kind| profile.suits(*kind, None) > 0.0)
                .unwrap_or_else(|| profile.natural(heading_unit(column)))
        },
        Field::kind,
    );
    let mut planned = of_kind(sheet, column, profile, defaults, kind);
    planned.column.field = decision.field;
    planned.column.confidence = 1.0;
    if kind == Kind::YearAmount {
        planned.column.year = column.levels.iter().rev().find_map(|level| Some(terms::year_in(level)?.0));
    }
    if let Some(unit) = decision.unit.filter(|unit| unit.suits(kind)) {
        planned.column.unit = Some(unit);
    }
    if let Some(convention) = decision.convention.filter(|convention| convention.suits(kind)) {
        planned.column.convention = Some(convention);
        match convention {
            Convention::German => planned.writing = Writing::German,
            Convention::English => planned.writing = Writing::English,
            Convention::DayFirst => planned.order = Order::DayFirst,
            Convention::MonthFirst => planned.order = Order::MonthFirst,
        }
    }
    planned
}

/// A column of a kind without a meaning yet: its unit and how its cells are written.
fn of_kind(sheet: &Sheet, column: &HeaderColumn, profile: &Profile, defaults: &Defaults, kind: Kind) -> Planned {
    let unit = match kind {
        Kind::Money | Kind::YearAmount => heading_unit(column)
            .or_else(|| profile.unit_in_texts())
            .or(defaults.unit)
            .or_else(|| profile.unit_in_formats()),
        Kind::Percent => Some(percent_unit(profile)),
        _ => None,
    };
    let writing = profile.evidence.decide().unwrap_or(defaults.writing);
    let order = if profile.months_first > 0 && profile.days_first == 0 { Order::MonthFirst } else { Order::DayFirst };
    let convention = match (kind, writing, order) {
        (Kind::Money | Kind::YearAmount | Kind::Percent, Writing::German, _) => Some(Convention::German),
        (Kind::Money | Kind::YearAmount | Kind::Percent, Writing::English, _) => Some(Convention::English),
        (Kind::Date | Kind::DateRange, _, Order::DayFirst) => Some(Convention::DayFirst),
        (Kind::Date | Kind::DateRange, _, Order::MonthFirst) => Some(Convention::MonthFirst),
        (Kind::Text | Kind::Code | Kind::Integer, ..) => None,
    };
    Planned {
        column: Column {
            index: column.index,
            header: column.levels.join(" / "),
            field: None,
            kind,
            unit,
            convention,
            year: None,
            confidence: 0.0,
            hidden: sheet.column_hidden(column.index),
            days: None,
            distinct: None,
        },
        writing,
        order,
        voucher: Voucher::No,
        aside: false,
        claim: Claim::Nothing,
        foreign: None,
    }
}

pub(super) fn heading_unit(column: &HeaderColumn) -> Option<Unit> {
    column.levels.iter().rev().find_map(|level| terms::unit_in(level))
}

/// "davon 2024": a part of the amount to the left of it.
fn is_davon(column: &HeaderColumn) -> bool {
    column.levels.iter().any(|level| ["davon", "darunter"].iter().any(|word| fold(level).starts_with(word)))
}

/// The unit of the nearest amount to the left that has one.
fn whole_unit(left: &[Planned]) -> Option<Unit> {
    left.iter().rfind(|planned| planned.column.kind.is_money() && planned.column.unit.is_some())?.column.unit
}

/// "Ausschöpfung in %"
fn is_rate(column: &HeaderColumn) -> bool {
    column.levels.last().is_some_and(|level| level.contains('%')) && heading_unit(column).is_none()
}

fn percent_unit(profile: &Profile) -> Unit {
    let figures = profile.numbers + profile.amounts;
    if profile.percent_texts == 0 && profile.fractions == figures || profile.percent_formats * 2 > profile.filled {
        Unit::Fraction
    } else {
        Unit::Percent
    }
}

/// Meanings that the cells do not contradict and no person gave to another column, best first.
fn proposals(column: &HeaderColumn, profile: &Profile, taken: &[Field]) -> Vec<Meaning> {
    let levels: Vec<&str> = column.levels.iter().map(String::as_str).collect();
    let mut meant = terms::meanings_below(&levels, column.shared);
    meant.retain(|meaning| meaning.score >= terms::THRESHOLD);
    if terms::names_share(&levels.join(" ")) {
        meant = shares(meant);
    }
    if profile.mostly_ranges() {
        meant.iter_mut().for_each(over_both_ends);
    }
    let mut found: Vec<Meaning> = meant
        .into_iter()
        .filter(|meaning| meaning.field.is_none_or(|field| !taken.contains(&field)))
        .filter_map(|mut meaning| {
            meaning.score *= meaning.kind.map_or(1.0, |kind| profile.suits(kind, meaning.field));
            (meaning.score >= terms::THRESHOLD * 0.6).then_some(meaning)
        })
        .collect();
    found.sort_by(|a, b| b.rank().partial_cmp(&a.rank()).unwrap_or(std::cmp::Ordering::Equal));
    // what explains much less of the heading is not what the column is when another one has its field
    let least = found.first().map_or(0.0, |best| best.score * NEXT_BEST);
    found.retain(|meaning| meaning.score >= least);
    found
}

/// "Beginn" over cells with two days each is the period.
fn over_both_ends(meaning: &mut Meaning) {
    if matches!(meaning.field, Some(Field::StartDate | Field::EndDate)) {
        (meaning.field, meaning.kind) = (Some(Field::Period), Some(Kind::DateRange));
    }
}

/// What amounts mean as shares: the grant "in %" is the funding rate, of the others the contract knows none. The amounts
/// stay possible where the cells can be no shares.
fn shares(meant: Vec<Meaning>) -> Vec<Meaning> {
    let amounts = |meaning: &Meaning| meaning.kind.is_some_and(Kind::is_money);
    let rates = meant.iter().filter(|meaning| amounts(meaning)).map(|meaning| {
        let field = (meaning.field == Some(Field::StateGrant)).then_some(Field::FundingRate);
        let mut rate = meaning.clone();
        (rate.field, rate.kind) = (field, Some(Kind::Percent));
        rate
    });
    let mut found: Vec<Meaning> = rates.collect();
    found.extend(meant.iter().cloned().map(|mut meaning| {
        if meaning.kind != Some(Kind::Percent) {
            meaning.score *= NEXT_BEST * 0.9;
        }
        meaning
    }));
    // the words decide whose share it is before a mark alone does
    found.sort_by(|a, b| b.rank().partial_cmp(&a.rank()).unwrap_or(std::cmp::Ordering::Equal));
    found
}

/// Amounts of several givers are other public money together: "EFRE" beside "Bund".
fn together(columns: &[(&HeaderColumn, Profile)], candidates: &[Vec<Meaning>], chosen: &mut [Option<usize>]) {
    let other_public = |meaning: &Meaning| meaning.field == Some(Field::OtherPublic);
    let heading = |position: usize| columns[position].0.levels.join(" / ");
    let has = |chosen: &[Option<usize>], position: usize| {
        chosen[position].is_some_and(|index| other_public(&candidates[position][index]))
    };
    for position in 0..columns.len() {
        let meant = candidates[position].first().filter(|best| other_public(best) && best.score >= WHOLLY);
        if meant.is_none() || has(chosen, position) {
            continue;
        }
        let mut holders = (0..columns.len()).filter(|holder| has(chosen, *holder));
        if holders.all(|holder| terms::apart(&heading(holder), &heading(position))) {
            chosen[position] = Some(0);
        }
    }
}

/// Two headings say a field about as surely where one's score is this share of the other's.
const CLOSE: f32 = 0.9;

/// From this score on a meaning leaves nothing else open.
const WHOLLY: f32 = 0.75;

/// A second meaning counts from this share of the best one's score.
const NEXT_BEST: f32 = 0.7;

/// No field twice: of two columns that could have it, the surer one gets it (of equals the left one), the other its
/// next best.
fn without_doubles(candidates: &[Vec<Meaning>]) -> Vec<Option<usize>> {
    let mut chosen: Vec<Option<usize>> = candidates.iter().map(|found| (!found.is_empty()).then_some(0)).collect();
    let mut owners: HashMap<Field, usize> = HashMap::new();
    let mut waiting: Vec<usize> = (0..candidates.len()).rev().collect();
    while let Some(column) = waiting.pop() {
        let Some(meaning) = chosen[column].and_then(|index| candidates[column].get(index)) else { continue };
        let Some(field) = meaning.field else { continue };
        let rank = |owner: usize| chosen[owner].map(|index| candidates[owner][index].claim());
        let loser = match owners.get(&field).copied() {
            Some(owner) if (rank(column), owner) > (rank(owner), column) => {
                owners.insert(field, column);
                owner
            }
            Some(_) => column,
            None => {
                owners.insert(field, column);
                continue;
            }
        };
        let next = chosen[loser].map_or(0, |index| index + 1);
        chosen[loser] = (next < candidates[loser].len()).then_some(next);
        waiting.push(loser);
    }
    chosen
}
