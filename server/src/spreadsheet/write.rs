//! Workbooks that leave the house, always as xlsx: empty templates, and a list with what was found in it. Nothing in
//! them is a formula: a text stays a text, whatever sign it begins with.
mod corrected;
mod template;

pub use corrected::{Mark, corrected};
pub use template::{Template, template};

use super::workbook::Value;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use entity::money::Cents;
use rust_xlsxwriter::{Color, DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// Amounts in euros, as a German Excel shows them: `1.234,56 €`.
pub const EURO: &str = "#,##0.00\\ \"€\"";
/// Rates: 0.8 is shown as `80,00 %`.
pub const PERCENT: &str = "0.00\\ %";
/// Days: `31.12.2021`.
pub const DAY: &str = "dd.mm.yyyy";
/// Text: what is typed into such a cell stays text.
pub const TEXT: &str = "@";

/// A cell of a spreadsheet holds at most so many UTF-16 units.
pub const LONGEST_TEXT: usize = 32_767;

/// The number of the paper's size in the format.
const A4: u8 = 9;

/// The grey of headings and of what is locked.
const GREY: Color = Color::RGB(0x00E7_E6E6);

/// A heading.
#[must_use]
pub fn heading() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_background_color(GREY)
}

/// So many characters side by side can still be read on a sheet of A4 across.
const LEGIBLE: u32 = 190;

/// How a wide list is printed: across, on as many sheets side by side as it takes to be read, with its heading and the
/// columns that name a row on each. `width` is the sum of its columns' widths in characters.
///
/// # Errors
/// A place that no spreadsheet has.
pub fn on_paper(page: &mut Worksheet, width: u32, head: u32, names: Option<(u16, u16)>) -> Result<(), XlsxError> {
    let sheets = u16::try_from(width.div_ceil(LEGIBLE)).unwrap_or(u16::MAX);
    page.set_landscape().set_paper_size(A4).set_print_fit_to_pages(sheets, 0).set_repeat_rows(0, head)?;
    if let Some((first, last)) = names.filter(|_| sheets > 1) {
        page.set_repeat_columns(first, last)?;
    }
    Ok(())
}

/// Writes what stands in a cell, never as a formula. Row and column count from 0. What a spreadsheet cannot hold as a
/// day (before March 1900, where programs count differently) becomes text; a text that is too long is cut.
///
/// # Errors
/// A place that no spreadsheet has.
pub fn put(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, format: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) | Value::Error(text) => sheet.write_string_with_format(row, column, fitting(text), format)?,
        Value::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Value::Bool(truth) => sheet.write_boolean_with_format(row, column, *truth, format)?,
        Value::Date(moment) => match countable(*moment) {
            Some(moment) => sheet.write_datetime_with_format(row, column, &moment, format)?,
            None => sheet.write_string_with_format(row, column, moment.format("%d.%m.%Y").to_string(), format)?,
        },
        Value::Uncached => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// A moment as spreadsheets count it, if they all count it alike.
fn countable(moment: NaiveDateTime) -> Option<ExcelDateTime> {
    if !counts(moment.date()) {
        return None;
    }
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let part = |number: u32| u8::try_from(number).ok();
    let (hour, minute) = (u16::try_from(moment.hour()).ok()?, part(moment.minute())?);
    ExcelDateTime::from_ymd(u16::try_from(year).ok()?, part(month)?, part(day)?)
        .and_then(|day| day.and_hms(hour, minute, f64::from(moment.second())))
        .ok()
}

/// Whether every spreadsheet program counts this day alike: from March 1900 (Excel knows a 29 February 1900) to 9999.
#[must_use]
pub fn counts(day: NaiveDate) -> bool {
    (1900..=9999).contains(&day.year()) && (day.year() > 1900 || day.month() > 2)
}

/// An amount as a number of euros. Spreadsheets know no other numbers; their 15 digits are exact for amounts below ten
/// trillion euros.
#[must_use]
pub fn euros(cents: Cents) -> Value {
    cents.plain().parse().map_or_else(|_| Value::Text(cents.german()), Value::Number)
}

/// What of a text fits into a cell: no signs that XML forbids, at most [`LONGEST_TEXT`] units.
fn fitting(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_TEXT
        })
        .collect()
}

/// A sheet's name that spreadsheet programs accept and that is not yet taken; the name is added to `taken`.
pub(crate) fn free_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let plain: String =
        wanted.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c }).collect();
    let plain = plain.trim().trim_matches('\'').trim();
    let plain = if plain.is_empty() { "Blatt" } else { plain };
    for number in 1.. {
        let end = if number == 1 { String::new() } else { format!(" ({number})") };
        let mut room = 31 - end.len();
        let start: String = plain
            .chars()
            .take_while(|c| {
                let fits = c.len_utf16() <= room;
                room = room.saturating_sub(c.len_utf16());
                fits
            })
            .collect();
        let name = format!("{}{end}", start.trim_end().trim_end_matches('\''));
        if !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            taken.push(name.clone());
            return name;
        }
    }
    String::new()
}

/// A drop-down of the texts in a range of another sheet (`=Hinweise!$A$9:$A$31`); another text is refused with a
/// sentence that names the field.
///
/// # Errors
/// A name that is too long for the title of a message.
pub fn choice(range: &str, field: &str) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_formula(range.into())
        .set_error_title(field)?
        .set_error_message("Bitte einen Eintrag aus der Liste wählen.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_made_to_fit() {
        let mut taken = vec!["Befunde".to_owned()];
        let mut free = |wanted: &str| free_name(wanted, &mut taken);
        assert_eq!(free("befunde"), "befunde (2)");
        assert_eq!(free("Liste [neu]: a/b\\c*?"), "Liste  neu   a b c");
        assert_eq!(free("''"), "Blatt");
        assert_eq!(free("Projektübersicht_final_neu2_Stand1612").chars().count(), 31);
        assert_eq!(free("Projektübersicht_final_neu2_Stand1612"), "Projektübersicht_final_neu2 (2)");
        assert_eq!(free(&"😀".repeat(20)).encode_utf16().count(), 30);
    }

    #[test]
    fn days_that_programs_count_differently_are_text() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert!(!counts(day("1900-02-28")) && counts(day("1900-03-01")) && counts(day("9999-12-31")));
        assert!(!counts(day("1899-12-31")));
    }
}
