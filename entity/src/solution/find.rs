//! Questions about one solution, and about those that are being written. What everybody sees stands in the catalogue.
use super::{
    asking::{self, Question},
    catalogue::{
        Catalogue, Use,
        load::{self, catalogue},
    },
    change::newest_sheet,
    gate::{Standing, State, Step},
    origin,
    picture::{
        self,
        removal::{self, Removed},
    },
    place::{can, places_of, places_of_many},
    record,
    record::sheet as sheet_record,
    sheet::{
        Sheet,
        check::{missing, unsaid},
        field::Field,
    },
};
use crate::{
    account,
    actor::{Actor, Rows},
    adoption::{self, Speaker, UseKind},
    db::Db,
    money::Cents,
    permission::Action,
    refusal::Refusal,
    region,
    viewpoint::Viewpoint,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// A municipality's use of a solution, with what it told.
#[derive(Debug, Clone)]
pub struct Adopter {
    /// Where it stands.
    pub used: Use,
    /// Its name; the key where it is not known.
    pub name: String,
    /// Regierungsbezirk.
    pub regierungsbezirk: String,
    /// Whether it is to be asked whether it is still productive.
    pub due: bool,
    /// Who said it last.
    pub said_by: Speaker,
    /// What it told, each as last said.
    pub use_kind: Option<UseKind>,
    /// Person-days spent.
    pub person_days: Option<i32>,
    /// Money spent.
    pub cost: Option<Cents>,
    /// Lessons.
    pub lessons: Option<String>,
    /// Changes.
    pub changes: Option<String>,
    /// Answers of the providing side, the oldest first.
    pub replies: Vec<Reply>,
}

/// An answer of the providing side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What was answered.
    pub text: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// A solution's sheet with everything around it.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The row.
    pub record: record::Model,
    /// What is shown: what everybody sees, or the newest to those who may edit where nothing is published.
    pub sheet: Sheet,
    /// The day from which it holds.
    pub valid_on: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// Its way through the gate.
    pub gate: Standing,
    /// Slug and name of the region it was made in.
    pub region: Option<(String, String)>,
    /// Projects it came from and that the actor may see: number and title.
    pub projects: Vec<(String, String)>,
    /// Who uses it or looks at it, confirmed use first.
    pub adopters: Vec<Adopter>,
    /// Fields the gate does not ask for, which say nothing.
    pub unsaid: Vec<Field>,
    /// The pictures of what is shown.
    pub pictures: Vec<picture::find::Shown>,
    /// When and why pictures that it names were removed for good.
    pub removed: Vec<Removed>,
    /// For those who may edit it.
    pub desk: Option<Desk>,
}

impl Detail {
    /// Where others than who provides it stand, as numbers count them ([`Use::is_others`]).
    pub fn others(&self) -> impl Iterator<Item = &Adopter> {
        self.adopters.iter().filter(|one| one.used.is_others(self.sheet.get(Field::ProviderAgs)))
    }
}

/// What those see who may edit a solution.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The newest sheet.
    pub newest: Sheet,
    /// The projects that the newest sheet names and that the actor may see: number and title.
    pub projects: Vec<(String, String)>,
    /// Where it differs from what everybody sees, in German words; none where nothing is published.
    pub changed: Option<Vec<&'static str>>,
    /// What the gate still misses.
    pub missing: Vec<Field>,
    /// Whether the newest sheet is with the curator.
    pub in_review: bool,
    /// Whether its contact is asked for the confirmation that is due.
    pub question: Option<Question>,
    /// Whether the actor may edit.
    pub editable: bool,
    /// Whether the actor may publish.
    pub publishable: bool,
    /// Whether the actor wrote the newest sheet: somebody else publishes it.
    pub own: bool,
    /// Steps taken, the newest first.
    pub steps: Vec<Past>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Which.
    pub step: Step,
    /// The day.
    pub on: NaiveDate,
    /// By whom; the program for seeds.
    pub by: Option<String>,
    /// What was said.
    pub note: Option<String>,
}

/// A solution that is being written, reviewed or waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Address word.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Where it stands; [`State::Draft`] also for a newer version that was not handed in.
    pub state: State,
    /// What the curator said when giving it back.
    pub returned: Option<String>,
    /// When it was last confirmed.
    pub confirmed_on: Option<NaiveDate>,
}

