//! A list on its way into the ledger: uploaded, compared, applied, released by a second person; and every file that
//! is no list.
use entity::{
    import_run::{self, RowKind, find::Detail},
    ledger,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use tests::{
    TestApp, Visitor,
    app::operator,
    make::a_project,
    sheets::{self, Line, line, list},
};

/// Uploads a list and has it read; gives the number of the run.
async fn uploaded(app: &TestApp, who: &Visitor, bytes: &[u8]) -> i64 {
    let answer = who.upload("/importe", "Liste.xlsx", bytes, &[("sender", "Projektbüro Test")]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

async fn run(app: &TestApp, id: i64) -> Detail {
    import_run::find::detail(&app.db, &operator(), id).await.expect("the run")
}

/// Its rows that differ.
async fn rows(app: &TestApp, id: i64) -> Vec<import_run::find::Row> {
    import_run::find::changes(&app.db, &operator(), id, 0, 1_000).await.expect("the rows").rows
}

async fn counts(app: &TestApp, id: i64) -> [i64; 6] {
    let counts = run(app, id).await.line.counts;
    [RowKind::New, RowKind::Changed, RowKind::Same, RowKind::Gone, RowKind::Conflict, RowKind::Error]
        .map(|kind| counts.get(&kind).copied().unwrap_or(0))
}

/// Presses a button of the import's page.
async fn press(who: &Visitor, id: i64, step: &str, more: &[(&str, &str)]) -> tests::Answer {
    let action = app::paths::import_step(id, step);
    let page = who.get(&app::paths::import(id)).await.expect(200).page();
    let version = page.version_of(&action).unwrap_or_else(|| panic!("no button {step}: {}", page.main()));
    let mut fields = vec![("version", version.as_str())];
    fields.extend_from_slice(more);
    who.post(&action, &fields).await
}

/// Applies and releases a run by two persons.
async fn through(app: &TestApp, id: i64) {
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let _ = press(&one, id, "uebernehmen", &[("rows", "all")]).await.expect(303);
    if run(app, id).await.line.state == import_run::State::AwaitingRelease {
        let _ = press(&two, id, "freigeben", &[]).await.expect(303);
    }
    assert_eq!(run(app, id).await.line.state, import_run::State::Applied);
}

fn three() -> Vec<Line> {
    vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0),
        line("34.02.01-0002/20", "Sensornetz", 250_000.5).private(50_000.0),
        line("34.02.01-0003/20", "Open Data", 75_000.25),
    ]
}

#[tokio::test]
async fn a_new_list_is_read_and_nothing_changes() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let bytes = list("30.09.2022", three()).xlsx();
    let entries = ledger::record::Entity::find().count(app.db.read()).await.expect("the ledger");
    let answer = budget.upload("/importe", "Bericht Q3.xlsx", &bytes, &[]).await.expect(303);
    let address = answer.location().expect("the page of the import");
    let reading = budget.follow(&answer).await.expect(200).page();
    assert_eq!(reading.messages(), ["Die Datei ist hochgeladen. Noch ist nichts geändert."]);
    assert_eq!(reading.heading(), "Die Datei wird gelesen");
    assert_eq!(app.work().await, 1);
    let page = budget.get(&address).await.expect(200).page();
    assert_eq!(page.heading(), "3 Projekte kommen dazu", "{}", page.main());
    assert!(page.main().contains("Die Werte gelten ab 30.09.2022"), "{}", page.main());
    assert!(
        page.text(".lead").contains("Tabelle „Projektliste“, Kopf in Zeile 5, 3 Projekte"),
        "{}",
        page.text(".lead")
    );
    let sums = page.rows("Summen davor und danach nach Regionen");
    let grant = sums.iter().find(|row| row[0] == "Zuwendung des Landes").unwrap_or_else(|| panic!("{sums:?}"));
    assert_eq!(grant[1..4], ["Aachen", "0,00 €", "425.000,75 €"].map(String::from), "{grant:?}");
    let private = sums.iter().find(|row| row[0] == "private Mittel").unwrap_or_else(|| panic!("{sums:?}"));
    assert_eq!(private[3], "50.000,00 €");
    // each value names its cell and shows what stands in it
    assert!(page.texts(".cell").iter().any(|cell| cell == "Projektliste!G6"), "{:?}", page.texts(".cell"));
    assert_eq!(ledger::record::Entity::find().count(app.db.read()).await.expect("the ledger"), entries);
    assert!(!app.get("/projekte").await.text().contains("Sensornetz"));
}

