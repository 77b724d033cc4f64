//! The rows of a list again, with what was found written to the cells.
use super::{DAY, free_name, heading, on_paper, put};
use crate::spreadsheet::workbook::{Area, Sheet, Value, Workbook};
use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Url, Workbook as Xlsx, Worksheet, XlsxError};
use std::collections::{BTreeMap, HashMap};

/// The sheet that lists what was found.
const FOUND: &str = "Befunde";
/// Merged areas of a hostile file may claim the whole sheet: so many cells are merged at most.
const MERGED_AT_MOST: u64 = 100_000;
/// So many links a sheet may have.
const LINKS_AT_MOST: u32 = 60_000;
/// The author that a spreadsheet program names beside a note.
const AUTHOR: &str = "Leitstand";

/// Something found in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The cell with its sheet (`Liste!M17`), a whole row (`Liste!17`), or empty for the whole file.
    pub cell: String,
    /// `error`, `warning` or `info`; the last makes no note.
    pub severity: String,
    /// What was found, a German sentence.
    pub message: String,
    /// The cell's text.
    pub raw: String,
}

/// A place of the file: sheet by its position, row and column from 0.
type Place = (usize, u32, u16);

/// The file again as xlsx, whatever it was: all sheets with texts, numbers, days, number formats, merged areas and
/// what was hidden; a note and a light background on each cell with an error or a warning; and in front the sheet
/// "Befunde" with a link to each cell.
///
/// # Errors
/// What the writer refuses; a fault of ours.
pub fn corrected(workbook: &Workbook, marks: &[Mark]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Xlsx::new();
    let mut taken = vec![FOUND.to_owned()];
    let names: Vec<String> = workbook.sheets.iter().map(|sheet| free_name(&sheet.name, &mut taken)).collect();
    let places: Vec<Option<Place>> = marks.iter().map(|mark| place(workbook, &mark.cell)).collect();
    list(book.add_worksheet(), marks, &places, &names)?;
    let mut notes: BTreeMap<Place, Vec<&Mark>> = BTreeMap::new();
    for (mark, place) in marks.iter().zip(&places) {
        if let Some(place) = place.filter(|_| mark.severity != "info") {
            notes.entry(place).or_default().push(mark);
        }
    }
    let mut formats = Formats { workbook, known: HashMap::new() };
    for (index, (sheet, name)) in workbook.sheets.iter().zip(&names).enumerate() {
        let page = book.add_worksheet();
        page.set_name(name)?;
        rows(page, index, sheet, &notes, &mut formats)?;
    }
    book.save_to_buffer()
}

/// Number formats with and without the background that marks.
struct Formats<'a> {
    workbook: &'a Workbook,
    known: HashMap<(u16, bool, bool), Format>,
}

impl Formats<'_> {
    fn of(&mut self, format: u16, day: bool, marked: bool) -> &Format {
        let code = self.workbook.number_formats.get(usize::from(format)).map_or("General", String::as_str);
        self.known.entry((format, day, marked)).or_insert_with(|| {
            // text files have no formats, and a day without one would be shown as a number
            let code = if day && (format == 0 || code.eq_ignore_ascii_case("general")) { DAY } else { code };
            let made = if code.is_empty() { Format::new() } else { Format::new().set_num_format(code) };
            if marked { made.set_background_color(Color::RGB(0x00FF_F2CC)) } else { made }
        })
    }
}

