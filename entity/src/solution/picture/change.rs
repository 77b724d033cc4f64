//! Operations on the pictures of a solution: add one; change texts and order, remove. Each writes a new version of the
//! sheet, as every other change to it does.
use super::{
    MOST, Picture, alternative_text, record,
    removal::{is_gone, left},
};
use crate::{
    actor::Actor,
    audit::Covered,
    clock::Now,
    db::{Db, Write},
    import_run::file,
    refusal::{FieldError, Refusal},
    solution::change::{follow_with, seen},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};

/// Where the form types the alternative text of each picture of a sheet, in its order.
pub const TEXTS: [&str; MOST] = ["text_1", "text_2", "text_3", "text_4", "text_5", "text_6"];

/// A picture that was checked and written anew: nothing of its file's other content is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The hash of the bytes, in hexadecimal digits.
    pub sha256: String,
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The bytes.
    pub content: Vec<u8>,
}

/// A picture that is to be added at the end.
#[derive(Debug, Clone)]
pub struct Add {
    /// The solution's address word.
    pub slug: String,
    /// The version it is added to.
    pub version: i32,
    /// What is seen on it, as typed.
    pub alternative_text: String,
    /// The picture.
    pub picture: Checked,
}

/// What is to become of a picture.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Which one.
    pub sha256: String,
    /// What is seen on it, as typed.
    pub alternative_text: String,
    /// Its place, from 1.
    pub place: usize,
    /// Whether the sheet no longer names it.
    pub remove: bool,
}

/// What is to become of the pictures of a sheet; those not named stay as they are.
#[derive(Debug, Clone)]
pub struct Arrange {
    /// The solution's address word.
    pub slug: String,
    /// The version it was said about.
    pub version: i32,
    /// Picture by picture.
    pub wishes: Vec<Wish>,
}

/// Adds a picture to the newest sheet; gives the version that follows.
///
/// # Errors
/// Not found, forbidden, stale; no alternative text, a picture that is there already, one too many.
pub async fn add(db: &Db, actor: &Actor, now: Now, command: Add) -> Result<i32, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (row, before) = seen(&write, &command.slug, command.version).await?;
    let mut pictures = left(write.tx(), row.id, &before).await?;
    if is_gone(write.tx(), &command.picture.sha256).await? {
        let message =
            "Dieses Bild wurde für immer entfernt, weil jemand das verlangt hat. Es kommt in keinen Steckbrief mehr.";
        return Err(Refusal::field("file", "removed", message));
    }
    if pictures.len() >= MOST {
        let message = format!("Ein Steckbrief hat höchstens {MOST} Bilder. Bitte entfernen Sie erst eines.");
        return Err(Refusal::field("file", "too_many", message));
    }
    if pictures.iter().any(|picture| picture.sha256 == command.picture.sha256) {
        return Err(Refusal::field("file", "known", "Dieses Bild steht schon im Steckbrief."));
    }
    let text = alternative_text("text", &command.alternative_text).map_err(|error| Refusal::Invalid(vec![error]))?;
    pictures.push(Picture { sha256: command.picture.sha256.clone(), alternative_text: text });
    keep(&mut write, row.id, command.picture).await?;
    let mut sheet = before.clone();
    sheet.set_pictures(&pictures);
    follow_with(write, &row, &before, &sheet).await
}

/// Changes texts and order of the pictures of the newest sheet, and removes some; gives the version that follows.
///
/// # Errors
/// Not found, forbidden, stale; an alternative text that is none, by [`TEXTS`].
pub async fn arrange(db: &Db, actor: &Actor, now: Now, command: Arrange) -> Result<i32, Refusal> {
    let write = db.write(now, actor).await?;
    let (row, before) = seen(&write, &command.slug, command.version).await?;
    let there = left(write.tx(), row.id, &before).await?;
    let pictures = arranged(there, &command.wishes).map_err(Refusal::Invalid)?;
    let mut sheet = before.clone();
    sheet.set_pictures(&pictures);
    follow_with(write, &row, &before, &sheet).await
}

