//! OpenDocument, read from `content.xml` as a stream: repeated rows and cells are counted, not laid out.
use super::super::limits::Budget;
use super::super::workbook::{Area, Cell, Format, Sheet, Value, Workbook};
use super::ReadError;
use super::container::{Container, Part};
use super::convert::{Rows, hide_rows, is_blank, iso_moment};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Number formats this reader tells apart: they follow from the cells' value types.
const FORMATS: [&str; 4] = ["General", "0.00%", "#,##0.00 €", "dd.mm.yyyy"];

pub(super) fn read(container: &mut Container<'_>, budget: &mut Budget) -> Result<Workbook, ReadError> {
    let part = container.part("content.xml", budget)?.ok_or_else(ReadError::corrupt)?;
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut state = State::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| ReadError::corrupt())? {
            Event::Start(element) => state.start(&element, false),
            Event::Empty(element) => {
                state.start(&element, true);
                state.end(element.name().as_ref(), reader.get_mut())?;
            }
            Event::End(element) => state.end(element.name().as_ref(), reader.get_mut())?,
            Event::Text(text) if state.in_text > 0 => state.text.push_str(&text.xml10_content()),
            Event::CData(text) if state.in_text > 0 => state.text.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) if state.in_text > 0 => {
                let resolved = match entity.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => quick_xml::escape::resolve_predefined_entity(&entity.xml10_content()).map(str::to_owned),
                };
                state.text.push_str(&resolved.unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let number_formats = FORMATS.iter().map(|format| (*format).to_owned()).collect();
    Ok(Workbook { format: Format::Ods, sha256: String::new(), from_1904: false, number_formats, sheets: state.sheets })
}

#[derive(Default)]
struct State {
    sheets: Vec<Sheet>,
    /// Table styles that are not displayed: hidden sheets.
    hidden_styles: Vec<String>,
    style: String,
    table: Option<Sheet>,
    rows: Option<Rows>,
    hidden_rows: Vec<u32>,
    row: u32,
    row_repeat: u32,
    row_hidden: bool,
    column: u32,
    column_definition: u32,
    cells: Vec<(u32, Value, u16, u32)>,
    cell: Option<OpenCell>,
    /// Depth of paragraphs whose text belongs to the cell; annotations do not count.
    in_text: u32,
    in_note: u32,
    paragraphs: u32,
    text: String,
}

struct OpenCell {
    attributes: HashMap<String, String>,
    covered: bool,
}

fn attributes(element: &BytesStart<'_>) -> HashMap<String, String> {
    element
        .attributes()
        .flatten()
        .map(|attribute| {
            let value = quick_xml::escape::unescape(&attribute.value).unwrap_or_default().into_owned();
            (attribute.key.as_ref().to_owned(), value)
        })
        .collect()
}

fn count(attributes: &HashMap<String, String>, name: &str) -> u32 {
    attributes.get(name).and_then(|text| text.parse().ok()).filter(|count| *count > 0).unwrap_or(1)
}

fn hidden(attributes: &HashMap<String, String>) -> bool {
    attributes.get("table:visibility").is_some_and(|value| value == "collapse" || value == "filter")
}

