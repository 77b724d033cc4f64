//! Forms about the values of the rules and about exceptions from what the rules found.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use entity::{
    approval::Verdict,
    check::{
        overriding::change::{Decide as Decision, Propose, decide as decide_override, propose},
        rule::numbered,
    },
    parameter::{
        Key,
        change::{Decide, Enter, Step, decide, enter},
    },
    refusal::{FieldError, Refusal},
};

/// The forms about rules.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/verwaltung/regeln/{key}", value)
        .form("/verwaltung/regeln/{key}/schritt", step)
        .form("/haushalt/pruefungen/{rule}/{fingerprint}/ausnahme", exception)
        .form("/haushalt/pruefungen/{rule}/{fingerprint}/entscheidung", decision)
}

/// Enters a value, or tries it.
async fn value(page: Page, Path(key): Path<String>, fields: Fields) -> Response {
    let address = paths::parameter(&key);
    let done = match read_value(&key, &fields) {
        Ok(command) => {
            let trial = command.trial;
            enter(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| trial)
        }
        Err(refusal) => Err(refused_first(&page, refusal)),
    };
    match done {
        Ok(true) => page.done(paths::RULES, "Der Probelauf läuft. Hier steht, was sich ändern würde."),
        Ok(false) => page.done(&address, "Der Wert ist eingetragen."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Who may not, learns that, whatever was typed.
fn refused_first(page: &Page, refusal: Refusal) -> Refusal {
    let may = page.who.actor.may(entity::permission::Action::ManageRules, &entity::actor::Place::default());
    may.err().unwrap_or(refusal)
}

fn read_value(key: &str, fields: &Fields) -> Result<Enter, Refusal> {
    let key = Key::from_key(key).ok_or(Refusal::NotFound)?;
    let mut errors = Vec::new();
    let value = match key.parse(fields.get("wert")) {
        Ok(value) => value,
        Err(message) => {
            errors.push(FieldError::new("wert", "format", message));
            key.default()
        }
    };
    let valid_on = app::text::typed_day(fields.get("ab")).unwrap_or_else(|| {
        errors.push(FieldError::new("ab", "format", "Bitte einen Tag angeben, zum Beispiel 01.07.2026."));
        NaiveDate::MIN
    });
    let chosen = |errors: &mut Vec<FieldError>, name: &'static str, yes: &str, no: &str| {
        let text = fields.get(name);
        if text != yes && text != no {
            errors.push(FieldError::new(name, "required", "Bitte eine der Antworten wählen."));
        }
        text == yes
    };
    let verified = chosen(&mut errors, "geprueft", "ja", "nein");
    let trial = chosen(&mut errors, "art", "probe", "gilt");
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    let source = fields.get("quelle").to_owned();
    Ok(Enter { key, value, valid_on, source, verified, reason: fields.get("begruendung").to_owned(), trial })
}

/// Lets a trial count, ends it, or takes a value back.
async fn step(page: Page, Path(key): Path<String>, fields: Fields) -> Response {
    let address = paths::parameter(&key);
    let done = match read_step(&key, &fields) {
        Ok(command) => {
            let activated = command.step == Step::Activate;
            decide(&page.state.db, &page.who.actor, page.who.now, command).await.map(|()| activated)
        }
        Err(refusal) => Err(refused_first(&page, refusal)),
    };
    match done {
        Ok(true) => page.done(&address, "Der Wert gilt jetzt."),
        Ok(false) => page.done(&address, "Zurückgezogen. Es gilt wieder, was vorher galt."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

fn read_step(key: &str, fields: &Fields) -> Result<Decide, Refusal> {
    let key = Key::from_key(key).ok_or(Refusal::NotFound)?;
    let mut words = fields.get("schritt").split(' ');
    let step = match words.next() {
        Some("activate") => Some(Step::Activate),
        Some("withdraw") => Some(Step::Withdraw),
        _ => None,
    };
    let valid_on = words.next().and_then(|day| day.parse::<NaiveDate>().ok());
    let row = words.next().and_then(|row| row.parse::<i64>().ok());
    match (step, valid_on, row) {
        (Some(step), Some(valid_on), Some(row)) => {
            Ok(Decide { key, valid_on, row, step, reason: fields.get("grund").to_owned() })
        }
        _ => Err(Refusal::field("schritt", "required", "Bitte wählen, was geschehen soll.")),
    }
}

/// Proposes an exception.
async fn exception(page: Page, Path((rule, fingerprint)): Path<(String, String)>, fields: Fields) -> Response {
    let address = paths::check_finding(&rule, &fingerprint);
    // which project a finding is about is not asked from the person
    let view = entity::viewpoint::Viewpoint::now(&page.who.now);
    let db = &page.state.db;
    let one = match entity::check::find::one(db, &page.who.actor, view, &rule, &fingerprint).await {
        Ok(one) => one,
        Err(refusal) => return gone(&page, refusal, &rule, &fields).await,
    };
    let Some((_, number, _)) = one.found.project else {
        let message = "Was das ganze Programm betrifft, lässt keine Ausnahme zu.";
        return page.refuse(Refusal::rule("override.programme", message), &address, &fields).await;
    };
    let command = Propose { rule: rule.clone(), number, fingerprint, reason: fields.get("reason").to_owned() };
    match propose(db, &page.who.actor, page.who.now, command).await {
        Ok(_) => page.done(&address, "Die Ausnahme ist vorgeschlagen. Eine zweite Person muss entscheiden."),
        Err(Refusal::Stale) => gone(&page, Refusal::Stale, &rule, &fields).await,
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// A finding that is not there any more is told on the page of its rule.
async fn gone(page: &Page, refusal: Refusal, rule: &str, fields: &Fields) -> Response {
    match (refusal, numbered(rule)) {
        (Refusal::NotFound | Refusal::Stale, Some(_)) => {
            page.refuse(Refusal::Stale, &paths::check_rule(rule), fields).await
        }
        (refusal, _) => page.refuse(refusal, &paths::check_rule(rule), fields).await,
    }
}

/// Decides a proposed exception.
async fn decision(page: Page, Path((rule, fingerprint)): Path<(String, String)>, fields: Fields) -> Response {
    let address = paths::check_finding(&rule, &fingerprint);
    let read = match (fields.get("proposal").parse::<i64>(), Verdict::from_key(fields.get("verdict"))) {
        (Err(_), _) => Err(Refusal::NotFound),
        (_, None) => Err(Refusal::field("verdict", "required", "Bitte wählen: zulassen oder ablehnen.")),
        (Ok(proposal_id), Some(verdict)) => {
            Ok(Decision { proposal_id, verdict, reason: fields.get("reason").to_owned() })
        }
    };
    let done = match read {
        Ok(command) => {
            let verdict = command.verdict;
            decide_override(&page.state.db, &page.who.actor, page.who.now, command).await.map(|()| verdict)
        }
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(Verdict::Approved) => page.done(&address, "Die Ausnahme ist zugelassen."),
        Ok(Verdict::Rejected | Verdict::Withdrawn) => {
            page.done(&address, "Die Ausnahme ist abgelehnt; der Befund bleibt offen.")
        }
        Err(Refusal::Stale) => gone(&page, Refusal::Stale, &rule, &fields).await,
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}
