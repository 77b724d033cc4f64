//! The rows below a heading: records, group headings, totals, notes, blanks, and the heading again.
use super::super::limits::{Exceeded, Watch};
use super::super::table::{Group, SkipReason, Skipped};
use super::super::workbook::{Cell, Row, Sheet, Value, address};
use super::header::Header;
use super::look::{Look, Merges, look};
use super::parts;
use super::sums::{Part, sums};
use entity::text::fold;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of a table, sorted out.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Rows that are records.
    pub(super) records: Vec<u32>,
    /// What the cells of each record look like, left to right within the table's columns.
    pub(super) looks: Vec<Vec<Look>>,
    /// Rows that are none, in order.
    pub(super) skipped: Vec<Skipped>,
    /// The group heading over a record, by row.
    pub(super) groups: BTreeMap<u32, Arc<Group>>,
}

/// What a row is, before its neighbours are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Record,
    /// One cell of words: a group heading, a note, or the cut-off end of the row above.
    Lone,
    /// Few cells of words: a key or remark when it stands at the end.
    Sparse,
    Total,
    Header,
    Note,
}

/// First words of a row of sums.
const TOTALS: [&str; 22] = [
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "zwischensummen",
    "teilsumme",
    "total",
    "subtotal",
    "uebertrag",
    "endsumme",
    "gesamtbetrag",
    "zs",
    "sum",
    "endbetrag",
    "kopa",
    "totaal",
    "gesamtergebnis",
    "ergebnis",
    "summa",
    "davon",
];
/// Beginnings of remarks.
const NOTES: [&str; 14] = [
    "hinweis",
    "quelle",
    "stand",
    "anmerkung",
    "erlaeuterung",
    "legende",
    "*",
    "¹",
    "²",
    "³",
    "beispieldaten",
    "ort, datum",
    "datenstand",
    "source",
];

impl Body {
    /// Sorts the rows out; `None` when there is no record among them. `end`: row of the next heading.
    pub(super) fn read(
        sheet: &Sheet,
        merges: &Merges<'_>,
        header: &Header,
        end: Option<u32>,
        watch: &Watch,
    ) -> Result<Option<Self>, Exceeded> {
        let start = sheet.rows.partition_point(|row| row.number <= header.last_row());
        let end = end.map_or(sheet.rows.len(), |end| sheet.rows.partition_point(|row| row.number < end)).max(start);
        let rows: Vec<&Row> =
            sheet.rows[start..end].iter().filter(|row| header.cells_of(row).next().is_some()).collect();
        let looks: Vec<Vec<Look>> = parts::each(&rows, |rows| {
            let looks = |row: &&Row| watch.step().map(|()| header.cells_of(row).map(look).collect());
            rows.iter().map(looks).collect::<Result<Vec<Vec<Look>>, Exceeded>>()
        })?
        .into_iter()
        .flatten()
        .collect();
        let habits = Habits::of(header, &rows, &looks);
        let is_heading = |(_, kind): &(u32, Kind)| *kind == Kind::Header;
        let mut kinds: Vec<(u32, Kind)> = Vec::with_capacity(rows.len());
        let mut again = 0usize;
        for (row, looks) in rows.iter().zip(&looks) {
            watch.step()?;
            let kind = if again > 0 {
                again -= 1;
                Kind::Header
            } else if (row.number == header.last_row() + 1 || kinds.last().is_some_and(is_heading))
                && numbers_columns(header, row)
            {
                // below the heading, and again below where it is repeated
                Kind::Header
            } else if let Some(level) = header.repeats(sheet, row) {
                again = header.rows.len() - 1 - level;
                Kind::Header
            } else {
                habits.kind(header, merges, row, looks)
            };
            kinds.push((row.number, kind));
        }
        habits.find_sums(header, &rows, &looks, &mut kinds);
        let Some(last) = kinds.iter().rev().find(|(_, kind)| *kind == Kind::Record).map(|(row, _)| *row) else {
            return Ok(None);
        };
        let mut body = Self::default();
        body.sort_out(sheet, merges, header, &kinds, last, watch)?;
        let mut records = body.records.iter().peekable();
        let is_record = kinds.iter().map(|(row, _)| records.next_if_eq(&row).is_some());
        body.looks =
            looks.into_iter().zip(is_record).filter_map(|(looks, is_record)| is_record.then_some(looks)).collect();
        Ok(Some(body))
    }

