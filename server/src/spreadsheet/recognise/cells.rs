//! What single cells say, by what their columns mean.
use super::super::amount::{self, Shape, Typed, TypedAmount, Writing, decimal, tidy, typed};
use super::super::dates::{Order, TypedDay, from_serial, plausible, typed_day, typed_range, typed_serial};
use super::super::field::{Field, Kind, Unit};
use super::super::table::{Bound, Read, Severity};
use super::super::workbook::{Cell, Value, Workbook};
use super::columns::Planned;
use super::look::is_year;
use chrono::NaiveDate;
use entity::money::{Cents, Rate};
use entity::precision::Precision;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// Error values as a German Excel shows them, and the English ones typed or exported as text.
const ERRORS: [&str; 16] = [
    "#BEZUG!",
    "#NV",
    "#WERT!",
    "#DIV/0!",
    "#NAME?",
    "#ZAHL!",
    "#NULL!",
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#NUM!",
    "#ÜBERLAUF!",
    "#SPILL!",
    "#CALC!",
    "#KALK!",
    "Err:502",
];

/// A cell's meaning and what is to be said about it.
pub(super) struct Found {
    /// The meaning.
    pub(super) value: Read,
    /// The rule that read it.
    pub(super) rule: &'static str,
    /// Severity, code and sentence, where a person should look.
    pub(super) note: Option<(Severity, &'static str, String)>,
}

impl Found {
    fn of(value: Read, rule: &'static str) -> Self {
        Self { value, rule, note: None }
    }

    fn noted(
        value: Read,
        rule: &'static str,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { value, rule, note: Some((severity, code, message.into())) }
    }
}

/// Reads cells of one workbook.
pub(super) struct CellReader<'a> {
    from_1904: bool,
    number_formats: &'a [String],
}

impl<'a> CellReader<'a> {
    pub(super) fn of(workbook: &'a Workbook) -> Self {
        Self { from_1904: workbook.from_1904, number_formats: &workbook.number_formats }
    }

    /// Reads one cell.
    pub(super) fn cell(&self, cell: &Cell, planned: &Planned) -> Found {
        match &cell.value {
            Value::Error(text) => return error(text),
            Value::Text(text) if ERRORS.contains(&text.trim()) => return error(text),
            Value::Uncached => {
                return Found::noted(
                    Read::Invalid,
                    "formula.uncached",
                    Severity::Warning,
                    "formula.uncached",
                    "Formel ohne gespeichertes Ergebnis: nicht gezählt. Die Datei in der Tabellenkalkulation öffnen und speichern.",
                );
            }
            _ => {}
        }
        match planned.column.kind {
            Kind::Money | Kind::YearAmount => money(cell, planned),
            Kind::Percent => percent(cell, planned),
            Kind::Date => self.date(cell, planned.order),
            Kind::DateRange => self.range(cell, planned.order),
            Kind::Integer => integer(cell),
            Kind::Code => self.code(cell, planned.column.field),
            Kind::Text => text(cell),
        }
    }

    /// An identifier; a number shown with leading zeros keeps them.
    fn code(&self, cell: &Cell, field: Option<Field>) -> Found {
        let Value::Number(number) = &cell.value else {
            return Found::of(Read::Code(tidy_words(&cell.raw())), "code.text");
        };
        if number.fract() != 0.0 || number.abs() >= 1e15 {
            return Found::of(Read::Code(cell.raw()), "code.number");
        }
        let digits = format!("{number:.0}");
        let format = self.number_formats.get(usize::from(cell.format)).map_or("", String::as_str);
        let shown = if !format.is_empty() && format.bytes().all(|byte| byte == b'0') { format.len() } else { 0 };
        // keys and postcodes whose zero in front a number has lost
        let due = match (field, digits.len()) {
            (Some(Field::MunicipalityKey), 7) => 8,
            (Some(Field::MunicipalityKey | Field::Postcode), 4) => 5,
            _ => 0,
        };
        Found::of(Read::Code(format!("{digits:0>width$}", width = shown.max(due))), "code.number")
    }

