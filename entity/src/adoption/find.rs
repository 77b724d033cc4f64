//! Questions about statements of use: everything one municipality said about a solution, and what waits for somebody.
use super::{Speaker, State, UseKind, change::Told, record, record::reply};
use crate::{
    actor::{Actor, Place, Rows},
    clock::Now,
    db::Db,
    municipality,
    permission::{Action, Role},
    refusal::Refusal,
    solution::{
        self,
        catalogue::{Catalogue, load::catalogue},
        find::Reply,
        place::{can, places_of, places_of_many},
    },
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many statements that wait for an answer are shown.
const AT_MOST: u64 = 200;

/// A statement as everybody may read it.
#[derive(Debug, Clone)]
pub struct Said {
    /// Key.
    pub id: i64,
    /// How far the municipality said to be.
    pub state: State,
    /// Why.
    pub reason: Option<String>,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who said it.
    pub said_by: Speaker,
    /// What was told with it.
    pub told: Told,
    /// Whether it is invented.
    pub sample: bool,
    /// Answers of the providing side, the oldest first.
    pub replies: Vec<Reply>,
}

/// A use that its municipality is to confirm again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub solution: String,
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// Its name.
    pub place: String,
    /// Since when it is said to be productive.
    pub since: NaiveDate,
    /// When the municipality last confirmed it; none where it never did.
    pub confirmed_on: Option<NaiveDate>,
}

/// The last statement of a municipality, not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub solution: String,
    /// Key of the municipality or Kreis.
    pub ags: String,
    /// Its name.
    pub place: String,
    /// What it said.
    pub state: State,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Who said it.
    pub said_by: Speaker,
}

/// Keys of the municipalities for which the actor speaks with the municipality's own account.
#[must_use]
pub fn own(actor: &Actor) -> Vec<String> {
    let of_town = actor.grants.iter().filter(|grant| grant.role == Role::Municipality);
    of_town.filter_map(|grant| grant.scope.clone()).collect()
}

/// What was said about a solution, or about all, from a viewpoint: by solution and key of the municipality, each in the
/// order in which it holds.
pub(crate) async fn said(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    of: Option<i64>,
) -> Result<BTreeMap<(i64, String), Vec<record::Model>>, DbErr> {
    let of = Condition::all().add_option(of.map(|id| record::Column::SolutionId.eq(id)));
    let mut said: BTreeMap<(i64, String), Vec<record::Model>> = BTreeMap::new();
    for row in seen_from(view).filter(of).all(connection).await? {
        said.entry((row.solution_id, row.ags.clone())).or_default().push(row);
    }
    Ok(said)
}

/// What one municipality said about one solution from a viewpoint, in its order.
pub(crate) async fn statements(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    solution_id: i64,
    ags: &str,
) -> Result<Vec<record::Model>, DbErr> {
    use record::Column;
    seen_from(view).filter(Column::SolutionId.eq(solution_id)).filter(Column::Ags.eq(ags)).all(connection).await
}

/// The statements that are there from a viewpoint, in the order in which they hold.
fn seen_from(view: Viewpoint) -> Select<record::Entity> {
    use record::Column;
    record::Entity::find()
        .filter(Column::ValidOn.lte(view.as_of))
        .filter(Condition::all().add_option(view.known_at.map(|known| Column::RecordedAt.lte(known))))
        .order_by_asc(Column::ValidOn)
        .order_by_asc(Column::RecordedAt)
        .order_by_asc(Column::Id)
}

