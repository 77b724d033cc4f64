//! Operations on the ledger: record an entry, take one back by a counter-entry. Nothing is edited.
use super::{Kind, Source, by_hand, ceiling, record};
use crate::{
    actor::Actor,
    audit,
    clock::Now,
    db::{Db, Write, bulk},
    grant::{Backing, rules::budget::backing_of},
    money::Cents,
    origin,
    permission::Action,
    precision::Precision,
    project,
    refusal::{FieldError, Refusal},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// The longest document reference, in characters.
pub const REFERENCE: u16 = 200;

/// An entry that is to be recorded.
#[derive(Debug, Clone)]
pub struct New {
    /// The programme.
    pub programme_id: i64,
    /// The project.
    pub project_id: Option<i64>,
    /// The region it counts in.
    pub region_id: Option<i64>,
    /// The authority it counts for.
    pub authority_id: Option<i64>,
    /// The grant case it belongs to.
    pub case_id: Option<i64>,
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// Amount.
    pub cents: Cents,
    /// How exactly known.
    pub precision: Precision,
    /// The day it holds from.
    pub value_date: NaiveDate,
    /// Budget year.
    pub year: Option<i32>,
    /// The year it stems from, see [`record::Model::stems_from`]. What is granted without a case gets it when it is recorded
    /// ([`New::backed`]); a counter-entry of what is granted has that of its entry, whatever stands here.
    pub stems_from: Option<i32>,
    /// Document reference.
    pub reference: Option<String>,
    /// Where it comes from.
    pub origin_id: i64,
    /// The entry it takes back.
    pub reverses: Option<i64>,
    /// Whether it is invented.
    pub sample: bool,
}

impl New {
    /// With what backs it: what is granted without a case, in a year after that of its value date, binds a commitment. A
    /// case's decision says itself what it binds, and a counter-entry takes back what its entry bound.
    fn backed(mut self) -> Self {
        let own = self.kind == Kind::Granted && self.case_id.is_none() && self.reverses.is_none();
        if let Some(year) = self.year.filter(|_| own) {
            let decided = self.value_date.year();
            self.stems_from = (backing_of(year, decided) == Backing::Commitment).then_some(decided);
        }
        self
    }
}

/// Records an entry for a project.
#[derive(Debug, Clone)]
pub struct Record {
    /// The project's number.
    pub number: String,
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// Amount above zero, at most [`crate::grant::content::LARGEST`]; with `reverses` it must be left out or the opposite
    /// of that entry's.
    pub cents: Option<Cents>,
    /// The day it holds from; not in the future.
    pub value_date: NaiveDate,
    /// Budget year.
    pub year: Option<i32>,
    /// Document reference, at most [`REFERENCE`] characters.
    pub reference: Option<String>,
    /// The entry it takes back (Storno).
    pub reverses: Option<i64>,
}

/// An entry that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry.
    pub entry: record::Model,
    /// Whether the actor sees what is internal to the project.
    pub internal: bool,
}

