//! Taking an import back: untouched values are as before it, touched ones as somebody left them, and every row says how
//! it ended.
use entity::{
    import_run::{
        State, Undo,
        change::{Choice, carry_out, release, request},
        find::{detail, undone},
        undo::{preview, undo},
    },
    ledger::{self, Kind, Source},
    project::{self, change::Edit, field::Field},
};
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeMap;
use tests::{
    TestApp,
    app::operator,
    make::{a_project, booked},
    sheets::{Line, line, list},
};

/// Uploads a list and reads it.
async fn read(app: &TestApp, stand: &str, lines: Vec<Line>) -> i64 {
    let budget = app.as_role("ministry_budget").await;
    let bytes = list(stand, lines).xlsx();
    let answer = budget.upload("/importe", "Liste.xlsx", &bytes, &[("sender", "Projektbüro")]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

/// Applies what was read.
async fn apply(app: &TestApp, id: i64) {
    let (db, who, now) = (&app.db, operator(), app.now());
    if request(db, &who, now, id, None, Choice::All, None).await.expect("asked") == State::AwaitingRelease {
        release(db, &who, now, id, None).await.expect("released");
    }
    assert_eq!(carry_out(db, now, id, &|_, _| true).await.expect("done"), State::Applied);
}

async fn imported(app: &TestApp, stand: &str, lines: Vec<Line>) -> i64 {
    let id = read(app, stand, lines).await;
    apply(app, id).await;
    id
}

async fn taken_back(app: &TestApp, id: i64) -> BTreeMap<Undo, usize> {
    let planned = preview(&app.db, &operator(), id).await.expect("a plan");
    assert_eq!(undo(&app.db, &operator(), app.now(), id, None).await.expect("undone"), State::Undone);
    let lines = undone(&app.db, &operator(), id).await.expect("rows");
    // the deed is what the preview said, row by row
    let said = |lines: &[entity::import_run::undo::Line]| -> Vec<(i32, Undo, Option<String>)> {
        lines.iter().map(|line| (line.position, line.outcome, line.reason.clone())).collect()
    };
    assert_eq!(said(&planned.rows), said(&lines));
    let mut counts = BTreeMap::new();
    for line in lines {
        assert_eq!(line.outcome == Undo::Kept, line.reason.is_some(), "{line:?}");
        *counts.entry(line.outcome).or_default() += 1;
    }
    counts
}

type World = BTreeMap<(String, String), String>;

/// What stands on a day for every project: computed from the tables alone, not by the code under test.
async fn world(app: &TestApp, day: &str) -> World {
    let day: chrono::NaiveDate = day.parse().expect("a day");
    let numbers: BTreeMap<i64, String> = project::record::Entity::find()
        .all(app.db.read())
        .await
        .expect("projects")
        .into_iter()
        .map(|project| (project.id, project.number))
        .collect();
    let mut facts =
        project::fact::Entity::find().order_by_asc(project::fact::Column::Id).all(app.db.read()).await.expect("facts");
    facts.sort_by_key(|fact| (fact.valid_on, fact.id));
    let mut world = World::new();
    for fact in facts.into_iter().filter(|fact| fact.valid_on <= day) {
        let key = (numbers[&fact.project_id].clone(), fact.field);
        match fact.value {
            Some(value) => world.insert(key, value),
            None => world.remove(&key),
        };
    }
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for entry in ledger::record::Entity::find().all(app.db.read()).await.expect("entries") {
        let Some(project) = entry.project_id.filter(|_| entry.value_date <= day) else { continue };
        let key = (numbers[&project].clone(), format!("{}/{}/{:?}", entry.kind, entry.source, entry.budget_year));
        *sums.entry(key).or_default() += entry.amount_cents.0;
    }
    world.extend(sums.into_iter().filter(|(_, sum)| *sum != 0).map(|(key, sum)| (key, sum.to_string())));
    world
}

async fn projection_fits(app: &TestApp) {
    let today = app.now().today.to_string();
    let world = world(app, &today).await;
    for project in project::record::Entity::find().all(app.db.read()).await.expect("projects") {
        let says = |field: Field| world.get(&(project.number.clone(), field.key().to_owned())).cloned();
        assert_eq!(Some(project.title.clone()).filter(|title| !title.is_empty()), says(Field::Title), "{project:?}");
        assert_eq!(project.recipient, says(Field::Recipient), "{project:?}");
        assert_eq!(project.grant_reference, says(Field::GrantReference), "{project:?}");
        assert_eq!(project.lifecycle, says(Field::Lifecycle).unwrap_or_else(|| "unknown".into()), "{project:?}");
    }
    let verdict = entity::audit::verify(app.db.read()).await.expect("the chain");
    assert_eq!(verdict.fault, None);
}

async fn edit(app: &TestApp, number: &str, field: Field, value: &str) {
    let project = project::record::Entity::find().all(app.db.read()).await.expect("projects");
    let version = project.into_iter().find(|project| project.number == number).expect("it is there").version;
    let command =
        Edit { number: number.into(), version, values: vec![(field, Some(value.into()))], valid_on: app.now().today };
    project::change::edit(&app.db, &operator(), app.now(), command).await.expect("edited");
}

async fn book(app: &TestApp, number: &str, kind: Kind, source: Source, amount: &str) {
    booked(app, number, kind, source, amount, app.now().today).await;
}

#[tokio::test]
async fn an_import_that_nobody_touched_goes_wholly() {
    let app = TestApp::new().await;
    imported(&app, "30.06.2020", vec![line("A-1", "Eins", 100.0), line("A-2", "Zwei", 200.0)]).await;
    let days = ["2020-06-29", "2020-06-30", "2021-01-01", "2026-01-01"];
    let mut before = Vec::new();
    for day in days {
        before.push(world(&app, day).await);
    }
    let second = vec![line("A-1", "Eins", 150.0).private(20.0), line("A-2", "Zwo", 200.0), line("A-3", "Drei", 300.0)];
    let id = imported(&app, "31.12.2020", second.clone()).await;
    assert!(app.get("/projekte").await.text().contains("Drei"));
    assert_ne!(world(&app, "2026-01-01").await, before[3]);
    assert_eq!(taken_back(&app, id).await, BTreeMap::from([(Undo::Reversed, 3)]));
    for (day, before) in days.iter().zip(before) {
        assert_eq!(world(&app, day).await, before, "{day}");
    }
    projection_fits(&app).await;
    // a project that only the import knew is gone from every page, and the trail still has it
    assert!(!app.get("/projekte").await.text().contains("Drei"));
    assert_eq!(app.get("/projekte/A-3").await.status, 404);
    // the same list makes all of it again
    let again = imported(&app, "31.12.2020", second).await;
    assert!(app.get("/projekte/A-3").await.expect(200).text().contains("Drei"));
    assert_eq!(taken_back(&app, again).await, BTreeMap::from([(Undo::Reversed, 3)]));
    // so does an older one: what undoing left behind does not hide it
    imported(&app, "01.07.2020", vec![line("A-3", "Drei früher", 300.0)]).await;
    assert!(app.get("/projekte/A-3").await.expect(200).text().contains("Drei früher"));
    projection_fits(&app).await;
}

#[tokio::test]
async fn imports_go_back_in_any_order() {
    let app = TestApp::new().await;
    a_project().numbered("A-1").titled("Eins").granted("50,00").build(&app).await;
    let start = world(&app, "2026-01-01").await;
    let first = imported(&app, "30.06.2020", vec![line("A-1", "Erste", 100.0)]).await;
    let after_first = world(&app, "2026-01-01").await;
    let second = imported(&app, "31.12.2020", vec![line("A-1", "Zweite", 150.0)]).await;
    let after_second = world(&app, "2026-01-01").await;
    // the later list stands on the earlier one: that one stays
    let planned = preview(&app.db, &operator(), first).await.expect("a plan");
    assert_eq!(planned.counts[&Undo::Kept], 1, "{planned:?}");
    assert_eq!(taken_back(&app, second).await, BTreeMap::from([(Undo::Reversed, 1)]));
    assert_eq!(world(&app, "2026-01-01").await, after_first);
    assert_ne!(after_first, after_second);
    assert_eq!(taken_back(&app, first).await, BTreeMap::from([(Undo::Reversed, 1)]));
    assert_eq!(world(&app, "2026-01-01").await, start);
    projection_fits(&app).await;
    // twice is once
    assert!(undo(&app.db, &operator(), app.now(), first, None).await.is_err());
}

#[tokio::test]
async fn what_somebody_changed_since_is_kept_and_says_who() {
    let app = TestApp::new().await;
    let id = imported(&app, "30.06.2020", vec![line("A-1", "Eins", 100.0), line("A-2", "Zwei", 200.0)]).await;
    edit(&app, "A-1", Field::Summary, "Von Hand").await;
    let planned = preview(&app.db, &operator(), id).await.expect("a plan");
    // the summary is nothing the list said, but somebody works with the project now: it stays, its other values go
    let line = planned.rows.iter().find(|line| line.number == "A-1").expect("its row");
    assert_eq!(line.outcome, Undo::Kept);
    let reason = line.reason.as_deref().expect("a reason");
    assert!(reason.starts_with("Seither am ") && reason.contains("von Test geändert"), "{reason}");
    assert_eq!(taken_back(&app, id).await, BTreeMap::from([(Undo::Kept, 1), (Undo::Reversed, 1)]));
    assert_eq!(app.get("/projekte/A-2").await.status, 404);
    let page = app.get("/projekte/A-1").await.expect(200).text().to_owned();
    assert!(page.contains("Eins") && page.contains("Von Hand"));
    projection_fits(&app).await;
}

#[tokio::test]
async fn a_long_list_is_a_jobs_and_can_be_undone_the_same_way() {
    let app = TestApp::new().await;
    let lines =
        |from: f64| (0..1_200).map(|i| line(&format!("L-{i}"), &format!("Projekt {i}"), from + f64::from(i))).collect();
    let id = read(&app, "30.06.2020", lines(1.0)).await;
    let before = world(&app, "2026-01-01").await;
    let (db, who, now) = (&app.db, operator(), app.now());
    assert_eq!(request(db, &who, now, id, None, Choice::All, None).await.expect("asked"), State::AwaitingRelease);
    assert_eq!(release(db, &who, now, id, None).await.expect("released"), State::Applying);
    // called off in the middle: nothing happened
    let called_off = carry_out(db, now, id, &|done, _| done == 0).await;
    assert!(called_off.is_err());
    assert_eq!(world(&app, "2026-01-01").await, before);
    assert_eq!(detail(db, &who, id).await.expect("the run").line.state, State::Applying);
    assert_eq!(app.work().await, 1);
    assert_eq!(detail(db, &who, id).await.expect("the run").line.state, State::Applied);
    assert_eq!(world(&app, "2026-01-01").await.iter().filter(|((_, field), _)| field == "title").count(), 1_200);
    assert_eq!(undo(db, &who, now, id, None).await.expect("asked"), State::Undoing);
    assert_eq!(app.work().await, 1);
    assert_eq!(detail(db, &who, id).await.expect("the run").line.state, State::Undone);
    assert_eq!(world(&app, "2026-01-01").await, before);
    projection_fits(&app).await;
}

#[tokio::test]
async fn the_interface_takes_back_and_tells() {
    let app = TestApp::new().await;
    let id = imported(&app, "30.06.2020", vec![line("A-1", "Eins", 100.0), line("A-2", "Zwei", 200.0)]).await;
    book(&app, "A-2", Kind::Paid, Source::Programme, "7,00").await;
    let budget = app.as_role("ministry_budget").await;
    let path = format!("/api/v1/imports/{id}/undo");
    let plan = budget.call(http::Method::GET, &path, None, None).await.expect(200).json();
    assert_eq!((plan["counts"]["reversed"].clone(), plan["counts"]["kept"].clone()), (1.into(), 1.into()), "{plan}");
    let done = budget.call(http::Method::POST, &path, None, None).await.expect(200).json();
    assert_eq!(done["state"], "undone");
    assert_eq!(done["reversed"][0]["number"], "A-1");
    assert_eq!(done["kept"][0]["number"], "A-2");
    assert!(done["kept"][0]["reason"].as_str().is_some_and(|reason| reason.contains("geändert")), "{done}");
    let state = budget.call(http::Method::GET, &format!("/api/v1/imports/{id}"), None, None).await.expect(200).json();
    assert_eq!(state["state"], "undone");
    assert_eq!(budget.call(http::Method::POST, &path, None, None).await.status, 422);
}

/// Something that happens after an import.
#[derive(Debug, Clone)]
enum Since {
    Edit(usize, Field, u8),
    Book(usize, Kind, Source, u8),
    Storno(usize),
}

fn since() -> impl Strategy<Value = Since> {
    let field = prop_oneof![Just(Field::Title), Just(Field::Recipient), Just(Field::Summary), Just(Field::Theme)];
    let money = prop_oneof![
        Just((Kind::Granted, Source::Programme)),
        Just((Kind::CofundingPledged, Source::PrivateCash)),
        Just((Kind::Paid, Source::Programme))
    ];
    prop_oneof![
        (0usize..5, field, any::<u8>()).prop_map(|(at, field, n)| Since::Edit(at, field, n)),
        (0usize..5, money, 1u8..).prop_map(|(at, (kind, source), n)| Since::Book(at, kind, source, n)),
        (0usize..5).prop_map(Since::Storno),
    ]
}

/// A list of five projects, some of which were there: amounts and private money by chance.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    proptest::collection::vec((1u16.., proptest::option::of(1u8..), any::<bool>()), 5).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(at, (grant, private, renamed))| {
                let title = if renamed { format!("Umbenannt {at}") } else { format!("Projekt {at}") };
                let line = line(&format!("P-{at}"), &title, f64::from(grant));
                private.map_or(line.clone(), |private| line.private(f64::from(private)))
            })
            .collect()
    })
}

