//! Taking an import back. What it said is taken back by statements that say what stood before, its money by
//! counter-entries; nothing is deleted. What somebody changed since is kept: every row ends as reversed, kept or
//! untouched. The preview and the deed are made by the same rules.
use super::{
    RowKind, State, Target, Undo,
    apply::Watch,
    change::{AT_ONCE, expect, locked, store},
    find::run_for,
    record, row,
    scope::place_of,
    standing::ROWS_AT_ONCE,
};
use crate::{
    actor::Actor,
    audit,
    clock::{Now, berlin_day},
    db::{Db, Write},
    job,
    ledger::{self, Kind, Source},
    money::Cents,
    origin,
    permission::Action,
    precision::Precision,
    project::{
        self,
        batch::{After, Batch, Holding, traces},
        change::Statement,
        field::Field,
    },
    refusal::Refusal,
    solution,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Statement as Sql, Value as Bound, sea_query::Expr,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What undoing an import would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Every row of the import, in its order.
    pub rows: Vec<Line>,
    /// How many rows end how.
    pub counts: BTreeMap<Undo, i64>,
    /// The run's version, for the form.
    pub version: i32,
}

/// What undoing would do with a row.
#[derive(Debug, Clone)]
pub struct Line {
    /// The row's number in the import.
    pub position: i32,
    /// The project's number as read.
    pub number: String,
    /// The title as read.
    pub title: String,
    /// The number of the project it is about.
    pub project: Option<String>,
    /// How it ends.
    pub outcome: Undo,
    /// Why it is kept: who changed something since, and when.
    pub reason: Option<String>,
    /// What happens to its values.
    pub values: Vec<Value>,
}

/// What undoing would do with a value.
#[derive(Debug, Clone)]
pub struct Value {
    /// About what.
    pub target: Target,
    /// What the import said, as stored.
    pub now: Option<String>,
    /// What it goes back to, as stored; none for nothing, and for a value that is kept.
    pub back_to: Option<String>,
    /// Why it is kept, in German.
    pub kept: Option<String>,
}

/// What undoing would do, row by row.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn preview(db: &Db, actor: &Actor, id: i64) -> Result<Plan, Refusal> {
    let (run, _) = run_for(db, actor, id).await?;
    may(db.read(), actor, &run).await?;
    expect(&run, None, State::Applied)?;
    let rows = rows_of(db.read(), id).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for some in rows.chunks(ROWS_AT_ONCE) {
        for taken in portion(db.read(), &run, some).await? {
            lines.push(taken.line);
        }
    }
    let mut counts: BTreeMap<Undo, i64> = Undo::ALL.into_iter().map(|undo| (undo, 0)).collect();
    for line in &lines {
        *counts.entry(line.outcome).or_default() += 1;
    }
    Ok(Plan { rows: lines, counts, version: run.version })
}

/// Whether an actor may take an import back: who may apply it; one that made money binding only who may release it.
///
/// # Errors
/// Forbidden, or the driver's error.
pub(super) async fn may(connection: &impl ConnectionTrait, actor: &Actor, run: &record::Model) -> Result<(), Refusal> {
    let place = place_of(connection, run).await?;
    actor.may(if made_money(connection, run).await? { Action::ReleaseImport } else { Action::ApplyImport }, &place)
}

async fn made_money(connection: &impl ConnectionTrait, run: &record::Model) -> Result<bool, DbErr> {
    let Some(audit_id) = run.apply_audit_id else { return Ok(false) };
    let query = ledger::record::Entity::find().filter(ledger::record::Column::AuditId.eq(audit_id));
    Ok(query.one(connection).await?.is_some())
}

