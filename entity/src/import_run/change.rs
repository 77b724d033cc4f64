//! Operations on imports: upload, ask to apply, release, carry out, cancel. What was read becomes a preview in
//! [`super::preview`]; what was decided is written in [`super::apply`].
use super::{
    BlankMeans, RowKind, State,
    apply::{Applied, Watch, apply, commit},
    file, item, record, row,
    scope::{Scope, place_of},
};
use crate::{
    account,
    actor::{Actor, Place},
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    job,
    permission::Action,
    project::field::Field,
    refusal::Refusal,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use std::collections::HashSet;

/// A file that somebody uploads; the server has already looked whether it can be read.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The programme.
    pub programme_id: i64,
    /// Name as uploaded.
    pub file_name: String,
    /// sha-256 of the content in hexadecimal digits.
    pub sha256: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// Who sent the file; the uploader's name when empty.
    pub sender: String,
    /// Whether its money is invented (Beispieldaten); only the program itself says so.
    pub sample: bool,
    /// Whether a job is to read it; the command line and seeds read at once.
    pub job: bool,
    /// What was decided about its tables and columns before it was uploaded.
    pub decisions: Option<super::mapping::Decisions>,
}

/// Refuses early, before a file is read, unless the actor may upload.
///
/// # Errors
/// [`Refusal::SignInRequired`] or [`Refusal::Forbidden`].
pub fn may_upload(actor: &Actor) -> Result<(), Refusal> {
    if actor.may_somewhere(Action::UploadImport) { Ok(()) } else { actor.may(Action::UploadImport, &Place::default()) }
}

/// Leaves an audit row about a file that could not be read; nothing of the file is kept.
///
/// # Errors
/// The driver's error.
pub async fn refuse(db: &Db, actor: &Actor, now: Now, file_name: &str, size: u64, code: &str) -> Result<(), Refusal> {
    may_upload(actor)?;
    let write = db.write(now, actor).await?;
    write
        .commit(Entry {
            action: "import.refuse",
            subject: "import_run",
            subject_id: String::new(),
            detail: serde_json::json!({"file": file_name, "size": size, "code": code}),
            reason: None,
        })
        .await
}

/// Stores an uploaded file and asks for it to be read.
///
/// # Errors
/// Forbidden, or the driver's error.
pub async fn upload(db: &Db, actor: &Actor, now: Now, upload: Upload) -> Result<i64, Refusal> {
    may_upload(actor)?;
    let write = db.write(now, actor).await?;
    let scope = Scope::of_uploader(write.tx(), actor).await?;
    let size = i64::try_from(upload.content.len()).unwrap_or(i64::MAX);
    let content = file::ActiveModel {
        sha256: Set(upload.sha256.clone()),
        size: Set(size),
        content: Set(upload.content),
        recorded_at: Set(now.instant),
    };
    file::Entity::insert(content)
        .on_conflict(OnConflict::column(file::Column::Sha256).do_nothing().to_owned())
        .exec_without_returning(write.tx())
        .await?;
    let sender = Some(upload.sender.trim()).filter(|sender| !sender.is_empty()).unwrap_or(&actor.name).to_owned();
    let run = record::ActiveModel {
        id: NotSet,
        programme_id: Set(upload.programme_id),
        state: Set(State::Reading.key().into()),
        file_name: Set(upload.file_name.clone()),
        sha256: Set(upload.sha256.clone()),
        size: Set(size),
        format: Set(None),
        sender: Set(sender),
        sample: Set(upload.sample),
        uploaded_by: Set(actor.account_id),
        region_id: Set(scope.region_id),
        authority_id: Set(scope.authority_id),
        created_at: Set(now.instant),
        stand_on: Set(None),
        error_code: Set(None),
        error_message: Set(None),
        summary: Set("{\"tables\":[]}".into()),
        count_new: Set(0),
        count_changed: Set(0),
        count_same: Set(0),
        count_gone: Set(0),
        count_conflict: Set(0),
        count_error: Set(0),
        base_audit_id: Set(0),
        mapping: Set(upload.decisions.as_ref().map_or_else(|| "{}".into(), super::mapping::Decisions::stored)),
        blank_means: Set(BlankMeans::Keep.key().into()),
        exported_audit_id: Set(None),
        exported_on: Set(None),
        compared_on: Set(None),
        apply_choice: Set(None),
        requested_by: Set(None),
        requested_at: Set(None),
        applied_by: Set(None),
        applied_at: Set(None),
        apply_audit_id: Set(None),
        undone_by: Set(None),
        undone_at: Set(None),
        version: Set(1),
    };
    let id = record::Entity::insert(run).exec(write.tx()).await?.last_insert_id;
    if upload.job {
        job::change::enqueue(&write, job::Kind::ReadImport, id).await?;
    }
    write
        .commit(Entry {
            action: "import.upload",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({"file": upload.file_name, "sha256": upload.sha256, "size": size}),
            reason: None,
        })
        .await?;
    Ok(id)
}

