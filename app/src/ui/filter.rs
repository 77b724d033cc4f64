//! A bar of filters: a form whose state is the address, and chips for what is active.
use crate::{context::PageContext, paths};
use leptos::prelude::*;

/// A filter with its choices; the first choice means "all" and has no value.
pub struct Filter {
    /// Its name in the address.
    pub name: &'static str,
    /// What it is about.
    pub label: &'static str,
    /// What is chosen.
    pub chosen: String,
    /// Values and words.
    pub choices: Vec<(String, String)>,
}

/// A bar of filters over a list, with a search where there is one.
#[must_use]
pub fn bar(
    context: &PageContext,
    action: &'static str,
    search: Option<(&str, &str)>,
    filters: Vec<Filter>,
    keep: &[(&'static str, String)],
) -> AnyView {
    let chips = chips(context, action, search.map(|(_, value)| value), &filters);
    let mut hidden: Vec<(&'static str, String)> = keep.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
    if !context.viewpoint.today {
        hidden.push(("stand", context.viewpoint.as_of.to_string()));
    }
    hidden.extend(paths::known_on(&context.viewpoint).map(|day| ("bekannt", day.to_string())));
    let id = |name: &str| format!("filter-{name}");
    view! {
        <form class="filters" method="get" action=action role="search">
            {search.map(|(label, value)| view! {
                <div class="filter filter-search">
                    <label for="filter-q">{label.to_owned()}</label>
                    <input id="filter-q" type="search" name="q" value=value.to_owned()/>
                </div>
            })}
            {filters
                .into_iter()
                .map(|filter| view! {
                    <div class="filter">
                        <label for=id(filter.name)>{filter.label}</label>
                        <select id=id(filter.name) name=filter.name>
                            {filter
                                .choices
                                .into_iter()
                                .map(|(value, words)| {
                                    let selected = value == filter.chosen;
                                    view! { <option value=value selected=selected>{words}</option> }
                                })
                                .collect_view()}
                        </select>
                    </div>
                })
                .collect_view()}
            {hidden.into_iter().map(|(name, value)| super::field::hidden(name, value)).collect_view()}
            <button type="submit" class="kern-btn kern-btn--secondary filter-go"><span class="kern-label">"Anzeigen"</span></button>
        </form>
        {chips}
    }
    .into_any()
}

fn chips(context: &PageContext, action: &str, search: Option<&str>, filters: &[Filter]) -> AnyView {
    let mut active: Vec<(&str, String, String)> = Vec::new();
    if let Some(words) = search.filter(|words| !words.is_empty()) {
        active.push(("q", words.to_owned(), format!("„{words}“")));
    }
    for filter in filters.iter().filter(|filter| !filter.chosen.is_empty()) {
        let words = filter.choices.iter().find(|(value, _)| *value == filter.chosen);
        if let Some((value, words)) = words {
            active.push((filter.name, value.clone(), words.clone()));
        }
    }
    if active.is_empty() {
        return ().into_any();
    }
    let links = active
        .iter()
        .map(|(name, _, words)| {
            let rest: Vec<(&str, &str)> = active
                .iter()
                .filter(|(other, _, _)| other != name)
                .map(|(other, value, _)| (*other, value.as_str()))
                .collect();
            let href = context.link(paths::with_query(action, &rest));
            let label = format!("Filter {words} entfernen");
            view! { <li><a class="chip chip-active" href=href aria-label=label>{words.clone()} <span aria-hidden="true">"×"</span></a></li> }
        })
        .collect_view();
    let all = context.link(action);
    view! {
        <ul class="chips" aria-label="Aktive Filter">
            {links}
            <li><a class="chip-clear" href=all>"Alle Filter entfernen"</a></li>
        </ul>
    }
    .into_any()
}