#[tokio::test]
async fn money_is_binding_when_a_second_person_releases_it() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    let asked = press(&one, id, "uebernehmen", &[("rows", "all")]).await.expect(303);
    assert!(one.follow(&asked).await.page().messages()[0].starts_with("Zur Freigabe vorgelegt"));
    // whoever asked may not release, not even by sending the form by hand
    let version = run(&app, id).await.version.to_string();
    assert!(one.get(&app::paths::import(id)).await.page().main().contains("Jetzt ist eine zweite Person an der Reihe"));
    let own = one.post(&app::paths::import_step(id, "freigeben"), &[("version", &version)]).await.expect(422).page();
    assert!(own.messages().iter().any(|said| said.contains("Vier-Augen-Prinzip")), "{:?}", own.messages());
    // nor may those who may not release at all
    for role in ["ministry_programme", "cdo", "project_office", "auditor", "admin", "transfer_curator"] {
        let other = app.as_role(role).await;
        let answer = other.post(&app::paths::import_step(id, "freigeben"), &[("version", &version)]).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{role}: {}", answer.status);
    }
    assert!(!app.get("/projekte").await.text().contains("Sensornetz"), "still nothing has changed");
    let two = app.as_role("ministry_budget").await;
    let _ = press(&two, id, "freigeben", &[]).await.expect(303);
    let page = two.get(&app::paths::import(id)).await.expect(200).page();
    assert_eq!(page.heading(), "Diese Liste ist übernommen");
    let rows = app.get("/projekte?q=sensornetz").await.expect(200).page().rows("Projekte");
    assert_eq!(rows.len(), 1);
    assert!(rows[0][4].contains("250.000,50 €"), "{rows:?}");
    let audit = app.last_audit().await;
    assert_eq!((audit.action.as_str(), audit.subject_id), ("import.apply", id.to_string()));
    // the figure opens to the cells that it comes from
    let project = app.get(&app::paths::project("34.02.01-0002/20")).await.expect(200).page();
    let figure = project.links().into_iter().find(|link| link.starts_with("/zahl/granted")).expect("the figure");
    let opened = two.get(&figure).await.expect(200);
    assert!(opened.text().contains("G7"), "{}", opened.page().main());
    // again is refused
    let again = two.post(&app::paths::import_step(id, "freigeben"), &[("version", "4")]).await;
    assert!([409, 422].contains(&again.status.as_u16()), "{}", again.status);
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let bytes = list("30.09.2022", three()).xlsx();
    let first = uploaded(&app, &one, &bytes).await;
    through(&app, first).await;
    let entries = ledger::record::Entity::find().count(app.db.read()).await.expect("the ledger");
    let second = uploaded(&app, &one, &bytes).await;
    assert_eq!(counts(&app, second).await, [0, 0, 3, 0, 0, 0]);
    let page = one.get(&app::paths::import(second)).await.expect(200).page();
    assert_eq!(page.heading(), "Diese Liste ändert nichts");
    assert!(
        page.main().contains(&format!("Diese Datei ist schon übernommen (Import {first}); sie ändert nichts.")),
        "{}",
        page.main()
    );
    assert_eq!(ledger::record::Entity::find().count(app.db.read()).await.expect("the ledger"), entries);
}

