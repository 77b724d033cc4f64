//! Who a request comes from.
use super::{Lifetime, digest, record, token};
use crate::{account, actor::Actor, clock::Now, db::Db};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

/// What a request shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// The secret of a session's cookie.
    Session(String),
    /// A token of the JSON interface.
    Token(String),
}

/// Never print a secret.
impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Session(_) => "Session(…)",
            Self::Token(_) => "Token(…)",
        })
    }
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who acts.
    pub actor: Actor,
    /// The name that pages show.
    pub display_name: String,
    /// To be written by [`seen`], at most once a minute.
    pub seen: Option<Seen>,
}

/// A use of a session or token that is not yet written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Of the session with this key.
    Session(i64),
    /// Of the token with this key.
    Token(i64),
}

/// Who shows this credential, `None` if nobody: unknown, ended, void, or the account is shut.
///
/// # Errors
/// The driver's error.
pub async fn actor_for(
    db: &Db,
    now: &Now,
    credential: &Credential,
    lifetime: &Lifetime,
) -> Result<Option<SignedIn>, DbErr> {
    let found = match credential {
        Credential::Session(secret) => session(db, now, secret, lifetime).await?,
        Credential::Token(secret) => token(db, now, secret).await?,
    };
    let Some((account_id, seen)) = found else { return Ok(None) };
    let account = account::record::Entity::find_by_id(account_id).one(db.read()).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(None) };
    let grants = account::find::grants_of(db.read(), account.id).await?;
    Ok(Some(SignedIn {
        actor: Actor::person(account.id, account.name, grants),
        display_name: account.display_name,
        seen,
    }))
}

/// Writes down that a session or token was used. Reading works without: who may not write (a locked or full
/// database) can still look.
///
/// # Errors
/// The driver's error.
pub async fn seen(db: &Db, now: &Now, seen: Seen) -> Result<(), DbErr> {
    match seen {
        Seen::Session(id) => {
            record::Entity::update_many()
                .col_expr(record::Column::LastSeenAt, Expr::value(now.instant))
                .filter(record::Column::Id.eq(id))
                .exec(db.housekeeping())
                .await?;
        }
        Seen::Token(id) => {
            token::Entity::update_many()
                .col_expr(token::Column::LastUsedAt, Expr::value(now.instant))
                .filter(token::Column::Id.eq(id))
                .exec(db.housekeeping())
                .await?;
        }
    }
    Ok(())
}

type Found = Option<(i64, Option<Seen>)>;

async fn session(db: &Db, now: &Now, secret: &str, lifetime: &Lifetime) -> Result<Found, DbErr> {
    let found = record::Entity::find().filter(record::Column::TokenHash.eq(digest(secret))).one(db.read()).await?;
    let Some(session) = found else { return Ok(None) };
    if session.ends_at <= now.instant || session.last_seen_at + lifetime.idle <= now.instant {
        return Ok(None);
    }
    let seen = a_minute_ago(session.last_seen_at, now).then_some(Seen::Session(session.id));
    Ok(Some((session.account_id, seen)))
}

async fn token(db: &Db, now: &Now, secret: &str) -> Result<Found, DbErr> {
    let found = token::Entity::find()
        .filter(token::Column::TokenHash.eq(digest(secret)))
        .filter(token::Column::RevokedAt.is_null())
        .one(db.read())
        .await?;
    let Some(token) = found else { return Ok(None) };
    let seen = token.last_used_at.is_none_or(|last| a_minute_ago(last, now)).then_some(Seen::Token(token.id));
    Ok(Some((token.account_id, seen)))
}

/// Reading must not write every time.
fn a_minute_ago(last: DateTime<Utc>, now: &Now) -> bool {
    now.instant - last >= TimeDelta::minutes(1)
}
