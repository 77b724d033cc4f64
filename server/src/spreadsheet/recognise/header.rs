//! Headings: over how many rows one goes, and which columns it has. Where they stand is found in [`mod@find`].
mod find;

use super::super::field::Unit;
use super::super::limits::{Exceeded, Watch};
use super::super::terms;
use super::super::workbook::{Cell, Row, Sheet, Value};
use super::look::{Look, Merges, look};
use entity::text::fold;
use std::collections::BTreeMap;

pub(super) use find::find;

/// Deeper headings do not occur; what looks like one is text.
const DEEPEST: usize = 4;
/// So many rows below a heading show what its columns hold.
const SAMPLE: usize = 40;
/// The words with which a heading begins in a row of their own are not longer.
const LONGEST_WORDS: usize = 40;
/// So many signs of a heading are kept; a longer one is a text that stands in the wrong place.
const LONGEST: usize = 2_000;

/// So many lines above the first heading of a sheet may be its titles, and above one that is said again.
const MOST_TITLES: usize = 30;
const FEW_TITLES: usize = 4;

/// A table's heading.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Its rows, top to bottom.
    pub(super) rows: Vec<u32>,
    /// Its columns, left to right.
    pub(super) columns: Vec<HeaderColumn>,
}

/// One column of a heading.
#[derive(Debug, Clone)]
pub(super) struct HeaderColumn {
    /// Column from 0.
    pub(super) index: u32,
    /// What stands above the data, top to bottom.
    pub(super) levels: Vec<String>,
    /// So many of the upper levels stand over the column beside it as well.
    pub(super) shared: usize,
}

impl Header {
    pub(super) fn first_row(&self) -> u32 {
        self.rows.first().copied().unwrap_or_default()
    }

    pub(super) fn last_row(&self) -> u32 {
        self.rows.last().copied().unwrap_or_default()
    }

    pub(super) fn first_column(&self) -> u32 {
        self.columns.first().map_or(0, |column| column.index)
    }

    pub(super) fn last_column(&self) -> u32 {
        self.columns.last().map_or(0, |column| column.index)
    }

    /// Whether two headings stand over a common column.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.first_column() <= other.last_column() && other.first_column() <= self.last_column()
    }

    /// Which of the heading's rows this row says again.
    pub(super) fn repeats(&self, sheet: &Sheet, row: &Row) -> Option<usize> {
        let cells: Vec<&Cell> = self.cells_of(row).collect();
        if cells.len() < 2 && self.columns.len() > 1 {
            return None;
        }
        self.rows.iter().position(|own| {
            let Some(own) = sheet.row(*own) else { return false };
            // another word over the first column makes it the heading of another table
            let first = self.first_column();
            if let (Some(a), Some(b)) = (own.cell(first), row.cell(first))
                && !same_text(a, b)
            {
                return false;
            }
            // four in five must agree: the first few that do not settle it
            let mut others = 0;
            let agree = cells.iter().all(|cell| {
                let same = own.cell(cell.column).is_some_and(|have| same_text(have, cell));
                others += usize::from(!same);
                others * 5 <= cells.len()
            });
            agree && (cells.len() - others) * 5 >= self.cells_of(own).count() * 4
        })
    }

    /// Whether a row below is this heading again, at the top of a printed page: one that says no unit itself, below a line
    /// that names another one, opens a table of its own.
    fn is_again(&self, sheet: &Sheet, row: &Row) -> bool {
        let says_unit = |row: &Row| row.cells.iter().filter_map(Cell::text).any(|text| terms::unit_in(text).is_some());
        let lines = above(sheet, row.number).take(FEW_TITLES).take_while(|line| is_line(line));
        let own = || unit_in_lines(above(sheet, self.first_row()).take(MOST_TITLES)).unwrap_or(Unit::Eur);
        self.repeats(sheet, row).is_some() && (says_unit(row) || unit_in_lines(lines).is_none_or(|unit| unit == own()))
    }

    /// The cells of a row within the table's columns.
    pub(super) fn cells_of<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r Cell> {
        let (first, last) = (self.first_column(), self.last_column());
        row.cells.iter().filter(move |cell| (first..=last).contains(&cell.column))
    }
}

/// The rows above one, from there upwards.
fn above(sheet: &Sheet, row: u32) -> impl Iterator<Item = &Row> {
    sheet.rows[..sheet.rows.partition_point(|other| other.number < row)].iter().rev()
}

/// A title or a remark: few cells of words.
fn is_line(row: &Row) -> bool {
    row.cells.len() <= 3 && row.cells.iter().all(|cell| look(cell) == Look::Words)
}

