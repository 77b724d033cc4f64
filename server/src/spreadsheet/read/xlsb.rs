//! Office Open XML in binary records (MS-XLSB): each part a stream of records, read once.
use super::super::limits::Budget;
use super::super::workbook::{Area, Cell, Format, Sheet, Value, Workbook};
use super::ReadError;
use super::container::{Container, Part};
use super::convert::{Rows, hide_rows, is_blank};
use super::package::Package;
use super::xlsx::styles::Styles;
use std::io::Read;

/// Records that say something about cells; all others are passed over.
mod record {
    pub(super) const ROW: u32 = 0;
    pub(super) const RK: u32 = 2;
    pub(super) const ERROR: u32 = 3;
    pub(super) const BOOL: u32 = 4;
    pub(super) const REAL: u32 = 5;
    pub(super) const TEXT: u32 = 6;
    pub(super) const SHARED: u32 = 7;
    pub(super) const FORMULA_TEXT: u32 = 8;
    pub(super) const FORMULA_NUMBER: u32 = 9;
    pub(super) const FORMULA_BOOL: u32 = 10;
    pub(super) const FORMULA_ERROR: u32 = 11;
    pub(super) const SHARED_TEXT: u32 = 19;
    pub(super) const NUMBER_FORMAT: u32 = 44;
    pub(super) const STYLE: u32 = 47;
    pub(super) const COLUMNS: u32 = 60;
    pub(super) const RICH_TEXT: u32 = 62;
    pub(super) const END_OF_CELLS: u32 = 146;
    pub(super) const BOOK: u32 = 153;
    pub(super) const SHEET: u32 = 156;
    pub(super) const MERGED: u32 = 176;
    pub(super) const STYLES: u32 = 617;
    pub(super) const END_OF_STYLES: u32 = 618;
}

pub(super) fn read(container: &mut Container<'_>, budget: &mut Budget) -> Result<Workbook, ReadError> {
    let package = Package::of(container, budget)?;
    let part = container.part(&package.book, budget)?.ok_or_else(ReadError::corrupt)?;
    let (named, from_1904) = book(part, &package)?;
    let strings = match container.part(&package.sole("/sharedStrings", "sharedStrings.bin"), budget)? {
        Some(part) => strings(part)?,
        None => Vec::new(),
    };
    let mut styles = match container.part(&package.sole("/styles", "styles.bin"), budget)? {
        Some(part) => self::styles(part)?,
        None => Styles::default(),
    };
    let mut sheets = Vec::new();
    for (name, visible, path) in named {
        let Some(part) = container.part(&path, budget)? else { continue };
        let mut sheet = Sheet { name, visible, ..Sheet::default() };
        SheetReader { strings: &strings, styles: &mut styles, from_1904 }.read(part, &mut sheet)?;
        sheets.push(sheet);
    }
    let number_formats = styles.into_codes();
    Ok(Workbook { format: Format::Xlsb, sha256: String::new(), from_1904, number_formats, sheets })
}

/// A sheet's name, whether it is visible, and its part.
type Named = (String, bool, String);

/// The sheets with cells, and whether days count from 1904.
fn book(part: Part<'_, '_>, package: &Package) -> Result<(Vec<Named>, bool), ReadError> {
    let worksheets = package.worksheets();
    let mut from_1904 = false;
    let mut named = Vec::new();
    let mut records = Records::new(part);
    while let Some((id, data)) = records.next()? {
        match id {
            record::BOOK => from_1904 = number(data, 0)? & 1 == 1,
            record::SHEET => {
                let (relation, rest) = text(data.get(8..).ok_or_else(ReadError::corrupt)?)?;
                if let Some(path) = worksheets.get(relation.as_str()) {
                    named.push((text(rest)?.0, number(data, 0)? == 0, path.clone()));
                }
            }
            _ => {}
        }
    }
    Ok((named, from_1904))
}

/// The records of a part, one after the other.
struct Records<'p, 'a> {
    part: Part<'p, 'a>,
    data: Vec<u8>,
}

