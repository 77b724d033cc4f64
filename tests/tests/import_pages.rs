//! The pages of an import: what would change, values in conflict, empty cells, long lists, the result, and taking it
//! back.
use entity::{
    import_run::{self, State, find::Detail},
    ledger::{self, Kind, Source},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
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

async fn page(who: &Visitor, address: &str) -> Page {
    who.get(address).await.expect(200).page()
}

/// Presses a button of a page of the import.
async fn press(who: &Visitor, from: &str, action: &str, more: &[(&str, &str)]) -> Answer {
    let page = page(who, from).await;
    let version = page.version_of(action).unwrap_or_else(|| panic!("no button {action}: {}", page.main()));
    let mut fields = vec![("version", version.as_str())];
    fields.extend_from_slice(more);
    who.post(action, &fields).await
}

/// Asks and releases by two persons.
async fn through(app: &TestApp, one: &Visitor, two: &Visitor, id: i64, more: &[(&str, &str)]) {
    let (address, step) = (app::paths::import(id), |step| app::paths::import_step(id, step));
    let _ = press(one, &address, &step("uebernehmen"), more).await.expect(303);
    assert!(two.get("/aufgaben").await.expect(200).page().links().contains(&address), "the second person is told");
    assert!(!one.get("/aufgaben").await.expect(200).page().links().contains(&address));
    let _ = press(two, &address, &step("freigeben"), &[]).await.expect(303);
    app.work().await;
    assert_eq!(run(app, id).await.line.state, State::Applied);
}

async fn two_people(app: &TestApp) -> (Visitor, Visitor) {
    (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await)
}

fn three() -> Vec<Line> {
    vec![
        line("AC-1/20", "Bürgerportal", 100_000.0),
        line("AC-2/20", "Sensornetz", 250_000.5).private(50_000.0),
        line("AC-3/20", "Open Data", 75_000.25),
    ]
}

/// More money is granted than the lists said.
async fn books(app: &TestApp, number: &str, amount: &str) {
    booked(app, number, Kind::Granted, Source::Programme, amount, day("2022-11-01")).await;
}

#[tokio::test]
async fn differences_stand_out_and_the_rest_is_folded_away() {
    let app = TestApp::new().await;
    let (one, two) = two_people(&app).await;
    let first = uploaded(&app, &one, "30.09.2022", three()).await;
    let new = page(&one, &app::paths::import(first)).await;
    assert_eq!(new.rows("Werte von Zeile 1")[0].len(), 3, "what is new has no old value");
    through(&app, &one, &two, first, &[("rows", "all")]).await;
    let newer = vec![
        line("AC-1/20", "Bürgerportal", 120_000.0),
        line("AC-2/20", "Sensornetz", 250_000.5).private(50_000.0),
        line("AC-2/20", "Sensornetz", 1.0),
    ];
    let id = uploaded(&app, &one, "31.12.2022", newer).await;
    let shown = page(&one, &app::paths::import(id)).await;
    // changed: old and new with the cell, which leads to the sheet
    let changed = shown.rows("Werte von Zeile 1");
    let grant = changed.iter().find(|row| row[0] == "Zuwendung des Landes").expect("the grant");
    assert_eq!(grant[1..3], ["100.000,00 €", "120.000,00 €"].map(String::from));
    assert!(grant[3].starts_with("Projektliste!G6"), "{grant:?}");
    let cell = format!("{}/zelle?blatt=Projektliste&zelle=G6", app::paths::import(id));
    assert!(shown.links().contains(&cell), "{:?}", shown.links());
    // same: folded away, but there
    assert_eq!(shown.rows("Zeilen, die nichts ändern"), [["Sensornetz", "AC-2/20", "Projektliste, Zeile 7"]]);
    assert!(!shown.has("details[open]"), "everything is closed");
    assert!(page(&one, &format!("{}?gleich=1", app::paths::import(id))).await.has("details[open]"));
    // gone: named, and nothing is deleted
    assert_eq!(shown.rows("Projekte, die in dieser Liste fehlen")[0][0], "Open Data");
    assert!(shown.main().contains("Nichts davon wird gelöscht"), "{}", shown.main());
    // an error stands at its row, too
    assert!(shown.texts(".import-row .row-findings li").iter().any(|said| said.contains("steht schon in Zeile 7")));
    // counts lead to their rows
    let only = format!("{}?art=changed", app::paths::import(id));
    assert!(shown.links().contains(&format!("{only}#zeilen")), "{:?}", shown.links());
    let changed = page(&one, &only).await;
    assert_eq!(changed.texts(".import-row .import-title"), ["Bürgerportal"]);
    assert!(!changed.has("#gleich") && !changed.has("#fehlt"), "{}", changed.main());
    // a row is a line until it is opened
    let line = changed.text(".import-row .row-what");
    assert_eq!(line, "Zuwendung des Landes 100.000,00 € → 120.000,00 € · Gesamtausgaben");
    assert!(!changed.has(".import-row details[open]"));
    assert!(page(&one, &format!("{only}&offen=1")).await.has(".import-row details[open]"));
    // sums
    let grants = shown.rows("Summen davor und danach nach Regionen");
    assert!(
        grants.iter().any(|row| row[..4] == ["Zuwendung des Landes", "Aachen", "100.000,00 €", "120.000,00 €"]),
        "{grants:?}"
    );
    let sums = shown.rows("Summen über alle Zeilen der Liste");
    assert!(sums.iter().any(|row| row[0] == "Zuwendung des Landes" && row[2] == "370.001,50 €"), "{sums:?}");
}

#[tokio::test]
async fn the_sums_of_a_list_are_compared_with_its_rows() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let upload = async |cells: &[&[&str]]| {
        let answer = one.upload("/importe", "Summe.xlsx", &tests::sheets::cells(cells), &[]).await.expect(303);
        app.work().await;
        page(&one, &answer.location().expect("its page")).await
    };
    let head: &[&str] = &["Förderkennzeichen", "Titel des Vorhabens", "Zuwendung Land in €"];
    let (first, second): (&[&str], &[&str]) =
        (&["S-1", "Erstes Vorhaben", "1000"], &["S-2", "Zweites Vorhaben", "2000"]);
    let wrong = upload(&[head, first, second, &["Gesamtsumme", "", "3500"]]).await;
    assert!(
        wrong.messages().iter().any(|said| said.contains("stimmen nicht mit ihren Zeilen überein")),
        "{:?}",
        wrong.messages()
    );
    let right = upload(&[head, first, second, &["Gesamtsumme", "", "3000"]]).await;
    assert!(right.main().contains("Keine Summenzeile der Liste weicht"), "{}", right.main());
}

