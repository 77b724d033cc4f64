//! Questions about municipalities.
use super::{
    change::is_own,
    fact,
    kind::Kind,
    kreis,
    profile::{Facts, held},
    record,
};
use crate::{
    actor::{Actor, Place},
    db::Db,
    permission::Action,
    refusal::Refusal,
    text::{fold, like_anywhere},
    viewpoint::Viewpoint,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LikeExpr},
};
use std::collections::HashMap;

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

/// All municipalities and Kreise, by name.
///
/// # Errors
/// The driver's error.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<record::Model>, DbErr> {
    record::Entity::find()
        .order_by_asc(record::Column::SortName)
        .order_by_asc(record::Column::Ags)
        .all(connection)
        .await
}

/// The municipality or Kreis with a key as an address names it: anything else is not there.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn row(connection: &impl ConnectionTrait, ags: &str) -> Result<record::Model, Refusal> {
    if !matches!(ags.len(), 5 | 8) || !ags.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::NotFound);
    }
    record::Entity::find_by_id(ags.to_owned()).one(connection).await?.ok_or(Refusal::NotFound)
}

/// What is known from a viewpoint, of one municipality or of all, by key of the municipality.
///
/// # Errors
/// The driver's error.
pub async fn facts(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    of: Option<&str>,
) -> Result<HashMap<String, Facts>, DbErr> {
    use fact::Column;
    let rows = fact::Entity::find()
        .filter(Column::ValidOn.lte(view.as_of))
        .filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
        .filter(Condition::all().add_option(of.map(|ags| Column::Ags.eq(ags))))
        .order_by_asc(Column::ValidOn)
        .order_by_asc(Column::Id)
        .all(connection)
        .await?;
    let mut by_ags: HashMap<String, Vec<fact::Model>> = HashMap::new();
    for row in rows {
        by_ags.entry(row.ags.clone()).or_default().push(row);
    }
    Ok(by_ags.into_iter().map(|(ags, rows)| (ags, held(&rows))).collect())
}

/// The number of the newest fact, of one municipality or of all; 0 before the first.
///
/// # Errors
/// The driver's error.
pub async fn newest_fact(connection: &impl ConnectionTrait, of: Option<&str>) -> Result<i64, DbErr> {
    let newest: Option<i64> = fact::Entity::find()
        .select_only()
        .column(fact::Column::Id)
        .filter(Condition::all().add_option(of.map(|ags| fact::Column::Ags.eq(ags))))
        .order_by_desc(fact::Column::Id)
        .limit(1)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(newest.unwrap_or(0))
}

/// A municipality or Kreis with what is known about it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The row.
    pub record: record::Model,
    /// What is known.
    pub facts: Facts,
    /// For a Kreis whose population nobody stated: that of its municipalities together.
    pub sum: Option<kreis::Sum>,
    /// The newest fact, whatever the viewpoint; 0 before the first.
    pub newest: i64,
    /// Whether the actor may say what is known.
    pub editable: bool,
    /// Whether the actor speaks for the municipality itself.
    pub own: bool,
}

/// The profile of a municipality or Kreis. Everybody may read it.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn profile(db: &Db, actor: &Actor, view: Viewpoint, ags: &str) -> Result<Profile, Refusal> {
    let connection = db.read();
    let record = row(connection, ags).await?;
    let (facts, sum) = match Kind::from_key(&record.kind) {
        Some(Kind::District) => {
            let mut all_facts = facts(connection, view, None).await?;
            let sum = kreis::population(&record, &all(connection).await?, &all_facts);
            (all_facts.remove(ags).unwrap_or_default(), sum)
        }
        _ => (facts(connection, view, Some(ags)).await?.remove(ags).unwrap_or_default(), None),
    };
    Ok(Profile {
        newest: newest_fact(connection, Some(ags)).await?,
        editable: actor.can(Action::KeepProfile, &Place { ags: Some(ags.to_owned()), ..Place::default() }),
        own: is_own(actor, ags),
        facts,
        sum,
        record,
    })
}