/// Records an entry by hand, or takes one back. With a grant case of that money its operations book; by hand is recorded
/// what is planned, and what happened where there is none.
///
/// # Errors
/// Not found, forbidden, a rule's refusal that names where it is entered, or field by field what is wrong.
pub async fn record(db: &Db, actor: &Actor, now: Now, command: Record) -> Result<Recorded, Refusal> {
    let mut write = db.write(now, actor).await?;
    let (project, place) = project::find::for_change(&write, &command.number).await?;
    actor.may(Action::RecordMoney, &place)?;
    let reversed = match command.reverses {
        Some(id) => Some(reversible(&write, Some(project.id), id).await?),
        None => None,
    };
    match &reversed {
        Some((entry, _)) => by_hand::may_go(&write, entry).await?,
        None => {
            let has_case = by_hand::has_case(&write, project.id, command.source).await?;
            by_hand::allowed(command.kind, has_case)?;
        }
    }
    let (reversed, reverses) = reversed.map_or((None, None), |(entry, end)| (Some(entry), Some(end)));
    let mut errors = Vec::new();
    let cents = match (&reversed, command.cents) {
        (Some(entry), given) => {
            let opposite = entry.amount_cents.checked_neg().unwrap_or_default();
            if given.is_some_and(|cents| cents != opposite) {
                errors.push(FieldError::new(
                    "amount",
                    "not_opposite",
                    format!("Eine Stornobuchung muss den Betrag genau umkehren: {opposite}."),
                ));
            }
            opposite
        }
        (None, given) => {
            errors.extend(by_hand::amount_fault(given));
            given.unwrap_or_default()
        }
    };
    if command.value_date > now.today {
        errors.push(FieldError::new(
            "value_date",
            "future",
            "Das Wertdatum liegt in der Zukunft. Bitte einen Tag bis heute angeben.",
        ));
    }
    if command.year.is_some_and(|year| !(1990..=2100).contains(&year)) {
        errors.push(FieldError::new("year", "range", "Das Haushaltsjahr muss zwischen 1990 und 2100 liegen."));
    }
    if command
        .reference
        .as_ref()
        .is_some_and(|text| text.chars().count() > usize::from(REFERENCE) || text.contains('\0'))
    {
        errors.push(FieldError::new("reference", "too_long", "Das Aktenzeichen ist länger als 200 Zeichen."));
    }
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let origin_id = origin::entry(&write).await?;
    let entry = New {
        programme_id: project.programme_id,
        project_id: Some(project.id),
        region_id: project.region_id,
        authority_id: reversed.as_ref().map_or(project.authority_id, |entry| entry.authority_id),
        case_id: reversed.as_ref().and_then(|entry| entry.case_id),
        kind: reversed.as_ref().and_then(|entry| Kind::from_key(&entry.kind)).unwrap_or(command.kind),
        source: reversed.as_ref().and_then(|entry| Source::from_key(&entry.source)).unwrap_or(command.source),
        cents,
        precision: Precision::Cent,
        value_date: reversed.as_ref().map_or(command.value_date, |entry| entry.value_date),
        year: reversed.as_ref().map_or(command.year, |entry| entry.budget_year),
        stems_from: reversed.as_ref().and_then(|entry| entry.stems_from),
        reference: command.reference,
        origin_id,
        reverses,
        sample: reversed.as_ref().is_some_and(|entry| entry.sample),
    };
    let detail = serde_json::json!({
        "kind": entry.kind.key(), "source": entry.source.key(), "amount": entry.cents.plain(),
        "value_date": entry.value_date, "reverses": entry.reverses,
    });
    let entries = vec![entry.backed()];
    ceiling::hold(&write, project.programme_id, &entries).await?;
    let mut rows = insert(&mut write, entries).await?;
    write
        .commit(audit::Entry {
            action: if command.reverses.is_some() { "ledger.reverse" } else { "ledger.record" },
            subject: "project",
            subject_id: command.number,
            detail,
            reason: None,
        })
        .await?;
    let entry = rows.pop().ok_or(Refusal::NotFound)?;
    Ok(Recorded { entry, internal: actor.can(Action::SeeInternal, &place) })
}

/// The entry of a project, or of the programme's budget, and the end of its chain: what a counter-entry has to take
/// back.
pub(crate) async fn reversible(
    write: &Write,
    project_id: Option<i64>,
    id: i64,
) -> Result<(record::Model, i64), Refusal> {
    let theirs = match project_id {
        Some(project_id) => record::Column::ProjectId.eq(project_id),
        None => record::Column::ProjectId.is_null(),
    };
    let entry = record::Entity::find_by_id(id)
        .filter(theirs.clone())
        .one(write.tx())
        .await?
        .ok_or_else(|| Refusal::field("reverses", "unknown", "Diese Buchung gibt es hier nicht."))?;
    if entry.reverses_id.is_some() {
        return Err(Refusal::rule(
            "ledger.reverse_of_reverse",
            "Eine Stornobuchung kann nicht storniert werden. Bitte neu buchen.",
        ));
    }
    let counters: Vec<(i64, Option<i64>)> = record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .column(record::Column::ReversesId)
        .filter(theirs)
        .filter(record::Column::ReversesId.is_not_null())
        .into_tuple()
        .all(write.tx())
        .await?;
    let counter_of = counters.into_iter().filter_map(|(id, reverses)| Some((reverses?, id))).collect();
    match super::chain(id, &counter_of) {
        (_, true) => Err(Refusal::rule("ledger.already_reversed", "Diese Buchung ist schon storniert.")),
        (end, false) => Ok((entry, end)),
    }
}

