//! Amounts as people read them: exact in tables, in millions in tiles, and each a link to where it comes from.
use crate::{context::PageContext, paths, text};
use entity::{money::Cents, precision::Precision};
use leptos::prelude::*;

/// An exact amount, with a mark where it is not exact to the cent.
#[must_use]
pub fn exact(amount: Cents, precision: Precision) -> AnyView {
    let mark = text::precision_mark(precision).map(|mark| {
        view! { <span class="precision" title=text::precision(precision)>{mark}</span>" " }
    });
    view! { <span class="money">{mark}{amount.to_string()}</span> }.into_any()
}

/// An exact amount, or "unbekannt".
#[must_use]
pub fn exact_or_unknown(amount: Option<(Cents, Precision)>) -> AnyView {
    amount.map_or_else(unknown, |(amount, precision)| exact(amount, precision))
}

/// What is not known.
#[must_use]
pub fn unknown() -> AnyView {
    view! { <span class="unknown">{text::UNKNOWN}</span> }.into_any()
}

/// An exact amount that leads to its figure.
#[must_use]
pub fn linked(context: &PageContext, id: &str, amount: Cents, precision: Precision) -> AnyView {
    let href = context.link(paths::figure(id));
    let mark = text::precision_mark(precision).map(|mark| {
        view! { <span class="precision" title=text::precision(precision)>{mark}</span>" " }
    });
    view! { <a class="money" href=href>{mark}{amount.to_string()}</a> }.into_any()
}

/// An amount in millions that leads to its figure, the full amount as its title.
#[must_use]
pub fn millions(context: &PageContext, id: &str, amount: Cents) -> AnyView {
    let href = context.link(paths::figure(id));
    view! { <a class="figure" href=href title=amount.to_string()>{short(amount)}</a> }.into_any()
}

/// An amount in millions: `91,0 Mio. €`; below 100,000 € in full euros, for a tile must not say "0,0 Mio. €".
#[must_use]
pub fn short(amount: Cents) -> String {
    if amount.0 != 0 && amount.0.unsigned_abs() < 10_000_000 {
        let exact = amount.german();
        let whole = exact.split_once(',').map_or(exact.as_str(), |(whole, _)| whole);
        return format!("{whole}\u{a0}€");
    }
    amount.millions().replace(' ', "\u{a0}")
}
