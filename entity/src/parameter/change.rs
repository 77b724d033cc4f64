//! Operations on parameters: enter a value, try one, let a trial count, take a value or trial back. Rows are never edited.
use super::{Key, Mode, Set, record};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write},
    permission::Action,
    refusal::{FieldError, Refusal},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::NotSet, EntityTrait, IntoActiveModel};

/// A value to enter, or to try.
#[derive(Debug, Clone)]
pub struct Enter {
    /// The parameter.
    pub key: Key,
    /// The value, in the key's unit, within its bounds.
    pub value: i64,
    /// The day from which it holds, 1990 to 2100.
    pub valid_on: NaiveDate,
    /// The law or document it comes from; 3 to 300 characters.
    pub source: String,
    /// Whether it was compared with that source.
    pub verified: bool,
    /// Why; 3 to 1,000 characters.
    pub reason: String,
    /// Whether it only runs as a trial.
    pub trial: bool,
}

/// What is done with a value that was entered, or a trial that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The trial counts from now on.
    Activate,
    /// The trial ends, or the value is taken back.
    Withdraw,
}

/// A step for the trial or value of a key and day.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The parameter.
    pub key: Key,
    /// The day it was entered for.
    pub valid_on: NaiveDate,
    /// The row that the person saw; another one in the meantime is [`Refusal::Stale`].
    pub row: i64,
    /// What is done.
    pub step: Step,
    /// Why; 3 to 1,000 characters.
    pub reason: String,
}

/// Enters a value, or starts a trial.
///
/// # Errors
/// Forbidden, or field by field what is wrong.
pub async fn enter(db: &Db, actor: &Actor, now: Now, command: Enter) -> Result<i64, Refusal> {
    let mut write = db.write(now, actor).await?;
    actor.may(Action::ManageRules, &Place::default())?;
    let set = Set::load(write.tx(), None).await?;
    let mut errors = Vec::new();
    let (low, high) = command.key.bounds();
    if !(low..=high).contains(&command.value) {
        let message = format!("Möglich sind {} bis {}.", command.key.shown(low), command.key.shown(high));
        errors.push(FieldError::new("wert", "range", message));
    }
    if !(1990..=2100).contains(&command.valid_on.year()) {
        errors.push(FieldError::new("ab", "range", "Der Tag muss zwischen 1990 und 2100 liegen."));
    }
    text(
        &mut errors,
        "quelle",
        &command.source,
        300,
        "Bitte die Quelle nennen, zum Beispiel „§ 247 BGB, Bundesanzeiger vom …“",
    );
    text(
        &mut errors,
        "begruendung",
        &command.reason,
        1_000,
        "Bitte in einem Satz begründen, warum der Wert sich ändert",
    );
    if let Some(row) = set.entered(command.key, command.valid_on).filter(|row| row.value == command.value) {
        let message = format!("Dieser Wert ist ab dem {} schon eingetragen.", row.valid_on.format("%d.%m.%Y"));
        errors.push(FieldError::new("wert", "same", message));
    }
    if set.trial(command.key, command.valid_on).is_some() {
        let message = "Für diesen Tag läuft schon ein Probelauf. Bitte ihn zuerst beenden oder gelten lassen.";
        errors.push(FieldError::new("ab", "trial", message));
    }
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let before = set.on(command.key, command.valid_on);
    let mode = if command.trial { Mode::Shadow } else { Mode::Active };
    let row = record::Model {
        id: 0,
        key: command.key.key().into(),
        value: command.value,
        valid_on: command.valid_on,
        mode: mode.key().into(),
        source: command.source.trim().into(),
        verified: command.verified,
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
    };
    let id = insert(&mut write, row).await?;
    let action = if command.trial { "parameter.try" } else { "parameter.enter" };
    finish(write, action, command.key, command.valid_on, (before, command.value), command.reason).await?;
    Ok(id)
}

/// Lets a trial count, or takes a trial or value back.
///
/// # Errors
/// Forbidden, not found, [`Refusal::Stale`] when it is another row by now, a missing reason.
pub async fn decide(db: &Db, actor: &Actor, now: Now, command: Decide) -> Result<(), Refusal> {
    let mut write = db.write(now, actor).await?;
    actor.may(Action::ManageRules, &Place::default())?;
    let set = Set::load(write.tx(), None).await?;
    let (key, day) = (command.key, command.valid_on);
    let trial = set.trial(key, day);
    let row = match (command.step, trial) {
        (Step::Activate, trial) => trial.ok_or(Refusal::NotFound)?,
        (Step::Withdraw, Some(trial)) if trial.id == command.row => trial,
        (Step::Withdraw, Some(_)) if set.entered(key, day).is_some_and(|row| row.id == command.row) => {
            let message = "Für diesen Tag läuft ein Probelauf. Bitte ihn zuerst beenden, dann den Wert zurückziehen.";
            return Err(Refusal::rule("parameter.trial_first", message));
        }
        (Step::Withdraw, Some(_)) => return Err(Refusal::Stale),
        (Step::Withdraw, None) => set.entered(key, day).ok_or(Refusal::NotFound)?,
    };
    if row.id != command.row {
        return Err(Refusal::Stale);
    }
    let mut errors = Vec::new();
    text(&mut errors, "grund", &command.reason, 1_000, "Bitte in einem Satz begründen");
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let (mode, action) = match (command.step, trial.is_some()) {
        (Step::Activate, _) => (Mode::Active, "parameter.activate"),
        (Step::Withdraw, true) => (Mode::Withdrawn, "parameter.end_trial"),
        (Step::Withdraw, false) => (Mode::Withdrawn, "parameter.withdraw"),
    };
    let (before, value) = (set.on(key, day), row.value);
    let row = record::Model {
        id: 0,
        mode: mode.key().into(),
        recorded_at: now.instant,
        recorded_by: actor.account_id,
        audit_id: write.audit.id,
        ..row.clone()
    };
    insert(&mut write, row).await?;
    finish(write, action, key, day, (before, value), command.reason).await
}

/// Records a value inside a write (used by the seed); rights and rules are the caller's.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, mut row: record::Model) -> Result<i64, Refusal> {
    row.audit_id = write.audit.id;
    let model = record::ActiveModel { id: NotSet, ..row.clone().into_active_model() };
    let id = record::Entity::insert(model).exec(write.tx()).await?.last_insert_id;
    write.audit.cover_row(Covered::Parameter, id, row.line());
    Ok(id)
}

async fn finish(
    write: Write,
    action: &'static str,
    key: Key,
    day: NaiveDate,
    (before, value): (i64, i64),
    reason: String,
) -> Result<(), Refusal> {
    let entry = audit::Entry {
        action,
        subject: "parameter",
        subject_id: key.key().into(),
        detail: serde_json::json!({"valid_on": day, "before": before, "value": value}),
        reason: Some(reason.trim().into()),
    };
    write.commit(entry).await
}

fn text(errors: &mut Vec<FieldError>, field: &'static str, text: &str, most: usize, ask: &str) {
    let length = text.trim().chars().count();
    if length < 3 {
        errors.push(FieldError::new(field, "required", format!("{ask}.")));
    } else if length > most {
        errors.push(FieldError::new(field, "too_long", format!("Der Text ist länger als {most} Zeichen.")));
    } else if text.contains('\0') {
        errors.push(FieldError::new(field, "characters", "Der Text enthält ein unzulässiges Zeichen."));
    }
}
