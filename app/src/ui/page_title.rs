//! The title of a page. leptos_meta writes titles into the head as they are, so this escapes first.
use crate::text::escape;
use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the title of the document.
#[must_use]
pub fn page_title(title: &str) -> AnyView {
    let text = escape(&format!("{title} · Leitstand"));
    view! { <Title text=text/> }.into_any()
}
