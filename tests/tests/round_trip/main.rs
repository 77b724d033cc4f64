//! A list that goes out as a workbook, is edited, and comes back; templates; and what was found written to the cells.
mod any_values;
mod book;
mod files;

use book::{
    ALL, KEYS, SHEET, book, column, counts, differences, edit, exported, row_of, saved, set, sheet, sheet_mut, text,
    uploaded,
};
use entity::{
    import_run::{
        self, RowKind, State,
        change::{Choice, release, request},
    },
    ledger::{Kind, Source},
    project::field::Field,
};
use server::spreadsheet::{Cell, Row, Value, Workbook};
use tests::{
    TestApp,
    app::operator,
    make::{a_project, day},
    sheets::{line, list},
};

/// Three projects with all that is hard to carry over.
async fn world() -> TestApp {
    let app = TestApp::new().await;
    a_project()
        .numbered("AC-1")
        .titled("Bürgerportal")
        .in_region("aachen")
        .granted("100.000,10")
        .paid("0,00")
        .money(Kind::Planned, Source::Programme, "60.000,05", Some(2021))
        .money(Kind::CofundingContracted, Source::PrivateCash, "−5,00", None)
        .with(Field::TotalCost, "24000000.00 about")
        .with(Field::FundingRate, "7987")
        .with(Field::StartDate, "2019-10-17")
        .with(Field::EndDate, "9999-12-31")
        .with(Field::ApprovalDate, "1899-02-28")
        .with(Field::Summary, "zwei\r\nZeilen  und\tmehr ")
        .build(&app)
        .await;
    a_project()
        .numbered("=AC-2")
        .titled("=HYPERLINK(\"http://boese.example\";\"hier\")")
        .in_region("aachen")
        .with(Field::Recipient, "+49 241 1234")
        .with(Field::Partners, "-2+3")
        .with(Field::Remark, "@SUM(1)")
        .with(Field::Place, "_x000D_ \u{7}")
        .build(&app)
        .await;
    a_project().numbered("SWF-1").titled("Sensornetz").in_region("suedwestfalen").granted("5,00").build(&app).await;
    app
}

#[tokio::test]
async fn imported_unchanged_it_changes_nothing_and_says_so() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let answer = budget.get(ALL).await.expect(200);
    let run = uploaded(&app, &budget, &answer.body).await;
    assert_eq!(counts(&run), [0, 0, 3, 0, 0, 0], "{:?}", run.rows);
    assert!(run.findings.is_empty(), "{:?}", run.findings);
    assert_eq!(run.summary.tables[0].records, 3);
    let page = budget.get(&app::paths::import(run.line.id)).await.expect(200).page();
    assert_eq!(page.heading(), "Diese Liste ändert nichts");
    let json = budget.get(&format!("/api/v1/imports/{}/changes", run.line.id)).await.expect(200).json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(0), "{json}");
    // as another program saves it, and with all that people do to a sheet
    let mut moved = book(&answer.body);
    let projects = sheet_mut(&mut moved, SHEET);
    projects.rows[1..].reverse();
    for (number, row) in (4u32..).zip(&mut projects.rows) {
        row.number = number;
        for cell in row.cells.iter_mut().filter(|cell| cell.column > 4) {
            cell.column += 1;
        }
        row.cells.push(Cell { column: 60, format: 0, value: Value::Text("unser Vermerk".into()) });
    }
    projects.rows.insert(
        0,
        Row {
            number: 1,
            hidden: false,
            cells: vec![Cell { column: 1, format: 0, value: Value::Text("Stand heute".into()) }],
        },
    );
    projects.name = "Projekte (bearbeitet)".into();
    let run = uploaded(&app, &budget, &saved(&moved)).await;
    assert_eq!(counts(&run), [0, 0, 3, 0, 0, 0], "{:?}", run.rows);
    assert!(run.findings.is_empty(), "{:?}", run.findings);
    assert_eq!(run.summary.tables[0].header_rows, [4]);
}

