//! Totals: each is compared with the records it covers, at any amount.
use super::super::table::{Finding, Read, Record, Severity, SkipReason, Table};
use super::super::workbook::{Cell, Sheet};
use super::body::Body;
use super::cells::amount_of;
use super::columns::Planned;
use entity::money::Cents;
use entity::text::fold;
use std::collections::BTreeMap;

/// Which records a total covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Those as far as the next group heading or total.
    Part,
    /// All on that side of it.
    All,
}

/// A row of sums and the amounts it says, by column.
struct Total {
    row: u32,
    said: Vec<(u32, Cents)>,
}

/// What a total can cover on one side of it: the sums in the columns in which it says one.
#[derive(Default)]
struct Side {
    part: Vec<Cents>,
    all: Vec<Cents>,
    /// Only one of the two makes sense: nothing divides the records there, or there is no record as far as the divider.
    only_all: bool,
}

/// Compares every total row with the sums of the records above it, or below it where it stands on top of them.
pub(super) fn check(sheet: &Sheet, body: &Body, plan: &[Planned], table: &mut Table) {
    let money: Vec<&Planned> = plan.iter().filter(|planned| planned.column.kind.is_money()).collect();
    let totals: Vec<Total> = rows(body, SkipReason::Total).filter_map(|row| total(sheet, row, &money)).collect();
    if totals.is_empty() || money.is_empty() {
        return;
    }
    let groups: Vec<u32> = rows(body, SkipReason::Group).collect();
    let above = sides(&table.records, &groups, &totals, &money, false);
    let below = sides(&table.records, &groups, &totals, &money, true);
    let mut findings = Vec::new();
    for (total, (above, below)) in totals.iter().zip(above.iter().zip(&below)) {
        let Some(row) = sheet.row(total.row) else { continue };
        let label = row.cells.iter().filter_map(|cell| cell.text()).map(fold).collect::<Vec<_>>().join(" ");
        // "davon …" names a part of the sum above, not a sum of its own
        if label.starts_with("davon") {
            continue;
        }
        let agree = |sums: &[Cents]| sums.iter().zip(&total.said).filter(|(sum, (_, said))| *sum == said).count();
        let due = |side: &Side| match scope(&label, agree(&side.part), agree(&side.all), side.only_all) {
            Scope::Part => side.part.clone(),
            Scope::All => side.all.clone(),
        };
        let (up, down) = (due(above), due(below));
        let first = table.records.first().is_none_or(|record| record.row > total.row);
        let covered = if first || agree(&down) > agree(&up) { down } else { up };
        for ((index, said), due) in total.said.iter().zip(covered) {
            if due != *said {
                let difference = said.checked_sub(due).unwrap_or_default();
                findings.push(Finding {
                    row: total.row,
                    column: *index,
                    severity: Severity::Warning,
                    code: "total.mismatch",
                    message: format!("Die Summe {said} weicht um {difference} von der Summe der Zeilen {due} ab."),
                    raw: row.cell(*index).map(Cell::raw).unwrap_or_default(),
                });
            }
        }
    }
    table.findings.extend(findings);
}

fn total(sheet: &Sheet, row: u32, money: &[&Planned]) -> Option<Total> {
    let cells = sheet.row(row)?;
    let said = money.iter().filter_map(|planned| {
        let index = planned.column.index;
        Some((index, amount_of(cells.cell(index)?, planned)?))
    });
    Some(Total { row, said: said.collect() })
}

/// What each total can cover above it, or below it.
fn sides(records: &[Record], groups: &[u32], totals: &[Total], money: &[&Planned], below: bool) -> Vec<Side> {
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    enum What {
        Group,
        Record(usize),
        Total(usize),
    }
    let mut rows: Vec<(u32, What)> = groups.iter().map(|row| (*row, What::Group)).collect();
    rows.extend(records.iter().enumerate().map(|(index, record)| (record.row, What::Record(index))));
    rows.extend(totals.iter().enumerate().map(|(index, total)| (total.row, What::Total(index))));
    rows.sort_unstable();
    if below {
        rows.reverse();
    }
    let mut sides: Vec<Side> = totals.iter().map(|_| Side::default()).collect();
    let (mut part, mut all): (BTreeMap<u32, Cents>, BTreeMap<u32, Cents>) = Default::default();
    let (mut divided, mut own) = (false, false);
    for (_, what) in rows {
        match what {
            What::Record(index) => {
                own = true;
                for planned in money {
                    let column = planned.column.index;
                    if let Some(Read::Money { cents, .. }) =
                        records[index].cells.get(&column).map(|reading| &reading.value)
                    {
                        for sums in [&mut part, &mut all] {
                            let sum = sums.entry(column).or_default();
                            *sum = sum.checked_add(*cents).unwrap_or(*sum);
                        }
                    }
                }
                continue;
            }
            What::Group => {}
            What::Total(index) => {
                let of = |sums: &BTreeMap<u32, Cents>| {
                    totals[index].said.iter().map(|(column, _)| sums.get(column).copied().unwrap_or_default()).collect()
                };
                sides[index] = Side { part: of(&part), all: of(&all), only_all: !divided || !own };
            }
        }
        part.clear();
        (divided, own) = (true, false);
    }
    sides
}

fn rows(body: &Body, reason: SkipReason) -> impl Iterator<Item = u32> {
    body.skipped.iter().filter(move |skipped| skipped.reason == reason).map(|skipped| skipped.row)
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
