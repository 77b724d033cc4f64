//! Finds the tables of a workbook and reads their records.
//!
//! In steps: headings ([`header`]), which rows below are records ([`body`], [`sums`]), what the columns hold ([`profile`])
//! and mean ([`columns`], [`years`], [`arithmetic`], [`purpose`]), what the cells say ([`cells`], [`readings`]), whether the totals agree ([`totals`]).
//! A person's decisions ([`Mapping`]) come before each of them.
mod arithmetic;
mod body;
mod cells;
mod columns;
mod header;
#[cfg(test)]
mod headings;
mod look;
mod parts;
mod profile;
mod purpose;
mod readings;
mod sums;
#[cfg(test)]
mod tests;
mod totals;
mod years;

use super::amount::{Evidence, Writing};
use super::dates::{Order, TypedDay, typed_day};
use super::field::Unit;
use super::limits::{Exceeded, Watch};
use super::mapping::Mapping;
use super::table::{Lists, Table};
use super::terms;
use super::workbook::{Sheet, Workbook, address};
use body::Body;
use chrono::NaiveDate;
use header::Header;
use look::Merges;
use profile::{Formats, Profile};
use std::collections::BTreeMap;

/// Every table of a workbook with at least one record, in sheet order; a person's decisions come first.
pub(super) fn recognise(workbook: &Workbook, mapping: &Mapping, watch: &Watch) -> Result<Vec<Table>, Exceeded> {
    let formats = Formats::of(workbook);
    let mut tables = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let merges = Merges::of(sheet);
        tables.extend(SheetReader { workbook, sheet, index, mapping, watch, merges, formats: &formats }.tables()?);
    }
    Ok(tables)
}

/// One sheet and what is needed to read it.
struct SheetReader<'a> {
    workbook: &'a Workbook,
    sheet: &'a Sheet,
    index: usize,
    mapping: &'a Mapping,
    watch: &'a Watch,
    merges: Merges<'a>,
    formats: &'a Formats,
}

