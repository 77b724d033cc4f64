//! What empty cells mean, and what rows do by that.
use super::{decided, expect, locked, store};
use crate::{
    actor::Actor,
    clock::Now,
    db::{Db, Write},
    import_run::{BlankMeans, RowKind, State, conflict::stands, item, record, row, scope::may_decide},
    refusal::Refusal,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;

/// Says what an empty cell over a value means; the rows of the preview are counted anew.
///
/// # Errors
/// Not found, forbidden, stale, or a state that does not allow it.
pub async fn set_blank(
    db: &Db,
    actor: &Actor,
    now: Now,
    id: i64,
    version: Option<i32>,
    means: BlankMeans,
) -> Result<(), Refusal> {
    let write = db.write(now, actor).await?;
    let mut run = locked(&write, id).await?;
    may_decide(write.tx(), actor, &run).await?;
    expect(&run, version, State::Ready)?;
    if BlankMeans::from_key(&run.blank_means) == Some(means) {
        return Ok(());
    }
    run.blank_means = means.key().into();
    recount(&write, &mut run).await?;
    let entry = decided("import.blank", &run, serde_json::json!({"blank_means": means.key()}));
    store(&write, run).await?;
    write.commit(entry).await
}

/// Says anew what the rows of a preview would do, after it was decided what their values do.
pub(in crate::import_run) async fn recount(write: &Write, run: &mut record::Model) -> Result<(), Refusal> {
    let means = BlankMeans::from_key(&run.blank_means).unwrap_or_default();
    let mut query = item::Entity::find()
        .select_only()
        .column(item::Column::RowId)
        .expr(Expr::case(stands(), 1).finally(0).max())
        .filter(item::Column::RunId.eq(run.id))
        .group_by(item::Column::RowId);
    if means == BlankMeans::Keep {
        query = query.filter(item::Column::Blank.eq(false));
    }
    let differ: HashMap<i64, Option<i32>> = query.into_tuple().all(write.tx()).await?.into_iter().collect();
    let movable = [RowKind::Same, RowKind::Changed, RowKind::Conflict].map(RowKind::key);
    let rows: Vec<(i64, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Kind])
        .filter(row::Column::RunId.eq(run.id))
        .filter(row::Column::Kind.is_in(movable))
        .into_tuple()
        .all(write.tx())
        .await?;
    let mut changed: HashMap<RowKind, Vec<i64>> = HashMap::new();
    for (id, before) in rows {
        let kind = match differ.get(&id) {
            Some(Some(1)) => RowKind::Conflict,
            Some(_) => RowKind::Changed,
            None => RowKind::Same,
        };
        if kind.key() != before {
            changed.entry(kind).or_default().push(id);
        }
    }
    for (kind, ids) in changed {
        for some in ids.chunks(1_000) {
            row::Entity::update_many()
                .col_expr(row::Column::Kind, Expr::value(kind.key()))
                .filter(row::Column::Id.is_in(some.to_vec()))
                .exec(write.tx())
                .await?;
        }
    }
    let count = async |kind: RowKind| -> Result<i64, DbErr> {
        let query = row::Entity::find().filter(row::Column::RunId.eq(run.id)).filter(row::Column::Kind.eq(kind.key()));
        Ok(i64::try_from(query.count(write.tx()).await?).unwrap_or(i64::MAX))
    };
    let counts = (count(RowKind::Changed).await?, count(RowKind::Same).await?, count(RowKind::Conflict).await?);
    (run.count_changed, run.count_same, run.count_conflict) = counts;
    Ok(())
}