#[tokio::test]
async fn a_newer_list_is_compared_row_by_row() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let first = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    through(&app, first).await;
    let newer = vec![
        line("34.02.01-0001/20", "Bürgerportal", 120_000.0),
        line("34.02.01-0002/20", "Sensornetz", 250_000.5).private(50_000.0),
        line("34.02.01-0004/20", "Leitstelle", 10_000.0),
    ];
    let second = uploaded(&app, &one, &list("31.12.2022", newer).xlsx()).await;
    assert_eq!(counts(&app, second).await, [1, 1, 1, 1, 0, 0], "new, changed, same, gone, conflict, error");
    let page = one.get(&app::paths::import(second)).await.expect(200).page();
    assert!(page.heading().starts_with("1 Projekt ändert sich"), "{}", page.heading());
    assert!(page.texts("del.old").contains(&"100.000,00 €".to_owned()), "{:?}", page.texts("del.old"));
    assert!(page.texts("ins.new").contains(&"120.000,00 €".to_owned()), "{:?}", page.texts("ins.new"));
    through(&app, second).await;
    // the day between the lists keeps its figures
    let of = async |query: &str| {
        let page = app.get(&format!("/projekte?q=b%C3%BCrgerportal{query}")).await.expect(200).page();
        page.rows("Projekte")[0][4].clone()
    };
    assert!(of("").await.contains("120.000,00 €"));
    assert!(of("&stand=2022-12-30").await.contains("100.000,00 €"));
    assert!(of("&stand=2022-12-31").await.contains("120.000,00 €"));
    // nobody deletes what is missing in a list
    assert!(app.get("/projekte").await.text().contains("Open Data"));
    // an older list does not push a newer one aside
    let old =
        uploaded(&app, &one, &list("30.06.2022", vec![line("34.02.01-0001/20", "Bürgerportal", 1.0)]).xlsx()).await;
    assert_eq!(counts(&app, old).await[4], 1, "a conflict");
    through(&app, old).await;
    assert!(of("").await.contains("120.000,00 €"));
}

#[tokio::test]
async fn only_the_chosen_rows_are_taken() {
    let app = TestApp::new().await;
    let (one, two) = (app.as_role("ministry_budget").await, app.as_role("ministry_budget").await);
    let id = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    let chosen = [("rows", "chosen"), ("row", "1"), ("row", "3")];
    let _ = press(&one, id, "uebernehmen", &chosen).await.expect(303);
    let _ = press(&two, id, "freigeben", &[]).await.expect(303);
    let page = app.get("/projekte").await.expect(200).text();
    assert!(page.contains("Bürgerportal") && page.contains("Open Data") && !page.contains("Sensornetz"));
}

#[tokio::test]
async fn thousands_groups_subtotals_and_years_are_read_right() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let lines = vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0).planned(2021, 40_000.0).planned(2022, 60_000.0),
        line("34.02.01-0002/20", "Sensornetz", 250_500.0).planned(2021, 250_500.0),
        line("34.02.01-0003/20", "Radwege", 75_000.0).in_region("Südwestfalen").planned(2022, 75_000.0),
    ];
    let bytes = list("30.09.2022", lines).in_thousands().with_groups().xlsx();
    let id = uploaded(&app, &one, &bytes).await;
    assert_eq!(counts(&app, id).await, [3, 0, 0, 0, 0, 0], "subtotals are no projects: {:#?}", rows(&app, id).await);
    let page = one.get(&app::paths::import(id)).await.expect(200).page();
    let lead = page.text(".lead");
    assert!(lead.contains("Kopf in Zeile 5 bis 6"), "{lead}");
    assert!(lead.ends_with("Beträge in T€."), "{lead}");
    through(&app, id).await;
    let rows = app.get("/projekte?q=sensornetz").await.page().rows("Projekte");
    assert!(rows[0][4].contains("250.500,00 €"), "{rows:?}");
    // 250,50 T€ is known to the ten euros, not to the cent
    assert!(
        rows[0][4].contains("volle €") || rows[0][4].contains("T€"),
        "it says that it is no exact amount: {rows:?}"
    );
    assert!(app.get("/regionen/suedwestfalen").await.expect(200).text().contains("Radwege"));
    let year = app.get("/zahl/planned.programme.year-2021").await.expect(200).page();
    assert!(year.text(".figure-amount").contains("290.500,00 €"), "{}", year.main());
}

#[tokio::test]
async fn text_with_semicolons_in_an_old_encoding_is_a_list_too() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let bytes = list("30.09.2022", vec![line("34.02.01-0001/20", "Bürgerportal für Öffentlichkeit", 1_234.56)]).csv();
    let answer = one.upload("/importe", "liste.csv", &bytes, &[]).await.expect(303);
    app.work().await;
    let page = one.follow(&answer).await.expect(200).page();
    assert!(page.main().contains("Bürgerportal für Öffentlichkeit"), "{}", page.main());
    assert!(page.main().contains("1.234,56 €"), "{}", page.main());
}

