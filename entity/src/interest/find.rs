//! Questions about interest. Only who may answer it sees what was confirmed; only who has a link sees its own.
use super::{record, rules};
use crate::{
    actor::{Actor, Place, Rows},
    clock::Now,
    db::Db,
    municipality,
    permission::Action,
    refusal::Refusal,
    session::digest,
    solution::{
        self,
        catalogue::{Catalogue, load::catalogue},
    },
    viewpoint::Viewpoint,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// So many are shown.
pub const AT_MOST: u64 = 500;

/// What a link of a mail does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Confirms the mailbox, once.
    Confirm,
    /// Withdraws the interest.
    Withdraw,
}

/// What the reader of the mailbox sees behind a link.
#[derive(Clone)]
pub struct Opened {
    /// Name of the solution.
    pub solution: String,
    /// Name of the municipality.
    pub municipality: String,
    /// Where an answer goes.
    pub mailbox: String,
    /// What was written.
    pub message: String,
}

/// A confirmed interest, as who may answer it sees it.
#[derive(Clone)]
pub struct Waiting {
    /// Key.
    pub id: i64,
    /// Key of the municipality.
    pub ags: String,
    /// Its name.
    pub municipality: String,
    /// Since when.
    pub confirmed_at: DateTime<Utc>,
    /// Where the answer goes.
    pub mailbox: String,
    /// What was written.
    pub message: String,
}

/// The confirmed interest in one solution.
#[derive(Clone)]
pub struct Desk {
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The interest, the oldest first, at most [`AT_MOST`].
    pub waiting: Vec<Waiting>,
}

/// A solution with confirmed interest that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The solution's address word.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// How many wait.
    pub count: u64,
    /// Since when the oldest waits.
    pub since: DateTime<Utc>,
}

/// A solution and the places it belongs to, that of who provides it among them.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub record: solution::record::Model,
    places: Vec<Place>,
}

impl Placed {
    async fn of(
        connection: &impl ConnectionTrait,
        all: &Catalogue,
        record: solution::record::Model,
    ) -> Result<Self, Refusal> {
        let places = solution::place::places_of(connection, &record).await?;
        Ok(Self::with(all, record, places))
    }

    fn with(all: &Catalogue, record: solution::record::Model, mut places: Vec<Place>) -> Self {
        let ags = all.find(&record.slug).and_then(|entry| entry.provider_ags.clone());
        places.push(Place { ags, ..Place::default() });
        Self { record, places }
    }

    /// Refuses unless the actor answers interest in any of the solution's places.
    pub(super) fn may(&self, actor: &Actor) -> Result<(), Refusal> {
        match solution::place::can(actor, Action::AnswerInterest, &self.places) {
            true => Ok(()),
            false if actor.is_signed_in() => Err(Refusal::Forbidden),
            false => Err(Refusal::SignInRequired),
        }
    }
}

/// The published solution at an address word: only in that one can interest be shown.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn published(db: &Db, slug: &str) -> Result<solution::record::Model, Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Err(Refusal::NotFound);
    }
    let query = solution::record::Entity::find().filter(solution::record::Column::Slug.eq(slug));
    let row = query.one(db.read()).await?.ok_or(Refusal::NotFound)?;
    let standing = solution::find::standing_now(db.read(), row.id).await?;
    match standing.published.is_some() && standing.retired_on.is_none() {
        true => Ok(row),
        false => Err(Refusal::NotFound),
    }
}

/// The solution at an address word with its places; one that is not published is there only for who may answer.
pub(super) async fn of_slug(
    connection: &impl ConnectionTrait,
    all: &Catalogue,
    actor: &Actor,
    slug: &str,
) -> Result<Placed, Refusal> {
    if slug.contains('\0') {
        return Err(Refusal::NotFound);
    }
    let query = solution::record::Entity::find().filter(solution::record::Column::Slug.eq(slug));
    let record = query.one(connection).await?.ok_or(Refusal::NotFound)?;
    let placed = Placed::of(connection, all, record).await?;
    if placed.may(actor).is_err()
        && solution::find::standing_now(connection, placed.record.id).await?.published.is_none()
    {
        return Err(Refusal::NotFound);
    }
    Ok(placed)
}

/// Confirmed and not too old to be shown, also where the clean-up is late.
pub(super) fn open(now: Now) -> Condition {
    Condition::all().add(record::Column::ConfirmedAt.gt(now.instant - rules::KEPT))
}

/// The interest a token of a mail belongs to.
pub(super) async fn by_token(
    connection: &impl ConnectionTrait,
    now: Now,
    link: Link,
    token: &str,
) -> Result<record::Model, Refusal> {
    // what is no token of ours is not worth a question
    if token.len() != 64 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::NotFound);
    }
    let fresh = Condition::all()
        .add(record::Column::ConfirmedAt.is_null())
        .add(record::Column::RequestedAt.gt(now.instant - rules::VALID));
    let query = match link {
        Link::Confirm => record::Entity::find().filter(record::Column::ConfirmHash.eq(digest(token))).filter(fresh),
        Link::Withdraw => record::Entity::find()
            .filter(record::Column::WithdrawHash.eq(digest(token)))
            .filter(Condition::any().add(fresh).add(open(now))),
    };
    query.one(connection).await?.ok_or(Refusal::NotFound)
}

