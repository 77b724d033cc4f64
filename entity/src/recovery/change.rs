//! Operations on claims: raise one, record a payment, set interest, agree on instalments. Each leaves its entries in the
//! ledger in the same write. Writing off needs two people and stands in [`write_off`]; [`take_back`] undoes each.
use super::{
    Fact, Ground, book, claim, instalment, interest_set, payment, plan, rules,
    standing::{self, Recovery},
};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    check::{
        facts::minus,
        finding::{Finding, Severity},
    },
    clock::Now,
    db::{Db, Write},
    grant::standing as grants,
    ledger::{self, Kind},
    money::Cents,
    origin,
    parameter::{Key, Set},
    permission::Action,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, ColumnTrait, Condition, EntityTrait, IntoActiveModel};

pub mod late_use;
pub mod take_back;
pub mod write_off;

/// A claim that is to be raised.
#[derive(Debug, Clone)]
pub struct Raise {
    /// The case.
    pub case_id: i64,
    /// How many claims of the case the form showed.
    pub version: i32,
    /// Why.
    pub ground: Ground,
    /// The day on which the authority knew the facts.
    pub known_on: NaiveDate,
    /// The day of the hearing.
    pub heard_on: Option<NaiveDate>,
    /// Date of the Rückforderungsbescheid; not in the future.
    pub dated_on: NaiveDate,
    /// The first day that bears interest; not in the future.
    pub arises_on: NaiveDate,
    /// Until when it is to be paid.
    pub due_on: NaiveDate,
    /// How much; at most what is paid and not yet reclaimed.
    pub amount: Cents,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
    /// Why it may come after the clock ran out; at most 2,000 characters.
    pub late_reason: Option<String>,
    /// File reference, 1 to 100 characters.
    pub reference: String,
}

/// A payment on a claim.
#[derive(Debug, Clone)]
pub struct Pay {
    /// The claim.
    pub claim_id: i64,
    /// The state of the claim that the form showed ([`Recovery::version`]).
    pub version: i32,
    /// The day the money came.
    pub paid_on: NaiveDate,
    /// For the principal, at most what is open.
    pub principal: Cents,
    /// For interest, at most what is set and open.
    pub interest: Cents,
    /// Document reference, 1 to 100 characters.
    pub reference: String,
}

/// Interest that is to be set by decision.
#[derive(Debug, Clone)]
pub struct SetInterest {
    /// The claim.
    pub claim_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// Up to and without this day; at most tomorrow.
    pub until: NaiveDate,
    /// Date of the decision; not in the future.
    pub dated_on: NaiveDate,
    /// File reference, 1 to 100 characters.
    pub reference: String,
}

/// Instalments that are agreed on; they replace those agreed before.
#[derive(Debug, Clone)]
pub struct Agree {
    /// The claim.
    pub claim_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// Date of the agreement; not in the future.
    pub agreed_on: NaiveDate,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
    /// Day and amount of each; together what is open.
    pub instalments: Vec<(NaiveDate, Cents)>,
}

/// Raises a claim and books it as reclaimed; gives its key.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, or field by field what blocks it
/// ([`rules::check`]).
pub async fn raise(db: &Db, actor: &Actor, now: Now, command: Raise) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let standing = grants::of_case(write.tx(), command.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::Recover, &standing.place)?;
    let before = standing::load(write.tx(), Condition::all().add(claim::Column::CaseId.eq(command.case_id))).await?;
    if i32::try_from(before.len()).ok() != Some(command.version) {
        return Err(Refusal::Stale);
    }
    let late_reason = command.late_reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut errors = Vec::new();
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    text(&mut errors, "reference", "Aktenzeichen", &command.reference, 1..=100);
    if let Some(reason) = &late_reason {
        text(&mut errors, "late_reason", "Begründung zur Frist", reason, 1..=2_000);
    }
    let set = Set::load(write.tx(), None).await?;
    let findings = rules::check(&rules::Facts {
        ground: command.ground,
        known_on: command.known_on,
        heard_on: command.heard_on,
        dated_on: command.dated_on,
        arises_on: command.arises_on,
        due_on: command.due_on,
        amount: command.amount,
        late_reason: late_reason.is_some(),
        money: book::money(write.tx(), &standing.case, Viewpoint::now(&now)).await?,
        clock_years: set.on(Key::RecoveryClockYears, command.known_on),
        today: now.today,
    });
    errors.extend(blocking(&findings));
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let mut row = claim::Model {
        id: 0,
        case_id: standing.case.id,
        ground: command.ground.key().into(),
        known_on: command.known_on,
        heard_on: command.heard_on,
        dated_on: command.dated_on,
        arises_on: command.arises_on,
        due_on: command.due_on,
        amount_cents: command.amount,
        reason: command.reason.trim().into(),
        late_reason,
        reference: command.reference.trim().into(),
        sample: standing.case.sample,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id,
        audit_id: write.audit.id,
        draw_id: None,
    };
    let insert = claim::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = claim::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Claim, row.id, row.line());
    let of = (&standing.project, &standing.case);
    let entry = book::entry(of, Kind::Reclaimed, row.amount_cents, row.dated_on, &row.reference, origin_id);
    ledger::change::insert(&mut write, vec![entry]).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "case": standing.case.reference, "ground": row.ground,
        "known_on": row.known_on, "dated_on": row.dated_on, "arises_on": row.arises_on, "due_on": row.due_on,
        "amount": row.amount_cents.plain(), "late_reason": row.late_reason,
        "findings": findings.iter().map(|finding| finding.field).collect::<Vec<_>>(),
    });
    commit(write, "claim.raise", row.id, detail, Some(row.reason)).await?;
    Ok(row.id)
}

