//! Totals: each is compared with the records it covers, at any amount.
use super::super::table::{Finding, Read, Record, Severity, SkipReason, Table};
use super::super::workbook::Sheet;
use super::body::Body;
use super::cells::amount_of;
use super::columns::Planned;
use entity::money::Cents;
use entity::text::fold;
use std::collections::BTreeMap;

/// Which records a total covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Those since the last group heading or total.
    Part,
    /// All of the table.
    All,
}

/// Compares every total row with the sums of the records.
pub(super) fn check(sheet: &Sheet, body: &Body, plan: &[Planned], table: &mut Table) {
    let money: Vec<&Planned> = plan.iter().filter(|planned| planned.column.kind.is_money()).collect();
    let totals: Vec<u32> = rows(body, SkipReason::Total);
    if totals.is_empty() || money.is_empty() {
        return;
    }
    let groups = rows(body, SkipReason::Group);
    let mut findings = Vec::new();
    let mut sums = Sums { part: BTreeMap::new(), all: BTreeMap::new(), own: false };
    let mut groups = groups.iter().peekable();
    let mut records = table.records.iter().peekable();
    let mut start = 0;
    for total in &totals {
        let Some(row) = sheet.row(*total) else { continue };
        while let Some(record) = records.next_if(|record| record.row < *total) {
            while let Some(group) = groups.next_if(|group| **group < record.row) {
                sums.begin_part();
                start = *group;
            }
            sums.add(record, &money);
        }
        while let Some(group) = groups.next_if(|group| *group < total) {
            sums.begin_part();
            start = *group;
        }
        let (part, all, own) = (&sums.part, &sums.all, sums.own);
        let said: Vec<(u32, Cents)> = money
            .iter()
            .filter_map(|planned| {
                let cell = row.cell(planned.column.index)?;
                Some((planned.column.index, amount_of(cell, planned)?))
            })
            .collect();
        let agree = |sums: &BTreeMap<u32, Cents>| {
            said.iter().filter(|(index, cents)| sums.get(index).copied().unwrap_or_default() == *cents).count()
        };
        let label = row.cells.iter().filter_map(|cell| cell.text()).map(fold).collect::<Vec<_>>().join(" ");
        let scope = scope(&label, agree(part), agree(all), start == 0 || !own);
        let covered = if scope == Scope::Part { part } else { all };
        // "davon …" names a part of the sum above, not a sum of its own
        for (index, cents) in said.iter().filter(|_| !label.starts_with("davon")) {
            let due = covered.get(index).copied().unwrap_or_default();
            if due != *cents {
                let difference = cents.checked_sub(due).unwrap_or_default();
                let raw = row.cell(*index).map(super::super::workbook::Cell::raw).unwrap_or_default();
                let message = format!("Die Summe {cents} weicht um {difference} von der Summe der Zeilen {due} ab.");
                let code = "total.mismatch";
                findings.push(Finding { row: *total, column: *index, severity: Severity::Warning, code, message, raw });
            }
        }
        sums.begin_part();
        start = *total;
    }
    table.findings.extend(findings);
}

/// Sums of the money columns so far.
struct Sums {
    /// Since the last group heading or total.
    part: BTreeMap<u32, Cents>,
    /// Of all records.
    all: BTreeMap<u32, Cents>,
    /// There were records since then.
    own: bool,
}

impl Sums {
    fn begin_part(&mut self) {
        self.part.clear();
        self.own = false;
    }

    fn add(&mut self, record: &Record, money: &[&Planned]) {
        self.own = true;
        for planned in money {
            let index = planned.column.index;
            if let Some(Read::Money { cents, .. }) = record.cells.get(&index).map(|reading| &reading.value) {
                for sums in [&mut self.part, &mut self.all] {
                    let sum = sums.entry(index).or_default();
                    *sum = sum.checked_add(*cents).unwrap_or(*sum);
                }
            }
        }
    }
}

fn rows(body: &Body, reason: SkipReason) -> Vec<u32> {
    body.skipped.iter().filter(|skipped| skipped.reason == reason).map(|skipped| skipped.row).collect()
}

/// The figures decide; where they leave it open, the words do.
fn scope(label: &str, part: usize, all: usize, only_all: bool) -> Scope {
    if only_all {
        return Scope::All;
    }
    let says_part = ["zwischen", "teilsumme", "subtotal"].iter().any(|word| label.contains(word));
    let says_all = ["gesamt", "insgesamt", "alle", "total"].iter().any(|word| label.contains(word));
    match part.cmp(&all) {
        std::cmp::Ordering::Greater => Scope::Part,
        std::cmp::Ordering::Less => Scope::All,
        std::cmp::Ordering::Equal if says_part => Scope::Part,
        std::cmp::Ordering::Equal if says_all => Scope::All,
        std::cmp::Ordering::Equal => Scope::Part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_decide_before_words() {
        assert_eq!(scope("zwischensumme owl", 5, 0, false), Scope::Part);
        assert_eq!(scope("summe owl", 0, 5, false), Scope::All);
        assert_eq!(scope("gesamtsumme", 0, 0, false), Scope::All);
        assert_eq!(scope("summe", 0, 0, true), Scope::All);
    }
}
