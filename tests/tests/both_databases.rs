//! One story on whichever database this run is about: SQLite and PostgreSQL must tell it to the same cent and in the
//! same order. Every number stands here in full, so that the two runs cannot agree on something wrong.
use chrono::TimeDelta;
use entity::{
    import_run::State,
    ledger::{Kind, Source, change::Record},
    money::Cents,
    project::find::{Filter, Sort, list},
    viewpoint::Viewpoint,
};
use tests::{
    TestApp,
    app::operator,
    make::{day, euros},
    page::plain,
    sheets::{self, line},
};

async fn figure(app: &TestApp, view: &str) -> String {
    let answer = app.get(&format!("/zahl/granted.programme{view}")).await.expect(200);
    plain(&answer.page().text(".figure-amount"))
}

#[tokio::test]
async fn from_the_list_to_the_figures_and_back_in_time() {
    let app = TestApp::new().await;
    app.set_clock("2022-10-04T08:00:00Z");
    let one = app.as_role("ministry_budget").await;
    // a list comes in
    let bytes = sheets::list(
        "30.09.2022",
        vec![
            line("34.02.01-0003/20", "Zebrastreifen", 0.1),
            line("34.02.01-0001/20", "Ökostrom", 1_234_567.89),
            line("34.02.01-0002/20", "ähnlich wie Äpfel", 0.2).in_region("Südwestfalen"),
            line("34.02.01-0004/20", "Apfel", 76_543_210.98).in_region("OWL"),
        ],
    )
    .xlsx();
    let uploaded = one.upload("/importe", "Liste.xlsx", &bytes, &[]).await.expect(303);
    app.work().await;
    let address = uploaded.location().expect("its page");
    let version =
        |page: tests::page::Page, step: &str| page.version_of(&format!("{address}/{step}")).expect("a button");
    let asked = version(one.get(&address).await.page(), "uebernehmen");
    let _ = one.post(&format!("{address}/uebernehmen"), &[("version", &asked), ("rows", "all")]).await.expect(303);
    app.advance(TimeDelta::days(1));
    let two = app.as_role("ministry_budget").await;
    let freed = version(two.get(&address).await.page(), "freigeben");
    let _ = two.post(&format!("{address}/freigeben"), &[("version", &freed)]).await.expect(303);
    let id: i64 = address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
    let run = entity::import_run::find::detail(&app.db, &operator(), id).await.expect("the run");
    assert_eq!(run.line.state, State::Applied);
    // 0.10 + 1,234,567.89 + 0.20 + 76,543,210.98
    assert_eq!(figure(&app, "").await, "77.777.779,17 €");
    // before its day there was nothing, before it was released nobody knew
    assert_eq!(figure(&app, "?stand=2022-09-29").await, "unbekannt");
    assert_eq!(figure(&app, "?stand=2022-09-30").await, "77.777.779,17 €");
    assert_eq!(figure(&app, "?bekannt=2022-10-04").await, "unbekannt");
    assert_eq!(figure(&app, "?bekannt=2022-10-05").await, "77.777.779,17 €");

    // somebody pays by hand, somebody corrects it a month later
    app.set_clock("2022-11-15T08:00:00Z");
    let pay = Record {
        number: "34.02.01-0001/20".into(),
        kind: Kind::Paid,
        source: Source::Programme,
        cents: Some(euros("234.567,89")),
        value_date: day("2022-11-14"),
        year: Some(2022),
        reference: Some("AO 17/2022".into()),
        reverses: None,
    };
    let paid =
        entity::ledger::change::record(&app.db, &operator(), app.now(), pay.clone()).await.expect("an entry").entry.id;
    app.set_clock("2022-12-15T08:00:00Z");
    let back = Record { cents: None, reverses: Some(paid), value_date: app.now().today, ..pay.clone() };
    entity::ledger::change::record(&app.db, &operator(), app.now(), back).await.expect("a counter-entry");
    let right = Record { cents: Some(euros("234.567,98")), value_date: day("2022-11-14"), ..pay.clone() };
    entity::ledger::change::record(&app.db, &operator(), app.now(), right).await.expect("an entry");
    let paid = async |view: &str| {
        let answer = app.get(&format!("/zahl/paid.programme{view}")).await.expect(200);
        plain(&answer.page().text(".figure-amount"))
    };
    assert_eq!(paid("").await, "234.567,98 €");
    assert_eq!(paid("?stand=2022-11-13").await, "unbekannt");
    assert_eq!(paid("?stand=2022-11-14").await, "234.567,98 €", "valid then, as known today");
    assert_eq!(paid("?bekannt=2022-11-30").await, "234.567,89 €", "as known before the correction");
    assert_eq!(paid("?stand=2022-11-14&bekannt=2022-11-30").await, "234.567,89 €");
    // an entry cannot be taken back twice
    let twice = Record { cents: None, reverses: Some(paid_id(&app).await), ..pay };
    assert!(entity::ledger::change::record(&app.db, &operator(), app.now(), twice).await.is_err());

    // sums by region, in their order
    let regions = app.get("/regionen").await.expect(200);
    let text = plain(&regions.page().main());
    let places: Vec<Option<usize>> =
        ["Ostwestfalen-Lippe", "Aachen", "Emscher-Lippe", "Soest/Südwestfalen", "Bergisches Städtedreieck"]
            .iter()
            .map(|name| text.find(name))
            .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {text}");

    // the order of lists is German on both, ties by key
    let titles = |sort| {
        let (db, now) = (app.db.clone(), app.now());
        async move {
            let view = Viewpoint::now(&now);
            let page = list(&db, &operator(), view, &Filter::default(), sort, 1, 50).await.expect("a list");
            page.items.into_iter().map(|line| line.title).collect::<Vec<_>>()
        }
    };
    assert_eq!(titles(Sort::Title).await, ["ähnlich wie Äpfel", "Apfel", "Ökostrom", "Zebrastreifen"]);
    assert_eq!(titles(Sort::Number).await, ["Ökostrom", "ähnlich wie Äpfel", "Zebrastreifen", "Apfel"]);
    assert_eq!(titles(Sort::Granted).await, ["Apfel", "Ökostrom", "ähnlich wie Äpfel", "Zebrastreifen"]);
    assert_eq!(titles(Sort::Paid).await[0], "Ökostrom");

    // and the chain over all of it holds
    assert_eq!(entity::audit::verify(app.db.read()).await.expect("walked").fault, None);
}

