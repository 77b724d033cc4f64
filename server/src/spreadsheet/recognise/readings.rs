//! Reads the cells of the records by what their columns mean, and notes what a person should look at.
use super::super::amount::{self, Typed, TypedAmount, decimal, tidy, typed};
use super::super::dates::{Order, TypedDay, from_serial, plausible, typed_day, typed_range};
use super::super::field::{Field, Kind, Unit};
use super::super::table::{Bound, Finding, Read, Reading, Record, Severity, Table};
use super::super::workbook::{Cell, Row, Sheet, Value, Workbook};
use super::body::Body;
use super::columns::Planned;
use super::header::Header;
use super::look::Merges;
use chrono::NaiveDate;
use entity::money::{Cents, Rate};
use entity::precision::Precision;
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Error values as a German Excel shows them, and the English ones typed or exported as text.
const ERRORS: [&str; 16] = [
    "#BEZUG!", "#NV", "#WERT!", "#DIV/0!", "#NAME?", "#ZAHL!", "#NULL!", "#REF!", "#N/A", "#VALUE!", "#NUM!", "#ÜBERLAUF!", "#SPILL!",
    "#CALC!", "#KALK!", "Err:502",
];

/// What is needed to read the records of a table.
pub(super) struct Reader<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) sheet: &'a Sheet,
    pub(super) merges: &'a Merges<'a>,
    pub(super) header: &'a Header,
    pub(super) body: &'a Body,
}

/// A cell's meaning and what is to be said about it.
struct Found {
    value: Read,
    rule: &'static str,
    note: Option<(Severity, &'static str, String)>,
}

impl Found {
    fn of(value: Read, rule: &'static str) -> Self {
        Self { value, rule, note: None }
    }

    fn noted(value: Read, rule: &'static str, severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { value, rule, note: Some((severity, code, message.into())) }
    }
}

impl Reader<'_> {
    /// Fills records, sums, spans of days, counts of values and findings into the table.
    pub(super) fn read(&self, plan: &mut [Planned], table: &mut Table) {
        let formats: Vec<Arc<str>> = self.workbook.number_formats.iter().map(|format| Arc::from(format.as_str())).collect();
        let filled_down = self.filled_down(plan);
        for row in &self.body.records {
            let Some(row) = self.sheet.row(*row) else { continue };
            table.records.push(self.record(row, plan, &filled_down, &formats, &mut table.findings));
        }
        self.hidden(plan, table);
        duplicates(plan, self.header.first_column(), table);
        for column in plan.iter_mut() {
            summarise(column, table);
        }
    }

    /// Cells of merged areas that count for rows further down: words and codes, never amounts (those would
    /// be counted once per row).
    fn filled_down(&self, plan: &[Planned]) -> HashMap<(u32, u32), u32> {
        let mut filled = HashMap::new();
        let (first, last) = (self.header.last_row(), self.body.records.last().copied().unwrap_or_default());
        for area in self.sheet.merged.iter().filter(|area| area.last_row > area.first_row && area.first_row > first) {
            let words = |planned: &&Planned| planned.column.index == area.first_column && !planned.column.kind.is_money();
            if plan.iter().any(|planned| words(&planned)) {
                for row in area.first_row + 1..=area.last_row.min(last) {
                    filled.insert((row, area.first_column), area.first_row);
                }
            }
        }
        filled
    }

    fn record(
        &self,
        row: &Row,
        plan: &[Planned],
        filled_down: &HashMap<(u32, u32), u32>,
        formats: &[Arc<str>],
        findings: &mut Vec<Finding>,
    ) -> Record {
        let mut cells = BTreeMap::new();
        for planned in plan {
            let column = planned.column.index;
            let own = row.cell(column);
            let anchor = || filled_down.get(&(row.number, column)).copied();
            let (cell, from) = match own {
                Some(cell) => (cell, row.number),
                None => match anchor().and_then(|anchor| Some((self.sheet.cell(anchor, column)?, anchor))) {
                    Some(found) => found,
                    None => continue,
                },
            };
            let found = self.cell(cell, planned);
            let raw = cell.raw();
            if let Some((severity, code, message)) = found.note.filter(|_| own.is_some()) {
                findings.push(Finding { row: row.number, column, severity, code, message, raw: raw.clone() });
            }
            let number_format = (cell.format != 0).then(|| formats.get(usize::from(cell.format)).cloned()).flatten();
            cells.insert(column, Reading { row: from, raw, value: found.value, number_format, rule: found.rule });
        }
        Record { row: row.number, cells, group: self.body.groups.get(&row.number).cloned(), hidden: row.hidden }
    }

