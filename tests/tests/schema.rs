//! Entities and tables fit each other on both databases; migrations go up, down and up again; facts cannot be
//! changed, not even past the program.
use entity::{
    account, adoption, approval, audit, authority, check, cofunding, grant, import_run, interest, job, ledger,
    municipality, origin, parameter, programme, project, published, recovery, region, session, settlement, solution,
    transfer, vocabulary,
};
use migration::{Migrator, MigratorTrait, SchemaManager, dialect};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, IdenStatic, Iterable, QuerySelect, Statement,
    TransactionTrait,
};
use std::collections::{BTreeMap, BTreeSet};
use tests::{
    TestApp,
    app::operator,
    db::{self, Backend},
    make::a_project,
};

/// Reads all columns of an entity; gives its table and their names.
async fn columns<E: EntityTrait>(connection: &DatabaseConnection, entity: E) -> (String, BTreeSet<String>) {
    let read = E::find().limit(3).all(connection).await;
    assert!(read.is_ok(), "{}: {:?}", entity.table_name(), read.err());
    (entity.table_name().to_owned(), E::Column::iter().map(|column| column.as_str().to_owned()).collect())
}

/// Every entity with its columns.
async fn entities(connection: &DatabaseConnection) -> BTreeMap<String, BTreeSet<String>> {
    let c = connection;
    BTreeMap::from([
        columns(c, account::record::Entity).await,
        columns(c, account::role::Entity).await,
        columns(c, adoption::record::Entity).await,
        columns(c, adoption::record::reply::Entity).await,
        columns(c, audit::Entity).await,
        columns(c, audit::head::Entity).await,
        columns(c, authority::Entity).await,
        columns(c, import_run::file::Entity).await,
        columns(c, import_run::finding::Entity).await,
        columns(c, import_run::item::Entity).await,
        columns(c, import_run::memory::Entity).await,
        columns(c, import_run::profile::Entity).await,
        columns(c, import_run::sheet::Entity).await,
        columns(c, import_run::record::Entity).await,
        columns(c, import_run::release::Entity).await,
        columns(c, import_run::row::Entity).await,
        columns(c, interest::attempt::Entity).await,
        columns(c, interest::record::Entity).await,
        columns(c, job::record::Entity).await,
        columns(c, approval::proposal::Entity).await,
        columns(c, approval::record::Entity).await,
        columns(c, check::overriding::record::Entity).await,
        columns(c, cofunding::record::Entity).await,
        columns(c, grant::case::Entity).await,
        columns(c, grant::decision::Entity).await,
        columns(c, grant::notice::Entity).await,
        columns(c, grant::memo::record::Entity).await,
        columns(c, grant::plan_item::Entity).await,
        columns(c, grant::tranche::Entity).await,
        columns(c, ledger::close::record::Entity).await,
        columns(c, ledger::close::sum::Entity).await,
        columns(c, ledger::record::Entity).await,
        columns(c, parameter::record::Entity).await,
        columns(c, recovery::claim::Entity).await,
        columns(c, recovery::payment::Entity).await,
        columns(c, recovery::interest_set::Entity).await,
        columns(c, recovery::plan::Entity).await,
        columns(c, recovery::instalment::Entity).await,
        columns(c, recovery::write_off::Entity).await,
        columns(c, recovery::reversal::Entity).await,
        columns(c, recovery::resumption::Entity).await,
        columns(c, municipality::fact::Entity).await,
        columns(c, municipality::record::Entity).await,
        columns(c, origin::Entity).await,
        columns(c, programme::period::Entity).await,
        columns(c, programme::record::Entity).await,
        columns(c, programme::target::Entity).await,
        columns(c, project::fact::Entity).await,
        columns(c, project::record::Entity).await,
        columns(c, project::region_link::Entity).await,
        columns(c, published::Entity).await,
        columns(c, region::alias::Entity).await,
        columns(c, region::member::Entity).await,
        columns(c, region::record::Entity).await,
        columns(c, settlement::draw::answer::Entity).await,
        columns(c, settlement::draw::used::record::Entity).await,
        columns(c, settlement::draw::record::Entity).await,
        columns(c, settlement::proof::item::Entity).await,
        columns(c, settlement::proof::record::Entity).await,
        columns(c, settlement::review::item::Entity).await,
        columns(c, settlement::review::record::Entity).await,
        columns(c, session::attempt::Entity).await,
        columns(c, session::record::Entity).await,
        columns(c, session::token::Entity).await,
        columns(c, solution::asking::record::Entity).await,
        columns(c, solution::picture::record::Entity).await,
        columns(c, solution::picture::removal::record::Entity).await,
        columns(c, solution::project_link::Entity).await,
        columns(c, solution::record::Entity).await,
        columns(c, solution::record::address::Entity).await,
        columns(c, solution::record::sheet::Entity).await,
        columns(c, solution::record::step::Entity).await,
        columns(c, transfer::weights::record::Entity).await,
        columns(c, vocabulary::mapping::Entity).await,
        columns(c, vocabulary::term::Entity).await,
    ])
}

