//! Begin and end of sessions, and the brake on guessing passwords.
use super::{Lifetime, attempt, digest, record};
use crate::{account, actor::Actor, audit::Entry, clock::Now, db::Db, refusal::Refusal, text};
use chrono::TimeDelta;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

/// How many failures are borne within [`Limits::window`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For one name from one address, since the last success.
    pub per_name_and_address: u64,
    /// From one address, whatever the name.
    pub per_address: u64,
    /// For one name, from wherever.
    pub per_name: u64,
    /// The window.
    pub window: TimeDelta,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_name_and_address: 5, per_address: 30, per_name: 50, window: TimeDelta::minutes(15) }
    }
}

/// Notes an attempt to sign in before the password is looked at, so that many attempts at the same time count, too.
/// The attempt counts as failed until [`succeeded`] says otherwise.
///
/// # Errors
/// [`Refusal::TooMany`] when there were too many failures; then this attempt does not count.
pub async fn attempt(db: &Db, now: Now, name: &str, address: &str, limits: &Limits) -> Result<i64, Refusal> {
    let connection = db.housekeeping();
    let name: String = text::fold(name).chars().take(80).collect();
    let id = attempt::Entity::insert(attempt::ActiveModel {
        id: NotSet,
        name_folded: Set(name.clone()),
        address: Set(address.into()),
        at: Set(now.instant),
        succeeded: Set(false),
    })
    .exec(connection)
    .await?
    .last_insert_id;
    let since = now.instant - limits.window;
    let failures = || {
        attempt::Entity::find()
            .filter(attempt::Column::Id.lt(id))
            .filter(attempt::Column::At.gt(since))
            .filter(attempt::Column::Succeeded.eq(false))
    };
    let last_success = attempt::Entity::find()
        .filter(attempt::Column::NameFolded.eq(&name))
        .filter(attempt::Column::Address.eq(address))
        .filter(attempt::Column::Succeeded.eq(true))
        .order_by_desc(attempt::Column::Id)
        .one(connection)
        .await?
        .map_or(0, |row| row.id);
    let by_name = || failures().filter(attempt::Column::NameFolded.eq(&name));
    let by_address = failures().filter(attempt::Column::Address.eq(address));
    let both = by_name().filter(attempt::Column::Address.eq(address)).filter(attempt::Column::Id.gt(last_success));
    for (query, limit) in
        [(both, limits.per_name_and_address), (by_address, limits.per_address), (by_name(), limits.per_name)]
    {
        if let Some(retry_after) = exceeded(connection, query, limit, now, limits.window).await? {
            attempt::Entity::delete_by_id(id).exec(connection).await?;
            return Err(Refusal::TooMany { retry_after });
        }
    }
    Ok(id)
}

/// Seconds until the oldest of the failures that fill the limit leaves the window.
async fn exceeded(
    connection: &impl ConnectionTrait,
    query: Select<attempt::Entity>,
    limit: u64,
    now: Now,
    window: TimeDelta,
) -> Result<Option<u64>, DbErr> {
    if query.clone().count(connection).await? < limit {
        return Ok(None);
    }
    let oldest =
        query.order_by_desc(attempt::Column::Id).offset(limit.saturating_sub(1)).limit(1).one(connection).await?;
    let wait = oldest.map_or(window, |oldest| oldest.at + window - now.instant);
    Ok(Some(Ord::max(u64::try_from(wait.num_seconds()).unwrap_or(0), 1)))
}

/// The attempt was good.
///
/// # Errors
/// The driver's error.
pub async fn succeeded(db: &Db, attempt: i64) -> Result<(), DbErr> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Succeeded, Expr::value(true))
        .filter(attempt::Column::Id.eq(attempt))
        .exec(db.housekeeping())
        .await?;
    Ok(())
}

/// A session that begins.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Who signed in.
    pub account_id: i64,
    /// The new secret.
    pub secret: String,
    /// The secret that the browser carried before, which ends.
    pub previous: Option<String>,
}

/// Begins a session with a new secret; a session that the browser had ends.
///
/// # Errors
/// [`Refusal::Forbidden`] when the account was shut meanwhile.
pub async fn begin(db: &Db, now: Now, lifetime: &Lifetime, command: Begin) -> Result<(), Refusal> {
    let account =
        account::record::Entity::find_by_id(command.account_id).one(db.read()).await?.ok_or(Refusal::Forbidden)?;
    let actor = Actor::person(account.id, account.name, Vec::new());
    let write = db.write(now, &actor).await?;
    // again, now that nobody else writes
    let account = account::record::Entity::find_by_id(account.id).one(write.tx()).await?.ok_or(Refusal::Forbidden)?;
    if account.disabled_at.is_some() {
        return Err(Refusal::Forbidden);
    }
    if let Some(previous) = &command.previous {
        record::Entity::delete_many().filter(record::Column::TokenHash.eq(digest(previous))).exec(write.tx()).await?;
    }
    let id = record::Entity::insert(record::ActiveModel {
        id: NotSet,
        token_hash: Set(digest(&command.secret)),
        account_id: Set(account.id),
        created_at: Set(now.instant),
        last_seen_at: Set(now.instant),
        ends_at: Set(now.instant + lifetime.absolute),
    })
    .exec(write.tx())
    .await?
    .last_insert_id;
    write
        .commit(Entry {
            action: "session.begin",
            subject: "session",
            subject_id: id.to_string(),
            detail: json!({ "account": account.name }),
            reason: None,
        })
        .await
}

/// Ends the session with this secret. That there is none is fine.
///
/// # Errors
/// [`Refusal::Fault`].
pub async fn end(db: &Db, now: Now, actor: &Actor, secret: &str) -> Result<(), Refusal> {
    let found = record::Entity::find().filter(record::Column::TokenHash.eq(digest(secret))).one(db.read()).await?;
    let Some(session) = found else { return Ok(()) };
    let write = db.write(now, actor).await?;
    record::Entity::delete_by_id(session.id).exec(write.tx()).await?;
    write
        .commit(Entry {
            action: "session.end",
            subject: "session",
            subject_id: session.id.to_string(),
            detail: json!({}),
            reason: None,
        })
        .await
}

/// Removes sessions that have ended and attempts nobody counts any more.
///
/// # Errors
/// The driver's error.
pub async fn clean_up(db: &Db, now: Now, lifetime: &Lifetime) -> Result<(), DbErr> {
    record::Entity::delete_many()
        .filter(
            record::Column::EndsAt
                .lte(now.instant)
                .or(record::Column::LastSeenAt.lte(now.instant - lifetime.idle - TimeDelta::minutes(2))),
        )
        .exec(db.housekeeping())
        .await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::At.lte(now.instant - TimeDelta::days(1)))
        .exec(db.housekeeping())
        .await?;
    Ok(())
}
