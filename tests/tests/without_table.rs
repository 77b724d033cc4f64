//! Files in which no list of projects is found by itself: kept where a person may see one, with what to do.
use entity::import_run::{self, State, find::Detail};
use tests::{TestApp, Visitor, app::operator};

async fn uploaded(app: &TestApp, who: &Visitor, name: &str, bytes: &[u8]) -> i64 {
    let answer = who.upload("/importe", name, bytes, &[("sender", "Projektbüro Test")]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

async fn run(app: &TestApp, id: i64) -> Detail {
    import_run::find::detail(&app.db, &operator(), id).await.expect("the run")
}

/// Nobody can know that these are headings: no word is known, and no column holds only numbers.
const STRANGE: &str = "Überblick;;\nxx;yy;zz\nA-1;Bürgerportal;etwa hundert\nA-2;Sensornetz;100\n";

#[tokio::test]
async fn where_no_table_is_found_its_heading_can_be_named() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, "fremd.csv", STRANGE.as_bytes()).await;
    let found = run(&app, id).await;
    assert_eq!((found.line.state, found.summary.tables.len()), (State::Ready, 0));
    assert!(found.findings.iter().any(|finding| finding.code == "file.no_table"), "{:?}", found.findings);
    let address = app::paths::import_step(id, "datei");
    let page = budget.get(&address).await.expect(200).page();
    assert!(page.main().contains("Bürgerportal"), "the excerpt is there: {}", page.main());
    assert_eq!(page.value("blatt").as_deref(), Some("fremd"));
    let version = page.value("version").expect("a version");
    let fields = [("version", version.as_str()), ("blatt", "fremd"), ("kopf.neu", "2")];
    let _ = budget.post(&address, &fields).await.expect(303);
    let found = run(&app, id).await;
    let table = found.summary.tables.first().expect("a table now");
    assert_eq!((table.header_rows.as_slice(), table.records), (&[2][..], 2));
    assert!(found.findings.iter().all(|finding| finding.code != "file.no_table"));
}

#[tokio::test]
async fn vouchers_of_projects_change_no_project() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let text = "FKZ;Beleg-Nr.;Rechnungsdatum;Zahlungsempfänger;tatsächlich gezahlt;davon zuwendungsfähig\n\
        A-1;17;01.02.2022;Firma;100,00;80,00\nA-1;18;02.02.2022;Firma;200,00;200,00\nA-2;19;03.02.2022;Firma;50,00;50,00\n";
    let id = uploaded(&app, &budget, "belege.csv", text.as_bytes()).await;
    let found = run(&app, id).await;
    assert_eq!((found.line.state, found.summary.tables[0].records), (State::Ready, 3));
    assert!(found.findings.iter().any(|finding| finding.code == "table.vouchers"), "{:?}", found.findings);
    assert_eq!(found.line.counts.values().sum::<i64>(), 0, "no row is taken over");
}