#[tokio::test]
async fn doubts_are_said_with_their_cell() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let lines = vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0).in_state("geht so"),
        line("34.02.01-0002/20", "Sensornetz", 250_000.0).in_region("Atlantis"),
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0),
    ];
    let id = uploaded(&app, &one, &list("30.09.2022", lines).xlsx()).await;
    assert_eq!(counts(&app, id).await[5], 1, "the second row about the same project is an error");
    let findings = run(&app, id).await.findings;
    for (code, cell) in
        [("status.unknown", "Projektliste!E6"), ("region.unknown", "Projektliste!C7"), ("row.twice", "Projektliste!8")]
    {
        let found =
            findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{code}: {findings:#?}"));
        assert_eq!(found.cell, cell, "{code}");
    }
    let page = one.get(&app::paths::import(id)).await.expect(200).page();
    let shown = page.rows("Befunde, die schwersten zuerst");
    assert_eq!(shown.first().map(|row| row[0].as_str()), Some("Fehler"), "{shown:?}");
}

#[tokio::test]
async fn what_people_booked_is_not_pushed_aside() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    a_project()
        .numbered("34.02.01-0001/20")
        .titled("Bürgerportal")
        .in_region("aachen")
        .granted("99.000,00")
        .build(&app)
        .await;
    let id =
        uploaded(&app, &one, &list("30.09.2022", vec![line("34.02.01-0001/20", "Bürgerportal", 100_000.0)]).xlsx())
            .await;
    assert_eq!(counts(&app, id).await[4], 1);
    through(&app, id).await;
    let rows = app.get("/projekte?q=b%C3%BCrgerportal").await.page().rows("Projekte");
    assert!(rows[0][4].contains("99.000,00 €"), "{rows:?}");
}

#[tokio::test]
async fn a_regions_office_imports_its_own_region_only() {
    let app = TestApp::new().await;
    let office = app.as_scoped("project_office", "aachen").await;
    let lines = vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0),
        line("34.02.01-0002/20", "Radwege", 250_000.0).in_region("Südwestfalen"),
    ];
    let id = uploaded(&app, &office, &list("30.09.2022", lines).xlsx()).await;
    assert_eq!(counts(&app, id).await, [1, 0, 0, 0, 0, 1]);
    assert!(run(&app, id).await.findings.iter().any(|finding| finding.code == "region.foreign"));
    let _ = press(&office, id, "uebernehmen", &[("rows", "all")]).await.expect(303);
    let two = app.as_role("ministry_budget").await;
    let _ = press(&two, id, "freigeben", &[]).await.expect(303);
    let page = app.get("/projekte").await.text();
    assert!(page.contains("Bürgerportal") && !page.contains("Radwege"));
    // others do not see it
    let other = app.as_scoped("project_office", "suedwestfalen").await;
    let _ = other.get(&app::paths::import(id)).await.expect(404);
    let _ = other.get(&app::paths::import_step(id, "original")).await.expect(404);
    let _ = other.post(&app::paths::import_step(id, "abbrechen"), &[("version", "1")]).await;
}

#[tokio::test]
async fn an_authority_imports_its_own_grants_only() {
    let app = TestApp::new().await;
    // the Bezirksregierung Köln grants in Aachen, Arnsberg in Südwestfalen
    a_project().numbered("34.02.01-0001/20").titled("Bürgerportal").in_region("aachen").build(&app).await;
    a_project().numbered("34.02.01-0002/20").titled("Radwege").in_region("suedwestfalen").build(&app).await;
    let arnsberg = app.as_scoped("authority", "bezreg-arnsberg").await;
    let lines = vec![
        line("34.02.01-0001/20", "Bürgerportal", 100_000.0),
        line("34.02.01-0002/20", "Radwege", 250_000.0).in_region("Südwestfalen"),
    ];
    let id = uploaded(&app, &arnsberg, &list("30.09.2022", lines).xlsx()).await;
    let _ = press(&arnsberg, id, "uebernehmen", &[("rows", "all")]).await.expect(303);
    let second = app.as_scoped("authority", "bezreg-arnsberg").await;
    let _ = press(&second, id, "freigeben", &[]).await.expect(303);
    let granted =
        async |words: &str| app.get(&format!("/projekte?q={words}")).await.page().rows("Projekte")[0][4].clone();
    assert!(granted("radwege").await.contains("250.000,00 €"), "its own");
    let foreign = granted("b%C3%BCrgerportal").await;
    assert!(!foreign.contains("100.000,00 €"), "Arnsberg made money of Köln binding: {foreign}");
}

