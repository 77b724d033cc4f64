//! The audit trail's chain holds, and breaks where somebody tampers, even with the owner's rights on the database.
use entity::audit::{Verdict, verify};
use sea_orm::ConnectionTrait;
use tests::{
    TestApp,
    db::{self, Backend},
    make::a_project,
};

async fn verdict(app: &TestApp) -> Verdict {
    verify(app.db.read()).await.expect("the chain is walked")
}

/// Does what the tables refuse: the owner of a database can always take the triggers away.
async fn tamper(app: &TestApp, table: &str, sql: &str) {
    let on = if db::backend() == Backend::Postgres { format!(" on {table}") } else { String::new() };
    for verb in ["update", "delete"] {
        let drop = format!("drop trigger if exists {table}_no_{verb}{on}");
        app.db.housekeeping().execute_unprepared(&drop).await.expect("the owner may");
    }
    let done = app.db.housekeeping().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert!(done.rows_affected() > 0, "{sql}");
}

/// A chain with a few rows; gives the audit row of the last project.
async fn app_with_a_chain() -> (TestApp, i64) {
    let app = TestApp::new().await;
    a_project().numbered("P-1").in_region("aachen").granted("100,00").build(&app).await;
    a_project().numbered("P-2").in_region("aachen").granted("200,00").paid("50,00").build(&app).await;
    let last = app.last_audit().await.id;
    app.as_role("auditor").await;
    (app, last)
}

#[tokio::test]
async fn an_untouched_chain_holds() {
    let (app, _) = app_with_a_chain().await;
    let verdict = verdict(&app).await;
    assert_eq!(verdict.fault, None);
    assert_eq!(verdict.rows, app.audit_rows().await);
    assert!(verdict.facts >= 7, "{verdict:?}");
}

#[tokio::test]
async fn tampering_is_found_and_named() {
    type Trick = (&'static str, &'static str, fn(i64) -> String);
    let tricks: [Trick; 7] = [
        ("an amount", "ledger_entry", |id| {
            format!("update ledger_entry set amount_cents = 1 where audit_id = {id} and kind = 'paid'")
        }),
        ("an entry less", "ledger_entry", |id| {
            format!("delete from ledger_entry where audit_id = {id} and kind = 'paid'")
        }),
        ("a statement", "project_fact", |id| {
            format!("update project_fact set value = 'closed' where audit_id = {id} and field = 'status'")
        }),
        ("a statement under another row", "project_fact", |id| {
            format!("update project_fact set audit_id = {} where audit_id = {id} and field = 'status'", id - 1)
        }),
        ("who did it", "audit", |id| format!("update audit set actor = 'Niemand' where id = {id}")),
        ("what was done", "audit", |id| format!("update audit set detail = '{{}}' where id = {id}")),
        ("a row less", "audit", |id| format!("delete from audit where id = {id}")),
    ];
    for (what, table, sql) in tricks {
        let (app, last) = app_with_a_chain().await;
        tamper(&app, table, &sql(last)).await;
        let fault = verdict(&app).await.fault.unwrap_or_else(|| panic!("{what}: not found"));
        // a statement moved to the row before is found there
        let named = if what.ends_with("another row") { last - 1 } else { last };
        assert!(fault.starts_with(&format!("audit {named}:")), "{what}: {fault}");
    }
}

/// What each column of an entry, and of the trail, becomes; the key and the reference to the trail are told by others.
const ENTRY: &[(&str, &str)] = &[
    ("programme_id", "programme_id + 1"),
    ("project_id", "project_id + 1"),
    ("region_id", "region_id + 1"),
    ("kind", "'spent'"),
    ("source", "'own_share'"),
    ("amount_cents", "amount_cents + 1"),
    ("precision", "'euro'"),
    ("value_date", "'2001-02-03'"),
    ("budget_year", "2001"),
    ("reference", "'x'"),
    ("recorded_at", "'2001-02-03T04:05:06+00:00'"),
    ("recorded_by", "4711"),
    ("origin_id", "origin_id + 1"),
    ("reverses_id", "id"),
    ("sample", "not sample"),
    ("case_id", "4711"),
    ("authority_id", "4711"),
    ("stems_from", "2001"),
];
const TRAIL: &[(&str, &str)] = &[
    ("at", "'2001-02-03T04:05:06+00:00'"),
    ("account_id", "4711"),
    ("actor", "actor || '.'"),
    ("action", "action || '.'"),
    ("subject", "subject || '.'"),
    ("subject_id", "subject_id || '.'"),
    ("detail", "detail || ' '"),
    ("reason", "'x'"),
    ("previous_hash", "hash"),
    ("hash", "upper(hash)"),
];