impl<'p, 'a> Records<'p, 'a> {
    fn new(part: Part<'p, 'a>) -> Self {
        Self { part, data: Vec::new() }
    }

    /// The next record's number and content; `None` at the end.
    fn next(&mut self) -> Result<Option<(u32, &[u8])>, ReadError> {
        let Some(id) = self.variable(2)? else { return Ok(None) };
        let length = self.variable(4)?.ok_or_else(ReadError::corrupt)?;
        self.data.clear();
        // what is really there counts, not the length that is claimed
        let read = self.part.by_ref().take(length.into()).read_to_end(&mut self.data);
        if read.map_err(|_| ReadError::corrupt())? < length as usize {
            return Err(ReadError::corrupt());
        }
        Ok(Some((id, &self.data)))
    }

    /// A number of at most so many bytes, seven bits in each, the lowest first; `None` at the end.
    fn variable(&mut self, bytes: u32) -> Result<Option<u32>, ReadError> {
        let mut number = 0;
        for place in 0..bytes {
            let mut byte = [0];
            if self.part.read(&mut byte).map_err(|_| ReadError::corrupt())? == 0 {
                return if place == 0 { Ok(None) } else { Err(ReadError::corrupt()) };
            }
            number |= u32::from(byte[0] & 0x7F) << (7 * place);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(number))
    }

    fn budget(&mut self) -> &mut Budget {
        self.part.get_mut().budget()
    }
}

fn bytes<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], ReadError> {
    let slice = data.get(at..at + N).and_then(|slice| slice.try_into().ok());
    slice.ok_or_else(ReadError::corrupt)
}

fn number(data: &[u8], at: usize) -> Result<u32, ReadError> {
    Ok(u32::from_le_bytes(bytes(data, at)?))
}

/// A counted text at the beginning, and what follows it. A text that is not there is empty.
fn text(data: &[u8]) -> Result<(String, &[u8]), ReadError> {
    let length = number(data, 0)?;
    let length = if length == u32::MAX { 0 } else { length as usize };
    let end = length.checked_mul(2).and_then(|length| length.checked_add(4)).ok_or_else(ReadError::corrupt)?;
    let signs = data.get(4..end).ok_or_else(ReadError::corrupt)?;
    let units = signs.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Ok((text, &data[end..]))
}

fn strings(part: Part<'_, '_>) -> Result<Vec<Box<str>>, ReadError> {
    let mut records = Records::new(part);
    let mut strings: Vec<Box<str>> = Vec::new();
    while let Some((id, data)) = records.next()? {
        if id == record::SHARED_TEXT {
            strings.push(text(data.get(1..).unwrap_or_default())?.0.into());
            if strings.len().is_multiple_of(4096) {
                records.budget().marks(strings.len())?;
            }
        }
    }
    Ok(strings)
}

fn styles(part: Part<'_, '_>) -> Result<Styles, ReadError> {
    let mut records = Records::new(part);
    let mut styles = Styles::default();
    let mut inside = false;
    while let Some((id, data)) = records.next()? {
        match id {
            record::NUMBER_FORMAT => {
                styles.define(u16::from_le_bytes(bytes(data, 0)?).into(), text(data.get(2..).unwrap_or_default())?.0);
            }
            record::STYLES => inside = true,
            record::END_OF_STYLES => inside = false,
            record::STYLE if inside => styles.add(u16::from_le_bytes(bytes(data, 2)?).into()),
            _ => {}
        }
    }
    Ok(styles)
}

struct SheetReader<'a> {
    strings: &'a [Box<str>],
    styles: &'a mut Styles,
    from_1904: bool,
}

