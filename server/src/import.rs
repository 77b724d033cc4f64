//! From an uploaded file to the preview: looks whether the file can be read, stores it, reads it as a job, and hands
//! what was read to `entity`, which compares it with what stands.
mod convert;
pub mod round_trip;

use crate::spreadsheet::{self, Limits, ReadError, ReadErrorCode};
use entity::{
    actor::Actor,
    audit::hex,
    clock::{Clock, Now},
    db::Db,
    import_run::{
        self,
        change::{Upload, fail, may_upload, refuse, upload},
        preview::preview,
    },
    programme,
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
    let (content, readable) = reading(limits, file_name.clone(), file.content).await;
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
        },
    )
    .await
}

/// A file that was read, or why it could not be.
pub type Outcome = Result<import_run::FileRead, ReadError>;

/// Reads a stored file: the first half of making its preview.
///
/// # Errors
/// [`Refusal::NotFound`] for a run that does not exist, or the driver's error.
pub async fn read(db: &Db, limits: &Limits, run_id: i64) -> Result<Outcome, Refusal> {
    let (file_name, content) = import_run::find::original(db, &Actor::system("Import"), run_id).await?;
    Ok(reading(limits, file_name, content).await.1)
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
async fn reading(limits: &Limits, name: String, content: Vec<u8>) -> (Vec<u8>, Outcome) {
    let content = std::sync::Arc::new(content);
    let (bytes, bounds) = (std::sync::Arc::clone(&content), *limits);
    let work = tokio::task::spawn_blocking(move || -> Outcome {
        let workbook = spreadsheet::read(&name, &bytes, &bounds)?;
        if let Some(edited) = round_trip::recognise(&workbook, programme::DMR_NRW) {
            return edited;
        }
        let tables = spreadsheet::recognise(&workbook);
        if tables.is_empty() {
            return Err(ReadError::no_table());
        }
        Ok(convert::file(&workbook, &tables))
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

/// The last part of a file's name, printable, at most 200 characters.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if plain.trim().is_empty() { "Datei".into() } else { plain }
}
