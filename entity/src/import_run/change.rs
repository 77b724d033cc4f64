//! Operations on imports: upload, ask to apply, release, carry out, cancel. What was read becomes a preview in
//! [`super::preview`]; what was decided is written in [`super::apply`].
mod blank;
mod upload;

pub(super) use blank::recount;
pub use blank::set_blank;
pub use upload::{Upload, fail, may_upload, refuse, upload};

use super::{
    BlankMeans, State,
    apply::{Applied, Watch, apply, commit},
    conflict::applied,
    item, record, release as release_record,
    scope::{may_decide, place_of},
};
use crate::{
    account,
    actor::Actor,
    audit::{Covered, Entry},
    clock::Now,
    db::{Db, Write},
    job,
    permission::Action,
    project::field::Field,
    refusal::Refusal,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::HashSet;

/// A run inside a write, locked.
pub(super) async fn locked(write: &Write, id: i64) -> Result<record::Model, Refusal> {
    record::Entity::find_by_id(id).lock_exclusive().one(write.tx()).await?.ok_or(Refusal::NotFound)
}

pub(super) async fn store(write: &Write, mut run: record::Model) -> Result<(), Refusal> {
    run.version += 1;
    record::Entity::update(run.into_active_model().reset_all()).exec(write.tx()).await?;
    Ok(())
}

/// Which rows to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Every row that can be.
    All,
    /// Rows by their position.
    Rows(Vec<i32>),
}

impl Choice {
    fn stored(&self) -> String {
        match self {
            Self::All => "\"all\"".into(),
            Self::Rows(rows) => serde_json::to_string(rows).unwrap_or_default(),
        }
    }

    fn parse(text: &str) -> Self {
        serde_json::from_str(text).map_or(Self::All, Self::Rows)
    }

    /// The chosen rows; none for all.
    pub(super) fn rows(&self) -> Option<HashSet<i32>> {
        match self {
            Self::All => None,
            Self::Rows(rows) => Some(rows.iter().copied().collect()),
        }
    }
}

/// Up to so many rows are applied or taken back at once; longer work is a job's.
pub(super) const AT_ONCE: i64 = 1_000;

/// Says nothing and never calls work off.
fn unwatched(_: usize, _: usize) -> bool {
    true
}

/// Asks to apply an import; what blank means is as the preview says unless said here. Without money it is applied;
/// with money it waits for a second person. A long list is left to a job: then the state is [`State::Applying`].
///
/// # Errors
/// Not found, forbidden, stale, or a state that does not allow it.
pub async fn request(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    choice: Choice,
    blank_means: Option<BlankMeans>,
) -> Result<State, Refusal> {
    let mut write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    actor.may(Action::ApplyImport, &place_of(write.tx(), &run).await?)?;
    expect(&run, version, State::Ready)?;
    let means = blank_means.unwrap_or(BlankMeans::from_key(&run.blank_means).unwrap_or_default());
    if means.key() != run.blank_means {
        run.blank_means = means.key().into();
        recount(&write, &mut run).await?;
    }
    let mut money = item::Entity::find()
        .filter(item::Column::RunId.eq(id))
        .filter(applied())
        .filter(item::Column::Field.is_not_in(Field::ALL.map(Field::key)));
    if means == BlankMeans::Keep {
        money = money.filter(item::Column::Blank.eq(false));
    }
    let money = money.one(write.tx()).await?.is_some();
    run.apply_choice = Some(choice.stored());
    run.requested_by = actor.account_id;
    run.requested_at = Some(now.instant);
    if money {
        run.state = State::AwaitingRelease.key().into();
        let entry = decided("import.request", &run, serde_json::json!({"rows": choice.stored()}));
        store(&write, run).await?;
        write.commit(entry).await?;
        return Ok(State::AwaitingRelease);
    }
    begin(&mut write, run, &choice).await?.keep(write).await
}

/// Releases an import that makes money binding, and applies it. The one who asked for it may not.
///
/// # Errors
/// Not found, forbidden, stale, a state that does not allow it, or the same person.
pub async fn release(db: &Db, actor: &Actor, now: Now, id: i64, version: Option<i32>) -> Result<State, Refusal> {
    let mut write = db.write(now, actor).await?;
    let run = locked(&write, id).await?;
    actor.may(Action::ReleaseImport, &place_of(write.tx(), &run).await?)?;
    expect(&run, version, State::AwaitingRelease)?;
    if actor.account_id.is_some() && actor.account_id == run.requested_by {
        return Err(Refusal::rule(
            "import.four_eyes",
            "Wer die Übernahme angestoßen hat, darf sie nicht selbst freigeben (Vier-Augen-Prinzip). Bitte eine zweite Person um die Freigabe.",
        ));
    }
    released(&mut write, &run).await?;
    let choice = run.apply_choice.as_deref().map_or(Choice::All, Choice::parse);
    begin(&mut write, run, &choice).await?.keep(write).await
}

