//! An attempt to show interest, kept for a day to slow down programs.
use super::rules;
use crate::{clock::Now, db::Db, refusal::Refusal, session::digest};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect,
    entity::prelude::*,
};
use serde::{Deserialize, Serialize};

/// An attempt to show interest, kept for a day to slow down programs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "interest_attempt")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// sha-256 of where from.
    pub address_hash: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// No relations: questions join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Notes an attempt from a network address.
///
/// # Errors
/// [`Refusal::TooMany`] when there were too many; then this one does not count, so the table stays small.
pub(super) async fn note(db: &Db, now: Now, address: &str) -> Result<(), Refusal> {
    let hash = digest(&format!("interest {address}"));
    // a look without a lock: who floods must not keep others from writing
    if let Some(retry_after) = exceeded(db.read(), now, &hash, None).await? {
        return Err(Refusal::TooMany { retry_after });
    }
    let connection = db.housekeeping();
    let new = ActiveModel { id: NotSet, address_hash: Set(hash.clone()), at: Set(now.instant) };
    let id = Entity::insert(new).exec(connection).await?.last_insert_id;
    // again among those before it, so that many at the same time count, too
    if let Some(retry_after) = exceeded(connection, now, &hash, Some(id)).await? {
        Entity::delete_by_id(id).exec(connection).await?;
        return Err(Refusal::TooMany { retry_after });
    }
    Ok(())
}

/// Seconds until the oldest of the attempts that fill a limit leaves its window.
async fn exceeded(
    connection: &impl ConnectionTrait,
    now: Now,
    hash: &str,
    before: Option<i64>,
) -> Result<Option<u64>, DbErr> {
    let within = |window: TimeDelta| {
        let query = Entity::find().filter(Column::At.gt(now.instant - window));
        before.map_or(query.clone(), |id| query.filter(Column::Id.lt(id)))
    };
    let of_address = |window| within(window).filter(Column::AddressHash.eq(hash));
    for (query, limit, window) in [
        (of_address(rules::HOUR), rules::PER_HOUR, rules::HOUR),
        (of_address(rules::DAY), rules::PER_DAY, rules::DAY),
        (within(rules::HOUR), rules::ALL_PER_HOUR, rules::HOUR),
    ] {
        if query.clone().count(connection).await? < limit {
            continue;
        }
        let oldest = query.order_by_desc(Column::Id).offset(limit.saturating_sub(1)).limit(1).one(connection).await?;
        let wait = oldest.map_or(window, |oldest| oldest.at + window - now.instant);
        return Ok(Some(Ord::max(u64::try_from(wait.num_seconds()).unwrap_or(0), 1)));
    }
    Ok(None)
}

/// Removes attempts that nobody counts any more.
pub(super) async fn clean_up(db: &Db, now: Now) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::At.lte(now.instant - rules::DAY)).exec(db.housekeeping()).await?;
    Ok(())
}
