//! What calamine does not tell of an xls file: locked or not, hidden rows and columns, number formats, the
//! extent of each sheet, formulas without a stored value.
use std::collections::HashMap;

/// A sheet's shape.
#[derive(Debug, Default)]
pub(super) struct BiffSheet {
    pub(super) hidden_rows: Vec<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Number format by row (from 1) and column (from 0), only where not general.
    pub(super) formats: HashMap<(u32, u32), u16>,
    /// Bounding box of the cells: rows times columns.
    pub(super) area: u64,
}

/// The workbook's shape.
#[derive(Debug, Default)]
pub(super) struct Biff {
    pub(super) locked: bool,
    pub(super) from_1904: bool,
    pub(super) number_formats: Vec<String>,
    /// In the order of the sheets' entries.
    pub(super) sheets: Vec<BiffSheet>,
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    data.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes)
}

/// Records of a BIFF stream from a place on: number and content.
fn records(stream: &[u8], mut at: usize) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let id = short(stream, at)?;
        let length = usize::from(short(stream, at + 2)?);
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((id, data))
    })
}

impl Biff {
    /// Looks through the stream; `None` when it is no BIFF5 or BIFF8.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        let mut book = Self { number_formats: vec!["General".into()], ..Self::default() };
        let (first, start) = records(stream, 0).next()?;
        if first != 0x0809 {
            return None;
        }
        let wide = short(start, 0)? >= 0x0600;
        let mut named: HashMap<u16, String> = HashMap::new();
        let mut styles: Vec<u16> = Vec::new();
        let mut places: Vec<usize> = Vec::new();
        for (id, data) in records(stream, 0) {
            match id {
                0x002F => {
                    book.locked = true;
                    return Some(book);
                }
                0x0022 => book.from_1904 = short(data, 0) == Some(1),
                0x041E => {
                    if let Some(format) = format(data, wide) {
                        named.insert(short(data, 0)?, format);
                    }
                }
                0x00E0 => styles.push(short(data, 2)?),
                0x0085 => places.push(short(data, 0)? as usize | (short(data, 2)? as usize) << 16),
                0x000A => break,
                _ => {}
            }
        }
        let mut style_formats = Vec::with_capacity(styles.len());
        for style in styles {
            let code = named.get(&style).cloned().unwrap_or_else(|| builtin(style).to_owned());
            let index = book.number_formats.iter().position(|have| *have == code).unwrap_or_else(|| {
                book.number_formats.push(code);
                book.number_formats.len() - 1
            });
            style_formats.push(u16::try_from(index).unwrap_or(0));
        }
        book.sheets = places.into_iter().map(|place| BiffSheet::read(stream, place, &style_formats)).collect();
        Some(book)
    }
}

impl BiffSheet {
    fn read(stream: &[u8], place: usize, styles: &[u16]) -> Self {
        let mut sheet = Self::default();
        let mut bounds: Option<(u16, u16, u16, u16)> = None;
        let mut depth = 0u32;
        for (id, data) in records(stream, place) {
            match id {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => break,
                0x000A => depth -= 1, // the end of an embedded chart
                _ if depth > 1 => {}
                0x0208 => {
                    if let (Some(row), Some(flags)) = (short(data, 0), short(data, 12))
                        && flags & 0x20 != 0
                    {
                        sheet.hidden_rows.push(u32::from(row) + 1);
                    }
                }
                0x007D => {
                    if let (Some(first), Some(last), Some(flags)) = (short(data, 0), short(data, 2), short(data, 8))
                        && flags & 1 != 0
                    {
                        sheet.hidden_columns.push((first.into(), last.into()));
                    }
                }
                // NUMBER, LABEL, BOOLERR, RK, LABELSST, FORMULA, RSTRING
                0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00FD | 0x0006 | 0x0206 | 0x0406 | 0x00D6 => {
                    if let (Some(row), Some(column), Some(style)) = (short(data, 0), short(data, 2), short(data, 4)) {
                        sheet.cell(row, column, style, styles, &mut bounds);
                    }
                }
                // MULRK: a run of numbers
                0x00BD => {
                    if let (Some(row), Some(first)) = (short(data, 0), short(data, 2)) {
                        let runs = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
                        for (offset, run) in (0u16..).zip(runs.chunks_exact(6)) {
                            sheet.cell(
                                row,
                                first.saturating_add(offset),
                                u16::from_le_bytes([run[0], run[1]]),
                                styles,
                                &mut bounds,
                            );
                        }
                    }
                }
                _ => {}
            }
        }
        sheet.hidden_rows.sort_unstable();
        sheet.area = bounds
            .map_or(0, |(top, bottom, left, right)| (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1));
        sheet
    }

    fn cell(&mut self, row: u16, column: u16, style: u16, styles: &[u16], bounds: &mut Option<(u16, u16, u16, u16)>) {
        let (top, bottom, left, right) = bounds.unwrap_or((row, row, column, column));
        *bounds = Some((top.min(row), bottom.max(row), left.min(column), right.max(column)));
        if let Some(format) = styles.get(usize::from(style)).filter(|format| **format != 0) {
            self.formats.insert((u32::from(row) + 1, column.into()), *format);
        }
    }
}

fn format(data: &[u8], wide: bool) -> Option<String> {
    if !wide {
        let length = usize::from(*data.get(2)?);
        return Some(data.get(3..3 + length)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let length = usize::from(short(data, 2)?);
    if data.get(4)? & 1 == 0 {
        Some(data.get(5..5 + length)?.iter().map(|byte| char::from(*byte)).collect())
    } else {
        let units: Vec<u16> =
            data.get(5..5 + 2 * length)?.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
        Some(String::from_utf16_lossy(&units))
    }
}

/// The built-in formats that matter here.
fn builtin(id: u16) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5..=8 | 41..=44 => "#,##0.00 _€",
        9 => "0%",
        10 => "0.00%",
        14..=17 | 22 => "dd.mm.yyyy",
        49 => "@",
        _ => "General",
    }
}
