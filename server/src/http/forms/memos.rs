//! Forms about the memos of a grant case: put one on the file, take one back.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::{paths, settlement::form::Reader};
use axum::{extract::Path, response::Response};
use entity::{
    grant::memo::{
        AidBasis, Memo, MemoKind,
        change::{self, Record, TakeBack},
        find::{self, OfCase},
    },
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};

/// The forms about memos.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes
        .form("/projekte/{number}/faelle/{id}/vermerke", record)
        .form("/projekte/{number}/faelle/{id}/vermerke/storno", take_back)
}

async fn record(page: Page, Path((number, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let done = async {
        of_case(&page, &number, id).await?;
        let command = Record { case_id: id, version: version(&fields), memo: read(&fields)? };
        change::record(&page.state.db, &page.who.actor, page.who.now, command).await
    };
    let done = done.await;
    answer(page, &number, id, &fields, done, "Der Vermerk ist eingetragen.").await
}

async fn take_back(page: Page, Path((number, id)): Path<(String, i64)>, fields: Fields) -> Response {
    let done = async {
        let found = of_case(&page, &number, id).await?;
        let theirs = |id: &i64| found.memos.iter().any(|row| row.id == *id);
        let Some(memo_id) = fields.get("memo").parse::<i64>().ok().filter(theirs) else {
            return Err(Refusal::field("memo", "required", "Bitte wählen, was storniert wird."));
        };
        let command = TakeBack { memo_id, version: version(&fields), reason: fields.get("reason").to_owned() };
        change::take_back(&page.state.db, &page.who.actor, page.who.now, command).await
    };
    let done = done.await;
    answer(page, &number, id, &fields, done, "Storniert. Beides bleibt zu sehen.").await
}

/// The case of an address, for who may change its memos; who may not see it learns nothing else.
async fn of_case(page: &Page, number: &str, id: i64) -> Result<OfCase, Refusal> {
    let found = find::of_case(&page.state.db, &page.who.actor, Viewpoint::now(&page.who.now), id).await?;
    match found.project.0 == number {
        true if found.may_change => Ok(found),
        true => Err(Refusal::Forbidden),
        false => Err(Refusal::NotFound),
    }
}

fn version(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}

fn read(fields: &Fields) -> Result<Memo, Refusal> {
    let values = fields.values();
    let mut form = Reader::new(&values);
    let kind = MemoKind::from_key(form.typed("kind"));
    if kind.is_none() {
        form.errors.push(FieldError::new("kind", "required", "Bitte wählen, was vermerkt wird."));
    }
    let dated_on = form.day("dated_on", "Datum des Schreibens");
    let holds_from = match form.typed("holds_from").is_empty() {
        true => None,
        false => form.day("holds_from", "Beginn erlaubt ab"),
    };
    let other_aid = form.amount("other_aid", "Andere De-minimis-Beihilfen", form.typed("other_aid"));
    let (Some(kind), Some(dated_on), true) = (kind, dated_on, form.errors.is_empty()) else {
        return Err(Refusal::Invalid(form.errors));
    };
    Ok(Memo {
        kind,
        decision_id: form.typed("decision").parse().ok(),
        dated_on,
        holds_from,
        basis: AidBasis::from_key(form.typed("basis")),
        other_aid,
        reference: form.typed("reference").to_owned(),
    })
}

async fn answer(
    page: Page,
    number: &str,
    id: i64,
    fields: &Fields,
    done: Result<i64, Refusal>,
    notice: &str,
) -> Response {
    let address = paths::memos(number, id);
    match done {
        Ok(_) => page.done(&address, notice),
        Err(refusal) => page.refuse(refusal, &address, fields).await,
    }
}