#[tokio::test]
async fn what_moved_since_the_preview_shows_three_values() {
    let app = TestApp::new().await;
    let (one, two) = two_people(&app).await;
    let first = uploaded(&app, &one, "30.09.2022", three()).await;
    through(&app, &one, &two, first, &[("rows", "all")]).await;
    let id = uploaded(&app, &one, "31.12.2022", vec![line("AC-1/20", "Bürgerportal", 120_000.0)]).await;
    let address = app::paths::import(id);
    assert!(!page(&one, &address).await.main().contains("bei der Vorschau"));
    books(&app, "AC-1/20", "5,00").await;
    let shown = page(&one, &address).await;
    assert!(shown.main().contains("Der Bestand hat sich seit der Vorschau geändert"), "{}", shown.main());
    let heads = shown.texts(".import-row thead th");
    assert_eq!(heads[..5], ["Feld", "bei der Vorschau", "jetzt im Bestand", "in der Liste", "Zelle"].map(String::from));
    let rows = shown.rows("Werte von Zeile 1");
    let grant = rows.iter().find(|row| row[0].starts_with("Zuwendung des Landes")).expect("the grant");
    assert_eq!(grant[1..4], ["100.000,00 €", "100.005,00 €", "120.000,00 €"].map(String::from));
    assert!(grant[0].contains("Seit der Vorschau hat jemand diesen Wert geändert"), "{grant:?}");
    // compared anew, the list meets what stands now
    let _ = press(&one, &address, &app::paths::import_step(id, "werte"), &[]).await.expect(303);
    app.work().await;
    let again = page(&one, &address).await;
    assert!(!again.main().contains("seit der Vorschau geändert"), "{}", again.main());
    assert!(again.main().contains("Buchungen von Hand"), "{}", again.main());
}

