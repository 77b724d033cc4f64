//! Reading a file once more: what was decided about it, or what changed meanwhile, makes another preview.
use super::{State, record};
use crate::{db::Write, job, refusal::Refusal};

/// Asks for the file to be read again; the new preview replaces this one. The caller stores the run.
pub(super) async fn again(write: &Write, run: &mut record::Model) -> Result<(), Refusal> {
    run.state = State::Reading.key().into();
    job::change::enqueue(write, job::Kind::ReadImport, run.id).await?;
    Ok(())
}
