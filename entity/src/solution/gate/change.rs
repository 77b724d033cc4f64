//! Operations on the way through the gate: take a step, publish.
use super::{Facts, Step, allowed};
use crate::{
    actor::Actor,
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    permission::Action,
    refusal::Refusal,
    solution::{
        change::newest_sheet, find::standing, place::for_change, record::step as step_record, sheet::check::missing,
    },
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

/// Characters of a note.
pub const NOTE: u16 = 2_000;

/// A step through the gate.
#[derive(Debug, Clone)]
pub struct Take {
    /// The solution's address word.
    pub slug: String,
    /// The version it is about.
    pub version: i32,
    /// Which.
    pub step: Step,
    /// What is said with it, at most [`NOTE`] characters.
    pub note: String,
    /// Whether licence, contact and content were looked at.
    pub looked_at: bool,
}

/// Takes the newest sheet a step further.
///
/// # Errors
/// Not found, forbidden, stale, or a rule of the gate.
pub async fn take(db: &Db, actor: &Actor, now: Now, command: Take) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    let action = match command.step {
        Step::Submitted | Step::Confirmed => Action::EditSolution,
        Step::Returned | Step::Published | Step::Retired => Action::PublishSolution,
    };
    let (row, _) = for_change(&write, &command.slug, action).await?;
    if row.version != command.version {
        return Err(Refusal::Stale);
    }
    let note = command.note.trim();
    if note.chars().count() > usize::from(NOTE) || note.contains('\0') {
        return Err(Refusal::field("note", "too_long", format!("Bitte auf höchstens {NOTE} Zeichen kürzen.")));
    }
    let newest = newest_sheet(write.tx(), row.id).await?;
    let sheet = row.says(&newest).unwrap_or_default();
    let standing = standing(write.tx(), row.id, Viewpoint::now(&now)).await?;
    let missing = missing(&sheet);
    let facts = Facts {
        standing: &standing,
        newest: newest.id,
        missing: &missing,
        actor: actor.account_id,
        written_by: newest.recorded_by,
        looked_at: command.looked_at,
        note,
    };
    allowed(command.step, &facts)?;
    // who confirms speaks about what everybody sees
    let about = match command.step {
        Step::Confirmed | Step::Retired => standing.published.unwrap_or(newest.id),
        _ => newest.id,
    };
    let said = (!note.is_empty()).then(|| note.to_owned());
    add_step(&mut write, row.id, about, command.step, said.clone(), now.today).await?;
    let detail = serde_json::json!({"slug": row.slug, "version": row.version, "step": command.step.key()});
    let entry = audit::Entry {
        action: "solution.step",
        subject: "solution",
        subject_id: row.id.to_string(),
        detail,
        reason: said,
    };
    write.commit(entry).await
}

/// Writes a step about a sheet inside a write (used by seeds); rights and rules are the caller's.
///
/// # Errors
/// The driver's error.
pub async fn add_step(
    write: &mut Write,
    solution_id: i64,
    sheet_id: i64,
    step: Step,
    note: Option<String>,
    valid_on: NaiveDate,
) -> Result<(), Refusal> {
    let mut row = step_record::Model {
        id: 0,
        solution_id,
        sheet_id,
        step: step.key().into(),
        note,
        valid_on,
        recorded_at: write.now.instant,
        recorded_by: write.actor.account_id,
        audit_id: write.audit.id,
    };
    let new = step_record::ActiveModel {
        id: NotSet,
        solution_id: Set(row.solution_id),
        sheet_id: Set(row.sheet_id),
        step: Set(row.step.clone()),
        note: Set(row.note.clone()),
        valid_on: Set(row.valid_on),
        recorded_at: Set(row.recorded_at),
        recorded_by: Set(row.recorded_by),
        audit_id: Set(row.audit_id),
    };
    row.id = step_record::Entity::insert(new).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::SolutionStep, row.id, row.line());
    Ok(())
}

/// Publishes the newest sheet of a solution inside a write (used by seeds).
///
/// # Errors
/// The driver's error.
pub async fn publish(write: &mut Write, id: i64, note: &str, valid_on: NaiveDate) -> Result<(), Refusal> {
    let sheet = newest_sheet(write.tx(), id).await?;
    add_step(write, id, sheet.id, Step::Published, Some(note.to_owned()), valid_on).await
}
