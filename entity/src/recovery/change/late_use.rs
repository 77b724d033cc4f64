//! A claim of interest alone: money of a call that was not used in time, while the decision stands (§ 49a (4) VwVfG NRW).
use super::{commit, insert_interest, text};
use crate::{
    actor::Actor,
    audit::Covered,
    check::facts::{months_later, shown},
    clock::Now,
    db::Db,
    grant::standing as grants,
    money::Cents,
    origin,
    parameter::{Key, Set},
    permission::Action,
    recovery::{Ground, claim, interest_set, standing},
    refusal::{FieldError, Refusal},
    settlement::draw::{
        self,
        used::{change::version, late},
    },
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, Condition, EntityTrait, IntoActiveModel};

/// Interest that is to be claimed on money of a call that was used late.
#[derive(Debug, Clone)]
pub struct ClaimInterest {
    /// The call.
    pub draw_id: i64,
    /// How many uses and claims of interest of the call the form showed.
    pub version: i32,
    /// Up to and without this day; at most tomorrow.
    pub until: NaiveDate,
    /// The day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the Zinsbescheid; not in the future.
    pub dated_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
    /// File reference, 1 to 100 characters.
    pub reference: String,
}

/// Claims interest on what was used late and books it as claimed; gives the key of the claim. Later interest is set there.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, refused by rule where a claim stands or nothing was
/// paid, or field by field: nothing was late, a half-year without its base rate, days out of order.
pub async fn claim_interest(db: &Db, actor: &Actor, now: Now, command: ClaimInterest) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let draw = draw::record::Entity::find_by_id(command.draw_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let standing = grants::of_case(write.tx(), draw.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::Recover, &standing.place)?;
    let told = late::load(write.tx(), vec![draw.id]).await?.remove(&draw.id).unwrap_or_default();
    let Some((paid_on, paid)) = told.payment() else {
        return Err(Refusal::rule("draw.not_paid", "Auf diesen Abruf ist nichts ausgezahlt."));
    };
    if version(write.tx(), draw.id, &told).await? != command.version {
        return Err(Refusal::Stale);
    }
    let before = standing::load(write.tx(), Condition::all().add(claim::Column::DrawId.eq(draw.id))).await?;
    if let Some(one) = before.iter().find(|one| !one.is_void()) {
        let message = format!(
            "Zu diesem Abruf sind schon Zinsen gefordert ({} vom {}). Weitere werden dort festgesetzt.",
            one.claim.reference,
            shown(one.claim.dated_on)
        );
        return Err(Refusal::rule("claim.interest_claimed", message));
    }
    let set = Set::load(write.tx(), None).await?;
    let months = set.on(Key::PayoutMonths, paid_on);
    let mut errors = faults(&command, months_later(paid_on, months), now.today);
    let calculation = standing::calculate(&told.owed(months, command.until), paid_on, command.until, &set);
    if let Some(error) = calculation.missing {
        errors.push(FieldError::new("until", "no_rate", error.to_string()));
    } else if calculation.total <= Cents::ZERO {
        let message = format!("Von {paid} ist bis dahin nichts zu spät verwendet; es ergeben sich keine Zinsen.");
        errors.push(FieldError::new("until", "nothing", message));
    }
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let mut row = claim::Model {
        id: 0,
        case_id: standing.case.id,
        ground: Ground::NotPromptlyUsed.key().into(),
        // nothing is revoked: no clock runs
        known_on: command.dated_on,
        heard_on: command.heard_on,
        dated_on: command.dated_on,
        arises_on: paid_on,
        due_on: command.due_on,
        amount_cents: Cents::ZERO,
        reason: command.reason.trim().into(),
        late_reason: None,
        reference: command.reference.trim().into(),
        sample: standing.case.sample,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id,
        audit_id: write.audit.id,
        draw_id: Some(draw.id),
    };
    let insert = claim::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = claim::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Claim, row.id, row.line());
    let interest = interest_set::Model {
        id: 0,
        claim_id: row.id,
        from_on: paid_on,
        to_on: command.until.pred_opt().unwrap_or(command.until),
        dated_on: command.dated_on,
        amount_cents: calculation.total,
        reference: row.reference.clone(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id,
        audit_id: write.audit.id,
    };
    insert_interest(&mut write, &standing, interest).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "case": standing.case.reference, "draw": draw.id, "paid_on": paid_on,
        "until": command.until, "interest": calculation.total.plain(), "lines": calculation.told(),
    });
    commit(write, "claim.interest_on_late_use", row.id, detail, Some(row.reason)).await?;
    Ok(row.id)
}

/// What is wrong with the days and texts.
fn faults(command: &ClaimInterest, deadline: NaiveDate, today: NaiveDate) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if command.dated_on > today || command.dated_on <= deadline {
        let message = format!(
            "Der Zinsbescheid muss nach dem {} erlassen sein, dem letzten Tag der Verwendungsfrist, und spätestens heute.",
            shown(deadline)
        );
        errors.push(FieldError::new("dated_on", "range", message));
    }
    if command.until.pred_opt().is_none_or(|last| last > today) {
        let message = "Zinsen werden längstens bis einschließlich heute festgesetzt.";
        errors.push(FieldError::new("until", "range", message));
    }
    if command.heard_on.is_some_and(|day| day > command.dated_on || day.year() < 1990) {
        let message = "Die Anhörung liegt vor dem Zinsbescheid und nach 1989.";
        errors.push(FieldError::new("heard_on", "range", message));
    }
    if command.due_on < command.dated_on || command.due_on.year() > 2100 {
        let message = "Zu zahlen ist frühestens am Tag des Zinsbescheids und vor dem Jahr 2101.";
        errors.push(FieldError::new("due_on", "range", message));
    }
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    text(&mut errors, "reference", "Aktenzeichen", &command.reference, 1..=100);
    errors
}
