//! Where a page lies.
use leptos::prelude::*;

/// The way to a page; the page itself is not part of it.
#[must_use]
pub fn breadcrumb(crumbs: Vec<(String, String)>) -> AnyView {
    if crumbs.is_empty() {
        return ().into_any();
    }
    view! {
        <nav class="breadcrumb" aria-label="Pfad">
            <ol>
                {crumbs
                    .into_iter()
                    .map(|(href, label)| view! { <li><a href=href>{label}</a></li> })
                    .collect_view()}
            </ol>
        </nav>
    }
    .into_any()
}
