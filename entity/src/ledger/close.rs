//! Sums of days gone by, so that a figure costs the same however much was booked before: for the end of each week
//! there is a set of sums over everything valid until then. A question begins with the last such day before its own and
//! adds what is valid after it, or was recorded after the sums were made. The sums can be lost at any time and be made
//! again; [`verify`] compares them with the entries.
pub mod record;
pub mod sum;

use super::record as entry;
use crate::{audit, clock::Now, db, db::Db, db::bulk, money::Cents, precision::Precision, viewpoint::Viewpoint};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::{self, NotSet},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, TransactionTrait,
    sea_query::Expr,
};
use std::collections::{BTreeMap, HashSet};

/// How many entries may come after the sums before new ones are made within the week.
const OVERDUE: u64 = 20_000;

/// What a sum is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Of {
    programme_id: i64,
    kind: String,
    source: String,
    region_id: Option<i64>,
    authority_id: Option<i64>,
    budget_year: Option<i32>,
    stems_from: Option<i32>,
    precision: &'static str,
    sample: bool,
}

/// Sums with the number of their entries.
type Sums = BTreeMap<Of, (Cents, i64)>;

#[derive(FromQueryResult)]
struct Row {
    programme_id: i64,
    kind: String,
    source: String,
    region_id: Option<i64>,
    authority_id: Option<i64>,
    budget_year: Option<i32>,
    stems_from: Option<i32>,
    precision: Precision,
    sample: bool,
    cents: i64,
    n: i64,
}

/// Adds rows to sums.
fn add(sums: &mut Sums, rows: impl IntoIterator<Item = Row>) -> Result<(), DbErr> {
    for row in rows {
        let of = Of {
            programme_id: row.programme_id,
            kind: row.kind,
            source: row.source,
            region_id: row.region_id,
            authority_id: row.authority_id,
            budget_year: row.budget_year,
            stems_from: row.stems_from,
            precision: row.precision.key(),
            sample: row.sample,
        };
        let sum = sums.entry(of).or_default();
        let cents = sum.0.checked_add(Cents(row.cents));
        sum.0 = cents.ok_or_else(|| DbErr::Custom("a sum is beyond the bounds of an amount".into()))?;
        sum.1 += row.n;
    }
    Ok(())
}

/// Entries that meet a condition, summed.
async fn summed(connection: &impl ConnectionTrait, condition: Condition) -> Result<Vec<Row>, DbErr> {
    use entry::Column;
    let columns = [
        Column::ProgrammeId,
        Column::Kind,
        Column::Source,
        Column::RegionId,
        Column::AuthorityId,
        Column::BudgetYear,
        Column::StemsFrom,
        Column::Precision,
        Column::Sample,
    ];
    let question = columns
        .iter()
        .fold(entry::Entity::find().select_only(), |question, column| question.column(*column).group_by(*column))
        .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .column_as(Column::Id.count(), "n")
        .filter(condition);
    question.into_model::<Row>().all(connection).await
}

/// The sums of a set.
async fn kept(connection: &impl ConnectionTrait, sums_id: i64) -> Result<Sums, DbErr> {
    let rows = sum::Entity::find().filter(sum::Column::SumsId.eq(sums_id)).all(connection).await?;
    let mut sums = Sums::new();
    let rows = rows.into_iter().map(|row| Row {
        programme_id: row.programme_id,
        kind: row.kind,
        source: row.source,
        region_id: row.region_id,
        authority_id: row.authority_id,
        budget_year: row.budget_year,
        stems_from: row.stems_from,
        precision: row.precision,
        sample: row.sample,
        cents: row.amount_cents.0,
        n: row.entries,
    });
    add(&mut sums, rows)?;
    Ok(sums)
}

/// The day and the state of the books that a question may begin with: the last closed day not after the question's,
/// whose entries were all recorded when the question looks.
///
/// # Errors
/// The driver's error.
pub async fn before(connection: &impl ConnectionTrait, view: Viewpoint) -> Result<Option<record::Model>, DbErr> {
    record::Entity::find()
        .filter(record::Column::Day.lte(view.as_of))
        .filter(Condition::all().add_option(view.known_at.map(|known| record::Column::RecordedAt.lte(known))))
        .order_by_desc(record::Column::Day)
        .order_by_desc(record::Column::AuditId)
        .one(connection)
        .await
}

