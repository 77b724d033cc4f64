//! What a list would change, compared with what stands now. Pure: facts in, differences out.
//!
//! Money in a list is a *level*: from the list's day on the sum is what the cell says. A level replaces the level of
//! an earlier list by counter-entries dated on the new day, so that earlier days keep their figures. It never
//! replaces what a person booked by hand, nor a level with a later day: those are conflicts.
use super::{ReadRow, Reading, RowKind, Target};
use crate::{money::Cents, project::field::Field, text::fold};
use chrono::NaiveDate;
use std::collections::HashMap;

/// An entry of the ledger that is neither taken back nor a counter-entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Key.
    pub id: i64,
    /// Amount.
    pub cents: Cents,
    /// The day it holds from.
    pub value_date: NaiveDate,
    /// Whether it comes from a cell of a list (and not from a person).
    pub from_list: bool,
}

/// A project as it stands, as far as lists talk about it.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// Number.
    pub number: String,
    /// Values of fields as of the list's day.
    pub values: HashMap<Target, String>,
    /// Live entries of the ledger.
    pub entries: HashMap<Target, Vec<Live>>,
}

/// The projects that stand now, findable by number, Förderkennzeichen, and title.
#[derive(Debug, Default)]
pub struct Projects {
    by_number: HashMap<String, i64>,
    by_title: HashMap<String, Vec<(i64, Option<i64>)>>,
}

impl Projects {
    /// Adds a project.
    pub fn add(&mut self, id: i64, number: &str, reference: Option<&str>, title: &str, region_id: Option<i64>) {
        self.by_number.insert(fold(number), id);
        if let Some(reference) = reference {
            self.by_number.insert(fold(reference), id);
        }
        self.by_title.entry(fold(title)).or_default().push((id, region_id));
    }

