//! The only file that knows there are two databases. One door for reading, one for writing.
use crate::{
    actor::Actor, audit, check, clock::Now, figures::cache::Cache, refusal::Refusal, solution::catalogue, transfer,
};
use sea_orm::{
    AccessMode, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use std::time::Duration;

pub(crate) mod bulk;
pub(crate) mod packed;

/// Two pools on one database. SQLite gets one writer (the queue is in our process) and several readers (WAL);
/// for PostgreSQL both names are the same pool.
#[derive(Debug, Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    cache: Cache,
    checks: check::Cache,
    catalogues: catalogue::Cache,
    radars: transfer::load::Cache,
}

/// A write that is under way: facts, money and other rows are written through [`Write::tx`], and
/// [`Write::commit`] is the only way to keep them, which leaves an audit row in the chain. Dropping it undoes all.
pub struct Write {
    tx: DatabaseTransaction,
    /// The audit row this write will leave; facts carry its number.
    pub(crate) audit: audit::Pending,
    /// When this write happens.
    pub now: Now,
    /// Who writes.
    pub actor: Actor,
}

impl Db {
    /// Opens the database at a `sqlite:` or `postgres:` address. SQLite files are created when missing.
    ///
    /// # Errors
    /// The driver's error when the address is wrong or nothing answers there.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            // two pools: a write that asks a question beside its transaction must not wait for writes that wait for it
            let writer = Database::connect(options(url, 8)).await?;
            let reader = Database::connect(options(url, 16)).await?;
            return Ok(Self {
                reader,
                writer,
                cache: Cache::default(),
                checks: check::Cache::default(),
                catalogues: catalogue::Cache::default(),
                radars: transfer::load::Cache::default(),
            });
        }
        let writer = Database::connect(sqlite(url, 1, "-64000")).await?;
        let reader = Database::connect(sqlite(url, 8, "-2000")).await?;
        Ok(Self {
            reader,
            writer,
            cache: Cache::default(),
            checks: check::Cache::default(),
            catalogues: catalogue::Cache::default(),
            radars: transfer::load::Cache::default(),
        })
    }

    /// The connection for questions.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The connection for migrations, and for rows that are no facts (sessions, progress of jobs).
    #[must_use]
    pub fn housekeeping(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Sums that were asked for before.
    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What the rules found before.
    pub(crate) fn checks(&self) -> &check::Cache {
        &self.checks
    }

    /// Catalogues that were made before.
    pub(crate) fn catalogues(&self) -> &catalogue::Cache {
        &self.catalogues
    }

    /// What the Transferradar compares, made before.
    pub(crate) fn radars(&self) -> &transfer::load::Cache {
        &self.radars
    }

    /// Begins a write. On SQLite it holds the only write lock, on PostgreSQL the lock on the audit chain's head,
    /// so that writes happen one after the other and rules over many rows hold.
    ///
    /// # Errors
    /// [`Refusal::Fault`] when the database is locked, full or gone.
    pub async fn write(&self, now: Now, actor: &Actor) -> Result<Write, Refusal> {
        let tx = self
            .writer
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await?;
        let audit = audit::Pending::begin(&tx).await?;
        Ok(Write { tx, audit, now, actor: actor.clone() })
    }

    /// One consistent picture of the whole database, for a backup that runs while others write.
    ///
    /// # Errors
    /// The driver's error.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        self.reader
            .begin_with_options(TransactionOptions {
                isolation_level: self.is_postgres().then_some(IsolationLevel::RepeatableRead),
                access_mode: self.is_postgres().then_some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            })
            .await
    }

    /// Empties SQLite's log of writes, so that what was deleted is not left in it. Where somebody reads at the same time it
    /// stays until its next turn. Nothing on PostgreSQL.
    ///
    /// # Errors
    /// The driver's error.
    pub(crate) async fn empty_log(&self) -> Result<(), DbErr> {
        if !self.is_postgres() {
            self.writer.execute_unprepared("pragma wal_checkpoint(truncate)").await?;
        }
        Ok(())
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DatabaseBackend::Postgres
    }
}

impl Write {
    /// The transaction, for reading and writing inside it.
    #[must_use]
    pub fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Writes the audit row and keeps everything.
    ///
    /// # Errors
    /// [`Refusal::Fault`] when the database refuses; then nothing is kept.
    pub async fn commit(self, entry: audit::Entry) -> Result<(), Refusal> {
        self.audit.finish(&self.tx, &self.now, &self.actor, entry).await?;
        self.tx.commit().await?;
        Ok(())
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    options
}

fn sqlite(url: &str, connections: u32, cache: &'static str) -> ConnectOptions {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // this is money: a commit that was answered survives a power cut
            .synchronous(SqliteSynchronous::Full)
            // kilobytes: a long list changes more pages than the 2 MB that SQLite keeps by itself
            .pragma("cache_size", cache)
            .foreign_keys(true)
            // what is deleted is personal, or a picture that somebody wants forgotten: it is overwritten
            .pragma("secure_delete", "on")
            .busy_timeout(Duration::from_secs(5))
            // so many rows the driver's thread may be ahead of ours
            .row_buffer_size(1_000)
    });
    options
}

/// The sum of a column of cents as a 64-bit integer on both databases, zero over no rows.
/// (`SUM(bigint)` is `numeric` on PostgreSQL.)
#[must_use]
pub fn sum_cents(column: impl Into<SimpleExpr>) -> SimpleExpr {
    Func::coalesce([Expr::expr(column.into()).sum(), Expr::val(0i64)]).cast_as("BIGINT")
}

/// A column in a comparison for which no index is to be used: the driver's planner knows no better when it has to
/// choose between two ranges.
#[must_use]
pub fn unindexed(column: impl ColumnTrait) -> SimpleExpr {
    Func::coalesce([Expr::col(column), Expr::col(column)]).into()
}
