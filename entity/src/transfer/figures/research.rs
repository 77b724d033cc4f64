//! Research that accompanied the whole programme: published, dated, and never counted.
use crate::{db::Db, published, refusal::Refusal, viewpoint::Viewpoint};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

/// The kind that published figures about it have; their number counts work packages.
pub const KIND: &str = "accompanying_research";

/// What was published about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Research {
    /// By whom.
    pub by: String,
    /// Work packages, where said.
    pub packages: Option<i64>,
    /// The time it is about, as people say it.
    pub when: String,
    /// Who published it.
    pub source: String,
}

/// What was published about research of the programme by the day one looks at, and known then; the oldest first.
///
/// # Errors
/// The driver's error.
pub async fn research(db: &Db, view: Viewpoint) -> Result<Vec<Research>, Refusal> {
    use published::Column;
    let rows = published::Entity::find()
        .filter(Column::Kind.eq(KIND))
        .filter(Column::RegionId.is_null())
        .filter(Column::ProjectId.is_null())
        .filter(Condition::any().add(Column::AsOf.is_null()).add(Column::AsOf.lte(view.as_of)))
        .filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
        .order_by_asc(Column::AsOf)
        .order_by_asc(Column::Id)
        .all(db.read())
        .await?;
    let said = |row: published::Model| Research {
        by: row.note,
        packages: row.count,
        when: row.as_of_text,
        source: row.source,
    };
    Ok(rows.into_iter().map(said).collect())
}
