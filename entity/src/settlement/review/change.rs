//! Enters what came of the check of a proof and books the grant that remains.
use super::{Recognised, Scope, computed, item, record};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, bulk},
    grant::{
        Item, Side,
        content::{LARGEST, MOST_LINES, PlanLine, sum},
        standing,
    },
    ledger::{self, Kind, change::New},
    money::Cents,
    origin,
    permission::Action,
    refusal::{FieldError, Refusal},
    settlement::{
        book::{self, Booked},
        load::{Stored, ever},
        proof,
    },
};
use chrono::NaiveDate;
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};
use std::collections::{BTreeMap, BTreeSet};

/// What came of the check of a proof.
#[derive(Debug, Clone)]
pub struct Check {
    /// The proof.
    pub proof_id: i64,
    /// The state of the project's settlement that the form showed; not compared unless given.
    pub version: Option<i32>,
    /// The day of the note; from the day of receipt until today.
    pub checked_on: NaiveDate,
    /// When the authority learned of what it holds against the recipient; not after the note.
    pub known_on: NaiveDate,
    /// How much was looked at.
    pub scope: Scope,
    /// What came of it, 1 to 10,000 characters.
    pub result: String,
    /// What is recognised; items that are left out are not.
    pub recognised: Vec<Recognised>,
}

/// Checks a proof as a second person; gives the note's key. The grant that remains becomes the level of what is
/// recognised in the case: of the proof's year, or of all years.
///
/// # Errors
/// Not found, forbidden unless the actor is of the case's authority, stale, refused by rule for whoever entered the
/// proof, where it is checked already, replaced by a newer one or incomplete, or field by field what is wrong.
pub async fn check(db: &Db, actor: &Actor, now: Now, command: Check) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let found = proof::record::Entity::find_by_id(command.proof_id).one(write.tx()).await?.ok_or(Refusal::NotFound)?;
    let standing = standing::of_case(write.tx(), found.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::DecideSettlement, &standing.place)?;
    let stored = Stored::load(write.tx(), standing.project.id).await?;
    if command.version.is_some_and(|version| version != stored.version()) {
        return Err(Refusal::Stale);
    }
    let (entered_by, recorded_by) = second_person(&found, actor)?;
    checkable(&stored, &found)?;
    let stated = stored.stated(found.id);
    let errors = wrong(&command, &found, &stated, now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let Some(decision) = standing.holds(command.checked_on) else { return Err(Refusal::NotFound) };
    let content = standing.content_of(decision)?;
    let Some(computed) = computed(&content, found.budget_year, &stated, &command.recognised) else {
        return Err(Refusal::rule("R15", "R15: Ohne Fördersatz lässt sich die Zuwendung nicht berechnen."));
    };
    let origin_id = origin::entry(&write).await?;
    let live = stored.live(standing.case.id, &[Kind::Recognised], ever());
    let replaced = live.iter().filter(|one| found.budget_year.is_none() || one.entry.budget_year == found.budget_year);
    let mut entries: Vec<New> = replaced.filter_map(|one| one.counter(command.checked_on, origin_id)).collect();
    entries.extend(by_year(computed.grant, &stated).into_iter().map(|(year, cents)| {
        let (kind, source) = (Kind::Recognised, book::source(&standing));
        let reference = found.reference.clone();
        book::entry(&standing, Booked { kind, source, cents, on: command.checked_on, year, reference, origin_id })
    }));
    ledger::change::insert(&mut write, entries).await?;
    let mut row = record::Model {
        id: 0,
        proof_id: found.id,
        entered_by,
        checked_on: command.checked_on,
        known_on: command.known_on,
        scope: command.scope.key().into(),
        result: command.result.trim().into(),
        sample: standing.case.sample,
        recorded_at: now.instant,
        recorded_by,
        audit_id: write.audit.id,
    };
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Review, row.id, row.line());
    let audit_id = write.audit.id;
    let first = bulk::reserve::<item::Entity>(write.tx(), command.recognised.len()).await?;
    let items: Vec<item::Model> = (first..)
        .zip(&command.recognised)
        .map(|(id, one)| item::Model {
            id,
            review_id: row.id,
            budget_year: one.year,
            item: one.item.key().into(),
            amount_cents: one.cents,
            audit_id,
        })
        .collect();
    for item in &items {
        write.audit.cover_row(Covered::ReviewItem, item.id, item.line());
    }
    bulk::insert(write.tx(), items.into_iter().map(IntoActiveModel::into_active_model)).await?;
    write
        .commit(audit::Entry {
            action: "proof.check",
            subject: "proof",
            subject_id: found.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "case": standing.case.reference, "checked_on": row.checked_on,
                "scope": row.scope, "grant": computed.grant.plain(),
                "steps": computed.steps.iter().map(|step| (step.label.clone(), step.cents.plain())).collect::<Vec<_>>(),
            }),
            reason: None,
        })
        .await?;
    Ok(row.id)
}

