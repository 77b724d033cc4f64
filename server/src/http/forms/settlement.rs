//! Forms about settlement: call for money, answer the call, hand in a proof of use, check it, say when money was used.
mod late_use;

use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::{context::FormState, paths, settlement::form};
use axum::{extract::Path, http::StatusCode, response::Response};
use entity::{
    refusal::Refusal,
    settlement::{
        desk,
        draw::{
            Verdict,
            change::{Enter, Reply, enter, reply},
        },
        proof::change::{Submit, submit},
        review::change::check,
    },
    viewpoint::Viewpoint,
};

/// The forms about settlement.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/projekte/{number}/faelle/{id}/abruf", call)
        .form("/abrufe/{id}/auszahlen", pay)
        .form("/abrufe/{id}/ablehnen", refuse)
        .form("/abrufe/{id}/verwendung", late_use::record)
        .form("/abrufe/{id}/verwendung-storno", late_use::take_back)
        .form("/abrufe/{id}/zinsen", late_use::claim)
        .form("/projekte/{number}/faelle/{id}/nachweis", prove)
        .form("/nachweise/{id}/pruefung", check_proof)
}

/// Whether the case of an address is one of its project, and may be known of.
async fn case_of(page: &Page, number: &str, id: i64) -> Result<(), Refusal> {
    let view = Viewpoint::now(&page.who.now);
    let desk = desk::of_project(&page.state.db, &page.who.actor, view, number).await?;
    desk.case(id).map(|_| ())
}

fn version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}

/// Enters a call.
async fn call(page: Page, Path((number, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let address = paths::new_draw(&number, id);
    let done = async {
        case_of(&page, &number, id).await?;
        let call = form::call(&fields.values()).map_err(Refusal::Invalid)?;
        let command = Enter { case_id: id, version: version(&fields), call };
        enter(&page.state.db, &page.who.actor, page.who.now, command).await
    };
    match done.await {
        Ok(draw) => {
            page.done(&paths::draw(draw), "Der Abruf ist eingetragen. Jetzt entscheidet die Bewilligungsbehörde.")
        }
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

async fn pay(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    answer(page, id, fields, Verdict::Paid).await
}

async fn refuse(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    answer(page, id, fields, Verdict::Refused).await
}

async fn answer(page: Page, id: i64, fields: Fields, verdict: Verdict) -> Response {
    let address = paths::draw(id);
    let done = async {
        let values = fields.values();
        let mut form = form::Reader::new(&values);
        let dated_on = form.day("dated_on", "Wertdatum");
        let text = form.typed("amount");
        let amount = if verdict == Verdict::Paid { form.amount("amount", "Auszahlung", text) } else { None };
        let reason = form.text("reason");
        // who may not see the call learns nothing of what is wrong with the form
        desk::with_draw(&page.state.db, &page.who.actor, Viewpoint::now(&page.who.now), id).await?;
        let Some(dated_on) = dated_on.filter(|_| form.errors.is_empty()) else {
            return Err(Refusal::Invalid(form.errors));
        };
        let command = Reply { draw_id: id, version: Some(version(&fields)), verdict, dated_on, amount, reason };
        reply(&page.state.db, &page.who.actor, page.who.now, command).await
    };
    let notice = match verdict {
        Verdict::Paid => "Die Auszahlung ist gebucht.",
        Verdict::Refused => "Abgelehnt. Der Abruf ist zurückgebucht.",
    };
    match done.await {
        Ok(()) => page.done(&address, notice),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Hands in a proof; or only shows other years.
async fn prove(page: Page, Path((number, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let address = paths::new_proof(&number, id);
    let (who, values) = (&page.who, fields.values());
    if fields.get("schritt") == "jahre" {
        return match case_of(&page, &number, id).await {
            Ok(()) => page.render(&address, FormState { values, ..FormState::default() }, StatusCode::OK).await,
            Err(refusal) => page.refuse(refusal, &address, &fields).await,
        };
    }
    let done = async {
        case_of(&page, &number, id).await?;
        let statement = form::statement(&values, who.now.today).map_err(Refusal::Invalid)?;
        let command = Submit { case_id: id, version: version(&fields), statement };
        submit(&page.state.db, &who.actor, who.now, command).await
    };
    match done.await {
        Ok(proof) => {
            page.done(&paths::proof(proof), "Der Nachweis ist eingetragen. Jetzt prüft ihn die Bewilligungsbehörde.")
        }
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}

/// Enters what came of the check of a proof.
async fn check_proof(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let (db, who) = (&page.state.db, &page.who);
    let done = async {
        let (.., proof) = desk::with_proof(db, &who.actor, Viewpoint::now(&who.now), id).await?;
        let command = form::check(id, &fields.values(), &proof.statement.lines).map_err(Refusal::Invalid)?;
        check(db, &who.actor, who.now, command).await
    };
    match done.await {
        Ok(_) => page.done(&paths::proof(id), "Der Prüfungsvermerk ist abgeschlossen und gebucht."),
        Err(refusal) => page.refuse(refusal, &paths::proof(id), &fields).await,
    }
}
