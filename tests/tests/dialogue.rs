//! The conversation about how a file is read: the sheet as it looks, what its columns mean, mappings that are saved
//! under a name, and the way from a figure back to its cell.
use entity::{
    import_run::{self, State, TableRead, find::Detail},
    money::Cents,
};
use serde_json::json;
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    page::Page,
    sheets::{Line, line, list},
};

/// Uploads a list and has it read; gives the number of the run.
async fn uploaded(app: &TestApp, who: &Visitor, bytes: &[u8]) -> i64 {
    let answer = who.upload("/importe", "Liste.xlsx", bytes, &[("sender", "Projektbüro Test")]).await.expect(303);
    app.work().await;
    number(&answer)
}

fn number(answer: &Answer) -> i64 {
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

async fn run(app: &TestApp, id: i64) -> Detail {
    import_run::find::detail(&app.db, &operator(), id).await.expect("the run")
}

/// Its rows that differ.
async fn differing(app: &TestApp, id: i64) -> Vec<import_run::find::Row> {
    import_run::find::changes(&app.db, &operator(), id, 0, 1_000).await.expect("the rows").rows
}

fn at(id: i64, step: &str) -> String {
    app::paths::import_step(id, step)
}

async fn seen(who: &Visitor, id: i64, step: &str) -> Page {
    who.get(&at(id, step)).await.expect(200).page()
}

/// Sends the form of a step as it stands, with some fields changed: what a person does without a script.
async fn change(who: &Visitor, id: i64, step: &str, changed: &[(&str, &str)]) -> Answer {
    let page = seen(who, id, step).await;
    let form = format!("form[action=\"{}\"]", at(id, step));
    let mut fields: Vec<(String, String)> = Vec::new();
    for select in page.all(&format!("{form} select")) {
        let name = select.value().attr("name").expect("a name").to_owned();
        let value = page.value(&name).unwrap_or_default();
        fields.push((name, value));
    }
    for input in page.all(&format!("{form} input")) {
        let (name, value) = (input.value().attr("name").expect("a name"), input.value().attr("value"));
        if input.value().attr("type") != Some("checkbox") {
            fields.push((name.to_owned(), value.unwrap_or_default().to_owned()));
        }
    }
    assert!(fields.iter().any(|(name, _)| name == "version"), "no form on the page: {}", page.main());
    for (name, value) in changed {
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => field.1 = (*value).to_owned(),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    who.post(&at(id, step), &fields).await
}

fn three() -> Vec<Line> {
    vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0),
        line("34.02.01-0002/20", "Sensornetz", 250_000.5).private(50_000.0),
        line("34.02.01-0003/20", "Open Data", 75_000.25),
    ]
}

fn columns_of(table: &TableRead) -> Vec<(&str, Option<&str>)> {
    table.columns.iter().map(|column| (column.letter.as_str(), column.field.as_deref())).collect()
}

/// A list without a title that leaves open how its amounts and days are written.
const OPEN: &str = "Az.;Projekt;Zuwendung;Beginn;Notiz;Ort\n\
    A-1;Eins;1.200;01/02/2020;x;Aachen\n\
    A-2;Zwei;3.500;03/04/2020;y;Düren\n\
    Summe;;4.700;;;\n";