    fn sort_out(
        &mut self,
        sheet: &Sheet,
        merges: &Merges<'_>,
        header: &Header,
        kinds: &[(u32, Kind)],
        last: u32,
        watch: &Watch,
    ) -> Result<(), Exceeded> {
        let mut before = header.last_row();
        let mut group: Option<Arc<Group>> = None;
        let mut group_column = None;
        for (position, (row, kind)) in kinds.iter().enumerate() {
            let gap = *row > before + 1;
            // blanks between the heading and the first record belong to neither
            if !self.records.is_empty() || !self.skipped.is_empty() {
                // a far-away cell is no reason to list a million blank rows
                let from = if *row - before > 10_000 { *row } else { before + 1 };
                watch.keep((*row - from) as usize, 0)?;
                self.skipped.extend((from..*row).map(|row| Skipped { row, reason: SkipReason::Blank }));
            }
            let after =
                position == 0 || gap || matches!(kinds[position - 1].1, Kind::Total | Kind::Header | Kind::Lone);
            let reason = match kind {
                Kind::Record => {
                    self.records.push(*row);
                    if let Some(group) = &group {
                        self.groups.insert(*row, Arc::clone(group));
                    }
                    None
                }
                Kind::Sparse if *row < last => {
                    self.records.push(*row);
                    None
                }
                Kind::Sparse | Kind::Note => Some(SkipReason::Note),
                Kind::Total => Some(SkipReason::Total),
                Kind::Header => Some(SkipReason::RepeatedHeader),
                Kind::Lone => {
                    let cell = sheet.row(*row).and_then(|row| header.cells_of(row).next());
                    let text = cell.map(Cell::raw).unwrap_or_default();
                    let wide = cell
                        .and_then(|cell| merges.at(*row, cell.column))
                        .is_some_and(|area| area.last_column > area.first_column);
                    let column = cell.map_or(0, |cell| cell.column);
                    // where a group has begun like that, the next one does as well
                    let begins = wide || after || group_column == Some(column);
                    if *row < last && begins && !is_note(&text) && text.chars().count() <= 120 {
                        group_column = Some(column);
                        group = Some(Arc::new(Group {
                            text: text.trim().to_owned(),
                            cell: address(&sheet.name, *row, column),
                        }));
                        Some(SkipReason::Group)
                    } else {
                        Some(SkipReason::Note)
                    }
                }
            };
            self.skipped.extend(reason.map(|reason| Skipped { row: *row, reason }));
            before = *row;
        }
        // below the last record the list goes on to the last total or note, but not into what follows far away
        let keep = self
            .skipped
            .iter()
            .rposition(|skipped| skipped.row < last || matches!(skipped.reason, SkipReason::Total | SkipReason::Note));
        self.skipped.truncate(keep.map_or(0, |keep| keep + 1));
        Ok(())
    }
}

/// The row of a form that counts its columns, right below the heading: 1, 2, 3 or (1), (2), (3).
fn numbers_columns(header: &Header, row: &Row) -> bool {
    let mut count = 0;
    let counts = header.cells_of(row).all(|cell| {
        count += 1;
        let raw = cell.raw();
        raw.trim_matches(|c: char| matches!(c, '(' | ')' | '.') || c.is_whitespace()).parse() == Ok(count)
    });
    counts && count >= 3
}

fn is_note(text: &str) -> bool {
    let folded = fold(text);
    NOTES.iter().any(|word| folded.starts_with(word)) || text.trim_start().starts_with(['*', '¹', '²', '³'])
}

/// A text that names a row of sums.
pub(super) fn names_total(text: &str) -> bool {
    let text = text.trim_start();
    // "=SUMME(A1:A9)" typed as text is no label
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    is_total(first) && text.chars().count() <= 80
}

