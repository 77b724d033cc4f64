//! Operations on statements of use. Nothing is edited: a later statement follows an earlier one.
use super::{State, record};
use crate::{db::Write, refusal::Refusal};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

/// A statement that is to be recorded.
#[derive(Debug, Clone)]
pub struct New {
    /// The solution.
    pub solution_id: i64,
    /// The municipality.
    pub ags: String,
    /// How far it is.
    pub state: State,
    /// Why, for rejections.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Where it comes from.
    pub origin_id: i64,
    /// The statement it follows.
    pub replaces: Option<i64>,
    /// Whether it is invented.
    pub sample: bool,
}

/// Records a statement inside a write (used by seeds); rights are the caller's.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, new: New) -> Result<i64, Refusal> {
    let row = record::ActiveModel {
        id: NotSet,
        solution_id: Set(new.solution_id),
        ags: Set(new.ags),
        state: Set(new.state.key().into()),
        reason: Set(new.reason),
        valid_on: Set(new.valid_on),
        recorded_at: Set(write.now.instant),
        recorded_by: Set(write.actor.account_id),
        origin_id: Set(new.origin_id),
        replaces_id: Set(new.replaces),
        audit_id: Set(write.audit.id),
        sample: Set(new.sample),
    };
    let row = record::Entity::insert(row).exec_with_returning(write.tx()).await?;
    write.audit.cover(&row.line());
    Ok(row.id)
}
