//! Questions about municipalities.
use super::record;
use crate::{
    db::Db,
    refusal::Refusal,
    text::{fold, like_anywhere},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LikeExpr},
};

/// Municipalities (no Kreise) whose name, Kreis or key contains every word, sorted by name, after a key.
///
/// # Errors
/// The driver's error.
pub async fn search(db: &Db, words: &str, after: Option<&str>, limit: u64) -> Result<Vec<record::Model>, Refusal> {
    let mut query =
        record::Entity::find().filter(record::Column::Kind.ne("kreis")).order_by_asc(record::Column::Ags).limit(limit);
    for word in fold(words).split(' ').filter(|word| !word.is_empty()) {
        query =
            query.filter(Expr::col(record::Column::SearchText).like(LikeExpr::new(like_anywhere(word)).escape('\\')));
    }
    if let Some(after) = after {
        query = query.filter(record::Column::Ags.gt(after));
    }
    Ok(query.all(db.read()).await?)
}

/// The municipality or Kreis with a key.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn by_ags(db: &Db, ags: &str) -> Result<record::Model, Refusal> {
    record::Entity::find_by_id(ags.to_owned()).one(db.read()).await?.ok_or(Refusal::NotFound)
}