/// Entries that are valid after a day, none for the first week, and on or before another.
fn valid(after: Option<NaiveDate>, until: NaiveDate) -> Condition {
    Condition::all()
        .add(entry::Column::ValueDate.lte(until))
        .add_option(after.map(|after| entry::Column::ValueDate.gt(after)))
}

/// The Sunday on or after a day: weeks end there.
fn week_end(day: NaiveDate) -> NaiveDate {
    let left = 6 - day.weekday().num_days_from_monday();
    day.checked_add_days(Days::new(u64::from(left))).unwrap_or(day)
}

/// The last Sunday before a day.
fn last_week_end(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()) + 1)).unwrap_or(day)
}

/// A closed day on its way into the table.
struct Closed {
    day: NaiveDate,
    sums: Set,
}

/// The sums of a closed day.
enum Set {
    /// The set that it has, by its key.
    Kept(i64),
    /// A set to be written.
    New(Sums),
}

/// Closes the weeks that have ended, and brings the sums of earlier ones up to what was recorded since. Does nothing
/// while the last week is closed and little came after. Gives the number of days whose sums are new.
///
/// # Errors
/// The driver's error.
pub async fn close(db: &Db, now: Now) -> Result<usize, DbErr> {
    let reader = db.read();
    let seen = newest(reader).await?;
    let front = audit::newest(reader).await?;
    let Some(first) = first(reader).await? else { return Ok(0) };
    let last = last_week_end(now.today);
    let old = latest(reader).await?;
    let known = old.values().next().map_or(0, |close| close.audit_id);
    let until = old.keys().next_back().copied();
    let since = entry::Column::AuditId.between(known + 1, front);
    if until.is_some_and(|until| until >= last) {
        let waiting: Option<i64> = entry::Entity::find()
            .select_only()
            .column_as(entry::Column::Id.count(), "n")
            .filter(since.clone())
            .into_tuple()
            .one(reader)
            .await?;
        if waiting.unwrap_or(0) < OVERDUE.cast_signed() {
            return Ok(0);
        }
    }
    let mut closed = Vec::new();
    let mut sums = Sums::new();
    if let Some(until) = until {
        sums = again(reader, &old, since, until, &mut closed).await?;
    }
    let mut day = until.map_or(week_end(first), |until| until + Days::new(7));
    let mut from = until;
    while day <= last {
        let week = valid(from, day).add(entry::Column::AuditId.lte(front));
        add(&mut sums, summed(reader, week).await?)?;
        closed.push(Closed { day, sums: Set::New(sums.clone()) });
        (from, day) = (Some(day), day + Days::new(7));
    }
    store(db, seen, front, closed).await
}

/// The first value date.
async fn first(connection: &impl ConnectionTrait) -> Result<Option<NaiveDate>, DbErr> {
    let first = entry::Entity::find().select_only().column_as(entry::Column::ValueDate.min(), "first");
    let found: Option<Option<NaiveDate>> = first.into_tuple().one(connection).await?;
    Ok(found.flatten())
}

/// The key of the newest closed day.
async fn newest(connection: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    let key = record::Entity::find().select_only().column_as(record::Column::Id.max(), "newest");
    let newest: Option<Option<i64>> = key.into_tuple().one(connection).await?;
    Ok(newest.flatten())
}

/// The newest state of each closed day; all have been closed up to the same audit row.
async fn latest(connection: &impl ConnectionTrait) -> Result<BTreeMap<NaiveDate, record::Model>, DbErr> {
    let rows = record::Entity::find().order_by_asc(record::Column::AuditId).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.day, row)).collect())
}

/// Sums of closed days with what was recorded since for them or for days before; gives those of the last.
async fn again(
    connection: &impl ConnectionTrait,
    old: &BTreeMap<NaiveDate, record::Model>,
    since: impl Into<sea_orm::sea_query::SimpleExpr> + Clone,
    until: NaiveDate,
    closed: &mut Vec<Closed>,
) -> Result<Sums, DbErr> {
    let since = Condition::all().add(since.into());
    let days: Vec<NaiveDate> = entry::Entity::find()
        .select_only()
        .column(entry::Column::ValueDate)
        .filter(since.clone())
        .filter(entry::Column::ValueDate.lte(until))
        .group_by(entry::Column::ValueDate)
        .into_tuple()
        .all(connection)
        .await?;
    let weeks: HashSet<NaiveDate> = days.into_iter().map(week_end).collect();
    let (mut late, mut from) = (Sums::new(), None);
    let mut sums = Sums::new();
    for (day, close) in old {
        // what is valid before the first closed day counts in it
        let touched = weeks.iter().any(|week| from.is_none_or(|from| *week > from) && week <= day);
        if touched {
            add(&mut late, summed(connection, valid(from, *day).add(since.clone())).await?)?;
        }
        if late.is_empty() {
            closed.push(Closed { day: *day, sums: Set::Kept(close.sums_id) });
            if *day == until {
                sums = kept(connection, close.sums_id).await?;
            }
        } else {
            sums = kept(connection, close.sums_id).await?;
            for (of, (cents, n)) in &late {
                let sum = sums.entry(of.clone()).or_default();
                sum.0 = sum.0.checked_add(*cents).unwrap_or(sum.0);
                sum.1 += n;
            }
            closed.push(Closed { day: *day, sums: Set::New(sums.clone()) });
        }
        from = Some(*day);
    }
    Ok(sums)
}

