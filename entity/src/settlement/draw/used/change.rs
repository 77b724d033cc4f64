//! Operations on the use of money: record that a part was used, take that back.
use super::{Usage, late, record};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    grant::standing::{self, Standing},
    money::Cents,
    permission::Action,
    recovery::claim,
    refusal::{FieldError, Refusal},
    settlement::draw,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

/// That a part of the money of a call was used.
#[derive(Debug, Clone)]
pub struct Use {
    /// The call.
    pub draw_id: i64,
    /// How many uses and claims of interest of the call the form showed.
    pub version: i32,
    /// The day; not in the future.
    pub used_on: NaiveDate,
    /// What became of it.
    pub kind: Usage,
    /// How much, at most what is not yet used of the payment.
    pub amount: Cents,
    /// Document reference, 1 to 100 characters.
    pub reference: String,
}

/// That a use is taken back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// The use.
    pub use_id: i64,
    /// How many uses and claims of interest of the call the form showed.
    pub version: i32,
    /// Why, 3 to 100 characters.
    pub reason: String,
}

/// Records that a part of the money of a call was used; gives its key.
///
/// # Errors
/// Not found, forbidden unless the actor is the recipient's or the authority of the case, stale, refused by rule where nothing
/// was paid, or field by field: a day in the future, more than was paid.
pub async fn record_use(db: &Db, actor: &Actor, now: Now, command: Use) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, told) = for_change(&write, command.draw_id, command.version).await?;
    let mut errors = Vec::new();
    if command.used_on > now.today || command.used_on.year() < 1990 {
        let message = "Die Verwendung liegt in der Zukunft oder vor 1990. Bitte einen Tag bis heute angeben.";
        errors.push(FieldError::new("used_on", "range", message));
    }
    let left = told.left();
    if command.amount <= Cents::ZERO || command.amount > left {
        let message = format!("Noch nicht verwendet sind {left}. Bitte einen Betrag über null und bis dahin angeben.");
        errors.push(FieldError::new("amount", "above_paid", message));
    }
    errors.extend(text("reference", "Beleg", &command.reference, 1));
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let row = record::Model {
        id: 0,
        draw_id: command.draw_id,
        used_on: command.used_on,
        kind: command.kind.key().into(),
        amount_cents: command.amount,
        reference: command.reference.trim().into(),
        reverses_id: None,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let row = insert(&mut write, row).await?;
    commit(write, &standing, "draw.use", &row, None).await?;
    Ok(row.id)
}

/// Takes a use back by its opposite; gives the key of that.
///
/// # Errors
/// Not found, forbidden, stale, without a reason, or refused by rule: it is a Storno, or taken back already.
pub async fn take_back(db: &Db, actor: &Actor, now: Now, command: TakeBack) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let found = record::Entity::find_by_id(command.use_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let (standing, told) = for_change(&write, found.draw_id, command.version).await?;
    if found.reverses_id.is_some() || told.uses.iter().any(|row| row.reverses_id == Some(found.id)) {
        let message = "Das ist ein Storno oder schon storniert. Bitte neu eintragen.";
        return Err(Refusal::rule("draw_use.already_reversed", message));
    }
    let errors: Vec<FieldError> = text("reason", "Begründung", &command.reason, 3).into_iter().collect();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let row = record::Model {
        id: 0,
        amount_cents: Cents(-found.amount_cents.0),
        reference: command.reason.trim().into(),
        reverses_id: Some(found.id),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
        ..found
    };
    let row = insert(&mut write, row).await?;
    let reason = Some(row.reference.clone());
    commit(write, &standing, "draw.use_back", &row, reason).await?;
    Ok(row.id)
}

/// The state that forms about the use of a call carry: none of these rows ever goes.
pub(crate) async fn version(
    connection: &impl sea_orm::ConnectionTrait,
    draw_id: i64,
    told: &late::Told,
) -> Result<i32, sea_orm::DbErr> {
    let claims = claim::Entity::find().filter(claim::Column::DrawId.eq(draw_id)).count(connection).await?;
    Ok(i32::try_from(told.uses.len() as u64 + claims).unwrap_or(i32::MAX))
}

async fn for_change(write: &Write, draw_id: i64, wanted: i32) -> Result<(Standing, late::Told), Refusal> {
    let row = draw::record::Entity::find_by_id(draw_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let standing = standing::of_case(write.tx(), row.case_id).await?;
    standing.visible(&write.actor)?;
    write.actor.may(Action::HandInSettlement, &standing.place)?;
    let told = late::load(write.tx(), vec![draw_id]).await?.remove(&draw_id).unwrap_or_default();
    if told.payment().is_none() {
        let message = "Auf diesen Abruf ist nichts ausgezahlt: Verwendet werden kann erst, was ausgezahlt ist.";
        return Err(Refusal::rule("draw.not_paid", message));
    }
    match version(write.tx(), draw_id, &told).await? == wanted {
        true => Ok((standing, told)),
        false => Err(Refusal::Stale),
    }
}

async fn insert(write: &mut Write, mut row: record::Model) -> Result<record::Model, Refusal> {
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::DrawUse, row.id, row.line());
    Ok(row)
}

async fn commit(
    write: Write,
    standing: &Standing,
    action: &'static str,
    row: &record::Model,
    reason: Option<String>,
) -> Result<(), Refusal> {
    let detail = serde_json::json!({
        "project": standing.project.number, "case": standing.case.reference, "used_on": row.used_on, "kind": row.kind,
        "amount": row.amount_cents.plain(), "reverses": row.reverses_id,
    });
    let subject_id = row.draw_id.to_string();
    write.commit(audit::Entry { action, subject: "draw", subject_id, detail, reason }).await
}

fn text(field: &'static str, name: &str, text: &str, least: usize) -> Option<FieldError> {
    let wrong = !(least..=100).contains(&text.trim().chars().count()) || text.contains('\0');
    wrong.then(|| FieldError::new(field, "length", format!("{name}: Bitte {least} bis 100 Zeichen angeben.")))
}
