//! What wakes up in the browser is there: every island that a page names is exported by the script that the page loads.
use tests::{
    TestApp,
    sheets::{line, list},
};

#[tokio::test]
async fn every_island_of_a_page_is_in_the_script() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let bytes = list("30.09.2022", vec![line("AC-1", "Bürgerportal", 100.0)]).xlsx();
    let answer = budget.upload("/importe", "Liste.xlsx", &bytes, &[]).await.expect(303);
    // while it is read, the page of an import shows its progress
    let page = budget.follow(&answer).await.expect(200).page();
    let islands: Vec<String> = page
        .all("leptos-island")
        .iter()
        .map(|island| island.value().attr("data-component").expect("an island says which").to_owned())
        .collect();
    assert!(islands.iter().any(|name| name.starts_with("ImportProgress")), "{islands:?}");
    app.work().await;
    let columns = budget.get(&format!("{}/spalten", answer.location().expect("its page"))).await.expect(200).page();
    let live = columns.attribute("leptos-island", "data-component").expect("an island says which");
    assert!(live.starts_with("LiveForm"), "{live}");
    let islands = islands.into_iter().chain([live]);
    let Some(script) = server::http::assets::content("app.js") else {
        eprintln!("skipped: there is no browser side; `cargo xtask site` builds it");
        return;
    };
    let script = String::from_utf8_lossy(&script);
    for island in islands {
        assert!(script.contains(&island), "the script does not export {island}");
    }
    let loaded = page.attribute("script[type=module]", "src").expect("the page loads it");
    let _ = budget.get(&loaded).await.expect(200);
    assert!(page.attribute("script[type=module]", "nonce").is_some_and(|nonce| nonce.len() >= 16));
}

#[tokio::test]
async fn pages_without_islands_load_no_script() {
    let app = TestApp::new().await;
    for path in ["/", "/projekte", "/haushalt", "/regionen", "/loesungen", "/anmelden"] {
        let page = app.get(path).await.expect(200).page();
        assert!(!page.has("leptos-island") && !page.has("script[src]"), "{path}");
    }
}
