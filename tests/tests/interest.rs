//! Interest in a solution without an account: asked for in a form, confirmed by the link of a real mail, seen and
//! answered by the providing side; personal data is gone in time, and no program can flood or misuse it.
use app::paths;
use chrono::TimeDelta;
use entity::{
    adoption, audit,
    interest::{self, attempt, record},
    region,
    solution::{
        change::{New, Save, insert, save},
        gate::{
            Step,
            change::{Take, publish, take},
        },
        sheet::{Sheet, field::Field},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use server::jobs::interest::post;
use tests::{
    Answer, TestApp, Visitor,
    smtp::{Mood, Received, Smtp},
};

const SLUG: &str = "probe";
const FORM: &str = "/loesungen/probe/interesse";
/// What municipalities said, on the sheet.
const SAID: &str = "Was die Kommunen zuletzt gemeldet haben";
const DESK: &str = "/loesungen/probe/anfragen";
const SHEET: &str = "/loesungen/probe";
const MAILBOX: &str = "digitales@stadt-kleve.example";
const MESSAGE: &str = "Wir möchten das Bürgerportal übernehmen.";
const BASE: &str = "https://leitstand.example";

/// The program with a mail server and five solutions of Aachen.
async fn world() -> (TestApp, Smtp) {
    let smtp = Smtp::start();
    let app = TestApp::with(|config| {
        config.smtp_url = Some(smtp.url().parse().expect("an address"));
        config.mail_from = Some("Leitstand <leitstand@land.example>".parse().expect("an address"));
        config.public_url = Some(BASE.parse().expect("an address"));
    })
    .await;
    for slug in [SLUG, "zweite", "dritte", "vierte", "fuenfte"] {
        solution(&app, slug, "Probe für alle", true).await;
    }
    (app, smtp)
}

async fn solution(app: &TestApp, slug: &str, name: &str, published: bool) {
    let region = region::find::by_slug(&app.db, "aachen").await.expect("the region").record;
    let mut sheet = Sheet::default();
    for (field, text) in [
        (Field::Name, name),
        (Field::Kind, "software"),
        (Field::Provider, "Stadt Aachen"),
        (Field::Contact, "digital@aachen.example"),
    ] {
        sheet.set(field, vec![text.into()]);
    }
    let valid_on = tests::make::day("2026-01-01");
    let new = New {
        programme_id: Some(region.programme_id),
        region_id: Some(region.id),
        projects: Vec::new(),
        provider_ags: None,
        slug: Some(slug.into()),
        sheet,
        valid_on,
        sample: false,
    };
    let mut write = app.db.write(app.now(), &tests::app::operator()).await.expect("a write");
    let (id, _) = insert(&mut write, new).await.expect("a solution");
    if published {
        publish(&mut write, id, "Probe", valid_on).await.expect("published");
    }
    let detail = serde_json::json!({});
    let entry = audit::Entry { action: "test", subject: "solution", subject_id: slug.into(), detail, reason: None };
    write.commit(entry).await.expect("kept");
}

fn fields<'a>(municipality: &'a str, mailbox: &'a str, message: &'a str) -> [(&'static str, &'a str); 3] {
    [("municipality", municipality), ("mailbox", mailbox), ("message", message)]
}

async fn ask(who: &Visitor, mailbox: &str) -> Answer {
    who.post(FORM, &fields("Kleve (05154036)", mailbox, MESSAGE)).await
}

/// A request that was made and whose mail came.
async fn asked(app: &TestApp, smtp: &Smtp, mailbox: &str) -> Received {
    let _ = ask(&app.visitor(), mailbox).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    smtp.received().pop().expect("a mail")
}

/// The paths behind the two links of a mail: to confirm, to withdraw.
fn links(mail: &Received) -> (String, String) {
    let found: Vec<String> = mail
        .links()
        .iter()
        .map(|link| {
            link.strip_prefix(BASE).unwrap_or_else(|| panic!("{link} is an address by the settings")).to_owned()
        })
        .collect();
    let [confirm, withdraw] = found.try_into().expect("two links");
    (confirm, withdraw)
}

async fn rows(app: &TestApp) -> Vec<record::Model> {
    record::Entity::find().order_by_asc(record::Column::Id).all(app.db.read()).await.expect("rows")
}

async fn adoptions(app: &TestApp) -> Vec<adoption::record::Model> {
    adoption::record::Entity::find().all(app.db.read()).await.expect("rows")
}

/// Nothing personal in the audit trail, and its chain is whole.
async fn trail_is_clean(app: &TestApp) {
    for row in audit::Entity::find().all(app.db.read()).await.expect("the trail") {
        let all = format!("{row:?}");
        assert!(!all.contains("stadt-kleve") && !all.contains("Bürgerportal"), "{all}");
    }
    assert_eq!(audit::verify(app.db.read()).await.expect("verified").fault, None);
}

#[tokio::test]
async fn from_the_button_to_the_answer() {
    let (app, smtp) = world().await;
    let town = app.visitor();
    let sheet = town.get(SHEET).await.expect(200).page();
    assert!(sheet.links().contains(&FORM.to_owned()), "{}", sheet.main());
    let form = town.get(FORM).await.expect(200).page();
    assert_eq!(form.all("datalist option").len(), 427, "all municipalities and Kreise");
    let before = app.audit_rows().await;
    let answer = ask(&town, MAILBOX).await.expect(303);
    let next = town.follow(&answer).await.expect(200).page();
    assert!(next.messages().iter().any(|said| said.contains("innerhalb von 48 Stunden")), "{:?}", next.messages());
    assert_eq!(app.audit_rows().await, before, "nothing happened yet that stays");

    // the mail
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    assert_eq!(post(&app.state).await.expect("posted"), 0, "once");
    let received = smtp.received();
    let [mail] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((mail.from.as_str(), mail.to.as_slice()), ("leitstand@land.example", &[MAILBOX.to_owned()][..]));
    assert_eq!(mail.header("to"), [MAILBOX]);
    assert_eq!(mail.header("content-type"), ["text/plain; charset=utf-8"]);
    assert_eq!(mail.header("content-transfer-encoding"), ["quoted-printable"]);
    assert_eq!(mail.header("auto-submitted"), ["auto-generated"]);
    let text = mail.text();
    for said in ["Probe für alle", "Kommune: Kleve", "bis zum 24.11.2026, 10:00 Uhr"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains("Bürgerportal"), "nobody uses us to write to strangers");
    let (confirm, withdraw) = links(mail);

    // only hashes are kept
    let row = rows(&app).await.pop().expect("a row");
    for link in [&confirm, &withdraw] {
        let token = link.split('/').nth(2).expect("a token");
        assert!(token.len() == 64 && !format!("{:?}", (&row.confirm_hash, &row.withdraw_hash)).contains(token));
    }
    assert_eq!(row.confirm_hash, Some(entity::session::digest(confirm.split('/').nth(2).expect("a token"))));

    // looking confirms nothing: programs that scan mails look
    for _ in 0..3 {
        let page = town.get(&confirm).await.expect(200).page();
        assert!(page.main().contains(MESSAGE) && page.main().contains("Kleve"), "{}", page.main());
    }
    let curator = app.as_role("transfer_curator").await;
    assert!(curator.get(DESK).await.expect(200).page().main().contains("Keine Anfrage wartet"));
    assert!(adoptions(&app).await.is_empty());

    // the button does
    let answer = town.post(&confirm, &[]).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some(SHEET));
    let sheet = town.follow(&answer).await.expect(200).page();
    assert!(sheet.messages().iter().any(|said| said.contains("Ihr Interesse ist bestätigt")), "{:?}", sheet.messages());
    assert_eq!(sheet.rows(SAID)[0][..2], ["Kleve", "Anfrage ohne Konto"]);
    assert!(!sheet.main().contains(MAILBOX) && !sheet.main().contains(MESSAGE), "what is personal is not public");
    let said = adoptions(&app).await;
    assert_eq!((said.len(), said[0].ags.as_str(), said[0].state.as_str()), (1, "05154036", "interested"));
    assert_eq!(app.last_audit().await.action, "interest.confirm");

    // who answers sees it: on the sheet, among the tasks, on the desk
    for who in [curator, app.as_cdo("aachen").await, app.as_role("ministry_programme").await] {
        assert!(who.get(SHEET).await.expect(200).page().main().contains("1 Anfrage wartet auf Antwort"));
        let tasks = who.get("/aufgaben").await.expect(200).page();
        assert_eq!(tasks.rows("Lösungen mit Anfragen")[0], ["Probe für alle", "1 Anfrage", "22.11.2026"]);
        assert!(tasks.heading().contains("1 Anfrage wartet auf Antwort"), "{}", tasks.heading());
        let desk = who.get(DESK).await.expect(200).page();
        let row = &desk.rows("Bestätigte Anfragen")[0];
        assert!(row[0].contains("Kleve") && row[0].contains("05154036") && row[1] == "22.11.2026", "{row:?}");
        assert!(row[2].contains(MESSAGE) && row[2].contains(MAILBOX), "{row:?}");
        assert!(desk.links().iter().any(|link| link.starts_with("mailto:digitales%40stadt-kleve.example?subject=")));
    }
    let id = rows(&app).await[0].id;
    let answered = format!("{DESK}/{id}/beantwortet");
    // who does not look after it sees nothing
    for who in [app.as_cdo("suedwestfalen").await, app.as_role("authority").await, app.as_role("auditor").await] {
        let _ = who.get(DESK).await.expect(403);
        let _ = who.post(&answered, &[]).await.expect(403);
        assert!(!who.get(SHEET).await.expect(200).page().main().contains("auf Antwort"));
        assert!(who.get("/aufgaben").await.expect(200).page().rows("Lösungen mit Anfragen").is_empty());
    }
    let _ = town.get(DESK).await.expect(303);
    let _ = town.post(&answered, &[]).await.expect(303);
    assert_eq!(rows(&app).await.len(), 1);

    // answered: what is personal is gone, what the municipality said stays
    let cdo = app.as_cdo("aachen").await;
    let _ = cdo.post(&format!("/loesungen/zweite/anfragen/{id}/beantwortet"), &[]).await.expect(404);
    let _ = cdo.post(&answered, &[]).await.expect(303);
    assert!(rows(&app).await.is_empty());
    assert_eq!(app.last_audit().await.action, "interest.answer");
    let _ = cdo.post(&answered, &[]).await.expect(404);
    let _ = town.get(&withdraw).await.expect(404);
    assert_eq!(adoptions(&app).await.len(), 1);
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn a_link_is_good_once_and_for_two_days() {
    let (app, smtp) = world().await;
    let (confirm, withdraw) = links(&asked(&app, &smtp, MAILBOX).await);
    app.advance(TimeDelta::hours(48) - TimeDelta::seconds(1));
    let _ = app.get(&confirm).await.expect(200);
    app.advance(TimeDelta::seconds(1));
    for link in [&confirm, &withdraw] {
        let page = app.get(link).await.expect(404).page();
        assert_eq!(page.heading(), "Dieser Link gilt nicht mehr");
        let page = app.visitor().post(link, &[]).await.expect(404).page();
        assert_eq!(page.heading(), "Dieser Link gilt nicht mehr");
    }
    assert!(adoptions(&app).await.is_empty());
    // they may ask again, though nobody has cleaned up yet
    let (confirm, _) = links(&asked(&app, &smtp, MAILBOX).await);
    assert_eq!(rows(&app).await.len(), 1);
    // pressed twice at the same time
    let (first, second) = (app.visitor(), app.visitor());
    let (first, second) = tokio::join!(first.post(&confirm, &[]), second.post(&confirm, &[]));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    let _ = app.visitor().post(&confirm, &[]).await.expect(404);
    let _ = app.get(&confirm).await.expect(404);
    assert_eq!(adoptions(&app).await.len(), 1);
    // what is no token of ours
    for bad in ["x", &"0".repeat(64), &"g".repeat(64), "%00", &"a".repeat(5_000), "..%2F..", "%F0%9F%92%A9"] {
        for what in ["bestaetigen", "zurueckziehen"] {
            let status = app.visitor().post(&format!("/interesse/{bad}/{what}"), &[]).await.status;
            assert_eq!(status.as_u16(), 404, "{bad}");
        }
    }
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn withdrawn_before_and_after() {
    let (app, smtp) = world().await;
    let (confirm, withdraw) = links(&asked(&app, &smtp, MAILBOX).await);
    let page = app.get(&withdraw).await.expect(200).page();
    assert_eq!(page.heading(), "Anfrage zurückziehen");
    assert_eq!(rows(&app).await.len(), 1, "looking withdraws nothing");
    let _ = app.visitor().post(&withdraw, &[]).await.expect(303);
    assert!(rows(&app).await.is_empty());
    let _ = app.visitor().post(&confirm, &[]).await.expect(404);
    // again, and confirmed this time
    let (confirm, withdraw) = links(&asked(&app, &smtp, MAILBOX).await);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    app.advance(TimeDelta::days(30));
    let _ = app.visitor().post(&withdraw, &[]).await.expect(303);
    assert!(rows(&app).await.is_empty());
    assert_eq!(app.last_audit().await.action, "interest.withdraw");
    let _ = app.visitor().post(&withdraw, &[]).await.expect(404);
    assert_eq!(adoptions(&app).await.len(), 1, "what was said stays");
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn a_municipality_is_counted_once_and_only_where_it_said_nothing() {
    let (app, smtp) = world().await;
    // two offices of one municipality
    for mailbox in [MAILBOX, "it@stadt-kleve.example"] {
        let (confirm, _) = links(&asked(&app, &smtp, mailbox).await);
        let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    }
    assert_eq!((rows(&app).await.len(), adoptions(&app).await.len()), (2, 1));
    let trail = app.last_audit().await;
    assert!(trail.detail.contains("\"adoption\":null"), "{}", trail.detail);
    // one that uses it already is not set back
    let mut write = app.db.write(app.now(), &tests::app::operator()).await.expect("a write");
    let solution = interest::find::published(&app.db, SLUG).await.expect("the solution").id;
    let new = adoption::change::New {
        solution_id: solution,
        ags: "05334002".into(),
        state: adoption::State::Productive,
        reason: None,
        valid_on: app.now().today,
        origin_id: entity::origin::entry(&write).await.expect("an origin"),
        replaces: None,
        sample: false,
        said_by: adoption::Speaker::Adopter,
        told: adoption::change::Told::default(),
    };
    adoption::change::insert(&mut write, new).await.expect("a statement");
    let detail = serde_json::json!({});
    let entry = audit::Entry { action: "test", subject: "solution", subject_id: SLUG.into(), detail, reason: None };
    write.commit(entry).await.expect("kept");
    let _ = app.visitor().post(FORM, &fields("aachen", "a@aachen.example", MESSAGE)).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    let (confirm, _) = links(smtp.received().last().expect("a mail"));
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    let of_aachen: Vec<_> = adoptions(&app).await.into_iter().filter(|row| row.ags == "05334002").collect();
    assert_eq!((of_aachen.len(), of_aachen[0].state.as_str()), (1, "productive"));
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_kept_in_the_form() {
    let (app, smtp) = world().await;
    let town = app.visitor();
    let long = "x".repeat(1_001);
    let good = fields("05334002", MAILBOX, MESSAGE);
    for (field, value, said) in [
        ("municipality", "", "Bitte geben Sie Ihre Kommune an"),
        // the Kreis Aachen before the Städteregion of 2009
        ("municipality", "05354", "nicht (mehr)"),
        // Aachen before the Städteregion of 2009
        ("municipality", "05313000", "nicht (mehr)"),
        // München
        ("municipality", "09162000", "nicht (mehr)"),
        ("municipality", "5334002", "nicht (mehr)"),
        ("municipality", "Kleve (05334999)", "nicht (mehr)"),
        ("municipality", "%", "So heißt keine Kommune"),
        ("municipality", "'; drop table interest; --", "So heißt keine Kommune"),
        ("municipality", "Aachen\r\nBcc: x@y.example", "So heißt keine Kommune"),
        ("mailbox", "", "Bitte geben Sie ein E-Mail-Postfach an"),
        ("mailbox", "stadt", "keine E-Mail-Adresse"),
        ("mailbox", "a@x.example\r\nBcc: b@y.example", "keine E-Mail-Adresse"),
        ("mailbox", "a@x.example\nSubject: Hallo", "keine E-Mail-Adresse"),
        ("mailbox", "a@x.example, b@y.example", "keine E-Mail-Adresse"),
        ("mailbox", "Name <a@x.example>", "keine E-Mail-Adresse"),
        ("mailbox", "a@x.example\0", "keine E-Mail-Adresse"),
        ("message", " \r\n ", "Bitte schreiben Sie"),
        ("message", &long, "Das sind 1001 Zeichen"),
        ("message", "a\0b", "unzulässiges Zeichen"),
        ("message", "a\u{1b}[2Jb", "unzulässiges Zeichen"),
    ] {
        let form = good.map(|(name, typed)| (name, if name == field { value } else { typed }));
        let page = town.post(FORM, &form).await.expect(422).page();
        let error = page.field_error(field).unwrap_or_else(|| panic!("{field} {value:?}: {}", page.main()));
        assert!(error.contains(said), "{field} {value:?}: {error}");
        let other = if field == "message" { "mailbox" } else { "message" };
        assert!(page.value(other).is_some_and(|kept| !kept.trim().is_empty()), "what was typed is kept");
    }
    let all = town.post(FORM, &[]).await.expect(422).page();
    assert_eq!(all.error_summary().len(), 3);
    assert!(rows(&app).await.is_empty() && attempt::Entity::find().count(app.db.read()).await.expect("a count") == 0);
    solution(&app, "entwurf", "Entwurf", false).await;
    for missing in ["/loesungen/gibt-es-nicht/interesse", "/loesungen/entwurf/interesse"] {
        let _ = town.get(missing).await.expect(404);
        let _ = town.post(missing, &good).await.expect(404);
    }
    assert_eq!(smtp.connections(), 0);
}

#[tokio::test]
async fn hostile_text_stays_text() {
    const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'>";
    let (app, smtp) = world().await;
    // no form lets this through: what is stored must do no harm all the same
    let mut sheet = Sheet::default();
    sheet.set(Field::Name, vec!["Probe\r\nBcc: x@y.example".into()]);
    let curator = tests::make::somebody(entity::permission::Role::TransferCurator, None);
    let named = Save { slug: SLUG.into(), version: 1, sheet, projects: None };
    let _ = save(&app.db, &curator, app.now(), named).await.expect("a name");
    let mut write = app.db.write(app.now(), &tests::app::operator()).await.expect("a write");
    let id = entity::solution::record::Entity::find().filter(entity::solution::record::Column::Slug.eq(SLUG));
    let id = id.one(write.tx()).await.expect("rows").expect("the solution").id;
    publish(&mut write, id, "Probe", app.now().today).await.expect("published");
    let detail = serde_json::json!({});
    let entry = audit::Entry { action: "test", subject: "solution", subject_id: SLUG.into(), detail, reason: None };
    write.commit(entry).await.expect("kept");
    let town = app.visitor();
    let refused = town.post(FORM, &fields(HOSTILE, HOSTILE, HOSTILE)).await.expect(422);
    assert!(!refused.text().contains("<script>alert"));
    for field in ["municipality", "mailbox", "message"] {
        let kept = refused.page().value(field).map(|text| text.trim_start().to_owned());
        assert_eq!(kept.as_deref(), Some(HOSTILE), "{field}");
    }
    let odd = "o'b&<!#$%*/=?^_`{|}~-@x.example";
    let _ = town.post(FORM, &fields("kleve", odd, HOSTILE)).await.expect(422);
    let odd = "o'b&!#$%*/=?^_`{|}~-@x.example";
    let _ = town.post(FORM, &fields("kleve", odd, HOSTILE)).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    let mail = smtp.received().pop().expect("a mail");
    assert_eq!(mail.to, [odd]);
    let names: Vec<String> =
        mail.head().split("\r\n").filter_map(|line| Some(line.split_once(':')?.0.to_owned())).collect();
    assert_eq!(mail.header("bcc"), Vec::<String>::new(), "{names:?}");
    assert_eq!((mail.header("to").len(), mail.header("subject").len()), (1, 1), "{names:?}");
    assert!(!mail.text().contains("script") && mail.text().contains("Lösung: Probe Bcc: x@y.example\n"));
    let (confirm, _) = links(&mail);
    let page = town.get(&confirm).await.expect(200);
    assert!(page.page().main().contains(HOSTILE) && !page.text().contains("<script>alert"));
    let _ = town.post(&confirm, &[]).await.expect(303);
    let desk = app.as_role("transfer_curator").await.get(DESK).await.expect(200);
    assert!(desk.page().main().contains(HOSTILE) && desk.page().main().contains(odd));
    assert!(!desk.text().contains("<script>alert"));
    // the address of an answer names one mailbox, whatever stands in it
    let write = desk.page().links().into_iter().find(|link| link.starts_with("mailto:")).expect("a link");
    assert_eq!(write.matches(['&', '?', ',']).count(), 1, "{write}");
}

#[tokio::test]
async fn nobody_learns_whether_a_mailbox_is_known() {
    let (app, smtp) = world().await;
    let first = ask(&app.visitor(), MAILBOX).await.expect(303);
    let again = ask(&app.visitor(), "Digitales@Stadt-Kleve.example").await.expect(303);
    assert_eq!((first.location(), first.set_cookies()), (again.location(), again.set_cookies()));
    assert_eq!(rows(&app).await.len(), 1, "one for each solution");
    assert_eq!(post(&app.state).await.expect("posted"), 1, "one mail");
    // confirmed or not makes no difference
    let (confirm, _) = links(&smtp.received()[0]);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    let again = ask(&app.visitor(), MAILBOX).await.expect(303);
    assert_eq!((first.location(), first.set_cookies()), (again.location(), again.set_cookies()));
    // three unconfirmed at most, in whichever solutions
    for slug in ["zweite", "dritte", "vierte", "fuenfte"] {
        let form = fields("Kleve", MAILBOX, MESSAGE);
        let answer = app.visitor().post(&format!("/loesungen/{slug}/interesse"), &form).await.expect(303);
        assert_eq!(answer.set_cookies(), first.set_cookies());
    }
    assert_eq!(rows(&app).await.len(), 4);
    assert_eq!(post(&app.state).await.expect("posted"), 3);
    assert_eq!(smtp.received().len(), 4, "no more mails to one mailbox");
    // who confirmed and waits for an answer may ask about something else: a mail comes
    for mail in &smtp.received()[1..] {
        let _ = app.visitor().post(&links(mail).0, &[]).await.expect(303);
    }
    let form = fields("Kleve", MAILBOX, MESSAGE);
    let _ = app.visitor().post("/loesungen/fuenfte/interesse", &form).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
}

#[tokio::test]
async fn a_mailbox_does_not_speak_for_the_municipality() {
    let (app, smtp) = world().await;
    let interest = async || {
        let report = app.get("/api/v1/reports/transfer").await.expect(200).json();
        let figures = report["figures"].as_array().expect("figures").clone();
        figures.iter().find(|one| one["key"] == "interest").expect("the figure")["value"].clone()
    };
    let card = async || app.get("/api/v1/solutions/probe").await.expect(200).json();
    let (confirm, _) = links(&asked(&app, &smtp, MAILBOX).await);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    assert_eq!((interest().await, card().await["adoptions"].clone()), (0.into(), serde_json::json!({})));
    assert_eq!(card().await["adopters"][0]["said_by"], "visitor");
    let listed = app.get("/api/v1/solutions").await.expect(200).json();
    assert!(listed["items"].as_array().expect("items").iter().all(|one| one["adoptions"] == serde_json::json!({})));
    assert!(!app.get("/loesungen").await.expect(200).page().main().contains("interessiert in 1 Kommune"));
    let row = app.get(SHEET).await.expect(200).page().rows(SAID).remove(0);
    assert_eq!(row[..2], ["Kleve", "Anfrage ohne Konto"]);
    let history = app.get("/loesungen/probe/nutzung/05154036").await.expect(200).page();
    assert_eq!(history.rows("Was Kleve gemeldet hat")[0][1], "Anfrage ohne Konto");
    // what somebody asked does not stand in the way of what the municipality says, whatever its day
    let town = app.as_scoped("municipality", "05154036").await;
    let say = [("ags", "05154036"), ("state", "interested"), ("valid_on", "2026-03-01")];
    let _ = town.post("/loesungen/probe/nutzung", &say).await.expect(303);
    assert_eq!((interest().await, card().await["adoptions"].clone()), (1.into(), serde_json::json!({"interested": 1})));
    let row = app.get(SHEET).await.expect(200).page().rows(SAID).remove(0);
    assert_eq!(row[..3], ["Kleve", "interessiert", "03/2026"]);
    let _ = town.post("/loesungen/probe/nutzung", &say).await.expect(422);
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn a_kreis_asks_as_well() {
    let (app, smtp) = world().await;
    for typed in ["Kreis Kleve", "05154", "Städteregion Aachen (05334)"] {
        let mailbox = format!("a{}@kreis.example", typed.len());
        let _ = app.visitor().post(FORM, &fields(typed, &mailbox, MESSAGE)).await.expect(303);
    }
    let keys: Vec<String> = rows(&app).await.into_iter().map(|row| row.ags).collect();
    assert_eq!(keys, ["05154", "05154", "05334"]);
    assert_eq!(post(&app.state).await.expect("posted"), 3);
    let mail = smtp.received().remove(0);
    assert!(mail.text().contains("Kommune: Kreis Kleve"), "{}", mail.text());
    let _ = app.visitor().post(&links(&mail).0, &[]).await.expect(303);
    assert_eq!(app.get(SHEET).await.expect(200).page().rows(SAID)[0][0], "Kreis Kleve");
}

#[tokio::test]
async fn what_can_be_no_address_is_not_found() {
    let (app, _smtp) = world().await;
    let curator = app.as_role("transfer_curator").await;
    for odd in ["/loesungen/x%00y/interesse", "/loesungen/%00/anfragen", "/loesungen/x%00y/anfragen/1/beantwortet"] {
        for who in [&app.visitor(), &curator] {
            if !odd.ends_with("beantwortet") {
                assert_eq!(who.get(odd).await.status.as_u16(), 404, "{odd}");
            }
            if !odd.ends_with("anfragen") {
                assert_eq!(who.post(odd, &fields("Kleve", MAILBOX, MESSAGE)).await.status.as_u16(), 404, "{odd}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_longer_offered_invites_nobody() {
    let (app, smtp) = world().await;
    let (confirm, _) = links(&asked(&app, &smtp, MAILBOX).await);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    let retire = Take { slug: SLUG.into(), version: 1, step: Step::Retired, note: "Ersetzt.".into(), looked_at: false };
    take(&app.db, &tests::app::operator(), app.now(), retire).await.expect("retired");
    let sheet = app.get(SHEET).await.expect(200).page();
    assert!(!sheet.main().contains("Interesse zeigen"), "{}", sheet.main());
    for link in sheet.links().into_iter().filter(|link| link.starts_with("/loesungen/probe") || link.contains("probe"))
    {
        let _ = app.visitor().get(&link).await.expect(200);
    }
    let fits = |link: &String| link.contains("/probe/kommunen") || link.contains("/kommunen?");
    assert!(!sheet.links().iter().any(fits), "{:?}", sheet.links());
    // that somebody asked opens no door, not even for the municipality itself
    let kleve = app.as_scoped("municipality", "05154036").await;
    let say = [("ags", "05154036"), ("state", "introducing")];
    let refused = kleve.post("/loesungen/probe/nutzung", &say).await.expect(422).page();
    assert!(refused.main().contains("nicht mehr angeboten"), "{}", refused.main());
    // what waits is still to be answered
    let desk = app.as_cdo("aachen").await.get(SHEET).await.expect(200).page();
    assert!(desk.links().contains(&DESK.to_owned()));
}

#[tokio::test]
async fn the_providing_municipality_answers_what_was_asked_by_mail() {
    let (app, smtp) = world().await;
    let slug = tests::make::a_solution().named("Bürgerportal").provided_by("05334002").build(&app).await;
    let form = format!("/loesungen/{slug}/interesse");
    let _ = app.visitor().post(&form, &fields("Kleve", MAILBOX, MESSAGE)).await.expect(303);
    assert_eq!(post(&app.state).await.expect("posted"), 1);
    let (confirm, _) = links(&smtp.received()[0]);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    let desk = format!("/loesungen/{slug}/anfragen");
    let answered = format!("{desk}/{}/beantwortet", rows(&app).await[0].id);
    let other = app.as_scoped("municipality", "05154036").await;
    let _ = other.get(&desk).await.expect(403);
    let _ = other.post(&answered, &[]).await.expect(403);
    let home = app.as_role("municipality").await;
    assert_eq!(home.get("/aufgaben").await.expect(200).page().rows("Lösungen mit Anfragen").len(), 1);
    assert!(home.get(&paths::solution(&slug)).await.expect(200).page().links().contains(&desk));
    assert!(home.get(&desk).await.expect(200).page().main().contains(MAILBOX));
    let _ = home.get(DESK).await.expect(403);
    let _ = home.post(&answered, &[]).await.expect(303);
    assert!(rows(&app).await.is_empty());
    trail_is_clean(&app).await;
}

#[tokio::test]
async fn a_flood_from_one_place_is_bounded() {
    let (app, smtp) = world().await;
    let flood = app.visitor();
    let count = async || attempt::Entity::find().count(app.db.read()).await.expect("a count");
    let mut sent = 0;
    // 24 hours; more in each than the hour allows
    let mut taken = Vec::new();
    for _hour in 0..24 {
        let mut in_hour = 0;
        for _ in 0..12 {
            sent += 1;
            let answer = ask(&flood, &format!("a{sent}@x.example")).await;
            match answer.status.as_u16() {
                303 => in_hour += 1,
                429 => {
                    let page = answer.page();
                    let said = page.messages().join(" ");
                    assert!(said.contains("Zu viele Versuche") && said.contains("Minuten"), "{said}");
                    assert_eq!(page.value("mailbox"), Some(format!("a{sent}@x.example")), "what was typed is kept");
                    assert!(answer.header("retry-after").is_some());
                }
                other => panic!("{other}"),
            }
        }
        taken.push(in_hour);
        app.advance(TimeDelta::minutes(60));
    }
    assert_eq!((taken[..4].to_vec(), taken.iter().sum::<i32>()), (vec![5; 4], 20), "{taken:?}");
    assert_eq!((rows(&app).await.len(), count().await), (20, 20), "of {sent}");
    // others are not kept from asking
    let _ = ask(&app.visitor(), MAILBOX).await.expect(303);
    // many at the same time
    let crowd = app.visitor();
    let boxes: Vec<String> = (0..40).map(|number| format!("b{number}@x.example")).collect();
    let answers = futures::future::join_all(boxes.iter().map(|mailbox| ask(&crowd, mailbox))).await;
    let good = answers.iter().filter(|answer| answer.status == 303).count();
    assert!((1..=5).contains(&good), "{good}");
    let kept = rows(&app).await.iter().filter(|row| row.mailbox.starts_with('b')).count();
    assert_eq!(kept, good);
    // and all together
    let rest = 500 - count().await - 2 + 20;
    let at = app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, false);
    for number in 0..rest {
        let sql = format!("insert into interest_attempt (address_hash, at) values ('h{number}', '{at}')");
        app.db.housekeeping().execute_unprepared(&sql).await.expect("an attempt");
    }
    let mut statuses = Vec::new();
    for number in 0..6 {
        statuses.push(ask(&app.visitor(), &format!("c{number}@x.example")).await.status.as_u16());
    }
    assert_eq!(statuses, [303, 303, 429, 429, 429, 429]);
    // after a day and the clean-up nothing of it is left
    app.advance(TimeDelta::hours(48));
    interest::clean_up::run(&app.db, app.now()).await.expect("cleaned");
    assert_eq!((rows(&app).await.len(), count().await), (0, 0));
    assert_eq!(smtp.connections(), 0);
}

#[tokio::test]
async fn a_mail_server_in_trouble_is_asked_again() {
    let (app, smtp) = world().await;
    smtp.is(Mood::HangsUp);
    let _ = ask(&app.visitor(), MAILBOX).await.expect(303);
    assert_eq!(post(&app.state).await.expect("tried"), 0);
    assert_eq!(post(&app.state).await.expect("not yet"), 0);
    assert_eq!(smtp.connections(), 1, "not again at once");
    app.advance(TimeDelta::minutes(1));
    smtp.is(Mood::IsBusy);
    assert_eq!(post(&app.state).await.expect("tried"), 0);
    let row = rows(&app).await.pop().expect("the request is kept");
    assert_eq!(row.mail_attempts, 2);
    assert_eq!(row.mail_due_at, Some(app.now().instant + TimeDelta::minutes(5)), "it waits longer");
    app.advance(TimeDelta::minutes(5));
    smtp.is(Mood::Takes);
    assert_eq!(post(&app.state).await.expect("sent"), 1);
    assert_eq!(rows(&app).await[0].mail_due_at, None);
    let (confirm, _) = links(&smtp.received()[0]);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    // it is given up in the end
    smtp.is(Mood::IsBusy);
    let _ = ask(&app.visitor(), "b@x.example").await.expect(303);
    let before = smtp.connections();
    for _ in 0..40 {
        assert_eq!(post(&app.state).await.expect("tried"), 0);
        app.advance(TimeDelta::hours(1));
    }
    assert_eq!(smtp.connections() - before, 6);
    assert_eq!(rows(&app).await[1].mail_due_at, None);
    // a mailbox that does not exist is not asked for twice
    smtp.is(Mood::KnowsNobody);
    let _ = ask(&app.visitor(), "c@x.example").await.expect(303);
    assert_eq!(post(&app.state).await.expect("tried"), 0);
    let row = rows(&app).await.pop().expect("a row");
    assert_eq!((row.mail_attempts, row.mail_due_at), (1, None));
    // a process that died with a mail in its hands: another one sends it, with tokens of its own
    smtp.is(Mood::Takes);
    let _ = ask(&app.visitor(), "d@x.example").await.expect(303);
    let lost = interest::letter::claim(&app.db, app.now(), &"1".repeat(64), &"2".repeat(64)).await.expect("claimed");
    assert!(lost.is_some());
    assert_eq!(post(&app.state).await.expect("not ours"), 0);
    app.advance(interest::letter::LEASE);
    assert_eq!(post(&app.state).await.expect("sent"), 1);
    let _ = app.visitor().post(&format!("/interesse/{}/bestaetigen", "1".repeat(64)), &[]).await.expect(404);
    let (confirm, _) = links(smtp.received().last().expect("a mail"));
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
}

#[tokio::test]
async fn two_processes_never_send_the_same_mail() {
    let (app, smtp) = world().await;
    for number in 0..5 {
        let _ = ask(&app.visitor(), &format!("a{number}@x.example")).await.expect(303);
    }
    let sent = futures::future::join_all((0..4).map(|_| post(&app.state))).await;
    let mut sum: u64 = sent.into_iter().map(|sent| sent.expect("sent")).sum();
    // one that met another may have gone without
    sum += post(&app.state).await.expect("the rest");
    let mut to: Vec<String> = smtp.received().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(sum, 5);
    assert_eq!(to, (0..5).map(|number| format!("a{number}@x.example")).collect::<Vec<_>>());
}

#[tokio::test]
async fn without_a_mail_server_there_is_whom_to_ask() {
    let app = TestApp::new().await;
    solution(&app, SLUG, "Probe", true).await;
    let sheet = app.get(SHEET).await.expect(200).page();
    assert!(!sheet.links().contains(&FORM.to_owned()) && sheet.main().contains("digital@aachen.example"));
    let page = app.get(FORM).await.expect(200).page();
    assert!(!page.has("main form") && page.main().contains("digital@aachen.example"), "{}", page.main());
    let page = ask(&app.visitor(), MAILBOX).await.expect(422).page();
    assert!(page.messages().iter().any(|said| said.contains("hier nicht eingerichtet")), "{:?}", page.messages());
    assert!(page.main().contains("digital@aachen.example"));
    assert!(rows(&app).await.is_empty());
    assert_eq!(post(&app.state).await.expect("nothing"), 0);
    // those who answer still see their list
    assert!(app.as_cdo("aachen").await.get(SHEET).await.expect(200).page().links().contains(&DESK.to_owned()));
}

#[tokio::test]
async fn nothing_personal_is_kept_longer_than_promised() {
    let (app, smtp) = world().await;
    let clean = async || interest::clean_up::run(&app.db, app.now()).await.expect("cleaned");
    let (confirm, withdraw) = links(&asked(&app, &smtp, MAILBOX).await);
    let _ = app.visitor().post(&confirm, &[]).await.expect(303);
    let _ = ask(&app.visitor(), "nie@bestaetigt.example").await.expect(303);
    let before = app.audit_rows().await;
    app.advance(TimeDelta::hours(48) - TimeDelta::seconds(1));
    assert_eq!((clean().await, rows(&app).await.len()), (0, 2));
    app.advance(TimeDelta::seconds(1));
    assert_eq!((clean().await, rows(&app).await.len()), (0, 1), "unconfirmed");
    assert_eq!(app.audit_rows().await, before);
    assert_eq!(attempt::Entity::find().count(app.db.read()).await.expect("a count"), 0);
    app.set_clock("2027-05-21T08:59:59Z");
    assert_eq!((clean().await, rows(&app).await.len()), (0, 1));
    app.advance(TimeDelta::seconds(1));
    // also while nobody cleans up
    let curator = app.as_role("transfer_curator").await;
    assert!(curator.get(DESK).await.expect(200).page().main().contains("Keine Anfrage wartet"));
    let _ = app.get(&withdraw).await.expect(404);
    assert_eq!((clean().await, rows(&app).await.len()), (1, 0), "confirmed");
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.actor.as_str()), ("interest.expire", "Aufräumen"));
    assert!(trail.detail.contains("\"deleted\":1"), "{}", trail.detail);
    assert_eq!((clean().await, adoptions(&app).await.len()), (0, 1));
    trail_is_clean(&app).await;
}