/// Records a payment and books it as repaid and as interest paid; gives its key.
///
/// # Errors
/// Not found, forbidden, stale, or field by field: above what is open, a day in the future.
pub async fn pay(db: &Db, actor: &Actor, now: Now, command: Pay) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, recovery) = for_change(&write, command.claim_id, command.version).await?;
    let mut errors = rules::payment_faults(
        (command.principal, command.interest),
        (recovery.open(), recovery.interest_open()),
        command.paid_on,
        now.today,
    );
    text(&mut errors, "reference", "Beleg", &command.reference, 1..=100);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let mut row = payment::Model {
        id: 0,
        claim_id: command.claim_id,
        paid_on: command.paid_on,
        principal_cents: command.principal,
        interest_cents: command.interest,
        reference: command.reference.trim().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id,
        audit_id: write.audit.id,
    };
    let insert = payment::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = payment::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::ClaimPayment, row.id, row.line());
    let of = (&standing.project, &standing.case);
    let entries = [(Kind::Repaid, row.principal_cents), (Kind::InterestPaid, row.interest_cents)]
        .into_iter()
        .filter(|(_, cents)| *cents > Cents::ZERO)
        .map(|(kind, cents)| book::entry(of, kind, cents, row.paid_on, &row.reference, origin_id));
    ledger::change::insert(&mut write, entries.collect()).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "paid_on": row.paid_on, "principal": row.principal_cents.plain(),
        "interest": row.interest_cents.plain(), "open_before": recovery.open().plain(),
    });
    commit(write, "claim.pay", command.claim_id, detail, None).await?;
    Ok(row.id)
}

/// Sets interest up to and without a day by decision and books it as claimed; gives its key. What is set is the whole
/// interest up to then less what was set before, so that no way of cutting it into decisions changes a cent.
///
/// # Errors
/// Not found, forbidden, stale, or field by field: a half-year without its base rate, nothing to set, a day in the future.
pub async fn set_interest(db: &Db, actor: &Actor, now: Now, command: SetInterest) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, recovery) = for_change(&write, command.claim_id, command.version).await?;
    let mut errors = Vec::new();
    let from_on = recovery.set_until().and_then(|day| day.succ_opt()).unwrap_or(recovery.claim.arises_on);
    if command.dated_on > now.today || command.dated_on < recovery.claim.dated_on {
        let message = "Der Zinsbescheid muss nach dem Rückforderungsbescheid und spätestens heute erlassen sein.";
        errors.push(FieldError::new("dated_on", "range", message));
    }
    if command.until <= from_on || command.until.pred_opt().is_none_or(|last| last > now.today) {
        let message = format!(
            "Zinsen werden ab dem {} festgesetzt, längstens bis einschließlich heute. Bitte einen Tag danach angeben.",
            from_on.format("%d.%m.%Y")
        );
        errors.push(FieldError::new("until", "range", message));
    }
    text(&mut errors, "reference", "Aktenzeichen", &command.reference, 1..=100);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let calculation = recovery.calculate(command.until, &Set::load(write.tx(), None).await?);
    if let Some(error) = calculation.missing {
        return Err(Refusal::field("until", "no_rate", error.to_string()));
    }
    let amount = minus(calculation.total, recovery.interest_set());
    // less than was set, after a payment that came earlier than was known, is set off again
    if amount == Cents::ZERO {
        let message = format!(
            "Bis dahin ergeben sich {} Zinsen, festgesetzt sind {}. Es bleibt nichts festzusetzen.",
            calculation.total,
            recovery.interest_set()
        );
        return Err(Refusal::field("until", "nothing", message));
    }
    let origin_id = origin::entry(&write).await?;
    let row = interest_set::Model {
        id: 0,
        claim_id: command.claim_id,
        from_on,
        to_on: command.until.pred_opt().unwrap_or(command.until),
        dated_on: command.dated_on,
        amount_cents: amount,
        reference: command.reference.trim().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        origin_id,
        audit_id: write.audit.id,
    };
    let row = insert_interest(&mut write, &standing, row).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "from": row.from_on, "to": row.to_on, "amount": amount.plain(),
        "set_before": recovery.interest_set().plain(), "lines": calculation.told(),
    });
    commit(write, "claim.set_interest", command.claim_id, detail, None).await?;
    Ok(row.id)
}

