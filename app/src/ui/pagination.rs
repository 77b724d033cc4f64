//! Leads through the pages of a long list.
use leptos::prelude::*;

/// Links to the pages of a list; `href` makes the address of a page, counted from 1.
#[must_use]
pub fn pagination(page: u64, pages: u64, href: impl Fn(u64) -> String) -> AnyView {
    if pages <= 1 {
        return ().into_any();
    }
    let shown = |number: u64| number == 1 || number == pages || number.abs_diff(page) <= 1;
    let mut items: Vec<AnyView> = Vec::new();
    let mut gap = false;
    for number in 1..=pages {
        if !shown(number) {
            if !gap {
                items.push(view! { <li class="gap" aria-hidden="true">"…"</li> }.into_any());
            }
            gap = true;
            continue;
        }
        gap = false;
        let current = (number == page).then_some("page");
        let label = format!("Seite {number}");
        items.push(
            view! { <li><a href=href(number) aria-current=current aria-label=label>{number}</a></li> }.into_any(),
        );
    }
    let before = (page > 1).then(|| view! { <li><a rel="prev" href=href(page - 1)>"Zurück"</a></li> });
    let after = (page < pages).then(|| view! { <li><a rel="next" href=href(page + 1)>"Weiter"</a></li> });
    view! {
        <nav class="pagination" aria-label="Seiten">
            <ul>{before}{items}{after}</ul>
        </nav>
    }
    .into_any()
}
