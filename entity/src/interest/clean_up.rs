//! Deletes what may not be kept longer.
use super::{attempt, record, rules};
use crate::{actor::Actor, audit::Entry, clock::Now, db::Db, refusal::Refusal};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

/// Deletes interest that nobody confirmed in time and interest that is as old as the law of this house allows, and
/// attempts that nobody counts any more. Gives how many confirmed ones were deleted: they leave one row with that
/// number in the audit trail.
///
/// # Errors
/// The database's refusal.
pub async fn run(db: &Db, now: Now) -> Result<u64, Refusal> {
    unconfirmed(db, now, None).await?;
    attempt::clean_up(db, now).await?;
    let old = Condition::all().add(record::Column::ConfirmedAt.lte(now.instant - rules::KEPT));
    // most of the time there is nothing to do
    if record::Entity::find().filter(old.clone()).count(db.read()).await? == 0 {
        return Ok(0);
    }
    let write = db.write(now, &Actor::system("Aufräumen")).await?;
    let count = record::Entity::delete_many().filter(old).exec(write.tx()).await?.rows_affected;
    let detail = serde_json::json!({"deleted": count, "after_days": rules::KEPT.num_days()});
    let entry =
        Entry { action: "interest.expire", subject: "interest", subject_id: String::new(), detail, reason: None };
    write.commit(entry).await?;
    Ok(count)
}

/// Deletes what nobody confirmed in time, of one mailbox or of all.
pub(super) async fn unconfirmed(db: &Db, now: Now, folded: Option<&str>) -> Result<(), DbErr> {
    let old = Condition::all()
        .add(record::Column::ConfirmedAt.is_null())
        .add(record::Column::RequestedAt.lte(now.instant - rules::VALID))
        .add_option(folded.map(|folded| record::Column::MailboxFolded.eq(folded)));
    // a look without a lock
    if record::Entity::find().filter(old.clone()).count(db.read()).await? > 0 {
        record::Entity::delete_many().filter(old).exec(db.housekeeping()).await?;
    }
    Ok(())
}