impl SheetReader<'_> {
    fn tables(&self) -> Result<Vec<Table>, Exceeded> {
        let headers = match self.mapping.header_rows(&self.sheet.name) {
            Some(tables) => {
                let given = tables.iter().map(|rows| header::given(self.sheet, &self.merges, rows, self.watch));
                given.filter_map(Result::transpose).collect::<Result<Vec<Header>, Exceeded>>()?
            }
            None => header::find(self.sheet, &self.merges, self.watch)?,
        };
        let mut parts: Vec<(Header, Body)> = Vec::new();
        for (header, end) in headers.iter().zip(ends(&headers)) {
            self.watch.step()?;
            let wanted = !self.mapping.leaves_out(&self.sheet.name, header.last_row());
            if let Some(body) = Body::read(self.sheet, &self.merges, header, end, self.watch)?.filter(|_| wanted) {
                parts.push((header.clone(), body));
            }
        }
        let mut profiles: Vec<Vec<Profile>> = Vec::with_capacity(parts.len());
        for (header, body) in &parts {
            profiles.push(profile::profiles(self.formats, self.sheet, header, body, self.watch)?);
        }
        // cells of the whole sheet decide where a column's own cells do not
        let mut evidence = Evidence::default();
        for profile in profiles.iter().flatten() {
            evidence.join(profile.evidence);
        }
        let writing = evidence.decide().unwrap_or(Writing::German);
        let titles = self.titles();
        let mut tables: Vec<Table> = Vec::new();
        for ((header, body), profiles) in parts.iter().zip(profiles) {
            let above = titles.partition_point(|title| title.row < header.first_row());
            // notes stand between the last record and what comes next
            let end = headers.iter().map(Header::first_row).find(|row| *row > header.last_row());
            let last = body.records.last().copied().unwrap_or_default();
            let below = titles.iter().filter(|title| title.row > last && end.is_none_or(|end| title.row < end));
            let noted = || below.clone().find_map(|title| terms::unit_in_note(title.text));
            let unit = titles[..above]
                .iter()
                .rev()
                .find_map(|title| terms::unit_in_title(title.text))
                .or_else(noted)
                .or_else(|| terms::unit_in(&self.sheet.name));
            tables.push(self.table(header, body, profiles, (&titles[..above], unit, writing))?);
        }
        Ok(tables)
    }

    fn table(
        &self,
        header: &Header,
        body: &Body,
        profiles: Vec<Profile>,
        (above, unit, writing): (&[Title<'_>], Option<Unit>, Writing),
    ) -> Result<Table, Exceeded> {
        let decision = |column| self.mapping.column(&self.sheet.name, header.last_row(), column);
        let defaults = columns::Defaults {
            unit,
            writing,
            foreign: above.iter().rev().find_map(|title| terms::foreign_in_title(title.text)),
        };
        let mut plan = columns::plan(self.sheet, header, profiles, &defaults, &decision, self.watch)?;
        arithmetic::settle(self.sheet, body, &mut plan, self.watch)?;
        purpose::settle(self.sheet, body, &mut plan);
        let mut table = Table {
            sheet: self.sheet.name.clone(),
            sheet_index: self.index,
            header_rows: header.rows.clone(),
            first_row: body.records.first().copied().unwrap_or_default(),
            last_row: body.records.last().copied().unwrap_or_default(),
            lists: Lists::Projects,
            columns: Vec::new(),
            records: Vec::new(),
            sums: BTreeMap::new(),
            skipped: body.skipped.clone(),
            findings: Vec::new(),
            as_of: above.iter().find_map(|title| Some((as_of(title.text)?, self.address_of(title)))),
        };
        let (workbook, sheet, merges, watch) = (self.workbook, self.sheet, &self.merges, self.watch);
        readings::Reader { workbook, sheet, header, body, merges, watch }.read(&mut plan, &mut table)?;
        totals::check(self.sheet, body, &plan, &mut table);
        watch.keep(table.findings.len(), 0)?;
        table.columns = plan.into_iter().map(|column| column.column).collect();
        table.findings.sort_by_key(|finding| (finding.row, finding.column));
        Ok(table)
    }

    fn address_of(&self, title: &Title<'_>) -> String {
        address(&self.sheet.name, title.row, title.column)
    }

    /// Texts that may stand above a table, top to bottom.
    fn titles(&self) -> Vec<Title<'_>> {
        // rows with several cells belong to a table, except those right in the title block
        let rows = self.sheet.rows.iter().filter(|row| row.cells.len() <= 3);
        let cells = rows.flat_map(|row| {
            let texts = row.cells.iter().filter_map(|cell| Some((cell.column, cell.text()?.trim())));
            texts.map(|(column, text)| Title { row: row.number, column, text })
        });
        cells.take(MOST_TITLES).collect()
    }
}

/// So many texts of a sheet are looked at as titles of its tables.
const MOST_TITLES: usize = 200;

/// A text that may stand above a table.
struct Title<'a> {
    row: u32,
    column: u32,
    text: &'a str,
}

/// Where the table of each heading ends at the latest: where the next heading over the same columns begins.
fn ends(headers: &[Header]) -> Vec<Option<u32>> {
    // from the bottom up: the first row of the nearest heading below, by column
    let mut below: BTreeMap<u32, u32> = BTreeMap::new();
    let mut ends: Vec<Option<u32>> = Vec::with_capacity(headers.len());
    for header in headers.iter().rev() {
        let columns = header.first_column()..=header.last_column();
        let next = below.range(columns.clone()).map(|(_, row)| *row).filter(|row| *row > header.last_row()).min();
        ends.push(next);
        below.extend(columns.map(|column| (column, header.first_row())));
    }
    ends.reverse();
    ends
}

/// "Stand: 05.12.2019"
fn as_of(text: &str) -> Option<NaiveDate> {
    let at = text.to_lowercase().find("stand")?;
    let rest = text.get(at + "stand".len()..)?.trim_start_matches([':', ' ', '\u{a0}']);
    let word = rest.split([' ', ')', ',', ';']).next()?;
    match typed_day(word, Order::DayFirst) {
        TypedDay::Day(day) => Some(day),
        _ => None,
    }
}
