//! Reads the records of a table: values, sums, what is hidden, what occurs twice.
use super::super::amount;
use super::super::field::{Field, Kind};
use super::super::limits::{Exceeded, Watch};
use super::super::table::{Cells, Finding, Lists, Read, Reading, Record, Severity, Table};
use super::super::terms::Voucher;
use super::super::workbook::{Cell, Row, Sheet, Workbook};
use super::body::Body;
use super::cells::CellReader;
use super::columns::Planned;
use super::header::Header;
use super::look::Merges;
use super::parts;
use chrono::NaiveDate;
use entity::money::Cents;
use entity::precision::Precision;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What is needed to read the records of a table.
pub(super) struct Reader<'a> {
    pub(super) workbook: &'a Workbook,
    pub(super) sheet: &'a Sheet,
    pub(super) header: &'a Header,
    pub(super) body: &'a Body,
    pub(super) merges: &'a Merges<'a>,
    pub(super) watch: &'a Watch,
}

impl Reader<'_> {
    /// Fills records, sums, spans of days, counts of values and findings into the table.
    pub(super) fn read(&self, plan: &mut [Planned], table: &mut Table) -> Result<(), Exceeded> {
        let formats: Vec<Arc<str>> =
            self.workbook.number_formats.iter().map(|format| Arc::from(format.as_str())).collect();
        let cell_reader = CellReader::of(self.workbook);
        let planned: &[Planned] = plan;
        let parts = parts::each(&self.body.records, |rows| {
            let mut records = Vec::with_capacity(rows.len());
            let mut fingerprints = Vec::with_capacity(rows.len());
            let mut findings = Vec::new();
            for row in rows {
                self.watch.step()?;
                let Some(row) = self.sheet.row(*row) else { continue };
                let record = self.record(row, planned, &cell_reader, &formats, &mut findings)?;
                fingerprints.push(fingerprint(&record));
                records.push(record);
            }
            Ok((records, fingerprints, findings))
        })?;
        let mut fingerprints = Vec::with_capacity(self.body.records.len());
        for (records, some, findings) in parts {
            table.records.extend(records);
            fingerprints.extend(some);
            table.findings.extend(findings);
        }
        self.hidden(plan, table);
        self.foreign(plan, table);
        // two looks at all records that need nothing of each other
        let (again, distinct) = parts::both(
            table.records.len(),
            || duplicates(plan, self.header.first_column(), &table.records, &fingerprints),
            || plan.iter().map(|column| distinct(column, &table.records)).collect::<Vec<_>>(),
        );
        table.findings.extend(again.findings);
        table.lists = again.lists;
        for (column, distinct) in plan.iter_mut().zip(distinct) {
            column.column.distinct = distinct;
            summarise(column, table);
        }
        Ok(())
    }

    /// The cell of a merged area that counts for a row further down, and its row: words and codes, never amounts (those
    /// would be counted once per row).
    fn filled_down(&self, row: &Row, planned: &Planned) -> Option<(&Cell, u32)> {
        let column = planned.column.index;
        let area = self.merges.at(row.number, column).filter(|_| !planned.column.kind.is_money())?;
        let inside = area.first_row > self.header.last_row() && area.first_row < row.number;
        let cell = self.sheet.cell(area.first_row, column).filter(|_| inside && area.first_column == column)?;
        Some((cell, area.first_row))
    }

    fn record(
        &self,
        row: &Row,
        plan: &[Planned],
        cell_reader: &CellReader<'_>,
        formats: &[Arc<str>],
        findings: &mut Vec<Finding>,
    ) -> Result<Record, Exceeded> {
        let mut cells = Cells::with_capacity(row.cells.len().min(plan.len()));
        let mut kept = 0;
        for planned in plan {
            let column = planned.column.index;
            let own = row.cell(column);
            let (cell, from) = match own.map(|cell| (cell, row.number)).or_else(|| self.filled_down(row, planned)) {
                Some(found) => found,
                None => continue,
            };
            let found = cell_reader.cell(cell, planned);
            let raw = cell.raw();
            kept += raw.len();
            if let Some((severity, code, message)) = found.note.filter(|_| own.is_some()) {
                findings.push(Finding { row: row.number, column, severity, code, message, raw: raw.clone() });
            }
            let number_format = (cell.format != 0).then(|| formats.get(usize::from(cell.format)).cloned()).flatten();
            cells.push(column, Reading { row: from, raw, value: found.value, number_format, rule: found.rule });
        }
        self.watch.keep(cells.len(), kept)?;
        let group = self.body.groups.get(&row.number).cloned();
        Ok(Record { row: row.number, cells, group, hidden: row.hidden })
    }

    /// Findings about amounts that are no euros.
    fn foreign(&self, plan: &[Planned], table: &mut Table) {
        for (planned, currency) in plan.iter().filter_map(|planned| Some((planned, planned.foreign?))) {
            let header = &planned.column.header;
            let message = format!(
                "Die Spalte „{header}“ nennt Beträge in {currency}, nicht in Euro. Sie zählt nicht und wird nicht übernommen."
            );
            table.findings.push(Finding {
                row: self.header.last_row(),
                column: planned.column.index,
                severity: Severity::Warning,
                code: "column.currency",
                message,
                raw: header.clone(),
            });
        }
    }

    /// Findings about what is hidden.
    fn hidden(&self, plan: &[Planned], table: &mut Table) {
        let first = self.header.first_column();
        let hidden: Vec<u32> = table.records.iter().filter(|record| record.hidden).map(|record| record.row).collect();
        for row in hidden {
            let raw = self.sheet.cell(row, first).map(Cell::raw).unwrap_or_default();
            let message = "Die Zeile ist ausgeblendet oder weggefiltert; sie zählt mit.".to_owned();
            table.findings.push(Finding {
                row,
                column: first,
                severity: Severity::Info,
                code: "row.hidden",
                message,
                raw,
            });
        }
        for planned in plan.iter().filter(|planned| planned.column.hidden) {
            let message =
                format!("Die Spalte „{}“ ist ausgeblendet; sie wird gelesen wie jede andere.", planned.column.header);
            table.findings.push(Finding {
                row: self.header.last_row(),
                column: planned.column.index,
                severity: Severity::Info,
                code: "column.hidden",
                message,
                raw: planned.column.header.clone(),
            });
        }
        if !self.sheet.visible {
            let message = format!(
                "Das Blatt „{}“ ist ausgeblendet; seine Tabelle wird gelesen wie jede andere.",
                self.sheet.name
            );
            let raw = self.sheet.cell(self.header.first_row(), first).map(Cell::raw).unwrap_or_default();
            table.findings.push(Finding {
                row: self.header.first_row(),
                column: first,
                severity: Severity::Info,
                code: "sheet.hidden",
                message,
                raw,
            });
        }
    }
}