async fn paid_id(app: &TestApp) -> i64 {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let entry = entity::ledger::record::Entity::find()
        .filter(entity::ledger::record::Column::Kind.eq(Kind::Paid.key()))
        .order_by_asc(entity::ledger::record::Column::Id)
        .one(app.db.read())
        .await
        .expect("the ledger")
        .expect("the first payment");
    assert_eq!(entry.amount_cents, Cents(23_456_789));
    entry.id
}

#[tokio::test]
async fn sums_are_whole_numbers_even_where_they_are_huge() {
    let app = TestApp::new().await;
    // beyond 2^53 cents a floating-point number would lose them
    for amount in ["45.000.000.000.000,01", "45.000.000.000.000,02", "0,04"] {
        tests::make::a_project().in_region("aachen").granted(amount).build(&app).await;
    }
    assert_eq!(figure(&app, "").await, "90.000.000.000.000,07 €");
}

#[tokio::test]
async fn instants_keep_their_microseconds() {
    let app = TestApp::new().await;
    app.advance(TimeDelta::microseconds(123_456));
    tests::make::a_project().numbered("P-1").build(&app).await;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let project = entity::project::record::Entity::find()
        .filter(entity::project::record::Column::Number.eq("P-1"))
        .one(app.db.read())
        .await
        .expect("the projects")
        .expect("P-1");
    assert_eq!(project.created_at, app.now().instant);
    assert_eq!(project.created_at.timestamp_subsec_micros(), 123_456);
}

#[tokio::test]
async fn two_who_ask_at_the_same_time_get_one_yes() {
    let app = TestApp::new().await;
    let number = tests::make::a_project().in_region("aachen").build(&app).await;
    let moves: Vec<_> = (0..6)
        .map(|_| {
            let (db, now, number) = (app.db.clone(), app.now(), number.clone());
            tokio::spawn(async move {
                let command = entity::project::change::Move {
                    number,
                    version: 1,
                    to: entity::project::lifecycle::Lifecycle::Paused,
                    effective: now.today,
                    reason: "Probe".into(),
                };
                entity::project::change::transition(&db, &operator(), now, command).await
            })
        })
        .collect();
    let (mut done, mut stale) = (0, 0);
    for one in moves {
        match one.await.expect("no panic") {
            Ok(_) => done += 1,
            Err(entity::refusal::Refusal::Stale) => stale += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((done, stale), (1, 5));
}
