//! Applying an import: the same statements and entries that a person would make, in one transaction; every value keeps
//! its cell. Rows are worked off in portions, so that a long list needs no more memory than a short one.
use super::{
    BlankMeans, RowKind, State, Target,
    change::{Choice, store},
    conflict::{MOVED, is_moved, left_alone, stands, taken},
    diff::{BY_DECISION, Live, Present, value_of},
    item, record, row,
    standing::{ROWS_AT_ONCE, Sight, present},
};
use crate::{
    audit::Entry,
    db::{
        Write, bulk,
        packed::{self, Flag},
    },
    ledger,
    money::Cents,
    origin,
    precision::Precision,
    project::{self, batch::Batch, change::Statement, field::Field},
    refusal::Refusal,
    region,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Statement as Sql, Value,
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Says how many of how many rows are done; `false` calls the work off.
pub type Watch<'a> = &'a (dyn Fn(usize, usize) -> bool + Send + Sync);

/// What applying did, for the audit row.
pub(super) struct Applied {
    run_id: i64,
    detail: serde_json::Value,
}

/// Keeps what was applied.
pub(super) async fn commit(write: Write, applied: Applied) -> Result<(), Refusal> {
    write
        .commit(Entry {
            action: "import.apply",
            subject: "import_run",
            subject_id: applied.run_id.to_string(),
            detail: applied.detail,
            reason: None,
        })
        .await
}

/// Applies the chosen rows. What changed since the preview is compared anew: a value that no longer is what the
/// preview showed is left alone and reported.
pub(super) async fn apply(
    write: &mut Write,
    mut run: record::Model,
    choice: &Choice,
    watch: Watch<'_>,
) -> Result<Applied, Refusal> {
    let today = write.now.today;
    let day = run.stand_on.filter(|day| *day <= today).unwrap_or(today);
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.is_in([RowKind::New.key(), RowKind::Changed.key(), RowKind::Conflict.key()]))
        .order_by_asc(row::Column::Position)
        .all(write.tx())
        .await?;
    let mut work = Applying {
        blank_means: BlankMeans::from_key(&run.blank_means).unwrap_or_default(),
        authorities: region::find::authorities(write.tx()).await?,
        run: &run,
        day,
        entries: Vec::new(),
        created: 0,
        changed: 0,
        left: 0,
    };
    let chosen = choice.rows();
    let total = rows.len();
    let mut done = 0;
    for some in rows.chunks(ROWS_AT_ONCE) {
        if !watch(done, total) {
            return Err(Refusal::rule("import.called_off", "Der Import ist abgebrochen. Es wurde nichts geändert."));
        }
        let (chosen, others): (Vec<&row::Model>, Vec<&row::Model>) =
            some.iter().partition(|row| chosen.as_ref().is_none_or(|chosen| chosen.contains(&row.position)));
        let said = others.into_iter().map(|row| (row.id, row.project_id, "nicht gewählt")).collect();
        outcomes(write, said).await?;
        work.portion(write, &chosen).await?;
        done += some.len();
    }
    let Applying { entries, created, changed, left, .. } = work;
    let count = entries.len();
    ledger::change::insert(write, entries).await?;
    run.state = State::Applied.key().into();
    // who released a long list is known before the job that applies it
    run.applied_by = write.actor.account_id;
    run.applied_at = Some(write.now.instant);
    run.apply_audit_id = Some(write.audit.id);
    let run_id = run.id;
    let detail = serde_json::json!({
        "sha256": run.sha256, "created": created, "changed": changed, "left": left, "entries": count, "valid_on": day,
    });
    store(write, run).await?;
    Ok(Applied { run_id, detail })
}

/// What a cell says, as far as applying needs it; the rest is copied inside the database.
struct Says {
    item_id: i64,
    target: Target,
    old: Option<String>,
    new: Option<String>,
    cents: Option<Cents>,
    precision: Option<Precision>,
    /// A conflict stands against it.
    conflict: bool,
    /// A conflict about it was decided for it.
    decided: bool,
    blank: bool,
}

