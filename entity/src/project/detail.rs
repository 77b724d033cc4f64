//! One project with all that its page shows: what holds, what was said, its money, what was published.
use super::{
    fact,
    field::Field,
    find::{Line, as_of, lines, place_of, seen, visible},
    lifecycle::Lifecycle,
    record,
};
use crate::{
    actor::Actor, authority, db::Db, ledger, permission::Action, published, refusal::Refusal, region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

/// A statement about a project as its page shows it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Key of the fact.
    pub id: i64,
    /// About what.
    pub field: Field,
    /// The value as stored; none when cleared. [`Field::shown`] makes it readable.
    pub value: Option<String>,
    /// From which day it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
    /// Where it comes from.
    pub origin: ledger::find::Origin,
}

/// Everything a project's page shows.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The line as in the list.
    pub line: Line,
    /// The version for forms.
    pub version: i32,
    /// `egov`, `urban` or `office`.
    pub pillar: Option<String>,
    /// The granting authority's name.
    pub authority: Option<String>,
    /// The project it is part of: number and title.
    pub parent: Option<(String, String)>,
    /// Its parts: number and title.
    pub parts: Vec<(String, String)>,
    /// The statement that holds for each field, in the order of the page.
    pub facts: Vec<Told>,
    /// All statements, newest first.
    pub history: Vec<Told>,
    /// Sums by kind and source.
    pub sums: Vec<ledger::sums::Total>,
    /// Entries of the ledger, newest first.
    pub entries: Vec<ledger::find::Entry>,
    /// What was published about it.
    pub published: Vec<published::Model>,
    /// Solutions that came from it: slug and name.
    pub solutions: Vec<(String, String)>,
    /// States it may be moved to by the actor.
    pub moves: Vec<Lifecycle>,
    /// Whether the actor may edit its descriptive fields.
    pub editable: bool,
    /// Whether the actor may book for it.
    pub books: bool,
    /// Whether the actor sees what is internal.
    pub internal: bool,
}

/// The project with a number.
///
/// # Errors
/// [`Refusal::NotFound`], also for a project that the actor may not know of.
pub async fn detail(db: &Db, actor: &Actor, view: Viewpoint, number: &str) -> Result<Detail, Refusal> {
    let connection = db.read();
    let regions = region::find::all(connection).await?;
    let current = record::Entity::find()
        .filter(visible(actor, &regions))
        .filter(record::Column::Number.eq(number))
        .one(connection)
        .await?
        .ok_or(Refusal::NotFound)?;
    let row = if view.is_now() {
        if current.title.is_empty() {
            return Err(Refusal::NotFound);
        }
        current.clone()
    } else {
        let only = Condition::all().add(record::Column::Id.eq(current.id));
        as_of(connection, only, view).await?.pop().ok_or(Refusal::NotFound)?
    };
    let place = place_of(connection, &current).await?;
    let internal = actor.can(Action::SeeInternal, &place);
    let state = Lifecycle::from_key(&current.lifecycle).unwrap_or(Lifecycle::Unknown);
    let moves = state
        .next()
        .iter()
        .copied()
        .filter(|to| *to != Lifecycle::Unknown && *to != state && actor.can(to.needs(), &place))
        .collect();
    let authority = match current.authority_id {
        Some(id) => authority::Entity::find_by_id(id).one(connection).await?.map(|row| row.name),
        None => None,
    };
    let named = |row: record::Model| (row.number, row.title);
    let parent = match current.parent_id {
        Some(id) => record::Entity::find_by_id(id).one(connection).await?.map(named),
        None => None,
    };
    let parts = record::Entity::find()
        .filter(record::Column::ParentId.eq(current.id))
        .filter(super::find::is_there())
        .order_by_asc(record::Column::SortTitle)
        .all(connection)
        .await?
        .into_iter()
        .map(named)
        .collect();
    let mut history = told(connection, current.id, view).await?;
    history.retain(|told| internal || told.field.is_public());
    let mut facts = Vec::new();
    for field in Field::ALL {
        // history is newest first, so the first statement about a field is the one that holds
        facts.extend(history.iter().find(|told| told.field == field).filter(|told| told.value.is_some()).cloned());
    }
    let published = published::known(view)
        .filter(published::Column::ProjectId.eq(current.id))
        .order_by_asc(published::Column::Id)
        .all(connection)
        .await?;
    let filter = ledger::sums::Filter { project_id: Some(current.id), ..Default::default() };
    let mut sums = ledger::sums::totals(connection, &filter, &[], view).await?;
    sums.retain(|sum| internal || !sum.source.is_private());
    let entries = ledger::find::entries(connection, &filter, view, internal, 0, 500).await?;
    let solutions = crate::solution::find::of_project(db, view, current.id).await?;
    let line = lines(connection, vec![row], &regions, view).await?.pop().ok_or(Refusal::NotFound)?;
    Ok(Detail {
        line,
        version: current.version,
        pillar: current.pillar,
        authority,
        parent,
        parts,
        facts,
        history,
        sums,
        entries,
        published,
        solutions,
        moves,
        editable: actor.can(Action::EditProject, &place),
        books: actor.can(Action::RecordMoney, &place),
        internal,
    })
}

async fn told(connection: &impl ConnectionTrait, project_id: i64, view: Viewpoint) -> Result<Vec<Told>, DbErr> {
    let rows = seen(fact::Entity::find(), view)
        .filter(fact::Column::ProjectId.eq(project_id))
        .order_by_desc(fact::Column::ValidOn)
        .order_by_desc(fact::Column::RecordedAt)
        .order_by_desc(fact::Column::Id)
        .all(connection)
        .await?;
    let origins = ledger::find::origins(connection, rows.iter().map(|row| row.origin_id).collect()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Told {
                id: row.id,
                field: Field::from_key(&row.field)?,
                value: row.value,
                valid_on: row.valid_on,
                recorded_at: row.recorded_at,
                reason: row.reason,
                origin: origins.get(&row.origin_id).cloned().unwrap_or_default(),
            })
        })
        .collect())
}
