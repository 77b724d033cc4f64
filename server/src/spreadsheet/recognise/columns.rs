//! What the columns mean: the heading proposes, the cells decide.
use super::super::amount::{Evidence, Shape, Typed, Writing, is_prose, typed};
use super::super::dates::{Order, TypedDay, month_first, typed_day, typed_range};
use super::super::field::{Field, Kind, Unit};
use super::super::table::Column;
use super::super::terms::{self, Meaning};
use super::super::workbook::{Cell, Sheet, Value, Workbook};
use super::ColumnMapping;
use super::body::Body;
use super::header::{Header, HeaderColumn};
use super::look::is_year;

/// What the cells of a column are, counted over the records.
#[derive(Debug, Default)]
pub(super) struct Profile {
    filled: usize,
    numbers: usize,
    whole: usize,
    years: usize,
    serials: usize,
    fractions: usize,
    percent_formats: usize,
    percent_texts: usize,
    euro_formats: usize,
    teur_formats: usize,
    meur_formats: usize,
    cents_formats: usize,
    amounts: usize,
    units: [usize; 3],
    currencies: usize,
    days: usize,
    ranges: usize,
    stand_ins: usize,
    words: usize,
    months_first: usize,
    days_first: usize,
    pub(super) evidence: Evidence,
}

/// Profiles of the columns of a table, one per column of its heading.
pub(super) fn profiles(workbook: &Workbook, sheet: &Sheet, header: &Header, body: &Body) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = header.columns.iter().map(|_| Profile::default()).collect();
    let first = header.first_column();
    let mut rows = body.records.iter().peekable();
    for row in &sheet.rows {
        while rows.peek().is_some_and(|record| **record < row.number) {
            rows.next();
        }
        if rows.peek().is_none_or(|record| **record != row.number) {
            continue;
        }
        for cell in header.cells_of(row) {
            if let Some(profile) = profiles.get_mut((cell.column - first) as usize) {
                profile.add(cell, workbook);
            }
        }
    }
    profiles
}

impl Profile {
    fn add(&mut self, cell: &Cell, workbook: &Workbook) {
        self.filled += 1;
        let format = workbook.number_formats.get(usize::from(cell.format)).map_or("", String::as_str);
        match &cell.value {
            Value::Number(number) => {
                self.numbers += 1;
                self.whole += usize::from(number.fract() == 0.0);
                self.years += usize::from(is_year(*number));
                self.serials += usize::from(number.fract() == 0.0 && (30_000.0..60_000.0).contains(number));
                self.fractions += usize::from(number.abs() <= 1.0);
                if cell.format != 0 {
                    self.percent_formats += usize::from(format.contains('%'));
                    let unit = terms::unit_in(&format.replace(['"', '\\', '[', ']', '$', '-', '_'], " "));
                    self.teur_formats += usize::from(unit == Some(Unit::Teur));
                    self.meur_formats += usize::from(unit == Some(Unit::Meur));
                    self.euro_formats +=
                        usize::from(unit == Some(Unit::Eur) || (unit.is_none() && format.contains('€')));
                    self.cents_formats += usize::from(format.contains("0.00") && !format.contains('%'));
                }
            }
            Value::Date(_) => self.days += 1,
            Value::Text(text) => self.add_text(text),
            Value::Error(_) | Value::Uncached => self.stand_ins += 1,
            Value::Bool(_) => self.words += 1,
        }
    }

    fn add_text(&mut self, text: &str) {
        if is_prose(text) {
            self.words += 1;
            return;
        }
        match typed(text) {
            Typed::Amount(amount) if amount.percent => self.percent_texts += 1,
            Typed::Amount(amount) => {
                let plain = text.trim();
                let day = !amount.currency
                    && matches!(typed_day(plain, Order::DayFirst), TypedDay::Day(_) | TypedDay::Impossible);
                if day {
                    self.days += 1;
                    return;
                }
                // "1.1.2." numbers a chapter
                if amount.shape() == Shape::Broken && !amount.currency {
                    self.words += 1;
                    return;
                }
                if let (true, Ok(number)) = (plain.bytes().all(|byte| byte.is_ascii_digit()), plain.parse::<f64>()) {
                    self.whole += 1;
                    self.years += usize::from(is_year(number));
                }
                self.amounts += 1;
                self.fractions += usize::from(
                    amount.number(Writing::German).is_some_and(|number| number.abs() <= rust_decimal::Decimal::ONE),
                );
                match amount.unit {
                    Some(Unit::Teur) => self.units[1] += 1,
                    Some(Unit::Meur) => self.units[2] += 1,
                    _ if amount.currency => self.units[0] += 1,
                    _ => {}
                }
                self.currencies += usize::from(amount.currency || amount.unit.is_some());
                self.evidence.add(&amount);
            }
            Typed::Dash | Typed::Unknown => self.stand_ins += 1,
            found => {
                let range = typed_range(text, Order::DayFirst);
                let good = |day: TypedDay| !matches!(day, TypedDay::Words | TypedDay::Dash | TypedDay::Unknown);
                match typed_day(text, Order::DayFirst) {
                    TypedDay::Length => self.ranges += 1,
                    day if good(day) => {
                        self.days += 1;
                        match month_first(text) {
                            Some(true) => self.months_first += 1,
                            Some(false) => self.days_first += 1,
                            None => {}
                        }
                    }
                    _ if month_first(text) == Some(true) => {
                        self.days += 1;
                        self.months_first += 1;
                    }
                    _ if good(range.start) && good(range.end) => self.ranges += 1,
                    _ if matches!(range.end, TypedDay::Vague(_) | TypedDay::Day(_)) => self.ranges += 1,
                    _ if found == Typed::Ambiguous => self.amounts += 1,
                    _ => self.words += 1,
                }
            }
        }
    }

