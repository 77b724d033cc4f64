//! Facts as KERN's description list.
use leptos::prelude::*;

/// Keys and values, one below the other.
#[must_use]
pub fn facts(items: Vec<(String, AnyView)>) -> AnyView {
    view! {
        <dl class="kern-description-list facts">
            {items
                .into_iter()
                .map(|(key, value)| view! {
                    <div class="kern-description-list-item">
                        <dt class="kern-description-list-item__key">{key}</dt>
                        <dd class="kern-description-list-item__value">{value}</dd>
                    </div>
                })
                .collect_view()}
        </dl>
    }
    .into_any()
}

/// A text as a value, or "unbekannt".
#[must_use]
pub fn text_or_unknown(text: Option<String>) -> AnyView {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => view! { <span class="text">{text}</span> }.into_any(),
        None => super::money::unknown(),
    }
}