/// Every table with its columns, as the database says it; the migrations' own table left out.
async fn tables(connection: &DatabaseConnection) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match db::backend() {
        Backend::Sqlite => {
            "select m.name as t, c.name as c from sqlite_master m join pragma_table_info(m.name) c \
             where m.type = 'table' and m.name not like 'sqlite_%'"
        }
        Backend::Postgres => {
            "select table_name::text as t, column_name::text as c from information_schema.columns \
             where table_schema = 'public'"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in connection.query_all_raw(statement).await.expect("the catalogue") {
        let (table, column): (String, String) = (row.try_get("", "t").expect("t"), row.try_get("", "c").expect("c"));
        found.entry(table).or_default().insert(column);
    }
    found.remove("seaql_migrations");
    found
}

#[tokio::test]
async fn every_table_has_its_entity_and_every_column_its_field() {
    let app = TestApp::new().await;
    let connection = app.db.read();
    let (entities, tables) = (entities(connection).await, tables(connection).await);
    let names = |map: &BTreeMap<String, BTreeSet<String>>| map.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&entities), names(&tables), "entities and tables");
    for (table, columns) in &tables {
        assert_eq!(&entities[table], columns, "columns of {table}");
    }
}

#[tokio::test]
async fn migrations_go_down_and_up_again() {
    let fresh = db::empty().await;
    let db = fresh.open().await;
    let connection = db.housekeeping();
    Migrator::up(connection, None).await.expect("up");
    let first = tables(connection).await;
    assert!(first.len() > 30, "{first:?}");
    // one by one, as somebody who must go back a version would
    for step in 0..Migrator::migrations().len() {
        Migrator::down(connection, Some(1)).await.unwrap_or_else(|error| panic!("down, step {step}: {error}"));
    }
    assert_eq!(tables(connection).await, BTreeMap::new(), "nothing is left");
    Migrator::up(connection, None).await.expect("up again");
    assert_eq!(tables(connection).await, first);
    // a second time changes nothing
    Migrator::up(connection, None).await.expect("nothing to do");
    server::seed::frame(&db, tests::app::START.parse().map(entity::clock::Now::at).expect("an instant"))
        .await
        .expect("and the frame fits in");
}

#[tokio::test]
async fn a_check_that_is_not_there_is_not_rewritten() {
    let fresh = db::empty().await;
    let db = fresh.open().await;
    let connection = db.housekeeping();
    Migrator::up(connection, None).await.expect("up");
    let of = ("claim_reversal", "reason");
    let tx = connection.begin().await.expect("a transaction");
    let done = dialect::recheck(&SchemaManager::new(&tx), of, "reason <> 'x'", "reason <> 'y'").await;
    let _ = done.expect_err("there is no such check");
    tx.rollback().await.expect("as it was");
    let of = ("claim_reversal", "fact");
    let tx = connection.begin().await.expect("a transaction");
    let before = "fact in ('claim', 'payment', 'interest', 'instalments')";
    dialect::recheck(&SchemaManager::new(&tx), of, before, "fact in ('claim')").await.expect("it is there");
    let row = "insert into claim_reversal (claim_id, fact, fact_id, reason, recorded_at, audit_id) \
               values (1, 'payment', 1, 'x', '2026-01-01T00:00:00+00:00', 1)";
    let refused = tx.execute_unprepared(row).await.expect_err("another check holds");
    assert!(refused.to_string().to_lowercase().contains("check"), "{refused}");
    tx.rollback().await.expect("as it was");
}