    fn date(&self, cell: &Cell, order: Order) -> Found {
        let exact = |day: NaiveDate, rule: &'static str| {
            let value = Read::Date { day, exact: true };
            if plausible(day) {
                Found::of(value, rule)
            } else {
                let message = format!("{} ist als Termin nicht glaubhaft.", day.format("%d.%m.%Y"));
                Found::noted(value, rule, Severity::Warning, "date.implausible", message)
            }
        };
        match &cell.value {
            Value::Date(moment) => exact(moment.date(), "date.cell"),
            Value::Number(number) if is_year(*number) => match NaiveDate::from_ymd_opt(*number as i32, 1, 1) {
                Some(day) => vague(day, &cell.raw()),
                None => unreadable_date(),
            },
            Value::Number(number) => match from_serial(*number, self.from_1904) {
                Some(day) => exact(day, "date.serial"),
                None => unreadable_date(),
            },
            Value::Text(text) => match typed_day(text, order) {
                TypedDay::Day(day) => exact(day, "date.text"),
                TypedDay::Vague(day) => vague(day, text),
                TypedDay::Impossible => impossible(text),
                TypedDay::Dash => Found::of(Read::Blank, "blank.dash"),
                TypedDay::Unknown => Found::noted(
                    Read::Unknown,
                    "unknown",
                    Severity::Info,
                    "date.unknown",
                    format!("„{}“: Termin unbekannt.", text.trim()),
                ),
                TypedDay::Length | TypedDay::Words => match typed_serial(text) {
                    Some(day) => exact(day, "date.serial"),
                    None => unreadable_date(),
                },
            },
            _ => unreadable_date(),
        }
    }

    fn range(&self, cell: &Cell, order: Order) -> Found {
        let Some(text) = cell.text() else {
            return match self.date(cell, order) {
                Found { value: Read::Date { day, exact }, note, .. } => {
                    Found { value: Read::DateRange { start: Some(day), end: None, exact }, rule: "range.one", note }
                }
                found => found,
            };
        };
        let range = typed_range(text, order);
        let ends = [range.start, range.end];
        if ends.contains(&TypedDay::Impossible) {
            return impossible(text);
        }
        let day = |end| match end {
            TypedDay::Day(day) | TypedDay::Vague(day) => Some(day),
            _ => None,
        };
        let (start, end) = (day(range.start), day(range.end));
        let exact = ends.iter().all(|end| matches!(end, TypedDay::Day(_)));
        let value = Read::DateRange { start, end, exact };
        if exact {
            let odd = [start, end].into_iter().flatten().find(|day| !plausible(*day));
            return match odd {
                Some(day) => Found::noted(
                    value,
                    "range.text",
                    Severity::Warning,
                    "date.implausible",
                    format!("{} ist als Termin nicht glaubhaft.", day.format("%d.%m.%Y")),
                ),
                None => Found::of(value, "range.text"),
            };
        }
        match ends {
            [TypedDay::Dash, _] => Found::of(Read::Blank, "blank.dash"),
            [TypedDay::Words, TypedDay::Words] => unreadable_date(),
            [TypedDay::Unknown, TypedDay::Unknown] => Found::noted(
                Read::Unknown,
                "unknown",
                Severity::Info,
                "date.unknown",
                format!("„{}“: Laufzeit unbekannt.", text.trim()),
            ),
            _ => Found::noted(
                value,
                "range.vague",
                Severity::Warning,
                "date.vague",
                format!("„{}“ nennt die Laufzeit nicht auf den Tag genau.", text.trim()),
            ),
        }
    }
}

fn error(text: &str) -> Found {
    let message = format!("Die Zelle enthält den Fehlerwert {}; sie zählt nicht.", text.trim());
    Found::noted(Read::Invalid, "cell.error", Severity::Error, "cell.error", message)
}

fn unreadable_date() -> Found {
    Found::noted(Read::Invalid, "date.unreadable", Severity::Warning, "date.unreadable", "Kein lesbarer Termin.")
}

fn impossible(text: &str) -> Found {
    Found::noted(
        Read::Invalid,
        "date.invalid",
        Severity::Error,
        "date.invalid",
        format!("„{}“: Diesen Tag gibt es nicht.", text.trim()),
    )
}

fn vague(day: NaiveDate, text: &str) -> Found {
    Found::noted(
        Read::Date { day, exact: false },
        "date.vague",
        Severity::Warning,
        "date.vague",
        format!("„{}“ nennt keinen Tag.", text.trim()),
    )
}

fn tidy_words(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')).to_owned()
}

fn text(cell: &Cell) -> Found {
    let raw = cell.raw();
    if raw.len() < 16 && amount::is_dash(&tidy(&raw)) {
        return Found::of(Read::Blank, "blank.dash");
    }
    let value = Read::Text(tidy_words(&raw));
    if cell.text().is_some_and(|text| text.starts_with(['=', '+', '@'])) {
        let message = "Der Text sieht aus wie eine Formel; er bleibt einfacher Text.";
        return Found::noted(value, "text", Severity::Info, "text.formula_like", message);
    }
    Found::of(value, "text")
}

fn integer(cell: &Cell) -> Found {
    let number = match &cell.value {
        Value::Number(number) => decimal(*number),
        Value::Text(text) => match typed(text) {
            Typed::Amount(amount) => amount.number(Writing::German),
            Typed::Dash => return Found::of(Read::Blank, "blank.dash"),
            _ => None,
        },
        _ => None,
    };
    match number.filter(|number| number.fract().is_zero()).and_then(|number| number.to_i64()) {
        Some(number) => Found::of(Read::Integer(number), "integer"),
        None => Found::of(Read::Text(tidy_words(&cell.raw())), "text"),
    }
}

