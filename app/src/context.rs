//! What a page may ask for. The server puts it into the leptos context of each request.
use crate::{errors, paths};
use entity::{
    actor::Actor,
    clock::Now,
    db::Db,
    refusal::{FieldError, Refusal},
    viewpoint::Viewpoint,
};
use leptos::prelude::use_context;
use std::collections::HashMap;

/// Everything a page may ask for.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// The database.
    pub db: Db,
    /// Who looks.
    pub actor: Actor,
    /// What time it is.
    pub now: Now,
    /// From when one looks: `stand` and `bekannt` of the address.
    pub viewpoint: Viewpoint,
    /// Addresses of style, icon and browser side.
    pub assets: AssetUrls,
    /// What a form said and why it was refused; empty for a page that was asked for.
    pub form: FormState,
    /// How many bytes an uploaded file may have.
    pub upload_limit: usize,
    /// Where the program is reached, without a slash at its end (`https://leitstand.example`); empty where nobody said.
    pub base: String,
    /// Whether mails can be sent: without them there are no forms that need them.
    pub mails: bool,
    /// The nonce of the content security policy, where the server uses one.
    pub nonce: Option<String>,
}

/// Addresses of what the head of a page loads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssetUrls {
    /// The one style sheet.
    pub css: String,
    /// The browser side; none where it was not built.
    pub js: Option<String>,
    /// What the browser side loads.
    pub wasm: Option<String>,
    /// The icon.
    pub icon: String,
}

/// What a form said, why it was refused, and what to tell about the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    /// What was typed, by field.
    pub values: HashMap<String, String>,
    /// What is wrong, by field.
    pub errors: Vec<FieldError>,
    /// Why nothing was done, where that is not about a field.
    pub problem: Option<errors::Problem>,
    /// Somebody changed it since the page was opened.
    pub stale: bool,
    /// What was done just now ("Der Status ist geändert.").
    pub notice: Option<String>,
}

impl PageContext {
    /// An address that keeps the two times one looks from.
    #[must_use]
    pub fn link(&self, path: impl Into<String>) -> String {
        paths::keep(path.into(), &self.viewpoint)
    }
}

impl FormState {
    /// The state of a form that was refused; the page is shown again with what was typed.
    #[must_use]
    pub fn refused(values: HashMap<String, String>, refusal: &Refusal) -> Self {
        let mut state = Self { values, ..Self::default() };
        match refusal {
            Refusal::Invalid(errors) => state.errors.clone_from(errors),
            Refusal::Stale => state.stale = true,
            other => state.problem = Some(errors::problem(other)),
        }
        state
    }

    /// The state of a page after something was done.
    #[must_use]
    pub fn done(notice: impl Into<String>) -> Self {
        Self { notice: Some(notice.into()), ..Self::default() }
    }

    /// What was typed into a field.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<String> {
        self.values.get(field).cloned()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
    }

    /// Whether a form was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.stale || self.problem.is_some() || !self.errors.is_empty()
    }
}

/// The context of this request; none while the list of routes is made.
#[must_use]
pub fn get() -> Option<PageContext> {
    use_context::<PageContext>()
}

/// The programme that the pages show.
pub const PROGRAMME: &str = "dmr-nrw";