/// The unit that the first of some lines names which names one.
fn unit_in_lines<'s>(lines: impl Iterator<Item = &'s Row>) -> Option<Unit> {
    let lines = lines.filter(|line| line.cells.len() <= 3);
    lines.flat_map(|line| line.cells.iter().filter_map(Cell::text)).find_map(terms::unit_in_title)
}

fn same_text(a: &Cell, b: &Cell) -> bool {
    match (&a.value, &b.value) {
        (Value::Text(a), Value::Text(b)) => {
            // a plain letter at the beginning settles most cases without folding, unless a mark follows it (from U+0300)
            let start = |text: &str| match text.as_bytes() {
                [first, second, ..] if first.is_ascii_alphanumeric() && *second < 0xCC => {
                    Some(first.to_ascii_lowercase())
                }
                _ => None,
            };
            let differ = matches!((start(a), start(b)), (Some(a), Some(b)) if a != b);
            a == b || (!differ && a.len() < 2 * b.len() && b.len() < 2 * a.len() && fold(a) == fold(b))
        }
        (Value::Number(_), Value::Text(_)) | (Value::Text(_), Value::Number(_)) => a.raw() == b.raw(),
        (a, b) => a == b,
    }
}

/// A heading at given rows, over all their columns.
pub(super) fn given(
    sheet: &Sheet,
    merges: &Merges<'_>,
    rows: &[u32],
    watch: &Watch,
) -> Result<Option<Header>, Exceeded> {
    let cells =
        || rows.iter().filter_map(|row| sheet.row(*row)).flat_map(|row| row.cells.iter().map(|cell| cell.column));
    let (Some(first), Some(last)) = (cells().min(), cells().max()) else { return Ok(None) };
    with_columns(sheet, merges, rows.to_vec(), first, last, watch).map(Some)
}

/// A sheet and what its cells look like, looked at once: a heading's rows are compared with many rows below them.
struct Looked<'a> {
    sheet: &'a Sheet,
    /// By position of the row and of its cell.
    looks: Vec<Vec<Look>>,
}

impl<'a> Looked<'a> {
    fn at(sheet: &'a Sheet, watch: &Watch) -> Result<Self, Exceeded> {
        let mut looks = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            watch.step()?;
            looks.push(row.cells.iter().map(look).collect());
        }
        Ok(Self { sheet, looks })
    }

    /// The cells of a row within some columns.
    fn cells(&self, position: usize, first: u32, last: u32) -> impl Iterator<Item = (&'a Cell, Look)> {
        let cells = self.sheet.rows.get(position).map(|row| row.cells.as_slice()).unwrap_or_default();
        let looks = self.looks.get(position).map(Vec::as_slice).unwrap_or_default().iter().copied();
        cells.iter().zip(looks).filter(move |(cell, _)| (first..=last).contains(&cell.column))
    }

    /// Whether there is something that headings do not contain; "bis 31.12.2022" is a heading where merged cells say so.
    fn has_values(&self, position: usize, first: u32, last: u32) -> bool {
        let day = |cell: &Cell, look: Look| matches!(look, Look::Day | Look::Range) && cell.text().is_some();
        self.cells(position, first, last).any(|(cell, look)| look.is_data() && !day(cell, look))
    }
}

fn build(
    looked: &Looked<'_>,
    merges: &Merges<'_>,
    position: usize,
    (first, last): (u32, u32),
    watch: &Watch,
) -> Result<Option<Header>, Exceeded> {
    let sheet = looked.sheet;
    let Some(top) = sheet.rows.get(position) else { return Ok(None) };
    let mut rows = vec![top.number];
    if let Some(above) = position.checked_sub(1).and_then(|above| sheet.rows.get(above))
        && above.number + 1 == top.number
        && (is_group_row(above, top, merges, first, last) || is_begun_in(above, top, first, last))
    {
        rows.insert(0, above.number);
    }
    let mut next = position + 1;
    while rows.len() < DEEPEST {
        let bottom = rows.last().copied().unwrap_or_default();
        let reaches = merges.in_row(bottom).any(|area| {
            area.last_row > bottom && area.first_row >= rows[0] && (first..=last).contains(&area.first_column)
        });
        let follows = sheet.rows.get(next).filter(|row| row.number == bottom + 1);
        let goes_on = match follows {
            Some(row) => {
                let bottom = || sheet.rows.get(next - 1);
                (reaches && !looked.has_values(next, first, last))
                    || continues(looked, next, first, last)
                    || bottom().is_some_and(|bottom| is_ended_in(bottom, row, first, last))
            }
            None => false,
        };
        if !goes_on {
            break;
        }
        rows.push(bottom + 1);
        next += 1;
    }
    with_columns(sheet, merges, rows, first, last, watch).map(Some)
}

