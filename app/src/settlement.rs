//! Settlement: the desk of a project, calls for money with their answers, proofs of use with their checks.
mod desk;
mod draw;
mod draw_form;
pub mod form;
mod late_use;
mod proof;
mod proof_form;

pub use desk::SettlementDesk;
pub use draw::DrawPage;
pub use draw_form::DrawForm;
pub use proof::ProofPage;
pub use proof_form::ProofForm;

use crate::{
    context::PageContext,
    paths,
    ui::notice::{Tone, notice},
};
use leptos::prelude::*;

/// What is said when somebody else was faster.
fn stale(context: &PageContext) -> Option<AnyView> {
    context.form.stale.then(|| {
        let body = "Ihre Eingabe ist noch nicht gespeichert, sie steht unten. Bitte prüfen Sie, was inzwischen gilt, und senden Sie noch einmal.";
        notice(Tone::Warning, "Inzwischen hat jemand anderes an der Abwicklung dieses Projekts gearbeitet", Some(body.into()))
    })
}

/// Where these pages lie: below the desk of a project.
fn crumbs(context: &PageContext, number: &str, title: &str) -> Vec<(String, String)> {
    vec![
        (context.link(paths::PROJECTS), "Projekte".to_owned()),
        (context.link(paths::project(number)), title.to_owned()),
        (context.link(paths::settlement(number)), "Abwicklung".to_owned()),
    ]
}
