//! Words of a list that fit nothing: suggested, decided, remembered for the sender, for one list only, and forgotten.
use entity::import_run::{
    self, RowKind, State,
    fit::{About, Unfit},
    memory,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder, QuerySelect};
use tests::{
    Answer, TestApp, Visitor,
    app::operator,
    make::a_project,
    page::Page,
    sheets::{Line, line, list},
};

const SENDER: &str = "Projektbüro Südwestfalen";

async fn uploaded_by(app: &TestApp, who: &Visitor, sender: &str, lines: Vec<Line>) -> i64 {
    let bytes = list("30.09.2022", lines).xlsx();
    let answer = who.upload("/importe", "Liste.xlsx", &bytes, &[("sender", sender)]).await.expect(303);
    app.work().await;
    let address = answer.location().expect("the page of the import");
    address.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its number")
}

async fn uploaded(app: &TestApp, who: &Visitor, lines: Vec<Line>) -> i64 {
    uploaded_by(app, who, SENDER, lines).await
}

async fn unfit(app: &TestApp, id: i64) -> Vec<Unfit> {
    let run = import_run::find::detail(&app.db, &operator(), id).await.expect("the run");
    assert_eq!(run.line.state, State::Ready);
    run.summary.unfit
}

async fn the_one(app: &TestApp, id: i64, about: About, word: &str) -> Unfit {
    let all = unfit(app, id).await;
    let found = all.iter().find(|one| one.about == about && one.word == word);
    found.unwrap_or_else(|| panic!("{word} is not asked: {all:#?}")).clone()
}

fn step(id: i64) -> String {
    app::paths::import_step(id, "werte")
}

async fn page(who: &Visitor, id: i64) -> Page {
    who.get(&step(id)).await.expect(200).page()
}

/// Sends the form of the step; `remember` ticks its box.
async fn say(who: &Visitor, id: i64, fields: &[(&str, &str)], remember: bool) -> Answer {
    let version = page(who, id).await.version_of(&step(id)).expect("a form");
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    if remember {
        all.push(("merken", "1"));
    }
    who.post(&step(id), &all).await
}

/// The same, done, and read anew.
async fn decide(app: &TestApp, who: &Visitor, id: i64, fields: &[(&str, &str)], remember: bool) {
    let _ = say(who, id, fields, remember).await.expect(303);
    app.work().await;
}

async fn remembered(app: &TestApp) -> u64 {
    memory::Entity::find().count(app.db.read()).await.expect("the memory")
}

async fn counts(app: &TestApp, id: i64) -> [i64; 4] {
    let counts = import_run::find::detail(&app.db, &operator(), id).await.expect("the run").line.counts;
    [RowKind::New, RowKind::Changed, RowKind::Same, RowKind::Error].map(|kind| counts.get(&kind).copied().unwrap_or(0))
}

fn strange() -> Vec<Line> {
    vec![
        line("SWF-1", "Sensornetz", 100.0).in_region("Südwestfahlen").in_state("geht so"),
        line("SWF-2", "Leitstelle", 200.0).in_region("Südwestfahlen"),
        line("SWF-3", "Kulturkarte", 300.0).in_region("Atlantis"),
    ]
}

