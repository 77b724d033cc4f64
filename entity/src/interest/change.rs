//! Operations on interest: show it, confirm it, withdraw it, answer it.
use super::{
    attempt, clean_up, find,
    find::Link,
    record,
    rules::{self, UNCONFIRMED_PER_MAILBOX},
};
use crate::{
    actor::Actor,
    adoption,
    audit::Entry,
    clock::Now,
    db::{Db, Write},
    municipality, origin,
    refusal::{FieldError, Refusal},
    solution::{self, catalogue::load::catalogue},
    text::fold,
    viewpoint::Viewpoint,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;

/// An interest that is to be shown. Everything in it is what a stranger typed.
#[derive(Clone)]
pub struct New {
    /// The solution's address word.
    pub slug: String,
    /// The municipality or Kreis: its key, its exact name, or both as `Aachen (05334002)`.
    pub municipality: String,
    /// Where an answer goes.
    pub mailbox: String,
    /// What it is about; at most [`rules::MESSAGE`] characters.
    pub message: String,
    /// The network address it comes from.
    pub address: String,
}

/// Shows interest: keeps it until somebody confirms it by the link of a mail, which is due at once. No fact yet, so no
/// row in the audit trail.
///
/// The answer is the same whether the mailbox is known or not: what it has open already, or too much of, is dropped
/// without a word.
///
/// # Errors
/// [`Refusal::NotFound`] without a published solution, field by field what is wrong, [`Refusal::TooMany`].
pub async fn request(db: &Db, now: Now, new: New) -> Result<(), Refusal> {
    let solution = find::published(db, &new.slug).await?;
    let mut errors = Vec::new();
    let ags = match municipality_of(db, &new.municipality).await? {
        Ok(ags) => Some(ags),
        Err(message) => {
            errors.push(FieldError::new("municipality", "unknown", message));
            None
        }
    };
    let mailbox =
        rules::mailbox(&new.mailbox).map_err(|wrong| errors.push(FieldError::new("mailbox", "format", wrong)));
    let message =
        rules::message(&new.message).map_err(|wrong| errors.push(FieldError::new("message", "format", wrong)));
    let (Some(ags), Ok(mailbox), Ok(message)) = (ags, mailbox, message) else { return Err(Refusal::Invalid(errors)) };
    attempt::note(db, now, &new.address).await?;
    let folded = mailbox.to_ascii_lowercase();
    clean_up::unconfirmed(db, now, Some(&folded)).await?;
    let open = record::Entity::find()
        .filter(record::Column::MailboxFolded.eq(&folded))
        .filter(record::Column::ConfirmedAt.is_null());
    if open.count(db.read()).await? >= UNCONFIRMED_PER_MAILBOX {
        return Ok(());
    }
    let row = record::ActiveModel {
        id: NotSet,
        solution_id: Set(solution.id),
        ags: Set(ags),
        mailbox: Set(mailbox),
        mailbox_folded: Set(folded),
        message: Set(message),
        confirm_hash: Set(None),
        withdraw_hash: Set(None),
        requested_at: Set(now.instant),
        confirmed_at: Set(None),
        mail_attempts: Set(0),
        mail_due_at: Set(Some(now.instant)),
    };
    let once = OnConflict::columns([record::Column::SolutionId, record::Column::MailboxFolded]).do_nothing().to_owned();
    record::Entity::insert(row).on_conflict(once).exec_without_returning(db.housekeeping()).await?;
    Ok(())
}

/// The key of the municipality or Kreis that was typed; a German sentence where there is none.
async fn municipality_of(db: &Db, typed: &str) -> Result<Result<String, String>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(
            Err("Bitte geben Sie Ihre Kommune an: den Namen oder den Amtlichen Gemeindeschlüssel (AGS).".into()),
        );
    }
    if typed.chars().count() > usize::from(rules::MUNICIPALITY) || typed.chars().any(char::is_control) {
        return Ok(Err("So heißt keine Kommune in Nordrhein-Westfalen. Bitte wählen Sie eine aus der Liste.".into()));
    }
    if let Some(key) = rules::key_in(typed) {
        let found = municipality::record::Entity::find_by_id(key.to_owned()).one(db.read()).await?;
        return Ok(match found {
            Some(row) => Ok(row.ags),
            None => Err(
                "Diesen Schlüssel gibt es in Nordrhein-Westfalen nicht (mehr). Der einer Gemeinde hat acht Ziffern, zum Beispiel 05334002, der eines Kreises fünf."
                    .into(),
            ),
        });
    }
    let wanted = fold(typed);
    let mut named = municipality::find::all(db.read()).await?;
    named.retain(|row| fold(&row.name) == wanted);
    Ok(match named.as_slice() {
        [row] => Ok(row.ags.clone()),
        [] => Err("So heißt keine Kommune in Nordrhein-Westfalen. Bitte wählen Sie eine aus der Liste.".into()),
        _ => Err("So heißen mehrere Kommunen. Bitte geben Sie den Gemeindeschlüssel (AGS) an.".into()),
    })
}

