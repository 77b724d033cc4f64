//! Money before and after.
use super::Seen;
use crate::{
    db::Db,
    import_run::{RowKind, Target, conflict, item, row},
    ledger::Kind,
    money::Cents,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// A total before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Region's name; none for projects without region.
    pub region: Option<String>,
    /// What the money is.
    pub target: Target,
    /// Sum of what stands for the rows that would change, in cents.
    pub before: Cents,
    /// Sum after applying all that can be.
    pub after: Cents,
}

/// Money before and after by region and kind, over what would be applied; years of planned money are summed.
pub(super) async fn shifts(db: &Db, seen: &Seen) -> Result<Vec<Shift>, DbErr> {
    let kinds = [RowKind::New, RowKind::Changed, RowKind::Conflict].map(RowKind::key);
    let rows: HashMap<i64, Option<i64>> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .column(row::Column::RegionId)
        .filter(row::Column::RunId.eq(seen.run.id))
        .filter(row::Column::Kind.is_in(kinds))
        .into_tuple::<(i64, Option<i64>)>()
        .all(db.read())
        .await?
        .into_iter()
        .collect();
    let items: Vec<(i64, String, Option<String>, Option<Cents>)> = item::Entity::find()
        .select_only()
        .columns([item::Column::RowId, item::Column::Field, item::Column::Old, item::Column::AmountCents])
        .filter(item::Column::RunId.eq(seen.run.id))
        .filter(item::Column::AmountCents.is_not_null())
        .filter(item::Column::Blank.eq(false))
        .filter(conflict::applied())
        .into_tuple()
        .all(db.read())
        .await?;
    let position = |id: Option<i64>| seen.regions.iter().position(|region| Some(region.id) == id).unwrap_or(usize::MAX);
    let mut sums: BTreeMap<(usize, Target), (Cents, Cents)> = BTreeMap::new();
    for (row_id, field, old, cents) in items {
        let (Some(region), Some(Target::Money { kind, source, year })) = (rows.get(&row_id), Target::from_key(&field))
        else {
            continue;
        };
        let year = if kind == Kind::Planned { None } else { year };
        let sum = sums.entry((position(*region), Target::Money { kind, source, year })).or_default();
        let old = old.as_deref().and_then(|old| Cents::parse_plain(old).ok()).unwrap_or_default();
        sum.0 = sum.0.checked_add(old).unwrap_or(sum.0);
        sum.1 = sum.1.checked_add(cents.unwrap_or_default()).unwrap_or(sum.1);
    }
    let shift = |((position, target), (before, after)): ((usize, Target), _)| Shift {
        region: seen.regions.get(position).map(|region| region.name.clone()),
        target,
        before,
        after,
    };
    Ok(sums.into_iter().map(shift).collect())
}
