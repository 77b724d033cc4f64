//! The work on imports: reading an uploaded workbook and preparing the preview.
use super::{Failure, Work};
use crate::import;

/// Reads an uploaded workbook and prepares the preview.
///
/// # Errors
/// [`Failure::Stopped`] when the program ends or the import was given up meanwhile.
pub async fn read(work: &Work) -> Result<String, Failure> {
    work.go_on()?;
    let state = &work.state;
    let limits = state.config.reading();
    // a progress that cannot be written does not stop the work; `go_on` says whether it may go on
    let said = async |done: i64, total: i64, message: &str| drop(work.progress(done, total, message).await);
    import::read(&state.db, &state.clock, &limits, work.job.subject_id, said).await?;
    Ok("Die Vorschau ist bereit.".into())
}

/// The job was tried too often: the import must not look as if somebody worked on it.
pub async fn given_up(work: &Work) {
    let state = &work.state;
    let actor = entity::actor::Actor::system("Import");
    let message = "Das Lesen ist mehrmals abgebrochen. Bitte die Datei noch einmal hochladen.";
    let failed =
        entity::import_run::change::fail(&state.db, &actor, state.clock.now(), work.job.subject_id, "corrupt", message);
    if let Err(refusal) = failed.await {
        tracing::error!(%refusal, import = work.job.subject_id, "a given-up import could not be marked");
    }
}
