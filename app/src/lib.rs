//! What people see. Pages run on the server only and ask `entity` directly; what runs in the browser lives in
//! [`islands`] and nowhere else. `shell` is the document, `App` the table of routes: one line per page.
pub mod islands;

#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod errors;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
pub mod text;
#[cfg(feature = "ssr")]
pub mod ui;

#[cfg(feature = "ssr")]
mod administration;
#[cfg(feature = "ssr")]
mod adoptions;
#[cfg(feature = "ssr")]
pub mod budget;
#[cfg(feature = "ssr")]
mod cofunding;
#[cfg(feature = "ssr")]
mod dashboard;
#[cfg(feature = "ssr")]
mod figure;
#[cfg(feature = "ssr")]
pub mod grants;
#[cfg(feature = "ssr")]
pub mod imports;
#[cfg(feature = "ssr")]
mod interest;
#[cfg(feature = "ssr")]
pub mod municipalities;
#[cfg(feature = "ssr")]
mod projects;
#[cfg(feature = "ssr")]
mod recovery;
#[cfg(feature = "ssr")]
mod regions;
#[cfg(feature = "ssr")]
pub mod reports;
#[cfg(feature = "ssr")]
pub mod settlement;
#[cfg(feature = "ssr")]
mod sign_in;
#[cfg(feature = "ssr")]
pub mod solutions;
#[cfg(feature = "ssr")]
mod statements;

#[cfg(feature = "ssr")]
mod tasks;

#[cfg(feature = "ssr")]
pub use routes::{App, shell};

/// Called once by the browser: from here on islands can wake up.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