/// The solution at an address word.
///
/// # Errors
/// [`Refusal::NotFound`], also for one that is not published and that the actor may not edit.
pub async fn detail(db: &Db, actor: &Actor, view: Viewpoint, slug: &str) -> Result<Detail, Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Err(Refusal::NotFound);
    }
    let connection = db.read();
    let row =
        record::Entity::find().filter(record::Column::Slug.eq(slug)).one(connection).await?.ok_or(Refusal::NotFound)?;
    let mut taken = load::steps(connection, view, Some(row.id)).await?.remove(&row.id).unwrap_or_default();
    let gate = Standing::after(taken.clone());
    let places = places_of(connection, &row).await?;
    let editable = can(actor, Action::EditSolution, &places);
    let publishable = can(actor, Action::PublishSolution, &places);
    let newest = newest_sheet(connection, row.id).await?;
    let shown = match gate.published {
        Some(id) => sheet_record::Entity::find_by_id(id).one(connection).await?.ok_or(Refusal::NotFound)?,
        None if editable || publishable => newest.clone(),
        None => return Err(Refusal::NotFound),
    };
    let sheet = row.says(&shown).unwrap_or_default();
    let regions = region::find::all(connection).await?;
    let linked = origin::of_version(connection, row.id, shown.version).await?;
    let desk = match editable || publishable {
        false => None,
        true => {
            taken.reverse();
            let newest_sheet = row.says(&newest).unwrap_or_default();
            let names = names(connection, taken.iter().filter_map(|one| one.by)).await?;
            let past = taken.into_iter().map(|one| Past {
                step: one.step,
                on: one.valid_on,
                by: one.by.and_then(|id| names.get(&id).cloned()),
                note: one.note,
            });
            let named = origin::of_version(connection, row.id, newest.version).await?;
            let mut changed: Vec<&'static str> = sheet.differs(&newest_sheet).into_iter().map(Field::label).collect();
            if named.len() != linked.len() || named.iter().any(|id| !linked.contains(id)) {
                changed.push("Projekte");
            }
            let question = match gate.state(view.as_of) {
                State::ToConfirm => asking::question(connection, row.id, &sheet).await?,
                _ => None,
            };
            Some(Desk {
                question,
                changed: gate.published.map(|_| changed),
                projects: origin::shown(connection, actor, &regions, &named).await?,
                missing: missing(&newest_sheet),
                in_review: gate.in_review.is_some_and(|(id, _)| id == newest.id),
                editable,
                publishable,
                own: actor.account_id.is_some() && actor.account_id == newest.recorded_by,
                steps: past.collect(),
                newest: newest_sheet,
            })
        }
    };
    let projects = origin::shown(connection, actor, &regions, &linked).await?;
    let region = regions.into_iter().find(|region| Some(region.id) == row.region_id);
    let removed = removal::of_sheet(connection, row.id, &sheet).await?;
    let all = catalogue(db, view).await?;
    Ok(Detail {
        valid_on: shown.valid_on,
        state: gate.state(view.as_of),
        gate,
        region: region.map(|region| (region.slug, region.name)),
        projects,
        adopters: adopters(connection, view, row.id, &all).await?,
        unsaid: unsaid(&sheet),
        pictures: picture::find::shown(connection, row.id, &sheet).await?,
        removed: removed.into_iter().map(|row| Removed { at: row.recorded_at, reason: row.reason }).collect(),
        sheet,
        desk,
        record: row,
    })
}

