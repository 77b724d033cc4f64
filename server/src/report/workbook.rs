//! A report as a workbook: a first sheet that says what it is, a sheet for each table, and one for programs. Nothing in it
//! is a formula, amounts are numbers, and the same report has the same bytes.
use crate::spreadsheet::{
    Value,
    write::{DAY, EURO, PERCENT, TEXT, counts, euros, free_name, heading, on_paper, put},
};
use app::{
    reports::document::{Cell, Document, Table},
    text,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::HashMap;

const FIRST: &str = "Bericht";
/// Columns are at least and at most so many characters wide.
const WIDTHS: (usize, usize) = (10, 60);

/// The bytes of the workbook.
///
/// # Errors
/// What the writer refuses; a fault of ours.
pub fn write(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // what a report says is as old as what is known in it: made again, it is the same file
    let made = ExcelDateTime::from_timestamp(document.known_at.timestamp())?;
    let properties = DocProperties::new().set_title(&document.title).set_author("Leitstand");
    book.set_properties(&properties.set_creation_datetime(&made));
    front(book.add_worksheet(), document)?;
    let mut taken = vec![FIRST.to_owned()];
    let mut formats = Formats::default();
    for table in document.tables.iter().chain([&document.flat]) {
        let page = book.add_worksheet();
        page.set_name(free_name(&table.title, &mut taken))?;
        sheet(page, table, &mut formats)?;
    }
    book.save_to_buffer()
}

/// What the report is, as of when, and what it says.
fn front(page: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format(TEXT);
    page.set_name(FIRST)?;
    page.set_column_width(0, 16)?;
    page.set_column_width(1, 100)?;
    page.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut lines = vec![
        ("Titel", document.title.clone()),
        ("Stand", document.as_of.clone()),
        ("Bekannt am", text::instant(document.known_at)),
        ("Quelle", super::SOURCE.to_owned()),
        ("Beispieldaten", if document.sample { super::SAMPLE } else { "keine" }.to_owned()),
    ];
    lines.extend(document.sentences.iter().map(|sentence| ("", sentence.clone())));
    for (row, (name, words)) in (0u32..).zip(lines) {
        put(page, row, 0, &Value::Text(name.into()), &bold)?;
        put(page, row, 1, &Value::Text(words), &plain)?;
    }
    Ok(())
}

fn sheet(page: &mut Worksheet, table: &Table, formats: &mut Formats) -> Result<(), XlsxError> {
    let head = heading();
    let mut widths: Vec<usize> = table.columns.iter().map(|column| column.label.chars().count() / 2).collect();
    for (at, column) in (0u16..).zip(&table.columns) {
        put(page, 0, at, &Value::Text(column.label.clone()), &head)?;
    }
    let mut row = 1;
    for cells in &table.rows {
        for ((at, cell), width) in (0u16..).zip(cells).zip(&mut widths) {
            // what is unknown is no number and no word: an empty cell, as in the table for programs
            if let Some(value) = value(cell) {
                put(page, row, at, &value, formats.of(cell))?;
                *width = (*width).max(cell.words().chars().count() + 2);
            }
        }
        row += 1;
    }
    let mut all = 0;
    for (at, width) in (0u16..).zip(widths) {
        let width = u32::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(10);
        page.set_column_width(at, width)?;
        all += width;
    }
    page.set_freeze_panes(1, 1)?;
    if row > 1 && !table.columns.is_empty() {
        page.autofilter(0, 0, row - 1, u16::try_from(table.columns.len() - 1).unwrap_or(0))?;
    }
    on_paper(page, all, 0, Some((0, 0)))?;
    if let Some(note) = &table.note {
        let muted = Format::new().set_italic();
        put(page, row + 1, 0, &Value::Text(note.clone()), &muted)?;
    }
    Ok(())
}

/// What stands in a cell; nothing where there is nothing to say or nobody knows.
fn value(cell: &Cell) -> Option<Value> {
    match cell {
        Cell::Empty | Cell::Unknown => None,
        Cell::Text(words, _) => (!words.is_empty()).then(|| Value::Text(words.clone())),
        Cell::Year(year) => Some(Value::Number(f64::from(*year))),
        Cell::Count(count) => count.to_string().parse().ok().map(Value::Number),
        Cell::Money(cents, _, _) => Some(euros(*cents)),
        Cell::Share(rate) => Some(Value::Number(f64::from(rate.0) / 10_000.0)),
        Cell::Day(day) if counts(*day) => Some(Value::Date((*day).into())),
        Cell::Day(_) | Cell::Instant(_) => Some(Value::Text(cell.words())),
    }
}

/// Formats of cells by their code.
#[derive(Default)]
struct Formats(HashMap<String, Format>);

impl Formats {
    fn of(&mut self, cell: &Cell) -> &Format {
        let code = match cell {
            Cell::Year(_) => "0".to_owned(),
            Cell::Count(_) => "#,##0".to_owned(),
            // an amount that is not exact says so, and stays a number
            Cell::Money(_, precision, _) => match text::precision_mark(*precision) {
                Some(mark) => format!("\"{mark} \"{EURO}"),
                None => EURO.to_owned(),
            },
            Cell::Share(_) => PERCENT.to_owned(),
            Cell::Day(_) => DAY.to_owned(),
            Cell::Empty | Cell::Unknown | Cell::Text(..) | Cell::Instant(_) => TEXT.to_owned(),
        };
        let wraps = code == TEXT;
        self.0.entry(code).or_insert_with_key(|code| {
            let format = Format::new().set_num_format(code).set_align(FormatAlign::Top);
            if wraps { format.set_text_wrap() } else { format }
        })
    }
}
