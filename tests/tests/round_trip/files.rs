//! Empty lists to fill in, and what was found written to the cells.
use crate::book::{book, uploaded};
use server::spreadsheet::{Cell, Sheet, Value};
use tests::{Answer, TestApp, sheets::cells};

#[tokio::test]
async fn templates_can_be_downloaded_and_say_nothing_while_empty() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    assert!(budget.get("/importe").await.page().links().iter().any(|link| link == "/importe/vorlagen"));
    let links = budget.get("/importe/vorlagen").await.expect(200).page().links();
    let links: Vec<String> = links.into_iter().filter(|link| link.starts_with("/importe/vorlagen/")).collect();
    assert_eq!(links.len(), 4, "{links:?}");
    for link in links {
        let template = budget.get(&link).await.expect(200).body;
        let run = uploaded(&app, &budget, &template).await;
        let codes: Vec<&str> = run.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!((run.summary.tables.len(), codes), (0, vec!["file.no_table"]), "{link}");
    }
    let _ = budget.get("/importe/vorlagen/brief.xlsx").await.expect(404);
}

#[tokio::test]
async fn what_was_found_comes_back_in_the_cells() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let list = cells(&[
        &["Förderkennzeichen", "Projekttitel", "Zuwendung Land in €", "Beginn"],
        &["A-1", "=1+1", "rund 1.200", "31.06.2022"],
        &["A-2", "Zwei", "500", "01.02.2020"],
    ]);
    let run = uploaded(&app, &budget, &list).await;
    let address = app::paths::import_step(run.line.id, "korrektur");
    assert!(budget.get(&app::paths::import(run.line.id)).await.page().links().contains(&address));
    let answer: Answer = budget.get(&address).await.expect(200);
    assert_eq!(
        answer.header("content-disposition").as_deref(),
        Some("attachment; filename*=UTF-8''Projekte%20mit%20Befunden.xlsx")
    );
    let (before, after) = (book(&list), book(&answer.body));
    let values = |sheet: &Sheet| -> Vec<Vec<Value>> {
        sheet.rows.iter().map(|row| row.cells.iter().map(|cell| cell.value.clone()).collect()).collect()
    };
    assert_eq!(values(&before.sheets[0]), values(&after.sheets[1]));
    let listed: Vec<String> =
        after.sheets[0].rows[1..].iter().map(|row| row.cell(0).map(Cell::raw).unwrap_or_default()).collect();
    for cell in ["Sheet1!C2", "Sheet1!D2"] {
        assert!(listed.iter().any(|found| found == cell), "{cell} in {listed:?}");
    }
    let _ = app.as_scoped("project_office", "aachen").await.get(&address).await.expect(404);
}