/// Takes an import back. A long one is left to a job: then the state is [`State::Undoing`].
///
/// # Errors
/// Not found, forbidden, stale, or a state that does not allow it.
pub async fn undo(db: &Db, actor: &Actor, now: Now, id: i64, version: Option<i32>) -> Result<State, Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    may(write.tx(), actor, &run).await?;
    expect(&run, version, State::Applied)?;
    run.undone_by = actor.account_id;
    if run.count_new + run.count_changed + run.count_conflict <= AT_ONCE {
        return finish(write, run, &|_, _| true).await;
    }
    run.state = State::Undoing.key().into();
    job::change::enqueue(&write, job::Kind::CarryOutImport, id).await?;
    store(&write, run).await?;
    write
        .commit(audit::Entry {
            action: "import.undo_begin",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({}),
            reason: None,
        })
        .await?;
    Ok(State::Undoing)
}

/// Does it, in one transaction.
pub(super) async fn finish(mut write: Write, mut run: record::Model, watch: Watch<'_>) -> Result<State, Refusal> {
    let rows = rows_of(write.tx(), run.id).await?;
    let origin_id = origin::entry(&write).await?;
    let mut entries = Vec::new();
    let mut counts: BTreeMap<&str, i64> = Undo::ALL.into_iter().map(|undo| (undo.key(), 0)).collect();
    let mut done = 0;
    for some in rows.chunks(ROWS_AT_ONCE) {
        if !watch(done, rows.len()) {
            return Err(Refusal::rule(
                "import.called_off",
                "Das Zurücknehmen ist abgebrochen. Es wurde nichts geändert.",
            ));
        }
        let taken = portion(write.tx(), &run, some).await?;
        let mut batch = Batch::default();
        let mut ends = Vec::with_capacity(taken.len());
        for mut taken in taken {
            *counts.entry(taken.line.outcome.key()).or_default() += 1;
            ends.push((taken.row_id, taken.line.outcome, taken.line.reason));
            for (fact_id, statement) in taken.statements {
                let origin_id = statement.origin_id.unwrap_or(origin_id);
                let said = Statement {
                    reason: Some(format!("Import {} zurückgenommen", run.id)),
                    ..Statement::new(statement.field, statement.value, statement.valid_on, origin_id)
                };
                batch.take_back(&write, taken.project_id, fact_id, said);
            }
            entries.extend(taken.entries.drain(..).map(|entry| ledger::change::New {
                programme_id: run.programme_id,
                project_id: Some(taken.project_id),
                region_id: entry.region_id,
                kind: entry.kind,
                source: entry.source,
                cents: entry.cents,
                precision: entry.precision,
                value_date: entry.value_date,
                year: entry.year,
                reference: None,
                origin_id,
                reverses: Some(entry.reverses),
                sample: run.sample,
            }));
            if let Some(mut project) = taken.projection {
                project::change::projected(&write, &mut project);
                project::record::Entity::update(project.into_active_model().reset_all()).exec(write.tx()).await?;
            }
        }
        batch.record(&mut write).await?;
        ended(&write, ends).await?;
        done += some.len();
    }
    let count = entries.len();
    ledger::change::insert(&mut write, entries).await?;
    run.state = State::Undone.key().into();
    run.undone_by = write.actor.account_id;
    run.undone_at = Some(write.now.instant);
    let id = run.id;
    store(&write, run).await?;
    write
        .commit(audit::Entry {
            action: "import.undo",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({
                "reversed": counts["reversed"], "kept": counts["kept"], "untouched": counts["untouched"],
                "entries": count,
            }),
            reason: None,
        })
        .await?;
    Ok(State::Undone)
}

async fn rows_of(connection: &impl ConnectionTrait, id: i64) -> Result<Vec<row::Model>, DbErr> {
    row::Entity::find().filter(row::Column::RunId.eq(id)).order_by_asc(row::Column::Position).all(connection).await
}

