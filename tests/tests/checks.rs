//! What does not tie out: found in the data as they stand, seen by those whom it concerns, accepted by two people; the
//! values of the rules with their trials.
use entity::{
    approval::Verdict,
    check::{
        find::{Filter, Listed, listed},
        finding::Severity,
        overriding::change::{Decide, Propose, decide, propose},
        rule::RULES,
    },
    ledger::{Kind, Source},
    parameter::{Key, Set},
    project::{field::Field, lifecycle::Lifecycle},
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use tests::{
    TestApp, Visitor,
    app::{PASSWORD, operator},
    make::{AProject, a_project, booked, day, somebody},
};

async fn found(app: &TestApp, filter: Filter) -> Listed {
    listed(&app.db, &operator(), Viewpoint::now(&app.now()), &filter, 0, 1_000).await.expect("findings")
}

async fn of_rule(app: &TestApp, rule: &'static str) -> Listed {
    found(app, Filter { rule: Some(rule), ..Filter::default() }).await
}

/// More is paid than granted: R13 blocks.
fn overpaid(number: &str, region: &str) -> AProject {
    a_project()
        .numbered(number)
        .titled(&format!("Projekt {number}"))
        .in_region(region)
        .since("2020-01-01")
        .with(Field::EndDate, "2027-12-31")
        .granted("1.000.000,00")
        .money(Kind::Requested, Source::Programme, "1.500.000,00", None)
        .paid("1.200.000,00")
}

/// Somebody signed in, with the account's name.
async fn person(app: &TestApp, role: &str, scope: Option<&str>) -> Visitor {
    let name = app.account(role, scope).await;
    let visitor = app.visitor();
    let _ = visitor.sign_in(&name, PASSWORD).await.expect(303);
    visitor
}

#[tokio::test]
async fn the_troubles_of_the_demo_are_found() {
    let app = TestApp::new().await;
    let password = server::seed::Password { plain: PASSWORD, hash: tests::app::password_hash() };
    server::seed::demo(&app.db, app.now(), password).await.expect("the demo programme");
    let all = found(&app, Filter::default()).await.items;
    for (rule, project, words) in [
        // more spent on one item than the plan allows
        (
            "R14",
            Some("DMR-19"),
            "Für Aufträge, Fremdleistungen sind 540.000,00 € ausgegeben, geplant sind 425.095,01 €",
        ),
        // a proof that never came
        ("R17", Some("DMR-40"), "der Verwendungsnachweis ist am 30.06.2024 fällig: 875 Tage überfällig"),
        // what was neither paid nor carried over
        ("R19", None, "Haushaltsjahr 2019: 4.690.372,13 € sind verfallen"),
        // private money that never came
        ("R16", Some("DMR-31"), "1.832.410,00 € sind zugesagt, davon sind 1.832.410,00 € weder eingegangen"),
        // a recovery with an instalment that never came
        ("R18", Some("DMR-19"), "Raten über 11.000,00 € sind überfällig, die älteste seit dem 30.09.2024"),
        // an authority that granted more than it was given
        (
            "R2",
            None,
            "Bezirksregierung Münster, Haushaltsjahr 2022: Bewilligt sind 4.178.761,99 €, zugewiesen sind 3.000.000,00 €",
        ),
    ] {
        let fits = all.iter().filter(|found| {
            found.finding.rule == rule
                && found.project.as_ref().map(|(_, number, _)| number.as_str()) == project
                && found.finding.message.replace('\u{a0}', " ").contains(words)
        });
        let of_rule = || all.iter().filter(|found| found.finding.rule == rule).map(|found| &found.finding.message);
        assert_eq!(fits.count(), 1, "{rule} {words}: {:#?}", of_rule().collect::<Vec<_>>());
    }
    // and what is in order is not accused
    let accused = |rule: &str| all.iter().filter(|found| found.finding.rule == rule && found.project.is_some()).count();
    assert_eq!((accused("R14"), accused("R17"), accused("R18")), (1, 1, 1));
    assert_eq!(accused("R16"), 2, "the one promise, and a part of the settled case");
    let blocking: Vec<_> = all.iter().filter(|found| found.finding.severity == Severity::Blocks).collect();
    assert!(blocking.is_empty(), "{blocking:#?}");
    let granted_too_much = all.iter().filter(|found| found.finding.rule == "R2").count();
    assert_eq!(granted_too_much, 1);
    // published sums that are above the maximum rate, and what nobody reported
    assert_eq!((accused("R5"), accused("R10")), (5, 6));
}

#[tokio::test]
async fn rules_read_the_data_as_they_stand() {
    let app = TestApp::new().await;
    assert_eq!(found(&app, Filter::default()).await.total, 0, "the frame alone ties out");
    overpaid("AC-1", "aachen").build(&app).await;
    a_project()
        .numbered("AC-2")
        .in_region("aachen")
        .in_state(Lifecycle::Ended)
        .with(Field::StartDate, "2020-01-01")
        .with(Field::ApprovalDate, "2020-02-01")
        .with(Field::EndDate, "2023-06-30")
        .with(Field::FundingRate, "8000")
        .with(Field::EligibleCost, "100000.00 cent")
        .granted("90.000,00")
        .build(&app)
        .await;
    a_project()
        .numbered("SWF-1")
        .in_region("suedwestfalen")
        .in_state(Lifecycle::ProofChecked)
        .granted("100.000.000,00")
        .paid("50.000,00")
        .money(Kind::Recognised, Source::Programme, "40.000,00", None)
        .money(Kind::Reclaimed, Source::Programme, "3.000,00", None)
        .build(&app)
        .await;
    let all = found(&app, Filter::default()).await;
    let of = |number: Option<&str>| {
        let mut rules: Vec<&str> = all
            .items
            .iter()
            .filter(|found| found.project.as_ref().map(|(_, number, _)| number.as_str()) == number)
            .map(|found| found.finding.rule)
            .collect();
        rules.sort_unstable();
        rules
    };
    assert_eq!(of(Some("AC-1")), ["R13", "R13", "R17"], "{:#?}", all.items);
    assert_eq!(of(Some("AC-2")), ["R17", "R4", "R8"]);
    assert_eq!(of(Some("SWF-1")), ["R15", "R18"]);
    assert_eq!(of(None), ["R1", "R16"], "the ceiling is 91 million");
    let deadline = all.items.iter().find(|found| found.finding.rule == "R17").expect("R17");
    assert_eq!(deadline.due, Some(day("2023-12-31")));
    assert!(deadline.finding.message.contains("1057\u{a0}Tage überfällig"), "{}", deadline.finding.message);
    // as of a day before the money, nothing is wrong with it
    let then = Viewpoint::new(&app.now(), Some(day("2018-12-31")), None);
    let before = listed(&app.db, &operator(), then, &Filter::default(), 0, 10).await.expect("findings");
    assert_eq!(before.total, 0, "{:?}", before.items);
    // and before it was recorded nothing was known
    let known = Viewpoint::new(&app.now(), None, Some("2026-11-21T12:00:00Z".parse().expect("an instant")));
    let before = listed(&app.db, &operator(), known, &Filter::default(), 0, 10).await.expect("findings");
    assert_eq!(before.total, 0, "{:?}", before.items);
}

#[tokio::test]
async fn each_sees_what_concerns_them() {
    let app = TestApp::new().await;
    overpaid("AC-1", "aachen").build(&app).await;
    overpaid("SWF-1", "suedwestfalen").build(&app).await;
    for (role, scope, numbers) in [
        ("ministry_budget", None, vec!["AC-1", "SWF-1"]),
        ("auditor", None, vec!["AC-1", "SWF-1"]),
        ("cdo", Some("aachen"), vec!["AC-1"]),
        ("authority", Some("bezreg-arnsberg"), vec!["SWF-1"]),
        ("project_lead", Some("AC-1"), vec!["AC-1"]),
    ] {
        let visitor = person(&app, role, scope).await;
        let answer = visitor.get("/api/v1/checks?rule=R13").await.expect(200).json();
        let mut seen: Vec<String> = answer["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| item["project"]["number"].as_str().expect("a number").to_owned())
            .collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen, numbers, "{role}");
        let page = visitor.get("/haushalt/pruefungen").await.expect(200).page();
        for number in ["AC-1", "SWF-1"] {
            assert_eq!(
                page.main().contains(&format!("Projekt {number}")),
                numbers.contains(&number),
                "{role} {number}"
            );
        }
        // the whole programme concerns those who see everything
        assert_eq!(page.main().contains("ganzes Programm"), scope.is_none(), "{role}");
    }
    for role in ["municipality", "transfer_curator", "admin"] {
        let visitor = app.as_role(role).await;
        let _ = visitor.get("/haushalt/pruefungen").await.expect(403);
        let budget = visitor.get("/haushalt").await.expect(200);
        assert!(!budget.page().main().contains("Was nicht aufgeht"), "{role}");
    }
    let public = app.get("/haushalt").await.expect(200);
    assert!(!public.page().main().contains("Was nicht aufgeht"));
    let budget = app.as_role("ministry_budget").await.get("/haushalt").await.expect(200);
    assert!(budget.page().main().contains("Was nicht aufgeht"), "counted link with the worst three");
}

#[tokio::test]
async fn the_list_is_narrowed_by_its_address_and_leaves_as_it_is() {
    let app = TestApp::new().await;
    overpaid("AC-1", "aachen").titled("=cmd|' /C calc'!A0").build(&app).await;
    overpaid("SWF-1", "suedwestfalen").build(&app).await;
    let budget = app.as_role("ministry_budget").await;
    let main = budget.get("/haushalt/pruefungen?region=aachen&schwere=blocks").await.expect(200).page().main();
    assert!(main.contains("1 offener Befund: 1 blockiert"), "{main}");
    assert!(
        main.contains("noch kein Verwendungsnachweis verzeichnet") && main.contains("nichts gefunden"),
        "what has nothing to look at is not green"
    );
    let csv = budget.get("/haushalt/pruefungen.csv?region=aachen&schwere=blocks").await.expect(200);
    assert_eq!(csv.header("content-type").as_deref(), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[1].starts_with("R13;blockiert;sofort;AC-1;'=cmd"), "{}", lines[1]);
    let json = budget.get("/api/v1/checks?region=aachen&severity=blocks").await.expect(200).json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["items"][0]["amount"], "200000.00");
    assert_eq!(json["rules"].as_array().map(Vec::len), Some(RULES.len()));
    // what has nothing to look at has no count: silence is not zero
    let rule = |number: &str| {
        let rules = json["rules"].as_array().expect("rules");
        rules.iter().find(|rule| rule["number"] == number).expect("the rule").clone()
    };
    assert_eq!((&rule("R12")["count"], &rule("R14")["count"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!((&rule("R13")["count"], &rule("R20")["count"]), (&serde_json::json!(1), &serde_json::json!(0)));
    assert!(main.contains("nichts zu prüfen"), "{main}");
    // a figure that is named opens, with the same amount
    let figure = json["items"][0]["figure"].as_str().expect("a figure");
    let facts = budget.get(&format!("/api/v1/figures/{figure}/facts")).await.expect(200).json();
    assert_eq!(facts["figure"]["amount"], "1200000.00");
    // the parts of a long list make the whole
    let (mut seen, mut next) = (0, Some(String::new()));
    while let Some(cursor) = next {
        let page = budget.get(&format!("/api/v1/checks?limit=1&cursor={cursor}")).await.expect(200).json();
        seen += page["items"].as_array().map_or(0, Vec::len);
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, found(&app, Filter::default()).await.total);
    for bad in ["rule=R26", "severity=red", "owner=me", "state=gone", "as_of=gestern", "limit=0"] {
        let _ = budget.get(&format!("/api/v1/checks?{bad}")).await.expect(422);
    }
    let odd = budget.get("/haushalt/pruefungen?regel=%00&region=%3Cscript%3E&seite=99999999999999&schwere=x").await;
    let _ = odd.expect(200);
    let _ = budget.get("/haushalt/pruefungen/R99").await.expect(404);
    for rule in &RULES {
        let page = budget.get(&app::paths::check_rule(rule.number)).await.expect(200).page();
        assert!(page.main().contains(rule.title), "{}", rule.number);
    }
}

#[tokio::test]
async fn an_exception_takes_two_and_ends_with_its_facts() {
    let app = TestApp::new().await;
    overpaid("AC-1", "aachen").build(&app).await;
    let blocked = || async { found(&app, Filter { severity: Some(Severity::Blocks), ..Filter::default() }).await };
    let finding = blocked().await.items.remove(0);
    let address = app::paths::check_finding("R13", &finding.fingerprint());
    let (first, second) =
        (person(&app, "authority", Some("bezreg-koeln")).await, person(&app, "ministry_budget", None).await);
    // a region sees it and may not decide it
    let cdo = app.as_cdo("aachen").await;
    let _ = cdo.get(&address).await.expect(200);
    let reason = [("reason", "Vermerk vom 20.11.2026: Auszahlung vor der Aufstockung")];
    let _ = cdo.post(&format!("{address}/ausnahme"), &reason).await.expect(403);
    let foreign = person(&app, "authority", Some("bezreg-arnsberg")).await;
    let _ = foreign.post(&format!("{address}/ausnahme"), &reason).await.expect(409);
    let refused = first.post(&format!("{address}/ausnahme"), &[("reason", "kurz")]).await.expect(422);
    assert_eq!(refused.page().value("reason").as_deref(), Some("kurz"), "what was typed is kept");
    let _ = first.post(&format!("{address}/ausnahme"), &reason).await.expect(303);
    let again = first.post(&format!("{address}/ausnahme"), &reason).await.expect(422);
    assert!(again.page().main().contains("schon eine Ausnahme"), "{}", again.page().main());
    assert_eq!(blocked().await.total, 1, "one person is not enough");
    // the second person is told, the first and those who decide none are not
    assert!(second.get("/aufgaben").await.expect(200).page().links().contains(&address));
    for who in [&first, &foreign, &cdo] {
        assert!(!who.get("/aufgaben").await.expect(200).page().links().contains(&address));
    }
    let proposal = blocked().await.items.remove(0).accepted.expect("a proposal").proposal_id.to_string();
    let yes = [("proposal", proposal.as_str()), ("verdict", "approved"), ("reason", "")];
    let own = first.post(&format!("{address}/entscheidung"), &yes).await.expect(422);
    assert!(own.page().main().contains("Vier-Augen-Prinzip"), "{}", own.page().main());
    let no = [("proposal", proposal.as_str()), ("verdict", "rejected"), ("reason", "")];
    let _ = second.post(&format!("{address}/entscheidung"), &no).await.expect(422);
    let odd = [("proposal", proposal.as_str()), ("verdict", "vielleicht")];
    let _ = second.post(&format!("{address}/entscheidung"), &odd).await.expect(422);
    let _ = second.post(&format!("{address}/entscheidung"), &yes).await.expect(303);
    assert_eq!(blocked().await.total, 0);
    assert_eq!(found(&app, Filter { accepted: true, ..Filter::default() }).await.total, 1);
    let _ = second.post(&format!("{address}/entscheidung"), &yes).await.expect(422);
    assert_eq!(entity::audit::verify(app.db.read()).await.expect("walked").fault, None);
    // more is paid: it is another finding now, and nobody accepted it
    booked(&app, "AC-1", Kind::Paid, Source::Programme, "0,01", day("2021-01-01")).await;
    assert_eq!(blocked().await.total, 1);
    let gone = first.post(&format!("{address}/ausnahme"), &reason).await.expect(409);
    assert!(gone.page().main().contains("gibt es so nicht mehr"), "{}", gone.page().main());
}

#[tokio::test]
async fn hints_and_the_programme_take_no_exception() {
    let app = TestApp::new().await;
    overpaid("AC-1", "aachen").build(&app).await;
    let name = app.account("ministry_budget", None).await;
    let account = entity::account::record::Entity::find_by_name(&app, &name).await;
    let actor = entity::actor::Actor::person(
        account,
        name,
        vec![entity::actor::Grant { role: entity::permission::Role::MinistryBudget, scope: None }],
    );
    let hint =
        of_rule(&app, "R13").await.items.into_iter().find(|found| found.finding.field == "spent").expect("a hint");
    let command = |rule: &str, fingerprint: String| Propose {
        rule: rule.into(),
        number: "AC-1".into(),
        fingerprint,
        reason: "Begründung mit Aktenzeichen".into(),
    };
    let refused = propose(&app.db, &actor, app.now(), command("R13", hint.fingerprint())).await;
    assert!(matches!(refused, Err(Refusal::Rule { code: "override.not_needed", .. })), "{refused:?}");
    let whole = of_rule(&app, "R16").await.items.remove(0);
    let refused = propose(&app.db, &actor, app.now(), command("R16", whole.fingerprint())).await;
    assert!(matches!(refused, Err(Refusal::Stale)), "{refused:?}");
    let unknown = Decide { proposal_id: 4711, verdict: Verdict::Approved, reason: String::new() };
    assert!(matches!(decide(&app.db, &actor, app.now(), unknown).await, Err(Refusal::NotFound)));
    // a program cannot propose
    let blocks = of_rule(&app, "R13").await.items.remove(0);
    let nobody = somebody(entity::permission::Role::MinistryBudget, None);
    let refused = propose(&app.db, &nobody, app.now(), command("R13", blocks.fingerprint())).await;
    assert!(matches!(refused, Err(Refusal::Rule { code: "approval.no_account", .. })), "{refused:?}");
}

/// The key of an account.
trait ByName {
    async fn find_by_name(app: &TestApp, name: &str) -> i64;
}

impl ByName for entity::account::record::Entity {
    async fn find_by_name(app: &TestApp, name: &str) -> i64 {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let query = Self::find().filter(entity::account::record::Column::Name.eq(name));
        query.one(app.db.read()).await.expect("accounts").expect("the account").id
    }
}

/// The form for a value of a rule, with something changed.
fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("wert", "18 Monate"),
        ("ab", "2018-01-01"),
        ("quelle", "Erlass vom 01.11.2026"),
        ("geprueft", "ja"),
        ("art", "gilt"),
        ("begruendung", "Neue Frist"),
    ];
    for (name, value) in changes {
        fields.retain(|(other, _)| other != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn values_are_dated_sourced_and_only_the_ministry_sets_them() {
    let app = TestApp::new().await;
    let address = "/verwaltung/regeln/proof_months";
    let budget = app.as_role("ministry_budget").await;
    let on = |text: &'static str| {
        let app = &app;
        async move { Set::load(app.db.read(), None).await.expect("the values").on(Key::ProofMonths, day(text)) }
    };
    for role in ["auditor", "authority", "ministry_programme", "admin"] {
        let _ = app.as_role(role).await.post(address, &form(&[])).await.expect(403);
        let _ = app.as_role(role).await.post(address, &form(&[("wert", "x")])).await.expect(403);
    }
    assert_eq!(on("2026-11-22").await, 6, "as seeded");
    let _ = budget.post(address, &form(&[("ab", "2027-01-01")])).await.expect(303);
    assert_eq!((on("2026-12-31").await, on("2027-01-01").await), (6, 18));
    for (name, value) in [
        ("wert", "18 Wochen"),
        ("wert", "0"),
        ("wert", "99999999999999999999"),
        ("ab", "gestern"),
        ("ab", "0001-01-01"),
        ("quelle", ""),
        ("geprueft", "vielleicht"),
        ("art", "x"),
        ("begruendung", " "),
        ("begruendung", "\u{0}\u{0}\u{0}"),
    ] {
        let before = app.audit_rows().await;
        let answer = budget.post(address, &form(&[(name, value)])).await.expect(422);
        assert!(
            answer.page().main().contains("passen nicht") || answer.page().main().contains("passt nicht"),
            "{name} {value}"
        );
        assert_eq!(app.audit_rows().await, before, "{name} {value}: nothing was written");
    }
    let same = budget.post(address, &form(&[("ab", "2027-01-01")])).await.expect(422);
    assert!(same.page().main().contains("schon eingetragen"));
    assert_eq!(same.page().value("wert").as_deref(), Some("18 Monate"), "what was typed is kept");
    // withdrawn: what held before holds again; a second time it is another row
    let row = Set::load(app.db.read(), None)
        .await
        .expect("the values")
        .entered(Key::ProofMonths, day("2027-01-01"))
        .expect("entered")
        .id;
    let step = format!("withdraw 2027-01-01 {row}");
    let fields = [("schritt", step.as_str()), ("grund", "Tippfehler")];
    let _ = budget.post(&format!("{address}/schritt"), &fields).await.expect(303);
    assert_eq!(on("2027-01-01").await, 6);
    let _ = budget.post(&format!("{address}/schritt"), &fields).await.expect(404);
    let stale = [("schritt", "withdraw 2003-09-30 999999"), ("grund", "Probe")];
    let _ = budget.post(&format!("{address}/schritt"), &stale).await.expect(409);
    for bad in ["", "withdraw", "withdraw heute 1", "drop 2003-09-30 1"] {
        let _ = budget.post(&format!("{address}/schritt"), &[("schritt", bad), ("grund", "Probe")]).await.expect(422);
    }
    let page = budget.get(address).await.expect(200).page().main();
    assert!(page.contains("zurückgezogen") && page.contains("Erlass vom 01.11.2026"), "{page}");
    assert_eq!(entity::audit::verify(app.db.read()).await.expect("walked").fault, None);
    let list = budget.get("/verwaltung/regeln").await.expect(200).page().main();
    assert!(list.contains("ungeprüfte Vorgabe") && list.contains("nicht fortgeschrieben"), "{list}");
}

#[tokio::test]
async fn a_trial_shows_what_would_change_and_changes_nothing() {
    let app = TestApp::new().await;
    a_project()
        .numbered("AC-1")
        .titled("Spätes Projekt")
        .in_region("aachen")
        .in_state(Lifecycle::Ended)
        .with(Field::EndDate, "2026-01-15")
        .granted("100.000,00")
        .build(&app)
        .await;
    assert_eq!(of_rule(&app, "R17").await.total, 1, "due on 31.07.2026");
    let budget = app.as_role("ministry_budget").await;
    let address = "/verwaltung/regeln/proof_months";
    let _ = budget.post(address, &form(&[("art", "probe")])).await.expect(303);
    assert_eq!(of_rule(&app, "R17").await.total, 1, "a trial does not count");
    let main = budget.get("/verwaltung/regeln").await.expect(200).page().main();
    assert!(main.contains("Fiele weg: 1") && main.contains("Käme hinzu: 0"), "{main}");
    let again = budget.post(address, &form(&[("art", "probe"), ("wert", "20 Monate")])).await.expect(422);
    assert!(again.page().main().contains("läuft schon ein Probelauf"));
    let row = Set::load(app.db.read(), None)
        .await
        .expect("the values")
        .trial(Key::ProofMonths, day("2018-01-01"))
        .expect("a trial")
        .id;
    let step = format!("activate 2018-01-01 {row}");
    let fields = [("schritt", step.as_str()), ("grund", "Der Probelauf war gut")];
    let _ = app.as_role("auditor").await.post(&format!("{address}/schritt"), &fields).await.expect(403);
    let _ = budget.post(&format!("{address}/schritt"), &fields).await.expect(303);
    assert_eq!(of_rule(&app, "R17").await.total, 0, "it counts now");
    let main = budget.get("/verwaltung/regeln").await.expect(200).page().main();
    assert!(!main.contains("Fiele weg"), "no trial runs any more");
}

#[tokio::test]
async fn the_seed_fills_in_what_is_missing_and_keeps_what_people_entered() {
    let app = TestApp::new().await;
    let rows = || async {
        use sea_orm::{EntityTrait, PaginatorTrait};
        entity::parameter::record::Entity::find().count(app.db.read()).await.expect("a count")
    };
    let before = rows().await;
    assert!(before > Key::ALL.len() as u64, "each key, and the base rates");
    let report = server::seed::frame(&app.db, app.now()).await.expect("seeded again");
    assert!(!report.changed && rows().await == before, "{report:?}");
    let set = Set::load(app.db.read(), None).await.expect("the values");
    for (text, rate) in [("2016-07-01", -88), ("2022-12-31", -88), ("2024-05-01", 362), ("2026-11-22", 127)] {
        assert_eq!(set.on(Key::BaseRate, day(text)), rate, "{text}");
    }
    // what has no source in the texts says so
    for (key, verified) in [(Key::BagatelleVv, true), (Key::BagatelleVvg, false), (Key::NoticeFirstDays, false)] {
        let row = set.held(key, day("2026-11-22")).row.expect("seeded");
        assert_eq!(row.verified, verified, "{key:?}");
        assert_eq!(row.value, key.default(), "{key:?}");
    }
}