#[tokio::test]
async fn the_sheet_stands_there_as_it_looks() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let mut lines = three();
    lines.extend((0..60).map(|number| line(&format!("AC-{number}"), &format!("Vorhaben {number}"), 1_000.0)));
    let id = uploaded(&app, &budget, &list("30.09.2022", lines).with_groups().xlsx()).await;
    let page = seen(&budget, id, "datei").await;
    assert!(page.main().contains("Tabelle „Projektliste“, Kopf in Zeile 5, 63 Projekte"), "{}", page.main());
    let rows = page.rows("Blatt „Projektliste“, Seite 1 von 2");
    assert_eq!(rows.len(), 50 + 1, "one block, and the empty row 4");
    let head = rows.iter().find(|row| row[0] == "5").expect("row 5");
    assert_eq!(head[1], "Kopf");
    assert_eq!(rows.iter().find(|row| row[0] == "6").expect("row 6")[1], "Gruppe");
    let first = rows.iter().find(|row| row[0] == "7").expect("row 7");
    assert!(first.contains(&"34.02.01-0001/20".to_owned()) && first[1].is_empty(), "{first:?}");
    assert!(first.contains(&"100.000,00".to_owned()), "money as the program shows it: {first:?}");
    // the next page repeats the heading, and the sums say whether they agree
    let second = budget.get(&app::paths::import_sheet(id, "Projektliste", 2)).await.expect(200).page();
    let rows = second.rows("Blatt „Projektliste“, Seite 2 von 2");
    assert_eq!((rows[0][0].as_str(), rows[0][1].as_str()), ("5", "Kopf"));
    let totals: Vec<&Vec<String>> = rows.iter().filter(|row| row[1].starts_with("Summe")).collect();
    assert_eq!(totals.len(), 2, "{rows:?}");
    assert!(totals.iter().all(|row| row[1].ends_with("geht auf")), "{totals:?}");
    for bad in ["?blatt=Gibt%20es%20nicht", "?blatt=Projektliste&seite=3", "?seite=18446744073709551615"] {
        let _ = budget.get(&format!("{}{bad}", at(id, "datei"))).await.expect(404);
    }
    // steps are addresses, and whoever has nothing to do with the list sees none of it
    assert!(page.links().contains(&at(id, "spalten")) && page.links().contains(&app::paths::import(id)));
    assert_eq!(page.texts(".steps [aria-current]"), ["1Datei"]);
    let other = app.as_scoped("project_office", "suedwestfalen").await;
    for step in ["datei", "spalten", "zelle?blatt=Projektliste&zelle=G7"] {
        let _ = other.get(&at(id, step)).await.expect(404);
    }
}

#[tokio::test]
async fn a_sum_that_does_not_agree_is_said_beside_it() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let text = OPEN.replace("Summe;;4.700", "Summe;;4.800");
    let id = uploaded(&app, &budget, text.as_bytes()).await;
    let rows = seen(&budget, id, "datei").await.rows("Blatt „Liste“");
    let total = rows.iter().find(|row| row[0] == "4").expect("row 4");
    assert!(total[1].starts_with("Summe") && total[1].contains("weicht um"), "{total:?}");
}

#[tokio::test]
async fn field_unit_and_way_of_writing_are_decided_and_read_anew() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, OPEN.as_bytes()).await;
    let page = seen(&budget, id, "spalten").await;
    assert_eq!(page.value("feld.0.C").as_deref(), Some("state_grant"));
    assert_eq!(page.value("schreibung.0.D").as_deref(), Some("day_first"));
    let rows = page.rows("Spalten der Tabelle „Liste“");
    assert!(rows[2][2].contains("1.200 → 1.200,00 €"), "{rows:?}");
    assert!(rows[2][6].ends_with('%'), "how sure: {rows:?}");
    // another unit
    let answer = change(&budget, id, "spalten", &[("einheit.0.C", "TEUR")]).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some(at(id, "spalten").as_str()));
    let page = budget.follow(&answer).await.expect(200).page();
    let said = "Neu gelesen: 2 Projekte, Summe Zuwendung des Landes 4,7 Mio. € (bisher 4.700,00 €).";
    assert_eq!(page.messages(), [said]);
    assert_eq!(run(&app, id).await.summary.tables[0].sum("state_grant"), Some(Cents(470_000_000)));
    assert_eq!(page.rows("Spalten der Tabelle „Liste“")[2][6], "festgelegt");
    // another way of writing: the comma is no comma, and the month comes first
    let both = [("schreibung.0.C", "english"), ("schreibung.0.D", "month_first"), ("einheit.0.C", "EUR")];
    let _ = change(&budget, id, "spalten", &both).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!(read.summary.tables[0].columns[3].samples[0].1.as_deref(), Some("02.01.2020"));
    // 1.200 as English writes it has three places: no amount in euros, and no guess
    assert_eq!(read.summary.tables[0].sum("state_grant"), Some(Cents(0)));
    let unclear = read.findings.iter().filter(|finding| finding.code == "amount.ambiguous").count();
    assert_eq!(unclear, 2, "{:?}", read.findings);
    // another field: what the column was before is nobody's now
    let _ = change(&budget, id, "spalten", &[("schreibung.0.C", "german"), ("feld.0.C", "spent")]).await.expect(303);
    let rows = differing(&app, id).await;
    let targets: Vec<String> = rows[0].items.iter().map(|item| item.target.key()).collect();
    assert!(targets.contains(&"spent".to_owned()) && !targets.contains(&"state_grant".to_owned()), "{targets:?}");
    assert_eq!(rows.len(), 2, "the earlier rows are gone");
    // not taken over at all, and back to what the reader finds
    let _ = change(&budget, id, "spalten", &[("feld.0.C", "-")]).await.expect(303);
    assert_eq!(run(&app, id).await.summary.tables[0].columns[2].field, None);
    let _ = change(&budget, id, "spalten", &[("feld.0.C", "")]).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!(read.summary.tables[0].columns[2].field.as_deref(), Some("state_grant"));
    assert_eq!((read.line.state, app.last_audit().await.action.as_str()), (State::Ready, "import.read"));
    // no job is left over
    assert_eq!(app.work().await, 0);
}

