//! Operations on co-funding: record what somebody promised, secured by contract, paid or proved; take it back.
use super::{
    record,
    steps::{above, is_cofunding, is_step},
};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    grant::content::LARGEST,
    ledger::{
        self, Kind, Source,
        change::{New, Recorded},
        sums::{Filter, totals},
    },
    money::Cents,
    origin,
    permission::Action,
    precision::Precision,
    project,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};
use std::collections::{BTreeMap, HashMap};

/// How many signs evidence and giver may have.
pub const TEXT: u16 = 200;
/// How many signs a reason may have.
pub const REASON: u16 = 1_000;

/// Who gives money where a program does not say it: of the own share the recipient, else it stays unnamed.
#[must_use]
pub fn unnamed(source: Source) -> &'static str {
    if source == Source::OwnShare { "" } else { "nicht genannt" }
}

/// A step of co-funding that is to be recorded.
#[derive(Debug, Clone)]
pub struct Record {
    /// The project's number.
    pub number: String,
    /// Whose money; not the programme's.
    pub source: Source,
    /// Which step.
    pub step: Kind,
    /// How much, more than nothing and at most [`LARGEST`].
    pub cents: Cents,
    /// The day of promise, contract, receipt or proof; not in the future.
    pub value_date: NaiveDate,
    /// Budget year, where one is named.
    pub year: Option<i32>,
    /// Who gives it; may be empty for the own share only, then it is the recipient.
    pub giver: String,
    /// What proves it: letter, contract, statement of account; 1 to 200 characters.
    pub evidence: String,
    /// Why the step is above the one before, where it is.
    pub reason: Option<String>,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
}

/// Records a step of co-funding.
///
/// # Errors
/// Not found, forbidden, or field by field what is wrong; a step above the one before it asks for a reason (R16).
pub async fn record(db: &Db, actor: &Actor, now: Now, command: Record) -> Result<Recorded, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (project, place) = project::find::for_change(&write, &command.number).await?;
    actor.may(Action::RecordMoney, &place)?;
    let errors = faults(&command, now.today);
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    unknown_yet(&write, project.id, &command).await?;
    let of_source = Filter { project_id: Some(project.id), source: Some(command.source), ..Filter::default() };
    let stands: BTreeMap<Kind, Cents> = totals(write.tx(), &of_source, &[], Viewpoint::now(&now))
        .await?
        .into_iter()
        .map(|total| (total.kind, total.cents))
        .collect();
    let above = above(command.source, &stands, command.step, command.cents);
    let reason = command.reason.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let (Some(above), None) = (above, &reason) {
        return Err(Refusal::field("reason", "above_earlier_step", above.sentence()));
    }
    // a reason that nobody needs would say that something was above
    let reason = reason.filter(|_| above.is_some());
    let origin_id = origin::entry(&write).await?;
    let entry = New {
        programme_id: project.programme_id,
        project_id: Some(project.id),
        region_id: project.region_id,
        authority_id: project.authority_id,
        case_id: None,
        kind: command.step,
        source: command.source,
        cents: command.cents,
        precision: Precision::Cent,
        value_date: command.value_date,
        year: command.year,
        stems_from: None,
        reference: Some(command.evidence.trim().to_owned()),
        origin_id,
        reverses: None,
        sample: command.sample,
    };
    let entry = ledger::change::insert(&mut write, vec![entry]).await?.pop().ok_or(Refusal::NotFound)?;
    let giver = match command.giver.trim() {
        "" => project.recipient.clone().unwrap_or_else(|| "Zuwendungsempfänger".to_owned()),
        giver => giver.to_owned(),
    };
    contribution(&mut write, entry.id, giver, reason.clone()).await?;
    let detail = serde_json::json!({
        "kind": command.step.key(), "source": command.source.key(), "amount": command.cents.plain(),
        "value_date": command.value_date,
    });
    let action = "cofunding.record";
    write.commit(audit::Entry { action, subject: "project", subject_id: command.number, detail, reason }).await?;
    Ok(Recorded { entry, internal: actor.can(Action::SeeInternal, &place) })
}

async fn contribution(write: &mut Write, entry_id: i64, giver: String, reason: Option<String>) -> Result<(), Refusal> {
    let mut row = record::Model { id: 0, entry_id, giver, reason, audit_id: write.audit.id };
    let new = record::ActiveModel {
        id: NotSet,
        entry_id: Set(row.entry_id),
        giver: Set(row.giver.clone()),
        reason: Set(row.reason.clone()),
        audit_id: Set(row.audit_id),
    };
    row.id = record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Contribution, row.id, row.line());
    Ok(())
}

