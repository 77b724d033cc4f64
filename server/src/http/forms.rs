//! Handlers of forms, one file per subject. Each follows one pattern:
//!
//! ```ignore
//! pub async fn status(page: Page, Path(number): Path<String>, fields: Fields) -> Response {
//!     let address = paths::project(&number);
//!     let command = match read(&number, &fields) { Ok(command) => command, Err(refusal) => return page.refuse(refusal, &address, &fields).await };
//!     match project::change::set_status(&page.state.db, &page.who.actor, page.who.now, command).await {
//!         Ok(_) => page.done(&address, "Der Status ist geändert."),
//!         Err(refusal) => page.refuse(refusal, &address, &fields).await,
//!     }
//! }
//! ```
//! The operation checks rights and rules; the handler only reads fields and chooses the page that follows.
use super::routes::Routes;

mod adoptions;
mod asking;
mod budget;
mod cofunding;
mod grants;
mod import_mapping;
pub mod imports;
mod interest;
mod ledger;
mod memos;
mod municipalities;
mod pictures;
mod projects;
mod publiccode;
mod recovery;
mod rules;
mod settlement;
mod solutions;

/// The forms of all subjects.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    let routes = asking::routes(adoptions::routes(routes));
    let routes = imports::routes(budget::routes(projects::routes(routes)));
    let routes = recovery::routes(ledger::routes(cofunding::routes(grants::routes(memos::routes(
        import_mapping::routes(routes),
    )))));
    let routes = pictures::routes(municipalities::routes(publiccode::routes(routes)));
    interest::routes(solutions::routes(rules::routes(settlement::routes(routes))))
}