/// Everything a municipality said about a solution with the answers to it, the oldest first. Whether the solution may be
/// seen is the caller's question ([`solution::find::detail`]).
///
/// # Errors
/// The driver's error.
pub async fn history(db: &Db, view: Viewpoint, solution_id: i64, ags: &str) -> Result<Vec<Said>, Refusal> {
    let rows = statements(db.read(), view, solution_id, ags).await?;
    let mut replies: BTreeMap<i64, Vec<Reply>> = BTreeMap::new();
    let found = reply::Entity::find()
        .filter(reply::Column::AdoptionId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(reply::Column::Id);
    for row in found.all(db.read()).await? {
        if view.known_at.is_none_or(|known| row.recorded_at <= known) {
            let reply = Reply { text: row.text, recorded_at: row.recorded_at };
            replies.entry(row.adoption_id).or_default().push(reply);
        }
    }
    let said = rows.into_iter().filter_map(|row| {
        Some(Said {
            id: row.id,
            state: State::from_key(&row.state)?,
            reason: row.reason,
            valid_on: row.valid_on,
            recorded_at: row.recorded_at,
            said_by: Speaker::from_key(&row.said_by).unwrap_or(Speaker::Adopter),
            told: Told {
                use_kind: row.use_kind.as_deref().and_then(UseKind::from_key),
                person_days: row.person_days,
                cost: row.cost_cents,
                lessons: row.lessons,
                changes: row.changes,
            },
            sample: row.sample,
            replies: replies.remove(&row.id).unwrap_or_default(),
        })
    });
    Ok(said.collect())
}

/// Uses of the actor's own municipality that are to be confirmed again, those never confirmed first.
///
/// # Errors
/// The driver's error.
pub async fn to_confirm(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Due>, Refusal> {
    let own = own(actor);
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let all = catalogue(db, view).await?;
    let mut due: Vec<Due> = Vec::new();
    for entry in &all.entries {
        for used in entry.uses.iter().filter(|used| used.standing.due(view.as_of) && own.contains(&used.ags)) {
            due.push(Due {
                slug: entry.slug.clone(),
                solution: entry.sheet.name().to_owned(),
                place: all.place(&used.ags).map_or_else(|| used.ags.clone(), |place| place.name.clone()),
                ags: used.ags.clone(),
                since: used.standing.since,
                confirmed_on: used.standing.confirmed_on,
            });
        }
    }
    // stable: those of one day stay in the order of names
    due.sort_by_key(|due| due.confirmed_on);
    Ok(due)
}

/// Last statements that nobody of the providing side answered yet, of solutions whose adopters the actor answers, the
/// newest first. What the transfer office itself said, what is invented, and a mere confirmation wait for no answer.
///
/// # Errors
/// The driver's error.
pub async fn unanswered(db: &Db, actor: &Actor, now: Now) -> Result<Vec<Unanswered>, Refusal> {
    use record::Column;
    if actor.rows(Action::AnswerAdoption) == Rows::None {
        return Ok(Vec::new());
    }
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let connection = db.read();
    let answered = reply::Entity::find().select_only().column(reply::Column::AdoptionId);
    let followed =
        record::Entity::find().select_only().column(Column::ReplacesId).filter(Column::ReplacesId.is_not_null());
    let rows = record::Entity::find()
        .filter(Column::Sample.eq(false))
        .filter(Column::SaidBy.ne(Speaker::Curator.key()))
        .filter(Column::Id.not_in_subquery(answered.into_query()))
        .filter(Column::Id.not_in_subquery(followed.into_query()))
        .order_by_desc(Column::Id)
        .all(connection)
        .await?;
    let before = states(connection, rows.iter().filter_map(|row| row.replaces_id)).await?;
    let may = answerable(connection, &all, actor, rows.iter().map(|row| row.solution_id)).await?;
    let mut open = Vec::new();
    for row in rows {
        let confirmed = row.replaces_id.is_some_and(|id| before.get(&id) == Some(&row.state));
        let Some(state) = State::from_key(&row.state) else { continue };
        if confirmed && state == State::Productive && row.lessons.is_none() && row.changes.is_none() {
            continue;
        }
        let Some((slug, solution)) = may.get(&row.solution_id) else { continue };
        open.push(Unanswered {
            slug: slug.clone(),
            solution: solution.clone(),
            place: row.ags.clone(),
            ags: row.ags,
            state,
            valid_on: row.valid_on,
            said_by: Speaker::from_key(&row.said_by).unwrap_or(Speaker::Adopter),
        });
        if open.len() as u64 >= AT_MOST {
            break;
        }
    }
    let names: HashMap<String, String> = municipality::record::Entity::find()
        .filter(municipality::record::Column::Ags.is_in(open.iter().map(|one| one.ags.clone())))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| (row.ags, row.name))
        .collect();
    for one in &mut open {
        if let Some(name) = names.get(&one.ags) {
            one.place.clone_from(name);
        }
    }
    Ok(open)
}

/// The states of statements, by their key.
async fn states(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, DbErr> {
    let ids: Vec<i64> = ids.collect();
    let mut states = HashMap::new();
    for ids in ids.chunks(1_000) {
        let rows = record::Entity::find().filter(record::Column::Id.is_in(ids.to_vec())).all(connection).await?;
        states.extend(rows.into_iter().map(|row| (row.id, row.state)));
    }
    Ok(states)
}

/// Address word and name of those solutions whose adopters the actor answers, by their key.
async fn answerable(
    connection: &impl ConnectionTrait,
    all: &Catalogue,
    actor: &Actor,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, (String, String)>, Refusal> {
    let ids: Vec<i64> = ids.collect::<BTreeSet<i64>>().into_iter().collect();
    let mut theirs = HashMap::new();
    for ids in ids.chunks(1_000) {
        let rows = solution::record::Entity::find()
            .filter(solution::record::Column::Id.is_in(ids.to_vec()))
            .all(connection)
            .await?;
        let places = places_of_many(connection, &rows).await?;
        let may = |row: &solution::record::Model| {
            provides(actor, Action::AnswerAdoption, all, &row.slug)
                || places.get(&row.id).is_some_and(|of| can(actor, Action::AnswerAdoption, of))
        };
        theirs.extend(rows.into_iter().filter(may).map(|row| (row.id, (row.slug, row.name))));
    }
    Ok(theirs)
}

/// Whether the actor may do something for the municipality that provides a solution, as its published sheet says.
pub(crate) fn provides(actor: &Actor, action: Action, all: &Catalogue, slug: &str) -> bool {
    let ags = all.find(slug).and_then(|entry| entry.provider_ags.clone());
    ags.is_some() && actor.can(action, &Place { ags, ..Place::default() })
}

/// Whether the actor answers what municipalities say about a solution.
///
/// # Errors
/// The driver's error.
pub async fn answers(db: &Db, actor: &Actor, now: Now, solution: &solution::record::Model) -> Result<bool, Refusal> {
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    Ok(provides(actor, Action::AnswerAdoption, &all, &solution.slug)
        || can(actor, Action::AnswerAdoption, &places_of(db.read(), solution).await?))
}