fn faults(command: &Record, today: NaiveDate) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if !is_cofunding(command.source) {
        let message = "Mittel des Programms sind keine Kofinanzierung. Bitte eine andere Quelle wählen.";
        errors.push(FieldError::new("source", "programme", message));
    }
    if !is_step(command.step) {
        let message = "Bitte eine Stufe wählen: zugesagt, vertraglich gesichert, eingegangen oder nachgewiesen.";
        errors.push(FieldError::new("kind", "unknown", message));
    }
    if command.cents <= Cents::ZERO || command.cents > LARGEST {
        let message = format!(
            "Der Betrag muss über null und höchstens {LARGEST} sein. Um einen Eintrag zu mindern, stornieren Sie ihn und tragen Sie ihn neu ein."
        );
        errors.push(FieldError::new("amount", "range", message));
    }
    if command.value_date > today || command.value_date.year() < 1990 {
        let message = "Der Tag muss zwischen dem 01.01.1990 und heute liegen.";
        errors.push(FieldError::new("value_date", "range", message));
    }
    if command.year.is_some_and(|year| !(1990..=2100).contains(&year)) {
        errors.push(FieldError::new("year", "range", "Das Haushaltsjahr muss zwischen 1990 und 2100 liegen."));
    }
    let needs_giver = command.source != Source::OwnShare;
    for (field, text, longest, missing) in [
        (
            "reference",
            command.evidence.trim(),
            TEXT,
            Some("Bitte nennen Sie den Nachweis: Schreiben, Vertrag, Kontoauszug oder Beleg."),
        ),
        (
            "giver",
            command.giver.trim(),
            TEXT,
            needs_giver.then_some("Bitte nennen Sie, wer das Geld oder die Leistung gibt."),
        ),
        ("reason", command.reason.as_deref().unwrap_or_default().trim(), REASON, None),
    ] {
        if text.is_empty()
            && let Some(message) = missing
        {
            errors.push(FieldError::new(field, "required", message));
        } else if text.chars().count() > usize::from(longest) {
            errors.push(FieldError::new(field, "too_long", format!("Das ist zu lang. Höchstens {longest} Zeichen.")));
        } else if text.contains('\0') {
            errors.push(FieldError::new(field, "characters", "Der Text enthält ein unzulässiges Zeichen."));
        }
    }
    errors
}

/// Refuses what stands in the ledger already, word for word: a form sent twice.
async fn unknown_yet(write: &Write, project_id: i64, command: &Record) -> Result<(), Refusal> {
    use ledger::record::{Column, Entity};
    let entries = Entity::find()
        .filter(Column::ProjectId.eq(project_id))
        .filter(Column::Kind.eq(command.step.key()))
        .filter(Column::Source.eq(command.source.key()))
        .all(write.tx())
        .await?;
    let counter_of: HashMap<i64, i64> =
        entries.iter().filter_map(|entry| Some((entry.reverses_id?, entry.id))).collect();
    let twin = entries.iter().find(|entry| {
        entry.reverses_id.is_none()
            && entry.amount_cents == command.cents
            && entry.value_date == command.value_date
            && entry.reference.as_deref() == Some(command.evidence.trim())
            && !ledger::chain(entry.id, &counter_of).1
    });
    match twin {
        Some(_) => Err(Refusal::field(
            "reference",
            "repeated",
            "Dieser Eintrag steht schon im Hauptbuch: gleiche Quelle und Stufe, gleicher Betrag, Tag und Nachweis. Wenn es ein zweiter ist, nennen Sie beim Nachweis, was beide unterscheidet.",
        )),
        None => Ok(()),
    }
}

/// Takes a step of co-funding back by a counter-entry; gives its key.
///
/// # Errors
/// Not found, forbidden, without a reason, or an entry that is none of co-funding or is taken back already.
pub async fn take_back(db: &Db, actor: &Actor, now: Now, number: &str, id: i64, why: &str) -> Result<i64, Refusal> {
    let found = ledger::record::Entity::find_by_id(id).one(db.read()).await?;
    let step = found.filter(|entry| Kind::from_key(&entry.kind).is_some_and(is_step));
    let id = step.map_or(-1, |entry| entry.id);
    // rights and the project it belongs to are checked by the ledger, under its lock
    Ok(ledger::change::take_back(db, actor, now, number, id, why).await?.entry.id)
}
