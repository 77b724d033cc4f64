//! How a file is read, as people say it: a choice changes and the page follows by itself, or by a button.
use super::{a_file, served};
use tests::{
    browser::{Browser, Setup},
    page::plain,
};

/// Uploads a list and opens its columns.
async fn columns(browser: &Browser) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    browser.goto("/importe").await;
    browser.fill("file", &a_file(&folder, 100_000.0)).await;
    browser.press("Hochladen und prüfen").await;
    let import = browser.path().await;
    for _ in 0..100 {
        browser.goto(&format!("{import}/spalten")).await;
        if browser.text("main").await.contains("Zuwendung Land in €") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    browser.wait_for("main", "Zuwendung Land in €").await;
    import
}

/// Chooses a word in a select, as a person does: the event comes from the browser itself.
async fn choose(browser: &Browser, name: &str, value: &str) {
    let select = browser.find(&format!("select[name='{name}']")).await;
    select.select_by_value(value).await.expect("a choice");
}

async fn a_column_is_decided(setup: Setup) {
    let served = served().await;
    let browser = Browser::open(&served, setup).await;
    browser.sign_in("erste").await;
    let import = columns(&browser).await;
    if setup.scripts {
        browser.find("html[data-islands=ready]").await;
    }
    browser.run("document.querySelector(\"select[name='einheit.0.G']\").focus()").await;
    choose(&browser, "einheit.0.G", "TEUR").await;
    if !setup.scripts {
        browser.press("Neu lesen").await;
    }
    browser.wait_for("main", "Neu gelesen: 2 Projekte, Summe Zuwendung des Landes 150,0 Mio. €").await;
    if setup.scripts {
        browser.wait_for("#live-status", "Neu gelesen: 2 Projekte").await;
        let focused = browser.run("return document.activeElement.name").await;
        assert_eq!(focused.as_str(), Some("einheit.0.G"), "the focus stays where it was");
        // the answer's form sends itself as well, and its version is the new one
        choose(&browser, "einheit.0.G", "EUR").await;
        browser.wait_for("main", "Neu gelesen: 2 Projekte, Summe Zuwendung des Landes 150.000,00 €").await;
        // twice in a hurry: the last choice counts
        let hurry = "for (const unit of ['MEUR', 'TEUR']) { const select = document.querySelector(\"select[name='einheit.0.G']\"); \
             select.value = unit; select.dispatchEvent(new Event('change', { bubbles: true })); }";
        browser.run(hurry).await;
        browser.wait_for("#live-status", "150,0 Mio. €").await;
    }
    let chosen = browser.run("return document.querySelector(\"select[name='einheit.0.G']\").value").await;
    assert_eq!(chosen.as_str(), Some("TEUR"));
    for page in ["spalten", "datei", "zelle?blatt=Projektliste&zelle=G6"] {
        browser.goto(&format!("{import}/{page}")).await;
        if setup.scripts {
            assert_eq!(browser.axe().await, Vec::<String>::new(), "{page}");
        }
    }
    assert_eq!(plain(&browser.text(".sheet-framed").await), "Gemeinte Zelle: 100.000,00");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_is_decided_with_scripts() {
    a_column_is_decided(Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_is_decided_without_scripts() {
    a_column_is_decided(Setup { scripts: false, ..Setup::default() }).await;
}
