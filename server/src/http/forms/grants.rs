//! Forms about grants: open a case, propose a version, decide it or take it back, say when it was made known.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::{context::FormState, grants::form, paths};
use axum::{extract::Path, http::StatusCode, response::Response};
use entity::{
    approval::Verdict,
    grant::{
        RecipientKind, Regime,
        change::{Decide, Open, Propose, Withdraw, decide, open_case, propose, withdraw},
        find,
        notify::{Notify, notify},
    },
    ledger::Source,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};

/// The forms about grants.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/projekte/{number}/faelle", open)
        .form("/projekte/{number}/faelle/{id}/bescheid", version)
        .form("/bescheide/{id}/mitzeichnen", approve)
        .form("/bescheide/{id}/ablehnen", reject)
        .form("/bescheide/{id}/zurueckziehen", take_back)
        .form("/bescheide/{id}/bekanntgabe", made_known)
}

/// Opens a case.
async fn open(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
    let done = match read_case(&number, &fields) {
        Ok(command) => open_case(&page.state.db, &page.who.actor, page.who.now, command).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(id) => page.done(&paths::proposal(&number, id), "Der Fall ist angelegt. Als Nächstes der Bescheid:"),
        Err(refusal) => page.refuse(refusal, &paths::new_case(&number), &fields).await,
    }
}

fn read_case(number: &str, fields: &Fields) -> Result<Open, Refusal> {
    let mut errors = Vec::new();
    let version = fields.get("version").parse::<i32>().ok();
    let recipient_kind = RecipientKind::from_key(fields.get("recipient_kind"));
    let regime = Regime::from_key(fields.get("regime"));
    let source = Source::from_key(fields.get("source"));
    for (missing, field, message) in [
        (version.is_none(), "version", "Das Formular ist unvollständig. Bitte die Seite neu laden."),
        (recipient_kind.is_none(), "recipient_kind", "Bitte die Art des Empfängers wählen."),
        (regime.is_none(), "regime", "Bitte die Vorschriften wählen."),
        (source.is_none(), "source", "Bitte die Geldquelle wählen."),
    ] {
        if missing {
            errors.push(FieldError::new(field, "required", message));
        }
    }
    match (version, recipient_kind, regime, source) {
        (Some(version), Some(recipient_kind), Some(regime), Some(source)) => Ok(Open {
            number: number.into(),
            version,
            reference: fields.get("reference").into(),
            recipient: fields.get("recipient").into(),
            recipient_kind,
            authority: fields.get("authority").into(),
            region: fields.optional("region").map(str::to_owned),
            regime,
            source,
            sample: false,
        }),
        _ => Err(Refusal::Invalid(errors)),
    }
}

/// Proposes a version; or only shows what the rules find, or other years.
async fn version(page: Page, Path((number, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let address = paths::proposal(&number, id);
    let values = fields.values();
    let (db, actor, now) = (&page.state.db, &page.who.actor, page.who.now);
    let case = find::of_project(db, actor, Viewpoint::now(&now), &number)
        .await
        .map(|grants| grants.cases.into_iter().find(|case| case.id == id));
    match case {
        Ok(Some(_)) => {}
        Ok(None) => return page.refuse(Refusal::NotFound, &address, &fields).await,
        Err(refusal) => return page.refuse(refusal, &address, &fields).await,
    }
    let only_shown = FormState { values: values.clone(), ..FormState::default() };
    let read = match fields.get("schritt") {
        "jahre" => return page.render(&address, only_shown, StatusCode::OK).await,
        _ => form::read(&values, now.today).map_err(Refusal::Invalid),
    };
    let content = match read {
        Ok(_) if fields.get("schritt") == "pruefen" => return page.render(&address, only_shown, StatusCode::OK).await,
        Ok(content) => content,
        Err(refusal) => return page.refuse(refusal, &address, &fields).await,
    };
    let version = fields.get("version").parse::<i32>().unwrap_or(-1);
    match propose(db, actor, now, Propose { case_id: id, version, content }).await {
        Ok(decision) => {
            page.done(&paths::decision(decision), "Vorgeschlagen. Jetzt muss eine zweite Person mitzeichnen.")
        }
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

async fn approve(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    second(page, id, fields, Verdict::Approved).await
}

async fn reject(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    second(page, id, fields, Verdict::Rejected).await
}

async fn second(page: Page, id: i64, fields: Fields, verdict: Verdict) -> Response {
    let address = paths::decision(id);
    let command = Decide {
        decision_id: id,
        version: Some(fields.get("version").parse().unwrap_or(-1)),
        verdict,
        reason: fields.optional("reason").map(str::to_owned),
    };
    let notice = match verdict {
        Verdict::Approved => "Mitgezeichnet. Der Bescheid gilt und ist gebucht.",
        Verdict::Rejected | Verdict::Withdrawn => "Abgelehnt. Es wurde nichts bewilligt.",
    };
    match decide(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(()) => page.done(&address, notice),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

async fn take_back(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let address = paths::decision(id);
    let command = Withdraw {
        decision_id: id,
        version: Some(fields.get("version").parse().unwrap_or(-1)),
        reason: fields.optional("reason").map(str::to_owned),
    };
    match withdraw(&page.state.db, &page.who.actor, page.who.now, command).await {
        Ok(()) => page
            .done(&address, "Zurückgezogen. Es wurde nichts bewilligt; eine neue Fassung kann vorgeschlagen werden."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

async fn made_known(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let address = paths::decision(id);
    let mut errors = Vec::new();
    let mut day = |field: &'static str| {
        let text = fields.optional(field)?;
        let day = app::text::typed_day(text);
        if day.is_none() {
            errors.push(FieldError::new(field, "date", "Bitte ein Datum angeben, zum Beispiel 31.01.2020."));
        }
        day
    };
    let command = Notify {
        decision_id: id,
        version: Some(fields.get("version").parse().unwrap_or(-1)),
        notified_on: day("notified_on"),
        waived_on: day("waived_on"),
    };
    let done = match errors.is_empty() {
        true => notify(&page.state.db, &page.who.actor, page.who.now, command).await,
        false => Err(Refusal::Invalid(errors)),
    };
    match done {
        Ok(()) => page.done(&address, "Gespeichert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}