#[tokio::test]
async fn a_field_given_to_one_column_is_taken_from_the_other() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, OPEN.as_bytes()).await;
    let _ = change(&budget, id, "spalten", &[("feld.0.E", "title")]).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!(columns_of(&read.summary.tables[0])[4], ("E", Some("title")));
    assert_ne!(columns_of(&read.summary.tables[0])[1], ("B", Some("title")));
    // decided once more the other way round: the newest counts
    let _ = change(&budget, id, "spalten", &[("feld.0.B", "title")]).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!(columns_of(&read.summary.tables[0])[1], ("B", Some("title")));
    assert_ne!(columns_of(&read.summary.tables[0])[4], ("E", Some("title")));
}

#[tokio::test]
async fn headings_are_moved_and_tables_left_out() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let two = format!("{OPEN}\nAktenzeichen;Titel;Landesmittel;Start;Notiz;Ort\nB-1;Drei;100;05/06/2021;z;Jülich\n");
    let id = uploaded(&app, &budget, two.as_bytes()).await;
    let heads = |run: &Detail| run.summary.tables.iter().map(|table| table.header_rows.clone()).collect::<Vec<_>>();
    assert_eq!(heads(&run(&app, id).await), [vec![1], vec![6]]);
    // the second heading is none: its table becomes part of the first
    let _ = change(&budget, id, "datei", &[("weglassen.1", "1")]).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!((heads(&read), read.summary.tables[0].records), (vec![vec![1]], 2));
    let page = seen(&budget, id, "datei").await;
    assert!(page.main().contains("Tabelle in „Liste“ mit Kopf bis Zeile 6 wieder lesen"), "{}", page.main());
    let row = page.rows("Blatt „Liste“").into_iter().find(|row| row[0] == "7").expect("row 7");
    assert_eq!(row[1], "nicht gelesen");
    let _ = change(&budget, id, "datei", &[("dabei.0", "1")]).await.expect(303);
    assert_eq!(heads(&run(&app, id).await), [vec![1], vec![6]]);
    // another heading: row 2 is a record, and a person says it is not
    let _ = change(&budget, id, "datei", &[("kopf.0", "1-2")]).await.expect(303);
    let read = run(&app, id).await;
    assert_eq!((heads(&read), read.summary.tables[0].records), (vec![vec![1, 2], vec![6]], 1));
    // empty fields: found again
    let _ = change(&budget, id, "datei", &[("kopf.0", ""), ("kopf.1", "")]).await.expect(303);
    assert_eq!(heads(&run(&app, id).await), [vec![1], vec![6]]);
    // everything left out leaves nothing to read: refused, and nothing changed
    let version = run(&app, id).await.version;
    let answer = change(&budget, id, "datei", &[("weglassen.0", "1"), ("weglassen.1", "1")]).await.expect(422);
    assert!(answer.page().messages()[0].contains("keine Tabelle übrig"), "{:?}", answer.page().messages());
    assert_eq!(run(&app, id).await.version, version);
    // nonsense comes back as it was typed
    for bad in ["sieben", "0", "9-1", "99999999999999999999", "1-9999999", "<script>"] {
        let answer = change(&budget, id, "datei", &[("kopf.0", bad)]).await.expect(422).page();
        assert_eq!(answer.error_summary()[0].0, "header_rows");
        assert_eq!(answer.value("kopf.0").as_deref(), Some(bad));
    }
    assert_eq!(run(&app, id).await.version, version);
}

