//! What the cells of a column are, counted over the records: it decides what a heading only proposes.
use super::super::amount::{Evidence, Shape, Typed, TypedAmount, Writing, typed};
use super::super::dates::{Order, TypedDay, may_be_serial, month_first, typed_day, typed_range, typed_serial};
use super::super::field::{Field, Kind, Unit};
use super::super::limits::{Exceeded, Watch};
use super::super::terms;
use super::super::workbook::{Cell, Sheet, Value, Workbook};
use super::body::Body;
use super::header::Header;
use super::look::{Look, is_year};
use rust_decimal::Decimal;

/// What a number format says about the numbers it shows.
#[derive(Debug, Clone, Copy)]
struct FormatFacts {
    percent: bool,
    unit: Option<Unit>,
    foreign: Option<&'static str>,
    cents: bool,
}

/// The same for every number format of a workbook, by its index.
pub(super) struct Formats(Vec<FormatFacts>);

impl Formats {
    pub(super) fn of(workbook: &Workbook) -> Self {
        let facts = workbook.number_formats.iter().map(|format| {
            let plain = format.replace(['"', '\\', '[', ']', '$', '-', '_'], " ");
            let euro = || format.contains('€').then_some(Unit::Eur);
            let percent = format.contains('%');
            let unit = terms::unit_in(&plain).or_else(euro);
            // a Swiss workbook shows euros in its own way of writing: `[$€-807]`
            let foreign = if unit.is_none() { terms::foreign_currency(&plain) } else { None };
            FormatFacts { percent, unit, foreign, cents: format.contains("0.00") && !percent }
        });
        Self(facts.collect())
    }
}

/// What the cells of a column are, counted over the records.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) filled: usize,
    pub(super) numbers: usize,
    whole: usize,
    years: usize,
    thousands: usize,
    serials: usize,
    pub(super) fractions: usize,
    pub(super) percent_formats: usize,
    pub(super) percent_texts: usize,
    euro_formats: usize,
    teur_formats: usize,
    meur_formats: usize,
    cents_formats: usize,
    foreign_formats: usize,
    foreign: Option<&'static str>,
    pub(super) amounts: usize,
    units: [usize; 3],
    currencies: usize,
    days: usize,
    ranges: usize,
    stand_ins: usize,
    words: usize,
    pub(super) months_first: usize,
    pub(super) days_first: usize,
    pub(super) evidence: Evidence,
}

/// Profiles of the columns of a table, one per column of its heading.
pub(super) fn profiles(
    formats: &Formats,
    sheet: &Sheet,
    header: &Header,
    body: &Body,
    watch: &Watch,
) -> Result<Vec<Profile>, Exceeded> {
    let mut profiles: Vec<Profile> = header.columns.iter().map(|_| Profile::default()).collect();
    let first = header.first_column();
    for (row, looks) in body.records.iter().zip(&body.looks) {
        watch.step()?;
        let Some(row) = sheet.row(*row) else { continue };
        for (cell, look) in header.cells_of(row).zip(looks) {
            if let Some(profile) = profiles.get_mut((cell.column - first) as usize) {
                profile.add(cell, *look, formats);
            }
        }
    }
    Ok(profiles)
}

/// The number an amount is in the one way of writing that fits it.
fn either_way(amount: &TypedAmount) -> Option<Decimal> {
    amount.number(Writing::German).or_else(|| amount.number(Writing::English))
}

impl Profile {
    fn add(&mut self, cell: &Cell, look: Look, formats: &Formats) {
        self.filled += 1;
        match &cell.value {
            Value::Number(number) => {
                self.numbers += 1;
                self.whole += usize::from(number.fract() == 0.0);
                self.years += usize::from(is_year(*number));
                self.serials += usize::from(may_be_serial(*number));
                self.thousands += usize::from(number.abs() >= 1_000.0);
                self.fractions += usize::from(number.abs() <= 1.0);
                if let Some(facts) = formats.0.get(usize::from(cell.format)).filter(|_| cell.format != 0) {
                    self.percent_formats += usize::from(facts.percent);
                    self.teur_formats += usize::from(facts.unit == Some(Unit::Teur));
                    self.meur_formats += usize::from(facts.unit == Some(Unit::Meur));
                    self.euro_formats += usize::from(facts.unit == Some(Unit::Eur));
                    self.cents_formats += usize::from(facts.cents);
                    self.foreign_formats += usize::from(facts.foreign.is_some());
                    self.foreign = self.foreign.or(facts.foreign);
                }
            }
            Value::Date(_) => self.days += 1,
            Value::Text(text) => self.add_text(text, look),
            Value::Error(_) | Value::Uncached => self.stand_ins += 1,
            Value::Bool(_) => self.words += 1,
        }
    }

    fn add_text(&mut self, text: &str, look: Look) {
        match look {
            Look::Words => {
                self.words += 1;
                return;
            }
            Look::StandIn => {
                self.stand_ins += 1;
                return;
            }
            _ => {}
        }
        match typed(text) {
            // what looks like an amount is no day
            Typed::Ambiguous if look == Look::Amount => self.amounts += 1,
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
                    self.serials += usize::from(typed_serial(plain).is_some());
                }
                self.amounts += 1;
                let number = either_way(&amount);
                self.thousands += usize::from(number.is_some_and(|number| number.abs() >= Decimal::ONE_THOUSAND));
                self.fractions += usize::from(number.is_some_and(|number| number.abs() <= Decimal::ONE));
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
    pub(super) fn suits(&self, kind: Kind, field: Option<Field>) -> f32 {
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
            // no rate goes into the thousands
            Kind::Percent if self.thousands * 2 > self.filled => 0.0,
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
                // a postcode with its place is the place
                } else if field == Some(Field::Postcode) && share(self.words) > 0.6 {
                    0.6
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

    /// Whether most cells hold two days, or how long something takes.
    pub(super) fn mostly_ranges(&self) -> bool {
        self.ranges * 2 > self.filled
    }

    /// The kind of a column whose heading says nothing.
    pub(super) fn natural(&self, unit: Option<Unit>) -> Kind {
        let most = |count: usize| count * 2 > self.filled && count > 0;
        if most(self.percent_texts) || (most(self.percent_formats) && self.percent_formats * 2 > self.numbers) {
            Kind::Percent
        } else if self.mostly_ranges() {
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
    pub(super) fn unit_in_texts(&self) -> Option<Unit> {
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

    /// The currency that most amounts are shown in, where it is not the euro.
    pub(super) fn foreign_in_formats(&self) -> Option<&'static str> {
        self.foreign.filter(|_| self.foreign_formats * 2 > self.numbers)
    }

    pub(super) fn unit_in_formats(&self) -> Option<Unit> {
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