/// A row of group headings above: merged over some of the columns, or over years and ends of a period.
fn is_group_row(above: &Row, top: &Row, merges: &Merges<'_>, first: u32, last: u32) -> bool {
    let cells: Vec<&Cell> = above.cells.iter().filter(|cell| (first..=last).contains(&cell.column)).collect();
    let whole = last - first + 1;
    !cells.is_empty()
        && cells.iter().all(|cell| {
            let Some(text) = cell.text() else { return false };
            let width = merges.at(above.number, cell.column).map_or(1, |area| area.last_column - area.first_column + 1);
            // without merged cells only over at least two years, or over "von" and "bis"
            let part = |column| top.cell(column).is_some_and(|below| look(below) == Look::Year || is_end(&below.raw()));
            let over_parts = part(cell.column) && part(cell.column + 1);
            text.chars().count() < 80
                && ((width > 1 && width < whole) || (over_parts && (terms::names_years(text) || terms::known(text))))
        })
}

/// Headings that begin in the row above: "abgerechnete" above "Ausgaben", "Ende" above "des Vorhabens". Half of them show
/// it; of the others their words are known together.
fn is_begun_in(above: &Row, top: &Row, first: u32, last: u32) -> bool {
    let pairs: Option<Vec<(&str, &str)>> = above
        .cells
        .iter()
        .map(|cell| {
            let rest = top.cell(cell.column).and_then(Cell::text);
            cell.text().zip(rest).filter(|_| (first..=last).contains(&cell.column))
        })
        .collect();
    // a line alone above the first column is a title
    let Some(pairs) = pairs.filter(|pairs| pairs.len() > 1 || above.cells.iter().any(|cell| cell.column > first))
    else {
        return false;
    };
    let shown = pairs.iter().filter(|(begun, rest)| goes_on(begun, rest)).count();
    let known = |(begun, rest): &(&str, &str)| {
        is_short(begun) && !begun.trim_end().ends_with(':') && terms::known(&format!("{begun} {rest}"))
    };
    shown > 0 && shown * 2 >= pairs.len() && pairs.iter().all(|pair| goes_on(pair.0, pair.1) || known(pair))
}

/// Headings that end in the row below, at least two of them.
fn is_ended_in(bottom: &Row, below: &Row, first: u32, last: u32) -> bool {
    let ended = |cell: &Cell| {
        let begun = bottom.cell(cell.column).and_then(Cell::text);
        (first..=last).contains(&cell.column)
            && begun.zip(cell.text()).is_some_and(|(begun, rest)| goes_on(begun, rest))
    };
    below.cells.len() > 1 && below.cells.iter().all(ended)
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= LONGEST_WORDS && !text.contains(|c: char| c.is_ascii_digit())
}

/// Whether two texts, one above the other, are one heading: it says more than its last words alone, and a small letter, a
/// bracket or a hyphen says that they belong together; not that of "lfd. Nr.", which needs no beginning.
fn goes_on(begun: &str, rest: &str) -> bool {
    let small = |text: &str| text.starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | '['));
    let open = small(begun) || begun.trim_end().ends_with('-') || (small(rest) && !terms::known(rest));
    is_short(begun) && is_short(rest) && !begun.trim_end().ends_with(':') && open && terms::says_more(begun, rest)
}

/// One end of a period, which needs a heading above it.
fn is_end(text: &str) -> bool {
    matches!(fold(text).trim_matches(['.', ':']), "von" | "bis" | "vom" | "v" | "b")
}

/// A heading that only makes sense below another one.
fn is_part(text: &str) -> bool {
    matches!(
        fold(text).trim_matches(['.', ':']),
        "von" | "bis" | "v" | "b" | "beginn" | "ende" | "vom" | "soll" | "ist"
    )
}

