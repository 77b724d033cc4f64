//! The work on imports: reading an uploaded workbook and preparing the preview; applying a long list, or taking it back.
use super::{Failure, Work};
use crate::import;
use entity::{import_run::change, job::Kind};

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

/// Applies a long list, or takes it back, in one transaction.
///
/// # Errors
/// [`Failure::Stopped`] when the program ends or somebody called it off; then nothing is changed.
pub async fn carry_out(work: &Work) -> Result<String, Failure> {
    let (state, run_id) = (&work.state, work.job.subject_id);
    work.progress(0, 0, "Die Liste wird bearbeitet.").await?;
    let (under_way, working) = (state.under_way.clone(), work.clone());
    let watch = move |done, total| under_way.note(run_id, done, total) && working.go_on().is_ok();
    let done = change::carry_out(&state.db, state.clock.now(), run_id, &watch).await;
    let stopped = state.under_way.is_called_off(run_id) || work.go_on().is_err();
    if !state.under_way.is_called_off(run_id) {
        state.under_way.forget(run_id);
    }
    match done {
        Ok(reached) => Ok(format!("Der Import ist im Zustand „{}“.", reached.label())),
        Err(_) if stopped => Err(Failure::Stopped),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The job was tried too often: the import must not look as if somebody worked on it.
pub async fn given_up(work: &Work) {
    let (state, id) = (&work.state, work.job.subject_id);
    let (actor, now) = (entity::actor::Actor::system("Import"), state.clock.now());
    let message = "Das Lesen ist mehrmals abgebrochen. Bitte die Datei noch einmal hochladen.";
    let marked = match Kind::from_key(&work.job.kind) {
        Some(Kind::CarryOutImport) => change::put_back(&state.db, &actor, now, id).await,
        _ => change::fail(&state.db, &actor, now, id, "corrupt", message).await,
    };
    if let Err(refusal) = marked {
        tracing::error!(%refusal, import = id, "a given-up import could not be marked");
    }
}
