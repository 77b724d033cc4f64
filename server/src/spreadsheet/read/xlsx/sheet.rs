//! One sheet in one pass over its XML: values, what is hidden, merged areas, formulas without a stored value.
use super::super::super::limits::Budget;
use super::super::super::workbook::{Area, Cell, Sheet, Value};
use super::super::ReadError;
use super::super::container::Part;
use super::super::convert::{Rows, hide_rows, is_blank, iso};
use super::super::xml::{Tag, Token, Xml, push_text};
use super::strings::{Rich, push_unescaped};
use super::styles::Styles;

/// What the cells of a sheet refer to.
pub(super) struct SheetReader<'a> {
    pub(super) strings: &'a [Box<str>],
    pub(super) styles: &'a mut Styles,
    pub(super) from_1904: bool,
}

/// What `t` says about a cell's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Inline,
    Text,
    Bool,
    Error,
    Iso,
}

/// The cell being read; writers may leave out its address.
struct Open {
    row: u32,
    column: u32,
    kind: Type,
    style: usize,
    formula: bool,
    /// `<v>` or `<is>` stood there, even without content.
    stored: bool,
    /// Which element's text is being read.
    inside: Inside,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Inline,
    Formula,
}

impl SheetReader<'_> {
    pub(super) fn read(&mut self, part: Part<'_, '_>, sheet: &mut Sheet) -> Result<(), ReadError> {
        let mut xml = Xml::new(part);
        let mut rows = Rows::new();
        let mut hidden: Vec<u32> = Vec::new();
        let mut rich = Rich::default();
        let mut complete = false;
        let mut cell = Open {
            row: 1,
            column: 0,
            kind: Type::Number,
            style: 0,
            formula: false,
            stored: false,
            inside: Inside::Nothing,
            text: String::new(),
        };
        while let Some(token) = xml.next()? {
            match (cell.inside, token) {
                (Inside::Value, Token::Close(b"v"))
                | (Inside::Formula, Token::Close(b"f"))
                | (Inside::Inline, Token::Close(b"is")) => cell.inside = Inside::Nothing,
                (Inside::Value, Token::Text(text)) => push_text(text, &mut cell.text),
                (Inside::Value, Token::Verbatim(text)) => cell.text.push_str(&String::from_utf8_lossy(text)),
                (Inside::Inline, token) => rich.take(&token),
                (Inside::Value | Inside::Formula, _) => {}
                (Inside::Nothing, Token::Open(tag)) => match tag.name {
                    b"c" => {
                        cell.open(&tag);
                        rich.clear();
                        if tag.empty {
                            cell.next();
                        }
                    }
                    b"v" => {
                        cell.stored = !tag.empty;
                        cell.text.clear();
                        cell.inside = if tag.empty { Inside::Nothing } else { Inside::Value };
                    }
                    b"is" => {
                        cell.stored = !tag.empty;
                        cell.inside = if tag.empty { Inside::Nothing } else { Inside::Inline };
                    }
                    b"f" => {
                        cell.formula = true;
                        cell.inside = if tag.empty { Inside::Nothing } else { Inside::Formula };
                    }
                    b"row" => {
                        cell.row = tag.number(b"r").filter(|row| *row > 0).unwrap_or(cell.row);
                        cell.column = 0;
                        let row = cell.row;
                        if tag.empty {
                            cell.row = row.saturating_add(1);
                        }
                        if tag.is_true(b"hidden") {
                            hidden.push(row);
                            budget_of(&mut xml).marks(hidden.len())?;
                        }
                    }
                    b"col" if tag.is_true(b"hidden") => {
                        if let (Some(first), Some(last)) = (tag.number(b"min"), tag.number(b"max")) {
                            sheet.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                            budget_of(&mut xml).marks(sheet.hidden_columns.len())?;
                        }
                    }
                    b"mergeCell" => {
                        if let Some(area) = tag.raw(b"ref").and_then(area) {
                            sheet.merged.push(area);
                            budget_of(&mut xml).marks(sheet.merged.len())?;
                        }
                    }
                    b"sheetData" => complete |= tag.empty,
                    _ => {}
                },
                (Inside::Nothing, Token::Close(name)) => match name {
                    b"c" => {
                        if cell.kind == Type::Inline {
                            std::mem::swap(&mut cell.text, &mut rich.text);
                        }
                        if let Some((value, format)) = self.value(&cell)? {
                            let filled = Cell { column: cell.column, format, value };
                            rows.push(cell.row, filled, budget_of(&mut xml))?;
                        }
                        cell.next();
                    }
                    b"row" => {
                        cell.row = cell.row.saturating_add(1);
                        cell.column = 0;
                    }
                    b"sheetData" => complete = true,
                    _ => {}
                },
                (Inside::Nothing, _) => {}
            }
        }
        if !complete {
            return Err(ReadError::corrupt());
        }
        sheet.rows = rows.finish();
        hidden.sort_unstable();
        hide_rows(sheet, &hidden);
        Ok(())
    }

    /// What stands in the cell, and its number format.
    fn value(&mut self, cell: &Open) -> Result<Option<(Value, u16)>, ReadError> {
        let text = cell.text.as_str();
        let words = |text: &str| (!is_blank(text)).then(|| Value::Text(text.to_owned()));
        let (shown, format) = self.styles.of(cell.style);
        let value = if !cell.stored {
            None
        } else {
            match cell.kind {
                Type::Shared if text.is_empty() => None,
                Type::Shared => {
                    let index = text.trim().parse::<usize>().unwrap_or(0);
                    words(self.strings.get(index).ok_or_else(ReadError::corrupt)?)
                }
                Type::Inline => words(text),
                Type::Text => {
                    let mut plain = String::with_capacity(text.len());
                    push_unescaped(text, &mut plain);
                    (!is_blank(&plain)).then_some(Value::Text(plain))
                }
                Type::Bool => match text.trim() {
                    "" => None,
                    word => Some(Value::Bool(word == "1" || word.eq_ignore_ascii_case("true"))),
                },
                Type::Error => (!text.is_empty()).then(|| Value::Error(text.trim().to_owned())),
                Type::Iso => (!text.is_empty()).then(|| iso(text)),
                Type::Number => match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Some(shown.value(number, self.from_1904)),
                    Ok(_) => None,
                    Err(_) => words(text),
                },
            }
        };
        let value = value.or_else(|| (cell.formula && !cell.stored).then_some(Value::Uncached));
        Ok(value.map(|value| (value, format)))
    }
}

