//! A workbook as a test holds it: exported, edited like a person does, saved like another program does, uploaded.
use entity::import_run::{
    self, RowKind,
    find::{Detail, Row},
};
use server::spreadsheet::{Cell, Limits, Sheet, Value, Workbook, workbook, write::put};
use tests::{TestApp, Visitor, app::operator};

pub const SHEET: &str = "Projekte";
pub const KEYS: &str = "_leitstand";
pub const ALL: &str = "/projekte/arbeitsmappe";

/// The workbook for editing at an address.
pub async fn exported(who: &Visitor, address: &str) -> Workbook {
    let answer = who.get(address).await.expect(200);
    assert_eq!(
        answer.header("content-disposition").as_deref(),
        Some("attachment; filename*=UTF-8''Projekte-2026-11-22.xlsx")
    );
    book(&answer.body)
}

pub fn book(bytes: &[u8]) -> Workbook {
    workbook("Projekte.xlsx", bytes, &Limits::default()).expect("readable")
}

pub fn sheet<'a>(book: &'a Workbook, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|sheet| sheet.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

pub fn sheet_mut<'a>(book: &'a mut Workbook, name: &str) -> &'a mut Sheet {
    book.sheets.iter_mut().find(|sheet| sheet.name == name).unwrap_or_else(|| panic!("no sheet {name}"))
}

/// The column with a heading.
pub fn column(sheet: &Sheet, heading: &str) -> u32 {
    let cell = sheet.rows[0].cells.iter().find(|cell| cell.text() == Some(heading));
    cell.unwrap_or_else(|| panic!("no column {heading} in {:?}", sheet.rows[0])).column
}

/// The row of a project.
pub fn row_of(sheet: &Sheet, number: &str) -> u32 {
    let numbers = column(sheet, "Projektnummer");
    let row = sheet.rows.iter().find(|row| row.cell(numbers).and_then(Cell::text) == Some(number));
    row.unwrap_or_else(|| panic!("no row {number}")).number
}

/// Puts a value into a cell, or empties it.
pub fn set(book: &mut Workbook, name: &str, row: u32, column: u32, value: Option<Value>) {
    let sheet = sheet_mut(book, name);
    let row = sheet.rows.iter_mut().find(|found| found.number == row).expect("a row");
    row.cells.retain(|cell| cell.column != column);
    row.cells.extend(value.map(|value| Cell { column, format: 0, value }));
    row.cells.sort_by_key(|cell| cell.column);
}

/// What a person does: the cell of a project below a heading.
pub fn edit(book: &mut Workbook, number: &str, heading: &str, value: Option<Value>) -> String {
    let (row, column) = (row_of(sheet(book, SHEET), number), column(sheet(book, SHEET), heading));
    set(book, SHEET, row, column, value);
    format!("{SHEET}!{}{row}", server::spreadsheet::column_letters(column))
}

pub fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.into()))
}

/// The workbook as another program would save it: nothing but cells and number formats, no protection, no filter.
pub fn saved(book: &Workbook) -> Vec<u8> {
    let mut out = rust_xlsxwriter::Workbook::new();
    for sheet in &book.sheets {
        let page = out.add_worksheet();
        page.set_name(&sheet.name).expect("a name");
        page.set_hidden(!sheet.visible);
        for row in &sheet.rows {
            for cell in &row.cells {
                let mut code = book.number_formats[usize::from(cell.format)].as_str();
                if matches!(cell.value, Value::Date(_)) && code == "General" {
                    code = "dd.mm.yyyy";
                }
                let format = rust_xlsxwriter::Format::new().set_num_format(code);
                put(page, row.number - 1, u16::try_from(cell.column).expect("small"), &cell.value, &format)
                    .expect("a cell");
            }
        }
    }
    out.save_to_buffer().expect("a workbook")
}

/// An uploaded workbook: what the page of its import says, and its rows that differ.
pub struct Uploaded {
    pub run: Detail,
    pub rows: Vec<Row>,
}

impl std::ops::Deref for Uploaded {
    type Target = Detail;

    fn deref(&self) -> &Detail {
        &self.run
    }
}

pub async fn uploaded(app: &TestApp, who: &Visitor, bytes: &[u8]) -> Uploaded {
    let answer = who.upload("/importe", "Projekte.xlsx", bytes, &[]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    let id = address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number");
    let run = import_run::find::detail(&app.db, &operator(), id).await.expect("the run");
    let changes = import_run::find::changes(&app.db, &operator(), id, 0, u64::MAX).await.expect("the rows");
    Uploaded { run, rows: changes.rows }
}

/// New, changed, same, gone, in conflict, wrong.
pub fn counts(run: &Detail) -> [i64; 6] {
    [RowKind::New, RowKind::Changed, RowKind::Same, RowKind::Gone, RowKind::Conflict, RowKind::Error]
        .map(|kind| run.line.counts.get(&kind).copied().unwrap_or(0))
}

/// Cell, old and new of every difference.
pub fn differences(run: &Uploaded) -> Vec<(String, Option<String>, Option<String>)> {
    let items = run.rows.iter().flat_map(|row| &row.items);
    items.map(|item| (item.cell.clone(), item.old.clone(), item.new.clone())).collect()
}
