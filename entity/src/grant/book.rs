//! What an approved version does to the ledger: its years become the level of what is granted, and what stood there
//! before is taken back. Pure but for [`live`], which asks what stands.
use super::{
    Backing, case,
    content::{Content, Tranche},
};
use crate::{
    ledger::{self, Kind, Source, change::New},
    money::Cents,
    precision::Precision,
    project,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// An entry that is not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The entry.
    pub entry: ledger::record::Model,
    /// The end of its chain of counter-entries: what a new one takes back.
    end: i64,
    /// The value date of that end.
    end_date: NaiveDate,
}

/// What is granted to a project from one source and not taken back, the oldest first.
pub(super) async fn live(connection: &impl ConnectionTrait, project_id: i64, source: &str) -> Result<Vec<Live>, DbErr> {
    use ledger::record::{Column, Entity};
    let entries = Entity::find()
        .filter(Column::ProjectId.eq(project_id))
        .filter(Column::Kind.eq(Kind::Granted.key()))
        .filter(Column::Source.eq(source))
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    Ok(standing(entries))
}

/// Those of some entries that are not taken back, in the order given; their counter-entries must be among them.
pub(crate) fn standing(entries: Vec<ledger::record::Model>) -> Vec<Live> {
    let counter_of: HashMap<i64, i64> =
        entries.iter().filter_map(|entry| Some((entry.reverses_id?, entry.id))).collect();
    let dates: HashMap<i64, NaiveDate> = entries.iter().map(|entry| (entry.id, entry.value_date)).collect();
    let standing = entries.into_iter().filter(|entry| entry.reverses_id.is_none()).filter_map(|entry| {
        let (end, taken_back) = ledger::chain(entry.id, &counter_of);
        let end_date = dates.get(&end).copied().unwrap_or(entry.value_date);
        (!taken_back).then_some(Live { entry, end, end_date })
    });
    standing.collect()
}

impl Live {
    /// What takes it back from a day on.
    pub(crate) fn counter(&self, on: NaiveDate, origin_id: i64) -> Option<New> {
        let entry = &self.entry;
        Some(New {
            programme_id: entry.programme_id,
            project_id: entry.project_id,
            region_id: entry.region_id,
            authority_id: entry.authority_id,
            case_id: entry.case_id,
            kind: Kind::from_key(&entry.kind)?,
            source: Source::from_key(&entry.source)?,
            cents: entry.amount_cents.checked_neg()?,
            precision: entry.precision,
            // what counts from a later day only counts for no day at all
            value_date: on.max(entry.value_date).max(self.end_date),
            year: entry.budget_year,
            stems_from: entry.stems_from,
            reference: entry.reference.clone(),
            origin_id,
            reverses: Some(self.end),
            sample: entry.sample,
        })
    }
}

/// What a version of a case replaces: what the case's former version booked, and what lists or hands booked for the
/// project without a case.
pub(super) fn replaced(live: &[Live], case_id: i64) -> Vec<Live> {
    live.iter().filter(|one| one.entry.case_id.is_none_or(|id| id == case_id)).cloned().collect()
}

/// The entries of an approved version: counter-entries for what it replaces, dated on its day, and its own years.
pub(super) fn entries(
    project: &project::record::Model,
    case: &case::Model,
    content: &Content,
    replaced: &[Live],
    origin_id: i64,
) -> Vec<New> {
    let source = Source::from_key(&case.source).unwrap_or(Source::Programme);
    let counters = replaced.iter().filter_map(|old| old.counter(content.dated_on, origin_id));
    let years = content.tranches.iter().flat_map(|tranche| backed(tranche, case.id, replaced, content.dated_on.year()));
    let years = years.map(|(year, stems_from, cents)| New {
        programme_id: project.programme_id,
        project_id: Some(project.id),
        region_id: case.region_id,
        authority_id: Some(case.authority_id),
        case_id: Some(case.id),
        kind: Kind::Granted,
        source,
        cents,
        precision: Precision::Cent,
        value_date: content.dated_on,
        year: Some(year),
        stems_from,
        reference: Some(case.reference.clone()),
        origin_id,
        reverses: None,
        sample: case.sample,
    });
    counters.chain(years).collect()
}

/// A tranche by the budget that backs it: budget year, the year whose commitment it is (none for cash), amount. What the
/// case bound by a commitment before stays bound by that one; more is of the budget of the decision's year.
fn backed(tranche: &Tranche, case_id: i64, replaced: &[Live], decided: i32) -> Vec<(i32, Option<i32>, Cents)> {
    let mut left = tranche.cents;
    let mut parts: Vec<(i32, Option<i32>, Cents)> = Vec::new();
    if tranche.backing == Backing::Commitment {
        let kept = replaced.iter().map(|old| &old.entry).filter(|old| old.case_id == Some(case_id));
        for old in kept.filter(|old| old.budget_year == Some(tranche.year) && old.stems_from.is_some()) {
            let part = left.min(old.amount_cents);
            left = Cents(left.0 - part.0);
            parts.push((tranche.year, old.stems_from, part));
        }
    }
    let stems_from = (tranche.backing == Backing::Commitment).then_some(decided);
    parts.push((tranche.year, stems_from, left));
    parts.retain(|(_, _, cents)| *cents > Cents::ZERO);
    parts
}

/// The sum of entries.
pub(super) fn sum_of(live: &[Live]) -> Cents {
    super::content::sum(live.iter().map(|one| one.entry.amount_cents))
}
