//! Loads [`Facts`] with a fixed number of questions, however many projects there are.
use super::{
    decision,
    facts::{Allotted, Facts, Framed, Project, Regional, Said, Sum, sum},
};
use crate::{
    authority, budget_year,
    cofunding::ratio,
    db,
    ledger::{
        self, Kind, Source,
        ceiling::means_of,
        sums::{By, Filter, Total, seen_from, totals},
    },
    money::{Cents, Rate},
    parameter::Set,
    precision::Precision,
    programme, project,
    project::{
        field::{Amount, Field},
        lifecycle::Lifecycle,
    },
    region,
    text::fold,
    viewpoint::Viewpoint,
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{BTreeMap, HashMap};

mod cases;
mod claims;
mod published;

/// The statements that rules read.
const FIELDS: [Field; 9] = [
    Field::Title,
    Field::GrantReference,
    Field::Lifecycle,
    Field::StartDate,
    Field::EndDate,
    Field::ApprovalDate,
    Field::FundingRate,
    Field::TotalCost,
    Field::EligibleCost,
];

/// Everything that the rules read about a programme, from a viewpoint, with the values that count, or with trials.
///
/// # Errors
/// The driver's error.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    programme: &programme::find::Programme,
    view: Viewpoint,
    parameters: Set,
) -> Result<Facts, DbErr> {
    let id = programme.record.id;
    let mut projects = projects(connection, id, view).await?;
    money(connection, id, view, &mut projects).await?;
    let treated = cases::load(connection, view, &mut projects).await?;
    claims::load(connection, view, &mut projects).await?;
    published::load(connection, view, &mut projects).await?;
    let years = programme_money(connection, id, vec![], &[By::Year, By::Region], view).await?;
    let of = |kind: Kind| {
        let mut by_year = BTreeMap::new();
        for (year, cents) in years.iter().filter(|sum| sum.kind == kind).filter_map(|one| Some((one.year?, one.cents)))
        {
            let all = by_year.entry(year).or_insert(Cents::ZERO);
            *all = sum([*all, cents].into_iter());
        }
        by_year
    };
    let frame = programme_money(connection, id, vec![By::Project], &[By::Year], view).await?;
    let frame = frame.into_iter().map(|sum| Framed { kind: sum.kind, year: sum.year, cents: sum.cents });
    let by_authority = programme_money(connection, id, vec![], &[By::Year, By::Authority], view).await?;
    let authorities = authority::Entity::find().order_by_asc(authority::Column::Id).all(connection).await?;
    Ok(Facts {
        aid: decision::de_minimis(&projects),
        day: view.as_of,
        parameters,
        projects,
        frame: frame.collect(),
        regional: regional(&region::find::all(connection).await?, &years),
        allotted: authorities.iter().flat_map(|one| allotted(one, &by_authority)).collect(),
        means: means_of(&programme_money(connection, id, vec![], &[By::Year, By::Backing], view).await?),
        paid_by_year: of(Kind::Paid),
        carried: budget_year::find::carried(connection, id, view).await?,
        target: ratio::target(programme, view),
        treated,
    })
}

#[derive(FromQueryResult)]
struct Statement {
    id: i64,
    project_id: i64,
    field: String,
    value: Option<String>,
    valid_on: NaiveDate,
}