/// The pictures as they are wished for. Whoever moved has the place that was asked for; who stayed makes room.
fn arranged(pictures: Vec<Picture>, wishes: &[Wish]) -> Result<Vec<Picture>, Vec<FieldError>> {
    let (mut kept, mut errors) = (Vec::new(), Vec::new());
    for (at, picture) in pictures.into_iter().enumerate() {
        let stays = at + 1;
        let Some(wish) = wishes.iter().find(|wish| wish.sha256 == picture.sha256) else {
            kept.push(((stays, 0), picture));
            continue;
        };
        if wish.remove {
            continue;
        }
        match alternative_text(TEXTS.get(at).copied().unwrap_or("text"), &wish.alternative_text) {
            // going up it stands before who is there, going down behind
            Ok(text) => {
                kept.push(((wish.place, wish.place.cmp(&stays) as i8), Picture { alternative_text: text, ..picture }))
            }
            Err(error) => errors.push(error),
        }
    }
    kept.sort_by_key(|(place, _)| *place);
    if errors.is_empty() { Ok(kept.into_iter().map(|(_, picture)| picture).collect()) } else { Err(errors) }
}

/// Keeps the bytes of a picture, once for each solution.
async fn keep(write: &mut Write, solution_id: i64, picture: Checked) -> Result<(), Refusal> {
    let there = record::Entity::find()
        .filter(record::Column::SolutionId.eq(solution_id))
        .filter(record::Column::Sha256.eq(&picture.sha256))
        .one(write.tx())
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let file = file::ActiveModel {
        sha256: Set(picture.sha256.clone()),
        size: Set(i64::try_from(picture.content.len()).unwrap_or(i64::MAX)),
        content: Set(picture.content),
        recorded_at: Set(write.now.instant),
    };
    file::Entity::insert(file)
        .on_conflict(OnConflict::column(file::Column::Sha256).do_nothing().to_owned())
        .exec_without_returning(write.tx())
        .await?;
    let mut row = record::Model {
        id: 0,
        solution_id,
        sha256: picture.sha256,
        media_type: picture.media_type.to_owned(),
        width: i32::try_from(picture.width).unwrap_or(i32::MAX),
        height: i32::try_from(picture.height).unwrap_or(i32::MAX),
        recorded_at: write.now.instant,
        recorded_by: write.actor.account_id,
        audit_id: write.audit.id,
    };
    let new = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::SolutionPicture, row.id, row.line());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged_as(wishes: &[(usize, usize, &str, bool)]) -> Result<String, Vec<&'static str>> {
        let hash = |at: usize| format!("{at:064x}");
        let pictures = (1..=4).map(|at| Picture { sha256: hash(at), alternative_text: format!("Bild {at}") }).collect();
        let wishes: Vec<Wish> = wishes
            .iter()
            .map(|(at, place, text, remove)| Wish {
                sha256: hash(*at),
                alternative_text: (*text).to_owned(),
                place: *place,
                remove: *remove,
            })
            .collect();
        match arranged(pictures, &wishes) {
            Ok(pictures) => {
                Ok(pictures.iter().map(|picture| picture.alternative_text.clone()).collect::<Vec<_>>().join(","))
            }
            Err(errors) => Err(errors.into_iter().map(|error| error.field).collect()),
        }
    }

    #[test]
    fn who_moves_gets_the_place_that_was_asked_for() {
        assert_eq!(arranged_as(&[]).expect("as they are"), "Bild 1,Bild 2,Bild 3,Bild 4");
        let with = |moved: usize, place: usize| -> String {
            let wishes: Vec<(usize, usize, &str, bool)> = (1..=4)
                .map(|at| (at, if at == moved { place } else { at }, ["", "a", "b", "c", "d"][at], false))
                .collect();
            arranged_as(&wishes).expect("arranged")
        };
        assert_eq!(with(3, 1), "c,a,b,d");
        assert_eq!(with(1, 3), "b,c,a,d");
        assert_eq!(with(4, 3), "a,b,d,c");
        assert_eq!(with(1, usize::MAX), "b,c,d,a");
    }

    #[test]
    fn who_is_removed_needs_no_text_and_who_stays_does() {
        assert_eq!(arranged_as(&[(2, 2, "", true), (9, 1, "fremd", false)]).expect("three"), "Bild 1,Bild 3,Bild 4");
        assert_eq!(arranged_as(&[(2, 2, " ", false), (4, 4, "\u{0}", false)]), Err(vec!["text_2", "text_4"]));
    }
}