/// Confirms the mailbox: from now on the providing side sees the interest, and everybody that it was asked for the
/// municipality, unless something is known of it and the solution. It counts in no figure: nobody checked for whom the
/// mailbox speaks. Gives the solution's address word.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that is unknown, used or too old.
pub async fn confirm(db: &Db, actor: &Actor, now: Now, token: &str) -> Result<String, Refusal> {
    let mut write = db.write(now, actor).await?;
    let row = find::by_token(write.tx(), now, Link::Confirm, token).await?;
    let solution = solution::record::Entity::find_by_id(row.solution_id).one(write.tx()).await?;
    let slug = solution.ok_or(Refusal::NotFound)?.slug;
    let done = record::Entity::update_many()
        .col_expr(record::Column::ConfirmedAt, Expr::value(now.instant))
        .col_expr(record::Column::ConfirmHash, Expr::value(Option::<String>::None))
        .col_expr(record::Column::MailDueAt, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
        .filter(record::Column::Id.eq(row.id))
        .exec(write.tx())
        .await?;
    // the clean-up takes no lock and may have been faster
    if done.rows_affected == 0 {
        return Err(Refusal::NotFound);
    }
    let first = note_request(&mut write, &row).await?;
    let detail = json!({"ags": row.ags, "adoption": first.then_some(adoption::State::Interested.key())});
    let action = "interest.confirm";
    let entry = Entry { action, subject: "solution", subject_id: slug.clone(), detail, reason: None };
    write.commit(entry).await?;
    Ok(slug)
}

/// Records that it was asked for the municipality, unless something was said of it and the solution; whether it was.
async fn note_request(write: &mut Write, row: &record::Model) -> Result<bool, Refusal> {
    use adoption::record::{Column, Entity};
    let said = Entity::find().filter(Column::SolutionId.eq(row.solution_id)).filter(Column::Ags.eq(&row.ags));
    if said.count(write.tx()).await? > 0 {
        return Ok(false);
    }
    let entered = origin::ActiveModel {
        kind: Set("entry".into()),
        account_id: Set(write.actor.account_id),
        source: Set(Some("Interesse ohne Konto, per E-Mail bestätigt".into())),
        ..Default::default()
    };
    let new = adoption::change::New {
        solution_id: row.solution_id,
        ags: row.ags.clone(),
        state: adoption::State::Interested,
        reason: None,
        valid_on: write.now.today,
        origin_id: origin::insert(write, entered).await?,
        replaces: None,
        sample: false,
        said_by: adoption::Speaker::Visitor,
        told: adoption::change::Told::default(),
    };
    adoption::change::insert(write, new).await?;
    Ok(true)
}

/// Withdraws an interest: mailbox and message are deleted, confirmed or not. What the municipality said stays. Gives the
/// solution's address word.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that is unknown or whose interest is deleted.
pub async fn withdraw(db: &Db, actor: &Actor, now: Now, token: &str) -> Result<String, Refusal> {
    let write = db.write(now, actor).await?;
    let row = find::by_token(write.tx(), now, Link::Withdraw, token).await?;
    let confirmed = row.confirmed_at.is_some();
    delete(write, row, "interest.withdraw", json!({"confirmed": confirmed})).await
}

/// Says that an interest was answered: mailbox and message are deleted. What the municipality said stays.
///
/// # Errors
/// [`Refusal::NotFound`] without such an interest, also for one that somebody else answered; forbidden.
pub async fn answer(db: &Db, actor: &Actor, now: Now, slug: &str, id: i64) -> Result<(), Refusal> {
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let write = db.write(now, actor).await?;
    let solution = find::of_slug(write.tx(), &all, actor, slug).await?;
    solution.may(actor)?;
    let row = record::Entity::find_by_id(id)
        .filter(record::Column::SolutionId.eq(solution.record.id))
        .filter(find::open(now))
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    delete(write, row, "interest.answer", json!({})).await.map(drop)
}

/// Deletes the personal data; the audit row knows solution and municipality only.
async fn delete(
    write: Write,
    row: record::Model,
    action: &'static str,
    mut detail: serde_json::Value,
) -> Result<String, Refusal> {
    let solution = solution::record::Entity::find_by_id(row.solution_id).one(write.tx()).await?;
    let slug = solution.ok_or(Refusal::NotFound)?.slug;
    record::Entity::delete_by_id(row.id).exec(write.tx()).await?;
    if let Some(object) = detail.as_object_mut() {
        object.insert("ags".into(), row.ags.into());
    }
    write.commit(Entry { action, subject: "solution", subject_id: slug.clone(), detail, reason: None }).await?;
    Ok(slug)
}
