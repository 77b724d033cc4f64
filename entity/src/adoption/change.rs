//! Operations on statements of use. Nothing is edited: a later statement follows an earlier one.
use super::{Speaker, State, UseKind, record};
use crate::{db::Write, money::Cents, refusal::Refusal};
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
    /// Who says it.
    pub said_by: Speaker,
    /// What the adopter tells beside it.
    pub told: Told,
}

/// What an adopter tells of its use; all of it optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// In which way it is taken over.
    pub use_kind: Option<UseKind>,
    /// Person-days spent until now.
    pub person_days: Option<i32>,
    /// Money spent until now.
    pub cost: Option<Cents>,
    /// What was learned.
    pub lessons: Option<String>,
    /// What was changed.
    pub changes: Option<String>,
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
        said_by: Set(new.said_by.key().into()),
        use_kind: Set(new.told.use_kind.map(|kind| kind.key().into())),
        person_days: Set(new.told.person_days),
        cost_cents: Set(new.told.cost),
        lessons: Set(new.told.lessons),
        changes: Set(new.told.changes),
    };
    let row = record::Entity::insert(row).exec_with_returning(write.tx()).await?;
    write.audit.cover(&row.line());
    Ok(row.id)
}