/// What occurs twice, and what the table lists by it.
struct Again {
    findings: Vec<Finding>,
    lists: Lists,
}

/// Rows that say the same again, and numbers that stand for two projects; what the table lists. Each record has its
/// fingerprint.
fn duplicates(plan: &[Planned], first: u32, records: &[Record], fingerprints: &[u64]) -> Again {
    // draws and vouchers rightly repeat the project's number
    let draws = plan.iter().any(|planned| planned.column.field == Some(Field::Requested));
    let lists = if vouchers(plan) { Lists::Vouchers } else { Lists::Projects };
    let events = draws || lists == Lists::Vouchers;
    let number = plan
        .iter()
        .find(|planned| planned.column.field == Some(Field::ProjectNumber))
        .map(|planned| planned.column.index);
    let mut rows: HashMap<u64, usize> = HashMap::with_capacity(records.len());
    let mut numbers: HashSet<&str> = HashSet::with_capacity(records.len());
    let mut findings = Vec::new();
    let mut again = false;
    for (position, (record, fingerprint)) in records.iter().zip(fingerprints).enumerate() {
        let mut key = *fingerprint;
        let same_row = loop {
            match rows.entry(key) {
                Entry::Occupied(earlier) if same(&records[*earlier.get()], record) => break true,
                // different rows with the same fingerprint: the next one
                Entry::Occupied(_) => key = key.wrapping_add(1),
                Entry::Vacant(free) => {
                    free.insert(position);
                    break false;
                }
            }
        };
        let reading = number.and_then(|number| record.cells.get(&number));
        let code = reading.and_then(|reading| match &reading.value {
            Read::Code(code) if !code.is_empty() && !amount::is_dash(code) && !amount::is_unknown(code) => {
                Some(code.as_str())
            }
            _ => None,
        });
        let same_number = code.is_some_and(|code| !numbers.insert(code));
        again |= same_number && !same_row;
        if same_row || (same_number && !events) {
            let message = if same_row {
                "Die Zeile ist in allen Spalten gleich einer früheren Zeile.".to_owned()
            } else {
                format!("Das Kennzeichen „{}“ steht schon bei einem früheren Vorhaben.", code.unwrap_or_default())
            };
            let raw = record.cells.get(&first).map(|reading| reading.raw.clone()).unwrap_or_default();
            findings.push(Finding {
                row: record.row,
                column: first,
                severity: Severity::Warning,
                code: "row.duplicate",
                message,
                raw,
            });
        }
    }
    let lists = if draws && again && lists == Lists::Projects { Lists::Draws } else { lists };
    Again { findings, lists }
}

