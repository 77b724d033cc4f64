//! Solutions as others read them: side by side, as table, JSON and feed, as publiccode.yml out and in; and addresses that
//! stay for ever.
use chrono::Days;
use entity::{
    adoption::{self, Speaker},
    audit::Entry,
    origin,
    solution::{
        catalogue::load::catalogue,
        change::{New, insert},
        gate::change::publish,
        sheet::{Sheet, check::typed, field::Field},
    },
    viewpoint::Viewpoint,
};
use quick_xml::{Reader, events::Event};
use server::open_data::publiccode::{check, propose, read};
use std::collections::BTreeSet;
use tests::{TestApp, Visitor, app::operator, page::plain};

const LONG: &str = "Bürgerinnen und Bürger buchen Termine im Amt selbst. Das Amt sieht auf einen Blick, was am Tag ansteht, \
                    und ruft auf, wer wartet. Das spart Wege, Anrufe und Zeit auf beiden Seiten.";

/// A sheet that says everything publiccode.yml asks for.
const COMPLETE: &[(Field, &str)] = &[
    (Field::Name, "Termine: „online“ #1"),
    (Field::Benefit, "Termine im Amt selbst buchen"),
    (Field::Problem, "Lange Schlangen"),
    (Field::Audience, "Bürgerämter"),
    (Field::Pillar, "egov"),
    (Field::Themes, "Bürgerservice"),
    (Field::Provider, "Stadt Aachen"),
    (Field::Contact, "Open-Source-Stelle, opensource@aachen.de"),
    (Field::Website, "https://termine.aachen.de/"),
    (Field::Kind, "software"),
    (Field::Repository, "https://gitlab.opencode.de/aachen/termine"),
    (Field::Licence, "EUPL-1.2"),
    (Field::LongDescription, LONG),
    (Field::Features, "Buchen ohne Konto\nAufruf am Schalter"),
    (Field::Platforms, "web\nandroid"),
    (Field::SoftwareType, "standalone/web"),
    (Field::Categories, "online-booking"),
    (Field::Languages, "de\nen"),
    (Field::Translatable, "yes"),
    (Field::Maturity, "productive"),
    (Field::Maintenance, "internal"),
    (Field::Source, "eigene Angaben"),
];

fn sheet(fields: &[(Field, &str)]) -> Sheet {
    let said = |field: Field| fields.iter().find(|(one, _)| *one == field).map_or("", |(_, text)| text);
    typed(|field| said(field).split('\n').collect()).expect("a sheet")
}

