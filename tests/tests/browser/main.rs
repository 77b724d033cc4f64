//! The program as people meet it: in Chromium, with scripts and without, in light and dark, on a phone and by keyboard.
#![cfg(feature = "browser")]
mod dialogue;
mod importing;
mod transfer;
mod walk;

use chrono::Utc;
use entity::{account, actor::Grant, clock::Now, permission::Role};
use fantoccini::key::Key;
use tests::{
    app::{operator, password_hash},
    browser::{Browser, Served, Setup},
    db,
    sheets::{line, list},
};

/// A server with the published projects, solutions and sample money, and two persons for the budget.
async fn served() -> Served {
    Served::start(seeded().await).await
}

/// What it serves.
async fn seeded() -> db::Fresh {
    let database = db::fresh().await;
    let open = database.open().await;
    let password = server::seed::Password { plain: tests::app::PASSWORD, hash: password_hash() };
    server::seed::demo(&open, Now::at(Utc::now()), password).await.expect("the demo programme");
    for name in ["erste", "zweite"] {
        let new = account::change::New {
            name: name.into(),
            display_name: String::new(),
            password_hash: password_hash().into(),
            grants: vec![Grant { role: Role::MinistryBudget, scope: None }],
        };
        account::change::add(&open, &operator(), Now::at(Utc::now()), new).await.expect("an account");
    }
    database
}

/// A list of two projects in a file that a browser can upload.
fn a_file(folder: &tempfile::TempDir, grant: f64) -> String {
    let lines = vec![
        line("TEST-0001", "Bürgerportal aus der Liste", grant),
        line("TEST-0002", "Sensornetz aus der Liste", grant / 2.0).private(1_000.0),
    ];
    let path = folder.path().join("Bericht Aachen.xlsx");
    std::fs::write(&path, list("30.09.2025", lines).xlsx()).expect("a file");
    path.to_str().expect("a name").to_owned()
}

/// What the overview says about granted money.
async fn granted(browser: &Browser) -> String {
    browser.goto("/zahl/granted.programme").await;
    browser.text(".figure-amount").await
}

