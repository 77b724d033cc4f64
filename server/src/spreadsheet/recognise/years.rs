//! Columns of budget years, and columns that are parts of a whole.
use super::super::field::{Field, Kind, Unit};
use super::super::terms;
use super::columns::heading_unit;
use super::header::HeaderColumn;
use super::profile::Profile;
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a year's amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    /// Nothing that speaks against it.
    Nothing,
    /// That they are planned for the year, or granted.
    Planned,
}

/// The budget year of each column: a year alone, or beside, below or above words that may stand over years. Where
/// several columns name the same year, the one with planned amounts has it, of equals the left one.
pub(super) fn of(columns: &[(&HeaderColumn, Profile)], unit: Option<Unit>) -> Vec<Option<i32>> {
    let series = series(columns);
    let found: Vec<Option<(i32, Said)>> = columns
        .iter()
        .enumerate()
        .map(|(position, (column, profile))| budget_year(column, profile, unit, series[position]))
        .collect();
    let mut owners: BTreeMap<i32, (Said, usize)> = BTreeMap::new();
    for (position, (year, said)) in found.iter().enumerate().filter_map(|(position, found)| Some((position, (*found)?)))
    {
        let owner = owners.entry(year).or_insert((said, position));
        if owner.0 < said {
            *owner = (said, position);
        }
    }
    let own = |position: usize, year: i32| owners.get(&year).is_some_and(|(_, owner)| *owner == position);
    let years = found.iter().enumerate();
    years.map(|(position, found)| found.map(|(year, _)| year).filter(|year| own(position, *year))).collect()
}

fn budget_year(column: &HeaderColumn, profile: &Profile, unit: Option<Unit>, series: bool) -> Option<(i32, Said)> {
    let (own, above) = column.levels.split_last()?;
    // the year may stand above a row of units, or of "Soll" and "Ist"
    let (own, above) = match above.split_last() {
        Some((upper, rest))
            if terms::year_in(own).is_none() && (terms::unit_in(own).is_some() || terms::names_plan(own)) =>
        {
            (upper, rest)
        }
        _ => (own, above),
    };
    let (year, words) = terms::year_in(own)?;
    let suits = profile.suits(Kind::YearAmount, None) > 0.0;
    let yearly = |level: &String| terms::names_years(level) || terms::year_in(level).is_some();
    if suits && terms::names_years(&words) && above.iter().all(yearly) {
        return Some((year, Said::Planned));
    }
    // a year alone may stand below any words that do not say what else the amounts are
    let free = |level: &String| match terms::meanings(&[level.as_str()]).first() {
        _ if series && terms::names_flow(level) => true,
        Some(meaning) if meaning.score >= terms::THRESHOLD => meaning.field == Some(Field::StateGrant),
        _ => profile.natural(heading_unit(column).or(unit)) == Kind::Money,
    };
    let alone = words.is_empty() && above.iter().all(|level| yearly(level) || free(level));
    let flows = series && above.iter().all(yearly) && terms::names_flow(&words);
    (suits && (alone || flows)).then_some((year, Said::Nothing))
}

/// Columns that are parts of a whole, by years, quarters, months or instalments: their headings are the same but for the
/// numbers in them.
pub(super) fn parts(columns: &[(&HeaderColumn, Profile)], years: &[Option<i32>]) -> Vec<bool> {
    let series = series(columns);
    years.iter().zip(series).map(|(year, part)| part && year.is_none()).collect()
}

/// Parts of a whole that a list does not have, each a year alone below words for money that was requested, paid or
/// proven: the year, and what it is of.
pub(super) fn flows(
    columns: &[(&HeaderColumn, Profile)],
    parts: &[bool],
    whole: &dyn Fn(Field) -> bool,
) -> Vec<Option<(i32, Field)>> {
    let mut seen = BTreeSet::new();
    let flow = |column: &HeaderColumn, profile: &Profile| {
        let (own, above) = column.levels.split_last()?;
        let (year, words) = terms::year_in(own)?;
        let above: Vec<&str> = above.iter().map(String::as_str).collect();
        let meaning = terms::meanings(&above).into_iter().next().filter(|meaning| meaning.score >= terms::THRESHOLD)?;
        let field = meaning.field.filter(|field| [Field::Requested, Field::PaidOut, Field::Spent].contains(field))?;
        (words.is_empty() && profile.suits(Kind::Money, None) > 0.0 && !whole(field)).then_some((year, field))
    };
    let found = columns.iter().zip(parts);
    found
        .map(|((column, profile), part)| {
            part.then(|| flow(column, profile)).flatten().filter(|(year, field)| seen.insert((*year, field.key())))
        })
        .collect()
}

/// Whether another column's heading is the same but for its numbers.
fn series(columns: &[(&HeaderColumn, Profile)]) -> Vec<bool> {
    let heading = |column: &HeaderColumn| column.levels.join(" ");
    let keys: Vec<Option<String>> =
        columns.iter().map(|(column, _)| terms::without_numbers(&heading(column))).collect();
    let mut texts: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for ((column, _), key) in columns.iter().zip(&keys) {
        if let Some(key) = key {
            texts.entry(key).or_default().insert(heading(column));
        }
    }
    let several = |key: &String| texts.get(key.as_str()).is_some_and(|texts| texts.len() > 1);
    keys.iter().map(|key| key.as_ref().is_some_and(several)).collect()
}