/// A run inside a write, locked.
pub(super) async fn locked(write: &Write, id: i64) -> Result<record::Model, Refusal> {
    record::Entity::find_by_id(id).lock_exclusive().one(write.tx()).await?.ok_or(Refusal::NotFound)
}

/// Notes that a file could not be read after all.
///
/// # Errors
/// [`Refusal::NotFound`], or the driver's error.
pub async fn fail(db: &Db, actor: &Actor, now: Now, id: i64, code: &str, message: &str) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    if State::from_key(&run.state) != Some(State::Reading) {
        return Ok(());
    }
    run.state = State::Failed.key().into();
    run.error_code = Some(code.into());
    run.error_message = Some(message.into());
    store(&write, run).await?;
    write
        .commit(Entry {
            action: "import.fail",
            subject: "import_run",
            subject_id: id.to_string(),
            detail: serde_json::json!({"code": code}),
            reason: None,
        })
        .await
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
        recount(&write, &mut run, means).await?;
    }
    let mut money = item::Entity::find()
        .filter(item::Column::RunId.eq(id))
        .filter(item::Column::Conflict.is_null())
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
    let choice = run.apply_choice.as_deref().map_or(Choice::All, Choice::parse);
    begin(&mut write, run, &choice).await?.keep(write).await
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

/// Says what an empty cell over a value means; the rows of the preview are counted anew.
///
/// # Errors
/// Not found, forbidden, stale, or a state that does not allow it.
pub async fn set_blank(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    means: BlankMeans,
) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    let own = run.uploaded_by.is_some() && run.uploaded_by == actor.account_id;
    if !own {
        actor.may(Action::ApplyImport, &place_of(write.tx(), &run).await?)?;
    }
    expect(&run, version, State::Ready)?;
    if BlankMeans::from_key(&run.blank_means) == Some(means) {
        return Ok(());
    }
    run.blank_means = means.key().into();
    recount(&write, &mut run, means).await?;
    let entry = decided("import.blank", &run, serde_json::json!({"blank_means": means.key()}));
    store(&write, run).await?;
    write.commit(entry).await
}

/// Rows with empty cells over values do something, or do not.
async fn recount(write: &Write, run: &mut record::Model, means: BlankMeans) -> Result<(), Refusal> {
    let items: Vec<(i64, bool, bool)> = item::Entity::find()
        .select_only()
        .column(item::Column::RowId)
        .column(item::Column::Blank)
        .expr(item::Column::Conflict.is_not_null())
        .filter(item::Column::RunId.eq(run.id))
        .into_tuple()
        .all(write.tx())
        .await?;
    let blanks: HashSet<i64> = items.iter().filter(|(_, blank, _)| *blank).map(|(row_id, ..)| *row_id).collect();
    let counted = |blank: bool| !blank || means == BlankMeans::Clear;
    let differ: HashSet<i64> = items.iter().filter(|item| counted(item.1)).map(|item| item.0).collect();
    let conflict: HashSet<i64> = items.iter().filter(|item| counted(item.1) && item.2).map(|item| item.0).collect();
    let movable = [RowKind::Same.key(), RowKind::Changed.key(), RowKind::Conflict.key()];
    for kind in [RowKind::Conflict, RowKind::Changed, RowKind::Same] {
        let ids: Vec<i64> = blanks
            .iter()
            .copied()
            .filter(|id| match (conflict.contains(id), differ.contains(id)) {
                (true, _) => kind == RowKind::Conflict,
                (false, true) => kind == RowKind::Changed,
                (false, false) => kind == RowKind::Same,
            })
            .collect();
        for some in ids.chunks(1_000) {
            row::Entity::update_many()
                .col_expr(row::Column::Kind, Expr::value(kind.key()))
                .filter(row::Column::Id.is_in(some.to_vec()))
                .filter(row::Column::Kind.is_in(movable))
                .exec(write.tx())
                .await?;
        }
    }
    let count = async |kind: RowKind| -> Result<i64, DbErr> {
        let query = row::Entity::find().filter(row::Column::RunId.eq(run.id)).filter(row::Column::Kind.eq(kind.key()));
        Ok(i64::try_from(query.count(write.tx()).await?).unwrap_or(i64::MAX))
    };
    let counts = (count(RowKind::Changed).await?, count(RowKind::Same).await?, count(RowKind::Conflict).await?);
    (run.count_changed, run.count_same, run.count_conflict) = counts;
    Ok(())
}

/// Gives an import up.
///
/// # Errors
/// Not found, forbidden, or a state that does not allow it.
pub async fn cancel(db: &Db, actor: &Actor, now: Now, id: i64) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    let own = run.uploaded_by.is_some() && run.uploaded_by == actor.account_id;
    if !own {
        actor.may(Action::ApplyImport, &place_of(write.tx(), &run).await?)?;
    }
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