/// Writes down how some rows ended.
async fn ended(write: &Write, ends: Vec<(i64, Undo, Option<String>)>) -> Result<(), Refusal> {
    for outcome in [Undo::Reversed, Undo::Untouched] {
        let ids: Vec<i64> = ends.iter().filter(|end| end.1 == outcome).map(|end| end.0).collect();
        row::Entity::update_many()
            .col_expr(row::Column::Undo, Expr::value(outcome.key()))
            .filter(row::Column::Id.is_in(ids))
            .exec(write.tx())
            .await?;
    }
    let backend = write.tx().get_database_backend();
    for (id, outcome, reason) in ends.into_iter().filter(|end| end.1 == Undo::Kept) {
        let sql = "update import_row set undo = $1, undo_reason = $2 where id = $3";
        let values: [Bound; 3] = [outcome.key().into(), reason.into(), id.into()];
        write.tx().execute_raw(Sql::from_sql_and_values(backend, sql, values)).await?;
    }
    Ok(())
}

/// What is done about a row.
struct Taken {
    row_id: i64,
    project_id: i64,
    line: Line,
    /// The facts that are taken back, each with what is said instead.
    statements: Vec<(i64, Again)>,
    /// The counter-entries.
    entries: Vec<Counter>,
    /// The project's row after it, where it changes.
    projection: Option<project::record::Model>,
}

/// What stood before a statement.
struct Again {
    field: Field,
    value: Option<String>,
    valid_on: NaiveDate,
    /// Where that came from; none where nothing stood.
    origin_id: Option<i64>,
}

/// A counter-entry.
struct Counter {
    region_id: Option<i64>,
    kind: Kind,
    source: Source,
    cents: Cents,
    precision: Precision,
    value_date: NaiveDate,
    year: Option<i32>,
    reverses: i64,
}

/// The facts of a project, in the order in which they hold.
struct Fact {
    id: i64,
    field: Field,
    value: Option<String>,
    valid_on: NaiveDate,
    takes_back: bool,
    replaces_id: Option<i64>,
    audit_id: i64,
    origin_id: i64,
}

/// An entry of a project.
struct Booked {
    id: i64,
    target: Target,
    region_id: Option<i64>,
    cents: Cents,
    precision: Precision,
    value_date: NaiveDate,
    reverses_id: Option<i64>,
    audit_id: i64,
}

/// Decides about some rows.
async fn portion(
    connection: &impl ConnectionTrait,
    run: &record::Model,
    rows: &[row::Model],
) -> Result<Vec<Taken>, Refusal> {
    let ids: Vec<i64> = rows.iter().filter_map(about).collect();
    let projects: HashMap<i64, project::record::Model> = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(ids.clone()))
        .all(connection)
        .await?
        .into_iter()
        .map(|project| (project.id, project))
        .collect();
    let mut facts = facts_of(connection, &ids).await?;
    let mut booked = booked_of(connection, &ids).await?;
    let needed = needed(connection, &ids).await?;
    let applied_by = run.apply_audit_id.unwrap_or(i64::MAX);
    let later: BTreeSet<i64> = facts
        .values()
        .flatten()
        .map(|fact| fact.audit_id)
        .chain(booked.values().flatten().map(|entry| entry.audit_id))
        .filter(|audit_id| *audit_id > applied_by)
        .collect();
    let said = who_and_when(connection, later).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let project = about(row).and_then(|id| projects.get(&id));
            let facts = about(row).and_then(|id| facts.remove(&id)).unwrap_or_default();
            let booked = about(row).and_then(|id| booked.remove(&id)).unwrap_or_default();
            let needed = about(row).is_some_and(|id| needed.contains(&id));
            Case { applied_by, facts, booked, needed, said: &said }.decide(row, project)
        })
        .collect())
}

/// The project that a row may have changed. Only one row of an import is about a project; others that name it are
/// errors.
fn about(row: &row::Model) -> Option<i64> {
    let kind = RowKind::from_key(&row.kind);
    row.project_id.filter(|_| matches!(kind, Some(RowKind::New | RowKind::Changed | RowKind::Conflict)))
}