#[test]
fn untouched_values_are_as_before_and_touched_ones_as_edited() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let config = proptest::test_runner::Config { cases: 10, failure_persistence: None, ..Default::default() };
    let seed = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let strategy = (lines(), lines(), proptest::collection::vec(since(), 0..8));
    TestRunner::new_with_rng(config, seed)
        .run(&strategy, |(first, second, edits)| {
            runtime.block_on(story(first, second, edits));
            Ok(())
        })
        .expect("it holds");
}

async fn story(first: Vec<Line>, second: Vec<Line>, edits: Vec<Since>) {
    let app = TestApp::new().await;
    imported(&app, "30.06.2020", first.into_iter().take(3).collect()).await;
    let today = app.now().today.to_string();
    let before = world(&app, &today).await;
    let id = read(&app, "31.12.2020", second).await;
    if !detail(&app.db, &operator(), id).await.expect("the run").may_apply {
        return;
    }
    apply(&app, id).await;
    let applied = world(&app, &today).await;
    for edit_made in &edits {
        match edit_made {
            Since::Edit(at, field, n) => edit(&app, &format!("P-{at}"), *field, &format!("Von Hand {n}")).await,
            Since::Book(at, kind, source, n) => book(&app, &format!("P-{at}"), *kind, *source, &n.to_string()).await,
            Since::Storno(at) => storno(&app, &format!("P-{at}")).await,
        }
    }
    let edited = world(&app, &today).await;
    taken_back(&app, id).await;
    let after = world(&app, &today).await;
    let keys: std::collections::BTreeSet<_> =
        before.keys().chain(applied.keys()).chain(edited.keys()).chain(after.keys()).cloned().collect();
    for key in keys {
        let touched = edits.iter().any(|edit| touches(edit, &key)) || edited.get(&key) != applied.get(&key);
        // somebody works with the project: its title stays although nobody changed it
        let made = !before.contains_key(&(key.0.clone(), "title".into())) && key.1 == "title";
        let used = made && edited.iter().any(|(other, value)| other.0 == key.0 && applied.get(other) != Some(value));
        if touched || used {
            assert_eq!(after.get(&key), edited.get(&key), "{key:?} was touched: {edits:?}");
        } else if !(made && edits.iter().any(|edit| concerns(edit, &key.0))) {
            assert_eq!(after.get(&key), before.get(&key), "{key:?} was not touched: {edits:?}");
        }
    }
    projection_fits(&app).await;
}