    /// The project that a row means: by its number, else by its title where only one project bears it (in the row's
    /// region, when the row names one).
    #[must_use]
    pub fn find(&self, row: &ReadRow, region_id: Option<i64>) -> Option<i64> {
        if let Some(id) = self.by_number.get(&fold(&row.number)).filter(|_| !row.number.is_empty()) {
            return Some(*id);
        }
        let same: Vec<i64> = self
            .by_title
            .get(&fold(&row.title))?
            .iter()
            .filter(|(_, region)| region_id.is_none() || region.is_none() || *region == region_id)
            .map(|(id, _)| *id)
            .collect();
        if let [only] = same.as_slice() { Some(*only) } else { None }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What stands now, as stored.
    pub old: Option<String>,
    /// What the list says.
    pub reading: Reading,
    /// What the cell said when the workbook was exported for editing.
    pub base: Option<String>,
    /// Why it cannot simply be applied, in German.
    pub conflict: Option<String>,
    /// An empty cell over a value.
    pub blank: bool,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDifference {
    /// Kind.
    pub kind: RowKind,
    /// The differences; those without a conflict are applied.
    pub differences: Vec<Difference>,
}

/// Compares a row with the project it means, as of the list's day.
#[must_use]
pub fn compare(row: &ReadRow, present: Option<&Present>, day: NaiveDate) -> RowDifference {
    let mut differences = Vec::new();
    for reading in &row.readings {
        let (old, conflict) = match present {
            None => (None, None),
            Some(present) => standing(reading, present, day),
        };
        // lists that go by our own number say nothing new with it
        let own_number = reading.target == Target::Field(Field::GrantReference)
            && present.is_some_and(|present| fold(&present.number) == fold(&reading.value));
        if old.as_deref() != Some(reading.value.as_str()) && !own_number {
            differences.push(Difference { old, reading: reading.clone(), base: None, conflict, blank: false });
        }
    }
    let kind = match present {
        _ if differences.iter().any(|difference| difference.conflict.is_some()) => RowKind::Conflict,
        None => RowKind::New,
        Some(_) if differences.is_empty() => RowKind::Same,
        Some(_) => RowKind::Changed,
    };
    RowDifference { kind, differences }
}

/// What stands for a reading's target on a day, and why it may not be replaced.
fn standing(reading: &Reading, present: &Present, day: NaiveDate) -> (Option<String>, Option<String>) {
    if !reading.target.is_money() {
        return (present.values.get(&reading.target).cloned(), None);
    }
    let entries = present.entries.get(&reading.target).map_or(&[][..], Vec::as_slice);
    let until: Vec<&Live> = entries.iter().filter(|entry| entry.value_date <= day).collect();
    let sum = until.iter().try_fold(Cents::ZERO, |sum, entry| sum.checked_add(entry.cents));
    let old = sum.filter(|_| !until.is_empty()).map(Cents::plain);
    let conflict = if let Some(later) =
        entries.iter().filter(|entry| entry.value_date > day).map(|entry| entry.value_date).max()
    {
        Some(format!(
            "Im Bestand steht dazu schon ein Betrag mit späterem Datum ({}). Eine ältere Liste ersetzt ihn nicht.",
            later.format("%d.%m.%Y")
        ))
    } else if until.iter().any(|entry| !entry.from_list) {
        Some("Dazu gibt es Buchungen von Hand. Eine Liste ersetzt sie nicht; bitte die Buchungen prüfen.".into())
    } else {
        None
    };
    (old, conflict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{Kind, Source},
        precision::Precision,
    };

    const GRANT: Target = Target::Money { kind: Kind::Granted, source: Source::Programme, year: None };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(readings: &[(Target, &str)]) -> ReadRow {
        let reading = |(target, value): &(Target, &str)| Reading {
            target: *target,
            value: (*value).into(),
            precision: Some(Precision::Cent),
            sheet: "Liste".into(),
            cell: "A1".into(),
            raw: String::new(),
            number_format: None,
            rule: String::new(),
        };
        ReadRow { number: "7".into(), readings: readings.iter().map(reading).collect(), ..ReadRow::default() }
    }

    fn live(cents: i64, on: &str, from_list: bool) -> Live {
        Live { id: 1, cents: Cents(cents), value_date: day(on), from_list }
    }

    #[test]
    fn a_level_is_new_same_changed_or_in_conflict() {
        let on = day("2020-12-01");
        let with = |entries: Vec<Live>| Present { entries: HashMap::from([(GRANT, entries)]), ..Present::default() };
        let says = row(&[(GRANT, "100.00")]);
        assert_eq!(compare(&says, None, on).kind, RowKind::New);
        assert_eq!(compare(&says, Some(&with(vec![])), on).kind, RowKind::Changed);
        assert_eq!(compare(&says, Some(&with(vec![live(10_000, "2020-07-01", true)])), on).kind, RowKind::Same);
        let changed = compare(&says, Some(&with(vec![live(9_000, "2020-07-01", true)])), on);
        assert_eq!((changed.kind, changed.differences[0].old.as_deref()), (RowKind::Changed, Some("90.00")));
        // an equal sum is no conflict, whoever booked it
        assert_eq!(compare(&says, Some(&with(vec![live(10_000, "2020-07-01", false)])), on).kind, RowKind::Same);
        assert_eq!(compare(&says, Some(&with(vec![live(9_000, "2020-07-01", false)])), on).kind, RowKind::Conflict);
        assert_eq!(compare(&says, Some(&with(vec![live(9_000, "2021-07-01", true)])), on).kind, RowKind::Conflict);
    }

    #[test]
    fn fields_are_compared_as_stored() {
        let present =
            Present { values: HashMap::from([(Target::Field(Field::Title), "Alt".into())]), ..Present::default() };
        let says = row(&[(Target::Field(Field::Title), "Neu")]);
        let changed = compare(&says, Some(&present), day("2020-01-01"));
        assert_eq!((changed.kind, changed.differences.len()), (RowKind::Changed, 1));
    }

    #[test]
    fn projects_are_found_by_number_or_by_a_title_that_is_theirs_alone() {
        let mut projects = Projects::default();
        projects.add(1, "DMR-01", Some("34.02.01-0001/19"), "Open Data", Some(1));
        projects.add(2, "DMR-02", None, "Open Data", Some(2));
        projects.add(3, "DMR-03", None, "Bürger-ID", Some(2));
        let row =
            |number: &str, title: &str| ReadRow { number: number.into(), title: title.into(), ..ReadRow::default() };
        assert_eq!(projects.find(&row("34.02.01-0001/19", "anders"), None), Some(1));
        assert_eq!(projects.find(&row("", "open data"), None), None);
        assert_eq!(projects.find(&row("", "open data"), Some(2)), Some(2));
        assert_eq!(projects.find(&row("x", "Buerger-ID"), None), Some(3));
        assert_eq!(projects.find(&row("x", ""), None), None);
    }
}
