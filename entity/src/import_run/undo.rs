//! Taking an import back. What it said is taken back by statements that say what stood before, its money by
//! counter-entries; nothing is deleted. What somebody changed since is kept: every row ends as reversed, kept or
//! untouched. The preview and the deed are made by the same rules.
mod case;
mod load;

use super::{
    State, Target, Undo,
    apply::Watch,
    change::{AT_ONCE, expect, locked, store},
    find::see,
    record, row,
    scope::place_of,
    standing::ROWS_AT_ONCE,
};
use crate::{
    actor::Actor,
    audit,
    clock::Now,
    db::{Db, Write},
    job, ledger, origin,
    permission::Action,
    project::{self, batch::Batch, change::Statement},
    refusal::Refusal,
};
use load::portion;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Statement as Sql, Value as Bound, sea_query::Expr,
};
use std::collections::BTreeMap;

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
    let run = see(db, actor, id).await?.run;
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
                authority_id: entry.authority_id,
                case_id: None,
                kind: entry.kind,
                source: entry.source,
                cents: entry.cents,
                precision: entry.precision,
                value_date: entry.value_date,
                year: entry.year,
                stems_from: None,
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
