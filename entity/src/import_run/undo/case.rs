//! What taking an import back means for one row: what goes back, what is kept and why. Pure: facts in, decisions out.
use super::{Line, Value};
use crate::{
    import_run::{Target, Undo, row},
    ledger::{self, Kind, Source},
    money::Cents,
    precision::Precision,
    project::{
        self,
        batch::{After, Holding, traces},
        field::Field,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is done about a row.
pub(super) struct Taken {
    pub(super) row_id: i64,
    pub(super) project_id: i64,
    pub(super) line: Line,
    /// The facts that are taken back, each with what is said instead.
    pub(super) statements: Vec<(i64, Again)>,
    /// The counter-entries.
    pub(super) entries: Vec<Counter>,
    /// The project's row after it, where it changes.
    pub(super) projection: Option<project::record::Model>,
}

/// What stood before a statement.
pub(super) struct Again {
    pub(super) field: Field,
    pub(super) value: Option<String>,
    pub(super) valid_on: NaiveDate,
    /// Where that came from; none where nothing stood.
    pub(super) origin_id: Option<i64>,
}

/// A counter-entry.
pub(super) struct Counter {
    pub(super) region_id: Option<i64>,
    pub(super) authority_id: Option<i64>,
    pub(super) kind: Kind,
    pub(super) source: Source,
    pub(super) cents: Cents,
    pub(super) precision: Precision,
    pub(super) value_date: NaiveDate,
    pub(super) year: Option<i32>,
    pub(super) reverses: i64,
}

/// The facts of a project, in the order in which they hold.
pub(super) struct Fact {
    pub(super) id: i64,
    pub(super) field: Field,
    pub(super) value: Option<String>,
    pub(super) valid_on: NaiveDate,
    pub(super) takes_back: bool,
    pub(super) replaces_id: Option<i64>,
    pub(super) audit_id: i64,
    pub(super) origin_id: i64,
}

/// An entry of a project.
pub(super) struct Booked {
    pub(super) id: i64,
    pub(super) target: Target,
    pub(super) region_id: Option<i64>,
    pub(super) authority_id: Option<i64>,
    pub(super) cents: Cents,
    pub(super) precision: Precision,
    pub(super) value_date: NaiveDate,
    pub(super) reverses_id: Option<i64>,
    pub(super) audit_id: i64,
}

/// A row's project with everything that was said and booked about it.
pub(super) struct Case<'a> {
    /// The audit row of the import.
    pub(super) applied_by: i64,
    pub(super) facts: Vec<Fact>,
    pub(super) booked: Vec<Booked>,
    /// Whether something else is attached to the project.
    pub(super) needed: bool,
    pub(super) said: &'a HashMap<i64, String>,
}

impl Case<'_> {
    pub(super) fn decide(self, row: &row::Model, project: Option<&project::record::Model>) -> Taken {
        let mut values = Vec::new();
        let mut statements = Vec::new();
        let made = self.made_the_project();
        let kept_whole = made.then(|| self.used_since()).flatten();
        for fact in self.facts.iter().filter(|fact| fact.audit_id == self.applied_by) {
            let kept = match fact.field == Field::Title {
                true => self.restated(fact).or_else(|| kept_whole.clone()),
                false => self.restated(fact),
            };
            let before = self.before(fact);
            let back_to = before.and_then(|before| before.value.clone());
            if kept.is_none() {
                let origin_id = before.map(|before| before.origin_id);
                for (id, valid_on) in std::iter::once((fact.id, fact.valid_on)).chain(self.traces(fact)) {
                    let again = Again { field: fact.field, value: back_to.clone(), valid_on, origin_id };
                    statements.push((id, again));
                }
            }
            let back_to = back_to.filter(|_| kept.is_none());
            values.push(Value { target: Target::Field(fact.field), now: fact.value.clone(), back_to, kept });
        }
        let (entries, money) = self.counter_entries();
        values.extend(money);
        let outcome = match (values.is_empty(), values.iter().any(|value| value.kept.is_some())) {
            (true, _) => Undo::Untouched,
            (false, true) => Undo::Kept,
            (false, false) => Undo::Reversed,
        };
        let projection = project.filter(|_| !statements.is_empty()).map(|project| self.projected(project, &statements));
        Taken {
            row_id: row.id,
            project_id: row.project_id.unwrap_or_default(),
            line: Line {
                position: row.position,
                number: row.number.clone(),
                title: row.title.clone(),
                project: project.map(|project| project.number.clone()),
                outcome,
                reason: values.iter().find_map(|value| value.kept.clone()),
                values,
            },
            statements,
            entries,
            projection,
        }
    }

    /// What other undone imports left of a fact on later days.
    fn traces(&self, fact: &Fact) -> Vec<(i64, NaiveDate)> {
        let after: Vec<After> = self
            .facts
            .iter()
            .filter(|other| other.field == fact.field && other.valid_on > fact.valid_on)
            .map(|other| After {
                holding: Holding { id: other.id, valid_on: other.valid_on },
                takes_back: other.takes_back,
            })
            .collect();
        traces(&after).into_iter().map(|trace| (trace.id, trace.valid_on)).collect()
    }

    /// Whether the import made the project: nothing bore its title before.
    fn made_the_project(&self) -> bool {
        let titles = || self.facts.iter().filter(|fact| fact.field == Field::Title);
        titles().any(|fact| fact.audit_id == self.applied_by)
            && !titles().any(|fact| {
                let back = titles().any(|other| other.replaces_id == Some(fact.id) && other.takes_back);
                fact.audit_id < self.applied_by && !fact.takes_back && !back
            })
    }

    /// Facts that somebody stated after the import; those that were taken back again do not count.
    fn stated_since(&self) -> impl Iterator<Item = &Fact> {
        let taken_back: HashSet<i64> =
            self.facts.iter().filter(|fact| fact.takes_back).filter_map(|fact| fact.replaces_id).collect();
        self.facts
            .iter()
            .filter(move |fact| fact.audit_id > self.applied_by && !fact.takes_back && !taken_back.contains(&fact.id))
    }

    /// Who stated a fact's field anew since.
    fn restated(&self, fact: &Fact) -> Option<String> {
        self.stated_since()
            .filter(|since| since.field == fact.field)
            .max_by_key(|since| since.id)
            .map(|since| self.who(since.audit_id))
    }

    /// Why a project that the import made must stay.
    fn used_since(&self) -> Option<String> {
        if self.needed {
            return Some("Am Projekt hängt inzwischen anderes (Lösungen oder Teilprojekte).".into());
        }
        let fact = self.stated_since().max_by_key(|fact| fact.id).map(|fact| fact.audit_id);
        fact.or_else(|| self.booked_since().last().map(|entry| entry.audit_id)).map(|audit_id| self.who(audit_id))
    }

    /// Entries that somebody booked after the import and that count.
    fn booked_since(&self) -> impl Iterator<Item = &Booked> {
        let counter_of = self.counter_of();
        self.booked.iter().filter(move |entry| {
            entry.audit_id > self.applied_by && entry.reverses_id.is_none() && !ledger::chain(entry.id, &counter_of).1
        })
    }

    fn counter_of(&self) -> HashMap<i64, i64> {
        self.booked.iter().filter_map(|entry| Some((entry.reverses_id?, entry.id))).collect()
    }

    fn who(&self, audit_id: i64) -> String {
        self.said.get(&audit_id).map_or_else(|| "Seither geändert.".into(), |said| format!("Seither {said}."))
    }

    /// What held on a fact's day before it.
    fn before(&self, fact: &Fact) -> Option<&Fact> {
        self.facts.iter().rev().find(|other| {
            other.field == fact.field && other.audit_id < self.applied_by && other.valid_on <= fact.valid_on
        })
    }

    /// The counter-entries for the money of the import, and what they mean for each amount.
    fn counter_entries(&self) -> (Vec<Counter>, Vec<Value>) {
        let counter_of = self.counter_of();
        let mut by_target: BTreeMap<Target, Vec<&Booked>> = BTreeMap::new();
        for entry in self.booked.iter().filter(|entry| entry.audit_id == self.applied_by) {
            by_target.entry(entry.target).or_default().push(entry);
        }
        let (mut counters, mut values) = (Vec::new(), Vec::new());
        for (target, mine) in by_target {
            let Target::Money { kind, source, year } = target else { continue };
            let (replaced, levels): (Vec<&Booked>, Vec<&Booked>) =
                mine.into_iter().partition(|entry| entry.reverses_id.is_some());
            let replaced_since = levels
                .iter()
                .filter(|level| ledger::chain(level.id, &counter_of).1)
                .find_map(|level| counter_of.get(&level.id))
                .and_then(|id| self.booked.iter().find(|entry| entry.id == *id));
            let changed = replaced_since.or_else(|| self.booked_since().filter(|entry| entry.target == target).last());
            let kept = changed.map(|entry| self.who(entry.audit_id));
            let sum = |entries: &[&Booked]| {
                entries
                    .iter()
                    .try_fold(Cents::ZERO, |sum, entry| sum.checked_add(entry.cents))
                    .filter(|_| !entries.is_empty())
            };
            let now = sum(&levels).map(Cents::plain);
            let back_to = sum(&replaced).and_then(Cents::checked_neg).map(Cents::plain).filter(|_| kept.is_none());
            if kept.is_none() {
                for entry in levels.into_iter().chain(replaced) {
                    let (end, taken_back) = ledger::chain(entry.id, &counter_of);
                    let Some(cents) = entry.cents.checked_neg().filter(|_| !taken_back) else { continue };
                    counters.push(Counter {
                        region_id: entry.region_id,
                        authority_id: entry.authority_id,
                        kind,
                        source,
                        cents,
                        precision: entry.precision,
                        value_date: entry.value_date,
                        year,
                        reverses: end,
                    });
                }
            }
            values.push(Value { target, now, back_to, kept });
        }
        (counters, values)
    }

    /// The project's row after its statements.
    fn projected(&self, project: &project::record::Model, statements: &[(i64, Again)]) -> project::record::Model {
        let mut project = project.clone();
        let fields: BTreeSet<Field> = statements.iter().map(|(_, again)| again.field).collect();
        for field in fields {
            // what is said again holds over everything else of its day
            let old = self.facts.iter().filter(|fact| fact.field == field).map(|fact| (fact.valid_on, 0, &fact.value));
            let new = statements.iter().filter(|(_, again)| again.field == field);
            let new = new.map(|(_, again)| (again.valid_on, 1, &again.value));
            if let Some((_, _, value)) = old.chain(new).max_by_key(|(day, order, _)| (*day, *order)) {
                project::change::project_value(&mut project, field, value.clone());
            }
        }
        project
    }
}
