//! The form behind the link of the mail that asks the contact of a solution.
use crate::http::{error::Refused, pages::Page, routes::Routes};
use app::{context::FormState, paths};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use entity::{refusal::Refusal, solution::asking::confirm::confirm};

/// The form.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form("/ansprechstelle/{token}/bestaetigen", still_right)
}

/// Confirms that a sheet is still right; a link that is void explains itself.
async fn still_right(page: Page, Path(token): Path<String>) -> Response {
    match confirm(&page.state.db, &page.who.actor, page.who.now, &token).await {
        Ok(slug) => page.done(&paths::solution(&slug), "Vielen Dank. Die Angaben sind als bestätigt verzeichnet."),
        Err(Refusal::NotFound) => {
            page.render(&paths::contact_confirm(&token), FormState::default(), StatusCode::NOT_FOUND).await
        }
        Err(refusal) => Refused::new(refusal, false).into_response(),
    }
}