#[tokio::test]
async fn the_original_comes_back_byte_for_byte_and_never_as_a_page() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let bytes = list("30.09.2022", three()).xlsx();
    let answer = one.upload("/importe", "../../Über\"sicht<script>.xlsx", &bytes, &[]).await.expect(303);
    app.work().await;
    let original = one.get(&format!("{}/original", answer.location().expect("its page"))).await.expect(200);
    assert_eq!(original.body, bytes);
    assert_eq!(original.header("content-type").as_deref(), Some("application/octet-stream"));
    let disposition = original.header("content-disposition").expect("a name");
    assert!(
        disposition.starts_with("attachment;") && !disposition.contains("..") && !disposition.contains('<'),
        "{disposition}"
    );
}

#[tokio::test]
async fn giving_up_and_coming_second() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    let stale =
        one.post(&app::paths::import_step(id, "uebernehmen"), &[("version", "1"), ("rows", "all")]).await.expect(409);
    assert!(
        stale.page().messages().iter().any(|said| said.contains("Inzwischen hat sich etwas geändert")),
        "{:?}",
        stale.page().messages()
    );
    let none = one.post(&app::paths::import_step(id, "uebernehmen"), &[("rows", "all")]).await.expect(409);
    assert!(!none.page().messages().is_empty());
    let done = press(&one, id, "abbrechen", &[]).await.expect(303);
    assert_eq!(one.follow(&done).await.page().heading(), "Dieser Import ist abgebrochen");
    let over = one.post(&app::paths::import_step(id, "uebernehmen"), &[("version", "3"), ("rows", "all")]).await;
    assert!([409, 422].contains(&over.status.as_u16()), "{}", over.status);
    let _ = one.get("/importe/4711").await.expect(404);
    let _ = one.get("/importe/unsinn").await.expect(404);
    let _ = one.post("/importe/4711/uebernehmen", &[("version", "1")]).await.expect(404);
}

/// What is stored about files and runs.
async fn stored(app: &TestApp) -> (u64, u64, u64) {
    let count = async |what: &str| {
        match what {
            "file" => import_run::file::Entity::find().count(app.db.read()).await,
            "run" => import_run::record::Entity::find().count(app.db.read()).await,
            _ => entity::job::record::Entity::find().count(app.db.read()).await,
        }
        .expect("a count")
    };
    (count("file").await, count("run").await, count("job").await)
}