#[tokio::test]
async fn what_fits_nothing_is_asked_once_with_guesses() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let mut lines = strange();
    lines[0].recipient = "Landkreis Soest".into();
    lines[1].recipient = "Stadt Padderborn".into();
    lines[2].recipient = "Verein der Freunde alter Karten".into();
    let id = uploaded(&app, &budget, lines).await;
    let region = the_one(&app, id, About::Region, "Südwestfahlen").await;
    assert_eq!((region.rows, region.cell.as_str(), &region.decided), (2, "Projektliste!C6", &None));
    assert_eq!(region.suggestions[0].value, "suedwestfalen", "{region:?}");
    assert!(the_one(&app, id, About::Region, "Atlantis").await.suggestions.is_empty());
    assert_eq!(the_one(&app, id, About::Status, "geht so").await.cell, "Projektliste!E6");
    assert_eq!(the_one(&app, id, About::Recipient, "Landkreis Soest").await.suggestions[0].value, "Kreis Soest");
    assert_eq!(the_one(&app, id, About::Recipient, "Stadt Padderborn").await.suggestions[0].value, "Stadt Paderborn");
    let all = unfit(&app, id).await;
    assert!(all.iter().all(|one| one.suggestions.len() <= 3), "{all:#?}");
    assert_eq!(all.len(), 5, "a recipient that resembles nobody is nobody's mistake: {all:#?}");
    let page = page(&budget, id).await;
    assert_eq!(page.heading(), "5 Werte passen noch zu nichts");
    assert!(page.main().contains("2 Zeilen, zuerst in Zelle Projektliste!C6"), "{}", page.main());
    // the sure guess is chosen beforehand, the others are not
    let chosen = |word: &str| page.attribute(&format!("input[name=\"wert.{word}\"][checked]"), "value");
    assert_eq!(chosen("region.Südwestfahlen").as_deref(), Some("is:suedwestfalen"));
    assert_eq!(chosen("region.Atlantis"), None);
    // nothing is decided before somebody does
    assert_eq!(remembered(&app).await, 0);
}

#[tokio::test]
async fn five_spellings_make_no_second_project() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    a_project()
        .numbered("DMR-50")
        .titled("Bergisch.Smart_Mobility")
        .in_region("bergisches-staedtedreieck")
        .build(&app)
        .await;
    for (at, spelling) in
        ["Bergisch.Smart - Mobility", "Bergisch Smart Mobility", "BergischSmartMobility", "Bergisch.Smart_Mobilty"]
            .into_iter()
            .enumerate()
    {
        let lines = vec![line("", spelling, 100.0).in_region("Bergisches Städtedreieck")];
        let id = uploaded_by(&app, &budget, &format!("Absender {at}"), lines).await;
        assert_eq!(counts(&app, id).await, [1, 0, 0, 0], "{spelling} would make a project");
        let asked = the_one(&app, id, About::Project, spelling).await;
        assert_eq!(asked.suggestions[0].value, "DMR-50", "{spelling}");
        decide(&app, &budget, id, &[(&format!("wert.project.{spelling}"), "is:DMR-50")], true).await;
        assert_eq!(counts(&app, id).await, [0, 1, 0, 0], "{spelling} is the project");
        let page = budget.get(&app::paths::import(id)).await.expect(200).page();
        assert!(!page.texts("ins.new").contains(&spelling.to_owned()), "another spelling is no new title");
    }
    // a list that names the project rightly leaves nothing to ask about it
    let both = vec![line("", "Bergisch.Smart_Mobility", 100.0), line("", "Bergisch Smart-Mobilität", 1.0)];
    let both = both.into_iter().map(|line| line.in_region("Bergisches Städtedreieck")).collect();
    let id = uploaded_by(&app, &budget, "noch einer", both).await;
    assert_eq!(unfit(&app, id).await.iter().filter(|one| one.about == About::Project).count(), 0);
}

