//! Questions about projects. The scope of the actor is part of the query.
use super::{
    fact,
    field::Field,
    lifecycle::{Lifecycle, Stage, Transfer},
    record, region_link,
};
use crate::{
    actor::{Actor, Place, Rows},
    audit, authority,
    db::{Db, Write},
    figures::cache::{Counts, Themes},
    ledger::{self, Kind, Source},
    money::Cents,
    permission::Action,
    precision::Precision,
    refusal::Refusal,
    region,
    text::{fold, like_anywhere, sort_key},
    viewpoint::Viewpoint,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LikeExpr, Query},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What a list of projects is narrowed to; empty means everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Words to find in number, title, recipient and theme.
    pub q: String,
    /// A region's slug.
    pub region: Option<String>,
    /// A stage.
    pub stage: Option<Stage>,
    /// A state.
    pub state: Option<Lifecycle>,
    /// A theme as written, folded.
    pub theme: Option<String>,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Title, A to Z.
    #[default]
    Title,
    /// Number.
    Number,
    /// State in the order of the lifecycle's words.
    State,
    /// Granted state money, largest first.
    Granted,
    /// Paid state money, largest first.
    Paid,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Title, Self::Number, Self::State, Self::Granted, Self::Paid];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "titel",
            Self::Number => "nummer",
            Self::State => "status",
            Self::Granted => "bewilligt",
            Self::Paid => "ausgezahlt",
        }
    }

    /// The order with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Recipient.
    pub recipient: Option<String>,
    /// Theme as written.
    pub theme: Option<String>,
    /// Slugs and names of its regions, the one it counts in first.
    pub regions: Vec<(String, String)>,
    /// State.
    pub state: Lifecycle,
    /// Transfer state.
    pub transfer: Transfer,
    /// Granted programme money; none when nothing is recorded.
    pub granted: Option<Sum>,
    /// Paid programme money; none when nothing is recorded.
    pub paid: Option<Sum>,
    /// Whether the project itself is invented.
    pub sample: bool,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A sum with what must be said beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How much.
    pub cents: Cents,
    /// The coarsest precision of its parts.
    pub precision: Precision,
    /// Whether invented money is in it.
    pub sample: bool,
}

/// Pages that nobody reaches by reading; addresses may name any number, and no database counts that far.
pub const LAST_PAGE: u64 = 1_000_000_000;

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// This page, from 1.
    pub page: u64,
    /// Rows a page.
    pub size: u64,
}

impl<T> Page<T> {
    /// How many pages there are, at least 1.
    #[must_use]
    pub fn pages(&self) -> u64 {
        Ord::max(self.total.div_ceil(Ord::max(self.size, 1)), 1)
    }
}

/// A page of the projects that the actor may see.
///
/// # Errors
/// The driver's error; [`Refusal::NotFound`] for a region that does not exist.
pub async fn list(
    db: &Db,
    actor: &Actor,
    view: Viewpoint,
    filter: &Filter,
    sort: Sort,
    page: u64,
    size: u64,
) -> Result<Page<Line>, Refusal> {
    let connection = db.read();
    let regions = region::find::all(connection).await?;
    let region_id = match &filter.region {
        Some(slug) => Some(regions.iter().find(|region| region.slug == *slug).ok_or(Refusal::NotFound)?.id),
        None => None,
    };
    let visible = visible(actor, &regions);
    let page = page.clamp(1, LAST_PAGE);
    let offset = (page - 1).saturating_mul(size);
    let (rows, total) = if view.is_now() {
        let condition = Condition::all().add(visible).add(is_there()).add(narrowed(filter, region_id));
        let total = match *filter == Filter::default() {
            true => counts(db, actor, view).await?.values().flat_map(BTreeMap::values).sum(),
            false => record::Entity::find().filter(condition.clone()).count(connection).await?,
        };
        let query = record::Entity::find().filter(condition).offset(offset).limit(size);
        (sorted(query, sort, view).all(connection).await?, total)
    } else {
        let mut rows = as_of(connection, visible, view).await?;
        let linked: Option<Vec<i64>> = match region_id {
            Some(id) => Some(
                region_link::Entity::find()
                    .filter(region_link::Column::RegionId.eq(id))
                    .all(connection)
                    .await?
                    .into_iter()
                    .map(|link| link.project_id)
                    .collect(),
            ),
            None => None,
        };
        rows.retain(|row| matches(row, filter, linked.as_deref()));
        sort_rows(connection, &mut rows, sort, view).await?;
        let total = rows.len() as u64;
        (rows.into_iter().skip(usize_of(offset)).take(usize_of(size)).collect(), total)
    };
    Ok(Page { items: lines(connection, rows, &regions, view).await?, total, page, size })
}