#[tokio::test]
async fn what_is_no_list_is_refused_in_german_and_not_kept() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let whole = list("30.09.2022", three()).xlsx();
    let mut mangled = whole.clone();
    (200..mangled.len() - 200).step_by(7).for_each(|at| mangled[at] ^= 0x5A);
    let bad: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        ("no bytes", "leer.xlsx", Vec::new(), "leer"),
        ("blanks", "leer.csv", b" \r\n \r\n".to_vec(), "leer"),
        ("a letter", "brief.txt", "Sehr geehrte Damen und Herren,\n\nanbei die Liste.\n".into(), "keine Tabelle"),
        ("a picture", "bild.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0".to_vec(), "Lesbar sind Excel-Mappen"),
        ("a PDF", "liste.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "PDF"),
        ("half a workbook", "halb.xlsx", whole[..whole.len() / 2].to_vec(), "beschädigt"),
        ("the first bytes of one", "kopf.xlsx", whole[..40].to_vec(), "beschädigt"),
        ("a mangled workbook", "kaputt.xlsx", mangled, "beschädigt"),
        ("a locked workbook", "geheim.xlsx", sheets::encrypted(), "Kennwort"),
        ("an empty workbook", "nichts.xlsx", sheets::empty_workbook(), "keine Tabelle"),
        ("a workbook of prose", "prosa.xlsx", sheets::cells(&[&["Sehr geehrte Damen und Herren"]]), "keine Tabelle"),
        ("a page", "seite.xls", b"<html><script>alert(1)</script></html>".to_vec(), "keine lesbare Tabelle"),
        ("a bomb that says so", "gross.xlsx", sheets::zip_bomb("xl/styles.xml", 1, 2_000_000_000), "zu groß"),
        ("a bomb that lies", "klein.xlsx", sheets::zip_bomb("xl/worksheets/sheet1.xml", 600, 1_000), "beschädigt"),
        ("a bomb just below", "knapp.xlsx", sheets::zip_bomb("xl/styles.xml", 40, 40 << 20), "beschädigt"),
    ];
    let before = stored(&app).await;
    for (what, name, bytes, said) in bad {
        let rows = app.audit_rows().await;
        let answer = one.upload("/importe", name, &bytes, &[("sender", "Projektbüro Aachen")]).await.expect(422);
        let page = answer.page();
        assert_eq!(page.heading(), "Importe", "{what}");
        let error = page.field_error("file").unwrap_or_else(|| panic!("{what}: {:?}", page.messages()));
        assert!(error.contains(said), "{what}: {error}");
        assert!(page.error_summary().iter().any(|(field, line)| field == "file" && *line == error), "{what}");
        assert_eq!(page.value("sender").as_deref(), Some("Projektbüro Aachen"), "{what}: what was typed stays");
        assert_eq!(app.audit_rows().await, rows + 1, "{what}");
        let audit = app.last_audit().await;
        assert_eq!(audit.action, "import.refuse", "{what}");
        assert!(audit.detail.contains(name), "{what}: {}", audit.detail);
        assert_eq!(stored(&app).await, before, "{what}: nothing is kept");
    }
    // the program is alive and reads the next list
    let id = uploaded(&app, &one, &whole).await;
    assert_eq!(counts(&app, id).await, [3, 0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_form_without_a_file_and_a_file_that_is_too_large() {
    let app = TestApp::with(|config| config.upload_limit = 100 << 10).await;
    let one = app.as_role("ministry_budget").await;
    let before = stored(&app).await;
    // a browser sends an empty file without a name
    let page = one.upload("/importe", "", b"", &[("sender", "Projektbüro Aachen")]).await.expect(422).page();
    assert_eq!(page.field_error("file").as_deref(), Some("Bitte eine Datei wählen."));
    assert_eq!(page.value("sender").as_deref(), Some("Projektbüro Aachen"));
    let large = one.upload("/importe", "gross.csv", &vec![b'x'; 200 << 10], &[]).await.expect(413);
    assert_eq!(large.page().heading(), "Das ist zu groß");
    assert!(large.page().main().contains("100 kB"), "{}", large.page().main());
    // without a length the limit is found while reading
    let request = one
        .request(http::Method::POST, "/importe")
        .header("origin", format!("http://{}", tests::app::HOST))
        .header("content-type", "multipart/form-data; boundary=x");
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"g.csv\"\r\n\r\n".to_vec();
    body.extend(vec![b'x'; 200 << 10]);
    body.extend(b"\r\n--x--\r\n");
    let large = one.send(request, body.into()).await.expect(413);
    assert_eq!(large.page().heading(), "Das ist zu groß");
    // broken off in the middle
    let request = one
        .request(http::Method::POST, "/importe")
        .header("origin", format!("http://{}", tests::app::HOST))
        .header("content-type", "multipart/form-data; boundary=x");
    let body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"g.csv\"\r\n\r\nhalb".to_vec();
    let broken = one.send(request, body.into()).await.expect(422).page();
    assert!(broken.field_error("file").is_some(), "{:?}", broken.messages());
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn progress_is_told_as_events() {
    let app = TestApp::new().await;
    let one = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &one, &list("30.09.2022", three()).xlsx()).await;
    let events = one.get(&app::paths::import_step(id, "fortschritt")).await.expect(200);
    assert_eq!(events.header("content-type").as_deref(), Some("text/event-stream"));
    assert!(events.text().contains("\"state\":\"ready\""), "{}", events.text());
    assert_eq!(events.header("cache-control").as_deref(), Some("no-store"));
}