/// One uploads and asks, another releases, everybody sees the new sums.
async fn a_list_comes_in(setup: Setup) {
    let served = served().await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = a_file(&folder, 100_000.0);
    let first = Browser::open(&served, setup).await;
    let before = granted(&first).await;
    first.sign_in("erste").await;
    first.goto("/importe").await;
    first.fill("file", &file).await;
    first.fill("sender", "Projektbüro Aachen").await;
    first.press("Hochladen und prüfen").await;
    if setup.scripts {
        // the page follows the work by itself
        first.wait_for("h1", "2 Projekte kommen dazu").await;
    } else {
        // the page says how far it is; one asks again
        for _ in 0..100 {
            if first.text("h1").await.contains("kommen dazu") {
                break;
            }
            let again = first.client().find(fantoccini::Locator::LinkText("Stand aktualisieren")).await;
            if let Ok(again) = again {
                let _ = again.click().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        first.wait_for("h1", "2 Projekte kommen dazu").await;
    }
    first.wait_for("main", "150.000,00 €").await;
    first.press("Übernehmen").await;
    first.wait_for("main", "Jetzt ist eine zweite Person an der Reihe").await;
    let import = first.path().await;
    assert_eq!(granted(&first).await, before, "nothing has changed yet");

    let second = Browser::open(&served, setup).await;
    second.sign_in("zweite").await;
    second.goto(&import).await;
    second.press("Freigeben").await;
    second.wait_for("h1", "Diese Liste ist übernommen").await;
    let after = granted(&second).await;
    let cents = |text: &str| {
        let amount: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        entity::money::Cents::parse_german(&amount).unwrap_or_else(|error| panic!("{text}: {error:?}")).0
    };
    assert_eq!(cents(&after) - cents(&before), 15_000_000, "{before} and then {after}");
    second.goto("/").await;
    let shown = entity::money::Cents(cents(&after)).millions();
    second.wait_for("main", &shown).await;
    assert_eq!(first.complaints().await, Vec::<String>::new());
    assert_eq!(second.complaints().await, Vec::<String>::new());
    first.close().await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_comes_in_with_scripts() {
    a_list_comes_in(Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_comes_in_without_scripts() {
    a_list_comes_in(Setup { scripts: false, ..Setup::default() }).await;
}

/// Every kind of page, for those who may see it; `{import}` is one that waits for its release.
const PUBLIC: &[&str] = &[
    "/",
    "/haushalt",
    "/haushalt?region=aachen",
    "/projekte",
    "/projekte?q=gibtesnicht",
    "/projekte/DMR-17",
    "/projekte/DMR-17/finanzierung",
    "/projekte/DMR-17/kofinanzierung",
    "/haushalt/jahre/2021",
    "/haushalt/kofinanzierung",
    "/haushalt/veraenderung?von=2020-12-31&bis=2021-12-31",
    "/haushalt/aufschluesselung",
    "/haushalt/veroeffentlicht",
    "/regionen",
    "/regionen/aachen",
    "/zahl/granted.programme",
    "/loesungen",
    "/loesungen?art=software&thema=Geodaten",
    "/loesungen/{solution}",
    "/loesungen/{solution}/nutzung",
    "/loesungen/{solution}/kommunen",
    "/loesungen/vergleich?l=kijufa&l=buergerwolke",
    "/kommunen",
    "/kommunen/05774032",
    "/berichte",
    "/berichte/haushalt",
    "/berichte/region/aachen",
    "/berichte/transfer",
    "/berichte/transfer?kreis=05774",
    "/berichte/landtag",
    "/anmelden",
    "/barrierefreiheit",
    "/datenschutz",
    "/leichte-sprache",
    "/gibt-es-nicht",
    "/?stand=2020-12-31&bekannt=2026-11-01",
];
const SIGNED_IN: &[&str] = &[
    "/",
    "/importe",
    "{import}",
    "{refused}",
    "/projekte/DMR-17",
    "/projekte/DMR-19/finanzierung",
    "/projekte/DMR-19/kofinanzierung",
    "/projekte/DMR-19/abwicklung",
    "/projekte/DMR-19/rueckforderung",
    "/abrufe/1",
    "/nachweise/1",
    "/rueckforderungen/1",
    "/haushalt/pruefungen",
    "/verwaltung/regeln",
    "/verwaltung/regeln/tolerance_cent",
    "/kommunen/05774032",
    "/aufgaben",
];

/// Uploads a list and gives the address of its page, read and ready.
async fn an_import(browser: &Browser) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    browser.goto("/importe").await;
    browser.fill("file", &a_file(&folder, 5_000.0)).await;
    browser.press("Hochladen und prüfen").await;
    browser.find(".steps").await;
    let path = browser.path().await;
    for _ in 0..100 {
        if browser.text("h1").await.contains("kommen dazu") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        browser.goto(&path).await;
    }
    browser.wait_for("h1", "2 Projekte kommen dazu").await;
    path
}

/// Uploads what is no list; the form is shown again with its error.
async fn a_refused_upload(browser: &Browser) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("bild.xlsx");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0").expect("a file");
    browser.goto("/importe").await;
    browser.fill("file", path.to_str().expect("a name")).await;
    browser.press("Hochladen und prüfen").await;
    browser.wait_for("[role=alert]", "Eine Angabe fehlt oder passt nicht").await;
}

async fn solution(browser: &Browser) -> String {
    browser.goto("/loesungen").await;
    let link = browser.find("main a[href^=\"/loesungen/\"]").await;
    link.attr("href").await.expect("a link").expect("an address").trim_start_matches("/loesungen/").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_shuts_anybody_out() {
    let served = served().await;
    let browser = Browser::open(&served, Setup::default()).await;
    let solution = solution(&browser).await;
    let mut wrong = Vec::new();
    let mut look = async |browser: &Browser, path: &str, who: &str| {
        for dark in [false, true] {
            browser.prefer(dark).await;
            let theme = if dark { "dark" } else { "light" };
            wrong.extend(browser.axe().await.into_iter().map(|found| format!("{path} ({who}, {theme}): {found}")));
        }
        // a page that is not there is logged by the browser as such
        let expected = |line: &String| path == "/gibt-es-nicht" && line.contains("404");
        let complaints = browser.complaints().await.into_iter().filter(|line| !expected(line));
        // a refused form answers with 422 on purpose
        let complaints = complaints.filter(|line| !line.contains("422"));
        wrong.extend(complaints.map(|found| format!("{path} ({who}): {found}")));
    };
    for path in PUBLIC {
        let path = path.replace("{solution}", &solution);
        browser.goto(&path).await;
        look(&browser, &path, "public").await;
    }
    browser.sign_in("erste").await;
    let import = an_import(&browser).await;
    for path in SIGNED_IN.iter().copied() {
        if path == "{refused}" {
            a_refused_upload(&browser).await;
        } else {
            browser.goto(&path.replace("{import}", &import)).await;
        }
        look(&browser, path, "signed in").await;
    }
    // and the look itself sees what is wrong
    browser.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><input>')").await;
    let found = browser.axe().await.join("\n");
    assert!(found.contains("image-alt") && found.contains("label"), "{found}");
    browser.close().await;
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_shows_everything_without_scrolling_sideways() {
    let served = served().await;
    let browser = Browser::open(&served, Setup { width: 320, ..Setup::default() }).await;
    let solution = solution(&browser).await;
    let mut wide = Vec::new();
    let mut measure = async |browser: &Browser, path: &str| {
        wide.extend(too_wide(browser).await.map(|found| format!("{path}: {found}")));
    };
    for path in PUBLIC {
        let path = path.replace("{solution}", &solution);
        browser.goto(&path).await;
        measure(&browser, &path).await;
    }
    browser.sign_in("erste").await;
    let import = an_import(&browser).await;
    for path in SIGNED_IN.iter().filter(|path| **path != "{refused}") {
        browser.goto(&path.replace("{import}", &import)).await;
        measure(&browser, path).await;
    }
    browser.close().await;
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// Width of an A4 page within margins of one centimetre, in CSS pixels.
const PAPER: u32 = 718;

#[tokio::test(flavor = "multi_thread")]
async fn paper_shows_tables_whole_and_nothing_to_fill_in() {
    let served = served().await;
    let browser = Browser::open(&served, Setup { width: PAPER, ..Setup::default() }).await;
    browser.sign_in("erste").await;
    browser.on_paper(true).await;
    let script = "const wrong = [...document.querySelectorAll('main .dense')].filter(e => getComputedStyle(e).display !== 'table'); \
        const wide = [...document.querySelectorAll('main *')].filter(e => e.clientWidth > 200 && e.scrollWidth > e.clientWidth + 1); \
        const forms = [...document.querySelectorAll('main form[method=post]')].filter(e => e.offsetHeight > 0); \
        return [...wrong, ...wide, ...forms].map(e => e.outerHTML.slice(0, 160)).join('\\n')";
    let mut wrong = String::new();
    for path in PUBLIC.iter().chain(SIGNED_IN).filter(|path| !path.contains(['{', '?']) && **path != "/anmelden") {
        browser.goto(path).await;
        let found = browser.run(script).await;
        if let Some(found) = found.as_str().filter(|found| !found.is_empty()) {
            wrong += &format!("{path}: {found}\n");
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong}");
}

/// What of the page is wider than the window of a phone.
async fn too_wide(browser: &Browser) -> Option<String> {
    let script = "return [document.documentElement.scrollWidth, window.innerWidth, \
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 0.4 && !e.closest('.kern-sr-only, thead')) \
        .slice(0, 3).map(e => e.outerHTML.slice(0, 120))]";
    let found = browser.run(script).await;
    let (width, window) = (found[0].as_u64().unwrap_or(0), found[1].as_u64().unwrap_or(0));
    assert!(window <= 321, "the window is {window} wide");
    (width > window).then(|| format!("{width} of {window}: {}", found[2]))
}

/// What has the focus: its tag, its words or its name.
async fn focus(browser: &Browser) -> String {
    let script = "const e = document.activeElement; return e.tagName + '#' + e.id + ' ' + (e.name || e.textContent.trim().slice(0, 40))";
    browser.run(script).await.as_str().unwrap_or_default().to_owned()
}

async fn key(browser: &Browser, key: Key) {
    let active = browser.client().active_element().await.expect("something has the focus");
    active.send_keys(&char::from(key).to_string()).await.expect("a key");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough() {
    let served = served().await;
    let browser = Browser::open(&served, Setup::default()).await;
    // the skip link is first, is seen when it has the focus, and leads to the main part
    browser.goto("/projekte").await;
    key(&browser, Key::Tab).await;
    assert!(focus(&browser).await.contains("Zum Inhalt springen"), "{}", focus(&browser).await);
    let seen = "const r = document.activeElement.getBoundingClientRect(); return r.top >= 0 && r.left >= 0 && r.height > 10 && r.right <= innerWidth";
    assert_eq!(browser.run(seen).await, true, "the skip link is seen");
    key(&browser, Key::Enter).await;
    assert!(browser.path().await.ends_with("#inhalt"));
    key(&browser, Key::Tab).await;
    assert_eq!(browser.run("return !!document.activeElement.closest('main')").await, true, "{}", focus(&browser).await);
    // everything that has the focus shows it
    browser.goto("/").await;
    let mut stops = 0;
    for _ in 0..60 {
        key(&browser, Key::Tab).await;
        let shows = "const e = document.activeElement; if (e === document.body) return 'end'; const s = getComputedStyle(e); \
            return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'";
        match browser.run(shows).await {
            serde_json::Value::Bool(true) => stops += 1,
            serde_json::Value::String(_) => break,
            _ => panic!("the focus is not seen on {}", focus(&browser).await),
        }
    }
    assert!(stops > 15, "only {stops} stops");
    // signing in without a mouse
    browser.goto("/anmelden").await;
    browser.run("document.querySelector('main [name=name]').focus()").await;
    browser.fill("name", "erste").await;
    key(&browser, Key::Tab).await;
    assert!(focus(&browser).await.contains("passwort"), "{}", focus(&browser).await);
    browser.fill("passwort", tests::app::PASSWORD).await;
    key(&browser, Key::Enter).await;
    browser.wait_for(".account", "Abmelden").await;
    browser.close().await;
}

/// Islands say when they are awake, and only pages with one load a script.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_side_loads_where_it_is_needed() {
    let served = served().await;
    let browser = Browser::open(&served, Setup::default()).await;
    browser.goto("/").await;
    assert_eq!(browser.run("return [...document.scripts].filter(script => script.src).length").await, 0);
    assert_eq!(
        browser
            .run("return performance.getEntriesByType('resource').filter(one => one.name.endsWith('.wasm')).length")
            .await,
        0
    );
    browser.close().await;
}
