//! What is expected of every route: how it is asked, who gets in, and with which answer.
use super::{Ask, Line, Needs};
use entity::import_run::State;

const EVERYBODY: &[&str] = &[];
/// Who has to do with imports in Aachen: the authority grants there.
const SEE_IMPORT: &[&str] =
    &["project_office:aachen", "authority:bezreg-koeln", "ministry_budget", "ministry_programme", "auditor"];
const UPLOAD: &[&str] = &[
    "project_office:aachen",
    "project_office:suedwestfalen",
    "authority:bezreg-koeln",
    "authority:bezreg-arnsberg",
    "ministry_budget",
    "ministry_programme",
];
const LISTS: &[&str] = &[
    "project_office:aachen",
    "project_office:suedwestfalen",
    "authority:bezreg-koeln",
    "authority:bezreg-arnsberg",
    "ministry_budget",
    "ministry_programme",
    "auditor",
];
/// Who says what is known about Aachen.
const PROFILE: &[&str] = &["municipality", "transfer_curator"];
/// Who sees findings somewhere.
const CHECKS: &[&str] = &[
    "project_lead:AC-1",
    "project_lead:SWF-1",
    "cdo:aachen",
    "cdo:suedwestfalen",
    "project_office:aachen",
    "project_office:suedwestfalen",
    "authority:bezreg-koeln",
    "authority:bezreg-arnsberg",
    "ministry_budget",
    "ministry_programme",
    "auditor",
];
const APPLY: &[&str] = &["project_office:aachen", "authority:bezreg-koeln", "ministry_budget"];
const RELEASE: &[&str] = &["authority:bezreg-koeln", "ministry_budget"];
/// Who grants in the case: its authority alone.
const GRANT: &[&str] = &["authority:bezreg-koeln"];
/// Who sees what is internal to a project in Aachen.
const INTERNAL: &[&str] = &[
    "project_lead:AC-1",
    "cdo:aachen",
    "project_office:aachen",
    "authority:bezreg-koeln",
    "authority:bezreg-arnsberg",
    "ministry_budget",
    "ministry_programme",
    "transfer_curator",
    "auditor",
];
/// Who answers interest in a solution that came from the project in Aachen.
const ANSWER: &[&str] =
    &["project_lead:AC-1", "cdo:aachen", "project_office:aachen", "ministry_programme", "transfer_curator"];
const SIGNED_IN: &[&str] = &[
    "municipality",
    "project_lead:AC-1",
    "project_lead:SWF-1",
    "cdo:aachen",
    "cdo:suedwestfalen",
    "project_office:aachen",
    "project_office:suedwestfalen",
    "authority:bezreg-koeln",
    "authority:bezreg-arnsberg",
    "ministry_budget",
    "ministry_programme",
    "transfer_curator",
    "auditor",
    "admin",
];
/// A small decision as the form sends it.
const PROPOSAL: &[(&str, &str)] = &[
    ("kind", "initial"),
    ("dated_on", "2020-01-01"),
    ("recipient", "Stadt Aachen"),
    ("financing", "fixed"),
    ("amount", "20.000,00"),
    ("rules", "VVG 2003"),
    ("drawable_from", "2020-01-01"),
    ("drawable_to", "2020-12-31"),
    ("work_from", "2020-01-01"),
    ("work_to", "2020-12-31"),
    ("year_from", "2020"),
    ("year_to", "2020"),
    ("reason", "Probe"),
    ("jahr-cash-2020", "20000"),
    ("plan-staff-ja-2020", "25000"),
    ("plan-grant-ja-2020", "20000"),
    ("plan-own_share-ja-2020", "5000"),
];
/// A small decision in the first case there is.
pub(super) const DECISION: &str = r#"{"case": 1, "kind": "initial", "dated_on": "2020-01-01", "recipient": "Stadt Aachen",
    "financing": "fixed", "amount": "20000.00", "rules": "VVG 2003", "drawable_from": "2020-01-01",
    "drawable_to": "2020-12-31", "work_from": "2020-01-01", "work_to": "2020-12-31", "reason": "Probe",
    "years": [{"year": 2020, "backing": "cash", "amount": "20000.00"}],
    "plan": [{"year": 2020, "item": "staff", "amount": "25000.00"}, {"year": 2020, "item": "grant", "amount": "20000.00"},
        {"year": 2020, "item": "own_share", "amount": "5000.00"}]}"#;
/// Who hands in what belongs to the settlement of the case.
const HAND_IN: &[&str] = &["project_lead:AC-1", "authority:bezreg-koeln"];
/// A small call for money as the form sends it.
const CALL: &[(&str, &str)] = &[
    ("requested_on", "2020-02-03"),
    ("amount", "1.000,00"),
    ("needed_until", "2020-03-31"),
    ("spent_before", "125,00"),
    ("own_before", "25,00"),
    ("budget_year", "2020"),
];
pub(super) const CALL_CALL: &str = r#"{"requested_on": "2020-02-03", "amount": "1000.00", "needed_until": "2020-03-31",
    "spent_before": "125.00", "own_before": "25.00", "year": 2020}"#;
/// A small proof of use as the form sends it.
const PROOF: &[(&str, &str)] = &[
    ("kind", "final"),
    ("covers_to", "2020-12-31"),
    ("received_on", "2021-01-15"),
    ("narrative", "ja"),
    ("confirmed", "ja"),
    ("year_from", "2020"),
    ("year_to", "2020"),
    ("plan-staff-ja-2020", "1"),
    ("plan-grant-ja-2020", "1"),
];
pub(super) const PROOF_CALL: &str = r#"{"kind": "final", "covers_to": "2020-12-31", "received_on": "2021-01-15", "narrative": true,
    "confirmed": true, "lines": [{"year": 2020, "item": "staff", "amount": "1.00"},
        {"year": 2020, "item": "grant", "amount": "1.00"}]}"#;
