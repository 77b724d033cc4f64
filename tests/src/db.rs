//! A fresh database for every test: migrated, filled with the frame, copied from a template.
//!
//! The template is made once and kept in the target folder (SQLite) or on the server (PostgreSQL) under a name that
//! changes with the migrations and the seed, so that it is never out of date.
use chrono::{DateTime, Utc};
use entity::{clock::Now, db::Db};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};
use tempfile::TempDir;

/// When the frame of every template was recorded: a day before [`crate::app::START`].
pub const SEEDED: &str = "2026-11-21T09:00:00Z";

/// The two programs; their tests are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database of its own; it is gone when this is dropped.
#[derive(Debug)]
pub struct Fresh {
    /// Its address.
    pub url: String,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder(TempDir),
    Server { admin: String, name: String },
}

/// Which database this run is about.
#[must_use]
pub fn backend() -> Backend {
    if server().is_some() { Backend::Postgres } else { Backend::Sqlite }
}

fn server() -> Option<String> {
    if cfg!(feature = "postgres") {
        std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
    } else {
        None
    }
}

/// The instant of an RFC 3339 text.
#[must_use]
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant in RFC 3339")
}

/// A migrated database with the frame.
pub async fn fresh() -> Fresh {
    match server() {
        None => {
            let folder = TempDir::with_prefix("leitstand-test-").expect("a temporary folder");
            std::fs::copy(sqlite_template().await, folder.path().join("leitstand.db")).expect("a copy of the template");
            Fresh { url: sqlite_url(&folder.path().join("leitstand.db")), home: Home::Folder(folder) }
        }
        Some(admin) => {
            let template = postgres_template(&admin).await;
            on_server(admin, Some(template)).await
        }
    }
}

/// A database without a single table.
pub async fn empty() -> Fresh {
    match server() {
        None => {
            let folder = TempDir::with_prefix("leitstand-test-").expect("a temporary folder");
            Fresh { url: sqlite_url(&folder.path().join("leitstand.db")), home: Home::Folder(folder) }
        }
        Some(admin) => on_server(admin, None).await,
    }
}

impl Fresh {
    /// Opens it, as the program does.
    pub async fn open(&self) -> Db {
        Db::open(&self.url).await.expect("the test's database opens")
    }

    /// The SQLite file, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        match &self.home {
            Home::Folder(folder) => Some(folder.path().join("leitstand.db")),
            Home::Server { .. } => None,
        }
    }

    /// Takes the database away while the program runs: the file's folder is moved aside, the server refuses.
    pub async fn take_away(&self) {
        match &self.home {
            Home::Folder(_) => unreachable!("a SQLite file stays open when it is moved; tests shut it in another way"),
            Home::Server { admin, name } => {
                let connection = Database::connect(admin).await.expect("the server");
                let statements = [
                    format!("alter database \"{name}\" with allow_connections false"),
                    format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
                ];
                for sql in statements {
                    connection.execute_unprepared(&sql).await.expect("an administrator may");
                }
            }
        }
    }

    /// Gives it back.
    pub async fn give_back(&self) {
        if let Home::Server { admin, name } = &self.home {
            let connection = Database::connect(admin).await.expect("the server");
            let sql = format!("alter database \"{name}\" with allow_connections true");
            connection.execute_unprepared(&sql).await.expect("an administrator may");
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let Home::Server { admin, name } = &self.home else { return };
        let (admin, name) = (admin.clone(), name.clone());
        // a test's runtime may be ending: the last words are said from a thread of their own
        let work = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let connection = Database::connect(&admin).await.ok()?;
                let sql = format!("drop database if exists \"{name}\" with (force)");
                connection.execute_unprepared(&sql).await.ok()
            })
        });
        let _ = work.join();
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Fills an empty database.
async fn fill(db: &Db) {
    Migrator::up(db.housekeeping(), None).await.expect("the migrations run");
    server::seed::frame(db, Now::at(instant(SEEDED))).await.expect("the frame is right");
}

