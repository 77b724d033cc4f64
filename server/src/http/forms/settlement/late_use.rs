//! Forms about the use of the money of a call: record a use, take one back, claim interest on what was used late.
use super::version;
use crate::http::{fields::Fields, forms::recovery::renamed, pages::Page};
use app::{paths, settlement::form::Reader};
use axum::{extract::Path, response::Response};
use entity::{
    recovery::change::late_use::{ClaimInterest, claim_interest},
    refusal::{FieldError, Refusal},
    settlement::draw::used::{
        Usage,
        change::{self, TakeBack, Use},
        find::{OfDraw, of_draw},
    },
    viewpoint::Viewpoint,
};

/// Records a use.
pub async fn record(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = async {
        known(&page, id).await?;
        let values = fields.values();
        let mut form = Reader::new(&values);
        let used_on = form.day("used_on", "Verwendet am");
        let kind = Usage::from_key(form.typed("used_kind"));
        if kind.is_none() {
            form.errors.push(FieldError::new("used_kind", "required", "Bitte die Art wählen."));
        }
        let amount = form.money("used_amount", "Betrag");
        let reference = form.typed("used_reference").to_owned();
        let (Some(used_on), Some(kind), Some(amount)) = (used_on, kind, amount) else {
            return Err(Refusal::Invalid(form.errors));
        };
        let command = Use { draw_id: id, version: version(&fields), used_on, kind, amount, reference };
        change::record_use(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ())
    };
    let done = done.await;
    answer(page, id, &fields, done, "Die Verwendung ist eingetragen.").await
}

/// Takes a use of the call back.
pub async fn take_back(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = async {
        let found = known(&page, id).await?;
        if !found.may_use {
            return Err(Refusal::Forbidden);
        }
        let theirs = |id: &i64| found.uses.iter().any(|row| row.id == *id);
        let chosen = fields.get("use_id").parse::<i64>().ok().filter(theirs);
        let Some(use_id) = chosen else {
            return Err(Refusal::field("use_id", "required", "Bitte wählen, was storniert wird."));
        };
        let command = TakeBack { use_id, version: version(&fields), reason: fields.get("use_reason").to_owned() };
        change::take_back(&page.state.db, &page.who.actor, page.who.now, command).await.map(|_| ())
    };
    let done = done.await;
    answer(page, id, &fields, done, "Storniert. Beides bleibt zu sehen.").await
}

/// Claims interest on what was used late.
pub async fn claim(page: Page, Path(id): Path<i64>, fields: Fields) -> Response {
    let done = async {
        known(&page, id).await?;
        let values = fields.values();
        let mut form = Reader::new(&values);
        let until = form.day("until", "Erster Tag ohne Zinsen");
        let heard_on = match form.typed("heard_on").is_empty() {
            true => None,
            false => form.day("heard_on", "Anhörung"),
        };
        let dated_on = form.day("dated_on", "Datum des Zinsbescheids");
        let due_on = form.day("due_on", "Zu zahlen bis");
        let (Some(until), Some(dated_on), Some(due_on), true) = (until, dated_on, due_on, form.errors.is_empty())
        else {
            return Err(Refusal::Invalid(form.errors));
        };
        let command = ClaimInterest {
            draw_id: id,
            version: version(&fields),
            until,
            heard_on,
            dated_on,
            due_on,
            reason: fields.get("reason").to_owned(),
            reference: fields.get("reference").to_owned(),
        };
        claim_interest(&page.state.db, &page.who.actor, page.who.now, command).await
    };
    match done.await {
        Ok(claim) => page.done(&paths::recovery(claim), "Die Zinsen sind gefordert und gebucht."),
        Err(refusal) => page.refuse(refusal, &paths::draw(id), &fields).await,
    }
}

/// The use of the call; who may not see it learns nothing of what is wrong with the form.
async fn known(page: &Page, id: i64) -> Result<OfDraw, Refusal> {
    let now = page.who.now;
    of_draw(&page.state.db, &page.who.actor, Viewpoint::now(&now), id, now.today).await
}

async fn answer(page: Page, id: i64, fields: &Fields, done: Result<(), Refusal>, notice: &str) -> Response {
    let address = paths::draw(id);
    let names = [("amount", "used_amount"), ("reference", "used_reference"), ("reason", "use_reason")];
    match done.map_err(|refusal| renamed(refusal, &names)) {
        Ok(()) => page.done(&address, notice),
        Err(refusal) => page.refuse(refusal, &address, fields).await,
    }
}
