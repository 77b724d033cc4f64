//! The bar that says from when one looks, with a form to look from another day.
use crate::{context::PageContext, paths, text, ui::sample_badge};
use leptos::prelude::*;

/// The bar under the header.
#[must_use]
pub fn stand_bar(context: &PageContext, path: String, query: Vec<(String, String)>, sample: bool) -> AnyView {
    let viewpoint = &context.viewpoint;
    let known = paths::known_on(viewpoint);
    let known_words =
        known.map_or_else(|| "wie heute bekannt".to_owned(), |day| format!("wie am {} bekannt", text::day(day)));
    let other = !viewpoint.is_now();
    let kept: Vec<(String, String)> =
        query.into_iter().filter(|(name, _)| name != "stand" && name != "bekannt").collect();
    let pairs: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = paths::with_query(&path, &pairs);
    let hidden = kept
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> })
        .collect_view();
    let today = context.now.today.to_string();
    view! {
        <section class="stand" class:stand-other=other aria-label="Stand der Daten">
            <div class="wide stand-line">
                <p>
                    "Stand " <strong>{text::day(viewpoint.as_of)}</strong> " · " {known_words}
                    {other.then(|| view! { " · " <a href=back>"zurück zu heute"</a> })}
                </p>
                <details class="stand-change">
                    <summary>"Anderen Tag wählen"</summary>
                    <form method="get" action=path>
                        <div class="filter">
                            <label for="stand-tag">"Was galt am"</label>
                            <input id="stand-tag" type="date" name="stand" max=today.clone() value=viewpoint.as_of.to_string()/>
                        </div>
                        <div class="filter">
                            <label for="stand-bekannt">"Wie bekannt am (leer: heute)"</label>
                            <input id="stand-bekannt" type="date" name="bekannt" max=today value=known.map(|day| day.to_string())/>
                        </div>
                        {hidden}
                        <button type="submit" class="kern-btn kern-btn--secondary"><span class="kern-label">"Anzeigen"</span></button>
                    </form>
                </details>
                <p class="stand-note">{sample.then(sample_badge)} "Beträge in Euro"</p>
            </div>
        </section>
    }
    .into_any()
}
