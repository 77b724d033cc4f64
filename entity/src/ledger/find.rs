//! Questions to the ledger: sums by kind and source, and the entries behind a sum with their origin.
use super::{Kind, Source, record};
use crate::{
    account, db, import_run, money::Cents, origin, precision::Precision, project, refusal::Refusal, region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a sum is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The programme.
    pub programme_id: Option<i64>,
    /// A region's key.
    pub region_id: Option<i64>,
    /// A project's key.
    pub project_id: Option<i64>,
    /// A budget year.
    pub year: Option<i32>,
    /// A kind.
    pub kind: Option<Kind>,
    /// A source of money.
    pub source: Option<Source>,
    /// Some projects.
    pub projects: Option<Among>,
    /// Only entries that have none of these.
    pub without: Vec<By>,
    /// One entry.
    pub id: Option<i64>,
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
    /// The budget year.
    Year,
    /// The project.
    Project,
}

/// A sum of one kind and source, in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The kind.
    pub kind: Kind,
    /// The source of money.
    pub source: Source,
    /// The region's key, when grouped by it.
    pub region_id: Option<i64>,
    /// The budget year, when grouped by it.
    pub year: Option<i32>,
    /// The project's key, when grouped by it.
    pub project_id: Option<i64>,
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
    budget_year: Option<i32>,
    project_id: Option<i64>,
    cents: i64,
    n: i64,
}

/// The entries that count from a viewpoint.
#[must_use]
pub fn seen_from(view: Viewpoint) -> Condition {
    let condition = Condition::all().add(record::Column::ValueDate.lte(view.as_of));
    match view.known_at {
        Some(known) => condition.add(record::Column::RecordedAt.lte(known)),
        None => condition,
    }
}

fn narrowed(filter: &Filter) -> Condition {
    let mut condition = Condition::all();
    match &filter.projects {
        Some(Among::These(ids)) => condition = condition.add(record::Column::ProjectId.is_in(ids.iter().copied())),
        Some(Among::Others(ids)) => {
            let others = record::Column::ProjectId.is_not_in(ids.iter().copied());
            condition = condition.add(Condition::any().add(others).add(record::Column::ProjectId.is_null()));
        }
        None => {}
    }
    for dimension in &filter.without {
        let column = match dimension {
            By::Region => record::Column::RegionId,
            By::Year => record::Column::BudgetYear,
            By::Project => record::Column::ProjectId,
        };
        condition = condition.add(column.is_null());
    }
    condition
        .add_option(filter.programme_id.map(|id| record::Column::ProgrammeId.eq(id)))
        .add_option(filter.region_id.map(|id| record::Column::RegionId.eq(id)))
        .add_option(filter.project_id.map(|id| record::Column::ProjectId.eq(id)))
        .add_option(filter.year.map(|year| record::Column::BudgetYear.eq(year)))
        .add_option(filter.kind.map(|kind| record::Column::Kind.eq(kind.key())))
        .add_option(filter.source.map(|source| record::Column::Source.eq(source.key())))
        .add_option(filter.id.map(|id| record::Column::Id.eq(id)))
}

/// Sums by kind and source, and by what else is asked for. Groups without entries are not there.
///
/// # Errors
/// The driver's error.
pub async fn totals(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    by: &[By],
    view: Viewpoint,
) -> Result<Vec<Total>, DbErr> {
    let mut query = record::Entity::find()
        .select_only()
        .column(record::Column::Kind)
        .column(record::Column::Source)
        .column(record::Column::Precision)
        .column(record::Column::Sample)
        .expr_as(db::sum_cents(Expr::col(record::Column::AmountCents)), "cents")
        .column_as(record::Column::Id.count(), "n")
        .filter(narrowed(filter))
        .filter(seen_from(view))
        .group_by(record::Column::Kind)
        .group_by(record::Column::Source)
        .group_by(record::Column::Precision)
        .group_by(record::Column::Sample);
    for (dimension, column, name) in [
        (By::Region, record::Column::RegionId, "region_id"),
        (By::Project, record::Column::ProjectId, "project_id"),
        (By::Year, record::Column::BudgetYear, "budget_year"),
    ] {
        query = if by.contains(&dimension) {
            query.column(column).group_by(column)
        } else {
            let empty = if dimension == By::Year {
                Expr::cust("CAST(NULL AS INTEGER)")
            } else {
                Expr::cust("CAST(NULL AS BIGINT)")
            };
            query.expr_as(empty, name)
        };
    }
    let rows = query.into_model::<TotalRow>().all(connection).await?;
    Ok(merged(rows))
}

