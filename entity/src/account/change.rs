//! Operations on accounts: open, shut, give roles, set a password, make and void tokens.
use super::{find, record, role};
use crate::{
    actor::{Actor, Grant, Place},
    audit::Entry,
    authority,
    clock::Now,
    db::{Db, Write},
    municipality,
    permission::{Action, Role, ScopeKind},
    project,
    refusal::{FieldError, Refusal},
    region, session, text,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

/// The shortest password that is accepted, in characters.
pub const PASSWORD_MIN: usize = 12;
/// The longest password that is accepted, in characters.
pub const PASSWORD_MAX: usize = 256;

/// An account that is not yet there.
#[derive(Debug, Clone)]
pub struct New {
    /// Sign-in name; kept folded.
    pub name: String,
    /// Name shown; the sign-in name if empty.
    pub display_name: String,
    /// argon2id in PHC form.
    pub password_hash: String,
    /// Roles with scope; at least one.
    pub grants: Vec<Grant>,
}

/// Replaces the roles of an account.
#[derive(Debug, Clone)]
pub struct SetRoles {
    /// Whose.
    pub name: String,
    /// The version that the form showed.
    pub version: i32,
    /// The roles from now on.
    pub grants: Vec<Grant>,
}

/// A token for the JSON interface that is not yet there.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Whose rights it will have.
    pub account: String,
    /// What it is for.
    pub label: String,
    /// sha-256 of the token, see [`session::digest`].
    pub token_hash: String,
}

/// Opens an account.
///
/// # Errors
/// Forbidden, or field by field what is wrong: a name that is taken, a role without the scope it needs.
pub async fn add(db: &Db, actor: &Actor, now: Now, command: New) -> Result<i64, Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let name = check_name(&command.name)?;
    let display_name = match command.display_name.trim() {
        "" => command.name.trim().to_owned(),
        shown if shown.chars().count() > 120 => {
            return Err(Refusal::field("display_name", "too_long", "Der Anzeigename hat höchstens 120 Zeichen."));
        }
        shown => shown.to_owned(),
    };
    let write = db.write(now, actor).await?;
    if find::by_name(write.tx(), &name).await?.is_some() {
        return Err(Refusal::field(
            "name",
            "taken",
            format!("Das Konto „{name}“ gibt es schon. Bitte einen anderen Namen wählen."),
        ));
    }
    let grants = check_grants(&write, &command.grants).await?;
    let id = record::Entity::insert(record::ActiveModel {
        id: NotSet,
        name: Set(name.clone()),
        display_name: Set(display_name.clone()),
        password_hash: Set(command.password_hash),
        created_at: Set(now.instant),
        disabled_at: Set(None),
        version: Set(1),
    })
    .exec(write.tx())
    .await?
    .last_insert_id;
    insert_grants(&write, id, &grants).await?;
    let detail = json!({ "name": name, "display_name": display_name, "roles": words(&grants) });
    write.commit(entry("account.add", id, detail)).await?;
    Ok(id)
}

/// Shuts an account: its sessions and tokens end at once.
///
/// # Errors
/// Forbidden, not found, or a rule: nobody shuts the account they are signed in with.
pub async fn disable(db: &Db, actor: &Actor, now: Now, name: &str) -> Result<(), Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let write = db.write(now, actor).await?;
    let account = find::by_name(write.tx(), name).await?.ok_or(Refusal::NotFound)?;
    if actor.account_id == Some(account.id) {
        return Err(Refusal::rule(
            "own_account",
            "Das eigene Konto lässt sich nicht sperren. Bitte jemand anderen darum bitten.",
        ));
    }
    if account.disabled_at.is_some() {
        return Err(Refusal::rule("already_disabled", format!("Das Konto „{}“ ist schon gesperrt.", account.name)));
    }
    record::Entity::update_many()
        .col_expr(record::Column::DisabledAt, Expr::value(now.instant))
        .col_expr(record::Column::Version, Expr::col(record::Column::Version).add(1))
        .filter(record::Column::Id.eq(account.id))
        .exec(write.tx())
        .await?;
    let sessions = end_sessions(&write, account.id).await?;
    let tokens = session::token::Entity::update_many()
        .col_expr(session::token::Column::RevokedAt, Expr::value(now.instant))
        .filter(session::token::Column::AccountId.eq(account.id))
        .filter(session::token::Column::RevokedAt.is_null())
        .exec(write.tx())
        .await?
        .rows_affected;
    let detail = json!({ "name": account.name, "sessions_ended": sessions, "tokens_revoked": tokens });
    write.commit(entry("account.disable", account.id, detail)).await
}

