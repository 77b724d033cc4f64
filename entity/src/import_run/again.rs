//! Reading a file once more: what was decided about it, or what changed meanwhile, makes another preview.
use super::{State, finding, item, record, row};
use crate::{db::Write, job, refusal::Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Takes the preview away and asks for the file to be read again. The caller stores the run.
pub(super) async fn again(write: &Write, run: &mut record::Model) -> Result<(), Refusal> {
    item::Entity::delete_many().filter(item::Column::RunId.eq(run.id)).exec(write.tx()).await?;
    row::Entity::delete_many().filter(row::Column::RunId.eq(run.id)).exec(write.tx()).await?;
    finding::Entity::delete_many().filter(finding::Column::RunId.eq(run.id)).exec(write.tx()).await?;
    run.state = State::Reading.key().into();
    job::change::enqueue(write, job::Kind::ReadImport, run.id).await?;
    Ok(())
}
