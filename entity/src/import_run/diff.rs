//! What a list would change, compared with what stands now. Pure: facts in, differences out.
//!
//! Money in a list is a *level*: from the list's day on the sum is what the cell says. A level replaces the level of
//! an earlier list by counter-entries dated on the new day, so that earlier days keep their figures. It never
//! replaces what a person booked by hand, nor a level with a later day: those are conflicts.
use super::{BlankMeans, ReadRow, Reading, RowKind, Target, conflict::Conflict};
use crate::{
    ledger::{Kind, Source},
    money::Cents,
    precision::Precision,
    project::{
        batch::Holding,
        field::{Amount, Field},
    },
    text::fold,
};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is said where a list contradicts a decision.
pub(super) const BY_DECISION: &str = "Was hier gilt, sagt der Zuwendungsfall des Projekts: Bescheide, Mittelabrufe, Nachweise, Rückforderungen. \
    Eine Liste ändert das nicht, auch nicht auf Wunsch; bitte im Fall eintragen.";

/// An entry of the ledger that is neither taken back nor a counter-entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// What a counter-entry has to take back: the end of its chain of counter-entries.
    pub id: i64,
    /// Amount.
    pub cents: Cents,
    /// How exactly known.
    pub precision: Precision,
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
    /// Money that decisions (Bescheide) speak of: a list never replaces it, for whatever year.
    pub(crate) decided: HashSet<(Kind, Source)>,
    /// The statements that hold today.
    pub(crate) holding: HashMap<Field, Holding>,
    /// What undone imports left after the list's day: there the list's value has to be said again.
    pub(crate) taken_back: HashMap<Field, Vec<Holding>>,
}

/// The projects that stand now, findable by number, Förderkennzeichen, and title.
#[derive(Debug, Default)]
pub struct Projects {
    ids: HashSet<i64>,
    by_number: HashMap<String, i64>,
    by_title: HashMap<String, Vec<(i64, Option<i64>)>>,
}

impl Projects {
    /// Adds a project.
    pub fn add(&mut self, id: i64, number: &str, reference: Option<&str>, title: &str, region_id: Option<i64>) {
        self.ids.insert(id);
        self.by_number.insert(fold(number), id);
        if let Some(reference) = reference {
            self.by_number.insert(fold(reference), id);
        }
        self.by_title.entry(fold(title)).or_default().push((id, region_id));
    }