/// Replaces the roles of an account. Its sessions end, so that nobody works on with rights they no longer have.
///
/// # Errors
/// Forbidden, not found, stale, a scope that does not exist, or a rule: nobody gives roles to themselves.
pub async fn set_roles(db: &Db, actor: &Actor, now: Now, command: SetRoles) -> Result<(), Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let write = db.write(now, actor).await?;
    let account = find::by_name(write.tx(), &command.name).await?.ok_or(Refusal::NotFound)?;
    if actor.account_id == Some(account.id) {
        return Err(Refusal::rule(
            "own_roles",
            "Niemand ändert die eigenen Rollen. Bitte jemand anderen darum bitten.",
        ));
    }
    if account.version != command.version {
        return Err(Refusal::Stale);
    }
    let grants = check_grants(&write, &command.grants).await?;
    let before = find::grants_of(write.tx(), account.id).await?;
    role::Entity::update_many()
        .col_expr(role::Column::RevokedAt, Expr::value(now.instant))
        .filter(role::Column::AccountId.eq(account.id))
        .filter(role::Column::RevokedAt.is_null())
        .exec(write.tx())
        .await?;
    insert_grants(&write, account.id, &grants).await?;
    record::Entity::update_many()
        .col_expr(record::Column::Version, Expr::col(record::Column::Version).add(1))
        .filter(record::Column::Id.eq(account.id))
        .exec(write.tx())
        .await?;
    end_sessions(&write, account.id).await?;
    let detail = json!({ "name": account.name, "old": words(&before), "new": words(&grants) });
    write.commit(entry("account.roles", account.id, detail)).await
}

/// Sets the password of an account, one's own or (with the right to manage accounts) another's. Its sessions end.
///
/// # Errors
/// Forbidden or not found.
pub async fn set_password(db: &Db, actor: &Actor, now: Now, name: &str, password_hash: String) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let account = find::by_name(write.tx(), name).await?;
    if account.as_ref().is_none_or(|account| actor.account_id != Some(account.id)) {
        actor.may(Action::ManageAccounts, &Place::default())?;
    }
    let account = account.ok_or(Refusal::NotFound)?;
    record::Entity::update_many()
        .col_expr(record::Column::PasswordHash, Expr::value(password_hash))
        .col_expr(record::Column::Version, Expr::col(record::Column::Version).add(1))
        .filter(record::Column::Id.eq(account.id))
        .exec(write.tx())
        .await?;
    let sessions = end_sessions(&write, account.id).await?;
    let detail = json!({ "name": account.name, "sessions_ended": sessions });
    write.commit(entry("account.password", account.id, detail)).await
}

/// Makes a token with the rights of an account.
///
/// # Errors
/// Forbidden, not found, or a label that is empty or too long.
pub async fn add_token(db: &Db, actor: &Actor, now: Now, command: NewToken) -> Result<i64, Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let label = command.label.trim().to_owned();
    if label.is_empty() || label.chars().count() > 120 {
        return Err(Refusal::field("label", "length", "Bitte angeben, wofür das Token ist (1 bis 120 Zeichen)."));
    }
    let write = db.write(now, actor).await?;
    let account = find::by_name(write.tx(), &command.account).await?.ok_or(Refusal::NotFound)?;
    if account.disabled_at.is_some() {
        return Err(Refusal::rule("disabled", format!("Das Konto „{}“ ist gesperrt.", account.name)));
    }
    let id = session::token::Entity::insert(session::token::ActiveModel {
        id: NotSet,
        account_id: Set(account.id),
        label: Set(label.clone()),
        token_hash: Set(command.token_hash),
        created_at: Set(now.instant),
        last_used_at: Set(None),
        revoked_at: Set(None),
    })
    .exec(write.tx())
    .await?
    .last_insert_id;
    let detail = json!({ "account": account.name, "label": label });
    write.commit(Entry { subject: "api_token", ..entry("token.add", id, detail) }).await?;
    Ok(id)
}

/// Voids a token.
///
/// # Errors
/// Forbidden or not found.
pub async fn revoke_token(db: &Db, actor: &Actor, now: Now, id: i64) -> Result<(), Refusal> {
    actor.may(Action::ManageAccounts, &Place::default())?;
    let write = db.write(now, actor).await?;
    let done = session::token::Entity::update_many()
        .col_expr(session::token::Column::RevokedAt, Expr::value(now.instant))
        .filter(session::token::Column::Id.eq(id))
        .filter(session::token::Column::RevokedAt.is_null())
        .exec(write.tx())
        .await?;
    if done.rows_affected == 0 {
        return Err(Refusal::NotFound);
    }
    write.commit(Entry { subject: "api_token", ..entry("token.revoke", id, json!({})) }).await
}

/// Refuses passwords that are too short to be safe or too long to be meant.
///
/// # Errors
/// What is wrong, for the field `passwort`.
pub fn check_password(password: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Refusal::field(
            "passwort",
            "too_short",
            format!("Das Kennwort hat {length} Zeichen. Bitte mindestens {PASSWORD_MIN} Zeichen wählen."),
        ));
    }
    if length > PASSWORD_MAX {
        return Err(Refusal::field(
            "passwort",
            "too_long",
            format!("Das Kennwort hat höchstens {PASSWORD_MAX} Zeichen."),
        ));
    }
    Ok(())
}

/// The folded form of a sign-in name.
///
/// # Errors
/// What is wrong, for the field `name`.
pub fn check_name(name: &str) -> Result<String, Refusal> {
    let folded = text::fold(name);
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@');
    if folded.len() < 2 || folded.len() > 60 || !folded.chars().all(good) {
        return Err(Refusal::field(
            "name",
            "form",
            "Der Name hat 2 bis 60 Zeichen: Buchstaben, Ziffern, Punkt, Bindestrich, Unterstrich oder @.",
        ));
    }
    Ok(folded)
}

