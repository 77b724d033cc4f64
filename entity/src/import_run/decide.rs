//! The decision about tables and columns: it is stored with the run, and the file is read anew.
use super::{
    State, Summary,
    change::{locked, store},
    find::see,
    finding, item,
    mapping::Decisions,
    record, row,
    scope::may_decide,
    sheet,
};
use crate::{
    actor::Actor,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    job,
    refusal::Refusal,
};
use chrono::TimeDelta;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

/// Up to so many records a list is read anew within the request; a longer one by a job.
const AT_ONCE: usize = 5_000;
/// A request that reads and is never heard of again loses its work to a job after so long.
const LEASE: TimeDelta = TimeDelta::seconds(120);

/// What is known about the decisions of a run.
#[derive(Debug)]
pub struct Decided {
    /// What was decided; none where nobody did.
    pub decisions: Option<Decisions>,
    /// Why the actor may not decide now, if so.
    pub may_decide: Result<(), Refusal>,
    /// Whether a new reading fits into a request.
    pub at_once: bool,
}

/// Who is to read the file anew.
#[derive(Debug)]
pub enum Again {
    /// The caller, at once; then it ends this piece of work.
    Here(Box<job::record::Model>),
    /// A job that waits.
    Job,
}

/// What was decided about a run.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`super::find::list`].
pub async fn decided(db: &Db, actor: &Actor, id: i64) -> Result<Decided, Refusal> {
    let run = see(db, actor, id).await?.run;
    let may_decide = match may_decide(db.read(), actor, &run).await {
        Ok(()) => open(&run),
        Err(refusal) => Err(refusal),
    };
    Ok(Decided { decisions: Decisions::of(&run.mapping), may_decide, at_once: records(&run) <= AT_ONCE })
}

/// Stores decisions and asks for a new reading; what was read before is gone, but the sheets as they look.
///
/// # Errors
/// Not found, forbidden, stale, a state that does not allow it, or decisions that cannot be followed.
pub async fn decide(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    decisions: &Decisions,
) -> Result<Again, Refusal> {
    let errors = decisions.errors();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    allowed(&write, &run, version).await?;
    run.mapping = decisions.stored();
    let again = again(&write, run).await?;
    let detail = serde_json::json!({
        "columns": decisions.columns.len(), "header_rows": decisions.header_rows.len(),
        "leave_out": decisions.leave_out.len(), "profile": decisions.profile,
    });
    write
        .commit(Entry {
            action: "import.decide",
            subject: "import_run",
            subject_id: id.to_string(),
            detail,
            reason: None,
        })
        .await?;
    Ok(again)
}

/// Stores a run that is to be read anew; what was read before counts for nothing and goes with the new reading.
pub(super) async fn again(write: &Write, mut run: record::Model) -> Result<Again, Refusal> {
    let id = run.id;
    let at_once = records(&run) <= AT_ONCE;
    run.state = State::Reading.key().into();
    run.error_code = None;
    run.error_message = None;
    store(write, run).await?;
    if at_once {
        return Ok(Again::Here(Box::new(job::change::begin(write, job::Kind::ReadImport, id, LEASE).await?)));
    }
    job::change::enqueue(write, job::Kind::ReadImport, id).await?;
    Ok(Again::Job)
}

/// Keeps the sheets as they look, and the decisions that a saved mapping made, inside the write of the preview.
pub(super) async fn keep(write: &Write, run: &mut record::Model, read: &mut super::FileRead) -> Result<(), Refusal> {
    if let Some(decisions) = read.decisions.take() {
        run.mapping = decisions.stored();
    }
    sheet::keep(write, run.id, std::mem::take(&mut read.sheets)).await
}

/// The right and the state that a decision needs.
pub(super) async fn allowed(write: &Write, run: &record::Model, version: Option<i32>) -> Result<(), Refusal> {
    may_decide(write.tx(), &write.actor, run).await?;
    if version.is_some_and(|version| version != run.version) {
        return Err(Refusal::Stale);
    }
    open(run)
}

/// Something can be decided while the preview is there, or no table was found.
fn open(run: &record::Model) -> Result<(), Refusal> {
    match State::from_key(&run.state) {
        Some(State::Ready) => Ok(()),
        Some(State::Failed) if run.error_code.as_deref() == Some("no_table") => Ok(()),
        state => {
            let label = state.map_or("unbekannt", State::label);
            let message = format!("Das geht nicht mehr: Der Import ist im Zustand „{label}“.");
            Err(Refusal::rule("import.state", message))
        }
    }
}

fn records(run: &record::Model) -> usize {
    let summary: Summary = serde_json::from_str(&run.summary).unwrap_or_default();
    summary.tables.iter().map(|table| table.records).sum()
}

/// Removes what an earlier reading found. These are no facts: nothing of it was applied.
pub(super) async fn clear(write: &Write, id: i64) -> Result<(), DbErr> {
    item::Entity::delete_many().filter(item::Column::RunId.eq(id)).exec(write.tx()).await?;
    row::Entity::delete_many().filter(row::Column::RunId.eq(id)).exec(write.tx()).await?;
    finding::Entity::delete_many().filter(finding::Column::RunId.eq(id)).exec(write.tx()).await?;
    Ok(())
}
