//! The memos of a grant case. All of them are internal.
use super::record;
use crate::{
    actor::Actor,
    db::Db,
    grant::{current::held, standing},
    permission::Action,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// The memos of a case.
#[derive(Debug, Clone)]
pub struct OfCase {
    /// Number and title of the project.
    pub project: (String, String),
    /// File reference of the case.
    pub reference: String,
    /// Whether the case is invented.
    pub sample: bool,
    /// Approved versions of its decision: key, number, date.
    pub versions: Vec<(i64, i32, NaiveDate)>,
    /// Memos and what takes them back, in the order of recording.
    pub memos: Vec<record::Model>,
    /// How many there are now; forms carry it.
    pub version: i32,
    /// Whether the actor may record one now.
    pub may_change: bool,
}

impl OfCase {
    /// The memos that are not taken back.
    pub fn live(&self) -> impl Iterator<Item = &record::Model> {
        live(&self.memos)
    }
}

/// Of memos and what takes them back those that count.
pub(crate) fn live(memos: &[record::Model]) -> impl Iterator<Item = &record::Model> {
    memos.iter().filter(|row| row.reverses_id.is_none() && !memos.iter().any(|other| other.reverses_id == Some(row.id)))
}

/// All memos of a case and what takes them back, in the order of recording.
///
/// # Errors
/// The driver's error.
pub(crate) async fn all(connection: &impl ConnectionTrait, case_id: i64) -> Result<Vec<record::Model>, DbErr> {
    let query = record::Entity::find().filter(record::Column::CaseId.eq(case_id));
    query.order_by_asc(record::Column::Id).all(connection).await
}

/// The memos of a case as of a day and as known at an instant.
///
/// # Errors
/// Not found, or refused for those who may not see what is internal.
pub async fn of_case(db: &Db, actor: &Actor, view: Viewpoint, case_id: i64) -> Result<OfCase, Refusal> {
    if !actor.is_signed_in() {
        return Err(Refusal::SignInRequired);
    }
    let standing = standing::of_case(db.read(), case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::SeeInternal, &standing.place)?;
    let mut memos = all(db.read(), case_id).await?;
    let version = i32::try_from(memos.len()).unwrap_or(i32::MAX);
    memos.retain(|row| seen(row, view));
    let approved = standing.decisions.iter().filter(|row| held(row, standing.verdicts(), view));
    Ok(OfCase {
        versions: approved.map(|row| (row.id, row.version, row.dated_on)).collect(),
        may_change: view.is_now() && actor.can(Action::ProposeDecision, &standing.place),
        project: (standing.project.number, standing.project.title),
        reference: standing.case.reference,
        sample: standing.case.sample,
        memos,
        version,
    })
}

/// Whether a memo is seen from a viewpoint.
pub(crate) fn seen(row: &record::Model, view: Viewpoint) -> bool {
    row.dated_on <= view.as_of && view.known_at.is_none_or(|known| row.recorded_at <= known)
}