#[tokio::test]
async fn what_was_decided_is_remembered_for_the_sender_and_can_be_forgotten() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, strange()).await;
    let said = [
        ("wert.region.Südwestfahlen", "is:suedwestfalen"),
        ("wert.region.Atlantis", "leave"),
        ("wert.status.geht so", "other"),
        ("anderer.status.geht so", "paused"),
    ];
    let answer = say(&budget, id, &said, true).await.expect(303);
    assert_eq!(answer.location(), Some(app::paths::import(id)));
    let trail = entity::audit::Entity::find().order_by_desc(entity::audit::Column::Id).limit(2);
    let trail: Vec<String> =
        trail.all(app.db.read()).await.expect("the trail").into_iter().map(|row| row.action).collect();
    assert_eq!(trail, ["import.read", "import.decide_values"], "decided, and read anew at once");
    app.work().await;
    let run = import_run::find::detail(&app.db, &operator(), id).await.expect("the run");
    let codes: Vec<&str> = run.findings.iter().map(|one| one.code.as_str()).collect();
    assert!(!codes.contains(&"region.unknown") && !codes.contains(&"status.unknown"), "{codes:?}");
    let rows = import_run::find::changes(&app.db, &operator(), id, 0, 10).await.expect("the rows").rows;
    assert_eq!(rows[0].region.as_deref(), Some("Soest/Südwestfalen"));
    let state = rows[0].items.iter().find(|item| item.raw == "geht so").expect("a state");
    assert_eq!((state.new.as_deref(), state.raw.as_str()), (Some("paused"), "geht so"), "the cell stays known");
    assert_eq!(remembered(&app).await, 3);

    // the next list of the same sender, whoever uploads it and however the sender is written
    let other = app.as_role("ministry_budget").await;
    let next = uploaded_by(&app, &other, "PROJEKTBUERO  Südwestfalen", strange()).await;
    let region = the_one(&app, next, About::Region, "Südwestfahlen").await;
    assert_eq!((region.decided.as_deref(), region.remembered), (Some("suedwestfalen"), true));
    let shown = page(&other, next).await;
    assert_eq!(shown.heading(), "Alle Werte sind geklärt");
    assert!(shown.main().contains("gemerkt am 22.11.2026 von"), "{}", shown.main());
    assert!(shown.main().contains("bedeutet „pausiert“"), "{}", shown.main());

    // another sender is asked
    let foreign = uploaded_by(&app, &other, "Stadt Soest", strange()).await;
    assert_eq!(the_one(&app, foreign, About::Region, "Südwestfahlen").await.decided, None);

    // changed for good, and forgotten
    let change = [("wert.region.Südwestfahlen", "other"), ("anderer.region.Südwestfahlen", "aachen")];
    decide(&app, &other, next, &change, true).await;
    assert_eq!(the_one(&app, next, About::Region, "Südwestfahlen").await.decided.as_deref(), Some("aachen"));
    assert_eq!(remembered(&app).await, 3);
    decide(&app, &other, next, &[("wert.region.Südwestfahlen", "open")], true).await;
    assert_eq!(the_one(&app, next, About::Region, "Südwestfahlen").await.decided, None);
    assert_eq!(remembered(&app).await, 2);
    let last = uploaded(&app, &budget, strange()).await;
    assert_eq!(the_one(&app, last, About::Region, "Südwestfahlen").await.decided, None);
    assert_eq!(the_one(&app, last, About::Region, "Atlantis").await.decided.as_deref(), Some(""));
}

#[tokio::test]
async fn a_choice_for_one_list_stays_with_it() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let id = uploaded(&app, &budget, strange()).await;
    decide(&app, &budget, id, &[("wert.region.Südwestfahlen", "is:suedwestfalen")], false).await;
    let region = the_one(&app, id, About::Region, "Südwestfahlen").await;
    assert_eq!((region.decided.as_deref(), region.remembered), (Some("suedwestfalen"), false));
    assert!(page(&budget, id).await.main().contains("entschieden nur für diesen Import"));
    assert_eq!(remembered(&app).await, 0);
    // it outlives the next reading
    decide(&app, &budget, id, &[("wert.region.Atlantis", "leave")], false).await;
    assert_eq!(the_one(&app, id, About::Region, "Südwestfahlen").await.decided.as_deref(), Some("suedwestfalen"));
    let next = uploaded(&app, &budget, strange()).await;
    assert_eq!(the_one(&app, next, About::Region, "Südwestfahlen").await.decided, None);
    // it goes before what is remembered, and can be remembered after all
    decide(&app, &budget, next, &[("wert.region.Südwestfahlen", "leave")], true).await;
    assert_eq!(the_one(&app, id, About::Region, "Südwestfahlen").await.decided.as_deref(), Some("suedwestfalen"));
    decide(&app, &budget, id, &[("wert.region.Südwestfahlen", "is:suedwestfalen")], true).await;
    let region = the_one(&app, id, About::Region, "Südwestfahlen").await;
    assert_eq!((region.decided.as_deref(), region.remembered), (Some("suedwestfalen"), true));
}

