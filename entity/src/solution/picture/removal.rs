//! A picture is removed for good, where its rights holder or somebody on it asks for that: its bytes leave the database,
//! wherever it is used, and cannot come back. The versions that named it go on naming it, and say when and why it went;
//! the next version names it no more. Copies in backups and with those who loaded it are out of reach.
pub mod record;

use super::{Picture, is_hash};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::Db,
    import_run::file,
    permission::Action,
    refusal::Refusal,
    solution::{
        self,
        place::{can, for_change, places_of_many},
        sheet::Sheet,
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashSet;

/// Characters of a reason.
pub const REASON: u16 = 500;

/// A picture that is to be removed for good.
#[derive(Debug, Clone)]
pub struct Remove {
    /// The address word of a solution that has it.
    pub slug: String,
    /// Which one.
    pub sha256: String,
    /// Why, as typed; everybody reads it.
    pub reason: String,
}

/// What the page shows before it is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Pixels from left to right.
    pub width: i32,
    /// Pixels from top to bottom.
    pub height: i32,
    /// Address word and name of other solutions that have it, too.
    pub others: Vec<(String, String)>,
}

/// A picture that a sheet names and that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// When it was removed.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// The pictures a sheet of a solution names that were removed for good, in the order in which they went.
///
/// # Errors
/// The driver's error.
pub async fn of_sheet(
    connection: &impl ConnectionTrait,
    solution_id: i64,
    sheet: &Sheet,
) -> Result<Vec<record::Model>, DbErr> {
    let named = sheet.pictures();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    record::Entity::find()
        .filter(record::Column::SolutionId.eq(solution_id))
        .filter(record::Column::Sha256.is_in(named.into_iter().map(|picture| picture.sha256)))
        .order_by_asc(record::Column::Id)
        .all(connection)
        .await
}

/// The pictures of a sheet without those that were removed for good: what the next version names.
pub(in crate::solution) async fn left(
    connection: &impl ConnectionTrait,
    solution_id: i64,
    sheet: &Sheet,
) -> Result<Vec<Picture>, DbErr> {
    let gone: HashSet<String> =
        of_sheet(connection, solution_id, sheet).await?.into_iter().map(|row| row.sha256).collect();
    Ok(sheet.pictures().into_iter().filter(|picture| !gone.contains(&picture.sha256)).collect())
}

/// Whether a picture was removed, from whichever solution.
pub(super) async fn is_gone(connection: &impl ConnectionTrait, sha256: &str) -> Result<bool, DbErr> {
    Ok(record::Entity::find().filter(record::Column::Sha256.eq(sha256)).one(connection).await?.is_some())
}

/// The rows of a picture in all solutions that have it; nothing where the one in question has it not, or no more.
async fn everywhere(
    connection: &impl ConnectionTrait,
    solution_id: i64,
    sha256: &str,
) -> Result<Vec<super::record::Model>, Refusal> {
    let rows = super::record::Entity::find()
        .filter(super::record::Column::Sha256.eq(sha256))
        .order_by_asc(super::record::Column::Id)
        .all(connection)
        .await?;
    let here = rows.iter().any(|row| row.solution_id == solution_id);
    match here && !is_gone(connection, sha256).await? {
        true => Ok(rows),
        false => Err(Refusal::NotFound),
    }
}

async fn solutions_of(
    connection: &impl ConnectionTrait,
    rows: &[super::record::Model],
) -> Result<Vec<solution::record::Model>, DbErr> {
    let ids = rows.iter().map(|row| row.solution_id);
    solution::record::Entity::find()
        .filter(solution::record::Column::Id.is_in(ids))
        .order_by_asc(solution::record::Column::SortName)
        .all(connection)
        .await
}

/// What is shown to somebody who is about to remove a picture.
///
/// # Errors
/// Not found, also for a picture that is gone; forbidden.
pub async fn asked(db: &Db, actor: &Actor, slug: &str, sha256: &str) -> Result<Asked, Refusal> {
    if slug.contains('\0') || !is_hash(sha256) {
        return Err(Refusal::NotFound);
    }
    let connection = db.read();
    let row = solution::record::Entity::find().filter(solution::record::Column::Slug.eq(slug)).one(connection).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let rows = everywhere(connection, row.id, sha256).await?;
    let solutions = solutions_of(connection, &rows).await?;
    let places = places_of_many(connection, &solutions).await?;
    if !places.values().all(|places| can(actor, Action::PublishSolution, places)) {
        return Err(if actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
    }
    let first = rows.first().ok_or(Refusal::NotFound)?;
    let others = solutions.into_iter().filter(|other| other.id != row.id).map(|other| (other.slug, other.name));
    Ok(Asked { width: first.width, height: first.height, others: others.collect() })
}

/// Removes a picture for good, from all solutions that have it.
///
/// # Errors
/// Not found, also for a picture that is gone; forbidden; no reason, or one that is none.
pub async fn remove(db: &Db, actor: &Actor, now: Now, command: Remove) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let (row, _) = for_change(&write, &command.slug, Action::PublishSolution).await?;
    if !is_hash(&command.sha256) {
        return Err(Refusal::NotFound);
    }
    let rows = everywhere(write.tx(), row.id, &command.sha256).await?;
    let solutions = solutions_of(write.tx(), &rows).await?;
    let places = places_of_many(write.tx(), &solutions).await?;
    if !places.values().all(|places| can(actor, Action::PublishSolution, places)) {
        return Err(Refusal::Forbidden);
    }
    let reason = reason(&command.reason)?;
    for picture in &rows {
        let mut gone = record::Model {
            id: 0,
            solution_id: picture.solution_id,
            sha256: command.sha256.clone(),
            reason: reason.clone(),
            recorded_at: now.instant,
            recorded_by: actor.account_id,
            audit_id: write.audit.id,
        };
        let new = record::ActiveModel {
            id: NotSet,
            solution_id: Set(gone.solution_id),
            sha256: Set(gone.sha256.clone()),
            reason: Set(gone.reason.clone()),
            recorded_at: Set(gone.recorded_at),
            recorded_by: Set(gone.recorded_by),
            audit_id: Set(gone.audit_id),
        };
        gone.id = record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
        write.audit.cover_row(Covered::PictureRemoval, gone.id, gone.line());
    }
    file::Entity::delete_by_id(command.sha256.clone()).exec(write.tx()).await?;
    let slugs: Vec<&str> = solutions.iter().map(|solution| solution.slug.as_str()).collect();
    let detail = serde_json::json!({"sha256": command.sha256, "solutions": slugs});
    let entry = audit::Entry {
        action: "solution.picture.remove",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: Some(reason),
    };
    write.commit(entry).await?;
    // it is removed, whatever becomes of that
    let _ = db.empty_log().await;
    Ok(())
}

/// The reason as it is stored: in one line.
fn reason(typed: &str) -> Result<String, Refusal> {
    if typed.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Refusal::field("reason", "format", "Der Text enthält ein unzulässiges Zeichen."));
    }
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => {
            let message = "Bitte schreiben Sie, warum das Bild entfernt wird. Alle lesen diesen Satz.";
            Err(Refusal::field("reason", "required", message))
        }
        length if length > usize::from(REASON) => {
            let message = format!("Das sind {length} Zeichen. Bitte auf höchstens {REASON} Zeichen kürzen.");
            Err(Refusal::field("reason", "too_long", message))
        }
        _ => Ok(text),
    }
}
