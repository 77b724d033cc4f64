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
use std::collections::HashMap;

/// A column and how its cells are to be read.
pub(super) struct Planned {
    pub(super) column: Column,
    pub(super) writing: Writing,
    pub(super) order: Order,
    pub(super) voucher: Voucher,
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
    let years = year_columns(&columns);
    let mut candidates: Vec<Vec<Meaning>> = Vec::with_capacity(columns.len());
    for ((column, profile), (year, decision)) in columns.iter().zip(years.iter().zip(&decisions)) {
        watch.step()?;
        let settled = year.is_some() || decision.is_some();
        candidates.push(if settled { Vec::new() } else { proposals(column, profile, &taken) });
    }
    let chosen = without_doubles(&candidates);
    let mut planned = Vec::new();
    for (position, (column, profile)) in columns.iter().enumerate() {
        let meaning = chosen[position].map(|index| &candidates[position][index]);
        // a heading whose field went to another column still says what its cells are
        let kind = meaning.or(candidates[position].first()).and_then(|meaning| meaning.kind);
        let mut next = match decisions[position] {
            Some(decision) => decided(sheet, column, profile, defaults, decision),
            None => found(sheet, column, profile, defaults, Found { year: years[position], meaning, kind }),
        };
        if decisions[position].is_none() && next.column.kind == Kind::Money && next.foreign.is_none() {
            next.claim = match candidates[position].first() {
                _ if next.column.field.is_some() => Claim::Nothing,
                Some(meaning) => meaning.field.map_or(Claim::Nothing, Claim::Lost),
                None => Claim::Open,
            };
        }
        planned.push(next);
    }
    Ok(planned)
}

/// What the heading of a column says after all headings were looked at.
struct Found<'a> {
    year: Option<i32>,
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
        (Some(_), _) => Kind::YearAmount,
        (None, Some(kind)) => kind,
        (None, None) if is_rate(column) && profile.suits(Kind::Percent, None) > 0.0 => Kind::Percent,
        (None, None) => profile.natural(heading_unit(column)),
    };
    let mut planned = of_kind(sheet, column, profile, defaults, kind);
    planned.column.field = match year {
        Some(_) => Some(Field::YearAmount),
        None => meaning.and_then(|meaning| meaning.field),
    };
    planned.column.year = year;
    planned.column.confidence = match year {
        Some(_) => 0.95,
        None => meaning.map_or(0.0, |meaning| meaning.score.min(0.99)),
    };
    planned.voucher = meaning.map_or(Voucher::No, |meaning| meaning.voucher);
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
        claim: Claim::Nothing,
        foreign: None,
    }
}

fn heading_unit(column: &HeaderColumn) -> Option<Unit> {
    column.levels.iter().rev().find_map(|level| terms::unit_in(level))
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

/// Budget years: a year alone, or beside or below words that may stand over years.
fn year_columns(columns: &[(&HeaderColumn, Profile)]) -> Vec<Option<i32>> {
    columns
        .iter()
        .map(|(column, profile)| {
            let (own, above) = column.levels.split_last()?;
            // the year may stand above a row of units
            let (own, above) = match above.split_last() {
                Some((upper, rest)) if terms::year_in(own).is_none() && terms::unit_in(own).is_some() => (upper, rest),
                _ => (own, above),
            };
            let (year, words) = terms::year_in(own)?;
            // a year alone may stand below any words that do not say what else the amounts are
            let free = |level: &String| match terms::meanings(&[level.as_str()]).first() {
                Some(meaning) if meaning.score >= terms::THRESHOLD => meaning.field == Some(Field::StateGrant),
                _ => profile.natural(heading_unit(column)) == Kind::Money,
            };
            let yearly = |level: &String| terms::names_years(level) || terms::year_in(level).is_some();
            let fitting = terms::names_years(&words)
                && above.iter().all(|level| yearly(level) || (words.is_empty() && free(level)));
            (fitting && profile.suits(Kind::YearAmount, None) > 0.0).then_some(year)
        })
        .collect()
}

/// Meanings that the cells do not contradict and no person gave to another column, best first.
fn proposals(column: &HeaderColumn, profile: &Profile, taken: &[Field]) -> Vec<Meaning> {
    let levels: Vec<&str> = column.levels.iter().map(String::as_str).collect();
    let mut meant = terms::meanings_below(&levels, column.shared);
    meant.retain(|meaning| meaning.score >= terms::THRESHOLD);
    if terms::names_share(&levels.join(" ")) {
        meant = shares(meant);
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
        let rank = |owner: usize| chosen[owner].map(|index| candidates[owner][index].rank());
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
