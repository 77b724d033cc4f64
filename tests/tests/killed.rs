//! An import whose program is killed at any instant is wholly in or wholly out, says which, and can be gone on with.
use entity::{
    db::Db,
    import_run::{State, find::detail},
    ledger, project,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};
use tests::{
    app::operator,
    db,
    program::program,
    sheets::{line, list},
};

/// How often the program is killed.
const KILLS: u32 = 50;
/// Rows of each list.
const ROWS: u64 = 60;

fn leitstand(url: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .env_clear()
        .env("LEITSTAND_DATA_DIR", folder)
        .env("LEITSTAND_DATABASE_URL", url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Reads the list of an attempt; gives the number of its import.
fn previewed(url: &str, folder: &Path, attempt: u32) -> i64 {
    let number = |row: u64| format!("K-{attempt}-{row}");
    let lines = (0..ROWS).map(|row| line(&number(row), &format!("Projekt {attempt}/{row}"), 100.0)).collect();
    let file = folder.join(format!("Liste-{attempt}.xlsx"));
    std::fs::write(&file, list("30.09.2022", lines).xlsx()).expect("a list");
    let file = file.to_str().expect("a path");
    let output = leitstand(url, folder, &["import", "preview", "--json", file])
        .stdout(Stdio::piped())
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "the list is read");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    said["id"].as_i64().expect("a number")
}

/// How many projects and entries of an attempt there are.
async fn there(db: &Db, attempt: u32) -> (u64, u64) {
    let projects = project::record::Entity::find()
        .filter(project::record::Column::Number.starts_with(format!("K-{attempt}-")))
        .all(db.read())
        .await
        .expect("projects");
    let ids: Vec<i64> = projects.iter().map(|project| project.id).collect();
    let entries = ledger::record::Entity::find()
        .filter(ledger::record::Column::ProjectId.is_in(ids))
        .filter(ledger::record::Column::Kind.eq("granted"))
        .count(db.read())
        .await
        .expect("entries");
    (projects.len() as u64, entries)
}

#[tokio::test]
async fn killed_at_any_instant_an_import_is_wholly_in_or_wholly_out() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let database = db::fresh().await;
    let url = database.url.as_str();
    // how long it takes when nobody kills it
    let id = previewed(url, folder.path(), 0).to_string();
    let began = Instant::now();
    let done = leitstand(url, folder.path(), &["import", "apply", &id]).status().expect("the program starts");
    let takes = began.elapsed();
    assert!(done.success());
    // Knuth's generator: the instants differ, the run can be repeated
    let mut random: u64 = 20_261_122;
    let (mut in_, mut out) = (0, 0);
    for attempt in 1..=KILLS {
        let id = previewed(url, folder.path(), attempt);
        let mut running =
            leitstand(url, folder.path(), &["import", "apply", &id.to_string()]).spawn().expect("the program starts");
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = takes.mul_f64((random >> 40) as f64 / f64::from(1 << 24));
        std::thread::sleep(after);
        // SIGKILL: nothing of ours runs any more
        running.kill().expect("killed");
        running.wait().expect("gone");
        let db = Db::open(url).await.expect("the database opens");
        let state = detail(&db, &operator(), id).await.expect("the import").line.state;
        match (state, there(&db, attempt).await) {
            (State::Applied, (ROWS, ROWS)) => in_ += 1,
            (State::Ready | State::AwaitingRelease, (0, 0)) => out += 1,
            other => panic!("attempt {attempt}, killed after {after:?}: {other:?}"),
        }
        let verdict = entity::audit::verify(db.read()).await.expect("the chain");
        assert_eq!(verdict.fault, None, "attempt {attempt}, killed after {after:?}");
        drop(db);
        if state != State::Applied && attempt % 10 == 0 {
            // it can be gone on with
            let again = leitstand(url, folder.path(), &["import", "apply", &id.to_string()]).status();
            assert!(again.expect("the program starts").success(), "attempt {attempt}");
            let db = Db::open(url).await.expect("the database opens");
            assert_eq!(there(&db, attempt).await, (ROWS, ROWS));
        }
    }
    println!("killed {KILLS} times within {takes:?}: {in_} imports in, {out} out, none in between");
    assert!(out > 0, "it was never killed in time");
}
