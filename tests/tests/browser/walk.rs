//! One project from idea to closed, as the people of a region and an authority take it there, page by page.
use super::served;
use chrono::{Days, Utc};
use entity::{
    account,
    actor::Grant,
    clock::Now,
    permission::Role,
    project::{self, lifecycle::Lifecycle},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tests::{
    app::{operator, password_hash},
    browser::{Browser, Setup},
    make::a_project,
};

const NUMBER: &str = "WEG-1";
const PROJECT: &str = "/projekte/WEG-1";

/// Moves the project on.
async fn moves(browser: &Browser, to: Lifecycle, today: &str) {
    browser.goto(PROJECT).await;
    browser.send("Status ändern", &[("to", to.key()), ("effective", today), ("reason", "Der nächste Schritt.")]).await;
    let refusal =
        browser.run("return [...document.querySelectorAll('main [role=alert]')].map(e => e.innerText).join();").await;
    assert_eq!(refusal, "", "to {}", to.label());
    browser.wait_for("#status", to.label()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_from_idea_to_closed() {
    let served = served().await;
    let db = &served.state.db;
    let now = Now::at(Utc::now());
    let today = now.today.to_string();
    let today = today.as_str();
    a_project().numbered(NUMBER).in_region("aachen").in_state(Lifecycle::Idea).build_in(db, now).await;
    for (name, role, scope) in [
        ("region", Role::Cdo, "aachen"),
        ("behoerde-1", Role::Authority, "bezreg-koeln"),
        ("behoerde-2", Role::Authority, "bezreg-koeln"),
    ] {
        let new = account::change::New {
            name: name.into(),
            display_name: String::new(),
            password_hash: password_hash().into(),
            grants: vec![Grant { role, scope: Some(scope.into()) }],
        };
        account::change::add(db, &operator(), now, new).await.expect("an account");
    }
    let (region, one, two) = (
        Browser::open(&served, Setup::default()).await,
        Browser::open(&served, Setup { scripts: false, ..Setup::default() }).await,
        Browser::open(&served, Setup::default()).await,
    );
    region.sign_in("region").await;
    one.sign_in("behoerde-1").await;
    two.sign_in("behoerde-2").await;

    for to in
        [Lifecycle::Prechecked, Lifecycle::Prioritised, Lifecycle::Selected, Lifecycle::Applied, Lifecycle::InReview]
    {
        moves(&region, to, today).await;
    }
    // nothing is granted before a second person signs
    one.goto(PROJECT).await;
    let early = [("to", "granted"), ("effective", today), ("reason", "Bescheid folgt.")];
    one.send("Status ändern", &early).await;
    one.wait_for("main", "Für das Projekt ist nichts bewilligt.").await;
    one.goto(&format!("{PROJECT}/faelle/neu")).await;
    let case = [
        ("reference", "34.02.01-WEG-1"),
        ("recipient", "Stadt Aachen"),
        ("recipient_kind", "municipality"),
        ("regime", "vvg"),
        ("authority", "bezreg-koeln"),
        ("region", "aachen"),
        ("source", "programme"),
    ];
    one.send("Fall anlegen", &case).await;
    one.wait_for("main", "Zur Mitzeichnung vorschlagen").await;
    let year = &today[..4];
    let (first, last) = (format!("{year}-01-01"), format!("{year}-12-31"));
    let in_year = |what: &str| format!("{what}-{year}");
    let (cash, staff, grant, own) =
        (in_year("jahr-cash"), in_year("plan-staff-ja"), in_year("plan-grant-ja"), in_year("plan-own_share-ja"));
    let decision = [
        ("kind", "initial"),
        ("dated_on", today),
        ("recipient", "Stadt Aachen"),
        ("financing", "share"),
        ("rate", "80"),
        ("amount", "80.000,00"),
        ("rules", "ANBest-G"),
        ("drawable_from", &first),
        ("drawable_to", &last),
        ("work_from", &first),
        ("work_to", &last),
        ("conditions", "Die Ergebnisse sind zur Nachnutzung freizugeben."),
        ("reason", "Wie beantragt."),
        (&cash, "80.000,00"),
        (&staff, "100.000,00"),
        (&grant, "80.000,00"),
        (&own, "20.000,00"),
    ];
    one.send("Zur Mitzeichnung vorschlagen", &decision).await;
    one.wait_for("main", "Wartet auf eine zweite Person").await;
    let bescheid = one.path().await;

    two.goto("/aufgaben").await;
    two.wait_for("h1", "auf Ihre Mitzeichnung").await;
    two.goto(&bescheid).await;
    two.send("Mitzeichnen", &[]).await;
    two.wait_for("main", "Mitgezeichnet. Der Bescheid gilt und ist gebucht.").await;
    one.goto(&bescheid).await;
    one.send("Speichern", &[("notified_on", today), ("waived_on", today)]).await;
    one.wait_for("main", "Bestandskräftig ab").await;
    moves(&two, Lifecycle::Granted, today).await;
    moves(&two, Lifecycle::Final, today).await;
    moves(&region, Lifecycle::Running, today).await;

    // money is called for, and paid by the authority
    one.goto(&format!("{PROJECT}/abwicklung")).await;
    one.follow("Mittel abrufen").await;
    let soon = (now.today + Days::new(20)).to_string();
    let call = [
        ("requested_on", today),
        ("amount", "80.000,00"),
        ("budget_year", year),
        ("needed_until", &soon),
        ("spent_before", "25.000,00"),
        ("own_before", "20.000,00"),
        ("reference", "Abruf 1"),
    ];
    one.send("Abruf eintragen", &call).await;
    one.wait_for("main", "Der Abruf ist eingetragen.").await;
    let draw = one.path().await;
    two.goto(&draw).await;
    two.send("Ausgezahlt", &[("dated_on", today), ("amount", "80.000,00")]).await;
    two.wait_for("main", "Die Auszahlung ist gebucht.").await;

    // the work is done; less was spent than planned
    moves(&region, Lifecycle::Ended, today).await;
    moves(&region, Lifecycle::ProofSubmitted, today).await;
    one.goto(&format!("{PROJECT}/abwicklung")).await;
    one.follow("Nachweis eintragen").await;
    let proof = [
        ("kind", "final"),
        ("covers_to", today),
        ("received_on", today),
        ("narrative", "ja"),
        ("confirmed", "ja"),
        ("reference", "VN 1"),
        (&staff, "90.000,00"),
        (&grant, "72.000,00"),
        (&own, "18.000,00"),
    ];
    one.send("Nachweis eintragen", &proof).await;
    one.wait_for("main", "Der Nachweis ist eingetragen.").await;
    let proof = one.path().await;
    moves(&two, Lifecycle::ProofInReview, today).await;
    two.goto(&proof).await;
    let recognised = in_year("anerkannt-staff");
    let note = [
        ("checked_on", today),
        ("known_on", today),
        ("scope", "full"),
        ("result", "Belege geprüft; 90.000 € sind zuwendungsfähig."),
        (&recognised, "90.000,00"),
    ];
    two.send("Prüfungsvermerk abschließen", &note).await;
    two.wait_for("main", "Der Prüfungsvermerk ist abgeschlossen und gebucht.").await;
    // 80 % of 90,000 euros are 72,000: 8,000 come back
    two.wait_for("main", "8.000,00").await;
    moves(&two, Lifecycle::ProofChecked, today).await;

    one.goto(&format!("{PROJECT}/rueckforderung")).await;
    let claim = [
        ("ground", "cost_reduction"),
        ("amount", "8.000,00"),
        ("known_on", today),
        ("heard_on", today),
        ("dated_on", today),
        ("arises_on", today),
        ("due_on", &soon),
        ("reference", "RF 1"),
        ("reason", "Es wurde weniger ausgegeben als geplant."),
    ];
    one.send("Rückforderung verzeichnen", &claim).await;
    one.wait_for("main", "8.000,00").await;
    let claim = one.path().await;
    // what is owed keeps it open
    two.goto(PROJECT).await;
    two.send("Status ändern", &[("to", "closed"), ("effective", today), ("reason", "Fertig.")]).await;
    two.wait_for("main", "8.000,00 €. Erst danach kann das Projekt abgeschlossen werden.").await;
    one.goto(&claim).await;
    let payment = [("paid_on", today), ("principal", "8.000,00"), ("payment_reference", "Kasse 1")];
    one.send("Zahlung verzeichnen", &payment).await;
    one.wait_for("main", "8.000,00").await;
    moves(&two, Lifecycle::Closed, today).await;

    // all of it stands in the books
    let project =
        project::record::Entity::find().filter(project::record::Column::Number.eq(NUMBER)).one(db.read()).await;
    let project = project.expect("a question").expect("the project");
    for (figure, amount) in [
        ("granted", "80.000,00"),
        ("requested", "80.000,00"),
        ("paid", "80.000,00"),
        ("recognised", "72.000,00"),
        ("reclaimed", "8.000,00"),
        ("repaid", "8.000,00"),
    ] {
        two.goto(&format!("/zahl/{figure}.programme.project-{}", project.id)).await;
        two.wait_for(".figure-amount", amount).await;
    }
    for browser in [region, one, two] {
        let complaints: Vec<String> =
            browser.complaints().await.into_iter().filter(|line| !line.contains("422")).collect();
        assert_eq!(complaints, Vec::<String>::new());
        browser.close().await;
    }
}