#[tokio::test]
async fn what_empty_cells_mean_is_a_choice() {
    let app = TestApp::new().await;
    let (one, two) = two_people(&app).await;
    let first = uploaded(&app, &one, "30.09.2022", three()).await;
    through(&app, &one, &two, first, &[("rows", "all")]).await;
    // the column is there, and one of its cells is empty where money stands
    let newer = vec![line("AC-1/20", "Bürgerportal", 100_000.0).private(1.0), line("AC-2/20", "Sensornetz", 250_000.5)];
    let id = uploaded(&app, &one, "31.12.2022", newer).await;
    let (address, leer) = (app::paths::import(id), app::paths::import_step(id, "leer"));
    let shown = page(&one, &address).await;
    assert!(shown.main().contains("1 leere Zelle steht über einem Wert"), "{}", shown.main());
    assert_eq!(shown.attribute("input[name=bedeutung][checked]", "value").as_deref(), Some("keep"));
    for (fields, status) in [(vec![], 422), (vec![("bedeutung", "vielleicht")], 422)] {
        let _ = press(&one, &address, &leer, &fields).await.expect(status);
    }
    let _ = one.post(&leer, &[("version", "1"), ("bedeutung", "clear")]).await.expect(409);
    let auditor = app.as_role("auditor").await;
    let _ = auditor.post(&leer, &[("version", "3"), ("bedeutung", "clear")]).await.expect(403);
    assert!(!page(&auditor, &address).await.has("input[name=bedeutung]"));
    let _ = press(&one, &address, &leer, &[("bedeutung", "clear")]).await.expect(303);
    let shown = page(&one, &address).await;
    assert!(shown.main().contains("Mit der Übernahme wird 1 Wert gelöscht"), "{}", shown.main());
    assert_eq!(shown.attribute("input[name=bedeutung][checked]", "value").as_deref(), Some("clear"));
    assert!(shown.texts("ins.new").contains(&"leer: Wert wird gelöscht".to_owned()), "{:?}", shown.texts("ins.new"));
    // nothing is cleared before it is applied
    let pledged = async || {
        let entries = ledger::record::Entity::find().filter(ledger::record::Column::Kind.eq("cofunding_pledged"));
        let entries = entries.all(app.db.read()).await.expect("the ledger");
        entries.iter().map(|entry| entry.amount_cents.0).sum::<i64>()
    };
    assert_eq!(pledged().await, 5_000_000);
    through(&app, &one, &two, id, &[("rows", "all")]).await;
    assert_eq!(pledged().await, 100, "the cleared amount is booked back, the new one is booked");
}

