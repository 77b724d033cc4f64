//! A page: what it is called, where it lies, what it shows; and the one way to serve it.
use super::frame::frame;
use crate::{
    context::{self, PageContext},
    errors,
};
use entity::refusal::Refusal;
use leptos::prelude::*;
use std::future::Future;

/// A page, ready to be put into the frame.
pub struct Page {
    pub(crate) title: String,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) stand: bool,
    pub(crate) sample: bool,
    pub(crate) island: bool,
    pub(crate) section: &'static str,
    pub(crate) content: AnyView,
}

impl Page {
    /// A page with the stand bar.
    #[must_use]
    pub fn new(title: impl Into<String>, content: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            crumbs: Vec::new(),
            stand: true,
            sample: false,
            island: false,
            section: "",
            content: content.into_any(),
        }
    }

    /// Without the stand bar: nothing on it depends on a day.
    #[must_use]
    pub fn without_stand(mut self) -> Self {
        self.stand = false;
        self
    }

    /// Below other pages, each with address and name.
    #[must_use]
    pub fn below(mut self, crumbs: Vec<(String, String)>) -> Self {
        self.crumbs = crumbs;
        self
    }

    /// In the section of the main navigation with this address.
    #[must_use]
    pub fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// Shows invented data.
    #[must_use]
    pub fn sample(mut self, sample: bool) -> Self {
        self.sample = sample;
        self
    }

    /// Has an island, so the browser side is loaded.
    #[must_use]
    pub fn with_island(mut self) -> Self {
        self.island = true;
        self
    }
}

/// Serves a page: reads what it shows, then shows it; a refusal becomes a page of its own, with its status.
pub fn serve<Loading>(load: impl FnOnce(PageContext) -> Loading) -> AnyView
where
    Loading: Future<Output = Result<Page, Refusal>> + Send + 'static,
{
    // no context while the list of routes is made: then nothing is shown
    let Some(context) = context::get() else {
        return ().into_any();
    };
    let loading = load(context.clone());
    Suspend::new(async move {
        let page = match loading.await {
            Ok(page) => page,
            Err(refusal) => errors::refused(&context, &refusal),
        };
        frame(&context, page)
    })
    .into_any()
}