#[tokio::test]
async fn a_sheet_without_a_table_is_told_where_it_is() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Gut").expect("a name");
    for (column, words) in ["Az.", "Projekt", "Zuwendung"].iter().enumerate() {
        sheet.write(0, column as u16, *words).expect("a cell");
        sheet.write(1, column as u16, format!("{column}")).expect("a cell");
    }
    let odd = book.add_worksheet().set_name("Andere Worte").expect("a name");
    for (column, words) in ["Wer", "Wie viel"].iter().enumerate() {
        odd.write(2, column as u16, *words).expect("a cell");
        odd.write(3, column as u16, 17.5).expect("a cell");
    }
    let id = uploaded(&app, &budget, &book.save_to_buffer().expect("a workbook")).await;
    assert_eq!(run(&app, id).await.summary.tables.len(), 1);
    let address = app::paths::import_sheet(id, "Andere Worte", 1);
    let page = budget.get(&address).await.expect(200).page();
    assert!(page.main().contains("Auf diesem Blatt wird keine Tabelle gelesen"), "{}", page.main());
    let version = run(&app, id).await.version.to_string();
    let fields = [("version", version.as_str()), ("kopf.0", "1"), ("blatt", "Andere Worte"), ("kopf.neu", "3")];
    let _ = budget.post(&at(id, "datei"), &fields).await.expect(303);
    let read = run(&app, id).await;
    let sheets: Vec<&str> = read.summary.tables.iter().map(|table| table.sheet.as_str()).collect();
    assert_eq!(sheets, ["Gut", "Andere Worte"]);
}

#[tokio::test]
async fn who_may_not_and_who_comes_too_late_changes_nothing() {
    let app = TestApp::new().await;
    let office = app.as_scoped("project_office", "aachen").await;
    let id = uploaded(&app, &office, OPEN.as_bytes()).await;
    let version = run(&app, id).await.version;
    let typed = version.to_string();
    let fields = [("version", typed.as_str()), ("feld.0.C", "spent")];
    // the auditor sees the step without a form
    let auditor = app.as_role("auditor").await;
    assert!(!seen(&auditor, id, "spalten").await.has("main form"));
    assert!(!seen(&auditor, id, "datei").await.has("main form"));
    for (role, scope) in [("auditor", None), ("ministry_programme", None), ("project_office", Some("suedwestfalen"))] {
        let other = match scope {
            Some(scope) => app.as_scoped(role, scope).await,
            None => app.as_role(role).await,
        };
        for step in ["spalten", "datei", "profil"] {
            let answer = other.post(&at(id, step), &fields).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{role} {step}: {}", answer.status);
        }
    }
    assert_eq!(run(&app, id).await.version, version);
    // somebody was faster
    let _ = office.post(&at(id, "spalten"), &fields).await.expect(303);
    let late = office.post(&at(id, "spalten"), &[("version", &typed), ("feld.0.C", "paid_out")]).await.expect(409);
    assert!(late.page().messages()[0].starts_with("Inzwischen hat sich etwas geändert"));
    assert_eq!(late.page().value("feld.0.C").as_deref(), Some("paid_out"), "what was chosen is still there");
    let _ = office.post(&at(id, "spalten"), &[("feld.0.C", "paid_out")]).await.expect(409);
    assert_eq!(run(&app, id).await.summary.tables[0].columns[2].field.as_deref(), Some("spent"));
    // given up: nothing to decide any more
    let version = run(&app, id).await.version.to_string();
    let _ = office.post(&at(id, "abbrechen"), &[("version", &version)]).await.expect(303);
    let version = run(&app, id).await.version.to_string();
    let answer = office.post(&at(id, "spalten"), &[("version", &version), ("feld.0.C", "paid_out")]).await.expect(422);
    assert!(answer.page().messages()[0].contains("abgebrochen"), "{:?}", answer.page().messages());
}

