//! Every address, once.
use crate::text;
use chrono::NaiveDate;
use entity::viewpoint::Viewpoint;

/// The programme at a glance.
pub const HOME: &str = "/";
/// The ladder from ceiling to proven money.
pub const BUDGET: &str = "/haushalt";
/// Co-funding of the programme.
pub const COFUNDING: &str = "/haushalt/kofinanzierung";
/// The same by the JSON interface, which also gives all entries as one table.
pub const CHANGES_TABLE: &str = "/api/v1/reports/changes";
/// What was published, beside what is computed.
pub const CLAIMS: &str = "/haushalt/veroeffentlicht";
/// The budget taken apart by region, year, source, theme or project.
pub const BREAKDOWN: &str = "/haushalt/aufschluesselung";
/// What changed between two days.
pub const CHANGES: &str = "/haushalt/veraenderung";
/// What does not tie out.
pub const CHECKS: &str = "/haushalt/pruefungen";
/// The same as a file of exactly what is shown.
pub const CHECKS_CSV: &str = "/haushalt/pruefungen.csv";
/// What is administered.
pub const ADMINISTRATION: &str = "/verwaltung";
/// The values of the rules.
pub const RULES: &str = "/verwaltung/regeln";
/// All projects.
pub const PROJECTS: &str = "/projekte";
/// The projects of a list as a workbook for editing.
pub const WORKSHEET: &str = "/projekte/arbeitsmappe";
/// What waits for the person signed in.
pub const TASKS: &str = "/aufgaben";
/// The five regions.
pub const REGIONS: &str = "/regionen";
/// The catalogue.
pub const SOLUTIONS: &str = "/loesungen";
/// Several solutions side by side.
pub const COMPARE: &str = "/loesungen/vergleich";
/// The catalogue as a table.
pub const SOLUTIONS_CSV: &str = "/daten/loesungen.csv";
/// The catalogue as JSON.
pub const SOLUTIONS_JSON: &str = "/daten/loesungen.json";
/// New solutions and new confirmed use as an Atom feed.
pub const SOLUTIONS_FEED: &str = "/loesungen/feed.atom";
/// How much each criterion of the Transferradar counts; takes the form that changes it.
pub const RADAR_WEIGHTS: &str = "/verwaltung/radar";
/// What reports there are.
pub const REPORTS: &str = "/berichte";
/// What was taken over, in figures.
pub const TRANSFER: &str = "/berichte/transfer";
/// The five questions of the Landtag.
pub const PARLIAMENT: &str = "/berichte/landtag";
/// The budget as a report.
pub const BUDGET_REPORT: &str = "/berichte/haushalt";
/// The budget by the JSON interface, which also gives it as files.
pub const BUDGET_TABLE: &str = "/api/v1/reports/budget";
/// What to take along to a region by the JSON interface, which also gives it as files.
pub const REGION_TABLE: &str = "/api/v1/reports/region-briefing";
/// Co-funding by the JSON interface, which also gives it as files.
pub const COFUNDING_TABLE: &str = "/api/v1/reports/cofunding";
/// The figures of transfer by the JSON interface, which also gives them as a table.
pub const TRANSFER_TABLE: &str = "/api/v1/reports/transfer";
/// The five questions by the JSON interface, which also gives them as a table.
pub const PARLIAMENT_TABLE: &str = "/api/v1/reports/parliament";
/// All municipalities.
pub const MUNICIPALITIES: &str = "/kommunen";
/// All imports.
pub const IMPORTS: &str = "/importe";
/// Empty lists to fill in.
pub const TEMPLATES: &str = "/importe/vorlagen";
/// The form to sign in.
pub const SIGN_IN: &str = "/anmelden";
/// Takes the form to sign out.
pub const SIGN_OUT: &str = "/abmelden";
/// The declaration on accessibility.
pub const ACCESSIBILITY: &str = "/barrierefreiheit";
/// What is done with personal data.
pub const PRIVACY: &str = "/datenschutz";
/// The programme in easy words.
pub const EASY: &str = "/leichte-sprache";

