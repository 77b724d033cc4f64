//! The JSON interface below `/api/v1`, over the same operations as the pages. Its shapes are structs of their own:
//! what the program calls a thing may change, what the interface calls it may not.
//!
//! Every call is described by `utoipa` beside its handler; a test holds that the document names all of them.
pub mod adoptions;
pub mod audit;
pub mod body;
pub mod budget;
pub mod call;
pub mod checks;
pub mod decisions;
pub mod fault;
pub mod figures;
pub mod imports;
pub mod ledger;
pub mod memos;
pub mod municipalities;
pub mod openapi;
pub mod paging;
pub mod programmes;
pub mod projects;
pub mod publiccode;
pub mod recovery;
pub mod reports;
pub mod settlement;
pub mod shape;
pub mod solutions;
pub mod times;

use crate::http::routes::Routes;

/// Where the interface begins.
pub const ROOT: &str = "/api/v1";

/// The calls of all subjects.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    let routes = reports::routes(figures::routes(budget::routes(programmes::routes(routes))));
    let routes = decisions::routes(memos::routes(ledger::routes(projects::routes(routes))));
    let routes = settlement::routes(recovery::routes(routes));
    let routes = imports::routes(municipalities::routes(routes));
    let routes = adoptions::routes(routes);
    let routes = publiccode::routes(routes);
    openapi::routes(checks::routes(audit::routes(solutions::routes(routes))))
}