fn percent(cell: &Cell, planned: &Planned) -> Found {
    let fraction = planned.column.unit == Some(Unit::Fraction);
    let rate = |number: Decimal, fraction: bool| {
        let points = number * Decimal::from(if fraction { 10_000 } else { 100 });
        points.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero).to_i32().map(Rate)
    };
    let (number, fraction) = match &cell.value {
        Value::Number(number) => (decimal(*number), fraction),
        Value::Text(text) => match typed(text) {
            Typed::Amount(amount) => {
                let percent = amount.percent;
                (amount.number(planned.writing), fraction && !percent)
            }
            Typed::Dash => return Found::of(Read::Blank, "blank.dash"),
            Typed::Unknown => return Found::of(Read::Unknown, "unknown"),
            _ => (None, fraction),
        },
        _ => (None, fraction),
    };
    match number.and_then(|number| rate(number, fraction)) {
        Some(rate) => Found::of(Read::Percent(rate), "percent"),
        None => Found::noted(Read::Invalid, "rate.invalid", Severity::Error, "rate.invalid", "Kein lesbarer Satz."),
    }
}

/// Reads an amount. Also used for the cells of total rows.
fn money(cell: &Cell, planned: &Planned) -> Found {
    let unit = planned.column.unit.unwrap_or(Unit::Eur);
    match &cell.value {
        Value::Number(number) => match decimal(*number).and_then(|number| in_euros(number, unit)) {
            Some((cents, precision)) => {
                Found::of(Read::Money { cents, precision, bound: Bound::Exact }, "amount.number")
            }
            None => Found::noted(
                Read::Invalid,
                "amount.too_large",
                Severity::Error,
                "amount.too_large",
                "Der Betrag ist zu groß.",
            ),
        },
        Value::Text(text) => match typed(text) {
            Typed::Amount(amount) => typed_money(text, &amount, unit, planned),
            Typed::Dash => Found::of(Read::Blank, "blank.dash"),
            Typed::Unknown => {
                let message = format!("„{}“: Betrag unbekannt, nicht null.", text.trim());
                Found::noted(Read::Unknown, "unknown", Severity::Info, "amount.unknown", message)
            }
            Typed::Ambiguous => ambiguous(text),
            Typed::Words => {
                let message = format!("„{}“ ist kein Betrag und zählt nicht.", text.trim());
                Found::noted(Read::Invalid, "amount.invalid", Severity::Error, "amount.invalid", message)
            }
        },
        _ => Found::noted(
            Read::Invalid,
            "amount.invalid",
            Severity::Error,
            "amount.invalid",
            "Kein Betrag; die Zelle zählt nicht.",
        ),
    }
}

fn ambiguous(text: &str) -> Found {
    let message = format!("„{}“ ist nicht eindeutig und zählt nicht. Bitte den Betrag festlegen.", text.trim());
    Found::noted(Read::Invalid, "amount.ambiguous", Severity::Error, "amount.ambiguous", message)
}

fn typed_money(text: &str, amount: &TypedAmount, unit: Unit, planned: &Planned) -> Found {
    // "731.000 €" in a column of T€ says its own unit
    let own = amount.unit.unwrap_or(if amount.currency { Unit::Eur } else { unit });
    let Some(number) = amount.number(planned.writing) else { return ambiguous(text) };
    // three places behind the sign are no euros and cents but thousands in the other way of writing: no guess
    let thousands =
        matches!((amount.shape(), planned.writing), (Shape::Comma, Writing::German) | (Shape::Point, Writing::English));
    if own == Unit::Eur && (thousands || number.normalize().scale() > 2) {
        return ambiguous(text);
    }
    let Some((cents, precision)) = in_euros(number, own) else { return ambiguous(text) };
    let (bound, code, what) = match amount.bound {
        Bound::Exact => return Found::of(Read::Money { cents, precision, bound: Bound::Exact }, "amount.text"),
        Bound::Rounded => (Bound::Rounded, "amount.rounded", "gerundet"),
        Bound::AtLeast => (Bound::AtLeast, "amount.lower_bound", "Untergrenze"),
        Bound::AtMost => (Bound::AtMost, "amount.upper_bound", "Obergrenze"),
    };
    let message = format!("„{}“ als {cents} gelesen ({what})", text.trim());
    Found::noted(
        Read::Money { cents, precision: Precision::About, bound },
        "amount.words",
        Severity::Warning,
        code,
        message,
    )
}

/// Euros and cents, and how exactly the number says them.
fn in_euros(number: Decimal, unit: Unit) -> Option<(Cents, Precision)> {
    let euros = number.checked_mul(Decimal::from(unit.factor()))?;
    let cents = Cents::from_decimal(euros).ok()?;
    let precision = if cents.0 % 100 != 0 {
        Precision::Cent
    } else if unit == Unit::Eur || cents.0 % 100_000 != 0 {
        Precision::Euro
    } else {
        Precision::Thousand
    };
    Some((cents, precision))
}

/// The amount of a cell in a total row, if it is one.
pub(super) fn amount_of(cell: &Cell, planned: &Planned) -> Option<Cents> {
    match money(cell, planned).value {
        Read::Money { cents, .. } => Some(cents),
        _ => None,
    }
}

/// The rate of a cell, if it has one.
pub(super) fn rate_of(cell: &Cell, planned: &Planned) -> Option<Rate> {
    match percent(cell, planned).value {
        Read::Percent(rate) => Some(rate),
        _ => None,
    }
}
