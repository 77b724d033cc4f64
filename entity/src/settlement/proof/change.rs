//! Enters a proof of use and books what it shows.
use super::{ProofKind, Statement, item, record};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, bulk},
    grant::{Item, content::sum, standing},
    ledger::{self, Kind, Source, change::New},
    money::Cents,
    origin,
    permission::Action,
    project::lifecycle::Lifecycle,
    refusal::Refusal,
    settlement::{
        book::{self, Booked},
        load::{Stored, ever},
    },
};
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};
use std::collections::BTreeMap;

/// A proof that is to be entered.
#[derive(Debug, Clone)]
pub struct Submit {
    /// The case.
    pub case_id: i64,
    /// The state of the project's settlement that the form showed.
    pub version: i32,
    /// What it says.
    pub statement: Statement,
}

/// Enters a proof; gives its key. What it shows becomes the level of the case: of its year, or of all years if it is the
/// final one; what stood there is taken back.
///
/// # Errors
/// Not found, forbidden unless the actor is the recipient's or the authority of the case, stale, or field by field what
/// is wrong.
pub async fn submit(db: &Db, actor: &Actor, now: Now, command: Submit) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    let standing = standing::of_case(write.tx(), command.case_id).await?;
    standing.visible(actor)?;
    actor.may(Action::HandInSettlement, &standing.place)?;
    let stored = Stored::load(write.tx(), standing.project.id).await?;
    if stored.version() != command.version {
        return Err(Refusal::Stale);
    }
    let statement = command.statement;
    let errors = statement.faults(now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let Some(decision) = standing.holds(statement.received_on) else {
        let message = "Am Tag des Eingangs gilt für diesen Fall kein Bescheid.";
        return Err(Refusal::field("received_on", "no_decision", message));
    };
    in_order(&stored, &standing, &statement, actor)?;
    let decision_id = decision.id;
    let origin_id = origin::entry(&write).await?;
    let replaced = stored.live(standing.case.id, &[Kind::Spent, Kind::CofundingProven], ever());
    let states = shown(&statement, book::source(&standing));
    let replaced = replaced
        .iter()
        .filter(|live| statement.kind == ProofKind::Final || live.entry.budget_year == statement.budget_year)
        // of what was booked without the case it replaces only what it states itself
        .filter(|live| {
            let of = (live.entry.kind.as_str(), live.entry.source.as_str());
            live.entry.case_id.is_some() || states.keys().any(|(_, kind, source)| (kind.key(), source.key()) == of)
        });
    let mut entries: Vec<New> = replaced.filter_map(|live| live.counter(statement.received_on, origin_id)).collect();
    let taken_back = entries.len();
    entries.extend(states.iter().map(|(of, cents)| (*of, *cents)).map(|((year, kind, source), cents)| {
        let booked = Booked {
            kind,
            source,
            cents,
            on: statement.received_on,
            year,
            reference: statement.reference.clone(),
            origin_id,
        };
        book::entry(&standing, booked)
    }));
    ledger::change::insert(&mut write, entries).await?;
    let mut row = record::Model {
        id: 0,
        case_id: standing.case.id,
        decision_id,
        kind: statement.kind.key().into(),
        budget_year: statement.budget_year,
        covers_to: statement.covers_to,
        received_on: statement.received_on,
        narrative: statement.narrative,
        confirmed: statement.confirmed,
        reference: statement.reference.clone(),
        sample: standing.case.sample,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let insert = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    row.id = record::Entity::insert(insert).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Proof, row.id, row.line());
    let audit_id = write.audit.id;
    let lines: Vec<_> = statement.lines.iter().filter(|line| line.cents > Cents::ZERO).collect();
    let first = bulk::reserve::<item::Entity>(write.tx(), lines.len()).await?;
    let items: Vec<item::Model> = (first..)
        .zip(lines)
        .map(|(id, line)| item::Model {
            id,
            proof_id: row.id,
            budget_year: line.year,
            side: line.item.side().key().into(),
            item: line.item.key().into(),
            eligible: line.eligible,
            amount_cents: line.cents,
            audit_id,
        })
        .collect();
    for item in &items {
        write.audit.cover_row(Covered::ProofItem, item.id, item.line());
    }
    bulk::insert(write.tx(), items.into_iter().map(IntoActiveModel::into_active_model)).await?;
    write
        .commit(audit::Entry {
            action: "proof.enter",
            subject: "proof",
            subject_id: row.id.to_string(),
            detail: serde_json::json!({
                "project": standing.project.number, "case": standing.case.reference, "kind": row.kind,
                "year": row.budget_year, "received_on": row.received_on, "taken_back": taken_back,
            }),
            reason: None,
        })
        .await?;
    Ok(row.id)
}

/// Refuses a proof that comes when it can no longer: after the end, after the final one, or over one that is checked
/// unless the authority enters it.
fn in_order(
    stored: &Stored,
    standing: &standing::Standing,
    statement: &Statement,
    actor: &Actor,
) -> Result<(), Refusal> {
    if Lifecycle::from_key(&standing.project.lifecycle) == Some(Lifecycle::Closed) {
        let message = "Das Projekt ist abgeschlossen. Ein Nachweis ändert daran nichts mehr.";
        return Err(Refusal::rule("proof.closed", message));
    }
    let finals = || {
        let of_case = stored.proofs.iter().filter(|row| row.case_id == standing.case.id);
        of_case.filter(|row| row.kind == ProofKind::Final.key())
    };
    if statement.kind == ProofKind::Interim && finals().next().is_some() {
        let message = "Der Verwendungsnachweis liegt schon vor. Ein Zwischennachweis kommt nicht mehr danach.";
        return Err(Refusal::field("kind", "after_final", message));
    }
    let checked = finals().any(|row| stored.reviews.iter().any(|review| review.proof_id == row.id));
    if checked && !actor.can(Action::DecideSettlement, &standing.place) {
        let message = "Der Verwendungsnachweis ist schon geprüft. Einen neuen trägt nur die Bewilligungsbehörde ein.";
        return Err(Refusal::rule("proof.checked", message));
    }
    Ok(())
}

/// What a proof shows as spent of the grant, and as proven co-funding, by year and source.
fn shown(statement: &Statement, granted: Source) -> BTreeMap<(i32, Kind, Source), Cents> {
    let mut shown: BTreeMap<(i32, Kind, Source), Cents> = BTreeMap::new();
    for line in statement.lines.iter().filter(|line| line.cents > Cents::ZERO) {
        let (kind, source) = match (line.item, line.item.cofunding()) {
            (Item::Grant, _) => (Kind::Spent, granted),
            (_, Some(source)) => (Kind::CofundingProven, source),
            _ => continue,
        };
        let cents = shown.entry((line.year, kind, source)).or_default();
        *cents = sum([*cents, line.cents]);
    }
    shown
}