async fn names(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, DbErr> {
    let found = account::record::Entity::find().filter(account::record::Column::Id.is_in(ids)).all(connection).await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Who uses a solution or looks at it, confirmed use first, then by state and name.
async fn adopters(
    connection: &impl ConnectionTrait,
    view: Viewpoint,
    id: i64,
    all: &Arc<Catalogue>,
) -> Result<Vec<Adopter>, Refusal> {
    use adoption::record::reply;
    let said = adoption::find::said(connection, view, Some(id)).await?;
    let statements: Vec<i64> = said.values().flatten().map(|row| row.id).collect();
    let mut replies: BTreeMap<i64, Vec<Reply>> = BTreeMap::new();
    let known = view.known_at;
    for ids in statements.chunks(1_000) {
        let rows = reply::Entity::find().filter(reply::Column::AdoptionId.is_in(ids.to_vec()));
        for row in rows.order_by_asc(reply::Column::Id).all(connection).await? {
            if known.is_none_or(|known| row.recorded_at <= known) {
                let reply = Reply { text: row.text, recorded_at: row.recorded_at };
                replies.entry(row.adoption_id).or_default().push(reply);
            }
        }
    }
    let mut adopters: Vec<Adopter> = said
        .into_iter()
        .filter_map(|((_, ags), rows)| {
            let used = load::used(ags, &rows, view)?;
            let place = all.place(&used.ags);
            let last = |told: fn(&adoption::record::Model) -> Option<String>| rows.iter().rev().find_map(told);
            Some(Adopter {
                name: place.map_or_else(|| used.ags.clone(), |place| place.name.clone()),
                regierungsbezirk: place.map(|place| place.regierungsbezirk.clone()).unwrap_or_default(),
                due: used.standing.due(view.as_of),
                said_by: used.standing.said_by,
                use_kind: used.use_kind,
                person_days: rows.iter().rev().find_map(|row| row.person_days),
                cost: rows.iter().rev().find_map(|row| row.cost_cents),
                lessons: last(|row| row.lessons.clone()),
                changes: last(|row| row.changes.clone()),
                replies: rows.iter().filter_map(|row| replies.remove(&row.id)).flatten().collect(),
                used,
            })
        })
        .collect();
    let rank = |state| adoption::State::ALL.iter().rev().position(|one| *one == state);
    adopters.sort_by_cached_key(|one| {
        let rejected = one.used.standing.state == adoption::State::Rejected;
        (rejected, !one.used.counts, rank(one.used.standing.state), crate::text::sort_key(&one.name))
    });
    Ok(adopters)
}

/// Where a solution stands at the gate.
pub(crate) async fn standing(connection: &impl ConnectionTrait, id: i64, view: Viewpoint) -> Result<Standing, Refusal> {
    let mut steps = load::steps(connection, view, Some(id)).await?;
    Ok(Standing::after(steps.remove(&id).unwrap_or_default()))
}

/// Where a solution stands after all its steps.
pub(crate) async fn standing_now(connection: &impl ConnectionTrait, id: i64) -> Result<Standing, DbErr> {
    // the last day that both databases compare rightly
    let as_of = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    let all = Viewpoint { as_of, known_at: None, today: true };
    let mut steps = load::steps(connection, all, Some(id)).await?;
    Ok(Standing::after(steps.remove(&id).unwrap_or_default()))
}

/// Slug and name of the solutions that came from a project and are offered, as everybody sees them from a viewpoint.
///
/// # Errors
/// The driver's error.
pub async fn of_project(db: &Db, view: Viewpoint, project_id: i64) -> Result<Vec<(String, String)>, Refusal> {
    let all = catalogue(db, view).await?;
    let of_project = all.offered().filter(|entry| entry.projects.contains(&project_id));
    Ok(of_project.map(|entry| (entry.slug.clone(), entry.sheet.name().to_owned())).collect())
}

/// The name of a solution as everybody sees it; none for one that nobody has released.
///
/// # Errors
/// The driver's error.
pub async fn released_name(db: &Db, view: Viewpoint, id: i64) -> Result<Option<String>, Refusal> {
    let all = catalogue(db, view).await?;
    Ok(all.entries.iter().find(|entry| entry.id == id).map(|entry| entry.sheet.name().to_owned()))
}

/// Solutions that wait for the actor: drafts and given back for those who may edit them, handed in for those who may
/// publish, and those that are to be confirmed again. The oldest first.
///
/// # Errors
/// The driver's error.
pub async fn pending(db: &Db, actor: &Actor, view: Viewpoint) -> Result<Vec<Pending>, Refusal> {
    if actor.rows(Action::EditSolution) == Rows::None && actor.rows(Action::PublishSolution) == Rows::None {
        return Ok(Vec::new());
    }
    let connection = db.read();
    let mut steps = load::steps(connection, view, None).await?;
    let newest: HashMap<i64, i64> = sheet_record::Entity::find()
        .select_only()
        .column(sheet_record::Column::SolutionId)
        .column_as(sheet_record::Column::Id.max(), "newest")
        .group_by(sheet_record::Column::SolutionId)
        .into_tuple::<(i64, i64)>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let mut waiting = Vec::new();
    for row in record::Entity::find().order_by_asc(record::Column::Id).all(connection).await? {
        let gate = Standing::after(steps.remove(&row.id).unwrap_or_default());
        let state = match gate.state(view.as_of) {
            State::Retired => continue,
            _ if gate.in_review.is_some() => State::InReview,
            // a newer version that was not handed in
            State::Published | State::ToConfirm if gate.published != newest.get(&row.id).copied() => State::Draft,
            State::Published => continue,
            other => other,
        };
        let action = match state {
            State::InReview => Action::PublishSolution,
            _ => Action::EditSolution,
        };
        if actor.rows(action) != Rows::None {
            waiting.push((row, gate, state, action));
        }
    }
    // where it lies matters only to those who do not reach everything
    let scoped: Vec<record::Model> = waiting
        .iter()
        .filter(|(.., action)| matches!(actor.rows(*action), Rows::Scoped { .. }))
        .map(|(row, ..)| row.clone())
        .collect();
    let places = places_of_many(connection, &scoped).await?;
    let theirs = |row: &record::Model, action: Action| match actor.rows(action) {
        Rows::All => true,
        Rows::None => false,
        Rows::Scoped { .. } => places.get(&row.id).is_some_and(|places| can(actor, action, places)),
    };
    waiting.retain(|(row, _, _, action)| theirs(row, *action));
    Ok(waiting
        .into_iter()
        .map(|(row, gate, state, _)| Pending {
            slug: row.slug,
            name: row.name,
            state,
            returned: gate.returned,
            confirmed_on: gate.confirmed_on,
        })
        .collect())
}