/// Groups differ by precision and sample in the query; here they become one, as coarse as its coarsest part.
fn merged(rows: Vec<TotalRow>) -> Vec<Total> {
    type Group = (Kind, Source, Option<i64>, Option<i32>, Option<i64>);
    let mut totals: BTreeMap<Group, Total> = BTreeMap::new();
    for row in rows {
        let (Some(kind), Some(source)) = (Kind::from_key(&row.kind), Source::from_key(&row.source)) else { continue };
        let total =
            totals.entry((kind, source, row.region_id, row.budget_year, row.project_id)).or_insert_with(|| Total {
                kind,
                source,
                region_id: row.region_id,
                year: row.budget_year,
                project_id: row.project_id,
                cents: Cents::ZERO,
                precision: Precision::Cent,
                count: 0,
                sample: false,
            });
        total.cents = total.cents.checked_add(Cents(row.cents)).unwrap_or(total.cents);
        total.precision = total.precision.max(row.precision);
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
        sum.precision = sum.precision.max(precision);
        sum.sample |= sample;
    }
    Ok(sums)
}

/// Where a fact comes from, as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// A cell of an imported workbook.
    Cell {
        /// The import.
        run_id: i64,
        /// The file's name.
        file: String,
        /// The sheet.
        sheet: String,
        /// The address in the sheet, `M17`.
        cell: String,
        /// The cell's text.
        raw: String,
        /// The rule that read it.
        rule: String,
        /// Whether the import's values are invented (Beispieldaten).
        sample: bool,
    },
    /// A person's entry, or the program's own for seeds; the name is withheld from the public.
    Entry {
        /// Sign-in name.
        user: Option<String>,
    },
    /// A published text.
    Published {
        /// Where it was published.
        source: String,
    },
    /// Withheld from the actor.
    #[default]
    Withheld,
}

/// An entry of the ledger as pages and the JSON interface show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Key.
    pub id: i64,
    /// Kind.
    pub kind: Kind,
    /// Source of money.
    pub source: Source,
    /// Amount.
    pub cents: Cents,
    /// How exactly known.
    pub precision: Precision,
    /// The day it holds from.
    pub value_date: NaiveDate,
    /// Budget year.
    pub year: Option<i32>,
    /// Document reference.
    pub reference: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The entry it takes back.
    pub reverses: Option<i64>,
    /// Number and title of the project; none for the programme's own money or when withheld.
    pub project: Option<(String, String)>,
    /// The region's name.
    pub region: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is invented (Beispieldaten).
    pub sample: bool,
}