#[tokio::test]
async fn words_that_no_choice_offers_are_refused() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, OPEN.as_bytes()).await;
    let before = run(&app, id).await;
    for (field, value) in [
        ("feld.0.C", "geld"),
        ("feld.0.C", "<script>alert(1)</script>"),
        ("einheit.0.C", "DM"),
        ("schreibung.0.C", "'; drop table import_run; --"),
    ] {
        let answer = change(&budget, id, "spalten", &[(field, value)]).await.expect(422).page();
        let errors = answer.error_summary();
        assert!(errors[0].0 == "columns" && errors[0].1.starts_with("Spalte C:"), "{errors:?}");
        assert!(answer.has(&format!("select[name=\"{field}\"][aria-invalid=true]")), "{field}");
    }
    // a unit that says nothing about the field, a table and a column that are not there: of no effect
    let odd = [("einheit.0.C", "percent"), ("feld.7.C", "title"), ("feld.0.ZZZ", "title"), ("profil", "")];
    let _ = change(&budget, id, "spalten", &odd).await.expect(303);
    assert_eq!(run(&app, id).await.summary.tables, before.summary.tables);
    for profile in ["4711", "-1", "x"] {
        let version = run(&app, id).await.version.to_string();
        let _ = budget.post(&at(id, "spalten"), &[("version", &version), ("profil", profile)]).await.expect(404);
    }
}

#[tokio::test]
async fn a_mapping_is_saved_and_applied_to_the_senders_next_list() {
    let app = TestApp::new().await;
    let office = app.as_scoped("project_office", "aachen").await;
    let id = uploaded(&app, &office, OPEN.as_bytes()).await;
    let version = async || run(&app, id).await.version.to_string();
    // there is nothing to save yet
    let early = office.post(&at(id, "profil"), &[("version", &version().await), ("name", "Aachen")]).await.expect(422);
    assert_eq!(early.page().error_summary()[0].0, "name");
    let _ = change(&office, id, "spalten", &[("feld.0.C", "spent"), ("einheit.0.C", "TEUR")]).await.expect(303);
    for bad in ["", "   ", &"x".repeat(101)] {
        let answer = office.post(&at(id, "profil"), &[("version", &version().await), ("name", bad)]).await.expect(422);
        assert!(answer.page().field_error("name").is_some(), "{bad}");
    }
    let saved = office.post(&at(id, "profil"), &[("version", &version().await), ("name", "Büro Aachen")]).await;
    assert_eq!(office.follow(&saved).await.page().messages(), ["Zuordnung „Büro Aachen“ gemerkt."]);
    // the next list has its columns elsewhere
    let next = "Nr.;Az.;Projekt;Notiz;Zuwendung;Beginn;Ort\n1;A-9;Neun;n;7;01/02/2021;Aachen\n2;A-8;Acht;n;8;01/03/2021;Aachen\n";
    let second = uploaded(&app, &office, next.as_bytes()).await;
    let read = run(&app, second).await;
    let column = &read.summary.tables[0].columns[4];
    assert_eq!((column.field.as_deref(), column.unit.as_deref()), (Some("spent"), Some("TEUR")));
    assert_eq!(read.summary.tables[0].sum("spent"), Some(Cents(1_500_000)));
    let page = seen(&office, second, "spalten").await;
    assert!(page.main().contains("Zuordnung „Büro Aachen“ angewendet"), "{}", page.main());
    // decided otherwise it is no longer that mapping, and can be applied again
    let _ = change(&office, second, "spalten", &[("feld.0.E", "")]).await.expect(303);
    let page = seen(&office, second, "spalten").await;
    assert_eq!(page.value("feld.0.E").as_deref(), Some("state_grant"));
    assert!(page.text(".profiles").contains("100 % der Überschriften passen, dieser Absender"), "{}", page.main());
    let profile = page.value("profil").expect("the saved mapping");
    let fields = [("version", &*run(&app, second).await.version.to_string()), ("profil", &*profile)];
    let _ = office.post(&at(second, "spalten"), &fields).await.expect(303);
    assert_eq!(run(&app, second).await.summary.tables[0].columns[4].field.as_deref(), Some("spent"));
    // a list with other headings is read as it is found
    let third = uploaded(&app, &office, &list("30.09.2022", three()).xlsx()).await;
    let page = seen(&office, third, "spalten").await;
    assert!(!page.main().contains("angewendet"), "{}", page.main());
    assert!(page.text(".profiles").contains("passt nicht zu dieser Datei"), "{}", page.main());
    let fields = [("version", &*run(&app, third).await.version.to_string()), ("profil", &*profile)];
    let answer = office.post(&at(third, "spalten"), &fields).await.expect(422);
    assert_eq!(answer.page().error_summary()[0].0, "profile");
    // somebody else's name is taken, and only its maker or who applies everywhere may delete it
    let other = app.as_scoped("project_office", "suedwestfalen").await;
    let theirs = uploaded(&app, &other, OPEN.as_bytes()).await;
    let _ = change(&other, theirs, "spalten", &[("feld.0.C", "paid_out")]).await.expect(303);
    let fields = [("version", &*run(&app, theirs).await.version.to_string()), ("name", "BÜRO  AACHEN")];
    let answer = other.post(&at(theirs, "profil"), &fields).await.expect(422);
    assert!(answer.page().field_error("name").is_some_and(|said| said.contains("schon jemand anderes")));
    let _ = other.post(&at(theirs, "profil/loeschen"), &[("profil", &profile)]).await.expect(403);
    let gone = office.post(&at(second, "profil/loeschen"), &[("profil", &profile)]).await.expect(303);
    assert!(office.follow(&gone).await.page().messages()[0].starts_with("Die Zuordnung ist gelöscht"));
    assert_eq!(app.last_audit().await.action, "profile.delete");
    // what it decided stays
    assert_eq!(run(&app, second).await.summary.tables[0].columns[4].field.as_deref(), Some("spent"));
}