/// What a link leads to. Looking changes nothing: programs that scan mails look, too.
///
/// # Errors
/// [`Refusal::NotFound`] for a link that is unknown, used or too old.
pub async fn opened(db: &Db, now: Now, link: Link, token: &str) -> Result<Opened, Refusal> {
    let row = by_token(db.read(), now, link, token).await?;
    let solution = solution::find::released_name(db, Viewpoint::now(&now), row.solution_id).await?;
    let mut names = names(db.read(), vec![row.ags.clone()]).await?;
    Ok(Opened {
        solution: solution.ok_or(Refusal::NotFound)?,
        municipality: names.remove(&row.ags).unwrap_or_default(),
        mailbox: row.mailbox,
        message: row.message,
    })
}

async fn names(connection: &impl ConnectionTrait, keys: Vec<String>) -> Result<HashMap<String, String>, DbErr> {
    let query = municipality::record::Entity::find().filter(municipality::record::Column::Ags.is_in(keys));
    Ok(query.all(connection).await?.into_iter().map(|row| (row.ags, row.name)).collect())
}

/// The confirmed interest in a solution, for who may answer it.
///
/// # Errors
/// Not found or forbidden.
pub async fn desk(db: &Db, actor: &Actor, now: Now, slug: &str) -> Result<Desk, Refusal> {
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let solution = of_slug(db.read(), &all, actor, slug).await?;
    solution.may(actor)?;
    let rows = record::Entity::find()
        .filter(record::Column::SolutionId.eq(solution.record.id))
        .filter(open(now))
        .order_by_asc(record::Column::ConfirmedAt)
        .order_by_asc(record::Column::Id)
        .limit(AT_MOST)
        .all(db.read())
        .await?;
    let names = names(db.read(), rows.iter().map(|row| row.ags.clone()).collect()).await?;
    let waiting = rows
        .into_iter()
        .filter_map(|row| {
            Some(Waiting {
                id: row.id,
                municipality: names.get(&row.ags).cloned().unwrap_or_default(),
                ags: row.ags,
                confirmed_at: row.confirmed_at?,
                mailbox: row.mailbox,
                message: row.message,
            })
        })
        .collect();
    Ok(Desk { slug: solution.record.slug, name: solution.record.name, waiting })
}

/// How much confirmed interest in a solution waits; `None` for who may not answer it.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn count(db: &Db, actor: &Actor, now: Now, slug: &str) -> Result<Option<u64>, Refusal> {
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let solution = of_slug(db.read(), &all, actor, slug).await?;
    if solution.may(actor).is_err() {
        return Ok(None);
    }
    let query = record::Entity::find().filter(record::Column::SolutionId.eq(solution.record.id)).filter(open(now));
    Ok(Some(query.count(db.read()).await?))
}

/// The solutions with confirmed interest that the actor may answer, the oldest first.
///
/// # Errors
/// The driver's error.
pub async fn waiting(db: &Db, actor: &Actor, now: Now) -> Result<Vec<Task>, Refusal> {
    if actor.rows(Action::AnswerInterest) == Rows::None {
        return Ok(Vec::new());
    }
    let all = catalogue(db, Viewpoint::now(&now)).await?;
    let counts: Vec<(i64, i64, DateTime<Utc>)> = record::Entity::find()
        .select_only()
        .column(record::Column::SolutionId)
        .column_as(record::Column::Id.count(), "n")
        .column_as(record::Column::ConfirmedAt.min(), "since")
        .filter(open(now))
        .group_by(record::Column::SolutionId)
        .into_tuple()
        .all(db.read())
        .await?;
    let query =
        solution::record::Entity::find().filter(solution::record::Column::Id.is_in(counts.iter().map(|(id, ..)| *id)));
    let mut rows: HashMap<i64, (String, String)> = HashMap::new();
    let records = query.all(db.read()).await?;
    let mut places = solution::place::places_of_many(db.read(), &records).await?;
    for record in records {
        let places = places.remove(&record.id).unwrap_or_default();
        let placed = Placed::with(&all, record, places);
        if placed.may(actor).is_ok() {
            rows.insert(placed.record.id, (placed.record.slug, placed.record.name));
        }
    }
    let mut tasks: Vec<Task> = counts
        .into_iter()
        .filter_map(|(id, count, since)| {
            let (slug, name) = rows.get(&id)?.clone();
            Some(Task { slug, name, count: u64::try_from(count).unwrap_or(0), since })
        })
        .collect();
    tasks.sort_by(|a, b| (a.since, &a.slug).cmp(&(b.since, &b.slug)));
    Ok(tasks)
}