/// "Ausgaben gesamt": alone that is no proof.
fn ends_as_total(text: &str) -> bool {
    is_total(text.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default())
}

/// Every text of a table is asked: a plain word is compared as it stands.
fn is_total(word: &str) -> bool {
    match word.is_ascii() {
        true => TOTALS.iter().any(|total| total.eq_ignore_ascii_case(word)),
        false => word.chars().count() <= 20 && TOTALS.contains(&fold(word).as_str()),
    }
}

/// How the rows of a table are usually filled.
struct Habits {
    /// Share of rows in which a column is filled.
    filled: BTreeMap<u32, f32>,
    /// Columns that mostly hold numbers, days or rates, left to right.
    typed: Vec<u32>,
    /// How many columns of words a row usually fills.
    words: f32,
    all: f32,
    title: Option<u32>,
    counter: Option<u32>,
}

impl Habits {
    fn of(header: &Header, rows: &[&Row], looks: &[Vec<Look>]) -> Self {
        let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        let mut full = 0usize;
        for (row, looks) in rows.iter().zip(looks).take(3_000) {
            if looks.len() < 2 && header.columns.len() > 1 {
                continue;
            }
            full += 1;
            for (cell, look) in header.cells_of(row).zip(looks) {
                let entry = counts.entry(cell.column).or_default();
                entry.0 += 1;
                entry.1 += usize::from(*look != Look::Words);
            }
        }
        let filled: BTreeMap<u32, f32> =
            counts.iter().map(|(column, (count, _))| (*column, *count as f32 / full.max(1) as f32)).collect();
        let typed: Vec<u32> =
            counts.iter().filter(|(_, (count, values))| *values * 5 >= *count * 3).map(|(column, _)| *column).collect();
        let words =
            filled.iter().filter(|(column, _)| typed.binary_search(column).is_err()).map(|(_, share)| share).sum();
        let all = filled.values().sum();
        let title = header
            .columns
            .iter()
            .find(|column| {
                let levels: Vec<&str> = column.levels.iter().map(String::as_str).collect();
                let best = super::super::terms::meanings(&levels).into_iter().next();
                best.and_then(|meaning| meaning.field) == Some(super::super::Field::Title)
            })
            .map(|column| column.index);
        Self { filled, typed, words, all, title, counter: counter(header, rows) }
    }

    fn kind(&self, header: &Header, merges: &Merges<'_>, row: &Row, looks: &[Look]) -> Kind {
        let cells: Vec<&Cell> = header.cells_of(row).collect();
        let values = || cells.iter().zip(looks).filter(|(cell, look)| self.is_typed(cell) && **look != Look::Words);
        let texts: Vec<&&Cell> =
            cells.iter().zip(looks).filter(|(_, look)| **look == Look::Words).map(|(cell, _)| cell).collect();
        let amounts = values()
            .filter(|(_, look)| matches!(look, Look::Amount | Look::Year | Look::Broken | Look::Percent))
            .count();
        let days = looks.iter().filter(|look| matches!(look, Look::Day | Look::Range)).count();
        // a project called "Gesamt-…" has its other words too; a row of sums has fewer than usual
        let few = texts.len() as f32 + 0.5 <= self.words || self.words < 1.6;
        let labelled = || texts.iter().any(|cell| cell.text().is_some_and(names_total));
        if few && texts.len() <= 2 && days == 0 && amounts > 0 && labelled() {
            return Kind::Total;
        }
        if cells.len() == 1 {
            let cell = cells[0];
            return match looks[0] {
                Look::Words if cell.text().is_some_and(is_note) => Kind::Note,
                // a project of which only the name is known
                Look::Words if header.columns.len() > 1 => {
                    let merged =
                        merges.at(row.number, cell.column).is_some_and(|area| area.last_column > area.first_column);
                    let named = self.title == Some(cell.column) && cell.column > header.first_column() && !merged;
                    if named { Kind::Record } else { Kind::Lone }
                }
                Look::Words => Kind::Record,
                _ if header.columns.len() == 1 => Kind::Record,
                // "Januar 2024" over the draws of a month
                Look::Day | Look::Range if cell.column == header.first_column() && cell.text().is_some() => Kind::Lone,
                _ if amounts == 1 && self.words >= 0.5 => Kind::Total,
                _ => Kind::Sparse,
            };
        }
        // sums without a label: numbers where rows usually have words too, and nothing else
        let coded = cells.iter().any(|cell| !self.is_typed(cell));
        if texts.is_empty() && !coded && days == 0 && amounts > 0 && self.words >= 0.6 && !self.fills_counter(&cells) {
            return Kind::Total;
        }
        let weight: f32 = cells.iter().filter_map(|cell| self.filled.get(&cell.column)).sum();
        if weight < self.all * 0.3 && amounts == 0 {
            return if cells.iter().any(|cell| cell.text().is_some_and(is_note)) { Kind::Note } else { Kind::Sparse };
        }
        Kind::Record
    }