/// An import under way.
struct Applying<'a> {
    run: &'a record::Model,
    day: NaiveDate,
    blank_means: BlankMeans,
    /// The granting authority of each region.
    authorities: HashMap<i64, i64>,
    /// Entries are recorded after all statements: the audit row's digest takes them in this order.
    entries: Vec<ledger::change::New>,
    created: u64,
    changed: u64,
    left: u64,
}

impl Applying<'_> {
    /// Applies some rows.
    async fn portion(&mut self, write: &mut Write, rows: &[&row::Model]) -> Result<(), Refusal> {
        let mut says = self.says(write, rows).await?;
        let targets: BTreeSet<Target> = says.values().flatten().map(|says| says.target).collect();
        let sight = Sight { day: self.day, today: write.now.today, known: None };
        let numbers: Vec<&str> =
            rows.iter().map(|row| row.number.as_str()).filter(|number| !number.is_empty()).collect();
        let mut projects = load(write, rows, &numbers).await?;
        let keys = projects.by_id.keys().copied().chain(projects.gone.values().map(|project| project.id)).collect();
        let present = present(write.tx(), keys, &targets, sight).await?;
        let empty = Present::default();

        let mut next_project = bulk::reserve::<project::record::Entity>(write.tx(), rows.len()).await?;
        let mut next_origin =
            bulk::reserve::<origin::Entity>(write.tx(), says.values().map(Vec::len).sum::<usize>() + rows.len())
                .await?;
        let (mut made, mut links, mut updated) = (Vec::new(), Vec::new(), Vec::new());
        let (mut copied, mut by_hand) = (Vec::new(), Vec::new());
        let (mut alone, mut by_decision) = (Vec::new(), Vec::new());
        let mut batch = Batch::default();
        let mut said = Vec::with_capacity(rows.len());
        for row in rows {
            let values = says.remove(&row.id).unwrap_or_default();
            let there = match row.project_id {
                Some(id) => projects.by_id.remove(&id),
                // a project that an undone import had made comes back
                None => projects.gone.remove(&row.number),
            };
            if there.is_none() && (row.project_id.is_some() || projects.taken.contains(&row.number)) {
                self.left += values.len() as u64;
                said.push((row.id, row.project_id, "gibt es so nicht mehr"));
                continue;
            }
            let is_new = there.as_ref().is_none_or(|project| project.title.is_empty());
            let mut project = match there {
                Some(project) => project,
                None => {
                    let new = self.new_project(row);
                    project::change::possible(&new)?;
                    let project = project::change::draft(write, next_project, &new);
                    links.extend(project::change::links(write, next_project, &new));
                    projects.taken.insert(project.number.clone());
                    next_project += 1;
                    project
                }
            };
            let standing = present.get(&project.id).unwrap_or(&empty);
            let (mut done, mut skipped) = (0u64, 0u64);
            if is_new && !values.iter().any(|says| says.target == Target::Field(Field::Title)) {
                // a title of our own making has no cell
                by_hand.push(next_origin);
                let title = Statement::new(Field::Title, Some(named(row, self.run.id).1), self.day, next_origin);
                state(&mut batch, write, &mut project, standing, title)?;
                next_origin += 1;
            }
            for says in values {
                if says.blank && self.blank_means == BlankMeans::Keep {
                    continue;
                }
                let bound = standing.is_decided(says.target);
                let moved = is_moved(says.target, says.old.as_deref(), says.decided, standing, self.day);
                if says.conflict || moved || bound {
                    skipped += 1;
                    // who looks at the result sees what was left, unless it stands there already
                    if !says.conflict && value_of(says.target, standing, self.day) != says.new {
                        if bound { by_decision.push(says.item_id) } else { alone.push(says.item_id) }
                    }
                    continue;
                }
                copied.push((says.item_id, next_origin));
                match says.target {
                    Target::Field(field) => {
                        let statement = Statement::new(field, says.new, self.day, next_origin);
                        state(&mut batch, write, &mut project, standing, statement)?;
                    }
                    Target::Money { .. } => {
                        let replaced = standing.entries.get(&says.target).map_or(&[][..], Vec::as_slice);
                        let entries = self.level(&project, &says, replaced, next_origin);
                        self.entries.extend(entries);
                    }
                }
                next_origin += 1;
                done += 1;
            }
            self.left += skipped;
            project::change::projected(write, &mut project);
            said.push((row.id, Some(project.id), outcome(is_new, done, skipped)));
            if is_new {
                self.created += 1;
            } else if done > 0 {
                self.changed += 1;
            }
            match row.project_id.is_none() && project.version == 1 {
                true => made.push(project.into_active_model()),
                false if done > 0 || is_new => updated.push(project),
                false => {}
            }
        }
        bulk::insert(write.tx(), made).await?;
        bulk::insert(write.tx(), links).await?;
        for project in updated {
            project::record::Entity::update(project.into_active_model().reset_all()).exec(write.tx()).await?;
        }
        self.origins(write, &copied, by_hand).await?;
        batch.record(write).await?;
        left_alone(write, &alone, MOVED).await?;
        left_alone(write, &by_decision, BY_DECISION).await?;
        outcomes(write, said).await
    }

    /// The values of some rows.
    async fn says(&self, write: &Write, rows: &[&row::Model]) -> Result<HashMap<i64, Vec<Says>>, Refusal> {
        type Loaded = (i64, i64, String, Option<String>, Option<String>, Option<String>, Flag, Flag, Flag);
        use item::Column;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let question = item::Entity::find().filter(item::of_rows(&ids)).order_by_asc(Column::Id);
        let columns =
            [Column::Id, Column::RowId, Column::Field, Column::Old, Column::New, Column::Precision, Column::Blank];
        let items: Vec<Loaded> = packed::rows_with(write.tx(), question, &columns, [stands(), taken()]).await?;
        let mut says: HashMap<i64, Vec<Says>> = HashMap::new();
        for (item_id, row_id, field, old, new, precision, Flag(blank), Flag(conflict), Flag(decided)) in items {
            let Some(target) = Target::from_key(&field) else { continue };
            let precision = precision.as_deref().and_then(Precision::from_key);
            let cents = new.as_deref().filter(|_| target.is_money()).and_then(|new| Cents::parse_plain(new).ok());
            let said = Says { item_id, target, old, new, cents, precision, conflict, decided, blank };
            says.entry(row_id).or_default().push(said);
        }
        Ok(says)
    }

    /// A new project from a row: its number is the list's, or a running one where the list has none.
    fn new_project(&self, row: &row::Model) -> project::change::New {
        let (number, title) = named(row, self.run.id);
        project::change::New {
            programme_id: self.run.programme_id,
            number,
            title,
            region_id: row.region_id,
            authority_id: row.region_id.and_then(|id| self.authorities.get(&id).copied()),
            sample: self.run.sample,
            ..project::change::New::default()
        }
    }

    /// The entries that make a level: counter-entries for what it replaces, dated on its day, and the level itself
    /// unless the cell is empty.
    fn level(
        &self,
        project: &project::record::Model,
        says: &Says,
        replaced: &[Live],
        origin_id: i64,
    ) -> Vec<ledger::change::New> {
        let Target::Money { kind, source, year } = says.target else { return Vec::new() };
        let entry = |cents, precision, value_date, reverses| ledger::change::New {
            programme_id: self.run.programme_id,
            project_id: Some(project.id),
            region_id: project.region_id,
            authority_id: project.authority_id,
            case_id: None,
            kind,
            source,
            cents,
            precision,
            value_date,
            year,
            stems_from: None,
            reference: None,
            origin_id,
            reverses,
            sample: self.run.sample,
        };
        let precision = says.precision.unwrap_or(Precision::About);
        replaced
            .iter()
            .filter_map(|old| {
                // an amount with a later day counts until then, and no longer
                let day = std::cmp::max(self.day, old.value_date);
                Some(entry(old.cents.checked_neg()?, says.precision.unwrap_or(old.precision), day, Some(old.id)))
            })
            .chain(says.cents.map(|cents| entry(cents, precision, self.day, None)))
            .collect()
    }

    /// The origins of some values: their cells, copied inside the database; and those without a cell.
    async fn origins(&self, write: &Write, copied: &[(i64, i64)], by_hand: Vec<i64>) -> Result<(), Refusal> {
        let backend = write.tx().get_database_backend();
        // values follow each other mostly without a gap, and so do their origins
        for run in copied.chunk_by(|a, b| b.0 == a.0 + 1 && b.1 == a.1 + 1) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let sql = "insert into origin (id, kind, run_id, sheet, cell, raw, number_format, rule, account_id) \
                       select c.id + $1, 'cell', c.run_id, r.sheet, substr(c.cell, length(r.sheet) + 2), c.raw, \
                       c.number_format, c.rule, $2 from import_change c join import_row r on r.id = c.row_id \
                       where c.id between $3 and $4 order by c.id";
            let values: [Value; 4] =
                [(first.1 - first.0).into(), write.actor.account_id.into(), first.0.into(), last.0.into()];
            write.tx().execute_raw(Sql::from_sql_and_values(backend, sql, values)).await?;
        }
        let account_id = write.actor.account_id;
        let rows = by_hand.into_iter().map(|id| origin::ActiveModel {
            id: Set(id),
            kind: Set("entry".into()),
            account_id: Set(account_id),
            ..Default::default()
        });
        bulk::insert(write.tx(), rows).await?;
        Ok(())
    }
}

