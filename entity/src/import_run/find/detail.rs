//! Everything about one run but its rows.
use super::{Line, Moved, Seen, Shift, job_of, line, moved_since, names, see, shifts::shifts};
use crate::{
    actor::Actor,
    db::Db,
    import_run::{
        BlankMeans, State, Summary, Undo,
        conflict::{self, stands, undecided},
        finding, item, record, row,
        scope::{may_decide, place_of},
        undo,
    },
    permission::Action,
    refusal::Refusal,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Everything that the page of a run shows.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The line of the list.
    pub line: Line,
    /// Version for forms.
    pub version: i32,
    /// Content's sha-256.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Format as recognised.
    pub format: Option<String>,
    /// Code and German sentence when it could not be read.
    pub error: Option<(String, String)>,
    /// What was recognised.
    pub summary: Summary,
    /// Findings, worst first.
    pub findings: Vec<finding::Model>,
    /// Money before and after by region and kind, over the differing rows.
    pub shifts: Vec<Shift>,
    /// The day from which the values hold when applied.
    pub valid_on: Option<NaiveDate>,
    /// How far reading is: done and total (0 while unknown), and what it is doing.
    pub progress: Option<(i64, i64, String)>,
    /// Who asked to apply it, and when.
    pub requested: Option<(String, Option<DateTime<Utc>>)>,
    /// Who released or applied it, and when.
    pub applied: Option<(String, Option<DateTime<Utc>>)>,
    /// Who took it back, and when.
    pub undone: Option<(String, Option<DateTime<Utc>>)>,
    /// How many rows ended how when it was taken back.
    pub undo_counts: BTreeMap<Undo, i64>,
    /// What an empty cell over a value means.
    pub blank_means: BlankMeans,
    /// How many empty cells stand over a value.
    pub blanks: u64,
    /// Whether it is a workbook that was exported for editing.
    pub exported: bool,
    /// Whether a value was changed since the preview, so that a row is in conflict.
    pub moved: bool,
    /// How many values are in conflict, decided or not.
    pub conflicts: u64,
    /// How many of them nobody decided about.
    pub undecided: u64,
    /// How many values stay as they are: in conflict, or left alone when the list was applied.
    pub left: u64,
    /// An earlier applied run with the very same file.
    pub same_file: Option<i64>,
    /// Whether the actor may ask to apply it now.
    pub may_apply: bool,
    /// Whether the actor may release it now.
    pub may_release: bool,
    /// Whether the actor may cancel it now.
    pub may_cancel: bool,
    /// Whether the actor may take it back now.
    pub may_undo: bool,
    /// Whether the actor may decide about its columns, values, blanks and conflicts now.
    pub may_decide: bool,
}

/// The run with a key.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::list`].
pub async fn detail(db: &Db, actor: &Actor, id: i64) -> Result<Detail, Refusal> {
    let seen = see(db, actor, id).await?;
    let moved = moved_since(db, &seen).await?;
    of(db, actor, &seen, &moved).await
}

