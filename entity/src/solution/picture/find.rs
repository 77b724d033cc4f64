//! Questions about pictures: how large those of a sheet are, and the bytes of one.
use super::{
    is_hash, record,
    removal::{self, left},
};
use crate::{
    actor::Actor,
    clock::Now,
    db::Db,
    import_run::file,
    permission::Action,
    refusal::Refusal,
    solution::{
        catalogue::load::steps,
        gate::Step,
        place::{can, places_of},
        record as solution,
        sheet::Sheet,
    },
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// A picture of a sheet, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which one.
    pub sha256: String,
    /// What is seen on it.
    pub alternative_text: String,
    /// Pixels from left to right.
    pub width: i32,
    /// Pixels from top to bottom.
    pub height: i32,
}

/// A picture's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// The file.
    pub content: Vec<u8>,
    /// Whether everybody may see it.
    pub public: bool,
}

/// The pictures that a sheet of a solution names, in its order, but for those that were removed for good.
///
/// # Errors
/// The driver's error.
pub async fn shown(connection: &impl ConnectionTrait, solution_id: i64, sheet: &Sheet) -> Result<Vec<Shown>, DbErr> {
    use record::Column;
    let named = left(connection, solution_id, sheet).await?;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let sizes: HashMap<String, (i32, i32)> = record::Entity::find()
        .select_only()
        .columns([Column::Sha256, Column::Width, Column::Height])
        .filter(Column::SolutionId.eq(solution_id))
        .filter(Column::Sha256.is_in(named.iter().map(|picture| picture.sha256.as_str())))
        .into_tuple::<(String, i32, i32)>()
        .all(connection)
        .await?
        .into_iter()
        .map(|(sha256, width, height)| (sha256, (width, height)))
        .collect();
    let shown = named.into_iter().filter_map(|picture| {
        let (width, height) = *sizes.get(&picture.sha256)?;
        Some(Shown { sha256: picture.sha256, alternative_text: picture.alternative_text, width, height })
    });
    Ok(shown.collect())
}

/// The pictures of a solution that a sheet does not name and that are not removed, the oldest first: those of other
/// versions. Without their alternative texts, which belong to a version.
///
/// # Errors
/// The driver's error.
pub async fn others(connection: &impl ConnectionTrait, solution_id: i64, sheet: &Sheet) -> Result<Vec<Shown>, DbErr> {
    let named = sheet.pictures();
    let gone: HashSet<String> = removal::record::Entity::find()
        .filter(removal::record::Column::SolutionId.eq(solution_id))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| row.sha256)
        .collect();
    let rows = record::Entity::find()
        .filter(record::Column::SolutionId.eq(solution_id))
        .order_by_asc(record::Column::Id)
        .all(connection)
        .await?;
    let other =
        |row: &record::Model| !gone.contains(&row.sha256) && named.iter().all(|picture| picture.sha256 != row.sha256);
    let shown = |row: record::Model| Shown {
        sha256: row.sha256,
        alternative_text: String::new(),
        width: row.width,
        height: row.height,
    };
    Ok(rows.into_iter().filter(other).map(shown).collect())
}

/// The bytes of a picture of the solution at an address word: for everybody once a published sheet named it, before
/// that for those who look after the solution.
///
/// # Errors
/// [`Refusal::NotFound`], also for one that the actor may not see.
pub async fn bytes(db: &Db, actor: &Actor, now: &Now, slug: &str, sha256: &str) -> Result<Bytes, Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') || !is_hash(sha256) {
        return Err(Refusal::NotFound);
    }
    let connection = db.read();
    let row = solution::Entity::find().filter(solution::Column::Slug.eq(slug)).one(connection).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let picture = record::Entity::find()
        .filter(record::Column::SolutionId.eq(row.id))
        .filter(record::Column::Sha256.eq(sha256))
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    let public = was_published(connection, now, row.id, sha256).await?;
    if !public {
        let places = places_of(connection, &row).await?;
        if ![Action::EditSolution, Action::PublishSolution].iter().any(|action| can(actor, *action, &places)) {
            return Err(Refusal::NotFound);
        }
    }
    let file = file::Entity::find_by_id(picture.sha256).one(connection).await?.ok_or(Refusal::NotFound)?;
    Ok(Bytes { media_type: picture.media_type, content: file.content, public })
}

/// Whether a sheet that was ever published names the picture: it can be seen by looking back.
async fn was_published(
    connection: &impl ConnectionTrait,
    now: &Now,
    solution_id: i64,
    sha256: &str,
) -> Result<bool, DbErr> {
    use solution::sheet::{Column, Entity};
    let taken =
        steps(connection, Viewpoint::now(now), Some(solution_id)).await?.remove(&solution_id).unwrap_or_default();
    let published = taken.iter().filter(|one| one.step == Step::Published).map(|one| one.sheet_id);
    let sheets = Entity::find().filter(Column::Id.is_in(published)).all(connection).await?;
    Ok(sheets.iter().any(|sheet| {
        Sheet::stored(&sheet.content, None)
            .is_ok_and(|sheet| sheet.pictures().iter().any(|picture| picture.sha256 == sha256))
    }))
}