/// Whether the row after a heading belongs to it: text where the rows below hold numbers and days.
fn continues(looked: &Looked<'_>, position: usize, first: u32, last: u32) -> bool {
    let cells: Vec<(&Cell, Look)> = looked.cells(position, first, last).collect();
    // "bis 2020" beside "2021", where the row above has no heading of its own for them, is no day
    let above = position.checked_sub(1).and_then(|above| looked.sheet.rows.get(above));
    let years = || cells.iter().filter(|(cell, look)| *look == Look::Year || cell.text().is_some_and(find::is_span));
    let open = years().any(|(cell, _)| above.is_some_and(|above| above.cell(cell.column).is_none()));
    let spans = open && years().count() >= 2;
    // "1.000 €" below each heading is a unit, where nothing else stands in the row
    if !cells.is_empty() && cells.iter().all(|(cell, _)| cell.text().is_some_and(terms::is_unit)) {
        return true;
    }
    let is_span = |cell: &Cell| spans && cell.text().is_some_and(find::is_span);
    if cells.is_empty() || cells.iter().any(|(cell, look)| look.is_data() && !is_span(cell)) {
        return false;
    }
    let mut typed: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for below in position + 1..=position + SAMPLE {
        for (cell, look) in looked.cells(below, first, last) {
            let entry = typed.entry(cell.column).or_default();
            entry.1 += 1;
            entry.0 += usize::from(matches!(look, Look::Amount | Look::Percent | Look::Day | Look::Range | Look::Year));
        }
    }
    typed.retain(|_, (values, all)| *values * 5 >= *all * 3);
    if typed.is_empty() {
        return false;
    }
    let over: Vec<&(&Cell, Look)> = cells.iter().filter(|(cell, _)| typed.contains_key(&cell.column)).collect();
    let heading = |(cell, look): &(&Cell, Look)| match look {
        Look::Words => true,
        Look::Year => matches!(cell.value, Value::Number(_) | Value::Text(_)),
        _ => is_span(cell),
    };
    let small = |(cell, look): &(&Cell, Look)| {
        let text = cell.raw();
        terms::unit_in(&text).is_some()
            || is_part(&text)
            || terms::known(&text)
            || text.trim() == "(%)"
            || *look == Look::Year
            || is_span(cell)
    };
    // one cell under many columns is a group heading or a remark
    if cells.len() == 1 && last - first > 1 && !small_alone(cells[0].0.raw().as_str()) {
        return false;
    }
    !over.is_empty()
        && over.iter().all(|cell| heading(cell))
        && (over.len() * 2 >= typed.len() || cells.iter().all(small))
}

/// A heading even when nothing stands beside it.
fn small_alone(text: &str) -> bool {
    text.chars().count() <= 15 && (terms::unit_in(text).is_some() || is_part(text) || terms::year_in(text).is_some())
}

fn with_columns(
    sheet: &Sheet,
    merges: &Merges<'_>,
    rows: Vec<u32>,
    mut first: u32,
    mut last: u32,
    watch: &Watch,
) -> Result<Header, Exceeded> {
    // lower rows of a heading may reach further than the first one, as long as they are joined to it
    for row in &rows {
        let cells = sheet.row(*row).map(|row| row.cells.as_slice()).unwrap_or_default();
        for cell in cells {
            last += u32::from(cell.column == last + 1);
        }
        for cell in cells.iter().rev().filter(|_| rows.len() > 1) {
            first -= u32::from(cell.column + 1 == first);
        }
    }
    let mut columns: Vec<HeaderColumn> = Vec::new();
    for index in first..=last.min(first.saturating_add(16_383)) {
        watch.step()?;
        let mut levels: Vec<String> = Vec::new();
        for (depth, row) in rows.iter().enumerate() {
            let own = sheet.cell(*row, index).map(Cell::raw);
            let above = merges.at(*row, index).and_then(|area| {
                let covered = area.first_row == *row && area.first_column < index;
                covered.then(|| sheet.cell(area.first_row, area.first_column).map(Cell::raw)).flatten()
            });
            // without merged cells a group heading stands over its first part only
            let inherited = || {
                let below = rows.get(depth + 1).and_then(|below| sheet.cell(*below, index))?;
                let part = look(below) == Look::Year || is_part(&below.raw());
                let left = columns.last().filter(|left| part && left.levels.len() > 1)?;
                merges.at(*row, index).is_none().then(|| left.levels.first().cloned()).flatten()
            };
            if let Some(text) = own.or(above).or_else(inherited) {
                let text: String = text.trim().chars().take(LONGEST).collect();
                if levels.last() != Some(&text) && !text.is_empty() {
                    levels.push(text);
                }
            }
        }
        watch.keep(1, levels.iter().map(String::len).sum())?;
        columns.push(HeaderColumn { index, levels, shared: 0 });
    }
    for right in 1..columns.len() {
        let (left, right) = columns.split_at_mut(right);
        if let (Some(left), Some(right)) = (left.last_mut(), right.first_mut()) {
            let most = left.levels.len().min(right.levels.len()).saturating_sub(1);
            let shared = left.levels.iter().zip(&right.levels).take(most).take_while(|(a, b)| a == b).count();
            left.shared = left.shared.max(shared);
            right.shared = right.shared.max(shared);
        }
    }
    Ok(Header { rows, columns })
}