/// Keeps a decision about interest and books it as claimed.
async fn insert_interest(
    write: &mut Write,
    standing: &grants::Standing,
    mut row: interest_set::Model,
) -> Result<interest_set::Model, Refusal> {
    let insert = interest_set::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = interest_set::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::ClaimInterest, row.id, row.line());
    let of = (&standing.project, &standing.case);
    let entry = book::entry(of, Kind::InterestClaimed, row.amount_cents, row.dated_on, &row.reference, row.origin_id);
    ledger::change::insert(write, vec![entry]).await?;
    Ok(row)
}

/// Records instalments; they replace those agreed before. Gives the plan's key.
///
/// # Errors
/// Not found, forbidden, stale, or field by field: they do not come to what is open, they are not in order.
pub async fn agree(db: &Db, actor: &Actor, now: Now, command: Agree) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, recovery) = for_change(&write, command.claim_id, command.version).await?;
    if recovery.shelved() > Cents::ZERO {
        let message = format!(
            "{} sind niedergeschlagen. Bitte die Forderung zuerst wieder aufgreifen: Raten ergeben alles, was offen ist.",
            recovery.shelved()
        );
        return Err(Refusal::rule("claim.shelved", message));
    }
    let mut errors = rules::instalment_faults(&command.instalments, recovery.open(), command.agreed_on, now.today);
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let mut row = plan::Model {
        id: 0,
        claim_id: command.claim_id,
        version: recovery.plans.last().map_or(0, |(plan, _)| plan.version) + 1,
        agreed_on: command.agreed_on,
        reason: command.reason.trim().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = plan::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = plan::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::InstalmentPlan, row.id, row.line());
    for (due_on, amount_cents) in &command.instalments {
        let mut part = instalment::Model {
            id: 0,
            plan_id: row.id,
            due_on: *due_on,
            amount_cents: *amount_cents,
            audit_id: write.audit.id,
        };
        let insert = instalment::ActiveModel { id: NotSet, ..part.clone().into_active_model() };
        part.id = instalment::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
        write.audit.cover_row(Covered::Instalment, part.id, part.line());
    }
    let detail = serde_json::json!({
        "project": standing.project.number, "version": row.version, "agreed_on": row.agreed_on,
        "instalments": command.instalments.len(), "open": recovery.open().plain(),
    });
    commit(write, "claim.agree", command.claim_id, detail, Some(row.reason)).await?;
    Ok(row.id)
}

/// Equal monthly instalments from a day on that come to an amount exactly; the day is that of the first, or the last of a
/// shorter month.
#[must_use]
pub fn monthly(first: NaiveDate, count: u32, amount: Cents) -> Vec<(NaiveDate, Cents)> {
    let weights = vec![1; usize::try_from(count).unwrap_or(0)];
    let days = (0..i64::from(count)).map(|months| crate::check::facts::months_later(first, months));
    days.zip(amount.split(&weights)).collect()
}

/// A claim that is to be changed, with its case.
async fn for_change(write: &Write, claim_id: i64, version: i32) -> Result<(grants::Standing, Recovery), Refusal> {
    let mut found = standing::load(write.tx(), Condition::all().add(claim::Column::Id.eq(claim_id))).await?;
    let recovery = found.pop().ok_or(Refusal::NotFound)?;
    let standing = grants::of_case(write.tx(), recovery.claim.case_id).await?;
    standing.visible(&write.actor)?;
    write.actor.may(Action::Recover, &standing.place)?;
    if recovery.version() != version {
        return Err(Refusal::Stale);
    }
    if let Some(row) = recovery.reversal(Fact::Claim, claim_id) {
        let message = format!("Die Rückforderung ist storniert: {} Zu ihr wird nichts mehr eingetragen.", row.reason);
        return Err(Refusal::rule("claim.reversed", message));
    }
    Ok((standing, recovery))
}

async fn commit(
    write: Write,
    action: &'static str,
    claim_id: i64,
    detail: serde_json::Value,
    reason: Option<String>,
) -> Result<(), Refusal> {
    write.commit(audit::Entry { action, subject: "claim", subject_id: claim_id.to_string(), detail, reason }).await
}

fn blocking(findings: &[Finding]) -> Vec<FieldError> {
    let blocks = findings.iter().filter(|finding| finding.severity == Severity::Blocks);
    blocks.map(|finding| FieldError::new(finding.field, finding.rule, finding.message.clone())).collect()
}

fn text(
    errors: &mut Vec<FieldError>,
    field: &'static str,
    name: &str,
    text: &str,
    length: std::ops::RangeInclusive<usize>,
) {
    if !length.contains(&text.trim().chars().count()) || text.contains('\0') {
        let message = format!("{name}: Bitte {} bis {} Zeichen angeben.", length.start(), length.end());
        errors.push(FieldError::new(field, "length", message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monthly_instalments_lose_no_cent() {
        let plan = monthly("2026-01-31".parse().unwrap(), 3, Cents(100));
        let shown: Vec<_> = plan.iter().map(|(day, cents)| (day.to_string(), cents.0)).collect();
        assert_eq!(shown, [("2026-01-31".into(), 34), ("2026-02-28".into(), 33), ("2026-03-31".to_owned(), 33)]);
        assert_eq!(monthly("2026-01-31".parse().unwrap(), 0, Cents(100)), vec![]);
    }
}
