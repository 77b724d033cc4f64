//! What claims mean to the ledger: the entries they leave and take back, and the money of a case that they may take.
use super::rules::Money;
use crate::{
    check::facts::minus,
    db::Write,
    grant::case,
    ledger::{self, Kind, Source, change::New, sums::seen_from},
    money::Cents,
    origin,
    precision::Precision,
    project,
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

/// An entry of a case, exact to the cent, in the budget year of its day.
pub(super) fn entry(
    (project, case): (&project::record::Model, &case::Model),
    kind: Kind,
    cents: Cents,
    value_date: NaiveDate,
    reference: &str,
    origin_id: i64,
) -> New {
    New {
        programme_id: project.programme_id,
        project_id: Some(project.id),
        region_id: case.region_id,
        authority_id: Some(case.authority_id),
        case_id: Some(case.id),
        kind,
        source: Source::from_key(&case.source).unwrap_or(Source::Programme),
        cents,
        precision: Precision::Cent,
        value_date,
        year: Some(value_date.year()),
        stems_from: None,
        reference: Some(reference.to_owned()),
        origin_id,
        reverses: None,
        sample: case.sample,
    }
}

/// Takes back what a write booked for a claim: the opposite of each entry of these kinds, dated like it, or on a later day
/// from which it no longer holds. Gives the number of entries.
pub(super) async fn take_back(
    write: &mut Write,
    audit_id: i64,
    kinds: &[Kind],
    on: Option<NaiveDate>,
) -> Result<usize, Refusal> {
    use ledger::record::Column;
    let entries = ledger::record::Entity::find()
        .filter(Column::AuditId.eq(audit_id))
        .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.key())))
        .filter(Column::ReversesId.is_null())
        .order_by_asc(Column::Id)
        .all(write.tx())
        .await?;
    let origin_id = origin::entry(write).await?;
    let opposite = |entry: ledger::record::Model| New {
        programme_id: entry.programme_id,
        project_id: entry.project_id,
        region_id: entry.region_id,
        authority_id: entry.authority_id,
        case_id: entry.case_id,
        kind: Kind::from_key(&entry.kind).unwrap_or(Kind::Reclaimed),
        source: Source::from_key(&entry.source).unwrap_or(Source::Programme),
        cents: minus(Cents::ZERO, entry.amount_cents),
        precision: entry.precision,
        value_date: on.unwrap_or(entry.value_date),
        year: entry.budget_year,
        stems_from: entry.stems_from,
        reference: entry.reference.map(|reference| format!("Storno {reference}")),
        origin_id,
        reverses: Some(entry.id),
        sample: entry.sample,
    };
    let booked = ledger::change::insert(write, entries.into_iter().map(opposite).collect()).await?;
    Ok(booked.len())
}

/// Whether the project has no other case of the same source, as known from a viewpoint.
pub(super) async fn is_alone(
    connection: &impl ConnectionTrait,
    case: &case::Model,
    view: Viewpoint,
) -> Result<bool, DbErr> {
    let others = case::Entity::find()
        .filter(case::Column::ProjectId.eq(case.project_id))
        .filter(case::Column::Source.eq(&case.source))
        .filter(case::Column::Id.ne(case.id))
        .filter(Condition::all().add_option(view.known_at.map(|known| case::Column::RecordedAt.lte(known))))
        .count(connection)
        .await?;
    Ok(others == 0)
}

/// The money of a case from a viewpoint, with what lists or hands booked for the project without a case: nobody knows of
/// which case that is, and a claim must not fail for it.
pub(super) async fn money(
    connection: &impl ConnectionTrait,
    case: &case::Model,
    view: Viewpoint,
) -> Result<Money, DbErr> {
    use ledger::record::Column;
    let mine = Condition::any().add(Column::CaseId.eq(case.id)).add(Column::CaseId.is_null());
    let entries = ledger::record::Entity::find()
        .filter(Column::ProjectId.eq(case.project_id))
        .filter(Column::Source.eq(&case.source))
        .filter(Column::Kind.is_in([Kind::Paid.key(), Kind::Recognised.key(), Kind::Reclaimed.key()]))
        .filter(mine)
        .filter(seen_from(view))
        .all(connection)
        .await?;
    let of = |kind: Kind| {
        let entries = entries.iter().filter(|entry| entry.kind == kind.key());
        entries.map(|entry| entry.amount_cents).reduce(|a, b| Cents(a.0.saturating_add(b.0)))
    };
    Ok(Money {
        paid: of(Kind::Paid).unwrap_or_default(),
        recognised: of(Kind::Recognised),
        reclaimed: of(Kind::Reclaimed).unwrap_or_default(),
    })
}
