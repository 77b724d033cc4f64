//! Questions about regions.
use super::{alias, member, record};
use crate::{authority, db::Db, municipality, refusal::Refusal, text};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// A body of a region.
#[derive(Debug, Clone)]
pub struct Member {
    /// Key: 8 digits for a municipality, 5 for a Kreis.
    pub ags: String,
    /// Name.
    pub name: String,
    /// Whether it leads.
    pub lead: bool,
}

/// A region with its bodies, the lead first.
#[derive(Debug, Clone)]
pub struct Region {
    /// The region.
    pub record: record::Model,
    /// Its bodies, the lead first.
    pub members: Vec<Member>,
}

/// All regions in their order.
///
/// # Errors
/// The driver's error.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<record::Model>, DbErr> {
    record::Entity::find().order_by_asc(record::Column::Position).all(connection).await
}

/// The region at an address word, with its bodies.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn by_slug(db: &Db, slug: &str) -> Result<Region, Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Err(Refusal::NotFound);
    }
    let record =
        record::Entity::find().filter(record::Column::Slug.eq(slug)).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let rows = member::Entity::find()
        .filter(member::Column::RegionId.eq(record.id))
        .order_by_asc(member::Column::Id)
        .all(db.read())
        .await?;
    let keys: Vec<String> = rows.iter().map(|row| row.ags.clone()).collect();
    let names: HashMap<String, String> = municipality::record::Entity::find()
        .filter(municipality::record::Column::Ags.is_in(keys))
        .all(db.read())
        .await?
        .into_iter()
        .map(|row| (row.ags, row.name))
        .collect();
    let mut members: Vec<Member> = rows
        .into_iter()
        .map(|row| Member {
            name: names.get(&row.ags).cloned().unwrap_or_default(),
            lead: row.role == "lead",
            ags: row.ags,
        })
        .collect();
    members.sort_by_key(|member| !member.lead);
    Ok(Region { record, members })
}

/// Finds regions by the names they go by in lists: label, lead municipality, spellings.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<String, i64>);

impl Names {
    /// Loads all names.
    ///
    /// # Errors
    /// The driver's error.
    pub async fn load(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let rows = alias::Entity::find().all(connection).await?;
        Ok(Self(rows.into_iter().map(|row| (row.folded, row.region_id)).collect()))
    }

    /// The region that a text names; "Modellregion Aachen" means "Aachen".
    #[must_use]
    pub fn find(&self, name: &str) -> Option<i64> {
        let folded = text::fold(name);
        let bare = ["modellregion ", "region ", "digitale modellregion "]
            .iter()
            .find_map(|prefix| folded.strip_prefix(prefix))
            .unwrap_or(&folded);
        self.0.get(&folded).or_else(|| self.0.get(bare)).copied()
    }
}

/// The Bezirksregierung that grants in each region, by the region's key.
///
/// # Errors
/// The driver's error.
pub async fn authorities(connection: &impl ConnectionTrait) -> Result<HashMap<i64, i64>, DbErr> {
    let authorities = authority::Entity::find().all(connection).await?;
    let of = |region: record::Model| {
        let here = authorities
            .iter()
            .find(|authority| authority.regierungsbezirk.as_ref() == Some(&region.regierungsbezirk))?;
        Some((region.id, here.id))
    };
    Ok(all(connection).await?.into_iter().filter_map(of).collect())
}

/// The Bezirksregierung that grants in a region.
///
/// # Errors
/// The driver's error.
pub async fn authority_of(connection: &impl ConnectionTrait, region_id: Option<i64>) -> Result<Option<i64>, DbErr> {
    match region_id {
        Some(id) => Ok(authorities(connection).await?.get(&id).copied()),
        None => Ok(None),
    }
}
