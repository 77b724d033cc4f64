//! The whole program as one router: used by `serve` and by every test. Nothing runs beside it; the jobs loop is
//! started by `serve` (see [`crate::jobs::run`]).
use crate::{
    config::Config,
    http::{self, routes::Route},
    jobs::under_way::UnderWay,
    mail::Mailer,
    password::Passwords,
};
use axum::Router;
use entity::{clock::Clock, db::Db};
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// What every handler may use. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// Where the time comes from.
    pub clock: Clock,
    /// Checks passwords.
    pub passwords: Passwords,
    /// Wakes the jobs loop; call `wake.notify_one()` after a job was enqueued and the write kept.
    pub wake: Arc<Notify>,
    /// Sends mails, where that is set up.
    pub mailer: Option<Mailer>,
    /// How far the long imports of this process are.
    pub under_way: UnderWay,
    stop: Arc<watch::Sender<bool>>,
}

impl AppState {
    /// The state of a program that begins.
    #[must_use]
    pub fn new(config: &Config, db: Db, clock: Clock) -> Self {
        Self {
            config: Arc::new(config.clone()),
            db,
            clock,
            passwords: Passwords::default(),
            wake: Arc::new(Notify::new()),
            mailer: Mailer::new(config),
            under_way: UnderWay::default(),
            stop: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Says that the program ends: long answers (progress of jobs) and the jobs loop come to their end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Becomes `true` when the program ends.
    #[must_use]
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}

/// The whole program for a configuration, a database that is open and migrated, and a clock.
pub fn build(config: &Config, db: Db, clock: Clock) -> Router {
    router(AppState::new(config, db, clock))
}

/// The same for a state that somebody else needs, too.
pub fn router(state: AppState) -> Router {
    http::layers::around(http::routes::all(), state)
}

/// Every route that [`build`] answers, from the very calls that register them.
#[must_use]
pub fn routes() -> Vec<Route> {
    http::routes::all().list().to_vec()
}