    fn cell(&self, cell: &Cell, planned: &Planned) -> Found {
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
        let format = self.workbook.number_formats.get(usize::from(cell.format)).map_or("", String::as_str);
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
            Value::Number(number) if super::look::is_year(*number) => match NaiveDate::from_ymd_opt(*number as i32, 1, 1) {
                Some(day) => vague(day, &cell.raw()),
                None => unreadable_date(),
            },
            Value::Number(number) => match from_serial(*number, self.workbook.from_1904) {
                Some(day) => exact(day, "date.serial"),
                None => unreadable_date(),
            },
            Value::Text(text) => match typed_day(text, order) {
                TypedDay::Day(day) => exact(day, "date.text"),
                TypedDay::Vague(day) => vague(day, text),
                TypedDay::Impossible => impossible(text),
                TypedDay::Dash => Found::of(Read::Blank, "blank.dash"),
                TypedDay::Unknown => {
                    Found::noted(Read::Unknown, "unknown", Severity::Info, "date.unknown", format!("„{}“: Termin unbekannt.", text.trim()))
                }
                TypedDay::Length | TypedDay::Words => unreadable_date(),
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
            [TypedDay::Unknown, TypedDay::Unknown] => {
                Found::noted(Read::Unknown, "unknown", Severity::Info, "date.unknown", format!("„{}“: Laufzeit unbekannt.", text.trim()))
            }
            _ => Found::noted(
                value,
                "range.vague",
                Severity::Warning,
                "date.vague",
                format!("„{}“ nennt die Laufzeit nicht auf den Tag genau.", text.trim()),
            ),
        }
    }