    /// The project that a row means: by its key, where the workbook was exported for editing; by its number, else by its title where only one project bears it (in the row's
    /// region, when the row names one).
    #[must_use]
    pub fn find(&self, row: &ReadRow, region_id: Option<i64>) -> Option<i64> {
        if let Some(key) = row.key {
            return Some(key).filter(|key| self.ids.contains(key));
        }
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
    /// Why it cannot simply be applied, and what was decided about that.
    pub conflict: Option<Conflict>,
    /// An empty cell over a value.
    pub blank: bool,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDifference {
    /// Kind.
    pub kind: RowKind,
    /// The differences; those that no conflict stands against are applied.
    pub differences: Vec<Difference>,
}

/// Compares a row with the project it means, as of the list's day. For a workbook that was exported for editing,
/// `base` is what stood at its export: what a cell still says counts for nothing, however the database moved since.
#[must_use]
pub fn compare(
    row: &ReadRow,
    present: Option<&Present>,
    base: Option<(&Present, NaiveDate)>,
    day: NaiveDate,
    blank_means: BlankMeans,
) -> RowDifference {
    let mut differences: Vec<Difference> = Vec::new();
    let mut seen: BTreeSet<Target> = BTreeSet::new();
    for reading in &row.readings {
        // two columns may be about the same thing: the first counts
        if seen.insert(reading.target) {
            differences.extend(read(reading, present, base, day));
        }
    }
    for (target, cell) in &row.blanks {
        if seen.insert(*target) {
            differences.extend(blank(row, *target, cell, present, base, day));
        }
    }
    RowDifference { kind: kind(present.is_some(), &differences, blank_means), differences }
}

/// What a row with these differences would do.
#[must_use]
pub fn kind(is_there: bool, differences: &[Difference], blank_means: BlankMeans) -> RowKind {
    let counted = || differences.iter().filter(|difference| !difference.blank || blank_means == BlankMeans::Clear);
    if counted().any(|difference| difference.conflict.as_ref().is_some_and(Conflict::stands)) {
        RowKind::Conflict
    } else if !is_there {
        RowKind::New
    } else if counted().next().is_some() {
        RowKind::Changed
    } else {
        RowKind::Same
    }
}

fn read(
    reading: &Reading,
    present: Option<&Present>,
    base: Option<(&Present, NaiveDate)>,
    day: NaiveDate,
) -> Option<Difference> {
    let Some(present) = present else {
        return Some(Difference { old: None, reading: reading.clone(), base: None, conflict: None, blank: false });
    };
    let was = base.map(|(base, day)| value_of(reading.target, base, day));
    if was.as_ref().is_some_and(|was| was.as_deref() == Some(reading.value.as_str())) {
        return None;
    }
    let old = value_of(reading.target, present, day);
    // lists that go by our own number say nothing new with it
    let own_number =
        reading.target == Target::Field(Field::GrantReference) && fold(&present.number) == fold(&reading.value);
    if old.as_deref() == Some(reading.value.as_str()) || own_number || says_less(reading, present, day) {
        return None;
    }
    let conflict =
        moved(was.as_ref(), old.as_ref()).or_else(|| refused(reading.target, present, day)).map(Conflict::open);
    Some(Difference { old, reading: reading.clone(), base: was.flatten(), conflict, blank: false })
}

/// An empty cell says something only where a value stands that may go.
fn blank(
    row: &ReadRow,
    target: Target,
    cell: &str,
    present: Option<&Present>,
    base: Option<(&Present, NaiveDate)>,
    day: NaiveDate,
) -> Option<Difference> {
    let present = present?;
    if matches!(target, Target::Field(Field::Title | Field::Lifecycle | Field::Transfer)) {
        return None;
    }
    let was = base.map(|(base, day)| value_of(target, base, day));
    let old = value_of(target, present, day)?;
    if was.as_ref().is_some_and(Option::is_none) {
        return None;
    }
    let conflict = moved(was.as_ref(), Some(&old)).or_else(|| refused(target, present, day)).map(Conflict::open);
    let reading = Reading {
        target,
        value: String::new(),
        precision: None,
        sheet: row.sheet.clone(),
        cell: cell.into(),
        raw: String::new(),
        number_format: None,
        rule: "blank".into(),
    };
    Some(Difference { old: Some(old), reading, base: was.flatten(), conflict, blank: true })
}

/// Whether the database moved since a workbook was exported.
fn moved(was: Option<&Option<String>>, now: Option<&String>) -> Option<String> {
    was.filter(|was| was.as_ref() != now)
        .map(|_| "Seit dem Export der Arbeitsmappe hat jemand diesen Wert geändert.".into())
}

/// What stands for a target on a day.
#[must_use]
pub fn value_of(target: Target, present: &Present, day: NaiveDate) -> Option<String> {
    if !target.is_money() {
        return present.values.get(&target).cloned();
    }
    level(target, present, day).map(|(cents, _)| cents.plain())
}

/// The sum of the live entries until a day, with the coarsest precision of its parts.
fn level(target: Target, present: &Present, day: NaiveDate) -> Option<(Cents, Precision)> {
    let mut until = present.entries.get(&target)?.iter().filter(|entry| entry.value_date <= day);
    let first = until.next()?;
    until.try_fold((first.cents, first.precision), |(sum, precision), entry| {
        Some((sum.checked_add(entry.cents)?, precision.max(entry.precision)))
    })
}

impl Present {
    /// Whether a grant case says what a target says: its decisions, calls, proofs or claims.
    pub(super) fn is_decided(&self, target: Target) -> bool {
        matches!(target, Target::Money { kind, source, .. } if self.decided.contains(&(kind, source)))
    }
}

/// Why an amount that stands may not be replaced.
fn refused(target: Target, present: &Present, day: NaiveDate) -> Option<String> {
    if present.is_decided(target) {
        return Some(BY_DECISION.into());
    }
    let entries = present.entries.get(&target)?;
    if let Some(later) = entries.iter().filter(|entry| entry.value_date > day).map(|entry| entry.value_date).max() {
        return Some(format!(
            "Im Bestand steht dazu schon ein Betrag mit späterem Datum ({}). Eine ältere Liste ersetzt ihn nicht von selbst.",
            later.format("%d.%m.%Y")
        ));
    }
    entries.iter().any(|entry| !entry.from_list).then(|| {
        "Dazu gibt es Buchungen von Hand. Eine Liste ersetzt sie nicht von selbst; bitte die Buchungen prüfen.".into()
    })
}

/// Whether an amount of a list is nothing but a rounded writing of the exact one that stands.
fn says_less(reading: &Reading, present: &Present, day: NaiveDate) -> bool {
    let half = match reading.precision {
        Some(Precision::Thousand) => 50_000,
        Some(Precision::Euro) => 50,
        _ => return false,
    };
    let stated = |text: &str| Amount::parse(text).map(|amount| (amount.cents, amount.precision));
    let (stands, says) = match reading.target {
        Target::Money { .. } => (level(reading.target, present, day), Cents::parse_plain(&reading.value).ok()),
        Target::Field(Field::TotalCost | Field::EligibleCost) => (
            present.values.get(&reading.target).and_then(|text| stated(text)),
            stated(&reading.value).map(|(cents, _)| cents),
        ),
        Target::Field(_) => return false,
    };
    let (Some((stands, precision)), Some(says)) = (stands, says) else { return false };
    reading.precision.is_some_and(|said| precision < said)
        && stands.checked_sub(says).is_some_and(|difference| difference.0.abs() <= half)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn against(row: &ReadRow, present: Option<&Present>, on: NaiveDate) -> RowDifference {
        compare(row, present, None, on, BlankMeans::Keep)
    }

    fn live(cents: i64, on: &str, from_list: bool) -> Live {
        Live { id: 1, cents: Cents(cents), precision: Precision::Cent, value_date: day(on), from_list }
    }

    #[test]
    fn a_level_is_new_same_changed_or_in_conflict() {
        let on = day("2020-12-01");
        let with = |entries: Vec<Live>| Present { entries: HashMap::from([(GRANT, entries)]), ..Present::default() };
        let says = row(&[(GRANT, "100.00")]);
        assert_eq!(against(&says, None, on).kind, RowKind::New);
        assert_eq!(against(&says, Some(&with(vec![])), on).kind, RowKind::Changed);
        assert_eq!(against(&says, Some(&with(vec![live(10_000, "2020-07-01", true)])), on).kind, RowKind::Same);
        let changed = against(&says, Some(&with(vec![live(9_000, "2020-07-01", true)])), on);
        assert_eq!((changed.kind, changed.differences[0].old.as_deref()), (RowKind::Changed, Some("90.00")));
        // an equal sum is no conflict, whoever booked it
        assert_eq!(against(&says, Some(&with(vec![live(10_000, "2020-07-01", false)])), on).kind, RowKind::Same);
        assert_eq!(against(&says, Some(&with(vec![live(9_000, "2020-07-01", false)])), on).kind, RowKind::Conflict);
        assert_eq!(against(&says, Some(&with(vec![live(9_000, "2021-07-01", true)])), on).kind, RowKind::Conflict);
    }

    #[test]
    fn fields_are_compared_as_stored() {
        let present =
            Present { values: HashMap::from([(Target::Field(Field::Title), "Alt".into())]), ..Present::default() };
        let says = row(&[(Target::Field(Field::Title), "Neu")]);
        let changed = against(&says, Some(&present), day("2020-01-01"));
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