    /// How well the cells suit a kind, 0 to 1; 0 rules it out.
    fn suits(&self, kind: Kind, field: Option<Field>) -> f32 {
        let all = self.filled.max(1) as f32;
        let share = |count: usize| count as f32 / all;
        let free = self.stand_ins;
        let at_least = |count: usize, least: f32| if share(count + free) >= least { 1.0 } else { 0.0 };
        match kind {
            Kind::Money | Kind::YearAmount => {
                if self.numbers + self.amounts == 0 && free < self.filled {
                    return 0.0;
                }
                // what is shown as a percentage is a rate, whatever its heading says
                if self.percent_formats * 2 > self.filled || self.percent_texts * 2 > self.filled {
                    return 0.0;
                }
                // years of approval are no amounts
                let only_years =
                    self.years == self.filled && self.filled >= 3 && self.cents_formats + self.euro_formats == 0;
                if only_years { 0.0 } else { at_least(self.numbers + self.amounts, 0.5) }
            }
            Kind::Percent => at_least(self.numbers + self.amounts + self.percent_texts, 0.5),
            Kind::Integer => at_least(self.numbers + self.amounts, 0.5),
            Kind::Date => {
                let bare = self.serials + self.days;
                let years = if field == Some(Field::ApprovalDate) { 0 } else { self.years };
                if self.days + self.ranges == 0 && self.serials + years < self.filled {
                    0.0
                } else {
                    at_least(bare.max(self.days + years), 0.5)
                }
            }
            Kind::DateRange => at_least(self.ranges + self.days, 0.5) * if self.ranges == 0 { 0.6 } else { 1.0 },
            Kind::Code => {
                if share(self.days) > 0.6 {
                    0.3
                } else {
                    1.0
                }
            }
            Kind::Text => {
                let decimals = (self.numbers + self.amounts).saturating_sub(self.whole);
                let figures = self.numbers + self.amounts + self.days + self.percent_texts;
                if share(decimals + self.days + self.percent_texts) > 0.5 || self.currencies * 2 > self.filled {
                    0.0
                } else if share(figures) > 0.5 {
                    0.7
                } else {
                    1.0
                }
            }
        }
    }

    /// The kind of a column whose heading says nothing.
    fn natural(&self, unit: Option<Unit>) -> Kind {
        let most = |count: usize| count * 2 > self.filled && count > 0;
        if most(self.percent_texts) || (most(self.percent_formats) && self.percent_formats * 2 > self.numbers) {
            Kind::Percent
        } else if most(self.ranges) {
            Kind::DateRange
        } else if most(self.days) {
            Kind::Date
        } else if most(self.numbers + self.amounts) {
            let money = unit.is_some()
                || most(self.currencies)
                || most(self.euro_formats + self.teur_formats + self.meur_formats)
                || self.whole * 2 < self.numbers + self.amounts;
            if money { Kind::Money } else { Kind::Integer }
        } else {
            Kind::Text
        }
    }

    /// The unit written in the cells themselves.
    fn unit_in_texts(&self) -> Option<Unit> {
        let [eur, teur, meur] = self.units;
        let most = eur.max(teur).max(meur);
        (most > 0 && most * 2 >= self.numbers + self.amounts).then_some({
            if most == teur {
                Unit::Teur
            } else if most == meur {
                Unit::Meur
            } else {
                Unit::Eur
            }
        })
    }

    fn unit_in_formats(&self) -> Option<Unit> {
        let most = |count: usize| count > 0 && count * 2 >= self.numbers;
        if most(self.teur_formats) {
            Some(Unit::Teur)
        } else if most(self.meur_formats) {
            Some(Unit::Meur)
        } else if most(self.euro_formats) {
            Some(Unit::Eur)
        } else {
            None
        }
    }
}

/// A column and how its cells are to be read.
pub(super) struct Planned {
    pub(super) column: Column,
    pub(super) writing: Writing,
    pub(super) order: Order,
    pub(super) voucher: bool,
}