/// A sheet with some fields said otherwise.
fn with<'a>(fields: &[(Field, &'a str)], changed: &[(Field, &'a str)]) -> Vec<(Field, &'a str)> {
    let kept = fields.iter().filter(|(field, _)| !changed.iter().any(|(one, _)| one == field));
    kept.chain(changed).copied().collect()
}

/// A solution of the programme; published unless it is a draft. Gives its key.
async fn solution(app: &TestApp, slug: &str, fields: &[(Field, &str)], published: bool) -> i64 {
    let programme = entity::programme::find::by_slug(&app.db, "dmr-nrw").await.expect("a programme").record.id;
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let new = New {
        programme_id: Some(programme),
        region_id: None,
        projects: Vec::new(),
        provider_ags: None,
        slug: Some(slug.to_owned()),
        sheet: sheet(fields),
        valid_on: "2026-01-01".parse().expect("a day"),
        sample: false,
    };
    let (id, _) = insert(&mut write, new).await.expect("a solution");
    if published {
        publish(&mut write, id, "Probe", "2026-01-01".parse().expect("a day")).await.expect("published");
    }
    done(write).await;
    id
}

async fn done(write: entity::db::Write) {
    let entry = Entry {
        action: "test.solution",
        subject: "solution",
        subject_id: "1".into(),
        detail: serde_json::json!({}),
        reason: None,
    };
    write.commit(entry).await.expect("committed");
}

async fn used(app: &TestApp, solution_id: i64, ags: &str, state: adoption::State, sample: bool) {
    let mut write = app.db.write(app.now(), &operator()).await.expect("a write");
    let origin_id = origin::published(&write, "Probe").await.expect("an origin");
    let new = adoption::change::New {
        solution_id,
        ags: ags.to_owned(),
        state,
        reason: None,
        valid_on: app.now().today.checked_sub_days(Days::new(10)).expect("a day"),
        origin_id,
        replaces: None,
        sample,
        said_by: Speaker::Adopter,
        told: adoption::change::Told::default(),
    };
    adoption::change::insert(&mut write, new).await.expect("a statement");
    done(write).await;
}

fn rows(page: &tests::page::Page, caption: &str) -> Vec<Vec<String>> {
    page.rows(caption).iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect()
}

#[tokio::test]
async fn side_by_side_with_differences_and_no_winner() {
    let app = TestApp::new().await;
    let hostile = "\"><script>alert(1)</script>";
    let one = solution(&app, "eins", COMPLETE, true).await;
    solution(&app, "zwei", &with(COMPLETE, &[(Field::Name, hostile), (Field::Licence, "MIT")]), true).await;
    for slug in ["drei", "vier", "fuenf"] {
        solution(&app, slug, &with(COMPLETE, &[(Field::Name, slug)]), true).await;
    }
    used(&app, one, "05334002", adoption::State::Productive, false).await;

    let none = app.get("/loesungen/vergleich").await.expect(200).page();
    assert!(none.main().contains("mindestens zwei"), "{}", none.main());
    assert_eq!(none.all("select[name=l]").len(), 2);
    let single = app.get("/loesungen/vergleich?l=eins").await.expect(200).page();
    assert_eq!(single.all("select[name=l]").len(), 1);
    assert!(single.has("input[type=hidden][name=l][value=eins]"));

    let answer = app.get("/loesungen/vergleich?l=eins&l=zwei&l=eins").await.expect(200);
    assert!(!answer.text().contains("<script>alert"), "hostile text stays text");
    let page = answer.page();
    let substance = rows(&page, "Was Sie bekommen");
    let licence = substance.iter().find(|row| row[0].starts_with("Lizenz")).expect("a licence");
    assert_eq!(licence[1..], ["EUPL-1.2", "MIT"]);
    assert!(licence[0].contains("verschieden"), "{licence:?}");
    assert!(!substance.iter().any(|row| row[0].starts_with("Art ") && row[0].contains("verschieden")), "{substance:?}");
    let uses = rows(&page, "Wer es nutzt");
    assert_eq!(uses[0][1..], ["1", "0"]);
    assert!(!page.has(".compare .mark-good"), "nobody wins");

    let only = app.get("/loesungen/vergleich?l=eins&l=zwei&nur=unterschiede").await.expect(200).page();
    let substance = rows(&only, "Was Sie bekommen");
    assert_eq!(substance.len(), 1, "{substance:?}");
    assert!(rows(&only, "Standards").is_empty());

    let four = app.get("/loesungen/vergleich?l=eins&l=zwei&l=drei&l=vier").await.expect(200).page();
    assert_eq!(rows(&four, "Was Sie bekommen")[0].len(), 5);
    let five = app.get("/loesungen/vergleich?l=eins&l=zwei&l=drei&l=vier&l=fuenf").await.expect(200).page();
    assert!(five.main().contains("höchstens vier") && five.main().contains("Nicht gezeigt: fuenf"));
    let unknown = app.get("/loesungen/vergleich?l=eins&l=zwei&l=%3Cb%3E%00x&l=gibtsnicht").await.expect(200);
    assert!(!unknown.text().contains("<b>\0"));
    assert!(unknown.page().main().contains("„gibtsnicht“"), "{}", unknown.page().main());
}

#[tokio::test]
async fn the_catalogue_as_files() {
    let app = TestApp::new().await;
    let formula = "=HYPERLINK(\"http://boese.example\";\"hier\")";
    let one = solution(&app, "eins", COMPLETE, true).await;
    solution(&app, "zwei", &with(COMPLETE, &[(Field::Name, formula), (Field::Yearly, "1.234,50")]), true).await;
    solution(&app, "entwurf", &with(COMPLETE, &[(Field::Name, "Geheimer Entwurf")]), false).await;
    used(&app, one, "05334002", adoption::State::Productive, false).await;
    let all = catalogue(&app.db, Viewpoint::now(&app.now())).await.expect("a catalogue");

    let answer = app.get("/daten/loesungen.csv").await.expect(200);
    let text = answer.text();
    assert!(text.starts_with('\u{feff}') && !text.contains("Geheimer"));
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().expect("heads").iter().map(str::to_owned).collect();
    assert_eq!(heads.iter().collect::<BTreeSet<_>>().len(), heads.len(), "each column once");
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("it parses");
    assert_eq!(rows.len(), all.entries.len());
    let cell = |row: &csv::StringRecord, head: &str| {
        row[heads.iter().position(|one| one == head).expect("a column")].to_owned()
    };
    for row in &rows {
        let entry = all.find(&cell(row, "Kennung")).expect("a solution");
        assert_eq!(cell(row, "Name").trim_start_matches('\''), entry.sheet.name());
        assert_eq!(cell(row, "Funktionen"), entry.sheet.all(Field::Features).join("\n"));
        assert_eq!(cell(row, "Produktiv, bestätigt"), entry.confirmed.to_string());
    }
    let hostile = rows.iter().find(|row| &row[0] == "zwei").expect("a row");
    assert!(cell(hostile, "Name").starts_with("'="), "{hostile:?}");
    assert_eq!(cell(hostile, "Kosten im Jahr"), "1.234,50");

    let answer = app.get("/daten/loesungen.json").await.expect(200);
    let json = answer.json();
    assert_eq!(json["total"], all.entries.len());
    let first = json["solutions"].as_array().expect("solutions").iter().find(|one| one["slug"] == "eins").expect("one");
    assert_eq!(first["sheet"]["features"].as_array().expect("features").len(), 2);
    assert_eq!(first["adopters"][0]["name"], "Aachen");
    assert!(!json.to_string().contains("Geheimer"));
    // as the page at the same address, from the same day
    assert_eq!(app.get("/daten/loesungen.json?lizenz=MIT").await.expect(200).json()["total"], 0);
    assert_eq!(app.get("/daten/loesungen.json?lizenz=EUPL-1.2&q=hyperlink").await.expect(200).json()["total"], 1);
    assert_eq!(app.get("/daten/loesungen.json?stand=2025-12-31").await.expect(200).json()["total"], 0);
    assert_eq!(app.get("/daten/loesungen.json?bekannt=2025-12-31").await.expect(200).json()["total"], 0);

    // who has it gets it once only
    let tag = answer.header("etag").expect("a tag");
    let visitor = app.visitor();
    let again = visitor.request(http::Method::GET, "/daten/loesungen.json").header("if-none-match", &tag);
    let again = visitor.send(again, axum::body::Body::empty()).await;
    assert_eq!(again.status.as_u16(), 304);
    assert!(again.text().is_empty());
}

#[tokio::test]
async fn the_feed_is_one() {
    let app = TestApp::with(|config| {
        config.public_url = Some("https://leitstand.example".parse().expect("an address"));
    })
    .await;
    let one = solution(&app, "eins", &with(COMPLETE, &[(Field::Name, "<script>&\u{fffe} Termine")]), true).await;
    used(&app, one, "05334002", adoption::State::Productive, false).await;
    used(&app, one, "05334004", adoption::State::Interested, false).await;
    // browsers and readers find it from any page
    let page = app.get("/loesungen").await.expect(200).page();
    let feed = page.attribute("head link[type='application/atom+xml']", "href");
    assert_eq!(feed.as_deref(), Some("/loesungen/feed.atom"));
    let answer = app.get("/loesungen/feed.atom").await.expect(200);
    assert!(answer.header("content-type").expect("a kind").starts_with("application/atom+xml"));
    let (ids, text) = (ids(&answer.text()), answer.text());
    assert_eq!(ids.len(), 3, "the feed, the solution, one confirmed use: {text}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3);
    assert!(ids[1..].iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45), "{ids:?}");
    assert!(text.contains("&lt;script&gt;&amp; Termine") && !text.contains("<script"));
    assert!(text.contains("href=\"https://leitstand.example/loesungen/eins\""));
    for name in ["title", "updated", "author"] {
        assert!(text.contains(&format!("<{name}>")), "{name}");
    }
    // told today, in use for years: who reads along learns of it today
    app.advance(chrono::TimeDelta::days(3));
    let town = app.as_scoped("municipality", "05774032").await;
    let say = [("ags", "05774032"), ("state", "productive"), ("valid_on", "2024-02-01")];
    let _ = town.post("/loesungen/eins/nutzung", &say).await.expect(303);
    let text = app.get("/loesungen/feed.atom").await.expect(200).text();
    let first = text.split("<entry>").nth(1).expect("an entry");
    assert!(first.contains("Paderborn nutzt") && first.contains("<published>2026-11-25T"), "{first}");
    assert!(first.contains("Seit 01.02.2024 produktiv"), "{first}");
    let ids = self::ids(&text);
    // names and addresses change, ids do not
    let curator = app.as_role("transfer_curator").await;
    let _ = curator.post("/loesungen/eins/adresse", &[("slug", "anders")]).await.expect(303);
    let later = app.get("/loesungen/feed.atom").await.expect(200).text();
    assert_eq!(self::ids(&later), ids);
    assert!(later.contains("https://leitstand.example/loesungen/anders"));
    let list = app.get("/loesungen").await.expect(200).page();
    assert_eq!(list.attribute("head link[rel=alternate]", "href").as_deref(), Some("/loesungen/feed.atom"));
}

/// All ids of a feed that is well-formed.
fn ids(text: &str) -> Vec<String> {
    let (mut reader, mut ids, mut open) = (Reader::from_str(text), Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => open.push(start.name().as_ref().to_owned()),
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) if open.last().is_some_and(|name| name == "id") => {
                ids.push(text.xml10_content().into_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    ids
}

#[tokio::test]
async fn publiccode_goes_out_and_comes_back() {
    let app = TestApp::new().await;
    let one = solution(&app, "termine", COMPLETE, true).await;
    used(&app, one, "05334002", adoption::State::Productive, false).await;
    used(&app, one, "05334004", adoption::State::Productive, true).await;
    for version in ["0.4", "0.5", "0.7"] {
        let answer = app.get(&format!("/api/v1/solutions/termine/publiccode.yml?version={version}")).await.expect(200);
        assert_eq!(answer.header("content-type").as_deref(), Some("application/yaml"));
        assert!(answer.header("content-disposition").expect("a name").contains("publiccode.yml"));
        let text = answer.text();
        let errors: Vec<_> = check(&text).into_iter().filter(|finding| finding.is_error()).collect();
        assert!(errors.is_empty(), "{version}: {errors:?}\n{text}");
        let file = read(text.as_bytes()).expect("a file");
        assert_eq!(file.facts.used_by, ["Aachen"], "what is invented stays here");
        assert_eq!(file.facts.funded_by.len(), usize::from(version != "0.4"));
        let (proposed, sentences) = propose(&file, &Sheet::default());
        assert_eq!(sentences.len(), 1, "who uses it is not taken over: {sentences:?}");
        let here = sheet(COMPLETE);
        for field in Field::ALL.iter().filter(|field| proposed.get(**field).is_some()) {
            assert_eq!(proposed.all(*field), here.all(*field), "{field:?}");
        }
        for field in COMPLETE.iter().map(|(field, _)| *field) {
            let lost = [Field::Problem, Field::Audience, Field::Pillar, Field::Themes, Field::Source];
            let since = field == Field::Provider && version != "0.4";
            assert!(proposed.get(field).is_some() || lost.contains(&field) || since, "{version} {field:?}");
        }
        let (again, _) = propose(&file, &here);
        assert!(Field::ALL.iter().all(|field| again.get(*field).is_none() || again.all(*field) == here.all(*field)));
    }
    // what is missing is said, path by path, and nothing is made up
    let bare = [Field::Features, Field::Categories, Field::LongDescription].map(|field| (field, ""));
    solution(&app, "halb", &with(COMPLETE, &bare), true).await;
    let answer = app.get("/api/v1/solutions/halb/publiccode.yml").await.expect(422);
    assert_eq!(answer.header("content-type").as_deref(), Some("application/problem+json"));
    let json = answer.json();
    let paths: BTreeSet<&str> =
        json["errors"].as_array().expect("errors").iter().filter_map(|one| one["field"].as_str()).collect();
    for path in ["categories", "description.de.features", "description.de.longDescription"] {
        assert!(paths.contains(path), "{paths:?}");
    }
    solution(&app, "konzept", &with(COMPLETE, &[(Field::Kind, "concept")]), true).await;
    let refused = app.get("/api/v1/solutions/konzept/publiccode.yml").await.expect(422).json();
    assert!(refused["detail"].as_str().expect("a sentence").contains("Konzept"), "{refused}");
    let _ = app.get("/api/v1/solutions/gibtsnicht/publiccode.yml").await.expect(404);
    let _ = app.get("/api/v1/solutions/termine/publiccode.yml?version=0.6").await.expect(422);
}

const FILE: &str = "publiccodeYmlVersion: \"0.4\"\nname: Termine neu\nurl: https://gitlab.opencode.de/aachen/termine\n\
                    platforms: [web, plan9]\ndevelopmentStatus: development\nsoftwareType: addon\nusedBy: [Köln]\n\
                    description:\n  de:\n    shortDescription: Kurz\n    features: [\"<b>Fett</b>\"]\nlegal:\n  license: MIT\n";

/// What stands in the hidden version of the form that takes over.
fn version(page: &tests::page::Page) -> String {
    page.attribute("input[name=version]", "value").expect("a version")
}

async fn newest(curator: &Visitor) -> String {
    let page = curator.get("/loesungen/termine/bearbeiten").await.expect(200).page();
    page.value("name").unwrap_or_default()
}

#[tokio::test]
async fn a_file_is_read_and_only_what_is_ticked_is_taken() {
    let app = TestApp::new().await;
    solution(&app, "termine", COMPLETE, true).await;
    let address = "/loesungen/termine/publiccode";
    let curator = app.as_role("transfer_curator").await;
    assert!(
        curator.get("/loesungen/termine/bearbeiten").await.expect(200).page().links().contains(&address.to_owned())
    );
    for read in [
        curator.post(address, &[("text", FILE)]).await,
        curator.upload(address, "publiccode.yml", FILE.as_bytes(), &[("text", "")]).await,
    ] {
        let answer = read.expect(200);
        assert!(!answer.text().contains("<b>Fett"), "hostile text stays text");
        let page = answer.page();
        let rows = rows(&page, "Angaben, die sich unterscheiden");
        let name = rows.iter().find(|row| row[0] == "Name").expect("a name");
        assert_eq!(name[1..], ["Termine: „online“ #1", "Termine neu"]);
        assert!(page.main().contains("plan9") && page.main().contains("In Entwicklung"), "{}", page.main());
        assert!(page.main().contains("Es fehlt"), "findings are listed");
        assert_eq!(version(&page), "1");
    }
    // nothing ticked
    let fields = [("text", FILE), ("schritt", "uebernehmen"), ("version", "1")];
    let nothing = curator.post(address, &fields).await.expect(422).page();
    assert!(nothing.main().contains("Bitte kreuzen Sie an"));
    assert_eq!(newest(&curator).await, "Termine: „online“ #1");
    // two ticked
    let mut fields = fields.to_vec();
    fields.extend([("nimm_name", "ja"), ("nimm_licence", "ja")]);
    let done = curator.post(address, &fields).await.expect(303);
    assert_eq!(done.location().as_deref(), Some("/loesungen/termine"));
    let form = curator.get("/loesungen/termine/bearbeiten").await.expect(200).page();
    assert_eq!(form.value("name").as_deref(), Some("Termine neu"));
    assert_eq!(form.value("licence").as_deref(), Some("MIT"));
    assert_eq!(form.value("software_type").as_deref(), Some("standalone/web"), "not ticked, not touched");
    // the same again: somebody was faster
    let stale = curator.post(address, &fields).await.expect(409).page();
    assert!(stale.main().contains("Inzwischen") && version(&stale) == "2", "{}", stale.main());
    // nobody else
    let other = app.as_role("municipality").await;
    let _ = other.get(address).await.expect(403);
    let _ = other.post(address, &fields).await.expect(403);
    let _ = app.visitor().post(address, &fields).await.expect(303);
    assert_eq!(newest(&curator).await, "Termine neu");
}

#[tokio::test]
async fn bombs_are_refused_with_a_sentence() {
    let app = TestApp::new().await;
    solution(&app, "termine", COMPLETE, true).await;
    let address = "/loesungen/termine/publiccode";
    let curator = app.as_role("transfer_curator").await;
    let mut bomb = String::from("a: &a [x, x, x]\n");
    for (one, before) in [('b', 'a'), ('c', 'b'), ('d', 'c')] {
        bomb.push_str(&format!("{one}: &{one} [*{before}, *{before}, *{before}, *{before}]\n"));
    }
    for (text, word) in [
        (bomb.as_str(), "Anker"),
        (&"[".repeat(100_000), "lässt sich nicht lesen"),
        (&"- x\n".repeat(20_000), "lässt sich nicht lesen"),
        ("key: !!python/object x", "lässt sich nicht lesen"),
        ("nur ein Satz", "lässt sich nicht lesen"),
        (&"x".repeat(300 * 1024), "256 KB"),
        (" \n ", "Bitte fügen Sie"),
    ] {
        let answer = curator.post(address, &[("text", text)]).await.expect(422);
        let error = answer.page().field_error("text").unwrap_or_default();
        assert!(error.contains(word), "{word}: {error}");
        assert!(answer.text().len() < 1024 * 1024);
    }
    let large = curator.upload(address, "publiccode.yml", &vec![b'a'; 10 << 20], &[]).await;
    assert_eq!(large.status.as_u16(), 413);
    assert!(large.page().main().contains("höchstens") || large.text().contains("höchstens"), "{}", large.text());
    let latin = curator.upload(address, "publiccode.yml", b"name: K\xf6ln", &[]).await.expect(422);
    assert!(latin.page().field_error("text").is_some());
    let _ = app.get("/loesungen").await.expect(200);
}

#[tokio::test]
async fn an_old_address_leads_on_for_ever() {
    let app = TestApp::new().await;
    solution(&app, "alt", COMPLETE, true).await;
    solution(&app, "andere", &with(COMPLETE, &[(Field::Name, "Andere")]), true).await;
    solution(&app, "entwurf", &with(COMPLETE, &[(Field::Name, "Entwurf")]), false).await;
    let curator = app.as_role("transfer_curator").await;
    assert!(curator.get("/loesungen/alt").await.expect(200).page().has("form[action='/loesungen/alt/adresse']"));
    let _ = app.as_role("municipality").await.post("/loesungen/alt/adresse", &[("slug", "neu-1")]).await.expect(403);
    let renamed = curator.post("/loesungen/alt/adresse", &[("slug", "neuer-name")]).await.expect(303);
    assert_eq!(renamed.location().as_deref(), Some("/loesungen/neuer-name"));
    for (old, today) in [
        ("/loesungen/alt", "/loesungen/neuer-name"),
        ("/loesungen/alt?x=1&y=%20", "/loesungen/neuer-name?x=1&y=%20"),
        ("/loesungen/alt/bearbeiten", "/loesungen/neuer-name/bearbeiten"),
    ] {
        let moved = app.get(old).await.expect(308);
        assert_eq!(moved.location().as_deref(), Some(today));
    }
    // the interface and the comparison go by it too
    let _ = app.get("/api/v1/solutions/alt/publiccode.yml").await.expect(200);
    let both = app.get("/loesungen/vergleich?l=alt&l=andere").await.expect(200).page();
    assert!(both.links().contains(&"/loesungen/neuer-name".to_owned()));
    // nobody else gets it
    for (slug, word) in [("alt", "schon eine andere"), ("neuer-name", "schon eine andere"), ("vergleich", "darf nur")] {
        let refused = curator.post("/loesungen/andere/adresse", &[("slug", slug)]).await.expect(422).page();
        assert!(refused.field_error("slug").unwrap_or_default().contains(word), "{slug}");
    }
    for wrong in ["", "Groß", "a b", "../x", "ü", &"a".repeat(200), "a\0b", "<script>"] {
        let _ = curator.post("/loesungen/andere/adresse", &[("slug", wrong)]).await.expect(422);
    }
    // twice renamed, both lead on; and back again
    let _ = curator.post("/loesungen/neuer-name/adresse", &[("slug", "dritter")]).await.expect(303);
    assert_eq!(app.get("/loesungen/alt").await.expect(308).location().as_deref(), Some("/loesungen/dritter"));
    let _ = curator.post("/loesungen/dritter/adresse", &[("slug", "alt")]).await.expect(303);
    let _ = app.get("/loesungen/alt").await.expect(200);
    assert_eq!(app.get("/loesungen/dritter").await.expect(308).location().as_deref(), Some("/loesungen/alt"));
    // what is not public does not show by its old address either
    let _ = curator.post("/loesungen/entwurf/adresse", &[("slug", "geheim")]).await.expect(303);
    let _ = app.get("/loesungen/entwurf").await.expect(404);
    let _ = curator.get("/loesungen/entwurf").await.expect(308);
}
