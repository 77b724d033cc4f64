//! What every page is built from. Small functions that take their data and give a view; KERN's parts where KERN has
//! them.
pub mod breadcrumb;
pub mod chart;
pub mod error_summary;
pub mod facts;
pub mod field;
pub mod filter;
pub mod frame;
pub mod kreis_map;
pub mod money;
pub mod notice;
pub mod origin;
pub mod page;
pub mod page_title;
pub mod pagination;
pub mod stand_bar;
pub mod status;
pub mod table;
pub mod text_area;
pub mod tile_map;

use leptos::prelude::*;

/// A link that looks like a button.
#[must_use]
pub fn button_link(href: String, label: &str, primary: bool) -> AnyView {
    let class = if primary { "kern-btn kern-btn--primary" } else { "kern-btn kern-btn--secondary" };
    view! { <a class=class href=href><span class="kern-label">{label.to_owned()}</span></a> }.into_any()
}

/// The button that sends a form.
#[must_use]
pub fn submit(label: &str, primary: bool) -> AnyView {
    let class = if primary { "kern-btn kern-btn--primary" } else { "kern-btn kern-btn--secondary" };
    view! { <button type="submit" class=class><span class="kern-label">{label.to_owned()}</span></button> }.into_any()
}

/// The heading of a section, with a link at its end that leads on.
#[must_use]
pub fn section_head(id: &'static str, title: impl Into<String>, more: Option<(String, String)>) -> AnyView {
    view! {
        <div class="section-head">
            <h2 class="kern-heading-medium" id=id>{title.into()}</h2>
            {more.map(|(href, label)| view! { <a class="more" href=href>{label}</a> })}
        </div>
    }
    .into_any()
}

/// One of KERN's icons; decoration, the word stands beside it.
#[must_use]
pub fn icon(name: &str) -> AnyView {
    view! { <span class=format!("kern-icon kern-icon--{name} kern-icon--small") aria-hidden="true"></span> }.into_any()
}

/// The mark of invented data.
#[must_use]
pub fn sample_badge() -> AnyView {
    view! {
        <span class="kern-badge kern-badge--warning kern-badge--small" title="Die Beträge sind erfunden und zeigen nur, wie es aussieht.">
            {icon("warning")}<span class="kern-label kern-label--small">"Beispieldaten"</span>
        </span>
    }
    .into_any()
}

/// The mark of one invented row among others.
#[must_use]
pub fn sample_mark() -> AnyView {
    view! { <span class="sample" title="Erfunden, zeigt nur, wie es aussieht.">"Beispiel"</span> }.into_any()
}

/// A short property in a pill.
#[must_use]
pub fn chip(text: impl Into<String>) -> AnyView {
    view! { <span class="chip">{text.into()}</span> }.into_any()
}

/// What would be here, and how it gets here.
#[must_use]
pub fn empty(title: &str, advice: &str) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">{title.to_owned()}</p>
            <p>{advice.to_owned()}</p>
        </div>
    }
    .into_any()
}