impl SheetReader<'_> {
    fn read(&mut self, part: Part<'_, '_>, sheet: &mut Sheet) -> Result<(), ReadError> {
        let mut records = Records::new(part);
        let mut rows = Rows::new();
        let mut row = 0u32;
        let mut hidden: Vec<u32> = Vec::new();
        let mut complete = false;
        while let Some((id, data)) = records.next()? {
            match id {
                record::ROW => {
                    row = number(data, 0)?.saturating_add(1);
                    if data.get(11).is_some_and(|flags| flags & 0x10 != 0) {
                        hidden.push(row);
                    }
                }
                record::COLUMNS => {
                    if bytes::<2>(data, 16)?[0] & 1 == 1 {
                        sheet.hidden_columns.push((number(data, 0)?, number(data, 4)?));
                    }
                }
                record::MERGED => sheet.merged.push(Area {
                    first_row: number(data, 0)?.saturating_add(1),
                    last_row: number(data, 4)?.saturating_add(1),
                    first_column: number(data, 8)?,
                    last_column: number(data, 12)?,
                }),
                record::END_OF_CELLS => complete = true,
                _ => {
                    if let Some(value) = self.value(id, data)? {
                        let format = self.styles.of(style(data)?).1;
                        let cell = Cell { column: number(data, 0)?, format, value };
                        rows.push(row, cell, records.budget())?;
                    }
                    continue;
                }
            }
            let marks = hidden.len().max(sheet.hidden_columns.len()).max(sheet.merged.len());
            records.budget().marks(marks)?;
        }
        if !complete {
            return Err(ReadError::corrupt());
        }
        sheet.merged.retain(|area| area.first_row <= area.last_row && area.first_column <= area.last_column);
        sheet.rows = rows.finish();
        hidden.sort_unstable();
        hide_rows(sheet, &hidden);
        Ok(())
    }

    /// What stands in a cell; `None` for an empty one and for records that are none.
    fn value(&mut self, id: u32, data: &[u8]) -> Result<Option<Value>, ReadError> {
        let words = |text: &str| (!is_blank(text)).then(|| Value::Text(text.to_owned()));
        let body = data.get(8..).unwrap_or_default();
        let found = match id {
            record::RK => Some(packed(number(body, 0)?)),
            record::REAL | record::FORMULA_NUMBER => Some(f64::from_le_bytes(bytes(body, 0)?)),
            _ => None,
        };
        if let Some(number) = found {
            let shown = self.styles.of(style(data)?).0;
            return Ok(number.is_finite().then(|| shown.value(number, self.from_1904)));
        }
        Ok(match id {
            record::ERROR | record::FORMULA_ERROR => Some(Value::Error(error(bytes::<1>(body, 0)?[0]).into())),
            record::BOOL | record::FORMULA_BOOL => Some(Value::Bool(bytes::<1>(body, 0)?[0] != 0)),
            record::TEXT | record::FORMULA_TEXT => words(&text(body)?.0),
            record::RICH_TEXT => words(&text(body.get(1..).unwrap_or_default())?.0),
            record::SHARED => words(self.strings.get(number(body, 0)? as usize).ok_or_else(ReadError::corrupt)?),
            _ => None,
        })
    }
}

/// A cell's style: three bytes behind the column.
fn style(data: &[u8]) -> Result<usize, ReadError> {
    let [low, middle, high] = bytes(data, 4)?;
    Ok(u32::from_le_bytes([low, middle, high, 0]) as usize)
}

/// A number packed into four bytes: whole or the upper part of a fraction, perhaps in hundredths.
fn packed(rk: u32) -> f64 {
    let number = if rk & 2 == 2 { f64::from(rk as i32 >> 2) } else { f64::from_bits(u64::from(rk & !3) << 32) };
    if rk & 1 == 1 { number / 100.0 } else { number }
}

fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        for (rk, number) in
            [(0x3FF0_0000, 1.0), (0x3FF0_0001, 0.01), (14 << 2 | 2, 14.0), ((-5i32 << 2) as u32 | 3, -0.05)]
        {
            assert_eq!(packed(rk), number, "{rk:#x}");
        }
    }

    #[test]
    fn texts_are_counted() {
        assert_eq!(text(b"\x01\0\0\0A\0rest").expect("a text"), ("A".to_owned(), &b"rest"[..]));
        assert_eq!(text(b"\xFF\xFF\xFF\xFF").expect("no text").0, "");
        assert!(text(b"\xFE\xFF\xFF\xFFA\0").is_err() && text(b"\x02\0").is_err());
    }
}
