//! Claims with everything that happened to them until the viewpoint.
use crate::{
    check::facts::Project,
    grant,
    ledger::Source,
    recovery::{self, claim},
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// Puts the claims about programme money into the projects.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    projects: &mut BTreeMap<i64, Project>,
) -> Result<(), DbErr> {
    let claims =
        recovery::standing::load(connection, Condition::all().add(claim::Column::DatedOn.lte(view.as_of))).await?;
    if claims.is_empty() {
        return Ok(());
    }
    let cases: HashMap<i64, i64> = grant::case::Entity::find()
        .select_only()
        .columns([grant::case::Column::Id, grant::case::Column::ProjectId])
        .filter(grant::case::Column::Source.eq(Source::Programme.key()))
        .into_tuple()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    for recovery in claims.into_iter().filter_map(|one| one.seen(view)).filter(|one| !one.is_void()) {
        let project = cases.get(&recovery.claim.case_id).and_then(|id| projects.get_mut(id));
        if let Some(project) = project {
            project.sample |= recovery.claim.sample;
            project.claims.push(recovery);
        }
    }
    Ok(())
}