#[tokio::test]
async fn a_long_list_is_read_anew_by_a_job() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let mut text = String::from("Az.;Projekt;Zuwendung\n");
    for number in 0..5_001 {
        text.push_str(&format!("A-{number};Vorhaben {number};1.200\n"));
    }
    let id = uploaded(&app, &budget, text.as_bytes()).await;
    assert_eq!(run(&app, id).await.summary.tables[0].records, 5_001);
    let answer = change(&budget, id, "spalten", &[("einheit.0.C", "TEUR")]).await.expect(303);
    let page = budget.follow(&answer).await.expect(200).page();
    assert_eq!(page.messages(), ["Die Datei wird mit der neuen Zuordnung gelesen."]);
    assert!(page.has("progress"), "{}", page.main());
    assert_eq!(app.work().await, 1);
    assert_eq!(run(&app, id).await.summary.tables[0].sum("state_grant"), Some(Cents(600_120_000_000)));
}

#[tokio::test]
async fn from_a_figure_to_its_cell_in_two_steps() {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let id = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    for (who, step) in [(&one, "uebernehmen"), (&two, "freigeben")] {
        let version = run(&app, id).await.version.to_string();
        let _ = who.post(&at(id, step), &[("version", &version), ("rows", "all")]).await.expect(303);
    }
    // first step: the project's figure, which shows the cell already because it is one fact
    let project = one.get(&app::paths::project("34.02.01-0002/20")).await.expect(200).page();
    let cells = |page: &Page| -> Vec<String> {
        page.links().into_iter().filter(|link| link.starts_with(&at(id, "zelle"))).collect()
    };
    let funding = one.get(&app::paths::funding("34.02.01-0002/20")).await.expect(200).page();
    assert!(cells(&funding).iter().any(|link| link.ends_with("zelle=G7")), "the project's money leads to its cells");
    let figure = project.links().into_iter().find(|link| link.starts_with("/zahl/granted")).expect("the figure");
    let opened = one.get(&figure).await.expect(200).page();
    assert_eq!(opened.text(".sheet-framed"), "Gemeinte Zelle: 250.000,50");
    // second step: the cell
    let link = cells(&opened).pop().expect("a link to the cell");
    let page = one.get(&link).await.expect(200).page();
    assert_eq!(page.heading(), "Zelle G7 in „Projektliste“");
    assert_eq!(page.texts(".sheet-framed"), ["Gemeinte Zelle: 250.000,50"]);
    assert!(page.text(".lead").contains("Zuwendung des Landes: 250.000,50 €"), "{}", page.text(".lead"));
    let excerpt = page.rows("Ausschnitt von Blatt „Projektliste“ um die Zelle G7");
    assert!(excerpt.iter().any(|row| row[0] == "5" && row[1] == "Kopf"), "with the heading: {excerpt:?}");
    let told = |term: &str| page.fact(term).unwrap_or_else(|| panic!("{term}: {}", page.main()));
    assert_eq!(told("Inhalt der Zelle"), "250000,5");
    assert_eq!(told("Gelesen"), "als Zahl der Zelle, in der Einheit der Spalte");
    assert_eq!(told("Prüfsumme (SHA-256)"), run(&app, id).await.sha256);
    assert!(told("Zahlenformat").contains('0') && told("Übernommen").contains("von"), "{}", page.main());
    assert!(page.links().contains(&at(id, "original")));
    // a finding may be about a whole row
    let row = one.get(&at(id, "zelle?blatt=Projektliste&zelle=7")).await.expect(200).page();
    assert_eq!(
        (row.heading().as_str(), row.texts(".sheet-framed-row th")),
        ("Zeile 7 in „Projektliste“", vec!["Gemeinte Zeile: 7".to_owned()])
    );
    // a figure of many facts leads to each cell
    let all = one.get("/zahl/granted.programme").await.expect(200).page();
    assert!(cells(&all).len() >= 3 || !all.has(".sheet-framed"));
    // the public sees where it comes from, but no way into the import
    let public = app.get(&figure).await.expect(200).page();
    assert!(public.main().contains("Projektliste!G7") && cells(&public).is_empty() && !public.has(".sheet-framed"));
    for bad in
        ["zelle?blatt=Projektliste&zelle=ZZ9999", "zelle?blatt=Projektliste&zelle=x", "zelle", "zelle?blatt=x&zelle=G7"]
    {
        let _ = one.get(&at(id, bad)).await.expect(404);
    }
}

