//! Jobs belong to one process at a time, on both databases, and to nobody once they were tried too often.
use chrono::{TimeDelta, TimeZone as _, Utc};
use entity::{
    actor::Actor,
    audit::Entry,
    clock::Clock,
    db::Db,
    job::{
        Kind, State,
        change::{self, MAX_ATTEMPTS},
        find, record,
    },
};
use migration::{Migrator, MigratorTrait};
use std::collections::HashSet;

const LEASE: TimeDelta = TimeDelta::seconds(60);

/// An empty database: SQLite, or the PostgreSQL of `JOBS_DATABASE_URL`.
async fn database(folder: &tempfile::TempDir) -> Db {
    let url = std::env::var("JOBS_DATABASE_URL")
        .unwrap_or_else(|_| format!("sqlite:{}", folder.path().join("a.db").display()));
    let db = Db::open(&url).await.expect("open");
    Migrator::up(db.housekeeping(), None).await.expect("migrate");
    db
}

async fn enqueue(db: &Db, clock: &Clock, subject_id: i64) -> i64 {
    let write = db.write(clock.now(), &Actor::system("Test")).await.expect("write");
    let id = change::enqueue(&write, Kind::ReadImport, subject_id).await.expect("enqueue");
    let entry = Entry {
        action: "test.job",
        subject: "job",
        subject_id: id.to_string(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("commit");
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_has_one_owner_and_an_end() {
    let folder = tempfile::tempdir().expect("folder");
    let db = database(&folder).await;
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).single().expect("instant"));
    for subject in 1..=8 {
        enqueue(&db, &clock, subject).await;
    }
    let claims = (0..12).map(|number| {
        let (db, clock) = (db.clone(), clock.clone());
        tokio::spawn(async move { change::claim(&db, clock.now(), &format!("worker-{number}"), LEASE).await })
    });
    let mut claimed: Vec<record::Model> = Vec::new();
    for claim in futures::future::join_all(claims).await {
        claimed.extend(claim.expect("task").expect("claim"));
    }
    let keys: HashSet<i64> = claimed.iter().map(|job| job.id).collect();
    assert_eq!(keys.len(), claimed.len(), "nobody shares a job");
    // a claim that met another one may come back empty; the next one finds what is left
    while let Some(job) = change::claim(&db, clock.now(), "rest", LEASE).await.expect("claim") {
        claimed.push(job);
    }
    assert_eq!(claimed.len(), 8);

    // work goes on under a lease that is renewed, and ends
    clock.advance(TimeDelta::seconds(50));
    for job in &claimed[1..] {
        assert!(change::progress(&db, clock.now(), job, LEASE, Some((1, 2, "halb"))).await.expect("progress"));
    }
    for job in &claimed[2..] {
        assert!(change::finish(&db, clock.now(), job, State::Done, "fertig").await.expect("finish"));
        assert!(!change::finish(&db, clock.now(), job, State::Failed, "zweimal").await.expect("finish"));
    }

    // the first one's process says nothing any more: another takes it, and the first one notices
    clock.advance(TimeDelta::seconds(20));
    let dead = &claimed[0];
    let again = change::claim(&db, clock.now(), "other", LEASE).await.expect("claim").expect("a job");
    assert_eq!((again.id, again.attempts), (dead.id, 2));
    assert!(!change::progress(&db, clock.now(), dead, LEASE, None).await.expect("progress"));
    assert!(!change::finish(&db, clock.now(), dead, State::Done, "zu spät").await.expect("finish"));
    assert!(change::claim(&db, clock.now(), "third", LEASE).await.expect("claim").is_none());

    // a program that ends lets go at once, and the attempt does not count
    change::release(&db, clock.now(), &again, false, TimeDelta::zero()).await.expect("release");
    clock.advance(TimeDelta::milliseconds(1));
    let mut job = change::claim(&db, clock.now(), "third", LEASE).await.expect("claim").expect("a job");
    assert_eq!((job.id, job.attempts), (dead.id, 2));
    while job.attempts < MAX_ATTEMPTS {
        change::release(&db, clock.now(), &job, true, TimeDelta::zero()).await.expect("release");
        clock.advance(TimeDelta::milliseconds(1));
        job = change::claim(&db, clock.now(), "third", LEASE).await.expect("claim").expect("a job");
    }
    // tried three times, died three times: given up
    clock.advance(TimeDelta::seconds(61));
    while let Some(job) = change::claim(&db, clock.now(), "fourth", LEASE).await.expect("claim") {
        assert_ne!(job.id, dead.id);
        change::finish(&db, clock.now(), &job, State::Done, "fertig").await.expect("finish");
    }
    let given_up = find::newest(db.read(), Kind::ReadImport, dead.subject_id).await.expect("find").expect("a job");
    assert_eq!(given_up.state, "failed");
    assert_eq!(find::waiting(db.read()).await.expect("count"), 0);
}
