//! Messages with KERN's alert: what was done, what is wrong.
use crate::context::PageContext;
use leptos::prelude::*;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Done.
    Success,
    /// Look at it.
    Warning,
    /// It did not work.
    Danger,
}

impl Tone {
    fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// A message with a title and what to know about it.
#[must_use]
pub fn notice(tone: Tone, title: impl Into<String>, body: Option<String>) -> AnyView {
    let key = tone.key();
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=format!("kern-alert kern-alert--{key}") role=role>
            <div class="kern-alert__header">
                <span class=format!("kern-icon kern-icon--{key}") aria-hidden="true"></span>
                <span class="kern-title">{title.into()}</span>
            </div>
            {body.map(|body| view! { <div class="kern-alert__body"><p class="kern-body">{body}</p></div> })}
        </div>
    }
    .into_any()
}

/// What the form before this page has to say: done, or why not.
#[must_use]
pub fn of_form(context: &PageContext) -> AnyView {
    let form = &context.form;
    let done = form.notice.clone().map(|text| notice(Tone::Success, text, None));
    let problem = form.problem.clone().map(|problem| notice(Tone::Danger, problem.title, Some(problem.advice)));
    let errors = super::error_summary::error_summary(&form.errors);
    view! { <div class="messages">{done}{problem}{errors}</div> }.into_any()
}