#[tokio::test]
async fn the_interface_takes_a_mapping_with_the_file() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let send = async |mapping: &str| {
        budget.upload("/api/v1/imports", "Liste.csv", OPEN.as_bytes(), &[("mapping", mapping)]).await
    };
    let good = json!({"columns": [{"sheet": "Liste", "column": "C", "field": "paid_out", "unit": "MEUR"}]});
    let answer = send(&good.to_string()).await.expect(202).json();
    app.work().await;
    let id = answer["id"].as_i64().expect("its number");
    assert_eq!(run(&app, id).await.summary.tables[0].sum("paid_out"), Some(Cents(470_000_000_000)));
    let rows = json!({"header_rows": {"Liste": [1, 2]}, "leave_out": ["Anderes"]});
    let answer = send(&rows.to_string()).await.expect(202).json();
    app.work().await;
    let id = answer["id"].as_i64().expect("its number");
    assert_eq!(run(&app, id).await.summary.tables[0].header_rows, [1, 2]);
    for bad in [
        "x".to_owned(),
        "[]".into(),
        json!({"colums": []}).to_string(),
        json!({"columns": [{"sheet": "Liste", "column": "C", "field": "money"}]}).to_string(),
        json!({"columns": [{"sheet": "Liste", "column": "c", "field": "title"}]}).to_string(),
        json!({"columns": [{"sheet": "", "column": "C", "field": "title"}]}).to_string(),
        json!({"columns": [{"sheet": "Liste", "column": "C", "field": "title"}, {"sheet": "Liste", "column": "D", "field": "title"}]}).to_string(),
        json!({"header_rows": {"Liste": [0]}}).to_string(),
        json!({"header_rows": {"Liste": "oben"}}).to_string(),
    ] {
        let answer = send(&bad).await.expect(422).json();
        assert_eq!(answer["errors"][0]["field"], "mapping", "{bad}: {answer}");
    }
}
