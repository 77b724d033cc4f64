//! What was published about projects, with what the ledger says for the day that a publication names.
use crate::{
    check::facts::{Project, Published, sum},
    db,
    ledger::{
        Kind, Source,
        record::{Column, Entity},
        sums::seen_from,
    },
    money::Cents,
    precision::Precision,
    published,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeMap, BTreeSet};

/// Programme money of a project by kind and value date, with its precision.
type Booked = BTreeMap<(i64, String), Vec<(NaiveDate, Precision, Cents)>>;

/// Puts what was published into the projects. What is said for a day after the viewpoint is left out.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    projects: &mut BTreeMap<i64, Project>,
) -> Result<(), DbErr> {
    let rows = published::known(view)
        .filter(published::Column::ProjectId.is_not_null())
        .filter(published::Column::AmountCents.is_not_null())
        .order_by_asc(published::Column::Id)
        .all(connection)
        .await?;
    let dated: BTreeSet<i64> = rows.iter().filter(|row| row.as_of.is_some()).filter_map(|row| row.project_id).collect();
    let booked = booked(connection, view, dated).await?;
    for row in rows.into_iter().filter(|row| row.as_of.is_none_or(|day| day <= view.as_of)) {
        let Some(id) = row.project_id else { continue };
        let (Some(project), Some(kind), Some(cents)) =
            (projects.get_mut(&id), Kind::from_key(&row.kind), row.amount_cents)
        else {
            continue;
        };
        let then = row.as_of.map(|day| (day, until(&booked, (id, row.kind.clone()), day)));
        project.published.push(Published {
            id: row.id,
            kind,
            cents,
            precision: row.precision,
            source: row.source,
            then,
        });
    }
    Ok(())
}

async fn booked(connection: &impl ConnectionTrait, view: Viewpoint, projects: BTreeSet<i64>) -> Result<Booked, DbErr> {
    let mut found = Booked::new();
    for some in projects.into_iter().collect::<Vec<_>>().chunks(500) {
        let rows: Vec<(i64, String, NaiveDate, Precision, i64)> = Entity::find()
            .select_only()
            .columns([Column::ProjectId, Column::Kind, Column::ValueDate, Column::Precision])
            .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
            .filter(Column::ProjectId.is_in(some.to_vec()))
            .filter(Column::Source.eq(Source::Programme.key()))
            .filter(seen_from(view))
            .group_by(Column::ProjectId)
            .group_by(Column::Kind)
            .group_by(Column::ValueDate)
            .group_by(Column::Precision)
            .into_tuple()
            .all(connection)
            .await?;
        for (project, kind, day, precision, cents) in rows {
            found.entry((project, kind)).or_default().push((day, precision, Cents(cents)));
        }
    }
    Ok(found)
}

/// What was booked until a day, with its coarsest precision; none where nothing was.
fn until(booked: &Booked, of: (i64, String), day: NaiveDate) -> Option<(Cents, Precision)> {
    let entries = booked.get(&of)?.iter().filter(|(on, ..)| *on <= day);
    let precision = entries.clone().map(|(_, precision, _)| *precision).max()?;
    Some((sum(entries.map(|(.., cents)| *cents)), precision))
}
