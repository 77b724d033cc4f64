//! The mail that asks: who sends it next, and what became of it. Sending is housekeeping and leaves no audit row.
use super::{VALID, mailbox_of, record};
use crate::{
    clock::Now,
    db::Db,
    interest::{
        letter::{LEASE, Outcome},
        rules,
    },
    refusal::Refusal,
    session::digest,
    solution::{
        catalogue::{Entry, load::catalogue},
        gate::State,
    },
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

/// A mail that is to be sent.
#[derive(Clone)]
pub struct Letter {
    /// The question.
    pub id: i64,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Where it goes.
    pub mailbox: String,
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub solution: String,
    /// When somebody last confirmed the sheet; none where nobody did.
    pub confirmed_on: Option<NaiveDate>,
    /// Until when the link is good.
    pub valid_until: DateTime<Utc>,
}

/// Claims the mail that is due the longest, in one statement: two processes never send the same. The token takes the place
/// of that of an earlier attempt.
///
/// # Errors
/// The driver's error.
pub async fn claim(db: &Db, now: Now, token: &str) -> Result<Option<Letter>, Refusal> {
    let due = Condition::all()
        .add(record::Column::MailDueAt.lte(now.instant))
        .add(record::Column::AskedAt.gt(now.instant - VALID));
    loop {
        // a look without a lock: most of the time there is nothing to do
        if record::Entity::find().filter(due.clone()).one(db.read()).await?.is_none() {
            return Ok(None);
        }
        let mut next = record::Entity::find()
            .select_only()
            .column(record::Column::Id)
            .filter(due.clone())
            .order_by_asc(record::Column::MailDueAt)
            .order_by_asc(record::Column::Id)
            .limit(1)
            .into_query();
        next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let claimed = record::Entity::update_many()
            .col_expr(record::Column::LinkHash, Expr::value(digest(token)))
            .col_expr(record::Column::MailAttempts, Expr::col(record::Column::MailAttempts).add(1))
            .col_expr(record::Column::MailDueAt, Expr::value(now.instant + LEASE))
            .filter(record::Column::Id.in_subquery(next))
            .exec_with_returning(db.housekeeping())
            .await?;
        let Some(row) = claimed.into_iter().next() else { return Ok(None) };
        let all = catalogue(db, Viewpoint::now(&now)).await?;
        match all.entries.iter().find(|entry| entry.id == row.solution_id).and_then(|entry| letter(&row, entry)) {
            Some(letter) => return Ok(Some(letter)),
            // settled meanwhile
            None => record::Entity::delete_by_id(row.id).exec(db.housekeeping()).await?,
        };
    }
}

fn letter(row: &record::Model, entry: &Entry) -> Option<Letter> {
    (entry.state == State::ToConfirm && entry.gate.published == Some(row.sheet_id)).then_some(())?;
    Some(Letter {
        id: row.id,
        attempt: row.mail_attempts,
        mailbox: mailbox_of(&entry.sheet)?,
        slug: entry.slug.clone(),
        solution: entry.sheet.name().to_owned(),
        confirmed_on: entry.confirmed_on(),
        valid_until: row.asked_at + VALID,
    })
}

/// Writes down what became of an attempt; whether it will be tried again. A mail that did not leave in any attempt stays
/// due at the end of the link's time, when nobody sends it any more: so [`super::due::clean_up`] knows that nobody was asked.
/// Nothing happens when the question is settled, or in the hands of another process by now.
///
/// # Errors
/// The driver's error.
pub async fn done(db: &Db, now: Now, letter: &Letter, outcome: Outcome) -> Result<bool, DbErr> {
    let (next, due) = match outcome {
        Outcome::Later => {
            let next = rules::next_try(letter.attempt, now.instant);
            (next, Some(next.unwrap_or(letter.valid_until)))
        }
        Outcome::Sent | Outcome::Never => (None, None),
    };
    record::Entity::update_many()
        .col_expr(record::Column::MailDueAt, Expr::value(due))
        .filter(record::Column::Id.eq(letter.id))
        .filter(record::Column::MailAttempts.eq(letter.attempt))
        .exec(db.housekeeping())
        .await?;
    Ok(next.is_some())
}
