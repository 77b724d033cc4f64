//! Questions about solutions. The public sees published ones.
use super::{Kind, Maturity, project_link, record};
use crate::{
    actor::{Actor, Place},
    adoption,
    db::Db,
    municipality,
    permission::Action,
    project,
    project::find::{LAST_PAGE, Page},
    refusal::Refusal,
    region,
    text::{fold, like_anywhere},
    viewpoint::Viewpoint,
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LikeExpr},
};
use std::collections::{BTreeMap, HashMap};

/// What the catalogue is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words to find.
    pub q: String,
    /// A kind.
    pub kind: Option<Kind>,
    /// A step of maturity.
    pub maturity: Option<Maturity>,
    /// A theme as written.
    pub theme: Option<String>,
    /// An SPDX identifier.
    pub licence: Option<String>,
    /// A region's slug.
    pub region: Option<String>,
}

/// A card of the catalogue.
#[derive(Debug, Clone)]
pub struct Card {
    /// The row.
    pub record: record::Model,
    /// Kind.
    pub kind: Kind,
    /// Maturity.
    pub maturity: Maturity,
    /// Slug and name of the region it was made in.
    pub region: Option<(String, String)>,
    /// Municipalities by the state they last reported.
    pub adoptions: BTreeMap<adoption::State, u64>,
}

/// What a municipality last said.
#[derive(Debug, Clone)]
pub struct Adopter {
    /// Key.
    pub ags: String,
    /// Name.
    pub name: String,
    /// State.
    pub state: adoption::State,
    /// Since when.
    pub valid_on: NaiveDate,
    /// Why, for rejections.
    pub reason: Option<String>,
    /// Whether it is invented.
    pub sample: bool,
}

/// A solution's sheet.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The card.
    pub card: Card,
    /// Projects it came from: number and title.
    pub projects: Vec<(String, String)>,
    /// Who uses it or looks at it.
    pub adopters: Vec<Adopter>,
    /// Whether the actor may edit the sheet.
    pub editable: bool,
}

fn visible(actor: &Actor) -> Condition {
    if actor.can(Action::EditSolution, &Place::default()) || actor.can(Action::PublishSolution, &Place::default()) {
        Condition::all()
    } else {
        Condition::all().add(record::Column::PublishedAt.is_not_null())
    }
}

/// A page of the catalogue, sorted by name.
///
/// # Errors
/// The driver's error; [`Refusal::NotFound`] for a region that does not exist.
pub async fn list(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    filter: &Filter,
    page: u64,
    size: u64,
) -> Result<Page<Card>, Refusal> {
    let connection = db.read();
    let regions = region::find::all(connection).await?;
    let mut condition = seen(visible(actor), view);
    for word in fold(&filter.q).split(' ').filter(|word| !word.is_empty()) {
        condition =
            condition.add(Expr::col(record::Column::SearchText).like(LikeExpr::new(like_anywhere(word)).escape('\\')));
    }
    if let Some(slug) = &filter.region {
        let id = regions.iter().find(|region| region.slug == *slug).ok_or(Refusal::NotFound)?.id;
        condition = condition.add(record::Column::RegionId.eq(id));
    }
    let condition = condition
        .add_option(filter.kind.map(|kind| record::Column::Kind.eq(kind.key())))
        .add_option(filter.maturity.map(|step| record::Column::Maturity.eq(step.key())))
        .add_option(filter.theme.as_ref().map(|theme| record::Column::Theme.eq(theme)))
        .add_option(filter.licence.as_ref().map(|licence| record::Column::Licence.eq(licence)));
    let page = page.clamp(1, LAST_PAGE);
    let query = record::Entity::find().filter(condition);
    let total = query.clone().count(connection).await?;
    let rows = query
        .order_by_asc(record::Column::SortName)
        .order_by_asc(record::Column::Id)
        .offset((page - 1).saturating_mul(size))
        .limit(size)
        .all(connection)
        .await?;
    Ok(Page { items: cards(connection, rows, view).await?, total, page, size })
}

/// The newest published solutions.
///
/// # Errors
/// The driver's error.
pub async fn newest(db: &Db, view: Viewpoint, limit: u64) -> Result<Vec<Card>, Refusal> {
    let rows = record::Entity::find()
        .filter(seen(Condition::all().add(record::Column::PublishedAt.is_not_null()), view))
        .order_by_desc(record::Column::PublishedAt)
        .order_by_asc(record::Column::SortName)
        .limit(limit)
        .all(db.read())
        .await?;
    Ok(cards(db.read(), rows, view).await?)
}

/// How many published solutions have each value of a facet: (kind, maturity, theme) counts.
///
/// # Errors
/// The driver's error.
pub async fn facets(db: &Db, view: Viewpoint) -> Result<[BTreeMap<String, u64>; 3], Refusal> {
    let published = seen(Condition::all().add(record::Column::PublishedAt.is_not_null()), view);
    let mut facets: [BTreeMap<String, u64>; 3] = Default::default();
    for (facet, column) in
        facets.iter_mut().zip([record::Column::Kind, record::Column::Maturity, record::Column::Theme])
    {
        let rows: Vec<(String, i64)> = record::Entity::find()
            .select_only()
            .column(column)
            .column_as(record::Column::Id.count(), "n")
            .filter(published.clone())
            .group_by(column)
            .into_tuple()
            .all(db.read())
            .await?;
        facet.extend(rows.into_iter().map(|(key, count)| (key, u64::try_from(count).unwrap_or(0))));
    }
    Ok(facets)
}