impl Planned {
    /// A person's decision counts more than what was found.
    pub(super) fn decide(&mut self, decision: &ColumnMapping) {
        self.column.field = decision.field;
        self.column.confidence = 1.0;
        if let Some(field) = decision.field {
            self.column.kind = field.kind();
            self.column.year = self.column.year.filter(|_| field == Field::YearAmount);
        }
        if decision.unit.is_some() {
            self.column.unit = decision.unit;
        }
    }
}

/// Decides meaning, kind and unit of every column that holds data.
pub(super) fn plan(
    sheet: &Sheet,
    header: &Header,
    profiles: Vec<Profile>,
    title_unit: Option<Unit>,
    writing: Writing,
) -> Vec<Planned> {
    let columns: Vec<(&HeaderColumn, Profile)> =
        header.columns.iter().zip(profiles).filter(|(_, profile)| profile.filled > 0).collect();
    let years = year_columns(&columns);
    let candidates: Vec<Vec<Meaning>> = columns
        .iter()
        .zip(&years)
        .map(|((column, profile), year)| if year.is_some() { Vec::new() } else { proposals(column, profile) })
        .collect();
    let chosen = without_doubles(&candidates);
    let mut planned = Vec::new();
    for (position, (column, profile)) in columns.iter().enumerate() {
        let meaning = chosen[position].map(|index| &candidates[position][index]);
        let heading_unit = column.levels.iter().rev().find_map(|level| terms::unit_in(level));
        let known = meaning.and_then(|meaning| meaning.kind).filter(|kind| profile.suits(*kind, None) > 0.0);
        let kind = match (years[position], known) {
            (Some(_), _) => Kind::YearAmount,
            (None, Some(kind)) => kind,
            (None, None) => profile.natural(heading_unit),
        };
        let unit = match kind {
            Kind::Money | Kind::YearAmount => {
                heading_unit.or_else(|| profile.unit_in_texts()).or(title_unit).or_else(|| profile.unit_in_formats())
            }
            Kind::Percent => Some(percent_unit(profile)),
            _ => None,
        };
        let field =
            if years[position].is_some() { Some(Field::YearAmount) } else { meaning.and_then(|meaning| meaning.field) };
        let confidence =
            if years[position].is_some() { 0.95 } else { meaning.map_or(0.0, |meaning| meaning.score.min(0.99)) };
        planned.push(Planned {
            column: Column {
                index: column.index,
                header: column.levels.join(" / "),
                field,
                kind,
                unit,
                year: years[position],
                confidence,
                hidden: sheet.column_hidden(column.index),
                days: None,
                distinct: None,
            },
            writing: profile.evidence.decide().unwrap_or(writing),
            order: if profile.months_first > 0 && profile.days_first == 0 {
                Order::MonthFirst
            } else {
                Order::DayFirst
            },
            voucher: meaning.is_some_and(|meaning| meaning.voucher),
        });
    }
    planned
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
            let fitting = terms::names_years(&words)
                && above.iter().all(|level| terms::names_years(level) || terms::year_in(level).is_some());
            (fitting && profile.suits(Kind::YearAmount, None) > 0.0).then_some(year)
        })
        .collect()
}

/// Meanings that the cells do not contradict, best first.
fn proposals(column: &HeaderColumn, profile: &Profile) -> Vec<Meaning> {
    let levels: Vec<&str> = column.levels.iter().map(String::as_str).collect();
    let mut found: Vec<Meaning> = terms::meanings(&levels)
        .into_iter()
        .filter(|meaning| meaning.score >= terms::THRESHOLD)
        .filter_map(|mut meaning| {
            let suits = match (meaning.field, meaning.kind) {
                (Some(field), Some(kind)) => profile.suits(kind, Some(field)),
                _ => 1.0,
            };
            meaning.score *= suits;
            (meaning.score >= terms::THRESHOLD * 0.6).then_some(meaning)
        })
        .collect();
    found.sort_by(|a, b| b.rank().partial_cmp(&a.rank()).unwrap_or(std::cmp::Ordering::Equal));
    found
}

/// No field twice: of two columns that could have it, the surer one gets it, the other its next best.
fn without_doubles(candidates: &[Vec<Meaning>]) -> Vec<Option<usize>> {
    let mut chosen: Vec<Option<usize>> = candidates.iter().map(|found| (!found.is_empty()).then_some(0)).collect();
    loop {
        let mut loser: Option<usize> = None;
        'search: for first in 0..chosen.len() {
            for second in first + 1..chosen.len() {
                let (Some(a), Some(b)) = (chosen[first], chosen[second]) else { continue };
                let (a, b) = (&candidates[first][a], &candidates[second][b]);
                if a.field.is_some() && a.field == b.field {
                    loser = Some(if b.rank() > a.rank() { first } else { second });
                    break 'search;
                }
            }
        }
        let Some(loser) = loser else { return chosen };
        let next = chosen[loser].map_or(0, |index| index + 1);
        chosen[loser] = (next < candidates[loser].len()).then_some(next);
    }
}
