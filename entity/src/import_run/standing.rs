//! What stands for the projects that a list means, loaded in few questions.
use super::{
    ReadRow, Target,
    diff::{Live, Present, Projects},
};
use crate::{
    db::Write,
    ledger::{self, Kind, Source},
    origin,
    project::{self, field::Field},
    refusal::Refusal,
    region,
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// SQLite takes at most 32,766 values in a statement.
pub(super) const ROWS_AT_ONCE: usize = 1_000;

/// Where a project lies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lies {
    /// The region it counts in.
    pub(super) region_id: Option<i64>,
    /// The authority that grants.
    pub(super) authority_id: Option<i64>,
}

/// The projects that stand now, and those that the rows mean with where each lies.
pub(super) async fn known(
    write: &Write,
    rows: &[ReadRow],
    regions: &region::find::Names,
) -> Result<(Projects, HashMap<i64, Lies>), Refusal> {
    let mut projects = Projects::default();
    let mut lies = HashMap::new();
    type Named = (i64, String, Option<String>, String, Option<i64>, Option<i64>);
    let all: Vec<Named> = project::record::Entity::find()
        .select_only()
        .column(project::record::Column::Id)
        .column(project::record::Column::Number)
        .column(project::record::Column::GrantReference)
        .column(project::record::Column::Title)
        .column(project::record::Column::RegionId)
        .column(project::record::Column::AuthorityId)
        .into_tuple()
        .all(write.tx())
        .await?;
    for (id, number, reference, title, region_id, authority_id) in all {
        projects.add(id, &number, reference.as_deref(), &title, region_id);
        lies.insert(id, Lies { region_id, authority_id });
    }
    let meant: HashSet<i64> = rows
        .iter()
        .filter_map(|row| projects.find(row, row.region.as_deref().and_then(|name| regions.find(name))))
        .collect();
    lies.retain(|id, _| meant.contains(id));
    Ok((projects, lies))
}

/// What stands for some projects as of a day.
pub(super) async fn present(
    write: &Write,
    mut keys: Vec<i64>,
    day: NaiveDate,
) -> Result<HashMap<i64, Present>, Refusal> {
    keys.sort_unstable();
    let mut present: HashMap<i64, Present> = keys.iter().map(|id| (*id, Present::default())).collect();
    for some in keys.chunks(ROWS_AT_ONCE) {
        let numbers: Vec<(i64, String)> = project::record::Entity::find()
            .select_only()
            .column(project::record::Column::Id)
            .column(project::record::Column::Number)
            .filter(project::record::Column::Id.is_in(some.to_vec()))
            .into_tuple()
            .all(write.tx())
            .await?;
        for (id, number) in numbers {
            if let Some(project) = present.get_mut(&id) {
                project.number = number;
            }
        }
        let facts = project::fact::Entity::find()
            .filter(project::fact::Column::ProjectId.is_in(some.to_vec()))
            .filter(project::fact::Column::ValidOn.lte(day))
            .order_by_asc(project::fact::Column::ValidOn)
            .order_by_asc(project::fact::Column::RecordedAt)
            .order_by_asc(project::fact::Column::Id)
            .all(write.tx())
            .await?;
        for fact in facts {
            let (Some(project), Some(field)) = (present.get_mut(&fact.project_id), Field::from_key(&fact.field)) else {
                continue;
            };
            match fact.value {
                Some(value) => project.values.insert(Target::Field(field), value),
                None => project.values.remove(&Target::Field(field)),
            };
        }
        for (project_id, target, live) in live(write, some).await? {
            if let Some(project) = present.get_mut(&project_id) {
                project.entries.entry(target).or_default().push(live);
            }
        }
    }
    Ok(present)
}

/// Entries of some projects that are neither taken back nor counter-entries.
async fn live(write: &Write, ids: &[i64]) -> Result<Vec<(i64, Target, Live)>, Refusal> {
    let entries = ledger::record::Entity::find()
        .filter(ledger::record::Column::ProjectId.is_in(ids.to_vec()))
        .order_by_asc(ledger::record::Column::Id)
        .all(write.tx())
        .await?;
    let taken_back: HashSet<i64> = entries.iter().filter_map(|entry| entry.reverses_id).collect();
    let mut origins: Vec<i64> = entries.iter().map(|entry| entry.origin_id).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut cells: HashSet<i64> = HashSet::new();
    for some in origins.chunks(ROWS_AT_ONCE) {
        let rows: Vec<i64> = origin::Entity::find()
            .select_only()
            .column(origin::Column::Id)
            .filter(origin::Column::Id.is_in(some.to_vec()))
            .filter(origin::Column::Kind.eq("cell"))
            .into_tuple()
            .all(write.tx())
            .await?;
        cells.extend(rows);
    }
    Ok(entries
        .into_iter()
        .filter(|entry| entry.reverses_id.is_none() && !taken_back.contains(&entry.id))
        .filter_map(|entry| {
            let target = Target::Money {
                kind: Kind::from_key(&entry.kind)?,
                source: Source::from_key(&entry.source)?,
                year: entry.budget_year,
            };
            let live = Live {
                id: entry.id,
                cents: entry.amount_cents,
                value_date: entry.value_date,
                from_list: cells.contains(&entry.origin_id),
            };
            Some((entry.project_id?, target, live))
        })
        .collect())
}