    /// Findings about what is hidden.
    fn hidden(&self, plan: &[Planned], table: &mut Table) {
        let first = self.header.first_column();
        let hidden: Vec<u32> = table.records.iter().filter(|record| record.hidden).map(|record| record.row).collect();
        for row in hidden {
            let raw = self.sheet.cell(row, first).map(Cell::raw).unwrap_or_default();
            let message = "Die Zeile ist ausgeblendet oder weggefiltert; sie zählt mit.".to_owned();
            table.findings.push(Finding { row, column: first, severity: Severity::Info, code: "row.hidden", message, raw });
        }
        for planned in plan.iter().filter(|planned| planned.column.hidden) {
            let message = format!("Die Spalte „{}“ ist ausgeblendet; sie wird gelesen wie jede andere.", planned.column.header);
            table.findings.push(Finding {
                row: self.header.last_row(),
                column: planned.column.index,
                severity: Severity::Info,
                code: "column.hidden",
                message,
                raw: planned.column.header.clone(),
            });
        }
        if !self.sheet.visible {
            let message = format!("Das Blatt „{}“ ist ausgeblendet; seine Tabelle wird gelesen wie jede andere.", self.sheet.name);
            let raw = self.merges.at(self.header.first_row(), first).and(None).unwrap_or_default();
            table.findings.push(Finding {
                row: self.header.first_row(),
                column: first,
                severity: Severity::Info,
                code: "sheet.hidden",
                message,
                raw,
            });
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
    Found::noted(Read::Invalid, "date.invalid", Severity::Error, "date.invalid", format!("„{}“: Diesen Tag gibt es nicht.", text.trim()))
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
    let tidied = tidy(&raw);
    if amount::is_dash(&tidied) {
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
            Typed::Amount(amount) => amount.number(super::super::amount::Writing::German),
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
            Some((cents, precision)) => Found::of(Read::Money { cents, precision, bound: Bound::Exact }, "amount.number"),
            None => Found::noted(Read::Invalid, "amount.too_large", Severity::Error, "amount.too_large", "Der Betrag ist zu groß."),
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
        _ => Found::noted(Read::Invalid, "amount.invalid", Severity::Error, "amount.invalid", "Kein Betrag; die Zelle zählt nicht."),
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
    // three places behind the comma are no euros and cents
    if own == Unit::Eur && number.normalize().scale() > 2 {
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
    Found::noted(Read::Money { cents, precision: Precision::About, bound }, "amount.words", Severity::Warning, code, message)
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

/// Rows that say the same again, and numbers that stand for two projects.
fn duplicates(plan: &[Planned], first: u32, table: &mut Table) {
    // draws and vouchers rightly repeat the project's number
    let events = plan.iter().any(|planned| planned.voucher || planned.column.field == Some(Field::Requested));
    let number = plan.iter().find(|planned| planned.column.field == Some(Field::ProjectNumber)).map(|planned| planned.column.index);
    let mut rows: HashSet<String> = HashSet::new();
    let mut numbers: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for record in &table.records {
        let mut key = String::new();
        for (column, reading) in &record.cells {
            key.push_str(&format!("{column}\u{1}{}\u{2}", reading.raw.trim()));
        }
        let same_row = !rows.insert(key);
        let code = number.filter(|_| !events).and_then(|number| record.cells.get(&number)).and_then(|reading| match &reading.value {
            Read::Code(code) if !code.is_empty() && !amount::is_dash(code) && !amount::is_unknown(code) => Some(code.as_str()),
            _ => None,
        });
        let same_number = code.is_some_and(|code| !numbers.insert(code));
        if same_row || same_number {
            let message = if same_row {
                "Die Zeile ist in allen Spalten gleich einer früheren Zeile.".to_owned()
            } else {
                format!("Das Kennzeichen „{}“ steht schon bei einem früheren Vorhaben.", code.unwrap_or_default())
            };
            let raw = record.cells.get(&first).map(|reading| reading.raw.clone()).unwrap_or_default();
            found.push(Finding { row: record.row, column: first, severity: Severity::Warning, code: "row.duplicate", message, raw });
        }
    }
    table.findings.extend(found);
}

/// Sum, days or number of values of a column; the precision of whole euros.
fn summarise(planned: &mut Planned, table: &mut Table) {
    let index = planned.column.index;
    match planned.column.kind {
        Kind::Money | Kind::YearAmount => {
            let amounts = || {
                table.records.iter().filter_map(|record| match record.cells.get(&index)?.value {
                    Read::Money { cents, precision, .. } => Some((cents, precision)),
                    _ => None,
                })
            };
            let cents = amounts().any(|(_, precision)| precision == Precision::Cent);
            let sum = amounts().try_fold(Cents::ZERO, |sum, (cents, _)| sum.checked_add(cents));
            if let (Some(key), Some(sum)) = (planned.column.sum_key(), sum) {
                table.sums.insert(key, sum);
            }
            // one amount with cents shows that the whole ones of the column are exact too
            if cents {
                for record in &mut table.records {
                    if let Some(Reading { value: Read::Money { precision, .. }, .. }) = record.cells.get_mut(&index) {
                        if *precision == Precision::Euro {
                            *precision = Precision::Cent;
                        }
                    }
                }
            }
        }
        Kind::Date => {
            let mut days: Option<(NaiveDate, NaiveDate)> = None;
            for record in &table.records {
                if let Some(Reading { value: Read::Date { day, exact: true }, .. }) = record.cells.get(&index) {
                    days = Some(days.map_or((*day, *day), |(first, last)| (first.min(*day), last.max(*day))));
                }
            }
            planned.column.days = days;
        }
        Kind::Text | Kind::Code => {
            let values: HashSet<&str> = table
                .records
                .iter()
                .filter_map(|record| match &record.cells.get(&index)?.value {
                    Read::Text(text) | Read::Code(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            planned.column.distinct = Some(values.len());
        }
        _ => {}
    }
}