/// Writes closed days, unless another process did since `seen`; of each the first state is kept, for questions as of long
/// ago, and the newest.
async fn store(db: &Db, seen: Option<i64>, front: i64, closed: Vec<Closed>) -> Result<usize, DbErr> {
    let known: Option<Option<DateTime<Utc>>> = audit::Entity::find()
        .select_only()
        .column_as(audit::Column::At.max(), "at")
        .filter(audit::Column::Id.lte(front))
        .into_tuple()
        .one(db.read())
        .await?;
    let Some(known) = known.flatten() else { return Ok(0) };
    let tx = db.housekeeping().begin().await?;
    // one after the other, as all writes
    audit::head::Entity::find_by_id(1).lock_exclusive().one(&tx).await?;
    if newest(&tx).await? != seen {
        return Ok(0);
    }
    let mut new = 0;
    for close in closed {
        let mut row = record::Model { id: 0, day: close.day, audit_id: front, sums_id: 0, recorded_at: known };
        match close.sums {
            Set::Kept(sums_id) => row.sums_id = sums_id,
            Set::New(sums) => {
                new += 1;
                row.sums_id = next_set(&tx).await?;
                let rows = sums.into_iter().map(|(of, (cents, entries))| sum::ActiveModel {
                    id: NotSet,
                    sums_id: ActiveValue::Set(row.sums_id),
                    programme_id: ActiveValue::Set(of.programme_id),
                    kind: ActiveValue::Set(of.kind),
                    source: ActiveValue::Set(of.source),
                    region_id: ActiveValue::Set(of.region_id),
                    authority_id: ActiveValue::Set(of.authority_id),
                    budget_year: ActiveValue::Set(of.budget_year),
                    stems_from: ActiveValue::Set(of.stems_from),
                    precision: ActiveValue::Set(Precision::from_key(of.precision).unwrap_or(Precision::About)),
                    sample: ActiveValue::Set(of.sample),
                    amount_cents: ActiveValue::Set(cents),
                    entries: ActiveValue::Set(entries),
                });
                bulk::insert(&tx, rows).await?;
            }
        }
        record::Entity::insert(record::ActiveModel { id: NotSet, ..row.into_active_model() }).exec(&tx).await?;
    }
    tx.execute_unprepared(
        "delete from ledger_close where audit_id <> (select max(c.audit_id) from ledger_close c where c.day = ledger_close.day) \
         and audit_id <> (select min(c.audit_id) from ledger_close c where c.day = ledger_close.day)",
    )
    .await?;
    tx.execute_unprepared("delete from ledger_close_sum where sums_id not in (select sums_id from ledger_close)")
        .await?;
    tx.commit().await?;
    Ok(new)
}

/// A number for a new set.
async fn next_set(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let newest: Option<Option<i64>> = sum::Entity::find()
        .select_only()
        .column_as(sum::Column::SumsId.max(), "newest")
        .into_tuple()
        .one(connection)
        .await?;
    Ok(newest.flatten().unwrap_or(0) + 1)
}

/// Compares the newest sums with the entries; gives the first day that does not fit (German).
///
/// # Errors
/// The driver's error.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let (mut sums, mut from) = (Sums::new(), None);
    for (day, close) in latest(connection).await? {
        let week = valid(from, day).add(entry::Column::AuditId.lte(close.audit_id));
        add(&mut sums, summed(connection, week).await?)?;
        if kept(connection, close.sums_id).await? != sums {
            let day = day.format("%d.%m.%Y");
            return Ok(Some(format!(
                "ledger_close {}: die Summen bis zum {day} passen nicht zu den Buchungen",
                close.id
            )));
        }
        from = Some(day);
    }
    Ok(None)
}