/// Who looks after a solution that came from the project in Aachen.
const EDIT_SOLUTION: &[&str] = &["project_lead:AC-1", "cdo:aachen", "project_office:aachen", "transfer_curator"];
/// Who may describe a solution of some project.
const DESCRIBE: &[&str] = &[
    "project_lead:AC-1",
    "project_lead:SWF-1",
    "cdo:aachen",
    "cdo:suedwestfalen",
    "project_office:aachen",
    "project_office:suedwestfalen",
    "transfer_curator",
];
const STATUS: &[&str] = &["cdo:aachen", "project_office:aachen", "authority:bezreg-koeln", "ministry_programme"];

const fn page(route: &'static str, address: &'static str) -> Line {
    Line { route, ask: Ask::Get, needs: Needs::Nothing, address, may: EVERYBODY, yes: 200 }
}

const fn page_of_nobody(route: &'static str, address: &'static str) -> Line {
    Line { yes: 404, ..page(route, address) }
}

const fn of_import(route: &'static str, address: &'static str) -> Line {
    Line { route, ask: Ask::Get, needs: Needs::Import(State::Ready), address, may: SEE_IMPORT, yes: 200 }
}

const fn call(route: &'static str, address: &'static str) -> Line {
    page(route, address)
}

const fn of_import_call(route: &'static str, address: &'static str) -> Line {
    of_import(route, address)
}

const BUDGET: &[(&str, &str)] = &[
    ("kind", "appropriation"),
    ("amount", "1.000.000,00"),
    ("value_date", "2021-01-01"),
    ("reference", "Haushaltsplan 2021"),
];
const BUDGET_CALL: &str = r#"{"kind": "appropriation", "year": 2021, "amount": "1000000.00", "value_date": "2021-01-01", "reference": "Haushaltsplan 2021"}"#;

/// An entry that is not there: rights are asked first.
const BOOKING: &[(&str, &str)] = &[("reverses", "4711"), ("reference", "Doppelt gebucht")];

const COFUNDING: &[(&str, &str)] = &[
    ("source", "private_cash"),
    ("kind", "cofunding_pledged"),
    ("amount", "100,00"),
    ("value_date", "2021-01-01"),
    ("giver", "Firma"),
    ("reference", "Absichtserklärung"),
];

