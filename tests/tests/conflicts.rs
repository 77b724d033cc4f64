//! Conflicts are decided by people, one by one or all at once; until then, what stands stays.
use entity::{
    import_run::{
        self, RowKind, State,
        find::{Detail, Row},
    },
    ledger::{self, Kind, Source},
};
use http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::{booked, day},
    page::Page,
    sheets::{Line, line, list},
};

async fn uploaded(app: &TestApp, who: &Visitor, stand: &str, lines: Vec<Line>) -> i64 {
    let bytes = list(stand, lines).xlsx();
    let answer = who.upload("/importe", "Liste.xlsx", &bytes, &[("sender", "Projektbüro Aachen")]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

async fn run(app: &TestApp, id: i64) -> Detail {
    import_run::find::detail(&app.db, &operator(), id).await.expect("the run")
}

async fn rows(app: &TestApp, id: i64) -> Vec<Row> {
    import_run::find::changes(&app.db, &operator(), id, 0, 1_000).await.expect("the rows").rows
}

async fn count(app: &TestApp, id: i64, kind: RowKind) -> i64 {
    run(app, id).await.line.counts.get(&kind).copied().unwrap_or(0)
}

async fn page(who: &Visitor, id: i64) -> Page {
    who.get(&app::paths::import(id)).await.expect(200).page()
}

/// Presses a button of the page of an import.
async fn press(who: &Visitor, id: i64, step: &str, more: &[(&str, &str)]) -> Answer {
    let (page, action) = (page(who, id).await, app::paths::import_step(id, step));
    let version = page.version_of(&action).unwrap_or_else(|| panic!("no button {action}: {}", page.main()));
    let mut fields = vec![("version", version.as_str())];
    fields.extend_from_slice(more);
    who.post(&action, &fields).await
}

/// Asked for by one, released by another.
async fn through(app: &TestApp, one: &Visitor, two: &Visitor, id: i64) -> Answer {
    let _ = press(one, id, "uebernehmen", &[("rows", "all")]).await.expect(303);
    let released = press(two, id, "freigeben", &[]).await.expect(303);
    app.work().await;
    assert_eq!(run(app, id).await.line.state, State::Applied);
    released
}

/// Two people, and a list that was applied.
async fn world() -> (TestApp, Visitor, Visitor) {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let lines = vec![line("AC-1/20", "Bürgerportal", 100_000.0), line("AC-2/20", "Sensornetz", 250_000.0)];
    let first = uploaded(&app, &one, "30.09.2022", lines).await;
    through(&app, &one, &two, first).await;
    (app, one, two)
}

/// More money is granted than the lists said.
async fn books(app: &TestApp, number: &str, amount: &str) {
    booked(app, number, Kind::Granted, Source::Programme, amount, day("2022-11-01")).await;
}

/// What is granted to a project from a day on, in cents.
async fn granted(app: &TestApp, number: &str, day: &str) -> i64 {
    let project = entity::project::record::Entity::find()
        .filter(entity::project::record::Column::Number.eq(number))
        .one(app.db.read())
        .await
        .expect("an answer")
        .expect("the project");
    let day: chrono::NaiveDate = day.parse().expect("a day");
    let entries = ledger::record::Entity::find()
        .filter(ledger::record::Column::ProjectId.eq(project.id))
        .filter(ledger::record::Column::Kind.eq("granted"))
        .filter(ledger::record::Column::ValueDate.lte(day))
        .all(app.db.read())
        .await
        .expect("the ledger");
    entries.iter().map(|entry| entry.amount_cents.0).sum()
}

const GRANT: &str = "konflikt.1.state_grant";
const SEEN: &str = "gesehen.1.state_grant";

#[tokio::test]
async fn the_lists_value_is_taken_over_what_was_booked_by_hand_and_goes_back() {
    let (app, one, two) = world().await;
    books(&app, "AC-1/20", "5,00").await;
    let id = uploaded(&app, &one, "31.12.2022", vec![line("AC-1/20", "Bürgerportal", 120_000.0)]).await;
    let shown = page(&one, id).await;
    assert!(shown.main().contains("1 Wert steht im Konflikt"), "{}", shown.main());
    assert!(shown.has(".import-row details[open]"), "what is to be decided is unfolded");
    assert_eq!(shown.text(".import-row .row-what"), "1 Wert zu entscheiden · Gesamtausgaben");
    assert_eq!(shown.attribute(&format!("input[name='{SEEN}']"), "value").as_deref(), Some("=100005.00"));
    // nothing chosen, a row that is in no conflict, a value that nobody saw, an older page
    let _ = press(&one, id, "konflikte", &[]).await.expect(422);
    let _ = press(&one, id, "konflikte", &[("konflikt.2.state_grant", "list")]).await.expect(422);
    let _ = press(&one, id, "konflikte", &[("konflikt.1.title", "list")]).await.expect(422);
    let _ = press(&one, id, "konflikte", &[(GRANT, "list"), (SEEN, "=100000.00")]).await.expect(409);
    let address = app::paths::import_step(id, "konflikte");
    let _ = one.post(&address, &[("version", "1"), (GRANT, "list"), (SEEN, "=100005.00")]).await.expect(409);
    let auditor = app.as_role("auditor").await;
    let _ = auditor.post(&address, &[("version", "2"), ("alle", "list")]).await.expect(403);
    assert!(!page(&auditor, id).await.has("input[type=radio]"));
    assert_eq!(run(&app, id).await.undecided, 1);
    // decided
    let _ = press(&one, id, "konflikte", &[(GRANT, "list"), (SEEN, "=100005.00")]).await.expect(303);
    let decided = page(&one, id).await;
    assert_eq!((run(&app, id).await.undecided, count(&app, id, RowKind::Changed).await), (0, 1));
    assert_eq!(
        decided.text(".import-row .row-what"),
        "Zuwendung des Landes 100.005,00 € → 120.000,00 € · Gesamtausgaben"
    );
    assert!(decided.main().contains("entschieden: Wert der Liste"), "{}", decided.main());
    assert!(decided.main().contains("Es ändert sich Geld"), "it waits for a second person like any other change");
    let trail = entity::audit::Entity::find()
        .filter(entity::audit::Column::Action.eq("import.conflicts"))
        .all(app.db.read())
        .await
        .expect("the trail");
    let [said] = trail.as_slice() else { panic!("{trail:?}") };
    let detail: serde_json::Value = serde_json::from_str(&said.detail).expect("json");
    assert!(said.account_id.is_some(), "who decided is known");
    let written =
        json!([{"row": 1, "field": "state_grant", "side": "list", "stands": "100005.00", "list": "120000.00"}]);
    assert_eq!((&detail["list"], &detail["system"], &detail["decisions"]), (&json!(1), &json!(0), &written));
    through(&app, &one, &two, id).await;
    assert_eq!(granted(&app, "AC-1/20", "2022-12-31").await, 12_000_000);
    assert_eq!(granted(&app, "AC-1/20", "2022-12-30").await, 10_000_500, "the day before keeps its figure");
    let back = app::paths::import_step(id, "rueckgaengig");
    let version = two.get(&back).await.expect(200).page().version_of(&back).expect("a button");
    let _ = two.post(&back, &[("version", &version)]).await.expect(303);
    app.work().await;
    assert_eq!(granted(&app, "AC-1/20", "2022-12-31").await, 10_000_500, "the booking by hand counts again");
}

#[tokio::test]
async fn a_later_amount_ends_where_the_list_is_chosen() {
    let (app, one, two) = world().await;
    let id = uploaded(&app, &one, "30.06.2022", vec![line("AC-1/20", "Bürgerportal", 80_000.0)]).await;
    assert_eq!(count(&app, id, RowKind::Conflict).await, 1);
    let _ = press(&one, id, "konflikte", &[("alle", "list")]).await.expect(303);
    through(&app, &one, &two, id).await;
    for day in ["2022-06-30", "2022-09-29", "2022-09-30", "2023-01-01"] {
        assert_eq!(granted(&app, "AC-1/20", day).await, 8_000_000, "{day}");
    }
    assert_eq!(granted(&app, "AC-1/20", "2022-06-29").await, 0);
    assert_eq!(granted(&app, "AC-2/20", "2023-01-01").await, 25_000_000, "the other project is left alone");
}

#[tokio::test]
async fn all_at_once_and_another_mind() {
    let (app, one, two) = world().await;
    books(&app, "AC-1/20", "5,00").await;
    books(&app, "AC-2/20", "5,00").await;
    let lines = vec![line("AC-1/20", "Bürgerportal", 1.0), line("AC-2/20", "Sensornetz", 2.0)];
    let id = uploaded(&app, &one, "31.12.2022", lines).await;
    assert_eq!(run(&app, id).await.undecided, 2);
    let _ = press(&one, id, "konflikte", &[("alle", "list")]).await.expect(303);
    assert_eq!((count(&app, id, RowKind::Conflict).await, count(&app, id, RowKind::Changed).await), (0, 2));
    let _ = press(&one, id, "konflikte", &[(GRANT, "system"), (SEEN, "=100005.00")]).await.expect(303);
    let shown = page(&one, id).await;
    assert_eq!((count(&app, id, RowKind::Conflict).await, run(&app, id).await.undecided), (1, 0));
    assert!(shown.main().contains("Alle Konflikte sind entschieden"), "{}", shown.main());
    assert_eq!(shown.text(".import-row .row-what"), "1 Wert im System behalten · Gesamtausgaben");
    // what was decided about the same values holds when the list is compared anew
    let _ = press(&one, id, "werte", &[]).await.expect(303);
    app.work().await;
    let decided: Vec<Option<&str>> = rows(&app, id)
        .await
        .iter()
        .flat_map(|row| &row.items)
        .filter_map(|item| item.conflict.as_ref())
        .map(|conflict| conflict.side.map(import_run::conflict::Side::key))
        .collect();
    assert_eq!(decided, [Some("system"), Some("list")]);
    assert_eq!((count(&app, id, RowKind::Conflict).await, run(&app, id).await.undecided), (1, 0));
    through(&app, &one, &two, id).await;
    assert_eq!(granted(&app, "AC-1/20", "2022-12-31").await, 10_000_500);
    assert_eq!(granted(&app, "AC-2/20", "2022-12-31").await, 200);
    // afterwards nothing can be decided any more
    let address = app::paths::import_step(id, "konflikte");
    let version = run(&app, id).await.version.to_string();
    let _ = one.post(&address, &[("version", &version), ("alle", "list")]).await.expect(422);
}

#[tokio::test]
async fn what_moved_is_marked_on_every_row_and_can_be_decided() {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let lines = |amount: f64| (0..120).map(|at| line(&format!("L-{at:03}"), "Vorhaben", amount)).collect::<Vec<_>>();
    let first = uploaded(&app, &one, "30.09.2022", lines(10.0)).await;
    through(&app, &one, &two, first).await;
    let id = uploaded(&app, &one, "31.12.2022", lines(20.0)).await;
    books(&app, "L-117", "5,00").await;
    // the row of the last page comes first, and the counts know it
    let shown = page(&one, id).await;
    assert_eq!(shown.texts(".import-row .code")[0], "L-117");
    assert_eq!((count(&app, id, RowKind::Conflict).await, count(&app, id, RowKind::Changed).await), (1, 119));
    assert!(shown.main().contains("Der Bestand hat sich seit der Vorschau geändert"), "{}", shown.main());
    let heads = shown.texts(".import-row details[open] thead th");
    assert_eq!(heads[..5], ["Feld", "bei der Vorschau", "jetzt im Bestand", "in der Liste", "Zelle"].map(String::from));
    let changes = one.get(&format!("/api/v1/imports/{id}/changes?limit=1")).await.expect(200).json();
    let items = changes["items"][0]["items"].as_array().expect("differences");
    let item = items.iter().find(|item| item["field"] == "state_grant").expect("the grant");
    assert_eq!((&item["base"], &item["from"], &item["to"]), (&json!("10.00"), &json!("15.00"), &json!("20.00")));
    assert_eq!((&item["conflict"], &item["decided"]), (&json!(true), &json!(null)));
    // decided for the list by the interface, with what it saw
    let path = format!("/api/v1/imports/{id}/conflicts");
    let ask = async |body: serde_json::Value| one.call(Method::POST, &path, Some(body), None).await;
    let row = &changes["items"][0]["row"];
    let one_by_one =
        |from: &str| json!({"conflicts": [{"row": row, "field": "state_grant", "take": "list", "from": from}]});
    for wrong in [
        json!({}),
        json!({"conflicts": "all"}),
        json!({"conflicts": "some", "take": "list"}),
        json!({"conflicts": "all", "take": "both"}),
        json!({"conflicts": [{"row": "1", "field": "state_grant", "take": "list"}]}),
        json!({"conflicts": [{"row": 1, "field": "state_grant", "take": "list", "why": "?"}]}),
        json!({"conflicts": [{"row": 1, "field": "state_grant", "take": "list"}]}),
    ] {
        let _ = ask(wrong).await.expect(422);
    }
    let _ = ask(one_by_one("10.00")).await.expect(412);
    let decided = ask(one_by_one("15.00")).await.expect(200).json();
    assert_eq!(decided, json!({"id": id, "decided": 1, "undecided": 0}));
    // and it moves once more: the decision was about another value
    books(&app, "L-117", "1,00").await;
    assert_eq!((run(&app, id).await.undecided, count(&app, id, RowKind::Conflict).await), (1, 1));
    let released = through(&app, &one, &two, id).await;
    drop(released);
    let done = page(&two, id).await;
    assert!(done.main().contains("1 Wert ist geblieben"), "{}", done.main());
    assert_eq!(run(&app, id).await.left, 1);
    assert_eq!(granted(&app, "L-117", "2022-12-31").await, 1_600, "nobody decided about that value");
    assert_eq!(granted(&app, "L-116", "2022-12-31").await, 2_000);
}

#[tokio::test]
async fn a_project_that_came_meanwhile_is_said_before_it_is_applied() {
    let (app, one, two) = world().await;
    let id = uploaded(&app, &one, "31.12.2022", vec![line("NEU-1", "Leitstelle", 10.0)]).await;
    assert_eq!(count(&app, id, RowKind::New).await, 1);
    let other = uploaded(&app, &two, "31.12.2022", vec![line("NEU-1", "Leitstelle", 10.0)]).await;
    through(&app, &two, &one, other).await;
    let shown = page(&one, id).await;
    assert_eq!((count(&app, id, RowKind::New).await, count(&app, id, RowKind::Conflict).await), (0, 1));
    assert!(shown.text(".import-row .row-what").contains("gibt es inzwischen"), "{}", shown.main());
    let _ = press(&one, id, "werte", &[]).await.expect(303);
    app.work().await;
    assert_eq!(count(&app, id, RowKind::Same).await, 1, "compared anew, nothing is left to do");
}
