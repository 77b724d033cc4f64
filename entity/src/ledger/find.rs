//! Questions to the ledger: the entries behind a sum with their origin.
use super::{
    Kind, Source, record,
    sums::{Filter, narrowed, seen_from},
};
use crate::{
    account, authority, import_run, money::Cents, origin, precision::Precision, project, region, viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

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
    /// The authority's name.
    pub authority: Option<String>,
    /// The year it stems from, see [`record::Model::stems_from`].
    pub stems_from: Option<i32>,
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
    shown(connection, rows, internal).await
}

/// Entries as they are shown, in their order; what is withheld is the same as in [`entries`].
///
/// # Errors
/// The driver's error.
pub async fn shown(
    connection: &impl ConnectionTrait,
    rows: Vec<record::Model>,
    internal: bool,
) -> Result<Vec<Entry>, DbErr> {
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
    let mut regions: HashMap<i64, String> = HashMap::new();
    if rows.iter().any(|row| row.region_id.is_some()) {
        regions.extend(region::find::all(connection).await?.into_iter().map(|region| (region.id, region.name)));
    }
    let mut authorities: HashMap<i64, String> = HashMap::new();
    if rows.iter().any(|row| row.authority_id.is_some()) {
        authorities.extend(authority::all(connection).await?.into_iter().map(|one| (one.id, one.name)));
    }
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
                authority: row.authority_id.and_then(|id| authorities.get(&id).cloned()),
                stems_from: row.stems_from,
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
    let runs = unique(rows.iter().filter_map(|row| row.run_id));
    let mut files: HashMap<i64, (String, bool)> = HashMap::new();
    if !runs.is_empty() {
        let found = import_run::record::Entity::find().filter(import_run::record::Column::Id.is_in(runs));
        files.extend(found.all(connection).await?.into_iter().map(|run| (run.id, (run.file_name, run.sample))));
    }
    let accounts = unique(rows.iter().filter_map(|row| row.account_id));
    let mut users: HashMap<i64, String> = HashMap::new();
    if !accounts.is_empty() {
        let found = account::record::Entity::find().filter(account::record::Column::Id.is_in(accounts));
        users.extend(found.all(connection).await?.into_iter().map(|account| (account.id, account.name)));
    }
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

/// How many entries a filter leaves.
///
/// # Errors
/// The driver's error.
pub async fn count(connection: &impl ConnectionTrait, filter: &Filter, view: Viewpoint) -> Result<u64, DbErr> {
    record::Entity::find().filter(narrowed(filter)).filter(seen_from(view)).count(connection).await
}