#[tokio::test]
async fn facts_cannot_be_changed_or_deleted() {
    let app = TestApp::new().await;
    a_project().in_region("aachen").granted("100,00").build(&app).await;
    let solution = solution_with_adoption(&app).await;
    assert!(solution > 0);
    let connection = app.db.housekeeping();
    for (table, column, value) in [
        ("ledger_entry", "amount_cents", "1"),
        ("project_fact", "value", "'x'"),
        ("adoption", "reason", "'x'"),
        ("origin", "raw", "'x'"),
        ("municipality_fact", "value", "'x'"),
        ("audit", "actor", "'x'"),
    ] {
        let count = format!("select count(*) as n from {table}");
        let statement = Statement::from_string(connection.get_database_backend(), count);
        let row = connection.query_one_raw(statement.clone()).await.expect("a count").expect("a row");
        let before: i64 = row.try_get("", "n").expect("n");
        assert!(before > 0, "{table} has rows to protect");
        let emptied = connection.get_database_backend() == DatabaseBackend::Postgres;
        let changed = [format!("update {table} set {column} = {value}"), format!("delete from {table}")];
        for sql in changed.into_iter().chain(emptied.then(|| format!("truncate {table} cascade"))) {
            let refused = connection.execute_unprepared(&sql).await.expect_err(&sql);
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
        let row = connection.query_one_raw(statement).await.expect("a count").expect("a row");
        assert_eq!(row.try_get::<i64>("", "n").expect("n"), before, "{table}");
    }
}

#[tokio::test]
async fn every_table_of_facts_refuses_to_be_emptied() {
    let app = TestApp::new().await;
    let connection = app.db.housekeeping();
    let sql = match db::backend() {
        // no statement empties a table past the triggers of rows: there each has both
        Backend::Sqlite => {
            "select m.name as t from sqlite_master m where m.type = 'trigger' and m.name like '%_no_update' \
             and not exists (select 1 from sqlite_master o where o.name = m.tbl_name || '_no_delete')"
        }
        Backend::Postgres => {
            "select distinct c.relname::text as t from pg_trigger g join pg_class c on c.oid = g.tgrelid \
             where g.tgfoid = 'refuse_change'::regproc and not exists (select 1 from pg_trigger o \
             where o.tgrelid = c.oid and o.tgtype & 32 = 32)"
        }
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let open: Vec<String> = connection
        .query_all_raw(statement)
        .await
        .expect("the catalogue")
        .into_iter()
        .map(|row| row.try_get("", "t").expect("a table"))
        .collect();
    assert_eq!(open, Vec::<String>::new());
}

/// A solution and a municipality that uses it, written past the pages: nothing else is needed here.
async fn solution_with_adoption(app: &TestApp) -> i64 {
    let write = app.db.write(app.now(), &operator()).await.expect("a write");
    let text = "insert into solution (slug, name, sample, sort_name, recorded_at, version) values \
                ('probe', 'Probe', true, '', '2026-01-01T00:00:00+00:00', 1)";
    write.tx().execute_unprepared(text).await.expect("a solution");
    let origin = origin::entry(&write).await.expect("an origin");
    let text = format!(
        "insert into adoption (solution_id, ags, state, valid_on, recorded_at, origin_id, audit_id, sample) values \
         ((select id from solution where slug = 'probe'), '05334002', 'productive', '2026-01-01', \
         '2026-01-01T00:00:00+00:00', {origin}, 1, true)"
    );
    write.tx().execute_unprepared(&text).await.expect("an adoption");
    let entry = audit::Entry {
        action: "test.solution",
        subject: "solution",
        subject_id: "probe".into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("kept");
    origin
}

#[tokio::test]
async fn the_tables_hold_what_the_program_would_refuse() {
    let app = TestApp::new().await;
    a_project().numbered("P-1").in_region("aachen").granted("100,00").build(&app).await;
    let connection = app.db.housekeeping();
    for (what, sql) in [
        (
            "a second project with the number",
            "insert into project (programme_id, number, title, lifecycle, transfer, sample, search_text, sort_title, created_at, updated_at, version) select programme_id, number, title, lifecycle, transfer, sample, search_text, sort_title, created_at, updated_at, version from project where number = 'P-1'",
        ),
        (
            "a kind of money that does not exist",
            "insert into ledger_entry (programme_id, kind, source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id) select programme_id, 'presents', source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id from ledger_entry",
        ),
        (
            "an entry of a project that does not exist",
            "insert into ledger_entry (programme_id, project_id, kind, source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id) select programme_id, 4711, kind, source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id from ledger_entry",
        ),
        (
            "a ceiling of a project",
            "insert into ledger_entry (programme_id, project_id, kind, source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id) select programme_id, project_id, 'ceiling', source, amount_cents, precision, value_date, recorded_at, origin_id, sample, audit_id from ledger_entry where project_id is not null",
        ),
        ("an origin in a cell without a cell", "insert into origin (kind) values ('cell')"),
        (
            "a role that does not exist",
            "insert into role_assignment (account_id, role, granted_at) values (1, 'king', '2026-01-01T00:00:00+00:00')",
        ),
        ("a project that facts stand on, gone", "delete from project where number = 'P-1'"),
    ] {
        let done = connection.execute_unprepared(sql).await;
        assert!(done.is_err(), "{what} was taken");
    }
}
