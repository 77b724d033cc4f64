//! Sums of the ledger by kind and source, in groups, as of a day and as known at an instant.
use super::{Kind, Source, close, record};
use crate::{db, grant::Backing, money::Cents, precision::Precision, project, viewpoint::Viewpoint};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{BTreeMap, HashMap};

/// What a sum is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The programme.
    pub programme_id: Option<i64>,
    /// A region's key.
    pub region_id: Option<i64>,
    /// An authority's key.
    pub authority_id: Option<i64>,
    /// A project's key.
    pub project_id: Option<i64>,
    /// A grant case's key.
    pub case_id: Option<i64>,
    /// A budget year.
    pub year: Option<i32>,
    /// A kind.
    pub kind: Option<Kind>,
    /// A source of money.
    pub source: Option<Source>,
    /// What backs what is granted; leaves nothing of other kinds.
    pub backing: Option<Backing>,
    /// Some projects.
    pub projects: Option<Among>,
    /// Only entries that have none of these.
    pub without: Vec<By>,
}

/// Some projects among all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Among {
    /// Entries of these projects.
    These(Vec<i64>),
    /// Entries of all others, and of none.
    Others(Vec<i64>),
}

/// By what sums are grouped besides kind and source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The region.
    Region,
    /// The granting authority.
    Authority,
    /// The budget year.
    Year,
    /// The project.
    Project,
    /// What backs what is granted; other kinds and what is granted in no year have none.
    Backing,
}

/// The [`Backing`] of an entry or of a sum of closed days: what is granted in a year from the budget of an earlier one is a
/// commitment.
const BACKING: &str = "CASE WHEN kind = 'granted' AND budget_year IS NOT NULL THEN \
     CASE WHEN stems_from IS NULL THEN 'cash' ELSE 'commitment' END END";

/// A sum of one kind and source, in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The kind.
    pub kind: Kind,
    /// The source of money.
    pub source: Source,
    /// The region's key, when grouped by it.
    pub region_id: Option<i64>,
    /// The authority's key, when grouped by it.
    pub authority_id: Option<i64>,
    /// The budget year, when grouped by it.
    pub year: Option<i32>,
    /// The project's key, when grouped by it.
    pub project_id: Option<i64>,
    /// What backs it, when grouped by it.
    pub backing: Option<Backing>,
    /// The sum.
    pub cents: Cents,
    /// The coarsest precision of its entries.
    pub precision: Precision,
    /// How many entries it sums.
    pub count: u64,
    /// Whether invented money is in it.
    pub sample: bool,
}

#[derive(FromQueryResult)]
struct TotalRow {
    kind: String,
    source: String,
    precision: Precision,
    sample: bool,
    region_id: Option<i64>,
    authority_id: Option<i64>,
    budget_year: Option<i32>,
    project_id: Option<i64>,
    backing: Option<String>,
    cents: i64,
    n: i64,
}

/// The entries that count from a viewpoint.
#[must_use]
pub fn seen_from(view: Viewpoint) -> Condition {
    known_at(view).add(record::Column::ValueDate.lte(view.as_of))
}

/// The entries that were recorded when one looks.
fn known_at(view: Viewpoint) -> Condition {
    Condition::all().add_option(view.known_at.map(|known| record::Column::RecordedAt.lte(known)))
}

/// What a filter leaves, of entries or of sums of closed days, whose columns have the same names.
pub(crate) fn narrowed(filter: &Filter) -> Condition {
    let mut condition = Condition::all();
    match &filter.projects {
        Some(Among::These(ids)) => condition = condition.add(Expr::col("project_id").is_in(ids.iter().copied())),
        Some(Among::Others(ids)) => {
            let others = Expr::col("project_id").is_not_in(ids.iter().copied());
            condition = condition.add(Condition::any().add(others).add(Expr::col("project_id").is_null()));
        }
        None => {}
    }
    for dimension in &filter.without {
        let value = match dimension {
            By::Region => Expr::col("region_id"),
            By::Authority => Expr::col("authority_id"),
            By::Year => Expr::col("budget_year"),
            By::Project => Expr::col("project_id"),
            By::Backing => Expr::cust(BACKING),
        };
        condition = condition.add(value.is_null());
    }
    condition
        .add_option(filter.programme_id.map(|id| Expr::col("programme_id").eq(id)))
        .add_option(filter.region_id.map(|id| Expr::col("region_id").eq(id)))
        .add_option(filter.authority_id.map(|id| Expr::col("authority_id").eq(id)))
        .add_option(filter.project_id.map(|id| Expr::col("project_id").eq(id)))
        .add_option(filter.case_id.map(|id| Expr::col("case_id").eq(id)))
        .add_option(filter.year.map(|year| Expr::col("budget_year").eq(year)))
        .add_option(filter.kind.map(|kind| Expr::col("kind").eq(kind.key())))
        .add_option(filter.source.map(|source| Expr::col("source").eq(source.key())))
        .add_option(filter.backing.map(|backing| Expr::cust(BACKING).eq(backing.key())))
}