fn usize_of(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// How many of the projects that the actor may see are in each stage, by region slug (`""` for no region).
///
/// # Errors
/// The driver's error.
pub async fn counts(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Arc<Counts>, Refusal> {
    let (audit_id, rows) = (audit::newest(db.read()).await?, actor.rows(Action::SeeInternal));
    if let Some(counts) = db.cache().counts(audit_id, &rows, view) {
        return Ok(counts);
    }
    let counts = Arc::new(counted(db, actor, view).await?);
    db.cache().remember_counts(audit_id, rows, view, Arc::clone(&counts));
    Ok(counts)
}

async fn counted(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Counts, Refusal> {
    let connection = db.read();
    let regions = region::find::all(connection).await?;
    let slug_of = |id: Option<i64>| {
        regions.iter().find(|region| Some(region.id) == id).map(|region| region.slug.clone()).unwrap_or_default()
    };
    let visible = visible(actor, &regions);
    let groups: Vec<(Option<i64>, String, i64)> = if view.is_now() {
        record::Entity::find()
            .select_only()
            .column(record::Column::RegionId)
            .column(record::Column::Lifecycle)
            .column_as(record::Column::Id.count(), "n")
            .filter(visible)
            .filter(is_there())
            .group_by(record::Column::RegionId)
            .group_by(record::Column::Lifecycle)
            .into_tuple()
            .all(connection)
            .await?
    } else {
        as_of(connection, visible, view).await?.into_iter().map(|row| (row.region_id, row.lifecycle, 1)).collect()
    };
    let mut counts = Counts::new();
    for (region_id, state, count) in groups {
        let stage = Lifecycle::from_key(&state).unwrap_or(Lifecycle::Unknown).stage();
        *counts.entry(slug_of(region_id)).or_default().entry(stage).or_default() += u64::try_from(count).unwrap_or(0);
    }
    Ok(counts)
}

/// The themes that occur, with how many visible projects have each, most frequent first.
///
/// # Errors
/// The driver's error.
pub async fn themes(db: &Db, actor: &Actor) -> Result<Arc<Themes>, Refusal> {
    let (audit_id, seen) = (audit::newest(db.read()).await?, actor.rows(Action::SeeInternal));
    if let Some(themes) = db.cache().themes(audit_id, &seen) {
        return Ok(themes);
    }
    let regions = region::find::all(db.read()).await?;
    let rows: Vec<(Option<String>, i64)> = record::Entity::find()
        .select_only()
        .column(record::Column::Theme)
        .column_as(record::Column::Id.count(), "n")
        .filter(visible(actor, &regions))
        .filter(is_there())
        .filter(record::Column::Theme.is_not_null())
        .group_by(record::Column::Theme)
        .order_by(Expr::col("n"), Order::Desc)
        .order_by_asc(record::Column::Theme)
        .into_tuple()
        .all(db.read())
        .await?;
    let themes = rows.into_iter().filter_map(|(theme, count)| Some((theme?, u64::try_from(count).unwrap_or(0))));
    let themes = Arc::new(themes.collect());
    db.cache().remember_themes(audit_id, seen, Arc::clone(&themes));
    Ok(themes)
}

/// A project in three words, to sort figures by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Theme as written.
    pub theme: Option<String>,
}

/// The projects that the actor may see, with their themes from a viewpoint, by number.
///
/// # Errors
/// The driver's error.
pub async fn tags(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Tag>, Refusal> {
    let connection = db.read();
    let visible = visible(actor, &region::find::all(connection).await?);
    let mut tags: Vec<Tag> = if view.is_now() {
        record::Entity::find()
            .select_only()
            .columns([record::Column::Id, record::Column::Number, record::Column::Theme])
            .filter(visible)
            .filter(is_there())
            .into_tuple::<(i64, String, Option<String>)>()
            .all(connection)
            .await?
            .into_iter()
            .map(|(id, number, theme)| Tag { id, number, theme })
            .collect()
    } else {
        let rows = as_of(connection, visible, view).await?;
        rows.into_iter().map(|row| Tag { id: row.id, number: row.number, theme: row.theme }).collect()
    };
    tags.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(tags)
}

/// Whether a project is there today: one whose title was taken back, as undoing an import does, is not.
pub(crate) fn is_there() -> sea_orm::sea_query::SimpleExpr {
    record::Column::Title.ne("")
}

/// The condition for the projects that the actor may see: published ones, and those in the actor's scope.
pub(crate) fn visible(actor: &Actor, regions: &[region::record::Model]) -> Condition {
    let public: Vec<&str> = Lifecycle::ALL.into_iter().filter(|state| state.is_public()).map(Lifecycle::key).collect();
    match actor.rows(Action::SeeInternal) {
        Rows::All => Condition::all(),
        Rows::None => Condition::all().add(record::Column::Lifecycle.is_in(public)),
        Rows::Scoped { regions: slugs, projects, .. } => {
            let ids: Vec<i64> =
                regions.iter().filter(|region| slugs.contains(&region.slug)).map(|region| region.id).collect();
            Condition::any()
                .add(record::Column::Lifecycle.is_in(public))
                .add(in_regions(ids))
                .add(record::Column::Number.is_in(projects))
        }
    }
}

fn in_regions(ids: Vec<i64>) -> sea_orm::sea_query::SimpleExpr {
    record::Column::Id.in_subquery(
        Query::select()
            .column(region_link::Column::ProjectId)
            .from(region_link::Entity)
            .and_where(region_link::Column::RegionId.is_in(ids))
            .to_owned(),
    )
}

pub(super) fn narrowed(filter: &Filter, region_id: Option<i64>) -> Condition {
    let mut condition = Condition::all();
    for word in fold(&filter.q).split(' ').filter(|word| !word.is_empty()) {
        condition =
            condition.add(Expr::col(record::Column::SearchText).like(LikeExpr::new(like_anywhere(word)).escape('\\')));
    }
    if let Some(id) = region_id {
        condition = condition.add(in_regions(vec![id]));
    }
    if let Some(stage) = filter.stage {
        condition = condition.add(record::Column::Lifecycle.is_in(stage.states().into_iter().map(Lifecycle::key)));
    }
    if let Some(state) = filter.state {
        condition = condition.add(record::Column::Lifecycle.eq(state.key()));
    }
    if let Some(theme) = &filter.theme {
        condition = condition.add(record::Column::Theme.eq(theme));
    }
    condition
}

fn matches(row: &record::Model, filter: &Filter, linked: Option<&[i64]>) -> bool {
    let state = Lifecycle::from_key(&row.lifecycle).unwrap_or(Lifecycle::Unknown);
    fold(&filter.q).split(' ').all(|word| row.search_text.contains(word))
        && linked.is_none_or(|linked| linked.contains(&row.id))
        && filter.stage.is_none_or(|stage| state.stage() == stage)
        && filter.state.is_none_or(|wanted| state == wanted)
        && filter.theme.as_ref().is_none_or(|theme| row.theme.as_ref() == Some(theme))
}

pub(super) fn sorted(
    query: sea_orm::Select<record::Entity>,
    sort: Sort,
    view: Viewpoint,
) -> sea_orm::Select<record::Entity> {
    let query = match sort {
        Sort::Title => query.order_by_asc(record::Column::SortTitle),
        Sort::Number => query.order_by_asc(record::Column::Number),
        Sort::State => query.order_by_asc(record::Column::Lifecycle).order_by_asc(record::Column::SortTitle),
        Sort::Granted => query.order_by(money_of(Kind::Granted, view), Order::Desc),
        Sort::Paid => query.order_by(money_of(Kind::Paid, view), Order::Desc),
    };
    query.order_by_asc(record::Column::Id)
}

fn money_of(kind: Kind, view: Viewpoint) -> sea_orm::sea_query::SimpleExpr {
    let sum = ledger::record::Entity::find()
        .select_only()
        .expr(crate::db::sum_cents(Expr::col((ledger::record::Entity, ledger::record::Column::AmountCents))))
        .filter(
            Expr::col((ledger::record::Entity, ledger::record::Column::ProjectId))
                .eq(Expr::col((record::Entity, record::Column::Id))),
        )
        .filter(ledger::record::Column::Kind.eq(kind.key()))
        .filter(ledger::record::Column::Source.eq(Source::Programme.key()))
        .filter(ledger::sums::seen_from(view))
        .into_query();
    sea_orm::sea_query::SimpleExpr::SubQuery(None, Box::new(sum.into()))
}

async fn sort_rows(
    connection: &impl ConnectionTrait,
    rows: &mut [record::Model],
    sort: Sort,
    view: Viewpoint,
) -> Result<(), DbErr> {
    match sort {
        Sort::Title => rows.sort_by(|a, b| (&a.sort_title, a.id).cmp(&(&b.sort_title, b.id))),
        Sort::Number => rows.sort_by(|a, b| (&a.number, a.id).cmp(&(&b.number, b.id))),
        Sort::State => {
            rows.sort_by(|a, b| (&a.lifecycle, &a.sort_title, a.id).cmp(&(&b.lifecycle, &b.sort_title, b.id)))
        }
        Sort::Granted | Sort::Paid => {
            let ids = rows.iter().map(|row| row.id).collect();
            let sums = ledger::sums::by_project(connection, ids, view).await?;
            let kind = if sort == Sort::Granted { Kind::Granted } else { Kind::Paid };
            let cents = |row: &record::Model| sums.get(&(row.id, kind)).map_or(Cents::ZERO, |sum| sum.cents);
            rows.sort_by(|a, b| (cents(b), a.id).cmp(&(cents(a), b.id)));
        }
    }
    Ok(())
}

/// The projects as their facts say from a viewpoint: what was not yet valid or known is not there.
pub(super) async fn as_of(
    connection: &impl ConnectionTrait,
    visible: Condition,
    view: Viewpoint,
) -> Result<Vec<record::Model>, DbErr> {
    let mut rows: HashMap<i64, record::Model> = record::Entity::find()
        .filter(visible)
        .all(connection)
        .await?
        .into_iter()
        .map(|mut row| {
            row.title = String::new();
            (row.grant_reference, row.recipient, row.theme) = (None, None, None);
            row.lifecycle = Lifecycle::Unknown.key().into();
            row.transfer = Transfer::Unknown.key().into();
            (row.id, row)
        })
        .collect();
    let listed =
        [Field::Title, Field::GrantReference, Field::Recipient, Field::Theme, Field::Lifecycle, Field::Transfer];
    let facts = seen(fact::Entity::find(), view)
        .filter(fact::Column::Field.is_in(listed.map(Field::key)))
        .order_by_asc(fact::Column::ValidOn)
        .order_by_asc(fact::Column::RecordedAt)
        .order_by_asc(fact::Column::Id)
        .all(connection)
        .await?;
    for fact in facts {
        if let (Some(row), Some(field)) = (rows.get_mut(&fact.project_id), Field::from_key(&fact.field)) {
            super::change::project_value(row, field, fact.value);
        }
    }
    let mut rows: Vec<record::Model> = rows.into_values().filter(|row| !row.title.is_empty()).collect();
    for row in &mut rows {
        row.sort_title = sort_key(&row.title);
        let words = [
            Some(&row.number),
            Some(&row.title),
            row.grant_reference.as_ref(),
            row.recipient.as_ref(),
            row.theme.as_ref(),
        ];
        row.search_text = fold(&words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "));
    }
    Ok(rows)
}

pub(crate) fn seen(query: sea_orm::Select<fact::Entity>, view: Viewpoint) -> sea_orm::Select<fact::Entity> {
    let query = query.filter(fact::Column::ValidOn.lte(view.as_of));
    match view.known_at {
        Some(known) => query.filter(fact::Column::RecordedAt.lte(known)),
        None => query,
    }
}

pub(super) async fn lines(
    connection: &impl ConnectionTrait,
    rows: Vec<record::Model>,
    regions: &[region::record::Model],
    view: Viewpoint,
) -> Result<Vec<Line>, DbErr> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let sums = ledger::sums::by_project(connection, ids.clone(), view).await?;
    let mut links: HashMap<i64, Vec<i64>> = HashMap::new();
    for link in region_link::Entity::find()
        .filter(region_link::Column::ProjectId.is_in(ids))
        .order_by_asc(region_link::Column::Id)
        .all(connection)
        .await?
    {
        links.entry(link.project_id).or_default().push(link.region_id);
    }
    let named = |id: &i64| {
        regions.iter().find(|region| region.id == *id).map(|region| (region.slug.clone(), region.name.clone()))
    };
    Ok(rows
        .into_iter()
        .map(|row| Line {
            regions: links.get(&row.id).map(|ids| ids.iter().filter_map(named).collect()).unwrap_or_default(),
            state: Lifecycle::from_key(&row.lifecycle).unwrap_or(Lifecycle::Unknown),
            transfer: Transfer::from_key(&row.transfer).unwrap_or(Transfer::Unknown),
            granted: sums.get(&(row.id, Kind::Granted)).copied(),
            paid: sums.get(&(row.id, Kind::Paid)).copied(),
            id: row.id,
            number: row.number,
            title: row.title,
            recipient: row.recipient,
            theme: row.theme,
            sample: row.sample,
            updated_at: row.updated_at,
        })
        .collect())
}

/// The project with a number inside a write, locked, and where it lies.
pub(crate) async fn for_change(write: &Write, number: &str) -> Result<(record::Model, Place), Refusal> {
    let project = record::Entity::find()
        .filter(record::Column::Number.eq(number))
        .filter(is_there())
        .lock_exclusive()
        .one(write.tx())
        .await?
        .ok_or(Refusal::NotFound)?;
    let place = place_of(write.tx(), &project).await?;
    internal(&write.actor, &project, &place)?;
    Ok((project, place))
}

/// The version of the project with a number.
///
/// # Errors
/// [`Refusal::NotFound`], also for a project that the actor may not know of.
pub async fn version(db: &Db, actor: &Actor, number: &str) -> Result<i32, Refusal> {
    let found = record::Entity::find().filter(record::Column::Number.eq(number)).filter(is_there());
    let project = found.one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let place = place_of(db.read(), &project).await?;
    internal(actor, &project, &place)?;
    Ok(project.version)
}

/// Whether the actor sees what is internal to a project; refused where they may not know of it.
fn internal(actor: &Actor, project: &record::Model, place: &Place) -> Result<bool, Refusal> {
    let internal = actor.can(Action::SeeInternal, place);
    let state = Lifecycle::from_key(&project.lifecycle).unwrap_or(Lifecycle::Unknown);
    if state.is_public() || internal { Ok(internal) } else { Err(Refusal::NotFound) }
}

/// Where a project lies, for the question who may.
pub(crate) async fn place_of(connection: &impl ConnectionTrait, project: &record::Model) -> Result<Place, DbErr> {
    // one question: where money is booked one by one, each costs
    let links = region_link::Entity::find()
        .select_only()
        .column(region_link::Column::RegionId)
        .filter(region_link::Column::ProjectId.eq(project.id));
    let regions = region::record::Entity::find()
        .filter(region::record::Column::Id.in_subquery(links.into_query()))
        .order_by_asc(region::record::Column::Id)
        .all(connection)
        .await?;
    let authority = match project.authority_id {
        Some(id) => authority::Entity::find_by_id(id).one(connection).await?.map(|row| row.slug),
        None => None,
    };
    Ok(Place {
        regions: regions.into_iter().map(|region| region.slug).collect(),
        authority,
        project: Some(project.number.clone()),
        ags: None,
    })
}

/// Where projects lie, by their key: as many questions as for one. At most as many keys as a question may name.
pub(crate) async fn places_of(connection: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Place>, DbErr> {
    let mut links: HashMap<i64, Vec<i64>> = HashMap::new();
    let of_projects = region_link::Entity::find().filter(region_link::Column::ProjectId.is_in(ids.to_vec()));
    for link in of_projects.order_by_asc(region_link::Column::RegionId).all(connection).await? {
        links.entry(link.project_id).or_default().push(link.region_id);
    }
    let regions = region::find::all(connection).await?;
    let slug = |id: &i64| regions.iter().find(|region| region.id == *id).map(|region| region.slug.clone());
    let authorities: HashMap<i64, String> =
        authority::Entity::find().all(connection).await?.into_iter().map(|row| (row.id, row.slug)).collect();
    let rows = record::Entity::find().filter(record::Column::Id.is_in(ids.to_vec())).all(connection).await?;
    let place = |row: record::Model| {
        let place = Place {
            regions: links.get(&row.id).into_iter().flatten().filter_map(slug).collect(),
            authority: row.authority_id.and_then(|id| authorities.get(&id).cloned()),
            project: Some(row.number),
            ags: None,
        };
        (row.id, place)
    };
    Ok(rows.into_iter().map(place).collect())
}

/// The statement that holds today about a field.
pub(crate) async fn current(write: &Write, project_id: i64, field: Field) -> Result<Option<fact::Model>, DbErr> {
    fact::Entity::find()
        .filter(fact::Column::ProjectId.eq(project_id))
        .filter(fact::Column::Field.eq(field.key()))
        .filter(fact::Column::ValidOn.lte(write.now.today))
        .order_by_desc(fact::Column::ValidOn)
        .order_by_desc(fact::Column::RecordedAt)
        .order_by_desc(fact::Column::Id)
        .one(write.tx())
        .await
}