/// One project. Numbers contain slashes: `34.02.01-0494/19` becomes `34.02.01-0494%2F19`.
#[must_use]
pub fn project(number: &str) -> String {
    format!("{PROJECTS}/{}", segment(number))
}

/// One budget year.
#[must_use]
pub fn budget_year(year: i32) -> String {
    format!("{BUDGET}/jahre/{year}")
}

/// Takes the form that moves a project along its lifecycle.
#[must_use]
pub fn project_status(number: &str) -> String {
    format!("{}/status", project(number))
}

/// A project's funding: decisions, plan, co-funding, ledger.
#[must_use]
pub fn funding(number: &str) -> String {
    format!("{}/finanzierung", project(number))
}

/// Takes the form that books for a project, or takes an entry back.
#[must_use]
pub fn bookings(number: &str) -> String {
    format!("{}/buchungen", project(number))
}

/// A project's co-funding; takes the form that records it.
#[must_use]
pub fn cofunding(number: &str) -> String {
    format!("{}/kofinanzierung", project(number))
}

/// Takes the form that opens a grant case.
#[must_use]
pub fn cases(number: &str) -> String {
    format!("{}/faelle", project(number))
}

/// The form that opens a grant case.
#[must_use]
pub fn new_case(number: &str) -> String {
    format!("{}/neu", cases(number))
}

/// The form that proposes a version of a case's decision.
#[must_use]
pub fn proposal(number: &str, case: i64) -> String {
    format!("{}/{case}/bescheid", cases(number))
}

/// The memos of a case; the form that records one posts here.
#[must_use]
pub fn memos(number: &str, case: i64) -> String {
    format!("{}/{case}/vermerke", cases(number))
}

/// Takes the form that takes a memo back.
#[must_use]
pub fn memo_storno(number: &str, case: i64) -> String {
    format!("{}/storno", memos(number, case))
}

/// The settlement desk of a project: calls for money, proofs of use, what was recognised.
#[must_use]
pub fn settlement(number: &str) -> String {
    format!("{}/abwicklung", project(number))
}

/// The form that enters a call for money of a case.
#[must_use]
pub fn new_draw(number: &str, case: i64) -> String {
    format!("{}/{case}/abruf", cases(number))
}

/// One call for money.
#[must_use]
pub fn draw(id: i64) -> String {
    format!("/abrufe/{id}")
}

/// Takes a form about a call for money: `auszahlen`, `ablehnen`, `verwendung`, `verwendung-storno`, `zinsen`.
#[must_use]
pub fn draw_step(id: i64, step: &str) -> String {
    format!("{}/{step}", draw(id))
}

/// The form that enters a proof of use of a case.
#[must_use]
pub fn new_proof(number: &str, case: i64) -> String {
    format!("{}/{case}/nachweis", cases(number))
}

/// One proof of use.
#[must_use]
pub fn proof(id: i64) -> String {
    format!("/nachweise/{id}")
}

/// Takes the form of its check.
#[must_use]
pub fn proof_check(id: i64) -> String {
    format!("{}/pruefung", proof(id))
}

/// One version of a decision.
#[must_use]
pub fn decision(id: i64) -> String {
    format!("/bescheide/{id}")
}

/// A step of a version: `mitzeichnen`, `ablehnen`, `zurueckziehen` or `bekanntgabe`.
#[must_use]
pub fn decision_step(id: i64, step: &str) -> String {
    format!("{}/{step}", decision(id))
}

/// The claims of a project, and takes the form that raises one.
#[must_use]
pub fn recoveries(number: &str) -> String {
    format!("{}/rueckforderung", project(number))
}

/// One claim.
#[must_use]
pub fn recovery(id: i64) -> String {
    format!("/rueckforderungen/{id}")
}

/// Takes a form about a claim: `zahlungen`, `zinsen`, `raten`, `verzicht`, `storno`, `erlass-storno`.
#[must_use]
pub fn recovery_step(id: i64, step: &str) -> String {
    format!("{}/{step}", recovery(id))
}

/// The second person's word about a write-off, `mitzeichnen` or `ablehnen`, and its end, `aufgreifen`.
#[must_use]
pub fn write_off_step(id: i64, step: &str) -> String {
    format!("/forderungsverzicht/{id}/{step}")
}