fn budget_of<'x>(xml: &'x mut Xml<Part<'_, '_>>) -> &'x mut Budget {
    xml.source().get_mut().budget()
}

impl Open {
    fn open(&mut self, tag: &Tag<'_>) {
        (self.kind, self.style, self.formula, self.stored) = (Type::Number, 0, false, false);
        self.text.clear();
        for (name, value) in tag.attributes() {
            match name {
                b"r" => {
                    if let Some((row, column)) = place(value) {
                        (self.row, self.column) = (row, column);
                    }
                }
                b"s" => {
                    self.style = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
                }
                b"t" => {
                    self.kind = match value {
                        b"s" => Type::Shared,
                        b"inlineStr" | b"is" => Type::Inline,
                        b"str" => Type::Text,
                        b"b" => Type::Bool,
                        b"e" => Type::Error,
                        b"d" => Type::Iso,
                        _ => Type::Number,
                    }
                }
                _ => {}
            }
        }
    }

    fn next(&mut self) {
        self.column = self.column.saturating_add(1);
    }
}

/// `B5` as row from 1 and column from 0.
fn place(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().position(u8::is_ascii_digit).filter(|letters| (1..=3).contains(letters))?;
    let (letters, digits) = text.split_at(letters);
    let column = letters.iter().try_fold(0u32, |sum, letter| {
        letter.is_ascii_alphabetic().then(|| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = digits.iter().try_fold(0u32, |sum, digit| {
        digit.is_ascii_digit().then(|| sum.checked_mul(10)?.checked_add(u32::from(digit - b'0'))).flatten()
    })?;
    (row > 0).then_some((row, column - 1))
}

/// `B5:C7` as an area.
fn area(text: &[u8]) -> Option<Area> {
    let colon = text.iter().position(|byte| *byte == b':')?;
    let ((first_row, first_column), (last_row, last_column)) = (place(&text[..colon])?, place(&text[colon + 1..])?);
    (first_row <= last_row && first_column <= last_column).then_some(Area {
        first_row,
        last_row,
        first_column,
        last_column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(place(b"B5"), Some((5, 1)));
        assert_eq!(place(b"XFD1048576"), Some((1_048_576, 16_383)));
        for bad in [&b"5"[..], b"B", b"B0", b"ABCD1", b"A99999999999", b"A1x"] {
            assert_eq!(place(bad), None);
        }
        let merged = Area { first_row: 5, last_row: 7, first_column: 1, last_column: 2 };
        assert_eq!(area(b"B5:C7"), Some(merged));
        assert_eq!(area(b"C7:B5"), None);
    }
}