fn rows(
    page: &mut Worksheet,
    index: usize,
    sheet: &Sheet,
    notes: &BTreeMap<Place, Vec<&Mark>>,
    formats: &mut Formats<'_>,
) -> Result<(), XlsxError> {
    if !sheet.visible {
        page.set_hidden(true);
    }
    for (first, last) in &sheet.hidden_columns {
        if let (Ok(first), Ok(last)) = (u16::try_from(*first), u16::try_from(*last)) {
            page.set_column_range_hidden(first, last)?;
        }
    }
    merge(page, &sheet.merged)?;
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for row in &sheet.rows {
        let number = row.number.saturating_sub(1);
        if row.hidden {
            page.set_row_hidden(number)?;
        }
        for cell in &row.cells {
            let Ok(column) = u16::try_from(cell.column) else { continue };
            let marked = notes.contains_key(&(index, number, column));
            let day = matches!(cell.value, Value::Date(_));
            put(page, number, column, &cell.value, formats.of(cell.format, day, marked))?;
            let width = widths.entry(column).or_default();
            *width = (*width).max(cell.raw().lines().map(|line| line.chars().count()).max().unwrap_or(0));
        }
    }
    for (column, width) in widths.into_iter().filter(|(column, _)| !sheet.column_hidden(u32::from(*column))) {
        // at most 60
        page.set_column_width(column, u32::try_from(width.clamp(8, 60)).unwrap_or(60))?;
    }
    for ((_, row, column), marks) in notes.range((index, 0, 0)..(index + 1, 0, 0)) {
        if sheet.cell(row + 1, u32::from(*column)).is_none() {
            page.write_blank(*row, *column, formats.of(0, false, true))?;
        }
        let said: Vec<&str> = marks.iter().map(|mark| mark.message.as_str()).collect();
        let said: String = said.join("\n").chars().take(2_000).collect();
        page.insert_note(*row, *column, &Note::new(said).set_author(AUTHOR).add_author_prefix(false).set_width(320))?;
    }
    Ok(())
}