#[tokio::test]
async fn a_long_list_is_paged_and_one_row_can_be_left_out() {
    let app = TestApp::new().await;
    let (one, two) = two_people(&app).await;
    let many = (0..520).map(|at| line(&format!("L-{at:03}"), &format!("Vorhaben {at:03}"), 10.0)).collect();
    let id = uploaded(&app, &one, "30.09.2022", many).await;
    let address = app::paths::import(id);
    assert_eq!(page(&one, &address).await.all(".import-row").len(), 50);
    let second = format!("{address}?seite=11");
    let shown = page(&one, &second).await;
    let boxes: Vec<String> =
        shown.all(".row-choice input").iter().filter_map(|one| one.value().attr("value")).map(str::to_owned).collect();
    assert_eq!(boxes.len(), 20);
    assert!(shown.main().contains("Häkchen zählen nur auf der Seite, von der Sie übernehmen. Es ist Seite 11."));
    let here = shown.attribute("input[name=hier]", "value").expect("the rows of the page");
    let mut fields = vec![("rows", "except"), ("hier", here.as_str())];
    fields.extend(boxes[1..].iter().map(|row| ("row", row.as_str())));
    let _ = press(&one, &second, &app::paths::import_step(id, "uebernehmen"), &fields).await.expect(303);
    let _ = press(&two, &address, &app::paths::import_step(id, "freigeben"), &[]).await.expect(303);
    app.work().await;
    let done = page(&two, &address).await;
    assert_eq!(done.fact("Angelegt").as_deref(), Some("519 Zeilen"), "{}", done.main());
    assert_eq!(done.fact("Nicht gewählt").as_deref(), Some("1 Zeile"));
    let left = app.get("/projekte?q=Vorhaben+500").await.expect(200).page();
    assert!(left.rows("Projekte").is_empty(), "the row without a tick is left out");
    assert_eq!(app.get("/projekte?q=Vorhaben+501").await.expect(200).page().rows("Projekte").len(), 1);
    let _ = one.get(&format!("{address}?seite=99999999999999999999&gleich=0")).await.expect(200);
    let _ = one.get(&format!("{address}?seite=18446744073709551615")).await.expect(200);
}

#[tokio::test]
async fn the_result_says_who_did_what_and_can_be_taken_back() {
    let app = TestApp::new().await;
    let (one, two) = two_people(&app).await;
    let id = uploaded(&app, &one, "30.09.2022", three()).await;
    let (address, back) = (app::paths::import(id), app::paths::import_step(id, "rueckgaengig"));
    let _ = two.get(&back).await.expect(422);
    through(&app, &one, &two, id, &[("rows", "chosen"), ("row", "1"), ("row", "2")]).await;
    let result = page(&two, &address).await;
    assert_eq!(result.heading(), "Diese Liste ist übernommen");
    assert_eq!(result.fact("Angelegt").as_deref(), Some("2 Zeilen"), "{}", result.main());
    assert_eq!(result.fact("Nicht gewählt").as_deref(), Some("1 Zeile"));
    assert!(result.fact("Verlangt von").is_some() && result.fact("Freigegeben von").is_some(), "{}", result.main());
    assert!(result.links().contains(&app::paths::import_step(id, "korrektur")));
    assert!(result.links().contains(&back));
    // somebody goes on working with one of them
    books(&app, "AC-2/20", "7,00").await;
    let plan = page(&two, &back).await;
    assert!(plan.main().contains("Noch ist nichts zurückgenommen"));
    let tiles: Vec<String> = plan.texts(".count-tile");
    assert_eq!(tiles, ["zurückgenommen1", "behalten1", "nie verändert1"].map(String::from), "{}", plan.main());
    assert!(plan.rows("Über die Werte, die zurückgenommen werden").iter().any(|row| row[0] == "Zuwendung des Landes"));
    let _ = two.post(&back, &[("version", "1")]).await.expect(409);
    let auditor = app.as_role("auditor").await;
    let _ = auditor.get(&back).await.expect(403);
    let _ = auditor.post(&back, &[("version", "4")]).await.expect(403);
    assert!(!page(&auditor, &address).await.links().contains(&back));
    let _ = press(&two, &back, &back, &[]).await.expect(303);
    app.work().await;
    let undone = page(&two, &address).await;
    assert_eq!(undone.heading(), "Dieser Import ist zurückgenommen");
    for (outcome, count) in [("Zurückgenommen", "1 Zeile"), ("Behalten", "1 Zeile"), ("Nie verändert", "1 Zeile")] {
        assert_eq!(undone.fact(outcome).as_deref(), Some(count), "{}", undone.main());
    }
    let chips = undone.texts(".import-row .chip");
    assert!(chips.iter().any(|said| said.starts_with("behalten: ") && said.contains("22.11.2026")), "{chips:?}");
    assert!(!undone.links().contains(&back), "once is enough");
    let _ = two.post(&back, &[("version", "99")]).await.expect(409);
}