/// States a value from the list's day on, and again where an undone import left its trace after that day.
fn state(
    batch: &mut Batch,
    write: &Write,
    project: &mut project::record::Model,
    standing: &Present,
    statement: Statement,
) -> Result<(), Refusal> {
    let again = standing.taken_back.get(&statement.field).map_or(&[][..], Vec::as_slice);
    for later in again {
        let statement = Statement { valid_on: later.valid_on, ..statement.clone() };
        batch.state(write, project, Some(*later), statement)?;
    }
    let current = standing.holding.get(&statement.field).copied().filter(|_| again.is_empty());
    batch.state(write, project, current, statement)
}

/// The number and the title of a new project.
fn named(row: &row::Model, run_id: i64) -> (String, String) {
    let number = if row.number.is_empty() { format!("IMP-{run_id}-{}", row.position) } else { row.number.clone() };
    let title = if row.title.is_empty() { format!("Projekt {number}") } else { row.title.clone() };
    (number, title)
}

fn outcome(is_new: bool, done: u64, skipped: u64) -> &'static str {
    match (is_new, done, skipped) {
        (true, ..) => "angelegt",
        (false, 0, _) => "unverändert gelassen",
        (false, _, 0) => "geändert",
        (false, ..) => "teilweise übernommen",
    }
}

