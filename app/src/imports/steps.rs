//! Where the conversation stands: five steps, each an address that can be gone back to.
use crate::paths;
use entity::import_run::{State, find::Detail};
use leptos::prelude::*;

/// A step of the conversation about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The sheets as they look, and which tables were found in them.
    File,
    /// What each column was read as.
    Columns,
    /// What fits nothing yet.
    Values,
    /// What would change.
    Changes,
    /// What was done.
    Result,
}

impl Step {
    const ALL: [Self; 5] = [Self::File, Self::Columns, Self::Values, Self::Changes, Self::Result];

    fn label(self) -> &'static str {
        match self {
            Self::File => "Datei",
            Self::Columns => "Spalten",
            Self::Values => "Werte",
            Self::Changes => "Unterschiede",
            Self::Result => "Ergebnis",
        }
    }

    /// Its address; none where it is not there yet.
    fn address(self, run: &Detail) -> Option<String> {
        let id = run.line.id;
        let read = !matches!(run.line.state, State::Reading | State::Failed);
        let applied = matches!(run.line.state, State::Applied | State::Undoing | State::Undone);
        match self {
            Self::File => (run.line.state != State::Reading).then(|| paths::import_step(id, "datei")),
            Self::Columns => read.then(|| paths::import_step(id, "spalten")),
            Self::Values => read.then(|| paths::import_step(id, "werte")),
            // once applied, the page begins with the result and the differences follow
            Self::Changes if applied => Some(format!("{}#zeilen", paths::import(id))),
            Self::Changes => read.then(|| paths::import(id)),
            Self::Result => applied.then(|| paths::import(id)),
        }
    }
}

/// The five steps with the current one marked; those that are there are links.
pub fn steps(run: &Detail, here: Step) -> AnyView {
    let items = Step::ALL
        .into_iter()
        .zip(1..)
        .map(|(step, number): (Step, u8)| {
            let done = step < here || (here == Step::Result && run.line.state == State::Applied);
            let current = (step == here).then_some("step");
            let words = if done { "✓".to_owned() } else { number.to_string() };
            let label = match step.address(run).filter(|_| step != here) {
                Some(href) => view! { <a href=href>{step.label()}</a> }.into_any(),
                None => view! { <span>{step.label()}</span> }.into_any(),
            };
            view! {
                <li class:step-done=done aria-current=current>
                    <span class="step-number" aria-hidden="true">{words}</span>
                    {label}
                    {done.then(|| view! { <span class="kern-sr-only">" (erledigt)"</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label="Schritte des Imports"><ol class="steps">{items}</ol></nav> }.into_any()
}
