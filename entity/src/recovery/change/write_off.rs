//! Writing off: proposed by one person, decided by another; the ledger hears of it on approval. A claim that is only not
//! pursued (Niederschlagung) can be taken up again, by one person; what is given up (Erlass) is gone. Only an entry of an
//! Erlass that never was made is taken back ([`reverse`]), by two people as well.
use super::{commit, for_change, text};
use crate::{
    actor::Actor,
    approval::{self, Subject, Verdict},
    audit::Covered,
    clock::Now,
    db::{Db, Write},
    grant::standing as grants,
    ledger::{self, Kind},
    money::Cents,
    origin,
    permission::Action,
    recovery::{
        WriteOff, book, claim, resumption, rules,
        standing::{self, Recovery},
        write_off,
    },
    refusal::{FieldError, Refusal},
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, ColumnTrait, Condition, EntityTrait, IntoActiveModel};

/// A write-off that is to be proposed.
#[derive(Debug, Clone)]
pub struct Propose {
    /// The claim.
    pub claim_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// How.
    pub kind: WriteOff,
    /// How much of the principal: at most what is pursued, or for an Erlass what is open.
    pub amount: Cents,
    /// The last day of a Niederschlagung that is for a time; after today.
    pub until: Option<NaiveDate>,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
}

/// What a second person decides.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The write-off.
    pub write_off_id: i64,
    /// The state of the claim that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// Approved or rejected.
    pub verdict: Verdict,
    /// Why, required for a rejection; at most 2,000 characters.
    pub reason: Option<String>,
}

/// Proposes a write-off; gives its key. Nothing is written off until a second person approves.
///
/// # Errors
/// Not found, forbidden, stale, above what is open, or refused while another one waits.
pub async fn propose(db: &Db, actor: &Actor, now: Now, command: Propose) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, recovery) = for_change(&write, command.claim_id, command.version).await?;
    none_waits(&recovery)?;
    let room = (recovery.open(), recovery.pursued());
    let mut errors = rules::write_off_faults(command.kind, (command.amount, command.until), room, now.today);
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let proposal_id = approval::change::propose(&mut write, Subject::WriteOff, standing.project.id).await?;
    let row = write_off::Model {
        id: 0,
        claim_id: command.claim_id,
        kind: command.kind.key().into(),
        amount_cents: command.amount,
        shelved_until: command.until,
        reverses_id: None,
        reason: command.reason.trim().into(),
        proposal_id,
        recorded_at: now.instant,
        audit_id: write.audit.id,
    };
    keep(write, &standing, "write_off.propose", row).await
}

/// That an Erlass is to be taken back that was entered by mistake.
#[derive(Debug, Clone)]
pub struct Reverse {
    /// The Erlass.
    pub write_off_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
}

/// Proposes the Storno of an Erlass that was entered by mistake; gives its key. Nothing changes until a second person
/// approves: then it never was given up. An Erlass that was made is final; one that is revoked (§§ 48, 49 VwVfG NRW) leads to a
/// new claim.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, or refused by rule: not an Erlass that holds,
/// another proposal waits, or instalments were agreed on about what it left open.
pub async fn reverse(db: &Db, actor: &Actor, now: Now, command: Reverse) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let erlass = write_off::Entity::find_by_id(command.write_off_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let (standing, recovery) = for_change(&write, erlass.claim_id, command.version).await?;
    none_waits(&recovery)?;
    reversible(&recovery, erlass.id)?;
    let mut errors = Vec::new();
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let proposal_id = approval::change::propose(&mut write, Subject::WriteOff, standing.project.id).await?;
    let row = write_off::Model {
        id: 0,
        reverses_id: Some(erlass.id),
        reason: command.reason.trim().into(),
        proposal_id,
        recorded_at: now.instant,
        audit_id: write.audit.id,
        ..erlass
    };
    keep(write, &standing, "write_off.reverse", row).await
}

/// One proposal at a time.
fn none_waits(recovery: &Recovery) -> Result<(), Refusal> {
    if recovery.waiting().is_none() {
        return Ok(());
    }
    let message =
        "Über einen Vorschlag zu dieser Forderung ist noch nicht entschieden. Erst danach kann ein neuer folgen.";
    Err(Refusal::rule("write_off.open_proposal", message))
}

/// The approval of an Erlass that can be taken back: it holds, and no agreement builds on it.
fn reversible(recovery: &Recovery, id: i64) -> Result<&approval::record::Model, Refusal> {
    let erlass = recovery.remissions().find(|one| one.row.id == id);
    let Some(verdict) = erlass.and_then(|one| one.verdict.as_ref()) else {
        let message = "Storniert werden kann nur ein Erlass, der mitgezeichnet und noch nicht storniert ist. Eine Niederschlagung wird wieder aufgegriffen.";
        return Err(Refusal::rule("write_off.not_remitted", message));
    };
    if let Some((plan, _)) = recovery.plan().filter(|(plan, _)| plan.audit_id > verdict.audit_id) {
        let message = format!(
            "Am {} sind Raten über das vereinbart, was nach diesem Erlass offen war. Bitte zuerst das stornieren, was darauf aufbaut.",
            plan.agreed_on.format("%d.%m.%Y")
        );
        return Err(Refusal::rule("claim.in_instalments", message));
    }
    Ok(verdict)
}

/// Keeps what is proposed; gives its key.
async fn keep(
    mut write: Write,
    standing: &grants::Standing,
    action: &'static str,
    mut row: write_off::Model,
) -> Result<i64, Refusal> {
    let insert = write_off::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = write_off::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::WriteOff, row.id, row.line());
    let detail = serde_json::json!({
        "project": standing.project.number, "write_off": row.id, "kind": row.kind, "amount": row.amount_cents.plain(),
        "until": row.shelved_until, "reverses": row.reverses_id,
    });
    commit(write, action, row.claim_id, detail, Some(row.reason)).await?;
    Ok(row.id)
}

