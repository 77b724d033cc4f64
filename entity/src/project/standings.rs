//! Where all projects stood from a viewpoint, for reports that count them.
use super::{
    find::{as_of, is_there, visible},
    lifecycle::{Lifecycle, Transfer},
    record, region_link,
};
use crate::{actor::Actor, db::Db, refusal::Refusal, region, viewpoint::Viewpoint};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A project and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// State.
    pub state: Lifecycle,
    /// Transfer state.
    pub transfer: Transfer,
    /// Slugs of its regions.
    pub regions: BTreeSet<String>,
    /// Whether it is invented.
    pub sample: bool,
    /// Whether the actor may see it today; it counts for everybody, and is named to those only.
    pub shown: bool,
}

/// The projects that everybody could know of from a viewpoint, by number: the same ones whoever asks, and whatever became
/// of them since.
///
/// # Errors
/// The driver's error.
pub async fn stood(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Stood>, Refusal> {
    let connection = db.read();
    let known = region::find::all(connection).await?;
    let rows = match view.is_now() {
        true => record::Entity::find().filter(is_there()).all(connection).await?,
        false => as_of(connection, Condition::all(), view).await?,
    };
    let shown: HashSet<i64> = record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .filter(visible(actor, &known))
        .into_tuple::<i64>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let slugs: HashMap<i64, &str> = known.iter().map(|region| (region.id, region.slug.as_str())).collect();
    let mut regions: HashMap<i64, BTreeSet<String>> = HashMap::new();
    let linked = view.known_at.map(|known| region_link::Column::RecordedAt.lte(known));
    let links = region_link::Entity::find().filter(Condition::all().add_option(linked));
    for link in links.order_by_asc(region_link::Column::Id).all(connection).await? {
        if let Some(slug) = slugs.get(&link.region_id) {
            regions.entry(link.project_id).or_default().insert((*slug).to_owned());
        }
    }
    let mut stood: Vec<Stood> = rows
        .into_iter()
        .map(|row| Stood {
            state: Lifecycle::from_key(&row.lifecycle).unwrap_or(Lifecycle::Unknown),
            transfer: Transfer::from_key(&row.transfer).unwrap_or(Transfer::Unknown),
            regions: regions.remove(&row.id).unwrap_or_default(),
            shown: shown.contains(&row.id),
            id: row.id,
            number: row.number,
            title: row.title,
            sample: row.sample,
        })
        .filter(|project| project.state.is_public())
        .collect();
    stood.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(stood)
}