/// Every route of the program.
pub(super) const TABLE: &[Line] = &[
    page("GET /", "/"),
    page("GET /haushalt", "/haushalt"),
    page("GET /haushalt/veraenderung", "/haushalt/veraenderung"),
    page("GET /haushalt/aufschluesselung", "/haushalt/aufschluesselung"),
    page("GET /haushalt/veroeffentlicht", "/haushalt/veroeffentlicht"),
    page("GET /haushalt/kofinanzierung", "/haushalt/kofinanzierung"),
    page("GET /projekte/{number}/kofinanzierung", "/projekte/AC-1/kofinanzierung"),
    Line {
        ask: Ask::Form(COFUNDING),
        may: RELEASE,
        yes: 303,
        ..page("POST /projekte/{number}/kofinanzierung", "/projekte/AC-1/kofinanzierung")
    },
    Line {
        ask: Ask::Form(BOOKING),
        may: RELEASE,
        yes: 422,
        ..page("POST /projekte/{number}/buchungen", "/projekte/AC-1/buchungen")
    },
    page("GET /haushalt/jahre/{year}", "/haushalt/jahre/2021"),
    Line {
        route: "POST /haushalt/jahre/{year}",
        ask: Ask::Form(BUDGET),
        needs: Needs::Nothing,
        address: "/haushalt/jahre/2021",
        may: &["ministry_budget"],
        yes: 303,
    },
    call("GET /api/v1/programmes/{slug}/years/{year}", "/api/v1/programmes/dmr-nrw/years/2021"),
    Line {
        route: "POST /api/v1/programmes/{slug}/budget",
        ask: Ask::Call("POST", BUDGET_CALL),
        needs: Needs::Nothing,
        address: "/api/v1/programmes/dmr-nrw/budget",
        may: &["ministry_budget"],
        yes: 201,
    },
    Line { may: CHECKS, ..page("GET /haushalt/pruefungen", "/haushalt/pruefungen") },
    Line { may: CHECKS, ..page("GET /haushalt/pruefungen.csv", "/haushalt/pruefungen.csv") },
    Line { may: CHECKS, ..page("GET /haushalt/pruefungen/{rule}", "/haushalt/pruefungen/R17") },
    // nothing is found there: those who may learn just that
    Line {
        may: CHECKS,
        yes: 404,
        ..page("GET /haushalt/pruefungen/{rule}/{fingerprint}", "/haushalt/pruefungen/R17/abc")
    },
    Line {
        ask: Ask::Form(&[("reason", "Vermerk vom 20.11.2026")]),
        may: CHECKS,
        yes: 409,
        ..page("POST /haushalt/pruefungen/{rule}/{fingerprint}/ausnahme", "/haushalt/pruefungen/R17/abc/ausnahme")
    },
    Line {
        ask: Ask::Form(&[("proposal", "4711"), ("verdict", "approved")]),
        may: &["authority:bezreg-koeln", "authority:bezreg-arnsberg", "ministry_budget"],
        yes: 404,
        ..page(
            "POST /haushalt/pruefungen/{rule}/{fingerprint}/entscheidung",
            "/haushalt/pruefungen/R17/abc/entscheidung",
        )
    },
    Line { may: CHECKS, ..page("GET /verwaltung", "/verwaltung") },
    Line { may: CHECKS, ..page("GET /verwaltung/regeln", "/verwaltung/regeln") },
    Line { may: CHECKS, ..page("GET /verwaltung/regeln/{key}", "/verwaltung/regeln/proof_months") },
    Line {
        ask: Ask::Form(&[
            ("wert", "9 Monate"),
            ("ab", "2027-01-01"),
            ("quelle", "Erlass"),
            ("geprueft", "nein"),
            ("art", "gilt"),
            ("begruendung", "Probe"),
        ]),
        may: &["ministry_budget"],
        yes: 303,
        ..page("POST /verwaltung/regeln/{key}", "/verwaltung/regeln/proof_months")
    },
    Line {
        // nothing is chosen: those who may learn just that
        ask: Ask::Form(&[]),
        may: &["ministry_budget"],
        yes: 422,
        ..page("POST /verwaltung/regeln/{key}/schritt", "/verwaltung/regeln/proof_months/schritt")
    },
    page("GET /projekte", "/projekte"),
    page("GET /projekte/{number}", "/projekte/AC-1"),
    Line { may: UPLOAD, ..page("GET /projekte/arbeitsmappe", "/projekte/arbeitsmappe") },
    page("GET /projekte/{number}/finanzierung", "/projekte/AC-1/finanzierung"),
    Line {
        may: &["authority:bezreg-koeln", "authority:bezreg-arnsberg"],
        ..page("GET /projekte/{number}/faelle/neu", "/projekte/AC-1/faelle/neu")
    },
    Line {
        // while a version waits, those who see it learn just that; who may propose the next is in grants.rs
        needs: Needs::Case,
        may: INTERNAL,
        ..page("GET /projekte/{number}/faelle/{id}/bescheid", "/projekte/AC-1/faelle/{id}/bescheid")
    },
    Line {
        needs: Needs::Case,
        may: INTERNAL,
        ..page("GET /projekte/{number}/faelle/{id}/vermerke", "/projekte/AC-1/faelle/{id}/vermerke")
    },
    Line { needs: Needs::Case, may: INTERNAL, ..call("GET /api/v1/cases/{id}/memos", "/api/v1/cases/{id}/memos") },
    Line { needs: Needs::Decision, may: INTERNAL, ..page("GET /bescheide/{id}", "/bescheide/{id}") },
    Line {
        needs: Needs::Claim,
        may: INTERNAL,
        ..page("GET /projekte/{number}/rueckforderung", "/projekte/AC-1/rueckforderung")
    },
    Line { needs: Needs::Claim, may: INTERNAL, ..page("GET /rueckforderungen/{id}", "/rueckforderungen/{id}") },
    Line { needs: Needs::Claim, may: INTERNAL, ..call("GET /api/v1/cases/{id}/claims", "/api/v1/cases/1/claims") },
    Line { needs: Needs::Claim, may: INTERNAL, ..call("GET /api/v1/claims/{id}", "/api/v1/claims/{id}") },
    Line { may: INTERNAL, ..page("GET /projekte/{number}/abwicklung", "/projekte/AC-1/abwicklung") },
    Line {
        needs: Needs::Granted,
        may: HAND_IN,
        ..page("GET /projekte/{number}/faelle/{id}/abruf", "/projekte/AC-1/faelle/{id}/abruf")
    },
    Line { needs: Needs::Draw, may: INTERNAL, ..page("GET /abrufe/{id}", "/abrufe/{id}") },
    Line {
        needs: Needs::Granted,
        may: HAND_IN,
        ..page("GET /projekte/{number}/faelle/{id}/nachweis", "/projekte/AC-1/faelle/{id}/nachweis")
    },
    Line { needs: Needs::Proof, may: INTERNAL, ..page("GET /nachweise/{id}", "/nachweise/{id}") },
    Line {
        ask: Ask::Form(PROOF),
        needs: Needs::Granted,
        may: HAND_IN,
        yes: 303,
        ..page("POST /projekte/{number}/faelle/{id}/nachweis", "/projekte/AC-1/faelle/{id}/nachweis")
    },
    Line {
        ask: Ask::Form(&[
            ("checked_on", "2021-02-01"),
            ("known_on", "2021-02-01"),
            ("scope", "full"),
            ("result", "In Ordnung."),
        ]),
        needs: Needs::Proof,
        may: GRANT,
        yes: 303,
        ..page("POST /nachweise/{id}/pruefung", "/nachweise/{id}/pruefung")
    },
    Line {
        ask: Ask::Form(CALL),
        needs: Needs::Granted,
        may: HAND_IN,
        yes: 303,
        ..page("POST /projekte/{number}/faelle/{id}/abruf", "/projekte/AC-1/faelle/{id}/abruf")
    },
    Line {
        ask: Ask::Form(&[("dated_on", "2020-02-10")]),
        needs: Needs::Draw,
        may: GRANT,
        yes: 303,
        ..page("POST /abrufe/{id}/auszahlen", "/abrufe/{id}/auszahlen")
    },
    Line {
        ask: Ask::Form(&[("dated_on", "2020-02-10"), ("reason", "Passt nicht.")]),
        needs: Needs::Draw,
        may: GRANT,
        yes: 303,
        ..page("POST /abrufe/{id}/ablehnen", "/abrufe/{id}/ablehnen")
    },
    // nothing is paid on it yet: who has the right is refused by a rule
    Line {
        ask: Ask::Form(&[
            ("used_on", "2020-03-01"),
            ("used_kind", "used"),
            ("used_amount", "1,00"),
            ("used_reference", "K"),
        ]),
        needs: Needs::Draw,
        may: HAND_IN,
        yes: 422,
        ..page("POST /abrufe/{id}/verwendung", "/abrufe/{id}/verwendung")
    },
    Line {
        ask: Ask::Form(&[("use_id", "1"), ("use_reason", "Irrtum")]),
        needs: Needs::Draw,
        may: HAND_IN,
        yes: 422,
        ..page("POST /abrufe/{id}/verwendung-storno", "/abrufe/{id}/verwendung-storno")
    },
    Line {
        ask: Ask::Form(&[
            ("until", "2020-06-01"),
            ("dated_on", "2020-06-01"),
            ("due_on", "2020-07-01"),
            ("reason", "Probe"),
            ("reference", "Z"),
        ]),
        needs: Needs::Draw,
        may: GRANT,
        yes: 422,
        ..page("POST /abrufe/{id}/zinsen", "/abrufe/{id}/zinsen")
    },
    Line { may: SIGNED_IN, ..page("GET /aufgaben", "/aufgaben") },
    page("GET /regionen", "/regionen"),
    page("GET /regionen/{slug}", "/regionen/aachen"),
    page("GET /zahl/{id}", "/zahl/granted.programme"),
    page("GET /loesungen", "/loesungen"),
    page("GET /berichte", "/berichte"),
    page("GET /berichte/haushalt", "/berichte/haushalt"),
    page("GET /berichte/region/{slug}", "/berichte/region/aachen"),
    page("GET /berichte/transfer", "/berichte/transfer"),
    page("GET /berichte/transfer/{key}", "/berichte/transfer/adoptions"),
    page("GET /berichte/landtag", "/berichte/landtag"),
    page("GET /loesungen/{slug}", "/loesungen/probe"),
    Line { may: DESCRIBE, ..page("GET /loesungen/neu", "/loesungen/neu") },
    Line {
        ask: Ask::Form(&[("name", "Neu"), ("projects", "AC-1")]),
        may: EDIT_SOLUTION,
        yes: 303,
        ..page("POST /loesungen/neu", "/loesungen/neu")
    },
    Line { may: EDIT_SOLUTION, ..page("GET /loesungen/{slug}/bearbeiten", "/loesungen/probe/bearbeiten") },
    Line {
        ask: Ask::Form(&[("name", "Neuer Name")]),
        may: EDIT_SOLUTION,
        yes: 303,
        ..page("POST /loesungen/{slug}/bearbeiten", "/loesungen/probe/bearbeiten")
    },
    Line { may: EDIT_SOLUTION, ..page("GET /loesungen/{slug}/bilder", "/loesungen/probe/bilder") },
    // a workbook is no picture: those who may learn just that
    Line {
        ask: Ask::File,
        may: EDIT_SOLUTION,
        yes: 422,
        ..page("POST /loesungen/{slug}/bilder", "/loesungen/probe/bilder")
    },
    Line {
        ask: Ask::Form(&[]),
        may: EDIT_SOLUTION,
        yes: 303,
        ..page("POST /loesungen/{slug}/bilder/aendern", "/loesungen/probe/bilder/aendern")
    },
    // it has none
    page_of_nobody("GET /loesungen/{slug}/bilder/{sha256}", "/loesungen/probe/bilder/0"),
    // there is no such picture, whoever asks; what it does with one is in pictures.rs
    page_of_nobody("GET /loesungen/{slug}/bilder/{sha256}/entfernen", "/loesungen/probe/bilder/0/entfernen"),
    Line {
        ask: Ask::Form(&[("reason", "Probe")]),
        may: &["transfer_curator"],
        yes: 404,
        ..page("POST /loesungen/{slug}/bilder/{sha256}/entfernen", "/loesungen/probe/bilder/0/entfernen")
    },
    Line {
        ask: Ask::Form(&[("step", "confirmed")]),
        may: EDIT_SOLUTION,
        yes: 303,
        ..page("POST /loesungen/{slug}/schritte", "/loesungen/probe/schritte")
    },
    page("GET /loesungen/{slug}/interesse", "/loesungen/probe/interesse"),
    // no mail server here: who asks is told whom to ask instead
    Line { ask: Ask::Form(&[]), yes: 422, ..page("POST /loesungen/{slug}/interesse", "/loesungen/probe/interesse") },
    // whoever has the link of a mail; this one is nobody's
    page_of_nobody("GET /interesse/{token}/bestaetigen", "/interesse/0/bestaetigen"),
    page_of_nobody("GET /interesse/{token}/zurueckziehen", "/interesse/0/zurueckziehen"),
    page_of_nobody("GET /ansprechstelle/{token}/bestaetigen", "/ansprechstelle/0/bestaetigen"),
    Line {
        ask: Ask::Form(&[]),
        ..page_of_nobody("POST /ansprechstelle/{token}/bestaetigen", "/ansprechstelle/0/bestaetigen")
    },
    Line { ask: Ask::Form(&[]), ..page_of_nobody("POST /interesse/{token}/bestaetigen", "/interesse/0/bestaetigen") },
    Line {
        ask: Ask::Form(&[]),
        ..page_of_nobody("POST /interesse/{token}/zurueckziehen", "/interesse/0/zurueckziehen")
    },
    Line { may: ANSWER, ..page("GET /loesungen/{slug}/anfragen", "/loesungen/probe/anfragen") },
    Line {
        ask: Ask::Form(&[]),
        may: ANSWER,
        yes: 404,
        ..page("POST /loesungen/{slug}/anfragen/{id}/beantwortet", "/loesungen/probe/anfragen/4711/beantwortet")
    },
    page("GET /loesungen/{slug}/nutzung", "/loesungen/probe/nutzung"),
    page("GET /loesungen/{slug}/nutzung/{ags}", "/loesungen/probe/nutzung/05334002"),
    Line {
        ask: Ask::Form(&[("ags", "05334002"), ("state", "interested")]),
        may: &["municipality", "transfer_curator"],
        yes: 303,
        ..page("POST /loesungen/{slug}/nutzung", "/loesungen/probe/nutzung")
    },
    // nothing was said that could be answered: those who may learn just that
    Line {
        ask: Ask::Form(&[("text", "Wir helfen gern.")]),
        may: EDIT_SOLUTION,
        yes: 404,
        ..page("POST /loesungen/{slug}/nutzung/{ags}", "/loesungen/probe/nutzung/05334002")
    },
    page("GET /loesungen/vergleich", "/loesungen/vergleich?l=probe"),
    page("GET /loesungen/feed.atom", "/loesungen/feed.atom"),
    page("GET /daten/loesungen.csv", "/daten/loesungen.csv"),
    page("GET /daten/loesungen.json", "/daten/loesungen.json"),
    Line { may: EDIT_SOLUTION, ..page("GET /loesungen/{slug}/publiccode", "/loesungen/probe/publiccode") },
    // nothing is sent: those who may learn just that
    Line {
        ask: Ask::Form(&[]),
        may: EDIT_SOLUTION,
        yes: 422,
        ..page("POST /loesungen/{slug}/publiccode", "/loesungen/probe/publiccode")
    },
    Line {
        ask: Ask::Form(&[("slug", "so nicht!")]),
        may: &["transfer_curator"],
        yes: 422,
        ..page("POST /loesungen/{slug}/adresse", "/loesungen/probe/adresse")
    },
    // it has no repository
    Line { yes: 422, ..call("GET /api/v1/solutions/{slug}/publiccode.yml", "/api/v1/solutions/probe/publiccode.yml") },
    page("GET /loesungen/{slug}/kommunen", "/loesungen/probe/kommunen"),
    page("GET /loesungen/{slug}/kommunen.csv", "/loesungen/probe/kommunen.csv"),
    page("GET /kommunen", "/kommunen"),
    page("GET /kommunen/{ags}", "/kommunen/05334002"),
    Line { may: PROFILE, ..page("GET /kommunen/{ags}/profil", "/kommunen/05334002/profil") },
    Line {
        // typed over something newer: those who may learn just that; what is written is in municipalities.rs
        ask: Ask::Form(&[("seen", "0"), ("gis", "yes"), ("source", "Quelle")]),
        may: PROFILE,
        yes: 409,
        ..page("POST /kommunen/{ags}/profil", "/kommunen/05334002/profil")
    },
    Line { may: CHECKS, ..page("GET /verwaltung/radar", "/verwaltung/radar") },
    Line {
        ask: Ask::Form(&[("seen", "0"), ("size", "13"), ("reason", "Probe")]),
        may: &["ministry_budget"],
        yes: 303,
        ..page("POST /verwaltung/radar", "/verwaltung/radar")
    },
    page("GET /anmelden", "/anmelden"),
    page("GET /barrierefreiheit", "/barrierefreiheit"),
    page("GET /datenschutz", "/datenschutz"),
    page("GET /leichte-sprache", "/leichte-sprache"),
    page("GET /healthz", "/healthz"),
    page("GET /readyz", "/readyz"),
    Line { yes: 404, ..page("GET /assets/{*path}", "/assets/gibt-es-nicht.css") },
    page("GET /favicon.ico", "/favicon.ico"),
    Line { may: LISTS, ..page("GET /importe", "/importe") },
    page("GET /importe/vorlagen", "/importe/vorlagen"),
    page("GET /importe/vorlagen/{file}", "/importe/vorlagen/projektliste.xlsx"),
    of_import("GET /importe/{id}", "/importe/{id}"),
    of_import("GET /importe/{id}/datei", "/importe/{id}/datei"),
    of_import("GET /importe/{id}/spalten", "/importe/{id}/spalten"),
    of_import("GET /importe/{id}/zelle", "/importe/{id}/zelle?blatt=Projektliste&zelle=G6"),
    of_import("GET /importe/{id}/werte", "/importe/{id}/werte"),
    Line {
        may: RELEASE,
        needs: Needs::Import(State::Applied),
        ..of_import("GET /importe/{id}/rueckgaengig", "/importe/{id}/rueckgaengig")
    },
    of_import("GET /importe/{id}/original", "/importe/{id}/original"),
    of_import("GET /importe/{id}/korrektur", "/importe/{id}/korrektur"),
    of_import("GET /importe/{id}/fortschritt", "/importe/{id}/fortschritt"),
    Line {
        ask: Ask::Form(&[("name", "niemand"), ("passwort", "falsch und lang")]),
        yes: 422,
        ..page("POST /anmelden", "/anmelden")
    },
    Line { ask: Ask::Form(&[]), yes: 303, ..page("POST /abmelden", "/abmelden") },
    Line { ask: Ask::File, may: UPLOAD, yes: 303, ..page("POST /importe", "/importe") },
    Line {
        route: "POST /importe/{id}/werte",
        ask: Ask::Form(&[]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/werte",
        may: APPLY,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/leer",
        ask: Ask::Form(&[("bedeutung", "clear")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/leer",
        may: APPLY,
        yes: 303,
    },
    Line {
        // nothing is in conflict there: those who may learn just that
        route: "POST /importe/{id}/konflikte",
        ask: Ask::Form(&[("alle", "list")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/konflikte",
        may: APPLY,
        yes: 422,
    },
    Line {
        route: "POST /importe/{id}/rueckgaengig",
        ask: Ask::Form(&[]),
        needs: Needs::Import(State::Applied),
        address: "/importe/{id}/rueckgaengig",
        may: RELEASE,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/uebernehmen",
        ask: Ask::Form(&[("rows", "all")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/uebernehmen",
        may: APPLY,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/freigeben",
        ask: Ask::Form(&[]),
        needs: Needs::Import(State::AwaitingRelease),
        address: "/importe/{id}/freigeben",
        may: RELEASE,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/abbrechen",
        ask: Ask::Form(&[]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/abbrechen",
        may: APPLY,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/datei",
        ask: Ask::Form(&[("kopf.0", "5")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/datei",
        may: APPLY,
        yes: 303,
    },
    Line {
        route: "POST /importe/{id}/spalten",
        ask: Ask::Form(&[("feld.0.G", "spent")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/spalten",
        may: APPLY,
        yes: 303,
    },
    Line {
        // nothing was decided that could be saved: those who may learn just that
        route: "POST /importe/{id}/profil",
        ask: Ask::Form(&[("name", "Probe")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/profil",
        may: APPLY,
        yes: 422,
    },
    Line {
        // there is no such mapping for anybody
        route: "POST /importe/{id}/profil/loeschen",
        ask: Ask::Form(&[("profil", "4711")]),
        needs: Needs::Import(State::Ready),
        address: "/importe/{id}/profil/loeschen",
        may: SEE_IMPORT,
        yes: 404,
    },
    Line {
        ask: Ask::Form(&[("to", "paused"), ("effective", "2026-11-20"), ("reason", "Probe"), ("version", "1")]),
        may: STATUS,
        yes: 303,
        ..page("POST /projekte/{number}/status", "/projekte/AC-1/status")
    },
    Line {
        ask: Ask::Form(&[
            ("reference", "K-2"),
            ("recipient", "Stadt Aachen"),
            ("recipient_kind", "municipality"),
            ("authority", "bezreg-koeln"),
            ("regime", "vvg"),
            ("source", "programme"),
        ]),
        needs: Needs::Case,
        may: GRANT,
        yes: 303,
        ..page("POST /projekte/{number}/faelle", "/projekte/AC-1/faelle")
    },
    Line {
        ask: Ask::Form(PROPOSAL),
        needs: Needs::Case,
        may: GRANT,
        yes: 303,
        ..page("POST /projekte/{number}/faelle/{id}/bescheid", "/projekte/AC-1/faelle/{id}/bescheid")
    },
    Line {
        ask: Ask::Form(&[("version", "0"), ("kind", "court_heard"), ("dated_on", "2020-01-02"), ("reference", "LRH")]),
        needs: Needs::Case,
        may: GRANT,
        yes: 303,
        ..page("POST /projekte/{number}/faelle/{id}/vermerke", "/projekte/AC-1/faelle/{id}/vermerke")
    },
    // there is none to take back
    Line {
        ask: Ask::Form(&[("memo", "1"), ("reason", "Irrtum")]),
        needs: Needs::Case,
        may: GRANT,
        yes: 422,
        ..page("POST /projekte/{number}/faelle/{id}/vermerke/storno", "/projekte/AC-1/faelle/{id}/vermerke/storno")
    },
    Line {
        ask: Ask::Form(&[]),
        needs: Needs::Decision,
        may: GRANT,
        yes: 303,
        ..page("POST /bescheide/{id}/mitzeichnen", "/bescheide/{id}/mitzeichnen")
    },
    Line {
        ask: Ask::Form(&[("reason", "Passt nicht.")]),
        needs: Needs::Decision,
        may: GRANT,
        yes: 303,
        ..page("POST /bescheide/{id}/ablehnen", "/bescheide/{id}/ablehnen")
    },
    // proposed by somebody else, and not approved
    Line {
        ask: Ask::Form(&[]),
        needs: Needs::Decision,
        may: GRANT,
        yes: 422,
        ..page("POST /bescheide/{id}/zurueckziehen", "/bescheide/{id}/zurueckziehen")
    },
    Line {
        ask: Ask::Form(&[("notified_on", "2020-01-02")]),
        needs: Needs::Decision,
        may: GRANT,
        yes: 422,
        ..page("POST /bescheide/{id}/bekanntgabe", "/bescheide/{id}/bekanntgabe")
    },
    Line {
        ask: Ask::Form(&[
            ("case", "1"),
            ("version", "1"),
            ("ground", "cost_reduction"),
            ("known_on", "2023-01-01"),
            ("dated_on", "2023-02-01"),
            ("arises_on", "2023-01-15"),
            ("due_on", "2023-03-01"),
            ("amount", "1,00"),
            ("reason", "Probe"),
            ("reference", "R-2"),
        ]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /projekte/{number}/rueckforderung", "/projekte/AC-1/rueckforderung")
    },
    Line {
        ask: Ask::Form(&[("paid_on", "2023-03-01"), ("principal", "1,00"), ("payment_reference", "K")]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /rueckforderungen/{id}/zahlungen", "/rueckforderungen/{id}/zahlungen")
    },
    Line {
        ask: Ask::Form(&[("until", "2023-06-01"), ("interest_dated_on", "2023-06-01"), ("interest_reference", "Z")]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /rueckforderungen/{id}/zinsen", "/rueckforderungen/{id}/zinsen")
    },
    Line {
        ask: Ask::Form(&[
            ("agreed_on", "2026-11-01"),
            ("first_due", "2026-12-01"),
            ("instalments", "3"),
            ("plan_reason", "Antrag"),
        ]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /rueckforderungen/{id}/raten", "/rueckforderungen/{id}/raten")
    },
    Line {
        ask: Ask::Form(&[("kind", "erlass"), ("amount", "1,00"), ("reason", "Klein")]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /rueckforderungen/{id}/verzicht", "/rueckforderungen/{id}/verzicht")
    },
    Line {
        ask: Ask::Form(&[("fact", "claim:1"), ("storno_reason", "Irrtum")]),
        needs: Needs::Claim,
        may: GRANT,
        yes: 303,
        ..page("POST /rueckforderungen/{id}/storno", "/rueckforderungen/{id}/storno")
    },
    Line {
        ask: Ask::Form(&[("erlass", "1"), ("erlass_reason", "Probe")]),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 422,
        ..page("POST /rueckforderungen/{id}/erlass-storno", "/rueckforderungen/{id}/erlass-storno")
    },
    // an Erlass that waits is no Niederschlagung that holds: who has the right is refused by a rule
    Line {
        ask: Ask::Form(&[("resumed_on", "2026-11-01"), ("resume_reason", "Probe")]),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 422,
        ..page("POST /forderungsverzicht/{id}/aufgreifen", "/forderungsverzicht/{id}/aufgreifen")
    },
    Line {
        ask: Ask::Form(&[]),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 303,
        ..page("POST /forderungsverzicht/{id}/mitzeichnen", "/forderungsverzicht/{id}/mitzeichnen")
    },
    Line {
        ask: Ask::Form(&[("reason", "Passt nicht.")]),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 303,
        ..page("POST /forderungsverzicht/{id}/ablehnen", "/forderungsverzicht/{id}/ablehnen")
    },
    // the JSON interface
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"ground": "cost_reduction", "known_on": "2023-01-01", "dated_on": "2023-02-01", "arises_on": "2023-01-15", "due_on": "2023-03-01", "amount": "1.00", "reason": "Probe", "reference": "R-2"}"#,
        ),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/cases/{id}/claims", "/api/v1/cases/1/claims")
    },
    Line {
        ask: Ask::Call("POST", r#"{"paid_on": "2023-03-01", "principal": "1.00", "reference": "K"}"#),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/claims/{id}/payments", "/api/v1/claims/{id}/payments")
    },
    Line {
        ask: Ask::Call("POST", r#"{"until": "2023-06-01", "dated_on": "2023-06-01", "reference": "Z"}"#),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/claims/{id}/interest", "/api/v1/claims/{id}/interest")
    },
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"agreed_on": "2026-11-01", "reason": "Antrag", "instalments": [{"due_on": "2026-12-01", "amount": "50.00"}]}"#,
        ),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/claims/{id}/instalments", "/api/v1/claims/{id}/instalments")
    },
    Line {
        ask: Ask::Call("POST", r#"{"kind": "erlass", "amount": "1.00", "reason": "Klein"}"#),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/claims/{id}/write-offs", "/api/v1/claims/{id}/write-offs")
    },
    Line {
        ask: Ask::Call("POST", r#"{"fact": "claim", "id": 1, "reason": "Irrtum"}"#),
        needs: Needs::Claim,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/claims/{id}/reversals", "/api/v1/claims/{id}/reversals")
    },
    Line {
        ask: Ask::Call("POST", r#"{"resumed_on": "2026-11-01", "reason": "Probe"}"#),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 422,
        ..call("POST /api/v1/write-offs/{id}/resume", "/api/v1/write-offs/{id}/resume")
    },
    Line {
        ask: Ask::Call("POST", r#"{"reason": "Probe"}"#),
        needs: Needs::WriteOff,
        may: GRANT,
        yes: 422,
        ..call("POST /api/v1/write-offs/{id}/reverse", "/api/v1/write-offs/{id}/reverse")
    },
    Line {
        ask: Ask::Call("POST", r#"{"reason": "Passt."}"#),
        needs: Needs::WriteOff,
        may: GRANT,
        ..call("POST /api/v1/write-offs/{id}/approve", "/api/v1/write-offs/{id}/approve")
    },
    Line {
        ask: Ask::Call("POST", r#"{"reason": "Passt nicht."}"#),
        needs: Needs::WriteOff,
        may: GRANT,
        ..call("POST /api/v1/write-offs/{id}/reject", "/api/v1/write-offs/{id}/reject")
    },
    call("GET /api/v1/openapi.json", "/api/v1/openapi.json"),
    call("GET /api/v1/programmes/{slug}", "/api/v1/programmes/dmr-nrw"),
    call("GET /api/v1/figures", "/api/v1/figures"),
    call("GET /api/v1/figures/{id}/facts", "/api/v1/figures/granted.programme/facts"),
    call("GET /api/v1/reports/budget", "/api/v1/reports/budget"),
    call("GET /api/v1/reports/region-briefing", "/api/v1/reports/region-briefing?region=aachen"),
    call("GET /api/v1/reports/changes", "/api/v1/reports/changes?from=2020-01-01&to=2021-01-01"),
    call("GET /api/v1/reports/cofunding", "/api/v1/reports/cofunding"),
    call("GET /api/v1/reports/transfer", "/api/v1/reports/transfer"),
    call("GET /api/v1/reports/parliament", "/api/v1/reports/parliament"),
    call("GET /api/v1/projects", "/api/v1/projects"),
    call("GET /api/v1/projects/{number}", "/api/v1/projects/AC-1"),
    call("GET /api/v1/projects/{number}/ledger", "/api/v1/projects/AC-1/ledger"),
    call("GET /api/v1/solutions", "/api/v1/solutions"),
    call("GET /api/v1/solutions/{slug}", "/api/v1/solutions/probe"),
    call("GET /api/v1/solutions/{slug}/adoptions", "/api/v1/solutions/probe/adoptions"),
    Line {
        ask: Ask::Call("POST", r#"{"ags": "05334002", "state": "interested"}"#),
        may: &["municipality", "transfer_curator"],
        yes: 201,
        ..call("POST /api/v1/solutions/{slug}/adoptions", "/api/v1/solutions/probe/adoptions")
    },
    Line {
        ask: Ask::Call("PUT", r#"{"projects": ["AC-1"]}"#),
        may: EDIT_SOLUTION,
        ..call("PUT /api/v1/solutions/{slug}/projects", "/api/v1/solutions/probe/projects")
    },
    call("GET /api/v1/municipalities", "/api/v1/municipalities"),
    call("GET /api/v1/municipalities/{ags}", "/api/v1/municipalities/05334002"),
    call("GET /api/v1/municipalities/{ags}/matches", "/api/v1/municipalities/05334002/matches"),
    Line { may: &["auditor", "ministry_budget"], ..call("GET /api/v1/audit", "/api/v1/audit") },
    Line { may: CHECKS, ..call("GET /api/v1/checks", "/api/v1/checks") },
    Line { may: LISTS, ..call("GET /api/v1/imports", "/api/v1/imports") },
    of_import_call("GET /api/v1/imports/{id}", "/api/v1/imports/{id}"),
    of_import_call("GET /api/v1/imports/{id}/events", "/api/v1/imports/{id}/events"),
    of_import_call("GET /api/v1/imports/{id}/changes", "/api/v1/imports/{id}/changes"),
    Line {
        ask: Ask::Call("PATCH", r#"{"summary": "Neu"}"#),
        may: &["project_lead:AC-1", "cdo:aachen", "project_office:aachen", "ministry_programme"],
        ..call("PATCH /api/v1/projects/{number}", "/api/v1/projects/AC-1")
    },
    Line {
        ask: Ask::Call("POST", r#"{"to": "paused", "effective": "2026-11-20", "reason": "Probe"}"#),
        may: STATUS,
        ..call("POST /api/v1/projects/{number}/transitions", "/api/v1/projects/AC-1/transitions")
    },
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"kind": "requested", "source": "programme", "amount": "1.00", "value_date": "2026-11-20"}"#,
        ),
        may: RELEASE,
        yes: 201,
        ..call("POST /api/v1/projects/{number}/ledger", "/api/v1/projects/AC-1/ledger")
    },
    call("GET /api/v1/projects/{number}/decisions", "/api/v1/projects/AC-1/decisions"),
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"reference": "K-2", "recipient": "Stadt Aachen", "recipient_kind": "municipality", "authority": "bezreg-koeln", "regime": "vvg"}"#,
        ),
        needs: Needs::Case,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/projects/{number}/cases", "/api/v1/projects/AC-1/cases")
    },
    Line {
        ask: Ask::Call("POST", DECISION),
        needs: Needs::Case,
        may: GRANT,
        yes: 201,
        ..call("POST /api/v1/projects/{number}/decisions", "/api/v1/projects/AC-1/decisions")
    },
    // the state is that of the memos: who has the right is told that there are none
    Line {
        ask: Ask::Call("POST", r#"{"kind": "court_heard", "dated_on": "2020-01-02", "reference": "LRH"}"#),
        needs: Needs::Case,
        may: GRANT,
        yes: 412,
        ..call("POST /api/v1/cases/{id}/memos", "/api/v1/cases/{id}/memos")
    },
    Line {
        ask: Ask::Call("POST", r#"{"reason": "Passt."}"#),
        needs: Needs::Decision,
        may: GRANT,
        ..call("POST /api/v1/decisions/{id}/approve", "/api/v1/decisions/{id}/approve")
    },
    Line {
        ask: Ask::Call("POST", r#"{"reason": "Passt nicht."}"#),
        needs: Needs::Decision,
        may: GRANT,
        ..call("POST /api/v1/decisions/{id}/reject", "/api/v1/decisions/{id}/reject")
    },
    Line {
        ask: Ask::Call("POST", "{}"),
        needs: Needs::Decision,
        may: GRANT,
        yes: 422,
        ..call("POST /api/v1/decisions/{id}/withdraw", "/api/v1/decisions/{id}/withdraw")
    },
    Line {
        ask: Ask::Call("POST", r#"{"notified_on": "2020-01-02"}"#),
        needs: Needs::Decision,
        may: GRANT,
        yes: 422,
        ..call("POST /api/v1/decisions/{id}/notice", "/api/v1/decisions/{id}/notice")
    },
    Line { needs: Needs::Granted, may: INTERNAL, ..call("GET /api/v1/cases/{id}/draws", "/api/v1/cases/{id}/draws") },
    Line {
        ask: Ask::Call("POST", CALL_CALL),
        needs: Needs::Granted,
        may: HAND_IN,
        yes: 201,
        ..call("POST /api/v1/cases/{id}/draws", "/api/v1/cases/{id}/draws")
    },
    Line {
        ask: Ask::Call("POST", r#"{"verdict": "paid", "dated_on": "2020-02-10"}"#),
        needs: Needs::Draw,
        may: GRANT,
        ..call("POST /api/v1/draws/{id}/answer", "/api/v1/draws/{id}/answer")
    },
    Line { needs: Needs::Draw, may: INTERNAL, ..call("GET /api/v1/draws/{id}/uses", "/api/v1/draws/{id}/uses") },
    Line {
        ask: Ask::Call("POST", r#"{"used_on": "2020-03-01", "kind": "used", "amount": "1.00", "reference": "K"}"#),
        needs: Needs::Draw,
        may: HAND_IN,
        yes: 422,
        ..call("POST /api/v1/draws/{id}/uses", "/api/v1/draws/{id}/uses")
    },
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"until": "2020-06-01", "dated_on": "2020-06-01", "due_on": "2020-07-01", "reason": "Probe", "reference": "Z"}"#,
        ),
        needs: Needs::Draw,
        may: GRANT,
        yes: 422,
        ..call("POST /api/v1/draws/{id}/interest", "/api/v1/draws/{id}/interest")
    },
    Line { needs: Needs::Granted, may: INTERNAL, ..call("GET /api/v1/cases/{id}/proofs", "/api/v1/cases/{id}/proofs") },
    Line {
        ask: Ask::Call("POST", PROOF_CALL),
        needs: Needs::Granted,
        may: HAND_IN,
        yes: 201,
        ..call("POST /api/v1/cases/{id}/proofs", "/api/v1/cases/{id}/proofs")
    },
    Line {
        ask: Ask::Call(
            "POST",
            r#"{"checked_on": "2021-02-01", "scope": "full", "result": "In Ordnung.", "recognised": []}"#,
        ),
        needs: Needs::Proof,
        may: GRANT,
        ..call("POST /api/v1/proofs/{id}/review", "/api/v1/proofs/{id}/review")
    },
    Line { ask: Ask::File, may: UPLOAD, yes: 202, ..call("POST /api/v1/imports", "/api/v1/imports") },
    Line {
        ask: Ask::Call("POST", r#"{"rows": "all"}"#),
        may: APPLY,
        ..of_import_call("POST /api/v1/imports/{id}/apply", "/api/v1/imports/{id}/apply")
    },
    Line {
        ask: Ask::Call("POST", r#"{"conflicts": "all", "take": "system"}"#),
        may: APPLY,
        yes: 422,
        ..of_import_call("POST /api/v1/imports/{id}/conflicts", "/api/v1/imports/{id}/conflicts")
    },
    Line {
        ask: Ask::Call("POST", ""),
        needs: Needs::Import(State::AwaitingRelease),
        may: RELEASE,
        ..of_import_call("POST /api/v1/imports/{id}/release", "/api/v1/imports/{id}/release")
    },
    Line {
        ask: Ask::Call("POST", ""),
        may: APPLY,
        ..of_import_call("POST /api/v1/imports/{id}/cancel", "/api/v1/imports/{id}/cancel")
    },
    Line {
        may: RELEASE,
        needs: Needs::Import(State::Applied),
        ..of_import_call("GET /api/v1/imports/{id}/undo", "/api/v1/imports/{id}/undo")
    },
    Line {
        ask: Ask::Call("POST", ""),
        may: RELEASE,
        needs: Needs::Import(State::Applied),
        ..of_import_call("POST /api/v1/imports/{id}/undo", "/api/v1/imports/{id}/undo")
    },
];

/// Routes that write and still leave no row when they are allowed, each with its reason.
pub(super) const SILENT: [&str; 13] = [
    // names what is named already; what it does otherwise is in solution_projects.rs
    "PUT /api/v1/solutions/{slug}/projects",
    // sent without what they need; what they do otherwise is in solution_files.rs
    "POST /loesungen/{slug}/publiccode",
    "POST /loesungen/{slug}/adresse",
    // without a picture nothing changes; with one it leaves a row, see pictures.rs
    "POST /loesungen/{slug}/bilder/aendern",
    // asked for a finding that is not there, or without a choice; what they do otherwise is in checks.rs
    "POST /haushalt/pruefungen/{rule}/{fingerprint}/ausnahme",
    "POST /haushalt/pruefungen/{rule}/{fingerprint}/entscheidung",
    "POST /verwaltung/regeln/{key}/schritt",
    // asked for what is refused to everybody; what they do when they may is in dialogue.rs and conflicts.rs
    "POST /importe/{id}/konflikte",
    "POST /api/v1/imports/{id}/conflicts",
    "POST /importe/{id}/profil",
    "POST /importe/{id}/profil/loeschen",
    // a wrong password is in its own table, so that nobody fills the trail by guessing
    "POST /anmelden",
    // without a session there is nothing to end; with one it leaves a row, see sign_in.rs
    "POST /abmelden",
];
