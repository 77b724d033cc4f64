//! What is booked for each case.
use crate::{
    check::facts::Sum,
    db,
    ledger::{
        Kind,
        record::{Column, Entity},
        sums::seen_from,
    },
    money::Cents,
    precision::Precision,
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr,
};
use std::collections::{BTreeMap, HashMap};

#[derive(FromQueryResult)]
struct Row {
    case_id: i64,
    kind: String,
    cents: i64,
    n: i64,
    first: NaiveDate,
    last: NaiveDate,
}

/// What is granted, called for, paid, proven and recognised, by case. What operations of a case book is exact to the cent.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
) -> Result<HashMap<i64, BTreeMap<Kind, Sum>>, DbErr> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::CaseId, Column::Kind])
        .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .column_as(Column::Id.count(), "n")
        .column_as(Column::ValueDate.min(), "first")
        .column_as(Column::ValueDate.max(), "last")
        .filter(Column::CaseId.is_not_null())
        .filter(
            Column::Kind
                .is_in([Kind::Granted, Kind::Requested, Kind::Paid, Kind::Spent, Kind::Recognised].map(Kind::key)),
        )
        .filter(seen_from(view))
        .group_by(Column::CaseId)
        .group_by(Column::Kind)
        .into_model::<Row>()
        .all(connection)
        .await?;
    let mut found: HashMap<i64, BTreeMap<Kind, Sum>> = HashMap::new();
    for row in rows {
        let Some(kind) = Kind::from_key(&row.kind) else { continue };
        let count = u64::try_from(row.n).unwrap_or(0);
        let sum = Sum { cents: Cents(row.cents), precision: Precision::Cent, count, first: row.first, last: row.last };
        found.entry(row.case_id).or_default().insert(kind, sum);
    }
    Ok(found)
}
