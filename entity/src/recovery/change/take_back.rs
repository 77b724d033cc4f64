//! Taking back (Storno) what was recorded about a claim, one by one, by counter-entries with a reason. What depends on it goes
//! first; interest is reckoned anew from what remains.
use super::{commit, for_change, text};
use crate::{
    actor::Actor,
    audit::Covered,
    check::facts::{minus, shown},
    clock::Now,
    db::Db,
    ledger::Kind,
    money::Cents,
    recovery::{Fact, WriteOff, book, reversal, standing::Recovery},
    refusal::Refusal,
};
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// What is to be taken back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// The claim.
    pub claim_id: i64,
    /// The state of the claim that the form showed.
    pub version: i32,
    /// What.
    pub fact: Fact,
    /// Its key; that of the claim for the claim itself.
    pub fact_id: i64,
    /// Why, 3 to 2,000 characters.
    pub reason: String,
}

/// Takes something recorded about a claim back and books the opposite of what it left; gives the key of the Storno.
///
/// # Errors
/// Not found, forbidden unless the actor is the authority of the case, stale, or refused by rule: taken back already, or
/// something depends on it.
pub async fn take_back(db: &Db, actor: &Actor, now: Now, command: TakeBack) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (standing, recovery) = for_change(&write, command.claim_id, command.version).await?;
    let (audit_id, kinds): (i64, &[Kind]) = booked(&recovery, command.fact, command.fact_id)
        .ok_or_else(|| Refusal::field("fact", "unknown", "Das gibt es an dieser Rückforderung nicht."))?;
    if recovery.reversal(command.fact, command.fact_id).is_some() {
        let message = "Das ist schon storniert. Ein Storno kann nicht storniert werden; bitte neu eintragen.";
        return Err(Refusal::rule("claim.already_reversed", message));
    }
    if let Some((code, message)) = kept_by(&recovery, command.fact, command.fact_id) {
        return Err(Refusal::rule(code, message));
    }
    let mut errors = Vec::new();
    text(&mut errors, "reason", "Begründung", &command.reason, 3..=2_000);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let mut row = reversal::Model {
        id: 0,
        claim_id: command.claim_id,
        fact: command.fact.key().into(),
        fact_id: command.fact_id,
        reason: command.reason.trim().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = reversal::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = reversal::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::ClaimReversal, row.id, row.line());
    let booked = book::take_back(&mut write, audit_id, kinds, None).await?;
    let detail = serde_json::json!({
        "project": standing.project.number, "fact": row.fact, "id": row.fact_id, "entries": booked,
    });
    commit(write, "claim.take_back", command.claim_id, detail, Some(row.reason)).await?;
    Ok(row.id)
}

/// The audit row in which something was recorded, and the kinds of its entries; none where the claim has no such row.
fn booked(recovery: &Recovery, fact: Fact, id: i64) -> Option<(i64, &'static [Kind])> {
    match fact {
        Fact::Claim => (recovery.claim.id == id).then_some((recovery.claim.audit_id, &[Kind::Reclaimed])),
        Fact::Payment => {
            let row = recovery.payments.iter().find(|row| row.id == id)?;
            Some((row.audit_id, &[Kind::Repaid, Kind::InterestPaid]))
        }
        Fact::Interest => {
            let row = recovery.interest.iter().find(|row| row.id == id)?;
            Some((row.audit_id, &[Kind::InterestClaimed]))
        }
        Fact::Instalments => {
            let (row, _) = recovery.plans.iter().find(|(row, _)| row.id == id)?;
            Some((row.audit_id, &[]))
        }
    }
}

/// Why something recorded about a claim cannot be taken back: a code and a sentence that names what depends on it; none where
/// nothing does.
fn kept_by(recovery: &Recovery, fact: Fact, id: i64) -> Option<(&'static str, String)> {
    let sentence = |what: String| format!("{what} Bitte zuerst das stornieren, was darauf aufbaut.");
    match fact {
        Fact::Claim => {
            let paid = recovery.live_payments().count();
            let interest = recovery.live_interest().count();
            let written_off = recovery.waiting().or_else(|| recovery.write_offs.iter().find(|one| one.holds()));
            let what = if paid > 0 {
                let cents = minus(recovery.principal_paid(), minus(Cents::ZERO, recovery.interest_paid()));
                sentence(format!("Auf die Forderung sind {cents} gezahlt."))
            } else if interest > 0 {
                sentence(format!("Zu der Forderung sind {} Zinsen festgesetzt.", recovery.interest_set()))
            } else if let Some((plan, _)) = recovery.plan() {
                sentence(format!("Für die Forderung sind Raten vereinbart, am {}.", shown(plan.agreed_on)))
            } else if let Some(one) = written_off {
                let (kind, cents) = (one.kind().label(), one.row.amount_cents);
                match one.verdict {
                    None => {
                        let storno = if one.is_reversal() { "Storno: " } else { "" };
                        format!(
                            "{storno}{kind} über {cents}: Darüber ist noch nicht entschieden. Bitte zuerst entscheiden."
                        )
                    }
                    Some(_) if one.kind() == WriteOff::Shelved => {
                        format!("{cents} sind niedergeschlagen. Bitte die Forderung zuerst wieder aufgreifen.")
                    }
                    Some(_) => {
                        format!(
                            "{cents} sind erlassen; das setzt die Forderung voraus. Ein Erlass, den es nie gab, ist zuerst zu stornieren."
                        )
                    }
                }
            } else {
                return None;
            };
            Some(("claim.in_use", what))
        }
        Fact::Payment => {
            let row = recovery.live_payments().find(|row| row.id == id)?;
            let (plan, _) = recovery.plan().filter(|(plan, _)| plan.audit_id > row.audit_id)?;
            let message = format!(
                "Am {} sind Raten über das vereinbart, was nach dieser Zahlung offen war.",
                shown(plan.agreed_on)
            );
            Some(("claim.in_instalments", sentence(message)))
        }
        Fact::Interest => {
            let row = recovery.live_interest().find(|row| row.id == id)?;
            if let Some(later) = recovery.live_interest().find(|other| other.id > row.id) {
                let message = format!(
                    "Der Zinsbescheid {} vom {} setzt den Unterschied zu diesem fest.",
                    later.reference,
                    shown(later.dated_on)
                );
                return Some(("claim.later_interest", sentence(message)));
            }
            let left = minus(recovery.interest_set(), row.amount_cents);
            let paid = recovery.interest_paid();
            (paid > left.max(Cents::ZERO)).then(|| {
                let message =
                    format!("Auf die Zinsen sind {paid} gezahlt; ohne diesen Bescheid blieben {left} festgesetzt.");
                ("claim.interest_paid", sentence(message))
            })
        }
        Fact::Instalments => None,
    }
}