impl State {
    fn start(&mut self, element: &BytesStart<'_>, empty: bool) {
        match element.name().as_ref() {
            "style:style" => self.style = attributes(element).remove("style:name").unwrap_or_default(),
            "style:table-properties"
                if attributes(element).get("table:display").is_some_and(|value| value == "false") =>
            {
                self.hidden_styles.push(self.style.clone());
            }
            // a table inside a cell is part of the cell
            "table:table" if self.table.is_none() => {
                let mut attributes = attributes(element);
                let visible =
                    !attributes.get("table:style-name").is_some_and(|style| self.hidden_styles.contains(style));
                let name = attributes.remove("table:name").unwrap_or_default();
                self.table = Some(Sheet { name, visible, ..Sheet::default() });
                self.rows = Some(Rows::new());
                self.hidden_rows.clear();
                self.row = 1;
                self.column_definition = 0;
            }
            "table:table-column" => {
                let attributes = attributes(element);
                let repeat = count(&attributes, "table:number-columns-repeated");
                if let Some(sheet) = self.table.as_mut().filter(|_| hidden(&attributes)) {
                    sheet
                        .hidden_columns
                        .push((self.column_definition, self.column_definition.saturating_add(repeat - 1)));
                }
                self.column_definition = self.column_definition.saturating_add(repeat);
            }
            "table:table-row" => {
                let attributes = attributes(element);
                self.row_repeat = count(&attributes, "table:number-rows-repeated");
                self.row_hidden = hidden(&attributes);
                self.column = 0;
                self.cells.clear();
            }
            name @ ("table:table-cell" | "table:covered-table-cell") => {
                self.text.clear();
                self.paragraphs = 0;
                self.cell =
                    Some(OpenCell { attributes: attributes(element), covered: name.starts_with("table:covered") });
            }
            "office:annotation" => self.in_note += 1,
            "text:p" | "text:h" if self.cell.is_some() && self.in_note == 0 => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_text += 1;
            }
            "text:s" if self.in_text > 0 => {
                let blanks = count(&attributes(element), "text:c").min(1_000);
                self.text.extend(std::iter::repeat_n(' ', blanks as usize));
            }
            "text:line-break" if self.in_text > 0 => self.text.push('\n'),
            "text:tab" if self.in_text > 0 => self.text.push('\t'),
            _ => {}
        }
        let _ = empty;
    }

    fn end(&mut self, name: &str, part: &mut Part<'_, '_>) -> Result<(), ReadError> {
        match name {
            "text:p" | "text:h" => self.in_text = self.in_text.saturating_sub(1),
            "office:annotation" => self.in_note = self.in_note.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row(part.get_mut().budget())?,
            "table:table" if self.cell.is_none() => {
                if let (Some(mut sheet), Some(rows)) = (self.table.take(), self.rows.take()) {
                    sheet.rows = rows.finish();
                    self.hidden_rows.sort_unstable();
                    hide_rows(&mut sheet, &self.hidden_rows);
                    self.sheets.push(sheet);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let repeat = count(&cell.attributes, "table:number-columns-repeated");
        let (rows, columns) = (
            count(&cell.attributes, "table:number-rows-spanned"),
            count(&cell.attributes, "table:number-columns-spanned"),
        );
        if let Some(sheet) = self.table.as_mut().filter(|_| rows > 1 || columns > 1) {
            sheet.merged.push(Area {
                first_row: self.row,
                last_row: self.row.saturating_add(rows - 1),
                first_column: self.column,
                last_column: self.column.saturating_add(columns - 1),
            });
        }
        // what stands under a merged area is not shown
        if let Some((value, format)) = self.value(&cell.attributes).filter(|_| !cell.covered) {
            self.cells.push((self.column, value, format, repeat));
        }
        self.column = self.column.saturating_add(repeat);
    }

    fn value(&self, attributes: &HashMap<String, String>) -> Option<(Value, u16)> {
        let number = || {
            attributes.get("office:value").and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite())
        };
        let text = || {
            let text = if self.text.is_empty() {
                attributes.get("office:string-value").map_or("", String::as_str)
            } else {
                &self.text
            };
            (!is_blank(text)).then(|| (Value::Text(text.to_owned()), 0))
        };
        if self.text.starts_with('#') && attributes.contains_key("table:formula") {
            return Some((Value::Error(self.text.clone()), 0));
        }
        match attributes.get("office:value-type").map(String::as_str) {
            Some("float") => number().map(|number| (Value::Number(number), 0)).or_else(text),
            Some("percentage") => number().map(|number| (Value::Number(number), 1)).or_else(text),
            Some("currency") => {
                let euro = attributes.get("office:currency").is_none_or(|code| code == "EUR");
                number().map(|number| (Value::Number(number), if euro { 2 } else { 0 })).or_else(text)
            }
            Some("date") => {
                let moment = attributes.get("office:date-value").and_then(|text| iso_moment(text));
                moment.map(|moment| (Value::Date(moment), 3)).or_else(text)
            }
            Some("boolean") => {
                Some((Value::Bool(attributes.get("office:boolean-value").is_some_and(|value| value == "true")), 0))
            }
            _ => text().or_else(|| attributes.contains_key("table:formula").then_some((Value::Uncached, 0))),
        }
    }

    fn end_row(&mut self, budget: &mut Budget) -> Result<(), ReadError> {
        let Some(rows) = self.rows.as_mut() else { return Ok(()) };
        if self.row_hidden && !self.cells.is_empty() {
            self.hidden_rows
                .extend(self.row..=self.row.saturating_add(self.row_repeat.min(budget.limits().max_rows) - 1));
        }
        if !self.cells.is_empty() {
            for repeat in 0..self.row_repeat {
                for (column, value, format, columns) in &self.cells {
                    for offset in 0..*columns {
                        let cell =
                            Cell { column: column.saturating_add(offset), format: *format, value: value.clone() };
                        rows.push(self.row.saturating_add(repeat), cell, budget)?;
                    }
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
        self.cells.clear();
        Ok(())
    }
}