/// The projects that some rows are about.
struct Projects {
    by_id: HashMap<i64, project::record::Model>,
    /// Those that an undone import had made, by number.
    gone: HashMap<String, project::record::Model>,
    /// Numbers that are taken.
    taken: HashSet<String>,
}

async fn load(write: &Write, rows: &[&row::Model], numbers: &[&str]) -> Result<Projects, Refusal> {
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.project_id).collect();
    let found = project::record::Entity::find()
        .filter(
            Condition::any()
                .add(project::record::Column::Id.is_in(ids.clone()))
                .add(project::record::Column::Number.is_in(numbers.to_vec())),
        )
        .order_by_asc(project::record::Column::Id)
        .lock_exclusive()
        .all(write.tx())
        .await?;
    let ids: HashSet<i64> = ids.into_iter().collect();
    let mut projects = Projects { by_id: HashMap::new(), gone: HashMap::new(), taken: HashSet::new() };
    for project in found {
        projects.taken.insert(project.number.clone());
        if project.title.is_empty() {
            projects.gone.insert(project.number.clone(), project);
        } else if ids.contains(&project.id) {
            projects.by_id.insert(project.id, project);
        }
    }
    Ok(projects)
}

/// Writes down what became of some rows, and which project each is about now.
async fn outcomes(write: &Write, said: Vec<(i64, Option<i64>, &'static str)>) -> Result<(), Refusal> {
    let said: Vec<(i64, [Value; 2])> =
        said.into_iter().map(|(id, project_id, word)| (id, [project_id.into(), word.into()])).collect();
    let columns = [(row::Column::ProjectId, "bigint"), (row::Column::Outcome, "text")];
    Ok(bulk::update::<row::Entity, 2>(write.tx(), columns, &said).await?)
}