/// Records entries inside a write (used by imports and seeds); rights are the caller's. Gives them as they stand,
/// in order.
///
/// # Errors
/// The driver's error.
pub async fn insert(write: &mut Write, entries: Vec<New>) -> Result<Vec<record::Model>, Refusal> {
    let bound = bound(write, &entries).await?;
    let first = bulk::reserve::<record::Entity>(write.tx(), entries.len()).await?;
    let (instant, account_id, audit_id) = (write.now.instant, write.actor.account_id, write.audit.id);
    let rows: Vec<record::Model> = entries
        .into_iter()
        .map(New::backed)
        .zip(first..)
        .map(|(entry, id)| record::Model {
            id,
            programme_id: entry.programme_id,
            project_id: entry.project_id,
            region_id: entry.region_id,
            kind: entry.kind.key().into(),
            source: entry.source.key().into(),
            amount_cents: entry.cents,
            precision: entry.precision,
            value_date: entry.value_date,
            budget_year: entry.year,
            reference: entry.reference,
            recorded_at: instant,
            recorded_by: account_id,
            origin_id: entry.origin_id,
            reverses_id: entry.reverses,
            sample: entry.sample,
            audit_id,
            case_id: entry.case_id,
            authority_id: entry.authority_id,
            stems_from: match entry.reverses {
                Some(id) if entry.kind == Kind::Granted && entry.year.is_some() => bound.get(&id).copied(),
                _ => entry.stems_from,
            },
        })
        .collect();
    for row in &rows {
        write.audit.cover(&row.line());
    }
    bulk::insert(write.tx(), rows.iter().cloned().map(IntoActiveModel::into_active_model)).await?;
    Ok(rows)
}

/// The years whose commitments back what some counter-entries take back, by the key of what they take back.
async fn bound(write: &Write, entries: &[New]) -> Result<HashMap<i64, i32>, Refusal> {
    let granted = entries.iter().filter(|entry| entry.kind == Kind::Granted && entry.year.is_some());
    let ids: Vec<i64> = granted.filter_map(|entry| entry.reverses).collect();
    let mut bound = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<(i64, Option<i32>)> = record::Entity::find()
            .select_only()
            .columns([record::Column::Id, record::Column::StemsFrom])
            .filter(record::Column::Id.is_in(some.to_vec()))
            .filter(record::Column::StemsFrom.is_not_null())
            .into_tuple()
            .all(write.tx())
            .await?;
        bound.extend(rows.into_iter().filter_map(|(id, stems_from)| Some((id, stems_from?))));
    }
    Ok(bound)
}

/// Takes an entry of a project back by a counter-entry that says why.
///
/// # Errors
/// Not found, forbidden, without a reason, or an entry that is none of the project's or is taken back already.
pub async fn take_back(
    db: &Db,
    actor: &Actor,
    now: Now,
    number: &str,
    id: i64,
    why: &str,
) -> Result<Recorded, Refusal> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::field("reference", "required", "Bitte schreiben Sie, warum der Eintrag storniert wird."));
    }
    // kind, source and day are those of the entry
    let command = Record {
        number: number.to_owned(),
        kind: Kind::Granted,
        source: Source::Programme,
        cents: None,
        value_date: now.today,
        year: None,
        reference: Some(why.to_owned()),
        reverses: Some(id),
    };
    record(db, actor, now, command).await
}
