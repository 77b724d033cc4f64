//! The form about the ledger of a project.
use crate::http::{fields::Fields, pages::Page, routes::Routes};
use app::paths;
use axum::{extract::Path, response::Response};
use entity::ledger::change::take_back;

/// The form about the ledger of a project.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/projekte/{number}/buchungen", booking)
}

/// Takes an entry back.
async fn booking(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
    let address = paths::funding(&number);
    // what is no key names no entry
    let id = fields.get("reverses").parse().unwrap_or(-1);
    let why = fields.get("reference");
    match take_back(&page.state.db, &page.who.actor, page.who.now, &number, id, why).await {
        Ok(_) => page.done(&address, "Die Buchung ist storniert."),
        Err(refusal) => page.refuse(refusal, &address, &fields).await,
    }
}
