//! Whether the program says truly that it lives, that it may be sent requests, and that its database is gone.
use sea_orm::{ConnectionTrait, Database, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tests::{
    TestApp,
    app::PASSWORD,
    db::{self, Backend},
};

#[tokio::test]
async fn it_lives_and_is_ready() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/healthz").await.expect(200).text(), "ok\n");
    assert_eq!(app.get("/readyz").await.expect(200).text(), "ok\n");
}

#[tokio::test]
async fn without_tables_it_lives_but_is_not_ready() {
    let app = TestApp::on(db::empty().await, |_| {}).await;
    let _ = app.get("/healthz").await.expect(200);
    let answer = app.get("/readyz").await.expect(503);
    assert!(answer.text().contains("nicht auf dem Stand"), "{}", answer.text());
    // a page is no blank screen and no stack trace
    let page = app.get("/projekte").await;
    assert!(page.status.is_server_error(), "{}", page.status);
    assert_eq!(page.page().heading(), "Das hat gerade nicht geklappt");
    assert!(!page.text().contains("no such table") && !page.text().contains("relation"), "{}", page.text());
}

/// PostgreSQL: the server throws everybody out and lets nobody in.
#[tokio::test]
async fn a_database_that_is_gone_is_said_and_comes_back() {
    if db::backend() == Backend::Sqlite {
        // a file that is open does not go away; the next test is about what does happen to files
        return;
    }
    let app = TestApp::new().await;
    let _ = app.get("/").await.expect(200);
    app.fresh().take_away().await;
    let red = app.get("/readyz").await.expect(503);
    assert!(red.text().contains("antwortet nicht"), "{}", red.text());
    let _ = app.get("/healthz").await.expect(200);
    let gone = app.get("/projekte").await.expect(503);
    assert_eq!(gone.page().heading(), "Der Leitstand ist gerade nicht erreichbar");
    assert_eq!(gone.header("retry-after").as_deref(), Some("30"));
    let gone = app.visitor().sign_in("irgendwer", PASSWORD).await.expect(503);
    assert!(!gone.text().contains("sqlx") && !gone.text().contains("postgres"), "{}", gone.text());
    app.fresh().give_back().await;
    let _ = app.get("/readyz").await.expect(200);
    let _ = app.get("/projekte").await.expect(200);
}

/// SQLite: another program holds the file for writing longer than we wait.
#[tokio::test]
async fn a_locked_file_stops_writing_not_reading() {
    if db::backend() == Backend::Postgres {
        return;
    }
    let app = TestApp::new().await;
    let name = app.account("auditor", None).await;
    let other = Database::connect(&app.fresh().url).await.expect("a second program");
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let held = other.begin_with_options(options).await.expect("the lock");
    held.execute_unprepared("update job set done = done").await.expect("a write under way");
    let visitor = app.visitor();
    let refused = visitor.sign_in(&name, PASSWORD).await.expect(503);
    assert!(refused.page().heading().len() > 10, "{}", refused.text());
    let _ = app.get("/projekte").await.expect(200);
    held.rollback().await.expect("the other program lets go");
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn figures_for_monitoring_are_not_on_the_public_address() {
    let app = TestApp::new().await;
    let _ = app.get("/metrics").await.expect(404);
}
