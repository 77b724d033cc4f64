//! What a cell looks like at first sight, before anybody knows what its column means.
use super::super::amount::{self, Typed};
use super::super::dates::{Order, TypedDay, typed_day, typed_range};
use super::super::workbook::{Area, Cell, Sheet, Value};

/// First sight of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A number or a text that can only be one.
    Amount,
    /// A number that could be a year; headings have those too.
    Year,
    /// A number or text with a percent sign.
    Percent,
    /// A day, exact or vague.
    Day,
    /// Two days.
    Range,
    /// A dash or a word in place of a value: fits every column.
    StandIn,
    /// An error value, or a formula without a result.
    Broken,
    /// Words.
    Words,
}

impl Look {
    /// Something headings do not contain.
    pub(super) fn is_data(self) -> bool {
        matches!(self, Self::Amount | Self::Percent | Self::Day | Self::Range | Self::Broken)
    }
}

/// Years that stand in headings and budget columns.
pub(super) fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && (1990.0..=2060.0).contains(&number)
}

pub(super) fn look(cell: &Cell) -> Look {
    match &cell.value {
        Value::Number(number) if is_year(*number) => Look::Year,
        Value::Number(_) => Look::Amount,
        Value::Date(_) => Look::Day,
        Value::Error(_) | Value::Uncached => Look::Broken,
        Value::Bool(_) => Look::Words,
        Value::Text(text) => look_text(text),
    }
}

fn look_text(text: &str) -> Look {
    if amount::is_prose(text) {
        return Look::Words;
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        let tidied = amount::tidy(text);
        return if amount::is_dash(&tidied) || amount::is_unknown(&tidied) { Look::StandIn } else { Look::Words };
    }
    let day = |text: &str| match typed_day(text, Order::DayFirst) {
        TypedDay::Day(_) | TypedDay::Vague(_) | TypedDay::Impossible | TypedDay::Length => Some(Look::Day),
        _ => match typed_range(text, Order::DayFirst) {
            range if good(range.start) && good(range.end) => Some(Look::Range),
            _ => None,
        },
    };
    match amount::typed(text) {
        Typed::Amount(amount) if amount.percent => Look::Percent,
        Typed::Amount(amount) => match text.trim().parse::<f64>() {
            Ok(number) if is_year(number) && text.trim().len() == 4 => Look::Year,
            _ if amount.shape() == amount::Shape::Broken && !amount.currency => day(text).unwrap_or(Look::Words),
            _ if amount.currency || amount.unit.is_some() => Look::Amount,
            _ => day(text).unwrap_or(Look::Amount),
        },
        Typed::Ambiguous => day(text).unwrap_or(Look::Amount),
        Typed::Dash | Typed::Unknown => Look::StandIn,
        Typed::Words => day(text).unwrap_or(Look::Words),
    }
}

fn good(day: TypedDay) -> bool {
    !matches!(day, TypedDay::Words | TypedDay::Dash | TypedDay::Unknown)
}

/// The merged area a cell lies in, by row and column.
pub(super) struct Merges<'a> {
    /// By first row.
    areas: Vec<&'a Area>,
    /// The last row that an area or one before it reaches.
    reach: Vec<u32>,
}

impl<'a> Merges<'a> {
    pub(super) fn of(sheet: &'a Sheet) -> Self {
        let mut areas: Vec<&Area> = sheet.merged.iter().collect();
        areas.sort_by_key(|area| area.first_row);
        let mut last = 0;
        let reach = areas
            .iter()
            .map(|area| {
                last = area.last_row.max(last);
                last
            })
            .collect();
        Self { areas, reach }
    }

    /// Areas that touch a row.
    pub(super) fn in_row(&self, row: u32) -> impl Iterator<Item = &'a Area> {
        let end = self.areas.partition_point(|area| area.first_row <= row);
        let near = self.areas[..end].iter().zip(&self.reach[..end]).rev();
        near.take_while(move |(_, reach)| **reach >= row)
            .map(|(area, _)| *area)
            .filter(move |area| area.last_row >= row)
    }

    /// The area around a place.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<&'a Area> {
        self.in_row(row).find(|area| (area.first_column..=area.last_column).contains(&column))
    }
}