/// One region.
#[must_use]
pub fn region(slug: &str) -> String {
    format!("{REGIONS}/{}", segment(slug))
}

/// One solution.
#[must_use]
pub fn solution(slug: &str) -> String {
    format!("{SOLUTIONS}/{}", segment(slug))
}

/// The form that describes a solution for the first time; takes it too.
#[must_use]
pub fn new_solution() -> String {
    format!("{SOLUTIONS}/neu")
}

/// The form that writes a sheet; takes it too.
#[must_use]
pub fn edit_solution(slug: &str) -> String {
    format!("{}/bearbeiten", solution(slug))
}

/// Takes a step of a sheet through the gate.
#[must_use]
pub fn solution_steps(slug: &str) -> String {
    format!("{}/schritte", solution(slug))
}

/// The form in which a municipality says how far it is with a solution; takes it too.
#[must_use]
pub fn adopt(slug: &str) -> String {
    format!("{}/nutzung", solution(slug))
}

/// The pictures of a solution, for those who look after it; takes another one, too.
#[must_use]
pub fn solution_pictures(slug: &str) -> String {
    format!("{}/bilder", solution(slug))
}

/// Takes the form that changes the pictures of a solution.
#[must_use]
pub fn arrange_pictures(slug: &str) -> String {
    format!("{}/aendern", solution_pictures(slug))
}

/// A picture of a solution.
#[must_use]
pub fn solution_picture(slug: &str, sha256: &str) -> String {
    format!("{}/{sha256}", solution_pictures(slug))
}

/// The page on which a picture of a solution is removed for good; takes its form, too.
#[must_use]
pub fn remove_picture(slug: &str, sha256: &str) -> String {
    format!("{}/entfernen", solution_picture(slug, sha256))
}

/// What one municipality said about a solution; takes the answer of the providing side.
#[must_use]
pub fn adopter(slug: &str, ags: &str) -> String {
    format!("{}/{}", adopt(slug), segment(ags))
}

/// Reads a publiccode.yml into a sheet; takes the forms too.
#[must_use]
pub fn read_publiccode(slug: &str) -> String {
    format!("{}/publiccode", solution(slug))
}

/// Takes the form that gives a solution another address word.
#[must_use]
pub fn rename_solution(slug: &str) -> String {
    format!("{}/adresse", solution(slug))
}

/// A solution's publiccode.yml.
#[must_use]
pub fn publiccode(slug: &str) -> String {
    format!("/api/v1/solutions/{}/publiccode.yml", segment(slug))
}

/// One municipality.
#[must_use]
pub fn municipality(ags: &str) -> String {
    format!("{MUNICIPALITIES}/{}", segment(ags))
}

/// The form to show interest in a solution without an account; takes it, too.
#[must_use]
pub fn show_interest(slug: &str) -> String {
    format!("{}/interesse", solution(slug))
}

/// The confirmed interest in a solution, for who answers it.
#[must_use]
pub fn interest_desk(slug: &str) -> String {
    format!("{}/anfragen", solution(slug))
}

/// Takes the form that says that an interest was answered.
#[must_use]
pub fn interest_answered(slug: &str, id: i64) -> String {
    format!("{}/{id}/beantwortet", interest_desk(slug))
}

/// Where the link of a mail leads that confirms an interest; takes the form, too.
#[must_use]
pub fn interest_confirm(token: &str) -> String {
    format!("/interesse/{}/bestaetigen", segment(token))
}

/// Where the link of a mail leads that withdraws an interest; takes the form, too.
#[must_use]
pub fn interest_withdraw(token: &str) -> String {
    format!("/interesse/{}/zurueckziehen", segment(token))
}

/// Where the link of a mail leads by which the contact of a solution confirms its sheet; takes the form, too.
#[must_use]
pub fn contact_confirm(token: &str) -> String {
    format!("/ansprechstelle/{}/bestaetigen", segment(token))
}

/// The form that says what is known about a municipality; takes it too.
#[must_use]
pub fn municipality_profile(ags: &str) -> String {
    format!("{}/profil", municipality(ags))
}