#[tokio::test]
async fn wrong_answers_change_nothing_and_come_back() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    a_project().numbered("DMR-7").titled("Kulturkarten").in_region("aachen").build(&app).await;
    let id = uploaded(&app, &budget, strange()).await;
    let auditor = app.as_role("auditor").await;
    let foreign = app.as_scoped("project_office", "aachen").await;
    let before = app.audit_rows().await;
    let word = "wert.project.Kulturkarte";
    for (fields, sentence) in [
        (
            vec![(word, "other"), ("anderer.project.Kulturkarte", "DMR-999")],
            "Es gibt kein Projekt mit der Nummer „DMR-999“",
        ),
        (vec![(word, "other"), ("anderer.project.Kulturkarte", "")], "Bitte die Nummer des Projekts angeben"),
        (vec![(word, "leave"), ("anderer.project.Kulturkarte", "DMR-7")], "aber nicht ausgewählt"),
        (vec![("wert.region.Atlantis", "other"), ("anderer.region.Atlantis", "mordor")], "Bitte eine Region wählen"),
        (vec![("wert.status.geht so", "is:gone")], "Bitte einen Status wählen"),
        (vec![("wert.region.Utopia", "leave")], "steht nicht unter den Werten dieser Liste"),
    ] {
        let answer = say(&budget, id, &fields, true).await.expect(422).page();
        let said = answer.messages().join(" ");
        assert!(said.contains(sentence), "{said}");
        for (name, value) in fields.iter().filter(|(name, _)| name.starts_with("anderer.project")) {
            assert_eq!(answer.value(name).as_deref(), Some(*value), "what was typed is kept");
        }
    }
    let stale = budget.post(&step(id), &[("version", "1"), ("wert.region.Atlantis", "leave")]).await.expect(409).page();
    assert!(stale.main().contains("Inzwischen hat sich etwas geändert"), "{}", stale.main());
    let _ = budget.post(&step(id), &[("wert.region.Atlantis", "leave")]).await.expect(409);
    assert_eq!((app.audit_rows().await, remembered(&app).await), (before, 0), "nothing was written");
    // who may not decide is told so, and sees no button
    assert_eq!(page(&auditor, id).await.version_of(&step(id)), None);
    let _ = auditor.post(&step(id), &[("version", "2")]).await.expect(403);
    let _ = foreign.get(&step(id)).await.expect(404);
    let _ = foreign.post(&step(id), &[("version", "2")]).await.expect(404);
    assert_eq!(app.audit_rows().await, before);
    // what is over is over
    let version = page(&budget, id).await.version_of(&step(id)).expect("a form");
    let _ = budget.post(&app::paths::import_step(id, "abbrechen"), &[("version", &version)]).await.expect(303);
    let late = budget.post(&step(id), &[("version", "99"), ("wert.region.Atlantis", "leave")]).await;
    assert!([409, 422].contains(&late.status.as_u16()), "{}", late.status);
    assert!(page(&budget, id).await.main().contains("lässt sich jetzt nichts mehr ändern"));
}

#[tokio::test]
async fn a_meaning_that_is_gone_is_asked_again() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    a_project().numbered("DMR-7").titled("Kulturkarten").in_region("suedwestfalen").build(&app).await;
    let lines = || vec![line("", "Kulturkarte", 300.0).in_region("Südwestfalen")];
    let id = uploaded(&app, &budget, lines()).await;
    decide(&app, &budget, id, &[("wert.project.Kulturkarte", "is:DMR-7")], true).await;
    assert_eq!(counts(&app, id).await, [0, 1, 0, 0]);
    use sea_orm::ConnectionTrait;
    let sql = "update sender_value set value = 'DMR-8'";
    app.db.housekeeping().execute_unprepared(sql).await.expect("another meaning");
    let next = uploaded(&app, &budget, lines()).await;
    assert_eq!(the_one(&app, next, About::Project, "Kulturkarte").await.decided, None);
    assert_eq!(counts(&app, next).await, [1, 0, 0, 0]);
}