async fn facts_of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<Fact>>, DbErr> {
    type Loaded = (i64, i64, String, Option<String>, NaiveDate, bool, Option<i64>, i64, i64);
    let rows: Vec<Loaded> = project::fact::Entity::find()
        .select_only()
        .column(project::fact::Column::Id)
        .column(project::fact::Column::ProjectId)
        .column(project::fact::Column::Field)
        .column(project::fact::Column::Value)
        .column(project::fact::Column::ValidOn)
        .column(project::fact::Column::TakesBack)
        .column(project::fact::Column::ReplacesId)
        .column(project::fact::Column::AuditId)
        .column(project::fact::Column::OriginId)
        .filter(project::fact::Column::ProjectId.is_in(ids.to_vec()))
        .order_by_asc(project::fact::Column::ValidOn)
        .order_by_asc(project::fact::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
    for (id, project_id, field, value, valid_on, takes_back, replaces_id, audit_id, origin_id) in rows {
        let Some(field) = Field::from_key(&field) else { continue };
        let fact = Fact { id, field, value, valid_on, takes_back, replaces_id, audit_id, origin_id };
        facts.entry(project_id).or_default().push(fact);
    }
    Ok(facts)
}

async fn booked_of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<Booked>>, DbErr> {
    type Loaded =
        (i64, Option<i64>, Option<i64>, String, String, Option<i32>, Cents, Precision, NaiveDate, Option<i64>, i64);
    let rows: Vec<Loaded> = ledger::record::Entity::find()
        .select_only()
        .column(ledger::record::Column::Id)
        .column(ledger::record::Column::ProjectId)
        .column(ledger::record::Column::RegionId)
        .column(ledger::record::Column::Kind)
        .column(ledger::record::Column::Source)
        .column(ledger::record::Column::BudgetYear)
        .column(ledger::record::Column::AmountCents)
        .column(ledger::record::Column::Precision)
        .column(ledger::record::Column::ValueDate)
        .column(ledger::record::Column::ReversesId)
        .column(ledger::record::Column::AuditId)
        .filter(ledger::record::Column::ProjectId.is_in(ids.to_vec()))
        .order_by_asc(ledger::record::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    let mut booked: HashMap<i64, Vec<Booked>> = HashMap::new();
    for (id, project_id, region_id, kind, source, year, cents, precision, value_date, reverses_id, audit_id) in rows {
        let (Some(project_id), Some(kind), Some(source)) =
            (project_id, Kind::from_key(&kind), Source::from_key(&source))
        else {
            continue;
        };
        let target = Target::Money { kind, source, year };
        let entry = Booked { id, target, region_id, cents, precision, value_date, reverses_id, audit_id };
        booked.entry(project_id).or_default().push(entry);
    }
    Ok(booked)
}

/// Projects that something else is attached to: a solution that came from them, or projects that are part of them.
async fn needed(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
    let solutions: Vec<i64> = solution::project_link::Entity::find()
        .select_only()
        .column(solution::project_link::Column::ProjectId)
        .filter(solution::project_link::Column::ProjectId.is_in(ids.to_vec()))
        .into_tuple()
        .all(connection)
        .await?;
    let parts: Vec<Option<i64>> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::ParentId)
        .filter(project::record::Column::ParentId.is_in(ids.to_vec()))
        .filter(project::find::is_there())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(solutions.into_iter().chain(parts.into_iter().flatten()).collect())
}

/// "am 22.11.2026 von …", by audit row.
async fn who_and_when(connection: &impl ConnectionTrait, ids: BTreeSet<i64>) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut said = HashMap::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        for row in audit::Entity::find().filter(audit::Column::Id.is_in(some.to_vec())).all(connection).await? {
            let day = berlin_day(row.at).format("%d.%m.%Y");
            said.insert(row.id, format!("am {day} von {} geändert", row.actor));
        }
    }
    Ok(said)
}

/// A row's project with everything that was said and booked about it.
struct Case<'a> {
    /// The audit row of the import.
    applied_by: i64,
    facts: Vec<Fact>,
    booked: Vec<Booked>,
    /// Whether something else is attached to the project.
    needed: bool,
    said: &'a HashMap<i64, String>,
}

impl Case<'_> {
    fn decide(self, row: &row::Model, project: Option<&project::record::Model>) -> Taken {
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
