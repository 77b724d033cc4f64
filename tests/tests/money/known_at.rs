//! What was published and what was aimed at is known from when it was recorded; and whose money an entry is.
use chrono::TimeDelta;
use entity::{
    budget_year,
    check::find::{Filter, listed},
    cofunding::ratio,
    figures::claims::claims,
    ledger::{Kind, Source},
    programme,
    viewpoint::Viewpoint,
};
use sea_orm::ConnectionTrait;
use tests::{
    TestApp,
    app::operator,
    make::{a_project, day, euros},
};

async fn found(app: &TestApp, rule: &'static str, view: Viewpoint) -> Vec<String> {
    let filter = Filter { rule: Some(rule), ..Filter::default() };
    let listed = listed(&app.db, &operator(), view, &filter, 0, 1_000).await.expect("the checks");
    listed.items.into_iter().map(|found| found.finding.message).collect()
}

#[tokio::test]
async fn nobody_knew_of_what_was_published_later() {
    let app = TestApp::new().await;
    let number = a_project().in_region("aachen").granted("100.000,00").build(&app).await;
    let before = app.now().instant;
    app.advance(TimeDelta::days(1));
    let sql = format!(
        "insert into published_figure (programme_id, project_id, label, kind, unit, amount_cents, precision, as_of_text, \
         source, disputed, note, recorded_at) select programme_id, id, 'Zuwendung', 'granted', 'eur', 5000000, 'cent', \
         '', 'Presse', false, '', '{}' from project where number = '{number}'",
        app.now().instant.to_rfc3339_opts(chrono::SecondsFormat::Micros, true).replace('Z', "+00:00")
    );
    app.db.housekeeping().execute_unprepared(&sql).await.expect("published");
    let now = Viewpoint::now(&app.now());
    let then = Viewpoint { known_at: Some(before), today: false, ..now };
    assert_eq!((found(&app, "R23", now).await.len(), found(&app, "R23", then).await.len()), (1, 0));
    let address = |known: &str| format!("/projekte/{number}{known}");
    let day = before.date_naive();
    assert!(app.get(&address("")).await.expect(200).page().main().contains("50.000,00"));
    assert!(!app.get(&address(&format!("?bekannt={day}"))).await.expect(200).page().main().contains("50.000,00"));
}

#[tokio::test]
async fn nobody_knew_of_the_frame_before_it_was_recorded() {
    let app = TestApp::new().await;
    let now = Viewpoint::now(&app.now());
    let then = Viewpoint { known_at: app.now().instant.checked_sub_days(chrono::Days::new(400)), today: false, ..now };
    let programme = programme::find::by_slug(&app.db, programme::DMR_NRW).await.expect("the programme");
    assert!(ratio::target(&programme, now).is_some() && ratio::target(&programme, then).is_none());
    let said = async |view| claims(&app.db, &operator(), view, None).await.expect("claims").len();
    assert!(said(now).await > 0);
    assert_eq!(said(then).await, 0);
}

#[tokio::test]
async fn an_entry_counts_for_its_own_authority_in_its_year() {
    let app = TestApp::new().await;
    let programme = programme::DMR_NRW.to_owned();
    for (authority, year, amount) in
        [("bezreg-koeln", 2021, "100,00"), ("bezreg-koeln", 2022, "100,00"), ("ptj", 2022, "50,00")]
    {
        for (kind, authority) in [(Kind::Appropriation, None), (Kind::Allocated, Some(authority.to_owned()))] {
            let command = budget_year::change::Record {
                programme: programme.clone(),
                kind,
                year: Some(year),
                stems_from: None,
                authority,
                region: None,
                cents: Some(euros(amount)),
                value_date: day("2019-01-01"),
                reference: "Zuweisungserlass".into(),
                reverses: None,
                sample: false,
            };
            budget_year::change::record(&app.db, &operator(), app.now(), command).await.expect("recorded");
        }
    }
    // two authorities grant in one project of Köln: 60 of PtJ's 50, and 100 of Köln's 100
    let project = a_project().numbered("AC-1").in_region("aachen");
    project.money(Kind::Granted, Source::Programme, "100,00", Some(2022)).build(&app).await;
    let sql = "insert into ledger_entry (programme_id, project_id, region_id, kind, source, amount_cents, precision, \
               value_date, budget_year, recorded_at, origin_id, sample, audit_id, authority_id) \
               select programme_id, project_id, region_id, kind, source, 6000, precision, value_date, budget_year, \
               recorded_at, origin_id, sample, audit_id, (select id from authority where slug = 'ptj') \
               from ledger_entry where kind = 'granted'";
    app.db.housekeeping().execute_unprepared(sql).await.expect("an entry of PtJ");
    let now = Viewpoint::now(&app.now());
    let said = found(&app, "R2", now).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("Jülich") && said[0].contains("2022") && said[0].contains("10,00"), "{said:?}");
    // in a year of which it spends too much, although the years together would do
    a_project()
        .numbered("AC-2")
        .in_region("aachen")
        .money(Kind::Granted, Source::Programme, "0,01", Some(2022))
        .build(&app)
        .await;
    let said = found(&app, "R2", now).await;
    assert!(said.iter().any(|text| text.contains("Köln, Haushaltsjahr 2022") && text.contains("0,01")), "{said:?}");
}