    /// Rows that look like records but for their few words, and whose amounts are those of others together.
    fn find_sums(&self, header: &Header, rows: &[&Row], looks: &[Vec<Look>], kinds: &mut [(u32, Kind)]) {
        let parts: Vec<Part> = rows
            .iter()
            .zip(looks)
            .zip(kinds.iter())
            .map(|((row, looks), (_, kind))| match kind {
                Kind::Record => self.part(header, row, looks),
                Kind::Total | Kind::Header | Kind::Lone => Part::Border,
                Kind::Sparse | Kind::Note => Part::Other,
            })
            .collect();
        for (is_sum, (_, kind)) in sums(rows, &parts, &self.typed).into_iter().zip(kinds) {
            if is_sum {
                *kind = Kind::Total;
            }
        }
    }

    fn part(&self, header: &Header, row: &Row, looks: &[Look]) -> Part {
        let cells: Vec<&Cell> = header.cells_of(row).collect();
        let texts: Vec<&str> = cells
            .iter()
            .zip(looks)
            .filter(|(_, look)| **look == Look::Words)
            .filter_map(|(cell, _)| cell.text())
            .collect();
        let other = looks.iter().any(|look| matches!(look, Look::Day | Look::Range)) || self.fills_counter(&cells);
        if other || texts.len() > 2 {
            return Part::Record;
        }
        let fewer = texts.len() as f32 + 0.9 <= self.words;
        let called = texts.iter().any(|text| ends_as_total(text));
        match (fewer, called) {
            // "Görlitz Ergebnis" closes a group of one row, too
            (_, true) if fewer || texts.len() == 1 => Part::Doubtful { least: 1, of: 1 },
            (true, _) | (_, true) if fewer || self.words < 1.6 => Part::Doubtful { least: 1, of: 2 },
            // where a row has one word anyway, one column may agree by chance
            _ if self.words < 1.6 => Part::Doubtful { least: 2, of: 2 },
            _ => Part::Record,
        }
    }

    fn is_typed(&self, cell: &Cell) -> bool {
        self.typed.binary_search(&cell.column).is_ok()
    }

    /// A row of sums has no running number.
    fn fills_counter(&self, cells: &[&Cell]) -> bool {
        self.counter.is_some_and(|counter| cells.iter().any(|cell| cell.column == counter))
    }
}

/// The column of running numbers: whole numbers that only grow, among the first columns of the table.
fn counter(header: &Header, rows: &[&Row]) -> Option<u32> {
    header.columns.iter().take(3).map(|column| column.index).find(|column| {
        let mut before = f64::NEG_INFINITY;
        let mut count = 0;
        for row in rows.iter().take(200) {
            let number = match row.cell(*column).map(|cell| &cell.value) {
                Some(Value::Number(number)) => *number,
                Some(Value::Text(text)) => match text.trim().trim_end_matches('.').parse::<u32>() {
                    Ok(number) => f64::from(number),
                    Err(_) => continue,
                },
                _ => continue,
            };
            if number.fract() != 0.0 || number <= before || number > 100_000.0 {
                return false;
            }
            before = number;
            count += 1;
        }
        count >= 2
    })
}
