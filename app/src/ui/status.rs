//! States: a shape, a word and a colour.
use entity::project::lifecycle::{Lifecycle, Stage, Transfer};
use leptos::prelude::*;

/// The mark of a project's state.
#[must_use]
pub fn lifecycle(state: Lifecycle) -> AnyView {
    mark(shape(state.stage()), tone(state.stage()), state.label())
}

/// The mark of a group of states.
#[must_use]
pub fn stage(stage: Stage) -> AnyView {
    mark(shape(stage), tone(stage), stage.label())
}

/// The mark of a transfer state.
#[must_use]
pub fn transfer(state: Transfer) -> AnyView {
    let (shape, tone) = match state {
        Transfer::Unknown => (Shape::Dotted, "muted"),
        Transfer::None | Transfer::Retired => (Shape::Cross, "muted"),
        Transfer::Planned => (Shape::Ring, "info"),
        Transfer::Ready => (Shape::Half, "info"),
        Transfer::Reused => (Shape::Check, "good"),
    };
    mark(shape, tone, state.label())
}

/// The mark of a municipality's use of a solution.
#[must_use]
pub fn adoption(key: &str, label: &str) -> AnyView {
    let (shape, tone) = match key {
        "productive" => (Shape::Check, "good"),
        "introducing" => (Shape::Half, "info"),
        "evaluating" | "interested" => (Shape::Ring, "info"),
        "rejected" => (Shape::Cross, "muted"),
        _ => (Shape::Dotted, "muted"),
    };
    mark(shape, tone, label)
}

/// Shapes that differ without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Not begun.
    Ring,
    /// Under way.
    Half,
    /// Being checked.
    Diamond,
    /// Done.
    Check,
    /// Ended early.
    Cross,
    /// Wrong.
    Triangle,
    /// Not known.
    Dotted,
}

fn shape(stage: Stage) -> Shape {
    match stage {
        Stage::Planning => Shape::Ring,
        Stage::Running => Shape::Half,
        Stage::Settlement => Shape::Diamond,
        Stage::Closed => Shape::Check,
        Stage::Stopped => Shape::Cross,
        Stage::Unknown => Shape::Dotted,
    }
}

fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Running | Stage::Planning => "info",
        Stage::Settlement => "warn",
        Stage::Closed => "good",
        Stage::Stopped | Stage::Unknown => "muted",
    }
}

/// A sentence in a tone, with the shape that goes with it.
#[must_use]
pub fn line(tone: &'static str, words: &str) -> AnyView {
    let shape = match tone {
        "good" => Shape::Check,
        "warn" | "bad" => Shape::Triangle,
        _ => Shape::Ring,
    };
    mark(shape, tone, words)
}

/// A shape and a word in a tone: `info`, `good`, `warn`, `bad`, `muted`.
#[must_use]
pub fn mark(shape: Shape, tone: &'static str, words: &str) -> AnyView {
    let path = match shape {
        Shape::Ring | Shape::Dotted => "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z",
        Shape::Half => "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z M8 5.5v5a2.5 2.5 0 0 0 0-5z",
        Shape::Diamond => "M8 2l6 6-6 6-6-6z",
        Shape::Check => "M3 8.5l3.5 3.5L13 4.5",
        Shape::Cross => "M4 4l8 8M12 4l-8 8",
        Shape::Triangle => "M8 2.5l6 11H2z",
    };
    let class = match shape {
        Shape::Dotted => "mark-shape mark-dotted",
        Shape::Triangle | Shape::Diamond => "mark-shape mark-filled",
        _ => "mark-shape",
    };
    view! {
        <span class=format!("mark mark-{tone}")>
            <svg class=class viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d=path/></svg>
            <span>{words.to_owned()}</span>
        </span>
    }
    .into_any()
}