async fn check_grants(write: &Write, grants: &[Grant]) -> Result<Vec<Grant>, Refusal> {
    let mut good: Vec<Grant> = Vec::new();
    let mut errors = Vec::new();
    if grants.is_empty() {
        errors.push(FieldError::new("role", "missing", "Bitte mindestens eine Rolle angeben."));
    }
    for grant in grants {
        let scope = grant.scope.as_deref().map(str::trim).filter(|scope| !scope.is_empty());
        match check_scope(write, grant.role, scope).await? {
            Ok(()) => {
                let grant = Grant { role: grant.role, scope: scope.map(str::to_owned) };
                if !good.contains(&grant) {
                    good.push(grant);
                }
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(good) } else { Err(Refusal::Invalid(errors)) }
}

async fn check_scope(write: &Write, role: Role, scope: Option<&str>) -> Result<Result<(), FieldError>, DbErr> {
    let label = role.label();
    if role == Role::Public {
        return Ok(Err(FieldError::new(
            "role",
            "public",
            "Die Öffentlichkeit braucht kein Konto. Bitte eine andere Rolle wählen.",
        )));
    }
    let Some(kind) = role.scope_kind() else {
        return Ok(match scope {
            None => Ok(()),
            Some(_) => Err(FieldError::new(
                "scope",
                "not_wanted",
                format!("Die Rolle „{label}“ gilt überall und hat keinen Bereich."),
            )),
        });
    };
    let (what, example) = match kind {
        ScopeKind::Region => ("eine Region", "aachen"),
        ScopeKind::Authority => ("eine Bewilligungsbehörde", "bezreg-koeln"),
        ScopeKind::Project => ("die Nummer eines Projekts", "DMR-AC-01"),
        ScopeKind::Municipality => ("den Gemeindeschlüssel einer Kommune", "05334002"),
    };
    let Some(scope) = scope else {
        let message = format!("Die Rolle „{label}“ braucht {what} als Bereich, zum Beispiel {example}.");
        return Ok(Err(FieldError::new("scope", "missing", message)));
    };
    let tx = write.tx();
    let found = match kind {
        ScopeKind::Region => {
            region::record::Entity::find().filter(region::record::Column::Slug.eq(scope)).one(tx).await?.is_some()
        }
        ScopeKind::Authority => {
            authority::Entity::find().filter(authority::Column::Slug.eq(scope)).one(tx).await?.is_some()
        }
        ScopeKind::Project => {
            project::record::Entity::find().filter(project::record::Column::Number.eq(scope)).one(tx).await?.is_some()
        }
        ScopeKind::Municipality => municipality::record::Entity::find()
            .filter(municipality::record::Column::Ags.eq(scope))
            .one(tx)
            .await?
            .is_some(),
    };
    Ok(if found {
        Ok(())
    } else {
        let message =
            format!("Den Bereich „{scope}“ gibt es nicht. Die Rolle „{label}“ braucht {what}, zum Beispiel {example}.");
        Err(FieldError::new("scope", "unknown", message))
    })
}

async fn insert_grants(write: &Write, account_id: i64, grants: &[Grant]) -> Result<(), DbErr> {
    let rows = grants.iter().map(|grant| role::ActiveModel {
        id: NotSet,
        account_id: Set(account_id),
        role: Set(grant.role.key().into()),
        scope: Set(grant.scope.clone()),
        granted_by: Set(write.actor.account_id),
        granted_at: Set(write.now.instant),
        revoked_at: Set(None),
    });
    role::Entity::insert_many(rows).exec_without_returning(write.tx()).await?;
    Ok(())
}

async fn end_sessions(write: &Write, account_id: i64) -> Result<u64, DbErr> {
    let done = session::record::Entity::delete_many()
        .filter(session::record::Column::AccountId.eq(account_id))
        .exec(write.tx())
        .await?;
    Ok(done.rows_affected)
}

fn words(grants: &[Grant]) -> Vec<String> {
    grants
        .iter()
        .map(|grant| match &grant.scope {
            Some(scope) => format!("{}:{scope}", grant.role.key()),
            None => grant.role.key().to_owned(),
        })
        .collect()
}

fn entry(action: &'static str, id: i64, detail: serde_json::Value) -> Entry {
    Entry { action, subject: "account", subject_id: id.to_string(), detail, reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_plain() {
        assert_eq!(check_name(" Jürgen.Groß ").ok().as_deref(), Some("juergen.gross"));
        assert_eq!(check_name("cdo-aachen").ok().as_deref(), Some("cdo-aachen"));
        for bad in ["", "a", "zwei wörter", "a/b", "<script>"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn short_passwords_are_refused() {
        assert!(check_password("elf Zeichen").is_err());
        assert!(check_password("zwölf Zeichn").is_ok());
        assert!(check_password(&"x".repeat(257)).is_err());
    }
}
