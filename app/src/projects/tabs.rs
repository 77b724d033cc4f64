//! The parts of a project as links.
use crate::{context::PageContext, paths};
use entity::permission::Action;
use leptos::prelude::*;

/// A part of a project with an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Facts, state, history.
    Overview,
    /// Decisions, plan, co-funding, ledger.
    Funding,
    /// Co-funding from promise to proof.
    Cofunding,
    /// Calls for money and proofs; for those who see what is internal.
    Settlement,
    /// Claims with interest and instalments; for those who see what is internal.
    Recovery,
}

/// The parts, the one shown marked.
pub fn tabs(context: &PageContext, number: &str, shown: Tab) -> AnyView {
    let inside = context.actor.may_somewhere(Action::SeeInternal);
    let links = [
        (Tab::Overview, paths::project(number), "Überblick"),
        (Tab::Funding, paths::funding(number), "Finanzierung"),
        (Tab::Cofunding, paths::cofunding(number), "Kofinanzierung"),
        (Tab::Settlement, paths::settlement(number), "Abwicklung"),
        (Tab::Recovery, paths::recoveries(number), "Rückforderung"),
    ]
    .into_iter()
    .filter(|(tab, ..)| inside || !matches!(tab, Tab::Settlement | Tab::Recovery))
    .map(|(tab, path, label)| {
        let current = (tab == shown).then_some("page");
        view! { <li><a href=context.link(path) aria-current=current>{label}</a></li> }
    })
    .collect_view();
    view! { <nav class="tabs" aria-label="Teile des Projekts"><ul>{links}</ul></nav> }.into_any()
}
