//! The whole conversation about a list: words that fit nothing, differences, release, result, and taking it back; with
//! scripts and without, and by keyboard.
use super::{key, served};
use fantoccini::{Locator, key::Key};
use std::time::Duration;
use tests::{
    browser::{Browser, Setup},
    sheets::{line, list},
};

/// A list with a region and a status that nobody knows.
fn a_strange_file(folder: &tempfile::TempDir, grant: f64) -> String {
    let lines = vec![
        line("DIALOG-1", "Quellenkarte", grant).in_region("Südwestfahlen").in_state("geht so"),
        line("DIALOG-2", "Wanderwegweiser", grant / 2.0).in_region("Südwestfahlen").private(500.0),
    ];
    let path = folder.path().join("Bericht Soest.xlsx");
    std::fs::write(&path, list("30.09.2025", lines).xlsx()).expect("a file");
    path.to_str().expect("a name").to_owned()
}

/// Waits for a heading while a job works: with scripts the page follows by itself, without one asks again.
async fn until(browser: &Browser, setup: Setup, heading: &str) {
    if !setup.scripts {
        for _ in 0..100 {
            if browser.text("h1").await.contains(heading) {
                break;
            }
            if let Ok(again) = browser.client().find(Locator::LinkText("Stand aktualisieren")).await {
                let _ = again.click().await;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    browser.wait_for("h1", heading).await;
}

async fn upload(browser: &Browser, setup: Setup, file: &str) {
    browser.goto("/importe").await;
    browser.fill("file", file).await;
    browser.fill("sender", "Projektbüro Soest").await;
    browser.press("Hochladen und prüfen").await;
    until(browser, setup, "2 Projekte kommen dazu").await;
}

async fn follow(browser: &Browser, words: &str) {
    let path = format!("//main//a[contains(normalize-space(), \"{words}\")]");
    let link = browser.client().wait().for_element(Locator::XPath(&path)).await.expect("a link");
    browser.leave_by(link, words).await;
}

async fn choose(browser: &Browser, name: &str, value: &str) {
    let radio = browser.find(&format!("input[name=\"{name}\"][value=\"{value}\"]")).await;
    radio.click().await.unwrap_or_else(|error| panic!("{name}={value}: {error}"));
}

/// What shuts people out of a page; axe itself is a script.
async fn fits(browser: &Browser, setup: Setup, wrong: &mut Vec<String>, page: &str) {
    if !setup.scripts {
        return;
    }
    wrong.extend(browser.axe().await.into_iter().map(|found| format!("{page}: {found}")));
}

async fn the_whole_conversation(setup: Setup) {
    let served = served().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = a_strange_file(&folder, 100_000.0);
    let mut wrong = Vec::new();
    let one = Browser::open(&served, setup).await;
    one.sign_in("erste").await;
    upload(&one, setup, &file).await;
    let import = one.path().await;

    // words: the sure guess is chosen already, the other is chosen here, both for the sender
    follow(&one, "Werte klären").await;
    one.wait_for("h1", "2 Werte passen noch zu nichts").await;
    fits(&one, setup, &mut wrong, "Werte").await;
    one.on_paper(true).await;
    assert!(one.text(".values").await.contains("Südwestfahlen"), "the words stay on paper, in a form as they are");
    one.on_paper(false).await;
    let guess = "return document.querySelector('input[name=\"wert.region.Südwestfahlen\"]:checked').value";
    assert_eq!(one.run(guess).await, "is:suedwestfalen");
    choose(&one, "wert.status.geht so", "leave").await;
    one.press("Speichern und neu vergleichen").await;
    until(&one, setup, "2 Projekte kommen dazu").await;
    follow(&one, "Alle aufklappen").await;
    one.wait_for("main", "Soest/Südwestfalen").await;
    assert!(!one.words().await.contains("noch zu nichts"));
    fits(&one, setup, &mut wrong, "Unterschiede").await;

    // applied by two
    one.press("Übernehmen").await;
    one.wait_for("main", "Jetzt ist eine zweite Person an der Reihe").await;
    let two = Browser::open(&served, setup).await;
    two.sign_in("zweite").await;
    two.goto(&import).await;
    two.press("Freigeben").await;
    two.wait_for("h1", "Diese Liste ist übernommen").await;
    two.wait_for("main", "Angelegt").await;
    fits(&two, setup, &mut wrong, "Ergebnis").await;

    // the same file again changes nothing, and what was decided is remembered
    one.goto("/importe").await;
    one.fill("file", &file).await;
    one.fill("sender", "projektbüro  soest").await;
    one.press("Hochladen und prüfen").await;
    until(&one, setup, "Diese Liste ändert nichts").await;
    one.wait_for("main", "sie ändert nichts").await;
    let werte = format!("{}/werte", one.path().await);
    one.goto(&werte).await;
    one.wait_for("h1", "Alle Werte sind geklärt").await;
    one.wait_for("main", "gemerkt am").await;
    fits(&one, setup, &mut wrong, "gemerkte Werte").await;

    // taken back, after looking
    two.goto(&import).await;
    follow(&two, "Rückgängig machen").await;
    two.wait_for("h1", "2 Zeilen würden zurückgenommen").await;
    two.wait_for("main", "Geld, das zurückgeht").await;
    fits(&two, setup, &mut wrong, "Rücknahme").await;
    two.press("Import zurücknehmen").await;
    two.wait_for("h1", "Dieser Import ist zurückgenommen").await;
    two.wait_for("main", "Was die Rücknahme getan hat").await;
    fits(&two, setup, &mut wrong, "zurückgenommen").await;
    wrong.extend(one.complaints().await);
    wrong.extend(two.complaints().await);
    one.close().await;
    two.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_conversation_with_scripts() {
    the_whole_conversation(Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_conversation_without_scripts() {
    the_whole_conversation(Setup { scripts: false, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_decided_by_keyboard_on_a_phone() {
    let served = served().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let setup = Setup { width: 320, ..Setup::default() };
    let browser = Browser::open(&served, setup).await;
    browser.sign_in("erste").await;
    upload(&browser, setup, &a_strange_file(&folder, 10_000.0)).await;
    let import = browser.path().await;
    browser.goto(&format!("{import}/werte")).await;
    browser.wait_for("h1", "2 Werte").await;
    let wide = "return document.documentElement.scrollWidth - window.innerWidth";
    assert!(browser.run(wide).await.as_i64().is_some_and(|over| over <= 0), "it scrolls sideways");
    // the group of a word is one stop; arrows move inside it
    browser.run("document.querySelector('input[name=\"wert.region.Südwestfahlen\"]:checked').focus()").await;
    key(&browser, Key::Down).await;
    let chosen = "return document.activeElement.value";
    assert_ne!(browser.run(chosen).await, "is:suedwestfalen");
    key(&browser, Key::Up).await;
    assert_eq!(browser.run(chosen).await, "is:suedwestfalen");
    // on to the box, which Space changes, and to the button
    browser.run("document.getElementById('merken').focus()").await;
    let space = browser.client().active_element().await.expect("the box");
    space.send_keys(" ").await.expect("a key");
    assert_eq!(browser.run("return document.activeElement.checked").await, false);
    key(&browser, Key::Tab).await;
    assert_eq!(browser.run("return document.activeElement.textContent").await, "Speichern und neu vergleichen");
    key(&browser, Key::Enter).await;
    until(&browser, setup, "2 Projekte kommen dazu").await;
    browser.goto(&format!("{import}/werte")).await;
    browser.wait_for("main", "entschieden nur für diesen Import").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}