/// The municipalities that a solution fits.
#[must_use]
pub fn solution_fits(slug: &str) -> String {
    format!("{}/kommunen", solution(slug))
}

/// The same as a file.
#[must_use]
pub fn solution_fits_csv(slug: &str) -> String {
    format!("{}/kommunen.csv", solution(slug))
}

/// One figure.
#[must_use]
pub fn figure(id: &str) -> String {
    format!("/zahl/{}", segment(id))
}

/// One figure of transfer with its cases.
#[must_use]
pub fn transfer_figure(key: &str) -> String {
    format!("{TRANSFER}/{}", segment(key))
}

/// One import.
#[must_use]
pub fn import(id: i64) -> String {
    format!("{IMPORTS}/{id}")
}

/// Something one can do to an import: `uebernehmen`, `freigeben`, `abbrechen`, or its `fortschritt`.
#[must_use]
pub fn import_step(id: i64, step: &str) -> String {
    format!("{IMPORTS}/{id}/{step}")
}

/// A page of a sheet of an import, counted from 1.
#[must_use]
pub fn import_sheet(id: i64, sheet: &str, page: u64) -> String {
    let page = if page > 1 { page.to_string() } else { String::new() };
    with_query(&import_step(id, "datei"), &[("blatt", sheet), ("seite", &page)])
}

/// A cell of an import, with the rows around it.
#[must_use]
pub fn import_cell(id: i64, sheet: &str, cell: &str) -> String {
    with_query(&import_step(id, "zelle"), &[("blatt", sheet), ("zelle", cell)])
}

/// An empty list to fill in, by its word.
#[must_use]
pub fn template(slug: &str) -> String {
    format!("{TEMPLATES}/{}.xlsx", segment(slug))
}

/// One rule with what it found.
#[must_use]
pub fn check_rule(number: &str) -> String {
    format!("{CHECKS}/{}", segment(number))
}

/// One finding of a rule.
#[must_use]
pub fn check_finding(number: &str, fingerprint: &str) -> String {
    format!("{}/{}", check_rule(number), segment(fingerprint))
}

/// One value of the rules.
#[must_use]
pub fn parameter(key: &str) -> String {
    format!("{RULES}/{}", segment(key))
}

/// The projects of one region and one group of states.
#[must_use]
pub fn projects_where(pairs: &[(&str, &str)]) -> String {
    with_query(PROJECTS, pairs)
}

/// An address with a query; pairs without a value are left out.
#[must_use]
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{}={}", segment(key), segment(value)))
        .collect();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}{}{}", if path.contains('?') { '&' } else { '?' }, query.join("&")),
    }
}

/// An address that keeps the two times one looks from, where they are not now.
#[must_use]
pub fn keep(path: String, viewpoint: &Viewpoint) -> String {
    if viewpoint.is_now() {
        return path;
    }
    let (path, fragment) = path.split_once('#').map_or((path.as_str(), None), |(path, after)| (path, Some(after)));
    let stand = if viewpoint.today { String::new() } else { viewpoint.as_of.to_string() };
    let known = known_on(viewpoint).map(|day| day.to_string()).unwrap_or_default();
    let kept = with_query(path, &[("stand", &stand), ("bekannt", &known)]);
    fragment.map_or(kept.clone(), |fragment| format!("{kept}#{fragment}"))
}

/// The day at whose end one pretends to know what was known.
#[must_use]
pub fn known_on(viewpoint: &Viewpoint) -> Option<NaiveDate> {
    viewpoint.known_at.map(text::berlin_day)
}

/// What to take along to a region.
#[must_use]
pub fn region_report(slug: &str) -> String {
    format!("{REPORTS}/region/{}", segment(slug))
}

/// A text as one segment of a path or one value of a query.
#[must_use]
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_stay_inside_a_segment() {
        assert_eq!(project("34.02.01-0494/19"), "/projekte/34.02.01-0494%2F19");
        assert_eq!(
            with_query("/projekte", &[("q", "Bürger & Co"), ("region", "")]),
            "/projekte?q=B%C3%BCrger%20%26%20Co"
        );
    }
}
