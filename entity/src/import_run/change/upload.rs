//! A file on its way in.
use super::{locked, store};
use crate::{
    actor::{Actor, Place},
    audit::Entry,
    clock::Now,
    db::Db,
    import_run::{BlankMeans, State, decide::clear, file, mapping::Decisions, record, scope::Scope},
    job,
    permission::Action,
    refusal::Refusal,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
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
    /// What was decided about its tables and columns before it was uploaded.
    pub decisions: Option<Decisions>,
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
        mapping: Set(upload.decisions.as_ref().map_or_else(|| "{}".into(), Decisions::stored)),
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
    clear(&write, id).await?;
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