fn concerns(since: &Since, number: &str) -> bool {
    let (Since::Edit(at, ..) | Since::Book(at, ..) | Since::Storno(at)) = since;
    number == format!("P-{at}")
}

fn touches(since: &Since, key: &(String, String)) -> bool {
    concerns(since, &key.0)
        && match since {
            Since::Edit(_, field, _) => key.1 == field.key(),
            Since::Book(_, kind, source, _) => key.1 == format!("{}/{}/None", kind.key(), source.key()),
            Since::Storno(_) => key.1 == "granted/programme/None",
        }
}

/// Takes back by hand the newest granted amount of a project that is not taken back yet.
async fn storno(app: &TestApp, number: &str) {
    let projects = project::record::Entity::find().all(app.db.read()).await.expect("projects");
    let project = projects.into_iter().find(|project| project.number == number).expect("it is there").id;
    let mut entries = ledger::record::Entity::find().all(app.db.read()).await.expect("entries");
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    for entry in entries
        .into_iter()
        .filter(|entry| entry.project_id == Some(project) && entry.kind == "granted" && entry.reverses_id.is_none())
    {
        let command = ledger::change::Record {
            number: number.into(),
            kind: Kind::Granted,
            source: Source::Programme,
            cents: None,
            value_date: app.now().today,
            year: None,
            reference: None,
            reverses: Some(entry.id),
        };
        if ledger::change::record(&app.db, &operator(), app.now(), command).await.is_ok() {
            return;
        }
    }
}

#[tokio::test]
async fn who_released_a_long_list_stays_who_did_even_when_shut_meanwhile() {
    let app = TestApp::new().await;
    let lines = (0..1_001).map(|i| line(&format!("L-{i}"), &format!("Projekt {i}"), 1.0)).collect();
    let id = read(&app, "30.06.2020", lines).await;
    let name = app.account("ministry_budget", None).await;
    let (db, now) = (&app.db, app.now());
    let account = entity::account::find::by_name(db.read(), &name).await.expect("asked").expect("the account");
    let person = entity::account::find::actor(db.read(), Some(account.id)).await.expect("asked").expect("a person");
    request(db, &operator(), now, id, None, Choice::All, None).await.expect("asked");
    assert_eq!(release(db, &person, now, id, None).await.expect("released"), State::Applying);
    entity::account::change::disable(db, &operator(), now, &name).await.expect("shut");
    assert_eq!(app.work().await, 1);
    let applied = detail(db, &operator(), id).await.expect("the run").applied.expect("it is applied");
    assert_eq!(applied.0, account.display_name);
    assert_eq!(app.last_audit().await.account_id, Some(account.id));
}