#[tokio::test]
async fn three_changed_cells_are_three_changes() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = exported(&budget, ALL).await;
    let title = edit(&mut book, "=AC-2", "Titel", text("=2+2"));
    let grant = edit(&mut book, "SWF-1", "Zuwendung des Landes in €", Some(Value::Number(7.5)));
    let end = edit(&mut book, "AC-1", "Ende", Some(Value::Date(day("2022-06-30").into())));
    let run = uploaded(&app, &budget, &saved(&book)).await;
    let mut found = differences(&run);
    found.sort();
    let some = |text: &str| Some(text.to_owned());
    let mut expected = vec![
        (title, some("=HYPERLINK(\"http://boese.example\";\"hier\")"), some("=2+2")),
        (grant, some("5.00"), some("7.50")),
        (end, some("9999-12-31"), some("2022-06-30")),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert!(run.rows.iter().flat_map(|row| &row.items).all(|item| item.rule == "round_trip"));
    assert!(run.findings.iter().all(|finding| finding.severity != "error"), "{:?}", run.findings);
}

#[tokio::test]
async fn a_cell_that_changed_here_and_there_is_a_conflict_of_three_values() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = exported(&budget, ALL).await;
    // meanwhile somebody changes two values, one of which the workbook changes, too
    let programme = app.as_role("ministry_programme").await;
    let tag = programme.get("/api/v1/projects/AC-1").await.expect(200).header("etag").expect("a tag");
    let body = serde_json::json!({"title": "Serviceportal", "place": "Jülich"});
    let _ = programme.call(http::Method::PATCH, "/api/v1/projects/AC-1", Some(body), Some(&tag)).await.expect(200);
    let title = edit(&mut book, "AC-1", "Titel", text("Bürgerkonto"));
    let theme = edit(&mut book, "AC-1", "Themenfeld", text("Portale"));
    let run = uploaded(&app, &budget, &saved(&book)).await;
    assert_eq!(counts(&run), [0, 0, 2, 0, 1, 0], "{:?}", run.rows);
    let item = |cell: &str| run.rows[0].items.iter().find(|item| item.cell == cell).expect("the difference");
    let values = |item: &import_run::find::Item| [item.base.clone(), item.old.clone(), item.new.clone()];
    assert_eq!(
        values(item(&title)),
        ["Bürgerportal", "Serviceportal", "Bürgerkonto"].map(|text| Some(text.to_owned()))
    );
    assert!(item(&title).conflict.as_ref().is_some_and(|said| said.reason.contains("Seit dem Export")));
    assert_eq!((values(item(&theme)), &item(&theme).conflict), ([None, None, Some("Portale".into())], &None));
    // the place moved here only: the workbook still says what was exported, and that counts for nothing
    assert_eq!(run.rows[0].items.len(), 2, "{:?}", run.rows);
}

#[tokio::test]
async fn what_was_edited_is_applied_and_the_next_workbook_says_it() {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let apply = async |bytes: &[u8]| {
        let run = uploaded(&app, &one, bytes).await;
        let (id, now) = (run.line.id, app.now());
        let state = request(&app.db, &operator(), now, id, Some(run.version), Choice::All, None).await.expect("asked");
        if state == State::AwaitingRelease {
            release(&app.db, &operator(), now, id, None).await.expect("released");
        }
        let run = import_run::find::detail(&app.db, &operator(), id).await.expect("the run");
        assert_eq!(run.line.state, State::Applied);
        run
    };
    let listed = list("30.09.2022", vec![line("A-1", "Portal", 100.0).planned(2021, 40.0), line("A-2", "Netz", 9.5)]);
    apply(&listed.xlsx()).await;
    let mut book = exported(&one, ALL).await;
    edit(&mut book, "A-1", "Zuwendung des Landes in €", Some(Value::Number(120.25)));
    edit(&mut book, "A-1", "Mittel 2021 in €", Some(Value::Number(0.0)));
    edit(&mut book, "A-2", "Beginn", Some(Value::Date(day("2021-03-01").into())));
    let run = apply(&saved(&book)).await;
    assert_eq!(counts(&run), [0, 2, 0, 0, 0, 0]);
    let book = exported(&two, ALL).await;
    let said = |number: &str, heading: &str| {
        let projects = sheet(&book, SHEET);
        projects.cell(row_of(projects, number), column(projects, heading)).map(|cell| cell.value.clone())
    };
    assert_eq!(said("A-1", "Zuwendung des Landes in €"), Some(Value::Number(120.25)));
    assert_eq!(said("A-1", "Mittel 2021 in €"), Some(Value::Number(0.0)));
    assert_eq!(said("A-2", "Zuwendung des Landes in €"), Some(Value::Number(9.5)));
    assert_eq!(said("A-2", "Beginn"), Some(Value::Date(day("2021-03-01").into())));
    // the sender's last list stays the list: of it nothing is missing in a workbook of one project
    let few = two.get(&format!("{ALL}?q=netz")).await.expect(200).body;
    assert_eq!(counts(&uploaded(&app, &one, &few).await.run), [0, 0, 1, 0, 0, 0]);
}