/// Merges areas as far as they are sound: a file can claim any.
fn merge(page: &mut Worksheet, areas: &[Area]) -> Result<(), XlsxError> {
    let mut cells = 0;
    for area in areas {
        let (Ok(first), Ok(last)) = (u16::try_from(area.first_column), u16::try_from(area.last_column)) else {
            continue;
        };
        if area.first_row == 0 || area.first_row > area.last_row || first > last {
            continue;
        }
        cells += u64::from(area.last_row - area.first_row + 1) * u64::from(last - first + 1);
        if cells > MERGED_AT_MOST {
            return Ok(());
        }
        match page.merge_range(area.first_row - 1, first, area.last_row - 1, last, "", &Format::new()) {
            Ok(_) | Err(XlsxError::MergeRangeSingleCell | XlsxError::MergeRangeOverlaps(..)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The sheet in front.
fn list(page: &mut Worksheet, marks: &[Mark], places: &[Option<Place>], names: &[String]) -> Result<(), XlsxError> {
    page.set_name(FOUND)?;
    let (head, plain) = (heading(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    let columns = [("Zelle", 28), ("Schwere", 11), ("Befund", 80), ("Wert in der Zelle", 40)];
    for (column, (title, width)) in (0u16..).zip(columns) {
        page.write_string_with_format(0, column, title, &head)?;
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(1, 0)?;
    on_paper(page, columns.iter().map(|(_, width)| width).sum(), 0, None)?;
    if marks.is_empty() {
        page.write_string(1, 0, "In dieser Datei ist nichts aufgefallen.")?;
    }
    for (row, (mark, place)) in (1u32..).zip(marks.iter().zip(places)) {
        let shown = if mark.cell.is_empty() { "ganze Datei" } else { mark.cell.as_str() };
        let target = place.and_then(|(sheet, row, column)| Some((names.get(sheet)?, row, column)));
        match target.filter(|_| row < LINKS_AT_MOST) {
            Some((name, to_row, to_column)) => {
                let cell = rust_xlsxwriter::utility::row_col_to_cell(to_row, to_column);
                let link = Url::new(format!("internal:'{}'!{cell}", name.replace('\'', "''"))).set_text(shown);
                page.write_url(row, 0, link)?;
            }
            None => put(page, row, 0, &Value::Text(shown.into()), &plain)?,
        }
        let severity = match mark.severity.as_str() {
            "error" => "Fehler",
            "warning" => "Warnung",
            _ => "Hinweis",
        };
        for (column, text) in [(1, severity), (2, &mark.message), (3, &mark.raw)] {
            put(page, row, column, &Value::Text(text.into()), &plain)?;
        }
    }
    if let Ok(last @ 1..) = u32::try_from(marks.len()) {
        page.autofilter(0, 0, last, 3)?;
    }
    Ok(())
}

/// The place of an address; of a whole row its first filled cell.
fn place(workbook: &Workbook, address: &str) -> Option<Place> {
    let (name, cell) = address.rsplit_once('!')?;
    let index = workbook.sheets.iter().position(|sheet| sheet.name == name)?;
    let (letters, digits) = cell.split_at(cell.find(|c: char| c.is_ascii_digit())?);
    let row: u32 = digits.parse().ok().filter(|row| (1..=1_048_576).contains(row))?;
    let column = match letters {
        "" => workbook.sheets[index].row(row).and_then(|row| row.cells.first()).map_or(0, |cell| cell.column),
        letters => {
            letters.bytes().try_fold(0u32, |sum, letter| {
                letter.is_ascii_uppercase().then(|| sum.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?
            })? - 1
        }
    };
    Some((index, row - 1, u16::try_from(column).ok().filter(|column| *column < 16_384)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spreadsheet::{Limits, workbook as read};

    const LIST: &str = "Az.;Projekt;Zuwendung\nA-1;=1+1;rund 1.200\nA-2;@cmd;100,00\n";

    fn mark(cell: &str, severity: &str) -> Mark {
        Mark { cell: cell.into(), severity: severity.into(), message: "Bitte prüfen.".into(), raw: "=1+1".into() }
    }

    #[test]
    fn the_rows_come_back_with_notes_and_a_list_in_front() {
        let source = read("Liste [1].csv", LIST.as_bytes(), &Limits::default()).expect("readable");
        let marks =
            [mark("Liste [1]!C2", "warning"), mark("Liste [1]!3", "error"), mark("", "error"), mark("fort!B1", "info")];
        let bytes = corrected(&source, &marks).expect("a workbook");
        let again = read("x.xlsx", &bytes, &Limits::default()).expect("readable");
        let names: Vec<&str> = again.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["Befunde", "Liste  1"]);
        for row in &source.sheets[0].rows {
            let texts = |row: &crate::spreadsheet::Row| row.cells.iter().map(|cell| cell.raw()).collect::<Vec<_>>();
            assert_eq!(texts(row), texts(again.sheets[1].row(row.number).expect("the row")));
        }
        let found = &again.sheets[0];
        assert_eq!(found.rows.len(), 5);
        assert_eq!(found.cell(2, 0).and_then(|cell| cell.text()), Some("Liste [1]!C2"));
        assert_eq!(found.cell(2, 3).and_then(|cell| cell.text()), Some("=1+1"));
    }

    #[test]
    fn addresses_are_found_and_nonsense_is_none() {
        let source = read("L.csv", LIST.as_bytes(), &Limits::default()).expect("readable");
        assert_eq!(place(&source, "L!C2"), Some((0, 1, 2)));
        assert_eq!(place(&source, "L!2"), Some((0, 1, 0)));
        for nonsense in ["", "L!", "L!C", "L!ZZZZZZZZ1", "L!C0", "M!A1", "L!C99999999", "L!ä1"] {
            assert_eq!(place(&source, nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn an_area_over_the_whole_sheet_is_not_merged() {
        let mut source = read("L.csv", LIST.as_bytes(), &Limits::default()).expect("readable");
        let whole = Area { first_row: 1, last_row: 1_048_576, first_column: 0, last_column: 16_383 };
        source.sheets[0].merged = vec![whole, Area { first_row: 3, last_row: 2, ..whole }];
        assert!(corrected(&source, &[]).expect("a workbook").len() < 20_000);
    }
}