#[tokio::test]
async fn every_column_that_changes_is_found() {
    use sea_orm::{Iden, Iterable, TransactionTrait};
    let (app, last) = app_with_a_chain().await;
    let columns: Vec<String> = entity::ledger::record::Column::iter().map(|column| column.to_string()).collect();
    let trail: Vec<String> = entity::audit::Column::iter().map(|column| column.to_string()).collect();
    let named = |tricks: &[(&str, &str)], more: &[&str]| {
        let mut names: Vec<String> = tricks.iter().map(|(name, _)| (*name).to_owned()).collect();
        names.extend(more.iter().map(|name| (*name).to_owned()));
        names.sort();
        names
    };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(columns), named(ENTRY, &["id", "audit_id"]), "a new column needs a line here");
    assert_eq!(sorted(trail), named(TRAIL, &["id"]), "a new column needs a line here");
    let entry = format!("audit_id = {last} and kind = 'paid'");
    let row = format!("id = {last}");
    for (table, tricks, which) in [("ledger_entry", ENTRY, entry), ("audit", TRAIL, row)] {
        for (column, value) in tricks {
            // never kept, so that the next change is the only one
            let write = app.db.housekeeping().begin().await.expect("a transaction");
            let aside: &[String] = &match db::backend() {
                Backend::Postgres => vec!["set local session_replication_role = replica".to_owned()],
                Backend::Sqlite => vec![
                    "pragma defer_foreign_keys = on".to_owned(),
                    format!("drop trigger if exists {table}_no_update"),
                ],
            };
            for sql in aside {
                write.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            let sql = format!("update {table} set {column} = {value} where {which}");
            let done = write.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            assert_eq!(done.rows_affected(), 1, "{sql}");
            let verdict = verify(&write).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            assert!(verdict.fault.is_some(), "{sql}: not found");
            write.rollback().await.expect("taken back");
        }
    }
    assert_eq!(verdict(&app).await.fault, None, "all of it was taken back");
}

#[tokio::test]
async fn a_chain_cut_at_its_end_is_found() {
    let (app, _) = app_with_a_chain().await;
    let end = app.last_audit().await.id;
    tamper(&app, "audit", &format!("delete from audit where id = {end}")).await;
    let fault = verdict(&app).await.fault.expect("found");
    assert!(fault.contains("das Ende der Kette fehlt"), "{fault}");
}

#[tokio::test]
async fn a_row_with_a_hash_of_its_own_does_not_fit_the_next() {
    let (app, last) = app_with_a_chain().await;
    let hash = "0".repeat(64);
    tamper(&app, "audit", &format!("update audit set hash = '{hash}' where id = {last}")).await;
    assert!(verdict(&app).await.fault.expect("found").starts_with(&format!("audit {last}:")));
}

#[tokio::test]
async fn what_is_not_committed_leaves_no_trace() {
    let app = TestApp::new().await;
    let before = app.audit_rows().await;
    {
        let write = app.db.write(app.now(), &tests::app::operator()).await.expect("a write");
        entity::origin::entry(&write).await.expect("an origin");
    }
    assert_eq!(app.audit_rows().await, before);
    a_project().build(&app).await;
    assert_eq!(verdict(&app).await.fault, None);
}

#[tokio::test]
async fn writers_at_the_same_time_make_one_chain() {
    let app = std::sync::Arc::new(TestApp::new().await);
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (db, now) = (app.db.clone(), app.now());
            tokio::spawn(async move { a_project().in_region("aachen").granted("1,00").build_in(&db, now).await })
        })
        .collect();
    let before = app.audit_rows().await;
    for writer in writers {
        writer.await.expect("a project");
    }
    assert!(app.audit_rows().await > before);
    assert_eq!(verdict(&app).await.fault, None);
}
