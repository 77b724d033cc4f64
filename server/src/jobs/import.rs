//! The work on imports: reading an uploaded workbook and preparing the preview.
use super::{Failure, Work};
use crate::import;

/// Reads an uploaded workbook and prepares the preview.
///
/// # Errors
/// [`Failure::Stopped`] when the program ends or the import was given up meanwhile.
pub async fn read(work: &Work) -> Result<String, Failure> {
    let (state, run_id) = (&work.state, work.job.subject_id);
    work.progress(0, 2, "Die Datei wird gelesen.").await?;
    let outcome = import::read(&state.db, &state.config.reading(), run_id).await?;
    work.progress(1, 2, "Der Inhalt wird mit dem Bestand verglichen.").await?;
    import::compare(&state.db, &state.clock, run_id, outcome).await?;
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
