//! Questions about imports: the list, one run ([`see`]) and what belongs to it.
mod changes;
mod detail;
mod moved;
mod shifts;

pub use changes::{Changes, Item, Row, changes, of_kinds};
pub use detail::{Detail, detail, of, undone};
pub(super) use moved::moved;
pub use moved::{Moved, moved_since};
pub use shifts::Shift;

use super::{
    RowKind, State, file, record,
    scope::{place_of, visible},
};
use crate::{
    account,
    actor::{Actor, Place},
    db::Db,
    job,
    permission::Action,
    project::find::{LAST_PAGE, Page},
    refusal::Refusal,
    region,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// A run as the list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Key, part of its address.
    pub id: i64,
    /// State.
    pub state: State,
    /// File's name.
    pub file_name: String,
    /// Who sent the file.
    pub sender: String,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The day the list stands for.
    pub stand_on: Option<NaiveDate>,
    /// Rows by what they would do.
    pub counts: BTreeMap<RowKind, i64>,
    /// Whether its money is invented (Beispieldaten).
    pub sample: bool,
}

/// A page of the runs that the actor may see, newest first.
///
/// # Errors
/// [`Refusal::SignInRequired`] or [`Refusal::Forbidden`] for those who have nothing to do with imports.
pub async fn list(db: &Db, actor: &Actor, page: u64, size: u64) -> Result<Page<Line>, Refusal> {
    let connection = db.read();
    let Some(condition) = visible(connection, actor).await? else {
        return Err(actor.may(Action::UploadImport, &Place::default()).err().unwrap_or(Refusal::Forbidden));
    };
    let page = page.clamp(1, LAST_PAGE);
    let query = record::Entity::find().filter(condition);
    let total = query.clone().count(connection).await?;
    let rows = query
        .order_by_desc(record::Column::Id)
        .offset((page - 1).saturating_mul(size))
        .limit(size)
        .all(connection)
        .await?;
    let names = names(connection, rows.iter().filter_map(|run| run.uploaded_by)).await?;
    Ok(Page { items: rows.iter().map(|run| line(run, &names)).collect(), total, page, size })
}

/// Imports that somebody else asked to apply and the actor may release, the oldest first.
///
/// # Errors
/// The driver's error.
pub(crate) async fn awaiting_release(db: &Db, actor: &Actor) -> Result<Vec<record::Model>, Refusal> {
    if !actor.may_somewhere(Action::ReleaseImport) {
        return Ok(Vec::new());
    }
    let connection = db.read();
    let runs = record::Entity::find()
        .filter(record::Column::State.eq(State::AwaitingRelease.key()))
        .order_by_asc(record::Column::Id)
        .all(connection)
        .await?;
    let mut theirs = Vec::new();
    for run in runs {
        if run.requested_by == actor.account_id {
            continue;
        }
        let place = place_of(connection, &run).await?;
        if actor.can(Action::ReleaseImport, &place) {
            theirs.push(run);
        }
    }
    Ok(theirs)
}

fn line(run: &record::Model, names: &HashMap<i64, String>) -> Line {
    Line {
        id: run.id,
        state: State::from_key(&run.state).unwrap_or(State::Failed),
        file_name: run.file_name.clone(),
        sender: run.sender.clone(),
        uploaded_by: run.uploaded_by.and_then(|id| names.get(&id).cloned()),
        created_at: run.created_at,
        stand_on: run.stand_on,
        counts: BTreeMap::from([
            (RowKind::New, run.count_new),
            (RowKind::Changed, run.count_changed),
            (RowKind::Same, run.count_same),
            (RowKind::Gone, run.count_gone),
            (RowKind::Conflict, run.count_conflict),
            (RowKind::Error, run.count_error),
        ]),
        sample: run.sample,
    }
}

async fn names(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, String>, DbErr> {
    Ok(account::record::Entity::find()
        .filter(account::record::Column::Id.is_in(ids.collect::<Vec<_>>()))
        .all(connection)
        .await?
        .into_iter()
        .map(|account| (account.id, account.display_name))
        .collect())
}

/// A run that the actor may see: loaded once for all that is asked about it.
#[derive(Debug)]
pub struct Seen {
    pub(super) run: record::Model,
    pub(super) regions: Vec<region::record::Model>,
}

impl Seen {
    /// Counts changes of the run; for forms and `If-Match`.
    #[must_use]
    pub fn version(&self) -> i32 {
        self.run.version
    }

    /// State.
    #[must_use]
    pub fn state(&self) -> State {
        State::from_key(&self.run.state).unwrap_or(State::Failed)
    }

    fn region(&self, id: Option<i64>) -> Option<String> {
        self.regions.iter().find(|region| Some(region.id) == id).map(|region| region.name.clone())
    }
}

/// The run with a key, for those who may see it.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn see(db: &Db, actor: &Actor, id: i64) -> Result<Seen, Refusal> {
    let Some(condition) = visible(db.read(), actor).await? else {
        return Err(actor.may(Action::UploadImport, &Place::default()).err().unwrap_or(Refusal::Forbidden));
    };
    let run = record::Entity::find_by_id(id).filter(condition).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    Ok(Seen { run, regions: region::find::all(db.read()).await? })
}

/// The state of a run, for its progress.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn progress(db: &Db, actor: &Actor, id: i64) -> Result<(State, Option<(i64, i64, String)>), Refusal> {
    let state = see(db, actor, id).await?.state();
    Ok((state, job_of(db, id, state).await?))
}

async fn job_of(db: &Db, id: i64, state: State) -> Result<Option<(i64, i64, String)>, DbErr> {
    let kind = match state {
        State::Applying | State::Undoing => job::Kind::CarryOutImport,
        _ => job::Kind::ReadImport,
    };
    Ok(job::record::Entity::find()
        .filter(job::record::Column::SubjectId.eq(id))
        .filter(job::record::Column::Kind.eq(kind.key()))
        .order_by_desc(job::record::Column::Id)
        .one(db.read())
        .await?
        .map(|job| (job.done, job.total, job.message)))
}

/// The uploaded file as it came: its name and its bytes.
///
/// # Errors
/// [`Refusal::NotFound`], or as [`list`].
pub async fn original(db: &Db, actor: &Actor, id: i64) -> Result<(String, Vec<u8>), Refusal> {
    let run = see(db, actor, id).await?.run;
    let file = file::Entity::find_by_id(run.sha256).one(db.read()).await?.ok_or(Refusal::NotFound)?;
    Ok((run.file_name, file.content))
}