/// The entries behind a sum, newest value date first. Without insight into internal things, persons' names are
/// withheld; for private money (business secrets) and for projects that are not public yet also project and origin.
///
/// # Errors
/// The driver's error.
pub async fn entries(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    view: Viewpoint,
    internal: bool,
    offset: u64,
    limit: u64,
) -> Result<Vec<Entry>, DbErr> {
    // what a company gives to one project is not public: with the project named, such entries are left out altogether
    let secrets = (!internal && filter.project_id.is_some()).then(|| {
        let private = Source::ALL.into_iter().filter(|source| source.is_private()).map(Source::key);
        record::Column::Source.is_not_in(private)
    });
    let rows = record::Entity::find()
        .filter(narrowed(filter))
        .filter(seen_from(view))
        .filter(Condition::all().add_option(secrets))
        .order_by_desc(record::Column::ValueDate)
        .order_by_desc(record::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(connection)
        .await?;
    let origins = origins(connection, rows.iter().map(|row| row.origin_id).collect()).await?;
    let found = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(unique(rows.iter().filter_map(|row| row.project_id))))
        .all(connection)
        .await?;
    let is_public = |row: &project::record::Model| {
        project::lifecycle::Lifecycle::from_key(&row.lifecycle).is_some_and(project::lifecycle::Lifecycle::is_public)
    };
    let hidden: HashSet<i64> = found.iter().filter(|row| !internal && !is_public(row)).map(|row| row.id).collect();
    let projects: HashMap<i64, (String, String)> =
        found.into_iter().map(|row| (row.id, (row.number, row.title))).collect();
    let regions: HashMap<i64, String> =
        region::find::all(connection).await?.into_iter().map(|region| (region.id, region.name)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let source = Source::from_key(&row.source)?;
            let secret = !internal && (source.is_private() || row.project_id.is_some_and(|id| hidden.contains(&id)));
            let origin = match origins.get(&row.origin_id).cloned().unwrap_or_default() {
                _ if secret => Origin::Withheld,
                Origin::Entry { .. } if !internal => Origin::Entry { user: None },
                origin => origin,
            };
            Some(Entry {
                id: row.id,
                kind: Kind::from_key(&row.kind)?,
                source,
                cents: row.amount_cents,
                precision: row.precision,
                value_date: row.value_date,
                year: row.budget_year,
                reference: row.reference.filter(|_| internal),
                recorded_at: row.recorded_at,
                reverses: row.reverses_id,
                project: row.project_id.filter(|_| !secret).and_then(|id| projects.get(&id).cloned()),
                region: row.region_id.and_then(|id| regions.get(&id).cloned()),
                origin,
                sample: row.sample,
            })
        })
        .collect())
}

/// Origins by their keys.
///
/// # Errors
/// The driver's error.
pub async fn origins(connection: &impl ConnectionTrait, ids: Vec<i64>) -> Result<HashMap<i64, Origin>, DbErr> {
    let mut rows = Vec::new();
    for some in ids.chunks(500) {
        rows.extend(origin::Entity::find().filter(origin::Column::Id.is_in(some.to_vec())).all(connection).await?);
    }
    let files: HashMap<i64, (String, bool)> = import_run::record::Entity::find()
        .filter(import_run::record::Column::Id.is_in(unique(rows.iter().filter_map(|row| row.run_id))))
        .all(connection)
        .await?
        .into_iter()
        .map(|run| (run.id, (run.file_name, run.sample)))
        .collect();
    let users: HashMap<i64, String> = account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(unique(rows.iter().filter_map(|row| row.account_id))))
        .all(connection)
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let origin = match row.kind.as_str() {
                "cell" => Origin::Cell {
                    run_id: row.run_id.unwrap_or_default(),
                    file: row.run_id.and_then(|id| files.get(&id)).map(|(name, _)| name.clone()).unwrap_or_default(),
                    sample: row.run_id.and_then(|id| files.get(&id)).is_some_and(|(_, sample)| *sample),
                    sheet: row.sheet.unwrap_or_default(),
                    cell: row.cell.unwrap_or_default(),
                    raw: row.raw.unwrap_or_default(),
                    rule: row.rule.unwrap_or_default(),
                },
                "published" => Origin::Published { source: row.source.unwrap_or_default() },
                _ => Origin::Entry { user: row.account_id.and_then(|id| users.get(&id).cloned()) },
            };
            (row.id, origin)
        })
        .collect())
}

fn unique(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// How many entries a sum has.
///
/// # Errors
/// The driver's error.
pub async fn count(connection: &impl ConnectionTrait, filter: &Filter, view: Viewpoint) -> Result<u64, Refusal> {
    use sea_orm::PaginatorTrait;
    Ok(record::Entity::find().filter(narrowed(filter)).filter(seen_from(view)).count(connection).await?)
}
