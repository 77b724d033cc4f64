//! Office Open XML. calamine reads the values; what it does not tell (hidden rows and columns, merged areas,
//! formulas without a stored value) comes from one streaming look at each sheet, which also counts what is
//! really unpacked before calamine reads it.
use super::super::limits::Budget;
use super::super::workbook::{Area, Cell, Format, Sheet, Value, Workbook};
use super::ReadError;
use super::container::{Container, Part};
use super::convert::{Rows, from_ref, hide_rows};
use calamine::{Reader as _, SheetType, SheetVisible, Xlsx};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::Cursor;

pub(super) fn read(
    bytes: &[u8],
    format: Format,
    container: &mut Container<'_>,
    budget: &mut Budget,
) -> Result<Workbook, ReadError> {
    let paths = sheet_paths(container, budget)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::corrupt())?;
    let mut sheets = Vec::new();
    let mut formats = Formats::default();
    for metadata in book.sheets_metadata().to_vec() {
        // a chart or dialog on its own tab has no cells; a sheet without a part cannot be read by anyone
        let Some(path) = paths.get(&metadata.name).filter(|_| metadata.typ == SheetType::WorkSheet) else { continue };
        let Some(part) = container.part(path, budget)? else { continue };
        let shape = Shape::read(part)?;
        let mut sheet =
            Sheet { name: metadata.name, visible: metadata.visible == SheetVisible::Visible, ..Sheet::default() };
        sheet.rows = cells(&mut book, &sheet.name, &shape.uncached, &mut formats, budget)?;
        hide_rows(&mut sheet, &shape.hidden_rows);
        sheet.merged = shape.merged;
        sheet.hidden_columns = shape.hidden_columns;
        sheets.push(sheet);
    }
    let from_1904 = book.has_1904_epoch();
    Ok(Workbook { format, sha256: String::new(), from_1904, number_formats: formats.names, sheets })
}

/// Number formats in use, and which style of the workbook means which of them.
struct Formats {
    names: Vec<String>,
    by_style: HashMap<usize, u16>,
}

impl Default for Formats {
    fn default() -> Self {
        Self { names: vec!["General".into()], by_style: HashMap::new() }
    }
}

impl Formats {
    fn of(&mut self, style: usize, styles: &[calamine::Style]) -> u16 {
        if let Some(known) = self.by_style.get(&style) {
            return *known;
        }
        let code = styles
            .get(style)
            .and_then(|style| style.number_format.as_ref())
            .map_or("General", |format| &format.format_code);
        let index = self.names.iter().position(|name| name == code).unwrap_or_else(|| {
            self.names.push(code.to_owned());
            self.names.len() - 1
        });
        let index = u16::try_from(index).unwrap_or(0);
        self.by_style.insert(style, index);
        index
    }
}

fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    uncached: &[(u32, u32)],
    formats: &mut Formats,
    budget: &mut Budget,
) -> Result<Vec<super::super::workbook::Row>, ReadError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|_| ReadError::corrupt())?;
    let mut rows = Rows::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|_| ReadError::corrupt())? {
        let (row, column) = cell.get_position();
        let row = row.saturating_add(1);
        if row > budget.limits().max_rows {
            break;
        }
        let value = match from_ref(cell.get_value()) {
            None if uncached.binary_search(&(row, column)).is_ok() => Value::Uncached,
            None => continue,
            Some(value) => value,
        };
        let format = formats.of(style, reader.styles());
        rows.push(row, Cell { column, format, value }, budget)?;
    }
    Ok(rows.finish())
}

/// Which part holds which sheet, from the workbook and its relationships.
fn sheet_paths(container: &mut Container<'_>, budget: &mut Budget) -> Result<HashMap<String, String>, ReadError> {
    let root = container.text("_rels/.rels", budget)?.ok_or_else(ReadError::corrupt)?;
    let book = elements(&root, "Relationship")?
        .into_iter()
        .find(|relation| relation.get("Type").is_some_and(|kind| kind.ends_with("/officeDocument")))
        .and_then(|mut relation| relation.remove("Target"))
        .ok_or_else(ReadError::corrupt)?;
    let book = book.trim_start_matches('/').to_owned();
    let (folder, file) = book.rsplit_once('/').map_or(("", book.as_str()), |(folder, file)| (folder, file));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = container.text(&format!("{prefix}_rels/{file}.rels"), budget)?.ok_or_else(ReadError::corrupt)?;
    let targets: HashMap<String, String> = elements(&relations, "Relationship")?
        .into_iter()
        .filter_map(|mut relation| Some((relation.remove("Id")?, relation.remove("Target")?)))
        .collect();
    let text = container.text(&book, budget)?.ok_or_else(ReadError::corrupt)?;
    Ok(elements(&text, "sheet")?
        .into_iter()
        .filter_map(|mut sheet| {
            let target = targets.get(&sheet.remove("id")?)?;
            let path = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{prefix}{}", target.trim_start_matches("./")),
            };
            Some((sheet.remove("name")?, path))
        })
        .collect())
}

