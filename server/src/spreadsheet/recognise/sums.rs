//! Rows of sums told by arithmetic: their amounts are those of the rows above or below them.
use super::super::amount::{Typed, Writing, decimal, typed};
use super::super::workbook::{Cell, Row, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The amounts of one row, or of many together, by column.
type Amounts = BTreeMap<u32, Decimal>;

/// What a row is in this respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It is summed up.
    Record,
    /// It has fewer words than its neighbours: a sum, if its amounts say so. So many columns have to agree, over so many
    /// rows.
    Doubtful { least: usize, of: usize },
    /// A sum, a heading or the like: what comes next is another group.
    Border,
    /// Counts for nothing.
    Other,
}

/// A sum found makes others findable: of sums of sums so many levels are looked for.
const ROUNDS: usize = 3;

/// Which of the doubtful rows are sums of others: of those since the last border, of all before, of those
/// up to the next border, or of all after.
pub(super) fn sums(rows: &[&Row], parts: &[Part], columns: &[u32]) -> Vec<bool> {
    let mut found = vec![false; rows.len()];
    if !parts.iter().any(|part| matches!(part, Part::Doubtful { .. })) {
        return found;
    }
    let amounts: Vec<Amounts> = rows.iter().map(|row| amounts(row, columns)).collect();
    let down: Vec<usize> = (0..rows.len()).collect();
    let up: Vec<usize> = (0..rows.len()).rev().collect();
    for _ in 0..ROUNDS {
        let before = found.iter().filter(|found| **found).count();
        for order in [&down, &up] {
            pass(order, parts, &amounts, &mut found);
        }
        if found.iter().filter(|found| **found).count() == before {
            break;
        }
    }
    found
}

/// Goes through the rows once, from the top or from the bottom.
fn pass(order: &[usize], parts: &[Part], amounts: &[Amounts], found: &mut [bool]) {
    let (mut part, mut all) = (Sum::default(), Sum::default());
    let mut near: Vec<&Amounts> = Vec::new();
    for &index in order {
        let row = &amounts[index];
        if let Part::Doubtful { least, of } = parts[index] {
            found[index] |= part.is(row, least, of) || all.is(row, least, 2) || is_block(row, &near);
        }
        match parts[index] {
            Part::Record | Part::Doubtful { .. } if !found[index] => {
                part.add(row);
                all.add(row);
                near.push(row);
            }
            Part::Other => {}
            _ => {
                part = Sum::default();
                near.clear();
            }
        }
    }
}

/// So far a block reaches whose sum a row may be.
const LONGEST_BLOCK: usize = 300;

/// Whether a row is the sum of some of the rows next to it, in at least two columns: by chance hardly ever.
fn is_block(row: &Amounts, near: &[&Amounts]) -> bool {
    if row.values().filter(|amount| !amount.is_zero()).count() < 2 {
        return false;
    }
    let mut sum = Sum::default();
    for next in near.iter().rev().take(LONGEST_BLOCK) {
        sum.add(next);
        if sum.is(row, 2, 2) {
            return true;
        }
        // amounts taken off again are few: what is far beyond does not come back
        let beyond = |(column, own): (&u32, &Decimal)| {
            sum.amounts.get(column).is_some_and(|sum| sum.abs() > own.abs() * Decimal::TWO)
        };
        if row.iter().any(beyond) {
            return false;
        }
    }
    false
}

#[derive(Default)]
struct Sum {
    rows: usize,
    amounts: Amounts,
}

impl Sum {
    fn add(&mut self, row: &Amounts) {
        self.rows += 1;
        for (column, amount) in row {
            let sum = self.amounts.entry(*column).or_default();
            *sum = sum.checked_add(*amount).unwrap_or(*sum);
        }
    }

    /// Whether a row says this sum, of so many rows at least, in each of its columns, and in so many of them other than
    /// nought.
    fn is(&self, row: &Amounts, least: usize, of: usize) -> bool {
        let own = |column: &u32| self.amounts.get(column).copied().unwrap_or_default();
        let agree = row.iter().filter(|(_, amount)| !amount.is_zero()).count();
        self.rows >= of && agree >= least.max(1) && row.iter().all(|(column, amount)| own(column) == *amount)
    }
}

/// The amounts in the given columns, which are in order; a text counts in the one way of writing that fits it.
fn amounts(row: &Row, columns: &[u32]) -> Amounts {
    let cells = row.cells.iter().filter(|cell| columns.binary_search(&cell.column).is_ok());
    cells.filter_map(|cell| Some((cell.column, amount(cell)?.round_dp(2)))).collect()
}

fn amount(cell: &Cell) -> Option<Decimal> {
    match &cell.value {
        Value::Number(number) => decimal(*number),
        Value::Text(text) => match typed(text) {
            Typed::Amount(amount) if !amount.percent => {
                amount.number(Writing::German).or_else(|| amount.number(Writing::English))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, amounts: &[f64]) -> Row {
        let cells = (1..).zip(amounts);
        let cells = cells.map(|(column, amount)| Cell { column, format: 0, value: Value::Number(*amount) }).collect();
        Row { number, hidden: false, cells }
    }

    #[test]
    fn a_sum_is_told_by_its_amounts_above_and_below() {
        let doubtful = Part::Doubtful { least: 2, of: 2 };
        let rows = [row(1, &[30.0, 3.0]), row(2, &[10.0, 1.0]), row(3, &[20.0, 2.0]), row(4, &[30.0, 3.5])];
        let rows: Vec<&Row> = rows.iter().collect();
        let parts = [doubtful, Part::Record, Part::Record, doubtful];
        assert_eq!(sums(&rows, &parts, &[1, 2]), [true, false, false, false], "the last row is a record of its own");
        assert_eq!(sums(&rows[..3], &parts[..3], &[1, 2]), [true, false, false]);
        let all = [doubtful; 3];
        assert_eq!(sums(&rows[..3], &all, &[1, 2]), [true, false, false]);
        let parts = [doubtful, Part::Record, Part::Border, Part::Record];
        assert_eq!(sums(&rows, &parts, &[1, 2]), [false; 4], "one row is no sum of itself");
        let called = Part::Doubtful { least: 1, of: 1 };
        let rows = [row(1, &[30.0, 3.0]), row(2, &[30.0, 3.0]), row(3, &[5.0, 1.0]), row(4, &[6.0, 1.0])];
        let rows: Vec<&Row> = rows.iter().collect();
        let parts = [Part::Record, called, Part::Record, called];
        assert_eq!(sums(&rows, &parts, &[1, 2]), [false, true, false, false], "a group of one row has a sum as well");
    }
}
