//! Transfer as its people meet it: a town hall without an account finds, compares and asks on a phone; a region and the
//! transfer office bring a sheet through the gate; a municipality says that it uses it, and map and figures follow.
use super::{seeded, served, too_wide};
use chrono::Utc;
use entity::{account, actor::Grant, adoption, clock::Now, municipality, permission::Role};
use fantoccini::Locator;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;
use tests::{
    app::{operator, password_hash},
    browser::{Browser, Served, Setup},
    smtp::{Received, Smtp},
};

/// The one mail that comes; the program sends it by itself.
async fn mail(smtp: &Smtp) -> Received {
    for _ in 0..200 {
        if let Some(mail) = smtp.received().pop() {
            return mail;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no mail came");
}

/// Opens what is folded under these words.
async fn unfold(browser: &Browser, words: &str) {
    let path = format!("//main//summary[normalize-space()=\"{words}\"]");
    let summary = browser.client().find(Locator::XPath(&path)).await;
    let summary = summary.unwrap_or_else(|error| panic!("nothing folded as {words}: {error}"));
    summary.click().await.expect("unfolded");
}

/// The number at the beginning of a text, points left out.
fn number(text: &str) -> u64 {
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').filter(|c| *c != '.').collect();
    digits.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

async fn without_complaints(browser: Browser) {
    let complaints = browser.complaints().await;
    assert_eq!(complaints.into_iter().filter(|line| !line.contains("422")).collect::<Vec<_>>(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_town_hall_finds_compares_and_asks_on_a_phone() {
    let smtp = Smtp::start();
    let served = Served::with(seeded().await, |config, address| {
        config.smtp_url = Some(smtp.url().parse().expect("an address"));
        config.mail_from = Some("Leitstand <leitstand@land.example>".parse().expect("an address"));
        config.public_url = Some(address.parse().expect("an address"));
    })
    .await;
    let phone = Browser::open(&served, Setup { scripts: false, width: 320, ..Setup::default() }).await;
    let fits = async |what: &str| assert_eq!(too_wide(&phone).await, None, "{what}");

    // from the start page to the catalogue, by a word and a facet
    phone.goto("/").await;
    phone.follow("Lösungen").await;
    let all = number(&phone.text("h1").await);
    phone.send("Suchen", &[("q", "buerger")]).await;
    phone.wait_for(".chip-active", "„buerger“").await;
    let found = number(&phone.text("h1").await);
    assert!(0 < found && found < all, "{found} of {all}");
    unfold(&phone, "Eingrenzen").await;
    let facet = phone.find(".facet-group[open] a.facet").await;
    let expected = facet.text().await.expect("a facet");
    phone.leave_by(facet, &expected).await;
    phone.wait_for(".chips", "×").await;
    let narrowed = number(&phone.text("h1").await);
    let counted = expected.split_whitespace().next_back().map(number);
    assert_eq!(counted, Some(narrowed), "{expected}");
    fits("the catalogue, narrowed").await;

    // what fits the town itself
    phone.goto("/loesungen").await;
    phone.follow("Was passt zu Ihrer Kommune?").await;
    phone.send("Kommune suchen", &[("q", "Kleve")]).await;
    phone.follow("Kleve").await;
    phone.wait_for("h1", "Kleve").await;
    fits("what fits Kleve").await;

    // two side by side
    phone.goto("/loesungen?sortierung=name").await;
    let ticks = phone.client().find_all(Locator::Css("main input[name=l]")).await.expect("boxes");
    for tick in &ticks[..2] {
        tick.click().await.expect("ticked");
    }
    phone.press("Angekreuzte vergleichen").await;
    phone.wait_for("h1", "Lösungen vergleichen").await;
    phone.follow("Nur Unterschiede zeigen").await;
    phone.wait_for("main", "verschieden").await;
    fits("the comparison").await;
    let sheet = phone.find("main table a[href^=\"/loesungen/\"]").await;
    let name = sheet.text().await.expect("a name");
    phone.leave_by(sheet, &name).await;
    phone.wait_for("h1", &name).await;
    fits("the sheet").await;
    let solution = phone.path().await;

    // asked, with a mistake first
    phone.follow("Interesse zeigen").await;
    let wish = "Wir möchten das übernehmen. Wer betreibt es?";
    phone
        .send("Interesse zeigen", &[("municipality", "Klefe"), ("mailbox", "rathaus@kleve.example"), ("message", wish)])
        .await;
    phone.wait_for("[role=alert]", "passt nicht").await;
    fits("the form, refused").await;
    phone.send("Interesse zeigen", &[("municipality", "Kleve")]).await;
    phone.wait_for("main", "innerhalb von 48 Stunden").await;
    let mail = mail(&smtp).await;
    assert_eq!(mail.to, ["rathaus@kleve.example"]);
    let links = mail.links();
    let confirm = links.iter().find(|link| link.ends_with("/bestaetigen")).expect("a link to confirm");
    phone.goto(confirm.strip_prefix(&served.address).expect("the program's own address")).await;
    phone.wait_for("main", wish).await;
    fits("the link of the mail").await;
    phone.press("Interesse bestätigen").await;
    phone.wait_for("main", "Kleve").await;
    phone.goto(&solution).await;
    phone.wait_for("main", "Kleve").await;
    phone.wait_for("main", "Anfrage ohne Konto").await;
    assert!(!phone.words().await.contains("rathaus@kleve.example"), "the mailbox is not public");
    without_complaints(phone).await;
}

/// A municipality that has said nothing about any solution, with an account of this name.
async fn a_silent_town(served: &Served, name: &str) -> municipality::record::Model {
    let db = &served.state.db;
    let said: HashSet<String> = adoption::record::Entity::find()
        .all(db.read())
        .await
        .expect("statements")
        .into_iter()
        .map(|statement| statement.ags)
        .collect();
    let towns = municipality::record::Entity::find()
        .filter(municipality::record::Column::Kind.ne("kreis"))
        .order_by_asc(municipality::record::Column::Ags)
        .all(db.read())
        .await
        .expect("municipalities");
    let town = towns.into_iter().find(|town| !said.contains(&town.ags)).expect("a silent one");
    let new = account::change::New {
        name: name.into(),
        display_name: String::new(),
        password_hash: password_hash().into(),
        grants: vec![Grant { role: Role::Municipality, scope: Some(town.ags.clone()) }],
    };
    account::change::add(db, &operator(), Now::at(Utc::now()), new).await.expect("an account");
    town
}

/// What report and map say: adopters, uses, municipalities of a Kreis.
async fn figures(browser: &Browser, kreis: &str) -> [u64; 3] {
    browser.goto("/berichte/transfer").await;
    let mut found = [0; 3];
    for (at, key) in ["municipalities_reusing", "adoptions"].into_iter().enumerate() {
        let text = browser.text(&format!(".tiles-line a[href$=\"/berichte/transfer/{key}\"]")).await;
        found[at] = number(&text);
    }
    let tile = browser.find(&format!("a.map-tile[href*=\"kreis={kreis}\"]")).await;
    let label = tile.attr("aria-label").await.expect("a tile").expect("a label");
    found[2] = number(label.split(": ").nth(1).expect("a number"));
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_published_used_and_counted() {
    let served = served().await;
    let town = a_silent_town(&served, "rathaus").await;
    let kreis = &town.ags[..5];
    let (region, curator, office, everybody) = (
        Browser::open(&served, Setup::default()).await,
        Browser::open(&served, Setup { scripts: false, ..Setup::default() }).await,
        Browser::open(&served, Setup { scripts: false, ..Setup::default() }).await,
        Browser::open(&served, Setup::default()).await,
    );
    region.sign_in("cdo-aachen").await;
    curator.sign_in("transfer_curator").await;
    office.sign_in("rathaus").await;

    // a draft that lacks what the gate asks for
    region.goto("/loesungen").await;
    region.follow("Lösung beschreiben").await;
    let project = served_project(&served).await;
    region.send("Entwurf speichern", &[("projects", &project), ("name", "Digitale Spielplatz-Karte")]).await;
    region.wait_for("#pflege", "Zum Veröffentlichen fehlt noch:").await;
    let sheet = region.path().await;
    let sheet = sheet.split(['?', '#']).next().expect("a path");
    everybody.goto(sheet).await;
    everybody.wait_for("h1", "gibt es nicht").await;
    region.follow("Steckbrief bearbeiten").await;
    let said = [
        ("benefit", "Familien finden Spielplätze auf einer Karte."),
        ("problem", "Bisher hängt der Plan im Rathaus."),
        ("audience", "Familien, Jugendämter"),
        ("pillar", "egov"),
        ("themes", "Familie"),
        ("provider", "Stadt Aachen"),
        ("provider_ags", "05334002"),
        ("contact", "digital@aachen.example"),
        ("kind", "software"),
        ("licence", "EUPL-1.2"),
        ("maturity", "productive"),
        ("transferable_since", "2025-01-01"),
        ("requires_gis", "ja"),
        ("proven_in_below_500k", "ja"),
        ("source", "Eigene Angaben"),
    ];
    region.send("Fassung speichern", &said).await;
    region.wait_for("#pflege", "Alle Pflichtangaben sind da.").await;
    region.send("Zur Prüfung geben", &[]).await;
    region.wait_for("#pflege", "in Prüfung").await;

    // the curator: not without the list, then published
    curator.goto("/aufgaben").await;
    curator.follow("Digitale Spielplatz-Karte").await;
    curator.send("Veröffentlichen", &[("check_0", "ja")]).await;
    curator.wait_for("#pflege", "Prüfliste").await;
    curator.send("Veröffentlichen", &[("check_1", "ja"), ("check_2", "ja"), ("check_0", "ja")]).await;
    curator.wait_for("main", "Angaben bestätigt am").await;
    everybody.goto("/loesungen?q=spielplatz+karte").await;
    everybody.follow("Digitale Spielplatz-Karte").await;
    everybody.wait_for("main", "Noch keine Kommune hat eine Nutzung gemeldet").await;

    // the town hall says so itself
    let before = figures(&everybody, kreis).await;
    office.goto(sheet).await;
    office.follow("Nutzung melden").await;
    let use_ = [
        ("state", "productive"),
        ("use_kind", "as_is"),
        ("person_days", "12"),
        ("lessons", "Früh mit dem Grünflächenamt sprechen."),
    ];
    office.send("Melden", &use_).await;
    office.wait_for("main", "produktiv").await;
    let after = figures(&everybody, kreis).await;
    assert_eq!(after, before.map(|number| number + 1), "adopters, uses, Kreis");
    let tile = everybody.find(".tiles-line a[href$=\"/berichte/transfer/municipalities_reusing\"]").await;
    everybody.leave_by(tile, "the tile").await;
    everybody.wait_for("main", &town.name).await;
    everybody.goto(sheet).await;
    everybody.wait_for("#nutzung, main", "1 Kommune nutzt es produktiv").await;
    everybody.wait_for("main", "Früh mit dem Grünflächenamt sprechen.").await;

    // given up again: the figures go back
    office.goto(&format!("{sheet}/nutzung")).await;
    office.send("Melden", &[("state", "rejected"), ("reason", "Das Verfahren wird gewechselt.")]).await;
    office.wait_for("main", "Das Verfahren wird gewechselt.").await;
    assert_eq!(figures(&everybody, kreis).await, before);
    everybody.goto(&format!("{sheet}?stand=2020-01-01")).await;
    for browser in [region, curator, office] {
        without_complaints(browser).await;
    }
    everybody.close().await;
}

/// A project of the region of Aachen that nobody has a solution of.
async fn served_project(served: &Served) -> String {
    let new = tests::make::a_project().numbered("SPIEL-1").in_region("aachen");
    new.build_in(&served.state.db, Now::at(Utc::now())).await;
    "SPIEL-1".into()
}
