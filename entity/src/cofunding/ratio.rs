//! Private money beside state money, as of a day and at the end of each year.
use crate::{
    db::Db,
    ledger::{
        Kind, Source,
        record::{Column, Entity},
        sums::{Filter, Total, seen_from, totals},
    },
    money::{Cents, Rate},
    programme::find::Programme,
    viewpoint::Viewpoint,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::BTreeMap;

/// The two steps that are compared with what the Land grants.
pub const COMPARED: [Kind; 2] = [Kind::CofundingPledged, Kind::CofundingReceived];
/// Private money; cash and in kind are never added.
pub const PRIVATE: [Source; 2] = [Source::PrivateCash, Source::PrivateInKind];
/// More years than this are never shown.
const YEARS: i32 = 40;

/// Sums by kind and source.
pub type Sums = BTreeMap<(Kind, Source), Total>;

/// What stood at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The day.
    pub day: NaiveDate,
    /// Sums by kind and source; those without entries are not there.
    pub sums: Sums,
}

/// The amount of a kind and source.
#[must_use]
pub fn cents(sums: &Sums, kind: Kind, source: Source) -> Option<Cents> {
    sums.get(&(kind, source)).map(|total| total.cents)
}

/// A step of private money as a share of the state money granted by then: 10000 is 1:1. None while nothing is granted
/// or nothing is known of the step.
#[must_use]
pub fn reached(sums: &Sums, kind: Kind, source: Source) -> Option<Rate> {
    cents(sums, kind, source)?.of(cents(sums, Kind::Granted, Source::Programme)?)
}

/// The programme's target for private money that held on the day, as known when one looks, as a share of the granted
/// state money.
#[must_use]
pub fn target(programme: &Programme, view: Viewpoint) -> Option<Rate> {
    let known = |recorded_at| view.known_at.is_none_or(|known| recorded_at <= known);
    let target = programme.targets.iter().rfind(|target| {
        target.key == "private_cofunding" && target.valid_on <= view.as_of && known(target.recorded_at)
    })?;
    Some(Rate(target.rate))
}

/// Sums by kind and source from a viewpoint.
///
/// # Errors
/// The driver's error.
pub async fn sums(connection: &impl ConnectionTrait, filter: &Filter, view: Viewpoint) -> Result<Sums, DbErr> {
    let found = totals(connection, filter, &[], view).await?;
    Ok(found.into_iter().map(|total| ((total.kind, total.source), total)).collect())
}

/// What stood at the end of each year in which state money was granted or private money moved, and on the day one
/// looks; oldest first. Always cumulative.
///
/// # Errors
/// The driver's error.
pub async fn over_time(db: &Db, filter: &Filter, view: Viewpoint) -> Result<Vec<Standing>, DbErr> {
    let Some((first, last)) = years(db.read(), filter.project_id, view).await? else { return Ok(Vec::new()) };
    let mut standings = Vec::new();
    for year in first.max(last.saturating_sub(YEARS))..=last {
        let end = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(view.as_of).min(view.as_of);
        let view = Viewpoint { as_of: end, known_at: view.known_at, today: view.today && end == view.as_of };
        let sums = sums(db.read(), filter, view).await?;
        // before anything was known there is nothing to compare
        let compared =
            PRIVATE.into_iter().any(|source| COMPARED.iter().any(|kind| sums.contains_key(&(*kind, source))));
        if compared || sums.contains_key(&(Kind::Granted, Source::Programme)) {
            standings.push(Standing { day: end, sums });
        }
    }
    Ok(standings)
}

/// The first and the last year with an entry of what is compared, as seen from a viewpoint.
async fn years(
    connection: &impl ConnectionTrait,
    project_id: Option<i64>,
    view: Viewpoint,
) -> Result<Option<(i32, i32)>, DbErr> {
    let mut span: Option<(i32, i32)> = None;
    let private = PRIVATE.into_iter().flat_map(|source| COMPARED.map(|kind| (kind, source)));
    for (kind, source) in private.chain([(Kind::Granted, Source::Programme)]) {
        for order in [Order::Asc, Order::Desc] {
            let day: Option<NaiveDate> = Entity::find()
                .select_only()
                .column(Column::ValueDate)
                .filter(Column::Kind.eq(kind.key()))
                .filter(Column::Source.eq(source.key()))
                .filter(seen_from(view))
                .filter(Condition::all().add_option(project_id.map(|id| Column::ProjectId.eq(id))))
                .order_by(Column::ValueDate, order)
                .limit(1)
                .into_tuple()
                .one(connection)
                .await?;
            if let Some(year) = day.map(|day| day.year()) {
                span = Some(span.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
            }
        }
    }
    Ok(span)
}