/// The same where the run and what moved in it are known.
///
/// # Errors
/// The driver's error.
pub async fn of(db: &Db, actor: &Actor, seen: &Seen, moved: &Moved) -> Result<Detail, Refusal> {
    let (connection, run) = (db.read(), seen.run.clone());
    let (id, state) = (run.id, seen.state());
    let people = [run.uploaded_by, run.requested_by, run.applied_by, run.undone_by];
    let names = names(connection, people.into_iter().flatten()).await?;
    let named = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "Leitstand".into());
    let mut line = line(&run, &names);
    moved.count(&mut line.counts);
    let open = conflict::count(connection, &run, undecided()).await? + moved.fresh();
    let conflicts = conflict::count(connection, &run, item::Column::Conflict.is_not_null()).await? + moved.fresh();
    let left = if state == State::Applied { conflict::count(connection, &run, stands()).await? } else { 0 };
    let blanks = item::Entity::find().filter(item::Column::RunId.eq(id)).filter(item::Column::Blank.eq(true));
    let place = place_of(connection, &run).await?;
    let decides = may_decide(connection, actor, &run).await.is_ok();
    let under_way = matches!(state, State::Reading | State::Applying | State::Undoing);
    let applicable = run.count_new + run.count_changed + run.count_conflict > 0;
    Ok(Detail {
        line,
        version: run.version,
        findings: findings(connection, id).await?,
        shifts: shifts(db, seen).await?,
        progress: if under_way { job_of(db, id, state).await? } else { None },
        undo_counts: if state == State::Undone { undo_counts(connection, id).await? } else { BTreeMap::new() },
        blanks: blanks.count(connection).await?,
        moved: moved.any(),
        conflicts,
        undecided: open,
        left,
        same_file: same_file(connection, &run).await?,
        may_apply: state == State::Ready && applicable && actor.can(Action::ApplyImport, &place),
        may_release: state == State::AwaitingRelease
            && actor.can(Action::ReleaseImport, &place)
            && (actor.account_id.is_none() || actor.account_id != run.requested_by),
        may_cancel: decides
            && matches!(state, State::Reading | State::Ready | State::AwaitingRelease | State::Applying),
        may_undo: state == State::Applied && undo::may(connection, actor, &run).await.is_ok(),
        may_decide: decides && matches!(state, State::Ready | State::Failed),
        valid_on: run.stand_on,
        requested: run.requested_at.map(|at| (named(run.requested_by), Some(at))),
        applied: run.applied_at.map(|at| (named(run.applied_by), Some(at))),
        undone: run.undone_at.map(|at| (named(run.undone_by), Some(at))),
        blank_means: BlankMeans::from_key(&run.blank_means).unwrap_or_default(),
        exported: run.exported_audit_id.is_some(),
        summary: serde_json::from_str(&run.summary).unwrap_or_default(),
        sha256: run.sha256,
        size: run.size,
        format: run.format,
        error: run.error_code.zip(run.error_message),
    })
}

/// Findings, worst first.
async fn findings(connection: &impl ConnectionTrait, id: i64) -> Result<Vec<finding::Model>, DbErr> {
    let of_run = finding::Entity::find().filter(finding::Column::RunId.eq(id));
    let mut findings = of_run.order_by_asc(finding::Column::Id).all(connection).await?;
    findings.sort_by_key(|finding| match finding.severity.as_str() {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    });
    Ok(findings)
}

/// The newest applied run of the very same file.
async fn same_file(connection: &impl ConnectionTrait, run: &record::Model) -> Result<Option<i64>, DbErr> {
    record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::Sha256.eq(&run.sha256))
        .filter(record::Column::State.eq(State::Applied.key()))
        .filter(record::Column::Id.ne(run.id))
        .order_by_desc(record::Column::Id)
        .into_tuple()
        .one(connection)
        .await
}

/// How the rows of an import that was taken back ended; their values are history.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::list`].
pub async fn undone(db: &Db, actor: &Actor, id: i64) -> Result<Vec<undo::Line>, Refusal> {
    let run = see(db, actor, id).await?.run;
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Undo.is_not_null())
        .order_by_asc(row::Column::Position)
        .all(db.read())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(undo::Line {
                position: row.position,
                number: row.number,
                title: row.title,
                project: None,
                outcome: Undo::from_key(row.undo.as_deref()?)?,
                reason: row.undo_reason,
                values: Vec::new(),
            })
        })
        .collect())
}

async fn undo_counts(connection: &impl ConnectionTrait, id: i64) -> Result<BTreeMap<Undo, i64>, DbErr> {
    let rows: Vec<(Option<String>, i64)> = row::Entity::find()
        .select_only()
        .column(row::Column::Undo)
        .column_as(row::Column::Id.count(), "n")
        .filter(row::Column::RunId.eq(id))
        .group_by(row::Column::Undo)
        .into_tuple()
        .all(connection)
        .await?;
    let counted = rows.into_iter().filter_map(|(undo, count)| Some((Undo::from_key(&undo?)?, count)));
    let mut counts: BTreeMap<Undo, i64> = Undo::ALL.into_iter().map(|undo| (undo, 0)).collect();
    counts.extend(counted);
    Ok(counts)
}
