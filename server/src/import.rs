//! From an uploaded file to the preview: looks whether the file can be read, stores it, reads it as a job, and hands
//! what was read to `entity`, which compares it with what stands.
mod convert;
mod look;
mod mapping;
pub mod round_trip;
mod shown;

use crate::spreadsheet::{self, Limits, ReadError, ReadErrorCode, Workbook};
use entity::{
    actor::Actor,
    audit::hex,
    clock::{Clock, Now},
    db::Db,
    import_run::{
        self,
        change::{Upload, fail, may_upload, refuse, upload},
        decide::{Again, decide, decided},
        mapping::Decisions,
        preview::preview,
        profile,
    },
    job, programme,
    refusal::Refusal,
};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A file as it was uploaded.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// Name as the browser or the command line gives it; folders are cut off.
    pub file_name: String,
    /// Who sent the file; the uploader when empty.
    pub sender: String,
    /// The bytes.
    pub content: Vec<u8>,
    /// Whether its money is invented (Beispieldaten); only the program itself says so.
    pub sample: bool,
    /// Whether the caller reads it at once, so that no job has to.
    pub at_once: bool,
    /// What was decided about its tables and columns beforehand.
    pub decisions: Option<Decisions>,
}

/// Stores a file that can be read and asks for its preview. Of a file that cannot be read nothing is kept but an
/// audit row.
///
/// # Errors
/// Forbidden; or an error at the field `file` that says what is wrong and what to do.
pub async fn submit(db: &Db, actor: &Actor, now: Now, limits: &Limits, file: Submitted) -> Result<i64, Refusal> {
    may_upload(actor)?;
    let file_name = plain_name(&file.file_name);
    let size = file.content.len() as u64;
    if let Some(errors) = file.decisions.as_ref().map(Decisions::errors).filter(|errors| !errors.is_empty()) {
        return Err(Refusal::Invalid(errors));
    }
    let (content, readable) = reading(limits, file_name.clone(), file.content, file.decisions.clone()).await;
    if let Err(error) = readable {
        refuse(db, actor, now, &file_name, size, error.code.key()).await?;
        return Err(Refusal::field("file", error.code.key(), error.message));
    }
    let programme = programme::find::by_slug(db, programme::DMR_NRW).await?;
    let sha256 = hex(&Sha256::digest(&content));
    upload(
        db,
        actor,
        now,
        Upload {
            programme_id: programme.record.id,
            file_name,
            sha256,
            content,
            sender: file.sender.chars().take(200).filter(|c| !c.is_control()).collect(),
            sample: file.sample,
            job: !file.at_once,
            decisions: file.decisions,
        },
    )
    .await
}

/// A file that was read, or why it could not be.
pub type Outcome = Result<import_run::FileRead, ReadError>;

/// Reads a stored file as people decided about it: the first half of making its preview. A file that nobody decided
/// about is read by the sender's saved mapping, where its headings fit.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that does not exist, or the driver's error.
pub async fn read(db: &Db, limits: &Limits, run_id: i64) -> Result<Outcome, Refusal> {
    let actor = Actor::system("Import");
    let decisions = decided(db, &actor, run_id).await?.decisions;
    let (file_name, content) = import_run::find::original(db, &actor, run_id).await?;
    let (content, outcome) = reading(limits, file_name.clone(), content, decisions).await;
    let Ok(read) = &outcome else { return Ok(outcome) };
    let Some(remembered) = profile::of_sender(db, run_id, &read.summary.tables).await? else { return Ok(outcome) };
    let again = reading(limits, file_name, content, Some(remembered.clone())).await.1;
    // a mapping that leaves nothing to read is of no use
    let again = again.ok().filter(|read| !read.summary.tables.is_empty());
    Ok(again.map(|read| import_run::FileRead { decisions: Some(remembered), ..read }).map_or(outcome, Ok))
}

