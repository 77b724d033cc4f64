//! What was said and booked about the projects of some rows, loaded in few questions.
use super::case::{Booked, Case, Fact, Taken};
use crate::{
    audit,
    clock::berlin_day,
    db::packed::{self, Flag},
    import_run::{RowKind, Target, record, row, standing::ROWS_AT_ONCE},
    ledger::{self, Kind, Source},
    money::Cents,
    precision::Precision,
    project::{self, field::Field},
    refusal::Refusal,
    solution,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Decides about some rows.
pub(super) async fn portion(
    connection: &impl ConnectionTrait,
    run: &record::Model,
    rows: &[row::Model],
) -> Result<Vec<Taken>, Refusal> {
    let ids: Vec<i64> = rows.iter().filter_map(about).collect();
    let projects: HashMap<i64, project::record::Model> = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(ids.clone()))
        .all(connection)
        .await?
        .into_iter()
        .map(|project| (project.id, project))
        .collect();
    let mut facts = facts_of(connection, &ids).await?;
    let mut booked = booked_of(connection, &ids).await?;
    let needed = needed(connection, &ids).await?;
    let applied_by = run.apply_audit_id.unwrap_or(i64::MAX);
    let later: BTreeSet<i64> = facts
        .values()
        .flatten()
        .map(|fact| fact.audit_id)
        .chain(booked.values().flatten().map(|entry| entry.audit_id))
        .filter(|audit_id| *audit_id > applied_by)
        .collect();
    let said = who_and_when(connection, later).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let project = about(row).and_then(|id| projects.get(&id));
            let facts = about(row).and_then(|id| facts.remove(&id)).unwrap_or_default();
            let booked = about(row).and_then(|id| booked.remove(&id)).unwrap_or_default();
            let needed = about(row).is_some_and(|id| needed.contains(&id));
            Case { applied_by, facts, booked, needed, said: &said }.decide(row, project)
        })
        .collect())
}

/// The project that a row may have changed. Only one row of an import is about a project; others that name it are
/// errors.
fn about(row: &row::Model) -> Option<i64> {
    let kind = RowKind::from_key(&row.kind);
    row.project_id.filter(|_| matches!(kind, Some(RowKind::New | RowKind::Changed | RowKind::Conflict)))
}

async fn facts_of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<Fact>>, DbErr> {
    type Loaded = (i64, i64, String, Option<String>, NaiveDate, Flag, Option<i64>, i64, i64);
    use project::fact::Column;
    let question = project::fact::Entity::find()
        .filter(Column::ProjectId.is_in(ids.to_vec()))
        .order_by_asc(Column::ValidOn)
        .order_by_asc(Column::Id);
    let columns = [
        Column::Id,
        Column::ProjectId,
        Column::Field,
        Column::Value,
        Column::ValidOn,
        Column::TakesBack,
        Column::ReplacesId,
        Column::AuditId,
        Column::OriginId,
    ];
    let rows: Vec<Loaded> = packed::rows(connection, question, &columns).await?;
    let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
    for (id, project_id, field, value, valid_on, Flag(takes_back), replaces_id, audit_id, origin_id) in rows {
        let Some(field) = Field::from_key(&field) else { continue };
        let fact = Fact { id, field, value, valid_on, takes_back, replaces_id, audit_id, origin_id };
        facts.entry(project_id).or_default().push(fact);
    }
    Ok(facts)
}

async fn booked_of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<Booked>>, DbErr> {
    type Loaded = (
        i64,
        Option<i64>,
        Option<i64>,
        Option<i64>,
        String,
        String,
        Option<i32>,
        Cents,
        Precision,
        NaiveDate,
        Option<i64>,
        i64,
    );
    use ledger::record::Column;
    let question =
        ledger::record::Entity::find().filter(Column::ProjectId.is_in(ids.to_vec())).order_by_asc(Column::Id);
    let columns = [
        Column::Id,
        Column::ProjectId,
        Column::RegionId,
        Column::AuthorityId,
        Column::Kind,
        Column::Source,
        Column::BudgetYear,
        Column::AmountCents,
        Column::Precision,
        Column::ValueDate,
        Column::ReversesId,
        Column::AuditId,
    ];
    let rows: Vec<Loaded> = packed::rows(connection, question, &columns).await?;
    let mut booked: HashMap<i64, Vec<Booked>> = HashMap::new();
    for (
        id,
        project_id,
        region_id,
        authority_id,
        kind,
        source,
        year,
        cents,
        precision,
        value_date,
        reverses_id,
        audit_id,
    ) in rows
    {
        let (Some(project_id), Some(kind), Some(source)) =
            (project_id, Kind::from_key(&kind), Source::from_key(&source))
        else {
            continue;
        };
        let target = Target::Money { kind, source, year };
        let entry = Booked { id, target, region_id, authority_id, cents, precision, value_date, reverses_id, audit_id };
        booked.entry(project_id).or_default().push(entry);
    }
    Ok(booked)
}

/// Projects that something else is attached to: a solution that came from them, or projects that are part of them.
async fn needed(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
    let solutions: Vec<i64> = solution::project_link::Entity::find()
        .select_only()
        .column(solution::project_link::Column::ProjectId)
        .filter(solution::project_link::Column::ProjectId.is_in(ids.to_vec()))
        .into_tuple()
        .all(connection)
        .await?;
    let parts: Vec<Option<i64>> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::ParentId)
        .filter(project::record::Column::ParentId.is_in(ids.to_vec()))
        .filter(project::find::is_there())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(solutions.into_iter().chain(parts.into_iter().flatten()).collect())
}

/// "am 22.11.2026 von …", by audit row.
async fn who_and_when(connection: &impl ConnectionTrait, ids: BTreeSet<i64>) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<i64> = ids.into_iter().collect();
    let mut said = HashMap::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        for row in audit::Entity::find().filter(audit::Column::Id.is_in(some.to_vec())).all(connection).await? {
            let day = berlin_day(row.at).format("%d.%m.%Y");
            said.insert(row.id, format!("am {day} von {} geändert", row.actor));
        }
    }
    Ok(said)
}
