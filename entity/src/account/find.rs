//! Questions about accounts.
use super::{record, role};
use crate::{
    actor::{Actor, Grant, Place},
    db::Db,
    permission::{Action, Role},
    refusal::Refusal,
    text,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// An account as the list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Key.
    pub id: i64,
    /// Sign-in name.
    pub name: String,
    /// Name shown.
    pub display_name: String,
    /// Roles that hold now.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it is shut.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Counts changes; a form carries it.
    pub version: i32,
}

/// All accounts by name, with their roles.
///
/// # Errors
/// Forbidden for those who do not manage accounts.
pub async fn list(db: &Db, actor: &Actor) -> Result<Vec<Line>, Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let accounts = record::Entity::find().order_by_asc(record::Column::Name).all(db.read()).await?;
    let mut grants: HashMap<i64, Vec<Grant>> = HashMap::new();
    for row in role::Entity::find()
        .filter(role::Column::RevokedAt.is_null())
        .order_by_asc(role::Column::Id)
        .all(db.read())
        .await?
    {
        if let Some(grant) = grant(&row) {
            grants.entry(row.account_id).or_default().push(grant);
        }
    }
    Ok(accounts
        .into_iter()
        .map(|account| Line {
            grants: grants.remove(&account.id).unwrap_or_default(),
            id: account.id,
            name: account.name,
            display_name: account.display_name,
            created_at: account.created_at,
            disabled_at: account.disabled_at,
            version: account.version,
        })
        .collect())
}

/// The account with a sign-in name, however it is typed.
///
/// # Errors
/// The driver's error.
pub async fn by_name(connection: &impl ConnectionTrait, name: &str) -> Result<Option<record::Model>, DbErr> {
    record::Entity::find().filter(record::Column::Name.eq(text::fold(name))).one(connection).await
}

/// The person of an account with the roles it holds now, for work that the person decided: it stays theirs when the
/// account is shut meanwhile. None for no account.
///
/// # Errors
/// The driver's error.
pub async fn actor(connection: &impl ConnectionTrait, account_id: Option<i64>) -> Result<Option<Actor>, DbErr> {
    let Some(id) = account_id else { return Ok(None) };
    let Some(account) = record::Entity::find_by_id(id).one(connection).await? else { return Ok(None) };
    let grants = grants_of(connection, id).await?;
    Ok(Some(Actor::person(id, account.name, grants)))
}

/// The roles that an account holds now.
///
/// # Errors
/// The driver's error.
pub async fn grants_of(connection: &impl ConnectionTrait, account_id: i64) -> Result<Vec<Grant>, DbErr> {
    let rows = role::Entity::find()
        .filter(role::Column::AccountId.eq(account_id))
        .filter(role::Column::RevokedAt.is_null())
        .order_by_asc(role::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.iter().filter_map(grant).collect())
}

fn grant(row: &role::Model) -> Option<Grant> {
    Role::from_key(&row.role).map(|role| Grant { role, scope: row.scope.clone() })
}
