//! Long work beside the requests. Any process that serves takes the next job; a process that dies loses its lease, and
//! another begins the job again. `serve` starts [`run`]; nothing else does.
pub mod asking;
pub mod import;
pub mod interest;
mod mails;
pub mod under_way;

use crate::app::AppState;
use chrono::TimeDelta;
use entity::{
    job::{
        Kind, State,
        change::{self, MAX_ATTEMPTS},
        record,
    },
    refusal::Refusal,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How many jobs one process does at a time.
const WORKERS: usize = 2;
/// How long a job belongs to a process that says nothing.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often a process that works says so.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often we look for work that another process asked for.
const POLL: Duration = Duration::from_secs(2);
/// How long a job rests after a fault that may pass.
const REST: TimeDelta = TimeDelta::seconds(5);

/// Why a job ended without being done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is not possible, and will not be: a German sentence for the page.
    #[error("{0}")]
    Final(String),
    /// The database or the machine; it may work the next time.
    #[error("{0}")]
    Passing(String),
    /// The program ends, or the job was called off or taken by another process.
    #[error("stopped")]
    Stopped,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fault(fault) => fault.into(),
            other => {
                let problem = app::errors::problem(&other);
                Self::Final(format!("{}. {}", problem.title, problem.advice))
            }
        }
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(fault: sea_orm::DbErr) -> Self {
        Self::Passing(fault.to_string())
    }
}

/// A job in the hands of this process: what its body may use.
#[derive(Debug, Clone)]
pub struct Work {
    /// The program.
    pub state: AppState,
    /// The job.
    pub job: record::Model,
    lost: Arc<AtomicBool>,
}

impl Work {
    /// Says how far the job is, with a German sentence.
    ///
    /// # Errors
    /// [`Failure::Stopped`] when the work must stop here.
    pub async fn progress(&self, done: i64, total: i64, message: &str) -> Result<(), Failure> {
        self.go_on()?;
        let now = self.state.clock.now();
        let ours = change::progress(&self.state.db, now, &self.job, LEASE, Some((done, total, message))).await?;
        if !ours {
            self.lost.store(true, Ordering::SeqCst);
        }
        self.go_on()
    }

    /// To be asked at every safe point, also by work that blocks.
    ///
    /// # Errors
    /// [`Failure::Stopped`] when the work must stop here.
    pub fn go_on(&self) -> Result<(), Failure> {
        match self.lost.load(Ordering::SeqCst) || *self.state.stopping().borrow() {
            true => Err(Failure::Stopped),
            false => Ok(()),
        }
    }
}

/// Works until the program ends.
pub async fn run(state: AppState) {
    let Ok(process) = crate::password::random_hex::<8>() else { return };
    let mut workers: Vec<_> =
        (0..WORKERS).map(|number| tokio::spawn(worker(state.clone(), format!("{process}-{number}")))).collect();
    workers.push(tokio::spawn(mails::run(state.clone())));
    tokio::spawn(clean_up(state));
    for worker in workers {
        let _ = worker.await;
    }
}

async fn worker(state: AppState, name: String) {
    let mut stopping = state.stopping();
    let mut locked_out = false;
    while !*stopping.borrow() {
        match change::claim(&state.db, state.clock.now(), &name, LEASE).await {
            Ok(Some(job)) => {
                locked_out = false;
                work(&state, job).await;
                continue;
            }
            Ok(None) => locked_out = false,
            // said once, not every two seconds
            Err(fault) if !locked_out => {
                tracing::error!(%fault, "no work can be claimed");
                locked_out = true;
            }
            Err(_) => {}
        }
        tokio::select! {
            () = state.wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

/// Does one job and writes down how it ended.
async fn work(state: &AppState, job: record::Model) {
    let work = Work { state: state.clone(), job, lost: Arc::new(AtomicBool::new(false)) };
    tracing::info!(job = work.job.id, kind = work.job.kind, attempt = work.job.attempts, "a job begins");
    let beat = tokio::spawn(heartbeat(work.clone()));
    // in a task of its own: a panic ends the job, not the worker
    let outcome = match tokio::spawn(body(work.clone())).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Failure::Passing("panic".into())),
    };
    beat.abort();
    let (db, now, job) = (&state.db, state.clock.now(), &work.job);
    let word = match &outcome {
        Ok(_) => "done",
        Err(Failure::Final(_)) => "failed",
        Err(Failure::Passing(_)) => "again",
        Err(Failure::Stopped) => "stopped",
    };
    metrics::counter!("leitstand_jobs_total", "kind" => job.kind.clone(), "outcome" => word).increment(1);
    let written = match outcome {
        Ok(message) => {
            tracing::info!(job = job.id, kind = job.kind, "a job is done");
            change::finish(db, now, job, State::Done, &message).await.map(drop)
        }
        Err(Failure::Final(message)) => {
            tracing::warn!(job = job.id, kind = job.kind, "a job is not possible");
            import::given_up(&work).await;
            change::finish(db, now, job, State::Failed, &message).await.map(drop)
        }
        Err(Failure::Passing(error)) if job.attempts < MAX_ATTEMPTS => {
            tracing::warn!(job = job.id, kind = job.kind, error, "a job failed and is tried again");
            change::release(db, now, job, true, REST).await
        }
        Err(Failure::Passing(error)) => {
            tracing::error!(job = job.id, kind = job.kind, error, "a job failed and is given up");
            import::given_up(&work).await;
            change::finish(db, now, job, State::Failed, "Das hat mehrmals nicht geklappt; der Fehler liegt bei uns.")
                .await
                .map(drop)
        }
        Err(Failure::Stopped) => change::release(db, now, job, false, TimeDelta::zero()).await,
    };
    if let Err(fault) = written {
        tracing::error!(%fault, job = job.id, "the end of a job could not be written; its lease will end");
    }
}

async fn body(work: Work) -> Result<String, Failure> {
    match Kind::from_key(&work.job.kind) {
        Some(Kind::ReadImport) => import::read(&work).await,
        Some(Kind::CarryOutImport) => import::carry_out(&work).await,
        None => Err(Failure::Final("Diese Arbeit kennt diese Fassung des Programms nicht.".into())),
    }
}

async fn heartbeat(work: Work) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        let now = work.state.clock.now();
        if let Ok(false) = change::progress(&work.state.db, now, &work.job, LEASE, None).await {
            work.lost.store(true, Ordering::SeqCst);
            return;
        }
    }
}

/// Removes what nobody needs any more, notes which contacts are to be asked, and closes weeks that have ended, every quarter
/// of an hour.
async fn clean_up(state: AppState) {
    let mut stopping = state.stopping();
    while !*stopping.borrow() {
        let now = state.clock.now();
        if let Err(fault) = entity::session::change::clean_up(&state.db, now, &state.config.lifetime()).await {
            tracing::warn!(%fault, "old sessions could not be removed");
        }
        match entity::interest::clean_up::run(&state.db, now).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "interest that nobody answered was deleted"),
            Err(fault) => tracing::warn!(%fault, "old interest could not be removed"),
        }
        match asking::look(&state).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "contacts of solutions are to be asked"),
            Err(fault) => tracing::warn!(%fault, "contacts of solutions could not be looked up"),
        }
        match entity::ledger::close::close(&state.db, now).await {
            Ok(0) => {}
            Ok(days) => tracing::info!(days, "sums of weeks gone by were made"),
            Err(fault) => tracing::warn!(%fault, "sums of weeks gone by could not be made"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(900)) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}
