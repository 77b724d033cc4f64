//! Where a solution lies, and who may do something to it there.
use super::{find::standing, project_link, record};
use crate::{
    actor::{Actor, Place},
    db::Write,
    permission::Action,
    project,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// Rows by key in one question.
const AT_ONCE: usize = 1_000;

/// The solution at an address word under the write's lock, and where it lies, for those who may do something to it.
/// Who may not even know that it is there is told that it is not.
pub(crate) async fn for_change(
    write: &Write,
    slug: &str,
    action: Action,
) -> Result<(record::Model, Vec<Place>), Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Err(if write.actor.is_signed_in() { Refusal::NotFound } else { Refusal::SignInRequired });
    }
    let row = record::Entity::find()
        .filter(record::Column::Slug.eq(slug))
        .lock_exclusive()
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    let places = places_of(write.tx(), &row).await?;
    if can(&write.actor, action, &places) {
        return Ok((row, places));
    }
    let shown = can(&write.actor, Action::EditSolution, &places)
        || standing(write.tx(), row.id, Viewpoint::now(&write.now)).await?.published.is_some();
    Err(match (write.actor.is_signed_in(), shown) {
        (false, _) => Refusal::SignInRequired,
        (true, true) => Refusal::Forbidden,
        (true, false) => Refusal::NotFound,
    })
}

/// Whether an actor may do something to a solution in any of the places it belongs to.
#[must_use]
pub fn can(actor: &Actor, action: Action, places: &[Place]) -> bool {
    places.iter().any(|place| actor.can(action, place))
}

/// The places a solution belongs to: each project that its newest sheet names, and its region; at least one.
pub(crate) async fn places_of(connection: &impl ConnectionTrait, row: &record::Model) -> Result<Vec<Place>, Refusal> {
    Ok(places_of_many(connection, std::slice::from_ref(row)).await?.remove(&row.id).unwrap_or_default())
}

/// The same for many solutions, by their key: as many questions as for one.
pub(crate) async fn places_of_many(
    connection: &impl ConnectionTrait,
    rows: &[record::Model],
) -> Result<HashMap<i64, Vec<Place>>, Refusal> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let regions: HashMap<i64, String> =
        region::find::all(connection).await?.into_iter().map(|region| (region.id, region.slug)).collect();
    let mut places: HashMap<i64, Vec<Place>> = HashMap::new();
    for row in rows {
        let region = row.region_id.and_then(|id| regions.get(&id).cloned());
        places.insert(row.id, vec![Place { regions: region.into_iter().collect(), ..Place::default() }]);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        let links = project_link::Entity::find()
            .filter(project_link::Column::SolutionId.is_in(ids.to_vec()))
            .order_by_asc(project_link::Column::Id)
            .all(connection)
            .await?;
        let linked: HashSet<i64> = links.iter().map(|link| link.project_id).collect();
        let linked: Vec<i64> = linked.into_iter().collect();
        let mut of_projects = HashMap::new();
        for linked in linked.chunks(AT_ONCE) {
            of_projects.extend(project::find::places_of(connection, linked).await?);
        }
        // those that the newest sheet names
        let newest: HashMap<i64, i32> = rows.iter().map(|row| (row.id, row.version)).collect();
        for link in links.into_iter().filter(|link| newest.get(&link.solution_id) == Some(&link.version)) {
            if let (Some(theirs), Some(place)) = (places.get_mut(&link.solution_id), of_projects.get(&link.project_id))
            {
                theirs.push(place.clone());
            }
        }
    }
    Ok(places)
}