/// Decides a write-off or the Storno of one as a second person. An approved one holds from today and is booked in the same
/// write; a Storno books the opposite of what it takes back, dated like it.
///
/// # Errors
/// Not found, forbidden unless the actor is of the case's authority, stale, or refused by rule: decided already, the same
/// person, no reason for a rejection, or more than is open by now.
pub async fn decide(db: &Db, actor: &Actor, now: Now, command: Decide) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let row = write_off::Entity::find_by_id(command.write_off_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let mut found = standing::load(write.tx(), Condition::all().add(claim::Column::Id.eq(row.claim_id))).await?;
    let recovery = found.pop().ok_or(Refusal::NotFound)?;
    let standing = grants::of_case(write.tx(), recovery.claim.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::ApproveWriteOff, &standing.place)?;
    if command.version.is_some_and(|version| version != recovery.version()) {
        return Err(Refusal::Stale);
    }
    if command.reason.as_ref().is_some_and(|reason| reason.chars().count() > 2_000 || reason.contains('\0')) {
        return Err(Refusal::field("reason", "too_long", "Die Begründung ist länger als 2.000 Zeichen."));
    }
    let reason = command.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    approval::change::decide(&mut write, row.proposal_id, command.verdict, reason.clone()).await?;
    if let (Verdict::Approved, Some(erlass)) = (command.verdict, row.reverses_id) {
        let audit_id = reversible(&recovery, erlass)?.audit_id;
        book::take_back(&mut write, audit_id, &[Kind::WrittenOff], None).await?;
    } else if command.verdict == Verdict::Approved {
        let kind = WriteOff::from_key(&row.kind).ok_or(Refusal::NotFound)?;
        let room = (recovery.open(), recovery.pursued());
        let faults = rules::write_off_faults(kind, (row.amount_cents, row.shelved_until), room, now.today);
        if let Some(fault) = faults.into_iter().next() {
            return Err(Refusal::rule("write_off.above_open", fault.message));
        }
        let origin_id = origin::entry(&write).await?;
        let of = (&standing.project, &standing.case);
        let reference = &recovery.claim.reference;
        let entry = book::entry(of, booked_as(kind), row.amount_cents, now.today, reference, origin_id);
        ledger::change::insert(&mut write, vec![entry]).await?;
    }
    let detail = serde_json::json!({
        "project": standing.project.number, "write_off": row.id, "kind": row.kind, "amount": row.amount_cents.plain(),
        "reverses": row.reverses_id,
    });
    let action = if command.verdict == Verdict::Approved { "write_off.approve" } else { "write_off.reject" };
    commit(write, action, row.claim_id, detail, reason).await
}

/// That a claim is to be pursued again.
#[derive(Debug, Clone)]
pub struct Resume {
    /// The Niederschlagung that ends.
    pub write_off_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// The first day on which it no longer holds; from its own first day to today.
    pub resumed_on: NaiveDate,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
}

/// Takes a claim up again that was not pursued; the ledger says so from that day on.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, a day out of range, or refused by rule: an
/// Erlass, not approved, taken up already.
pub async fn resume(db: &Db, actor: &Actor, now: Now, command: Resume) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let row = write_off::Entity::find_by_id(command.write_off_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let (standing, recovery) = for_change(&write, row.claim_id, command.version).await?;
    let one = recovery.write_offs.iter().find(|one| one.row.id == row.id).ok_or(Refusal::NotFound)?;
    let (Some(verdict), Some(since)) = (one.verdict.as_ref().filter(|_| one.holds()), one.holds_from()) else {
        let message = "Wieder aufgegriffen werden kann nur eine Niederschlagung, die mitgezeichnet ist und noch gilt.";
        return Err(Refusal::rule("write_off.not_shelved", message));
    };
    if one.kind() == WriteOff::Remitted {
        let message = "Ein Erlass ist endgültig: Die Forderung besteht insoweit nicht mehr. Nur ein irrtümlicher Eintrag lässt sich stornieren.";
        return Err(Refusal::rule("write_off.not_shelved", message));
    }
    let mut errors = Vec::new();
    if command.resumed_on < since || command.resumed_on > now.today {
        let message =
            format!("Bitte einen Tag zwischen der Niederschlagung am {} und heute angeben.", since.format("%d.%m.%Y"));
        errors.push(FieldError::new("resumed_on", "range", message));
    }
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let mut resumed = resumption::Model {
        id: 0,
        write_off_id: row.id,
        resumed_on: command.resumed_on,
        reason: command.reason.trim().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = resumption::ActiveModel { id: NotSet, ..resumed.clone().into_active_model() };
    resumed.id = resumption::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::ClaimResumption, resumed.id, resumed.line());
    // what was shelved before there was a kind for it stands as written off
    let kinds = [Kind::Shelved, Kind::WrittenOff];
    book::take_back(&mut write, verdict.audit_id, &kinds, Some(resumed.resumed_on)).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "write_off": row.id, "amount": row.amount_cents.plain(),
        "resumed_on": resumed.resumed_on,
    });
    commit(write, "write_off.resume", row.claim_id, detail, Some(resumed.reason)).await
}

/// What two people decided, as money.
fn booked_as(kind: WriteOff) -> Kind {
    match kind {
        WriteOff::Shelved => Kind::Shelved,
        WriteOff::Remitted => Kind::WrittenOff,
    }
}
