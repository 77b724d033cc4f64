//! Money of a list becomes binding by a second person, held by the database as well.
use entity::import_run::{State, change, find::detail, release};
use http::Method;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::a_project,
    sheets::{Line, line, list},
};

/// Uploads a list and reads it; gives its number.
async fn uploaded(app: &TestApp, who: &Visitor, day: &str, lines: Vec<Line>) -> i64 {
    let answer = who.upload("/api/v1/imports", "Liste.xlsx", &list(day, lines).xlsx(), &[]).await.expect(202).json();
    app.work().await;
    answer["id"].as_i64().expect("a number")
}

async fn step(who: &Visitor, id: i64, step: &str) -> Answer {
    let address = format!("/api/v1/imports/{id}");
    let tag = who.get(&address).await.expect(200).header("etag");
    let body = (step == "apply").then(|| serde_json::json!({"rows": "all"}));
    who.call(http::Method::POST, &format!("{address}/{step}"), body, tag.as_deref()).await
}

async fn state(app: &TestApp, id: i64) -> State {
    detail(&app.db, &operator(), id).await.expect("the run").line.state
}

async fn two(app: &TestApp) -> (Visitor, Visitor) {
    (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await)
}

async fn sound(app: &TestApp) {
    assert_eq!(entity::audit::verify(app.db.read()).await.expect("a walk").fault, None);
}

#[tokio::test]
async fn the_database_holds_the_second_person() {
    let app = TestApp::new().await;
    let (one, other) = two(&app).await;
    let id = uploaded(&app, &one, "30.09.2022", vec![line("AC-1", "Bürgerportal", 100_000.0)]).await;
    let _ = step(&one, id, "apply").await.expect(200);
    assert_eq!(state(&app, id).await, State::AwaitingRelease);
    assert_eq!(step(&one, id, "release").await.expect(422).json()["code"], "import.four_eyes");
    // neither without a release, nor by one of the same person, whoever asks and however
    let connection = app.db.housekeeping();
    let applied = format!("update import_run set state = 'applied', applied_by = requested_by where id = {id}");
    let refused = connection.execute_unprepared(&applied).await.expect_err(&applied).to_string();
    assert!(refused.contains("not released"), "{refused}");
    let same = format!(
        "insert into import_release (run_id, requested_by, requested_at, released_by, released_at, audit_id) \
         select id, requested_by, requested_at, requested_by, requested_at, 1 from import_run where id = {id}"
    );
    let refused = connection.execute_unprepared(&same).await.expect_err(&same).to_string();
    assert!(refused.to_lowercase().contains("check"), "{refused}");
    assert_eq!(state(&app, id).await, State::AwaitingRelease);
    let _ = step(&other, id, "release").await.expect(200);
    assert_eq!(state(&app, id).await, State::Applied);
    let row = release::Entity::find().one(app.db.read()).await.expect("the table").expect("a release");
    assert!(row.run_id == id && row.requested_by.is_some() && row.released_by.is_some());
    assert_ne!(row.requested_by, row.released_by);
    for sql in ["update import_release set released_by = requested_by", "delete from import_release"] {
        assert!(connection.execute_unprepared(sql).await.is_err(), "{sql}");
    }
    sound(&app).await;
}

#[tokio::test]
async fn a_list_without_money_needs_no_release_and_a_long_one_keeps_its_own() {
    let app = TestApp::new().await;
    let (one, other) = two(&app).await;
    a_project().numbered("AC-1").titled("Bürgerportal").in_region("aachen").granted("5,00").build(&app).await;
    let id = uploaded(&app, &one, "30.09.2022", vec![line("AC-1", "Bürgerportal neu", 5.0)]).await;
    let _ = step(&one, id, "apply").await.expect(200);
    assert_eq!(state(&app, id).await, State::Applied);
    assert_eq!(release::Entity::find().count(app.db.read()).await.expect("the table"), 0);
    // a long list waits for a job; what could not be carried out is asked for and released anew
    let lines = (0..1_001).map(|at| line(&format!("L-{at}"), &format!("Projekt {at}"), 1.0)).collect();
    let id = uploaded(&app, &one, "30.06.2020", lines).await;
    let _ = step(&one, id, "apply").await.expect(200);
    let _ = step(&other, id, "release").await.expect(200);
    assert_eq!(state(&app, id).await, State::Applying);
    change::put_back(&app.db, &operator(), app.now(), id).await.expect("put back");
    app.advance(chrono::TimeDelta::seconds(1));
    let _ = step(&other, id, "apply").await.expect(200);
    let _ = step(&one, id, "release").await.expect(200);
    app.work().await;
    assert_eq!(state(&app, id).await, State::Applied);
    assert_eq!(release::Entity::find().count(app.db.read()).await.expect("the table"), 2);
    sound(&app).await;
}

#[tokio::test]
async fn a_list_above_the_ceiling_says_so_before_and_nobody_grants_more_after_it() {
    let app = TestApp::new().await;
    let (one, other) = two(&app).await;
    let lines = vec![line("AC-1", "Bürgerportal", 90_000_000.0), line("AC-2", "Sensornetz", 1_000_000.01)];
    let id = uploaded(&app, &one, "30.09.2022", lines).await;
    // who releases it reads it first
    let page = other.get(&app::paths::import(id)).await.expect(200).page().main();
    assert!(page.contains("91.000.000,01") && page.contains("als das Programm hat"), "{page}");
    let _ = step(&one, id, "apply").await.expect(200);
    let _ = step(&other, id, "release").await.expect(200);
    // what the list tells stands in the books, R1 says so, and nothing more is granted
    let found = one.get("/api/v1/checks?rule=R1").await.expect(200).json();
    assert_eq!(found["items"][0]["severity"], "blocks", "{found}");
    let body = json!({"kind": "granted", "source": "programme", "amount": "0.01", "value_date": "2022-10-01"});
    let more = one.call(Method::POST, "/api/v1/projects/AC-1/ledger", Some(body), None).await.expect(422).json();
    assert_eq!(more["code"], "R1", "{more}");
    let _ = step(&other, id, "undo").await.expect(200);
    app.work().await;
    assert_eq!(state(&app, id).await, State::Undone);
    sound(&app).await;
}