async fn projects(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    view: Viewpoint,
) -> Result<BTreeMap<i64, Project>, DbErr> {
    let regions = region::find::all(connection).await?;
    let authorities: HashMap<i64, (String, String)> = authority::Entity::find()
        .all(connection)
        .await?
        .into_iter()
        .map(|authority| (authority.id, (authority.slug, authority.name)))
        .collect();
    type Row = (i64, String, Option<i64>, Option<i64>);
    let rows: Vec<Row> = project::record::Entity::find()
        .select_only()
        .columns([
            project::record::Column::Id,
            project::record::Column::Number,
            project::record::Column::ParentId,
            project::record::Column::AuthorityId,
        ])
        .filter(project::record::Column::ProgrammeId.eq(programme_id))
        .into_tuple()
        .all(connection)
        .await?;
    let mut projects: BTreeMap<i64, Project> = rows
        .into_iter()
        .map(|(id, number, parent_id, authority_id)| {
            let authority = authority_id.and_then(|id| {
                let (slug, name) = authorities.get(&id)?.clone();
                Some((id, slug, name))
            });
            (id, Project { id, number, parent_id, authority, ..Project::default() })
        })
        .collect();
    let links: Vec<(i64, i64)> = project::region_link::Entity::find()
        .select_only()
        .columns([project::region_link::Column::ProjectId, project::region_link::Column::RegionId])
        .order_by_asc(project::region_link::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    for (project_id, region_id) in links {
        let region = regions.iter().find(|region| region.id == region_id);
        if let (Some(project), Some(region)) = (projects.get_mut(&project_id), region) {
            project.regions.push((region.slug.clone(), region.name.clone()));
        }
    }
    let mut newest: HashMap<(i64, Field), Statement> = HashMap::new();
    let query = project::fact::Entity::find()
        .select_only()
        .columns([
            project::fact::Column::Id,
            project::fact::Column::ProjectId,
            project::fact::Column::Field,
            project::fact::Column::Value,
            project::fact::Column::ValidOn,
        ])
        .filter(project::fact::Column::Field.is_in(FIELDS.map(Field::key)));
    for statement in project::find::seen(query, view).into_model::<Statement>().all(connection).await? {
        let Some(field) = Field::from_key(&statement.field) else { continue };
        let place = newest.entry((statement.project_id, field));
        // keys are given in the order of recording: writes happen one after the other
        let newer = |other: &mut Statement| {
            if (other.valid_on, other.id) < (statement.valid_on, statement.id) {
                *other = Statement { field: String::new(), value: statement.value.clone(), ..statement };
            }
        };
        place.and_modify(newer).or_insert(statement);
    }
    for ((project_id, field), statement) in newest {
        if let (Some(project), Some(value)) = (projects.get_mut(&project_id), statement.value) {
            take(project, field, statement.id, statement.valid_on, value);
        }
    }
    projects.retain(|_, project| !project.title.is_empty());
    Ok(projects)
}

fn take(project: &mut Project, field: Field, fact: i64, since: NaiveDate, text: String) {
    fn said<T>(fact: i64, since: NaiveDate, value: Option<T>) -> Option<Said<T>> {
        value.map(|value| Said { fact, since, value })
    }
    let day = || said(fact, since, text.parse().ok());
    match field {
        Field::Title => {
            project.same_title = fold(&text).chars().filter(|c| c.is_alphanumeric()).collect();
            project.title = text;
            project.title_fact = fact;
        }
        Field::GrantReference => project.grant_reference = Some(Said { fact, since, value: text }),
        Field::Lifecycle => {
            project.state = said(fact, since, Lifecycle::from_key(&text));
            project.public = project.lifecycle().is_public();
        }
        Field::StartDate => project.start = day(),
        Field::EndDate => project.end = day(),
        Field::ApprovalDate => project.approved = day(),
        Field::FundingRate => project.rate = said(fact, since, text.parse().ok().map(Rate)),
        Field::TotalCost => project.total = said(fact, since, Amount::parse(&text)),
        Field::EligibleCost => project.eligible = said(fact, since, Amount::parse(&text)),
        _ => {}
    }
}

#[derive(FromQueryResult)]
struct MoneyRow {
    project_id: i64,
    kind: String,
    source: String,
    coarsest: i64,
    cents: i64,
    n: i64,
    first: NaiveDate,
    last: NaiveDate,
    this_year: i64,
    sample: i64,
}

/// The precisions as numbers, the coarsest highest: their maximum costs less than a group for each.
const RANKS: &str = "case precision when 'cent' then 0 when 'euro' then 1 when 'thousand' then 2 else 3 end";

/// Grouped as the index on projects is ordered, so that nothing is sorted.
async fn money(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    view: Viewpoint,
    projects: &mut BTreeMap<i64, Project>,
) -> Result<(), DbErr> {
    use ledger::record::Column;
    let this_year = format!("case when budget_year = {} then amount_cents else 0 end", view.as_of.year());
    let rows = ledger::record::Entity::find()
        .select_only()
        .columns([Column::ProjectId, Column::Kind, Column::Source])
        .expr_as(Expr::cust(RANKS).max().cast_as("BIGINT"), "coarsest")
        .expr_as(db::sum_cents(Expr::col(Column::AmountCents)), "cents")
        .column_as(Column::Id.count(), "n")
        .column_as(Column::ValueDate.min(), "first")
        .column_as(Column::ValueDate.max(), "last")
        .expr_as(db::sum_cents(Expr::cust(this_year)), "this_year")
        .expr_as(Expr::cust("case when sample then 1 else 0 end").max().cast_as("BIGINT"), "sample")
        .filter(Column::ProgrammeId.eq(programme_id))
        .filter(Column::ProjectId.is_not_null())
        .filter(seen_from(view))
        .group_by(Column::ProjectId)
        .group_by(Column::Kind)
        .group_by(Column::Source)
        .into_model::<MoneyRow>()
        .all(connection)
        .await?;
    for row in rows {
        let (Some(project), Some(kind), Some(source)) =
            (projects.get_mut(&row.project_id), Kind::from_key(&row.kind), Source::from_key(&row.source))
        else {
            continue;
        };
        let precision = usize::try_from(row.coarsest).ok().and_then(|rank| Precision::ALL.get(rank).copied());
        let sum = Sum {
            cents: Cents(row.cents),
            precision: precision.unwrap_or(Precision::About),
            count: u64::try_from(row.n).unwrap_or(0),
            first: row.first,
            last: row.last,
        };
        project.sums.insert((kind, source), sum);
        project.sample |= row.sample > 0;
        if row.this_year != 0 && source == Source::Programme {
            project.this_year.insert(kind, Cents(row.this_year));
        }
    }
    Ok(())
}

/// What is thought for regions, beside what is granted there.
fn regional(regions: &[region::record::Model], sums: &[Total]) -> Vec<Regional> {
    let thought = sums.iter().filter(|sum| sum.kind == Kind::Frame);
    let beside = thought.filter_map(|thought| {
        let (region, year) = (regions.iter().find(|region| Some(region.id) == thought.region_id)?, thought.year?);
        let granted = sums
            .iter()
            .find(|sum| sum.kind == Kind::Granted && sum.region_id == thought.region_id && sum.year == thought.year);
        let granted = granted.map_or(Cents::ZERO, |sum| sum.cents);
        Some(Regional { slug: region.slug.clone(), name: region.name.clone(), year, frame: thought.cents, granted })
    });
    beside.collect()
}

/// What is allocated to an authority, year by year, beside what it grants; where some of that names no year, also both
/// as a whole. An entry counts for its own authority, whatever the project's is.
fn allotted(authority: &authority::Model, sums: &[Total]) -> Vec<Allotted> {
    let of = |kind, year: Option<Option<i32>>| -> Vec<&Total> {
        let theirs = sums.iter().filter(|sum| sum.kind == kind && sum.authority_id == Some(authority.id));
        theirs.filter(|sum| year.is_none_or(|year| sum.year == year)).collect()
    };
    let added = |sums: Vec<&Total>| sum(sums.into_iter().map(|sum| sum.cents));
    let part = |year: Option<i32>, among: Option<Option<i32>>| Allotted {
        slug: authority.slug.clone(),
        name: authority.name.clone(),
        year,
        allocated: added(of(Kind::Allocated, among)),
        granted: added(of(Kind::Granted, among)),
    };
    let allocated = of(Kind::Allocated, None);
    let years = allocated.iter().filter_map(|sum| sum.year);
    let whole = !allocated.is_empty() && added(of(Kind::Granted, Some(None))) > Cents::ZERO;
    let years = years.map(|year| part(Some(year), Some(Some(year))));
    years.chain(whole.then(|| part(None, None))).collect()
}

/// Programme money by kind, narrowed and in groups.
async fn programme_money(
    connection: &impl ConnectionTrait,
    programme_id: i64,
    without: Vec<By>,
    by: &[By],
    view: Viewpoint,
) -> Result<Vec<Total>, DbErr> {
    let filter =
        Filter { programme_id: Some(programme_id), source: Some(Source::Programme), without, ..Filter::default() };
    totals(connection, &filter, by, view).await
}
