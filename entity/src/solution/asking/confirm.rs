//! What the link of a mail leads to, and the confirmation behind its button.
use super::{VALID, record};
use crate::{
    actor::Actor,
    audit,
    clock::Now,
    db::Db,
    refusal::Refusal,
    session::digest,
    solution::{
        catalogue::load::catalogue,
        find::standing,
        gate::{Step, change::add_step},
        record as solution,
        sheet::field::Field,
    },
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// What is said with the step in the history of the sheet.
const NOTE: &str = "Die Ansprechstelle hat es über den Link einer E-Mail bestätigt.";

/// What the reader of the mailbox sees behind the link; everybody may read it in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub solution: String,
    /// Its contact.
    pub contact: String,
    /// When somebody last confirmed the sheet; none where nobody did.
    pub confirmed_on: Option<NaiveDate>,
    /// Until when the link is good.
    pub valid_until: DateTime<Utc>,
}

/// The question that a token belongs to, as long as it is open.
async fn by_token(connection: &impl ConnectionTrait, now: Now, token: &str) -> Result<record::Model, Refusal> {
    // what is no token of ours is not worth a question
    if token.len() != 64 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::NotFound);
    }
    let row = record::Entity::find()
        .filter(record::Column::LinkHash.eq(digest(token)))
        .filter(record::Column::AskedAt.gt(now.instant - VALID))
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    let standing = standing(connection, row.solution_id, Viewpoint::now(&now)).await?;
    match standing.published == Some(row.sheet_id) && standing.due(now.today) {
        true => Ok(row),
        false => Err(Refusal::NotFound),
    }
}

/// What a link leads to. Looking changes nothing: programs that scan mails look, too.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that is unknown, used or too old, or whose question is settled.
pub async fn opened(db: &Db, now: Now, token: &str) -> Result<Opened, Refusal> {
    let row = by_token(db.read(), now, token).await?;
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let entry = all.entries.iter().find(|entry| entry.id == row.solution_id).ok_or(Refusal::NotFound)?;
    Ok(Opened {
        slug: entry.slug.clone(),
        solution: entry.sheet.name().to_owned(),
        contact: entry.sheet.text(Field::Contact).to_owned(),
        confirmed_on: entry.confirmed_on(),
        valid_until: row.asked_at + VALID,
    })
}

/// Confirms what everybody sees, as the contact who has the link; the link is good once. Gives the solution's address word.
///
/// # Errors
/// As [`opened`].
pub async fn confirm(db: &Db, actor: &Actor, now: Now, token: &str) -> Result<String, Refusal> {
    let mut write = db.write(now, actor).await?;
    let row = by_token(write.tx(), now, token).await?;
    let solution = solution::Entity::find_by_id(row.solution_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    // the clean-up takes no lock and may have been faster
    if record::Entity::delete_by_id(row.id).exec(write.tx()).await?.rows_affected == 0 {
        return Err(Refusal::NotFound);
    }
    add_step(&mut write, solution.id, row.sheet_id, Step::Confirmed, Some(NOTE.to_owned()), now.today).await?;
    let detail = serde_json::json!({"slug": solution.slug, "step": Step::Confirmed.key(), "by": "contact"});
    let entry = audit::Entry {
        action: "solution.step",
        subject: "solution",
        subject_id: solution.id.to_string(),
        detail,
        reason: Some(NOTE.to_owned()),
    };
    write.commit(entry).await?;
    Ok(solution.slug)
}
