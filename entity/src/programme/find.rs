//! Questions about programmes.
use super::{period, record, target};
use crate::{db::Db, refusal::Refusal};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A programme with the versions of its period, oldest first, and its targets.
#[derive(Debug, Clone)]
pub struct Programme {
    /// The programme.
    pub record: record::Model,
    /// Versions of its period, oldest first.
    pub periods: Vec<period::Model>,
    /// Its targets.
    pub targets: Vec<target::Model>,
}

impl Programme {
    /// The period that held on a day: the newest version that was valid by then.
    #[must_use]
    pub fn period(&self, day: NaiveDate) -> Option<&period::Model> {
        self.periods.iter().rev().find(|period| period.valid_on <= day)
    }
}

/// The programme at an address word.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn by_slug(db: &Db, slug: &str) -> Result<Programme, Refusal> {
    let record =
        record::Entity::find().filter(record::Column::Slug.eq(slug)).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let periods = period::Entity::find()
        .filter(period::Column::ProgrammeId.eq(record.id))
        .order_by_asc(period::Column::Version)
        .all(db.read())
        .await?;
    let targets = target::Entity::find()
        .filter(target::Column::ProgrammeId.eq(record.id))
        .order_by_asc(target::Column::Id)
        .all(db.read())
        .await?;
    Ok(Programme { record, periods, targets })
}