/// The attributes of every element of one name, by local name.
fn elements(xml: &str, name: &str) -> Result<Vec<HashMap<String, String>>, ReadError> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ReadError::corrupt())? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => {
                found.push(
                    element
                        .attributes()
                        .flatten()
                        .map(|attribute| {
                            let value = quick_xml::escape::unescape(&attribute.value).unwrap_or_default().into_owned();
                            (attribute.key.local_name().as_ref().to_owned(), value)
                        })
                        .collect(),
                );
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// What a sheet's XML says besides values.
#[derive(Default)]
struct Shape {
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<(u32, u32)>,
    merged: Vec<Area>,
    /// Formulas without a stored value: row from 1, column from 0.
    uncached: Vec<(u32, u32)>,
}

impl Shape {
    fn read(mut part: Part<'_, '_>) -> Result<Self, ReadError> {
        let mut shape = Self::default();
        part.get_mut().budget().time()?;
        let mut reader = Reader::from_reader(part);
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        let mut cell = Open::default();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| ReadError::corrupt())? {
                Event::Start(element) => shape.element(&element, &mut cell, false),
                Event::Empty(element) => shape.element(&element, &mut cell, true),
                Event::End(element) => match element.local_name().as_ref() {
                    "c" => {
                        if cell.formula && !cell.value {
                            shape.uncached.push((cell.row, cell.column));
                        }
                        cell.next();
                    }
                    "row" => cell.row_ended(),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        shape.hidden_rows.sort_unstable();
        shape.uncached.sort_unstable();
        Ok(shape)
    }

    fn element(&mut self, element: &BytesStart<'_>, cell: &mut Open, empty: bool) {
        match element.local_name().as_ref() {
            "c" => {
                if let Some((row, column)) = attribute(element, "r").and_then(|r| place(&r)) {
                    cell.row = row;
                    cell.column = column;
                }
                cell.formula = false;
                cell.value = false;
                if empty {
                    cell.next();
                }
            }
            "f" => cell.formula = true,
            "v" | "is" => cell.value = !empty,
            "row" => {
                if let Some(row) = attribute(element, "r").and_then(|r| r.parse().ok()) {
                    cell.row = row;
                }
                if truth(element, "hidden") {
                    self.hidden_rows.push(cell.row);
                }
                if empty {
                    cell.row_ended();
                }
            }
            "col" if truth(element, "hidden") => {
                let bound = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(first), Some(last)) = (bound("min"), bound("max")) {
                    self.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "mergeCell" => {
                if let Some(area) = attribute(element, "ref").and_then(|text| area(&text)) {
                    self.merged.push(area);
                }
            }
            _ => {}
        }
    }
}

/// The cell being read; writers may leave out its address.
struct Open {
    row: u32,
    column: u32,
    formula: bool,
    value: bool,
}

impl Default for Open {
    fn default() -> Self {
        Self { row: 1, column: 0, formula: false, value: false }
    }
}

impl Open {
    fn next(&mut self) {
        self.column = self.column.saturating_add(1);
    }

    fn row_ended(&mut self) {
        self.row = self.row.saturating_add(1);
        self.column = 0;
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.try_get_attribute(name).ok().flatten().map(|attribute| attribute.value.into_owned())
}

fn truth(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}

/// `B5` as row from 1 and column from 0.
fn place(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().try_fold(0u32, |sum, letter| {
        letter.is_ascii_alphabetic().then(|| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((row.parse().ok()?, column - 1))
}

/// `B5:C7` as an area.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (place(first)?, place(last)?);
    Some(Area { first_row, last_row, first_column, last_column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(place("B5"), Some((5, 1)));
        assert_eq!(place("XFD1048576"), Some((1_048_576, 16_383)));
        assert_eq!(place("5"), None);
        assert_eq!(place("B"), None);
        let merged = Area { first_row: 5, last_row: 7, first_column: 1, last_column: 2 };
        assert_eq!(area("B5:C7"), Some(merged));
    }
}