fn seen(condition: Condition, view: Viewpoint) -> Condition {
    let condition = condition.add(record::Column::ValidOn.lte(view.as_of));
    match view.known_at {
        Some(known) => condition.add(record::Column::RecordedAt.lte(known)),
        None => condition,
    }
}

async fn cards(
    connection: &impl ConnectionTrait,
    rows: Vec<record::Model>,
    view: Viewpoint,
) -> Result<Vec<Card>, DbErr> {
    let regions: HashMap<i64, (String, String)> = region::find::all(connection)
        .await?
        .into_iter()
        .map(|region| (region.id, (region.slug, region.name)))
        .collect();
    let mut by_solution: HashMap<i64, BTreeMap<adoption::State, u64>> = HashMap::new();
    for ((solution, _), (_, state)) in last_said(connection, rows.iter().map(|row| row.id).collect(), view).await? {
        *by_solution.entry(solution).or_default().entry(state).or_default() += 1;
    }
    Ok(rows
        .into_iter()
        .map(|row| Card {
            kind: Kind::from_key(&row.kind).unwrap_or(Kind::Concept),
            maturity: Maturity::from_key(&row.maturity).unwrap_or(Maturity::Idea),
            region: row.region_id.and_then(|id| regions.get(&id).cloned()),
            adoptions: by_solution.remove(&row.id).unwrap_or_default(),
            record: row,
        })
        .collect())
}

type Said = BTreeMap<(i64, String), (adoption::record::Model, adoption::State)>;

/// What each municipality last said about each solution, from a viewpoint.
async fn last_said(connection: &impl ConnectionTrait, ids: Vec<i64>, view: Viewpoint) -> Result<Said, DbErr> {
    let mut query = adoption::record::Entity::find()
        .filter(adoption::record::Column::SolutionId.is_in(ids))
        .filter(adoption::record::Column::ValidOn.lte(view.as_of));
    if let Some(known) = view.known_at {
        query = query.filter(adoption::record::Column::RecordedAt.lte(known));
    }
    let rows = query
        .order_by_asc(adoption::record::Column::ValidOn)
        .order_by_asc(adoption::record::Column::RecordedAt)
        .order_by_asc(adoption::record::Column::Id)
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let state = adoption::State::from_key(&row.state)?;
            Some(((row.solution_id, row.ags.clone()), (row, state)))
        })
        .collect())
}

/// The solution at an address word.
///
/// # Errors
/// [`Refusal::NotFound`], also for one that is not published and that the actor may not edit.
pub async fn detail(db: &Db, actor: &Actor, view: Viewpoint, slug: &str) -> Result<Detail, Refusal> {
    let connection = db.read();
    let row = record::Entity::find()
        .filter(seen(visible(actor), view))
        .filter(record::Column::Slug.eq(slug))
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    let id = row.id;
    let card = cards(connection, vec![row], view).await?.pop().ok_or(Refusal::NotFound)?;
    let links = project_link::Entity::find().filter(project_link::Column::SolutionId.eq(id)).all(connection).await?;
    let projects = project::record::Entity::find()
        .filter(project::record::Column::Id.is_in(links.into_iter().map(|link| link.project_id)))
        .order_by_asc(project::record::Column::SortTitle)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.number, row.title))
        .collect();
    let said = last_said(connection, vec![id], view).await?;
    let names: HashMap<String, String> = municipality::record::Entity::find()
        .filter(municipality::record::Column::Ags.is_in(said.keys().map(|(_, ags)| ags.clone())))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.ags, row.name))
        .collect();
    let adopters = said
        .into_values()
        .map(|(row, state)| Adopter {
            name: names.get(&row.ags).cloned().unwrap_or_default(),
            ags: row.ags,
            state,
            valid_on: row.valid_on,
            reason: row.reason,
            sample: row.sample,
        })
        .collect();
    let place = Place { regions: card.region.iter().map(|(slug, _)| slug.clone()).collect(), ..Place::default() };
    Ok(Detail { editable: actor.can(Action::EditSolution, &place), card, projects, adopters })
}

/// Slug and name of the published solutions that came from a project.
///
/// # Errors
/// The driver's error.
pub async fn of_project(connection: &impl ConnectionTrait, project_id: i64) -> Result<Vec<(String, String)>, DbErr> {
    let links =
        project_link::Entity::find().filter(project_link::Column::ProjectId.eq(project_id)).all(connection).await?;
    Ok(record::Entity::find()
        .filter(record::Column::Id.is_in(links.into_iter().map(|link| link.solution_id)))
        .filter(record::Column::PublishedAt.is_not_null())
        .order_by_asc(record::Column::SortName)
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.slug, row.name))
        .collect())
}
