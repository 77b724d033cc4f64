//! Operations on imports: upload, ask to apply, release, cancel. What was read becomes a preview in
//! [`super::preview`]; what was decided is written in [`super::apply`].
use super::{
    State,
    apply::{apply, commit},
    file, item, record,
    scope::{Scope, place_of},
};
use crate::{
    actor::{Actor, Place},
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    job,
    permission::Action,
    refusal::Refusal,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};

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
    let scope = Scope::of_uploader(&write).await?;
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
        mapping: Set("{}".into()),
        blank_means: Set(super::BlankMeans::Keep.key().into()),
        exported_audit_id: Set(None),
        exported_on: Set(None),
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

    pub(super) fn takes(&self, position: i32) -> bool {
        match self {
            Self::All => true,
            Self::Rows(rows) => rows.contains(&position),
        }
    }
}

/// Asks to apply an import. Without money it is applied at once; with money it waits for a second person.
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
) -> Result<State, Refusal> {
    let mut write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    actor.may(Action::ApplyImport, &place_of(write.tx(), &run).await?)?;
    expect(&run, version, State::Ready)?;
    let money = item::Entity::find()
        .filter(item::Column::RunId.eq(id))
        .filter(item::Column::AmountCents.is_not_null())
        .one(write.tx())
        .await?
        .is_some();
    run.apply_choice = Some(choice.stored());
    run.requested_by = actor.account_id;
    run.requested_at = Some(now.instant);
    if money {
        run.state = State::AwaitingRelease.key().into();
        store(&write, run).await?;
        write
            .commit(Entry {
                action: "import.request",
                subject: "import_run",
                subject_id: id.to_string(),
                detail: serde_json::json!({"rows": choice.stored()}),
                reason: None,
            })
            .await?;
        return Ok(State::AwaitingRelease);
    }
    let applied = apply(&mut write, run, &choice).await?;
    commit(write, applied).await?;
    Ok(State::Applied)
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
    let applied = apply(&mut write, run, &choice).await?;
    commit(write, applied).await?;
    Ok(State::Applied)
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
    if !matches!(State::from_key(&run.state), Some(State::Reading | State::Ready | State::AwaitingRelease)) {
        return Err(wrong_state(&run));
    }
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

fn wrong_state(run: &record::Model) -> Refusal {
    let label = State::from_key(&run.state).map_or("unbekannt", State::label);
    Refusal::rule("import.state", format!("Das geht nicht mehr: Der Import ist im Zustand „{label}“."))
}
