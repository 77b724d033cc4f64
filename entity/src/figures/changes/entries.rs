//! The entries that make a difference, each with its reason.
use super::Question;
use crate::{
    audit,
    db::{self, Db},
    ledger::{
        Source, close,
        find::{Entry, Origin, shown},
        record::{Column, Entity, Model},
        sums::{narrowed, seen_from},
    },
    refusal::Refusal,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::ExprTrait,
};
use std::collections::HashMap;

/// What an entry was recorded by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A decision that a second person approved; its key.
    Decision(i64),
    /// An import; its key.
    Import(i64),
    /// An import that was undone; its key.
    Undone(i64),
    /// A counter-entry by hand; the entry that it takes back.
    TakenBack(i64),
    /// A published text.
    Published,
    /// A person, or the program's own seed.
    Entered,
    /// Withheld from the actor, as the origin is.
    Withheld,
}

/// An entry that makes a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry.
    pub entry: Entry,
    /// Whether it corrects the past; otherwise it took effect between the days.
    pub corrects: bool,
    /// What it was recorded by.
    pub cause: Cause,
    /// What was said as the reason; for those who may see it.
    pub reason: Option<String>,
}

/// Some of the entries: first those that took effect between the days, newest value date first, then those that
/// correct the past, newest first. `effective` is how many there are of the first.
///
/// # Errors
/// The driver's error.
pub async fn entries(
    db: &Db,
    question: &Question,
    effective: u64,
    offset: u64,
    limit: u64,
) -> Result<Vec<Change>, Refusal> {
    let connection = db.read();
    let mut rows = Vec::new();
    if offset < effective {
        let some = self::effective(question).order_by_desc(Column::ValueDate).order_by_desc(Column::Id);
        rows.extend(some.offset(offset).limit(limit).all(connection).await?.into_iter().map(|row| (row, false)));
    }
    let taken = u64::try_from(rows.len()).unwrap_or(limit);
    if taken < limit {
        let some = corrections(connection, question).await?;
        let some = some.order_by_desc(Column::AuditId).order_by_desc(Column::Id);
        let some = some.offset(offset.saturating_sub(effective)).limit(limit - taken);
        rows.extend(some.all(connection).await?.into_iter().map(|row| (row, true)));
    }
    Ok(explained(connection, question, rows).await?)
}

/// Entries that took effect between the days, as known at the second viewpoint.
pub(super) fn effective(question: &Question) -> Select<Entity> {
    let span = &question.span;
    possible(question).filter(seen_from(span.after)).filter(Column::ValueDate.gt(span.before.as_of))
}

/// Entries that hold from the first day or before and were recorded only between what was known at the two.
pub(super) async fn corrections(
    connection: &impl ConnectionTrait,
    question: &Question,
) -> Result<Select<Entity>, DbErr> {
    let span = &question.span;
    let Some(known) = span.before.known_at else {
        // all that is known now was known: nothing was recorded later
        return Ok(possible(question).filter(Column::Id.lt(0)));
    };
    // sums that were kept by then say from which audit row on to look
    let since = close::before(connection, span.before).await?.map(|close| close.audit_id);
    Ok(possible(question)
        .filter(Column::RecordedAt.gt(known))
        .filter(Condition::all().add_option(span.after.known_at.map(|known| Column::RecordedAt.lte(known))))
        .filter(Condition::all().add_option(since.map(|id| Column::AuditId.gt(id))))
        .filter(db::unindexed(Column::ValueDate).lte(span.before.as_of)))
}

/// Entries of what is asked for, without those of withheld sources.
fn possible(question: &Question) -> Select<Entity> {
    let withheld: Vec<&str> =
        Source::ALL.into_iter().filter(|source| question.withheld(*source)).map(Source::key).collect();
    let open = (!withheld.is_empty()).then(|| Column::Source.is_not_in(withheld));
    Entity::find().filter(narrowed(&question.filter)).filter(Condition::all().add_option(open))
}

async fn explained(
    connection: &impl ConnectionTrait,
    question: &Question,
    rows: Vec<(Model, bool)>,
) -> Result<Vec<Change>, DbErr> {
    let acts: Vec<i64> = rows.iter().map(|(row, _)| row.audit_id).collect();
    let mut why: HashMap<i64, audit::Model> = HashMap::new();
    for some in acts.chunks(500) {
        let found = audit::Entity::find().filter(audit::Column::Id.is_in(some.to_vec())).all(connection).await?;
        why.extend(found.into_iter().map(|act| (act.id, act)));
    }
    let of_entry: HashMap<i64, (i64, bool)> =
        rows.iter().map(|(row, corrects)| (row.id, (row.audit_id, *corrects))).collect();
    let mut changes = Vec::new();
    for some in rows.chunks(500) {
        let models = some.iter().map(|(row, _)| row.clone()).collect();
        for entry in shown(connection, models, question.internal).await? {
            let (act, corrects) = of_entry.get(&entry.id).copied().unwrap_or_default();
            let act = why.get(&act);
            changes.push(Change {
                corrects,
                cause: cause(&entry, act),
                reason: act.and_then(|act| act.reason.clone()).filter(|_| question.internal),
                entry,
            });
        }
    }
    Ok(changes)
}

fn cause(entry: &Entry, act: Option<&audit::Model>) -> Cause {
    if entry.origin == Origin::Withheld {
        return Cause::Withheld;
    }
    let subject = || act.and_then(|act| act.subject_id.parse::<i64>().ok());
    match (act.map(|act| act.action.as_str()), subject(), entry.reverses) {
        (Some("decision.approve"), Some(id), _) => Cause::Decision(id),
        (Some("import.apply"), Some(id), _) => Cause::Import(id),
        (Some("import.undo"), Some(id), _) => Cause::Undone(id),
        (_, _, Some(of)) => Cause::TakenBack(of),
        _ if matches!(entry.origin, Origin::Published { .. }) => Cause::Published,
        _ => Cause::Entered,
    }
}