#[tokio::test]
async fn an_emptied_cell_changes_nothing_by_itself() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = exported(&budget, ALL).await;
    edit(&mut book, "AC-1", "Beginn", None);
    let run = uploaded(&app, &budget, &saved(&book)).await;
    let [new, _, _, gone, conflict, wrong] = counts(&run);
    assert_eq!([new, gone, conflict, wrong], [0; 4]);
    assert!(differences(&run).iter().all(|(_, _, new)| new.is_none()), "{:?}", run.rows);
    // nobody else's project is missing because a list was filtered
    let few = budget.get(&format!("{ALL}?q=sensornetz")).await.expect(200).body;
    assert_eq!(counts(&uploaded(&app, &budget, &few).await.run), [0, 0, 1, 0, 0, 0]);
}

#[tokio::test]
async fn nonsense_is_named_at_its_cell_and_not_read() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = exported(&budget, ALL).await;
    let start = edit(&mut book, "AC-1", "Beginn", text("demnächst"));
    let grant = edit(&mut book, "AC-1", "Zuwendung des Landes in €", Some(Value::Number(1.005)));
    let status = edit(&mut book, "SWF-1", "Status", text("grün"));
    let rate = edit(&mut book, "SWF-1", "Förderquote", Some(Value::Number(80.0)));
    let run = uploaded(&app, &budget, &saved(&book)).await;
    assert_eq!(differences(&run), []);
    let mut found: Vec<(&str, &str, &str)> = run
        .findings
        .iter()
        .map(|finding| (finding.cell.as_str(), finding.severity.as_str(), finding.code.as_str()))
        .collect();
    found.sort_unstable();
    let mut expected = [
        (start.as_str(), "error", "cell.unreadable"),
        (grant.as_str(), "error", "cell.too_fine"),
        (status.as_str(), "error", "cell.unreadable"),
        (rate.as_str(), "error", "cell.unreadable"),
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn rows_without_the_key_of_one_project_are_not_taken() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let mut book = exported(&budget, ALL).await;
    let projects = sheet_mut(&mut book, SHEET);
    let copy = |row: &Row, number: u32| Row { number, ..row.clone() };
    // a row copied below the list, one typed in by hand, and keys that did not move with their rows
    let first = row_of(projects, "AC-1");
    let line = projects.rows.iter().position(|row| row.number == first).expect("the row");
    projects.rows.push(copy(&projects.rows[line], 10));
    projects.rows.push(Row {
        number: 11,
        hidden: false,
        cells: vec![Cell { column: 3, format: 0, value: Value::Text("Neues Projekt".into()) }],
    });
    projects.rows.push(copy(&projects.rows[line], 12));
    set(&mut book, SHEET, 12, 0, text("99 AC-9"));
    let swf = row_of(sheet(&book, SHEET), "SWF-1");
    set(&mut book, SHEET, swf, 1, text("AC-7"));
    let run = uploaded(&app, &budget, &saved(&book)).await;
    let mut found: Vec<(String, String)> =
        run.findings.iter().map(|finding| (finding.cell.clone(), finding.code.clone())).collect();
    found.sort();
    let mut expected: Vec<(String, String)> = [
        (format!("{SHEET}!A{first}"), "key.twice"),
        (format!("{SHEET}!A10"), "key.twice"),
        (format!("{SHEET}!D11"), "key.missing"),
        (format!("{SHEET}!A12"), "key.unknown"),
        (format!("{SHEET}!A{swf}"), "key.mismatch"),
    ]
    .map(|(cell, code)| (cell, code.to_owned()))
    .into();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(counts(&run), [0, 0, 1, 0, 0, 0]);
}