/// How many different values a column of words or codes has.
fn distinct(planned: &Planned, records: &[Record]) -> Option<usize> {
    if !matches!(planned.column.kind, Kind::Text | Kind::Code) {
        return None;
    }
    let index = planned.column.index;
    let mut values: HashSet<&str> = HashSet::with_capacity(records.len());
    values.extend(records.iter().filter_map(|record| match &record.cells.get(&index)?.value {
        Read::Text(text) | Read::Code(text) => Some(text.as_str()),
        _ => None,
    }));
    Some(values.len())
}

/// Whether the columns are those of vouchers: one that only they have, and a second one.
fn vouchers(plan: &[Planned]) -> bool {
    // a purpose that is the title or the theme of projects says nothing of vouchers
    let said = plan.iter().filter(|planned| planned.voucher != Voucher::Purpose || planned.column.field.is_none());
    let said: Vec<Voucher> = said.map(|planned| planned.voucher).filter(|voucher| *voucher != Voucher::No).collect();
    said.contains(&Voucher::Yes) && said.len() > 1
}

/// Equal for rows that are equal in every column; of others it hardly ever is.
fn fingerprint(record: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (column, reading) in record.cells.iter() {
        column.hash(&mut hasher);
        reading.raw.trim().hash(&mut hasher);
    }
    hasher.finish()
}

fn same(a: &Record, b: &Record) -> bool {
    a.cells.len() == b.cells.len()
        && a.cells.iter().zip(b.cells.iter()).all(|(a, b)| a.0 == b.0 && a.1.raw.trim() == b.1.raw.trim())
}

/// Sum or days of a column; the precision of whole euros.
fn summarise(planned: &mut Planned, table: &mut Table) {
    let index = planned.column.index;
    match planned.column.kind {
        Kind::Money | Kind::YearAmount => {
            let amounts = || {
                table.records.iter().filter_map(|record| match record.cells.get(&index)?.value {
                    Read::Money { cents, precision, .. } => Some((cents, precision)),
                    _ => None,
                })
            };
            let cents = amounts().any(|(_, precision)| precision == Precision::Cent);
            if let Some(key) = planned.column.sum_key() {
                // several columns may be one field together
                let before = table.sums.remove(&key).unwrap_or(Cents::ZERO);
                let sum = amounts().try_fold(before, |sum, (cents, _)| sum.checked_add(cents));
                table.sums.extend(sum.map(|sum| (key, sum)));
            }
            // one amount with cents shows that the whole ones of the column are exact too
            if cents {
                for record in &mut table.records {
                    if let Some(Reading { value: Read::Money { precision, .. }, .. }) = record.cells.get_mut(index)
                        && *precision == Precision::Euro
                    {
                        *precision = Precision::Cent;
                    }
                }
            }
        }
        Kind::Date => {
            let mut days: Option<(NaiveDate, NaiveDate)> = None;
            for record in &table.records {
                if let Some(Reading { value: Read::Date { day, exact: true }, .. }) = record.cells.get(&index) {
                    days = Some(days.map_or((*day, *day), |(first, last)| (first.min(*day), last.max(*day))));
                }
            }
            planned.column.days = days;
        }
        _ => {}
    }
}
