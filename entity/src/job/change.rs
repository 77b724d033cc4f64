//! The life of a job. Everything but [`enqueue`] is housekeeping and leaves no audit row: the work itself does.
use super::{Kind, State, record};
use crate::{
    clock::Now,
    db::{Db, Write},
};
use chrono::TimeDelta;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

/// How often a job is begun before it is given up.
pub const MAX_ATTEMPTS: i32 = 3;

/// Asks for work inside a write: the job is there exactly when the write is kept.
///
/// # Errors
/// The driver's error.
pub async fn enqueue(write: &Write, kind: Kind, subject_id: i64) -> Result<i64, DbErr> {
    let done = record::Entity::insert(record::ActiveModel {
        id: NotSet,
        kind: Set(kind.key().into()),
        subject_id: Set(subject_id),
        state: Set(State::Waiting.key().into()),
        done: Set(0),
        total: Set(0),
        message: Set("wartet".into()),
        attempts: Set(0),
        created_at: Set(write.now.instant),
        locked_by: Set(None),
        locked_until: Set(None),
        finished_at: Set(None),
    })
    .exec(write.tx())
    .await?;
    Ok(done.last_insert_id)
}

/// Asks for work inside a write and takes it at once, as a request does: should it never end it, another process takes
/// it after the lease.
///
/// # Errors
/// The driver's error.
pub async fn begin(write: &Write, kind: Kind, subject_id: i64, lease: TimeDelta) -> Result<record::Model, DbErr> {
    let id = enqueue(write, kind, subject_id).await?;
    record::Entity::update_many()
        .col_expr(record::Column::State, Expr::value(State::Running.key()))
        .col_expr(record::Column::Attempts, Expr::value(1))
        .col_expr(record::Column::LockedBy, Expr::value("request"))
        .col_expr(record::Column::LockedUntil, Expr::value(write.now.instant + lease))
        .filter(record::Column::Id.eq(id))
        .exec(write.tx())
        .await?;
    record::Entity::find_by_id(id).one(write.tx()).await?.ok_or_else(|| DbErr::RecordNotFound("job".into()))
}

/// Claims the oldest job that waits or whose process has died, in one statement: two processes never get the same.
/// (PostgreSQL skips rows another process is claiming; SQLite has one writer.)
///
/// # Errors
/// The driver's error.
pub async fn claim(db: &Db, now: Now, worker: &str, lease: TimeDelta) -> Result<Option<record::Model>, DbErr> {
    // a look without a lock: most of the time there is nothing to do
    if record::Entity::find().filter(free(now)).one(db.read()).await?.is_none() {
        return Ok(None);
    }
    give_up(db, now).await?;
    let mut next = record::Entity::find()
        .select_only()
        .column(record::Column::Id)
        .filter(free(now))
        .filter(record::Column::Attempts.lt(MAX_ATTEMPTS))
        .order_by_asc(record::Column::Id)
        .limit(1)
        .into_query();
    next.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let claimed = record::Entity::update_many()
        .col_expr(record::Column::State, Expr::value(State::Running.key()))
        .col_expr(record::Column::Attempts, Expr::col(record::Column::Attempts).add(1))
        .col_expr(record::Column::LockedBy, Expr::value(worker))
        .col_expr(record::Column::LockedUntil, Expr::value(now.instant + lease))
        .filter(record::Column::Id.in_subquery(next))
        .exec_with_returning(db.housekeeping())
        .await?;
    Ok(claimed.into_iter().next())
}

/// Jobs whose process died too often.
async fn give_up(db: &Db, now: Now) -> Result<(), DbErr> {
    record::Entity::update_many()
        .col_expr(record::Column::State, Expr::value(State::Failed.key()))
        .col_expr(record::Column::Message, Expr::value("Die Arbeit wurde mehrmals unterbrochen und aufgegeben."))
        .col_expr(record::Column::FinishedAt, Expr::value(now.instant))
        .filter(free(now))
        .filter(record::Column::Attempts.gte(MAX_ATTEMPTS))
        .exec(db.housekeeping())
        .await?;
    Ok(())
}

fn free(now: Now) -> Condition {
    Condition::any()
        .add(record::Column::State.eq(State::Waiting.key()))
        .add(record::Column::State.eq(State::Running.key()).and(record::Column::LockedUntil.lt(now.instant)))
}

/// How far a job is; renews its lease. `false`: the job is no longer this process's (cancelled, or claimed by
/// another), so the work must stop.
///
/// # Errors
/// The driver's error.
pub async fn progress(
    db: &Db,
    now: Now,
    job: &record::Model,
    lease: TimeDelta,
    how_far: Option<(i64, i64, &str)>,
) -> Result<bool, DbErr> {
    let mut update = mine(job).col_expr(record::Column::LockedUntil, Expr::value(now.instant + lease));
    if let Some((done, total, message)) = how_far {
        update = update
            .col_expr(record::Column::Done, Expr::value(done))
            .col_expr(record::Column::Total, Expr::value(total))
            .col_expr(record::Column::Message, Expr::value(message));
    }
    Ok(update.exec(db.housekeeping()).await?.rows_affected > 0)
}

/// Ends a job as done or failed, with a German sentence.
///
/// # Errors
/// The driver's error.
pub async fn finish(db: &Db, now: Now, job: &record::Model, state: State, message: &str) -> Result<bool, DbErr> {
    let update = mine(job)
        .col_expr(record::Column::State, Expr::value(state.key()))
        .col_expr(record::Column::Message, Expr::value(message))
        .col_expr(record::Column::FinishedAt, Expr::value(now.instant))
        .col_expr(record::Column::LockedBy, Expr::value(Option::<String>::None))
        .col_expr(record::Column::LockedUntil, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None));
    Ok(update.exec(db.housekeeping()).await?.rows_affected > 0)
}

/// Lets go of a job so that it is begun again: at once when the program ends (then the attempt does not count), or
/// after a fault that may pass.
///
/// # Errors
/// The driver's error.
pub async fn release(db: &Db, now: Now, job: &record::Model, counts: bool, after: TimeDelta) -> Result<(), DbErr> {
    let attempts = if counts { job.attempts } else { job.attempts - 1 };
    mine(job)
        .col_expr(record::Column::Attempts, Expr::value(attempts))
        .col_expr(record::Column::LockedBy, Expr::value(Option::<String>::None))
        .col_expr(record::Column::LockedUntil, Expr::value(now.instant + after))
        .exec(db.housekeeping())
        .await?;
    Ok(())
}

/// Calls off the jobs about a thing that have not ended.
///
/// # Errors
/// The driver's error.
pub async fn cancel(write: &Write, kind: Kind, subject_id: i64) -> Result<u64, DbErr> {
    let done = record::Entity::update_many()
        .col_expr(record::Column::State, Expr::value(State::Cancelled.key()))
        .col_expr(record::Column::FinishedAt, Expr::value(write.now.instant))
        .filter(record::Column::Kind.eq(kind.key()))
        .filter(record::Column::SubjectId.eq(subject_id))
        .filter(record::Column::State.is_in([State::Waiting.key(), State::Running.key()]))
        .exec(write.tx())
        .await?;
    Ok(done.rows_affected)
}

/// The row of a job, as long as it is the claimer's.
fn mine(job: &record::Model) -> UpdateMany<record::Entity> {
    record::Entity::update_many()
        .filter(record::Column::Id.eq(job.id))
        .filter(record::Column::State.eq(State::Running.key()))
        .filter(record::Column::Attempts.eq(job.attempts))
        .filter(record::Column::LockedBy.eq(job.locked_by.clone()))
}