#[tokio::test]
async fn hostile_words_are_words() {
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let hostile = "\"'><script>alert(1)</script>.=&;%00 ä";
    let long = "Südwestfalen".repeat(500);
    let many =
        (0..300).map(|at| line(&format!("N-{at}"), &format!("Projekt {at}"), 1.0).in_region(&format!("Ort {at}")));
    let lines = vec![
        line("H-1", "Eins", 1.0).in_region(hostile).in_state(hostile),
        line("H-2", "Zwei", 1.0).in_region(&long),
        line("H-3", "Drei", 1.0).in_region("wert.region.x"),
    ];
    let id = uploaded_by(&app, &budget, hostile, lines.into_iter().chain(many).collect()).await;
    let shown = page(&budget, id).await;
    assert!(shown.all("script").iter().all(|script| !script.inner_html().contains("alert(1)")), "text stays text");
    let all = unfit(&app, id).await;
    assert_eq!(all.iter().filter(|one| one.about == About::Region).count(), 200, "a bounded list");
    assert!(shown.main().contains("weitere Werte passen zu nichts"), "{}", shown.main());
    assert!(!all.iter().any(|one| one.word.len() > 1_000), "what is no name is not asked");
    let (region, status) = (format!("wert.region.{hostile}"), format!("wert.status.{hostile}"));
    let said = [(region.as_str(), "is:aachen"), (&status, "leave"), ("wert.region.wert.region.x", "leave")];
    decide(&app, &budget, id, &said, true).await;
    assert_eq!(the_one(&app, id, About::Region, hostile).await.decided.as_deref(), Some("aachen"));
    assert_eq!(the_one(&app, id, About::Region, "wert.region.x").await.decided.as_deref(), Some(""));
    assert_eq!(remembered(&app).await, 3);
    // fields that are none
    let version = page(&budget, id).await.version_of(&step(id)).expect("a form");
    let odd = [("version", version.as_str()), ("wert.", "x"), ("wert.x.y", "leave"), ("wert.region.Ort 1", "was?")];
    let _ = budget.post(&step(id), &odd).await.expect(303);
}

#[tokio::test]
async fn a_project_that_went_with_its_import_is_no_meaning_any_more() {
    use entity::import_run::{change, undo::undo};
    let app = TestApp::new().await;
    let budget = app.as_role("ministry_budget").await;
    let (db, who, now) = (&app.db, operator(), app.now());
    let first = uploaded(&app, &budget, vec![line("SWF-9", "Bergisch.Smart_Mobility", 100.0)]).await;
    change::request(db, &who, now, first, None, change::Choice::All, None).await.expect("asked");
    change::release(db, &who, now, first, None).await.expect("released");
    let spelt = || vec![line("", "Bergisch Smart - Mobilitty", 100.0)];
    let second = uploaded(&app, &budget, spelt()).await;
    decide(&app, &budget, second, &[("wert.project.Bergisch Smart - Mobilitty", "is:SWF-9")], true).await;
    assert_eq!(counts(&app, second).await[0], 0, "it means the project");
    undo(db, &who, now, first, None).await.expect("undone");
    let third = uploaded(&app, &budget, spelt()).await;
    assert_eq!(counts(&app, third).await, [1, 0, 0, 0]);
    change::request(db, &who, now, third, None, change::Choice::All, None).await.expect("asked");
    change::release(db, &who, now, third, None).await.expect("released");
    assert!(app.get("/projekte?q=mobilitty").await.expect(200).text().contains("Bergisch Smart - Mobilitty"));
}