/// Sums by kind and source, and by what else is asked for. Groups without entries are not there. Where no project is
/// asked for, the sums of closed days spare reading what was booked before them.
///
/// # Errors
/// The driver's error.
pub async fn totals(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    by: &[By],
    view: Viewpoint,
) -> Result<Vec<Total>, DbErr> {
    let about_projects = filter.project_id.is_some()
        || filter.case_id.is_some()
        || filter.projects.is_some()
        || by.contains(&By::Project)
        || filter.without.contains(&By::Project);
    let before = if about_projects { None } else { close::before(connection, view).await? };
    let Some(before) = before else {
        let rows = grouped(record::Entity::find().filter(narrowed(filter)).filter(seen_from(view)), by);
        return Ok(merged(rows.into_model::<TotalRow>().all(connection).await?));
    };
    let closed = close::sum::Entity::find().filter(close::sum::Column::SumsId.eq(before.sums_id));
    let closed = grouped(closed.filter(narrowed(filter)), by);
    let mut rows = closed.into_model::<TotalRow>().all(connection).await?;
    let after = seen_from(view).add(record::Column::ValueDate.gt(before.day));
    let late = known_at(view)
        .add(record::Column::AuditId.gt(before.audit_id))
        // few were recorded since: they are found by when they were recorded, not by their days
        .add(db::unindexed(record::Column::ValueDate).lte(before.day));
    for some in [after, late] {
        let entries = record::Entity::find().filter(narrowed(filter)).filter(some);
        rows.extend(grouped(entries, by).into_model::<TotalRow>().all(connection).await?);
    }
    Ok(merged(rows))
}

/// A question to entries or to sums of closed days, grouped.
fn grouped<E: EntityTrait>(question: Select<E>, by: &[By]) -> Select<E> {
    let mut question = question.select_only();
    for name in ["kind", "source", "precision", "sample"] {
        question = question.expr_as(Expr::col(name), name).group_by(Expr::col(name));
    }
    let count = match E::default().table_name() {
        "ledger_close_sum" => db::sum_cents(Expr::col("entries")),
        _ => Expr::col("id").count(),
    };
    question = question.expr_as(db::sum_cents(Expr::col("amount_cents")), "cents").expr_as(count, "n");
    for (dimension, name) in [
        (By::Region, "region_id"),
        (By::Authority, "authority_id"),
        (By::Project, "project_id"),
        (By::Year, "budget_year"),
    ] {
        question = if by.contains(&dimension) {
            question.expr_as(Expr::col(name), name).group_by(Expr::col(name))
        } else {
            let empty = if dimension == By::Year { "CAST(NULL AS INTEGER)" } else { "CAST(NULL AS BIGINT)" };
            question.expr_as(Expr::cust(empty), name)
        };
    }
    match by.contains(&By::Backing) {
        true => question.expr_as(Expr::cust(BACKING), "backing").group_by(Expr::cust(BACKING)),
        false => question.expr_as(Expr::cust("CAST(NULL AS TEXT)"), "backing"),
    }
}

/// Groups differ by precision and sample in the query; here they become one, as coarse as its coarsest part.
fn merged(rows: Vec<TotalRow>) -> Vec<Total> {
    type Group = (Kind, Source, Option<i64>, Option<i64>, Option<i32>, Option<i64>, Option<Backing>);
    let mut totals: BTreeMap<Group, Total> = BTreeMap::new();
    for row in rows {
        let (Some(kind), Some(source)) = (Kind::from_key(&row.kind), Source::from_key(&row.source)) else { continue };
        let backing = row.backing.as_deref().and_then(Backing::from_key);
        let total = totals
            .entry((kind, source, row.region_id, row.authority_id, row.budget_year, row.project_id, backing))
            .or_insert_with(|| Total {
                kind,
                source,
                region_id: row.region_id,
                authority_id: row.authority_id,
                year: row.budget_year,
                project_id: row.project_id,
                backing,
                cents: Cents::ZERO,
                precision: Precision::Cent,
                count: 0,
                sample: false,
            });
        total.cents = total.cents.checked_add(Cents(row.cents)).unwrap_or(total.cents);
        total.precision = Ord::max(total.precision, row.precision);
        total.count += u64::try_from(row.n).unwrap_or(0);
        total.sample |= row.sample;
    }
    totals.into_values().collect()
}

/// Programme money of some projects by kind.
///
/// # Errors
/// The driver's error.
pub async fn by_project(
    connection: &impl ConnectionTrait,
    ids: Vec<i64>,
    view: Viewpoint,
) -> Result<HashMap<(i64, Kind), project::find::Sum>, DbErr> {
    let rows: Vec<(i64, String, Precision, bool, i64)> = record::Entity::find()
        .select_only()
        .column(record::Column::ProjectId)
        .column(record::Column::Kind)
        .column(record::Column::Precision)
        .column(record::Column::Sample)
        .expr_as(db::sum_cents(Expr::col(record::Column::AmountCents)), "cents")
        .filter(record::Column::ProjectId.is_in(ids))
        .filter(record::Column::Kind.is_in([Kind::Granted.key(), Kind::Paid.key()]))
        .filter(record::Column::Source.eq(Source::Programme.key()))
        .filter(seen_from(view))
        .group_by(record::Column::ProjectId)
        .group_by(record::Column::Kind)
        .group_by(record::Column::Precision)
        .group_by(record::Column::Sample)
        .into_tuple()
        .all(connection)
        .await?;
    let mut sums: HashMap<(i64, Kind), project::find::Sum> = HashMap::new();
    for (id, kind, precision, sample, cents) in rows {
        let Some(kind) = Kind::from_key(&kind) else { continue };
        let sum = sums.entry((id, kind)).or_insert(project::find::Sum {
            cents: Cents::ZERO,
            precision: Precision::Cent,
            sample: false,
        });
        sum.cents = sum.cents.checked_add(Cents(cents)).unwrap_or(sum.cents);
        sum.precision = Ord::max(sum.precision, precision);
        sum.sample |= sample;
    }
    Ok(sums)
}
