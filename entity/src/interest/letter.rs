//! The mail that asks for confirmation: who sends it next, and what became of it. Sending is housekeeping and leaves no
//! audit row.
use super::{record, rules};
use crate::{
    clock::Now, db::Db, municipality, refusal::Refusal, session::digest, solution::find::released_name,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

/// How long a mail belongs to the process that claimed it; then another tries.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A mail that is to be sent.
#[derive(Clone)]
pub struct Letter {
    /// The interest.
    pub id: i64,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Where it goes.
    pub mailbox: String,
    /// The solution's name.
    pub solution: String,
    /// The municipality's name.
    pub municipality: String,
    /// Until when its link is good.
    pub valid_until: DateTime<Utc>,
}

/// Claims the mail that is due the longest, in one statement: two processes never send the same. The tokens take the
/// place of those of an earlier attempt, which only their hashes are known of.
///
/// # Errors
/// The driver's error.
pub async fn claim(db: &Db, now: Now, confirm: &str, withdraw: &str) -> Result<Option<Letter>, Refusal> {
    let due = Condition::all()
        .add(record::Column::MailDueAt.lte(now.instant))
        .add(record::Column::ConfirmedAt.is_null())
        .add(record::Column::RequestedAt.gt(now.instant - rules::VALID));
    // a look without a lock: most of the time there is nothing to do
    if record::Entity::find().filter(due.clone()).one(db.read()).await?.is_none() {
        return Ok(None);
    }
    let mut next = record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .filter(due)
        .order_by_asc(record::Column::MailDueAt)
        .order_by_asc(record::Column::Id)
        .limit(1)
        .into_query();
    next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let claimed = record::Entity::update_many()
        .col_expr(record::Column::ConfirmHash, Expr::value(digest(confirm)))
        .col_expr(record::Column::WithdrawHash, Expr::value(digest(withdraw)))
        .col_expr(record::Column::MailAttempts, Expr::col(record::Column::MailAttempts).add(1))
        .col_expr(record::Column::MailDueAt, Expr::value(now.instant + LEASE))
        .filter(record::Column::Id.in_subquery(next))
        .exec_with_returning(db.housekeeping())
        .await?;
    let Some(row) = claimed.into_iter().next() else { return Ok(None) };
    let solution = released_name(db, Viewpoint::now(&now), row.solution_id).await?;
    let municipality = municipality::record::Entity::find_by_id(row.ags).one(db.read()).await?;
    Ok(Some(Letter {
        id: row.id,
        attempt: row.mail_attempts,
        mailbox: row.mailbox,
        solution: solution.unwrap_or_default(),
        municipality: municipality.map(|row| row.name).unwrap_or_default(),
        valid_until: rules::valid_until(row.requested_at),
    }))
}

/// What became of an attempt to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A mail server took it.
    Sent,
    /// Not this time: it is tried again after a while ([`rules::MAIL_WAITS`]).
    Later,
    /// Never: no server will take it.
    Never,
}

/// Writes down what became of an attempt; whether it will be tried again. Nothing happens when the interest is gone, or
/// in the hands of another process by now.
///
/// # Errors
/// The driver's error.
pub async fn done(db: &Db, now: Now, letter: &Letter, outcome: Outcome) -> Result<bool, DbErr> {
    let next = match outcome {
        Outcome::Later => rules::next_try(letter.attempt, now.instant),
        Outcome::Sent | Outcome::Never => None,
    };
    record::Entity::update_many()
        .col_expr(record::Column::MailDueAt, Expr::value(next))
        .filter(record::Column::Id.eq(letter.id))
        .filter(record::Column::MailAttempts.eq(letter.attempt))
        .filter(record::Column::ConfirmedAt.is_null())
        .exec(db.housekeeping())
        .await?;
    Ok(next.is_some())
}