/// Who entered the proof and who checks it: two people.
fn second_person(found: &proof::record::Model, actor: &Actor) -> Result<(i64, i64), Refusal> {
    match (found.recorded_by, actor.account_id) {
        (Some(entered), Some(checks)) if entered == checks => Err(Refusal::rule(
            "review.same_person",
            "Vier-Augen-Prinzip: Wer den Nachweis eingetragen hat, kann ihn nicht selbst prüfen.",
        )),
        (Some(entered), Some(checks)) => Ok((entered, checks)),
        _ => Err(Refusal::rule("review.no_account", "Eintragen und prüfen können nur Menschen mit eigenem Konto.")),
    }
}

/// Refuses what cannot be checked any more, or not yet.
fn checkable(stored: &Stored, found: &proof::record::Model) -> Result<(), Refusal> {
    if stored.reviews.iter().any(|row| row.proof_id == found.id) {
        return Err(Refusal::rule("review.done", "Dieser Nachweis ist schon geprüft."));
    }
    if stored.replaced(found, ever()) {
        let message = "Zu diesem Nachweis gibt es einen neueren. Bitte den neueren prüfen.";
        return Err(Refusal::rule("review.replaced", message));
    }
    if !(found.narrative && found.confirmed) {
        let message = "R17: Der Nachweis ist unvollständig: Es fehlen Sachbericht oder Bestätigung. Bitte nachfordern und den vollständigen Nachweis neu eintragen.";
        return Err(Refusal::rule("R17", message));
    }
    Ok(())
}

/// What is wrong with the note, field by field.
fn wrong(command: &Check, found: &proof::record::Model, stated: &[PlanLine], today: NaiveDate) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut say = |field, code, message: String| errors.push(FieldError::new(field, code, message));
    if command.checked_on > today {
        say("checked_on", "future", "Der Vermerk liegt in der Zukunft. Bitte einen Tag bis heute angeben.".into());
    } else if command.checked_on < found.received_on {
        say("checked_on", "range", "Der Vermerk liegt vor dem Eingang des Nachweises.".into());
    }
    if command.known_on > command.checked_on {
        say("known_on", "range", "Die Kenntnis kann nicht nach dem Vermerk liegen.".into());
    }
    let length = command.result.trim().chars().count();
    if !(1..=10_000).contains(&length) || command.result.contains('\0') {
        say("result", "length", "Bitte das Ergebnis der Prüfung in 1 bis 10.000 Zeichen angeben.".into());
    }
    let mut seen = BTreeSet::new();
    if command.recognised.len() > MOST_LINES || !command.recognised.iter().all(|one| seen.insert((one.year, one.item)))
    {
        say("recognised", "repeated", "Ein Ansatz steht zweimal für dasselbe Jahr.".into());
    }
    for one in &command.recognised {
        // income is no expenditure, whatever it is called
        let of = stated.iter().filter(|line| {
            line.item.side() == Side::Expenditure && (line.year, line.item, line.eligible) == (one.year, one.item, true)
        });
        let most = sum(of.map(|line| line.cents));
        if !(Cents::ZERO..=LARGEST).contains(&one.cents) || one.cents > most {
            let message = format!(
                "{} {}: {} geht nicht, als zuwendungsfähig nachgewiesen sind {most}. Mehr lässt sich nicht anerkennen.",
                one.item.label(),
                one.year,
                one.cents
            );
            say("recognised", "range", message);
        }
    }
    errors
}

/// The grant over the years in which the proof says it was used, the earliest first; the last one takes what is left.
fn by_year(grant: Cents, stated: &[PlanLine]) -> BTreeMap<i32, Cents> {
    let mut used: BTreeMap<i32, Cents> = BTreeMap::new();
    for line in stated {
        let cents = used.entry(line.year).or_default();
        if line.item == Item::Grant {
            *cents = sum([*cents, line.cents]);
        }
    }
    let last = used.keys().next_back().copied();
    let mut left = grant;
    let mut years = BTreeMap::new();
    for (year, most) in used {
        let part = if Some(year) == last { left } else { left.min(most) };
        left = Cents(left.0.saturating_sub(part.0));
        years.insert(year, part);
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cent_is_lost_over_the_years() {
        let line = |year, cents| PlanLine { year, item: Item::Grant, eligible: true, cents: Cents(cents) };
        let stated = [line(2020, 100), line(2021, 50)];
        for (grant, parts) in [(150, [100, 50]), (120, [100, 20]), (80, [80, 0]), (170, [100, 70]), (0, [0, 0])] {
            let years = by_year(Cents(grant), &stated);
            assert_eq!(years.values().map(|cents| cents.0).collect::<Vec<_>>(), parts, "{grant}");
        }
    }
}