/// Reads a file anew with decisions, at once or, if it is long, by a job. Nothing is stored where nothing could be
/// read that way. Gives whether it was read at once.
///
/// # Errors
/// Those of [`decide`], or a rule's when no table is left.
pub async fn reread(
    db: &Db,
    clock: &Clock,
    actor: &Actor,
    limits: &Limits,
    (run_id, version): (i64, Option<i32>),
    decisions: Decisions,
) -> Result<bool, Refusal> {
    let known = decided(db, actor, run_id).await?;
    known.may_decide?;
    let errors = decisions.errors();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    if !known.at_once {
        return decide(db, actor, clock.now(), run_id, version, &decisions).await.map(|_| false);
    }
    let (file_name, content) = import_run::find::original(db, actor, run_id).await?;
    let outcome = reading(limits, file_name, content, Some(decisions.clone())).await.1;
    // that no table was found is no reason to keep a decision after which there is none either
    let message = match &outcome {
        Ok(read) if read.summary.tables.is_empty() => Some("So bleibt keine Tabelle übrig, die sich lesen lässt."),
        Ok(_) => None,
        Err(error) => Some(error.message.as_str()),
    };
    if let Some(message) = message {
        return Err(Refusal::rule("import.no_table", message));
    }
    let now = clock.now();
    let again = decide(db, actor, now, run_id, version, &decisions).await?;
    compared(db, clock, run_id, again, outcome).await
}

/// Reads a file anew as it was decided before, at once where that was left to the caller. Gives whether it was.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that does not exist, or the driver's error.
pub async fn read_again(db: &Db, clock: &Clock, limits: &Limits, run_id: i64, again: Again) -> Result<bool, Refusal> {
    if matches!(again, Again::Job) {
        return Ok(false);
    }
    let outcome = read(db, limits, run_id).await?;
    compared(db, clock, run_id, again, outcome).await
}

/// Compares what was read by the caller, and ends that piece of work.
async fn compared(db: &Db, clock: &Clock, run_id: i64, again: Again, outcome: Outcome) -> Result<bool, Refusal> {
    let Again::Here(work) = again else { return Ok(false) };
    compare(db, clock, run_id, outcome).await?;
    job::change::finish(db, clock.now(), &work, job::State::Done, "Die Vorschau ist bereit.").await?;
    Ok(true)
}

/// Compares what was read with what stands, and stores the preview; for a file that could not be read, the reason.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that does not exist, or the driver's error.
pub async fn compare(db: &Db, clock: &Clock, run_id: i64, outcome: Outcome) -> Result<(), Refusal> {
    let actor = Actor::system("Import");
    match outcome {
        Ok(read) => preview(db, &actor, clock.now(), run_id, read).await,
        Err(error) => fail(db, &actor, clock.now(), run_id, error.code.key(), &error.message).await,
    }
}

/// Reads and recognises beside the requests, bounded in time.
async fn reading(limits: &Limits, name: String, content: Vec<u8>, decisions: Option<Decisions>) -> (Vec<u8>, Outcome) {
    let content = std::sync::Arc::new(content);
    let (bytes, bounds) = (std::sync::Arc::clone(&content), *limits);
    let work = tokio::task::spawn_blocking(move || -> Outcome {
        let mapping = decisions.map(|decisions| mapping::mapping(&decisions)).unwrap_or_default();
        let understood = spreadsheet::understand(&name, &bytes, &bounds, &mapping)?;
        let sheets = look::sheets(&understood.workbook, &understood.tables);
        let read = match round_trip::recognise(&understood.workbook, programme::DMR_NRW) {
            Some(edited) => edited?,
            // nobody could name a heading in there
            None if !could_hold_table(&understood.workbook) => return Err(ReadError::no_table()),
            None => convert::file(&understood.workbook, &understood.tables),
        };
        Ok(import_run::FileRead { sheets, ..read })
    });
    let result = match tokio::time::timeout(Duration::from_secs(limits.seconds), work).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ReadError {
            code: ReadErrorCode::Corrupt,
            message: "Die Datei ist beschädigt. Bitte in Excel öffnen, neu speichern und noch einmal hochladen.".into(),
        }),
        Err(_) => Err(ReadError {
            code: ReadErrorCode::TooLarge,
            message: "Das Lesen der Datei dauert zu lange. Bitte die Liste in kleinere Dateien teilen.".into(),
        }),
    };
    // a reading that timed out still holds the bytes; nobody stores them then
    (std::sync::Arc::try_unwrap(content).unwrap_or_default(), result)
}

/// Whether a person may see a table where none was recognised: a heading and a record, of two cells each at least.
fn could_hold_table(workbook: &Workbook) -> bool {
    workbook.sheets.iter().any(|sheet| sheet.rows.iter().filter(|row| row.cells.len() > 1).count() > 1)
}

/// The last part of a file's name, printable, at most 200 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if plain.trim().is_empty() { "Datei".into() } else { plain }
}