/// Writes down who released what; the database lets no money in without it.
async fn released(write: &mut Write, run: &record::Model) -> Result<(), Refusal> {
    let requested_at = run.requested_at.ok_or_else(|| wrong_state(run))?;
    let mut row = release_record::Model {
        id: 0,
        run_id: run.id,
        requested_by: run.requested_by,
        requested_at,
        released_by: write.actor.account_id,
        released_at: write.now.instant,
        audit_id: write.audit.id,
    };
    let new = release_record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = release_record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::ImportRelease, row.id, row.line());
    Ok(())
}

/// What a decision led to.
enum Begun {
    /// It is applied.
    Done(Applied),
    /// A job will do it.
    Left(Entry),
}

impl Begun {
    async fn keep(self, write: Write) -> Result<State, Refusal> {
        match self {
            Self::Done(applied) => commit(write, applied).await.map(|()| State::Applied),
            Self::Left(entry) => write.commit(entry).await.map(|()| State::Applying),
        }
    }
}

/// Applies a short list, leaves a long one to a job.
async fn begin(write: &mut Write, mut run: record::Model, choice: &Choice) -> Result<Begun, Refusal> {
    if run.count_new + run.count_changed + run.count_conflict <= AT_ONCE {
        return apply(write, run, choice, &unwatched).await.map(Begun::Done);
    }
    run.state = State::Applying.key().into();
    run.applied_by = write.actor.account_id;
    job::change::enqueue(write, job::Kind::CarryOutImport, run.id).await?;
    let entry = decided("import.begin", &run, serde_json::json!({}));
    store(write, run).await?;
    Ok(Begun::Left(entry))
}

fn decided(action: &'static str, run: &record::Model, detail: serde_json::Value) -> Entry {
    Entry { action, subject: "import_run", subject_id: run.id.to_string(), detail, reason: None }
}

/// Does what was decided about a long list, in one transaction: all of it, or nothing. Somebody else may have done it
/// meanwhile: then the state says so.
///
/// # Errors
/// [`Refusal::NotFound`], a `watch` that called it off, or the driver's error.
pub async fn carry_out(db: &Db, now: Now, id: i64, watch: Watch<'_>) -> Result<State, Refusal> {
    let run = record::Entity::find_by_id(id).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let undoing = State::from_key(&run.state) == Some(State::Undoing);
    let decided_by = if undoing { run.undone_by } else { run.applied_by };
    let actor = account::find::actor(db.read(), decided_by).await?.unwrap_or_else(|| Actor::system("Kommandozeile"));
    let mut write = db.write(now, &actor).await?;
    let run = locked(&write, id).await?;
    match State::from_key(&run.state) {
        Some(State::Applying) => {
            let choice = run.apply_choice.as_deref().map_or(Choice::All, Choice::parse);
            let applied = apply(&mut write, run, &choice, watch).await?;
            commit(write, applied).await?;
            Ok(State::Applied)
        }
        Some(State::Undoing) => super::undo::finish(write, run, watch).await,
        Some(other) => Ok(other),
        None => Err(wrong_state(&run)),
    }
}

/// What cannot be carried out, after several attempts, can be decided anew: a list that was to be applied is ready
/// again, one that was to be taken back stays applied.
///
/// # Errors
/// [`Refusal::NotFound`], or the driver's error.
pub async fn put_back(db: &Db, actor: &Actor, now: Now, id: i64) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    let back = match State::from_key(&run.state) {
        Some(State::Applying) => State::Ready,
        Some(State::Undoing) => State::Applied,
        _ => return Ok(()),
    };
    if back == State::Ready {
        run.applied_by = None;
    }
    run.state = back.key().into();
    let entry = decided("import.put_back", &run, serde_json::json!({"state": back.key()}));
    store(&write, run).await?;
    write.commit(entry).await
}

/// Gives an import up.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn cancel(db: &Db, actor: &Actor, now: Now, id: i64) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    may_decide(write.tx(), actor, &run).await?;
    match State::from_key(&run.state) {
        Some(State::Reading) => job::change::cancel(&write, job::Kind::ReadImport, id).await?,
        Some(State::Applying) => job::change::cancel(&write, job::Kind::CarryOutImport, id).await?,
        Some(State::Ready | State::AwaitingRelease) => 0,
        _ => return Err(wrong_state(&run)),
    };
    run.state = State::Cancelled.key().into();
    store(&write, run).await?;
    write
        .commit(Entry {
            action: "import.cancel",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({}),
            reason: None,
        })
        .await
}

pub(super) fn expect(run: &record::Model, version: Option<i32>, state: State) -> Result<(), Refusal> {
    if version.is_some_and(|version| version != run.version) {
        Err(Refusal::Stale)
    } else if State::from_key(&run.state) == Some(state) {
        Ok(())
    } else {
        Err(wrong_state(run))
    }
}

pub(super) fn wrong_state(run: &record::Model) -> Refusal {
    let label = State::from_key(&run.state).map_or("unbekannt", State::label);
    Refusal::rule("import.state", format!("Das geht nicht mehr: Der Import ist im Zustand „{label}“."))
}