async fn sqlite_template() -> PathBuf {
    // one test of a process makes it, the others wait; another process makes the same file
    static MAKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _guard = MAKING.lock().await;
    let folder = target().join("test-templates");
    let ready = folder.join(format!("{}.db", fingerprint()));
    if ready.exists() {
        return ready;
    }
    std::fs::create_dir_all(&folder).expect("a folder in the target folder");
    let scratch = TempDir::new_in(&folder).expect("a temporary folder");
    let db = Db::open(&sqlite_url(&scratch.path().join("new.db"))).await.expect("a SQLite file");
    fill(&db).await;
    let whole = scratch.path().join("whole.db");
    // one file without a log beside it
    let sql = format!("vacuum into '{}'", whole.display());
    db.housekeeping().execute_unprepared(&sql).await.expect("a copy");
    std::fs::rename(&whole, &ready).expect("the template takes its place");
    ready
}

async fn postgres_template(admin: &str) -> String {
    let name = format!("leitstand_template_{}", fingerprint());
    static READY: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    READY
        .get_or_init(|| async {
            let mut options = sea_orm::ConnectOptions::new(admin);
            // a lock belongs to its connection
            options.max_connections(1).sqlx_logging(false);
            let connection = Database::connect(options).await.expect("TEST_DATABASE_URL answers");
            connection.execute_unprepared("select pg_advisory_lock(7421)").await.expect("a lock");
            let sql = format!("select 1 as one from pg_database where datname = '{name}'");
            let found = connection.query_all_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql));
            if found.await.expect("the list of databases").is_empty() {
                let making = format!("{name}_making");
                for sql in [format!("drop database if exists \"{making}\""), format!("create database \"{making}\"")] {
                    connection.execute_unprepared(&sql).await.expect("an administrator may");
                }
                let db = Db::open(&address(admin, &making)).await.expect("a database");
                fill(&db).await;
                for pool in [db.read(), db.housekeeping()] {
                    pool.clone().close().await.expect("nobody else looks");
                }
                let sql = format!("alter database \"{making}\" rename to \"{name}\"");
                connection.execute_unprepared(&sql).await.expect("the template takes its place");
            }
            connection.execute_unprepared("select pg_advisory_unlock(7421)").await.expect("a lock");
        })
        .await;
    name
}

async fn on_server(admin: String, template: Option<String>) -> Fresh {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("leitstand_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut options = sea_orm::ConnectOptions::new(&admin);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.expect("TEST_DATABASE_URL answers");
    let from = template.map(|template| format!(" template \"{template}\"")).unwrap_or_default();
    // copying by file is a tenth of the time of copying by log
    let strategy = if from.is_empty() { "" } else { " strategy file_copy" };
    for sql in [
        format!("drop database if exists \"{name}\" with (force)"),
        format!("create database \"{name}\"{from}{strategy}"),
    ] {
        connection.execute_unprepared(&sql).await.expect("an administrator may");
    }
    Fresh { url: address(&admin, &name), home: Home::Server { admin, name } }
}

/// The address of another database on the same server.
fn address(admin: &str, name: &str) -> String {
    let (before, query) = admin.split_once('?').map_or((admin, None), |(before, query)| (before, Some(query)));
    let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

/// The folder that cargo builds into.
#[must_use]
pub fn target() -> PathBuf {
    // target/debug/deps/name-hash
    let test = std::env::current_exe().expect("a test knows its own file");
    let deps = test.parent().expect("in a folder");
    let folder = if deps.ends_with("deps") { deps.parent().expect("in a folder") } else { deps };
    folder.to_owned()
}

/// Where the project lies.
#[must_use]
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// A name for what a template is made from.
fn fingerprint() -> &'static str {
    static PRINT: OnceLock<String> = OnceLock::new();
    PRINT.get_or_init(|| {
        let mut digest = Sha256::new();
        for part in
            ["migration/src", "server/data", "server/src/seed", "server/src/seed.rs", "entity/src", "tests/src/db.rs"]
        {
            absorb(&project().join(part), &mut digest);
        }
        entity::audit::hex(&digest.finalize()[..8])
    })
}

fn absorb(path: &Path, digest: &mut Sha256) {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path()).collect();
        inside.sort();
        inside.iter().for_each(|path| absorb(path, digest));
    } else if let Ok(bytes) = std::fs::read(path) {
        digest.update(path.to_string_lossy().as_bytes());
        digest.update(bytes);
    }
}
