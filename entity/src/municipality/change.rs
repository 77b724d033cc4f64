//! Operations on what is known about municipalities. Facts are never edited: a new one follows.
use super::{
    fact, find,
    profile::{Key, held},
};
use crate::{
    actor::{Actor, Place},
    audit::{self, Covered},
    clock::Now,
    db::{Db, Write, bulk},
    permission::{Action, Role},
    refusal::{FieldError, Refusal},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::HashSet;

/// Characters of a source.
pub const SOURCE: u16 = 300;

/// A profile that was typed.
#[derive(Debug, Clone)]
pub struct Save {
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// The newest fact that the person saw, 0 for none; another one in the meantime is [`Refusal::Stale`].
    pub seen: i64,
    /// What was typed, by key; keys that are not there stay as they are.
    pub typed: Vec<(Key, String)>,
    /// The public source, for those who are not the municipality itself; at most [`SOURCE`] characters.
    pub source: String,
    /// From when it holds, for those who are not the municipality itself; today if empty, 1990 at the earliest.
    pub valid_on: Option<NaiveDate>,
}

/// Whether an actor speaks for a municipality itself.
#[must_use]
pub fn is_own(actor: &Actor, ags: &str) -> bool {
    actor.grants.iter().any(|grant| grant.role == Role::Municipality && grant.scope.as_deref() == Some(ags))
}

/// Saves what changed of a profile; gives how many facts were recorded.
///
/// # Errors
/// Forbidden, not found, stale, or field by field what is wrong.
pub async fn save(db: &Db, actor: &Actor, now: Now, command: Save) -> Result<usize, Refusal> {
    let mut write = db.write(now, actor).await?;
    actor.may(Action::KeepProfile, &Place { ags: Some(command.ags.clone()), ..Place::default() })?;
    let row = find::row(write.tx(), &command.ags).await?;
    let (values, source, valid_on) = checked(actor, now, &command)?;
    let there = fact::Entity::find()
        .filter(fact::Column::Ags.eq(&row.ags))
        .order_by_asc(fact::Column::ValidOn)
        .order_by_asc(fact::Column::Id)
        .all(write.tx())
        .await?;
    if there.iter().map(|fact| fact.id).max().unwrap_or(0) != command.seen {
        return Err(Refusal::Stale);
    }
    let before = held(&there);
    let said = |key: Key| before.get(&key).map(|held| held.value.as_str());
    let changed: Vec<(Key, Option<String>)> =
        values.into_iter().filter(|(key, value)| said(*key) != value.as_deref()).collect();
    if changed.is_empty() {
        return Ok(0);
    }
    // what is older than what holds would be recorded and never shown
    let newer = changed.iter().find(|(key, _)| before.get(key).is_some_and(|held| held.since > valid_on));
    if let Some((key, _)) = newer {
        let message =
            format!("Zu „{}“ ist schon etwas Neueres bekannt. Bitte einen späteren Tag angeben.", key.label());
        return Err(Refusal::field("valid_on", "older", message));
    }
    let detail: serde_json::Map<String, serde_json::Value> =
        changed.iter().map(|(key, value)| (key.key(), serde_json::json!([said(*key), value]))).collect();
    let facts: Vec<New> = changed
        .into_iter()
        .map(|(key, value)| New { ags: row.ags.clone(), key, value, valid_on, source: source.clone() })
        .collect();
    let count = insert(&mut write, facts).await?;
    let entry = audit::Entry {
        action: "municipality.profile",
        subject: "municipality",
        subject_id: row.ags,
        detail: serde_json::json!({"valid_on": valid_on, "source": source, "changed": detail}),
        reason: None,
    };
    write.commit(entry).await?;
    Ok(count)
}

type Checked = (Vec<(Key, Option<String>)>, Option<String>, NaiveDate);

fn checked(actor: &Actor, now: Now, command: &Save) -> Result<Checked, Refusal> {
    let mut errors = Vec::new();
    let mut values = Vec::new();
    for (key, typed) in &command.typed {
        match key.read(typed) {
            Ok(value) => values.push((*key, value)),
            Err(message) => errors.push(FieldError::new(key.field(), "format", message)),
        }
    }
    let mut source = None;
    let mut valid_on = now.today;
    if !is_own(actor, &command.ags) {
        let text = command.source.trim();
        valid_on = command.valid_on.unwrap_or(now.today);
        if text.chars().count() < 3 {
            errors.push(FieldError::new("source", "required", "Bitte nennen Sie, wo das veröffentlicht ist."));
        } else if text.chars().count() > usize::from(SOURCE) {
            let message = format!("Bitte auf höchstens {SOURCE} Zeichen kürzen.");
            errors.push(FieldError::new("source", "too_long", message));
        } else if text.chars().any(char::is_control) {
            errors.push(FieldError::new("source", "characters", "Bitte in einer Zeile, ohne Sonderzeichen schreiben."));
        }
        if valid_on.year() < 1990 || valid_on > now.today {
            errors.push(FieldError::new("valid_on", "range", "Der Tag muss zwischen 1990 und heute liegen."));
        }
        source = Some(text.to_owned());
    }
    if errors.is_empty() { Ok((values, source, valid_on)) } else { Err(Refusal::Invalid(errors)) }
}

/// A fact to record; rights and rules are the caller's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct New {
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// What it is about.
    pub key: Key,
    /// As stored, see [`Key::read`]; none takes it back.
    pub value: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// The public source; none for the municipality itself.
    pub source: Option<String>,
}

/// Records facts inside a write.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, facts: Vec<New>) -> Result<usize, Refusal> {
    let count = facts.len();
    let first = bulk::reserve::<fact::Entity>(write.tx(), count).await?;
    let mut rows = Vec::with_capacity(count);
    for (id, new) in (first..).zip(facts) {
        let row = fact::Model {
            id,
            ags: new.ags,
            key: new.key.key(),
            value: new.value,
            valid_on: new.valid_on,
            recorded_at: write.now.instant,
            recorded_by: write.actor.account_id,
            source: new.source,
            audit_id: write.audit.id,
        };
        write.audit.cover_row(Covered::MunicipalityFact, id, row.line());
        rows.push(fact::ActiveModel { id: Set(id), ..row.into_active_model() });
    }
    bulk::insert(write.tx(), rows).await?;
    Ok(count)
}

/// Records those public facts that are not there yet, for seeds; gives how many. What people said since is not overruled:
/// it has a later day.
///
/// # Errors
/// The driver's error.
pub async fn insert_public(write: &mut Write, facts: Vec<New>) -> Result<usize, Refusal> {
    let there: HashSet<(String, String, NaiveDate)> = fact::Entity::find()
        .filter(fact::Column::Source.is_not_null())
        .all(write.tx())
        .await?
        .into_iter()
        .map(|row| (row.ags, row.key, row.valid_on))
        .collect();
    let missing: Vec<New> =
        facts.into_iter().filter(|new| !there.contains(&(new.ags.clone(), new.key.key(), new.valid_on))).collect();
    if missing.is_empty() {
        return Ok(0);
    }
    insert(write, missing).await
}