#[tokio::test]
async fn workbooks_of_others_are_refused_with_a_reason() {
    let app = world().await;
    let budget = app.as_role("ministry_budget").await;
    let book = exported(&budget, ALL).await;
    for (row, value, said) in [
        (1, "leitstand 2", "neueren Fassung"),
        (2, "programme anderes", "anderen Programm („anderes“)"),
        (4, "audit x", "das versteckte Blatt wurde verändert"),
        // what no list may change
        (6, "ceiling.programme Titel", "das versteckte Blatt wurde verändert"),
    ] {
        let mut other = book.clone();
        set(&mut other, KEYS, row, 0, text(value));
        let answer = budget.upload("/importe", "Projekte.xlsx", &saved(&other), &[]).await.expect(422).page();
        assert!(answer.main().contains(said), "{}", answer.main());
    }
    let mut keyless = book.clone();
    sheet_mut(&mut keyless, SHEET).rows.iter_mut().for_each(|row| row.cells.retain(|cell| cell.column != 0));
    let answer = budget.upload("/importe", "Projekte.xlsx", &saved(&keyless), &[]).await.expect(422).page();
    assert!(answer.main().contains("fehlt die Kopfzeile oder die ausgeblendete erste Spalte"), "{}", answer.main());
    // without the sheet it is a list like any other
    let mut plain = book;
    plain.sheets.retain(|sheet| sheet.name == SHEET);
    let run = uploaded(&app, &budget, &saved(&plain)).await;
    assert_eq!(run.line.counts.get(&RowKind::New), Some(&0), "{:?}", run.rows);
}

#[tokio::test]
async fn one_gets_the_projects_that_ones_imports_may_change() {
    let app = world().await;
    let numbers = |book: &Workbook| -> Vec<String> {
        let projects = sheet(book, SHEET);
        projects.rows[1..].iter().map(|row| row.cell(1).map(Cell::raw).unwrap_or_default()).collect()
    };
    let office = app.as_scoped("project_office", "suedwestfalen").await;
    assert_eq!(numbers(&exported(&office, ALL).await), ["SWF-1"]);
    let authority = app.as_scoped("authority", "bezreg-koeln").await;
    assert_eq!(numbers(&exported(&authority, &format!("{ALL}?sortierung=nummer")).await), ["=AC-2", "AC-1"]);
    let budget = app.as_role("ministry_budget").await;
    assert_eq!(numbers(&exported(&budget, &format!("{ALL}?q=b%C3%BCrger&region=aachen")).await), ["AC-1"]);
    // the list offers exactly this, with its filter
    let page = budget.get("/projekte?q=b%C3%BCrger&sortierung=nummer").await.expect(200).page();
    let link = page.links().into_iter().find(|link| link.starts_with(ALL)).expect("the link");
    assert_eq!(numbers(&exported(&budget, &link).await), ["AC-1"]);
    // only today's state, only for those who may, only if there is something
    assert!(!budget.get("/projekte?stand=2021-01-01").await.text().contains(ALL));
    assert!(!app.as_role("auditor").await.get("/projekte").await.text().contains(ALL));
    let past = budget.get(&format!("{ALL}?stand=2021-01-01")).await.expect(422).page();
    assert!(past.main().contains("nur vom heutigen Stand"), "{}", past.main());
    let none = office.get(&format!("{ALL}?region=aachen")).await.expect(422).page();
    assert!(none.main().contains("kein Projekt, das Sie mit einer Arbeitsmappe ändern dürfen"), "{}", none.main());
    let _ = budget.get(&format!("{ALL}?region=atlantis")).await.expect(404);
    let anonymous = app.get(ALL).await.expect(303);
    assert!(anonymous.location().is_some_and(|target| target.starts_with("/anmelden?weiter=")));
}
