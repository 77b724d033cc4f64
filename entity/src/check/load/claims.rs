//! Claims with everything that happened to them until the viewpoint.
use crate::{
    check::facts::Project,
    grant,
    ledger::Source,
    recovery::{self, claim},
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// Puts the claims into the projects, those about programme money apart.
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
    let rows: Vec<(i64, i64, String)> = grant::case::Entity::find()
        .select_only()
        .columns([grant::case::Column::Id, grant::case::Column::ProjectId, grant::case::Column::Source])
        .into_tuple()
        .all(connection)
        .await?;
    let cases: HashMap<i64, (i64, bool)> =
        rows.into_iter().map(|(id, project, source)| (id, (project, source == Source::Programme.key()))).collect();
    for recovery in claims.into_iter().filter_map(|one| one.seen(view)).filter(|one| !one.is_void()) {
        let Some((project, own)) = cases.get(&recovery.claim.case_id).copied() else { continue };
        let Some(project) = projects.get_mut(&project) else { continue };
        project.sample |= recovery.claim.sample;
        if own { project.claims.push(recovery) } else { project.other_claims.push(recovery) }
    }
    Ok(())
}
