//! The ladder: one bar for each step on the same scale. The table is the chart, so nothing is said twice.
use super::percent;
use entity::money::Cents;
use leptos::prelude::*;

/// A step.
pub struct Step {
    /// Its name.
    pub label: String,
    /// Its length.
    pub cents: Cents,
    /// What stands beside the bar: the amount as a link.
    pub amount: AnyView,
    /// What stands in the last column: the share of the first step.
    pub share: String,
    /// Which tone of the scale, 1 (strong) to 6 (light); 7 is private money, 8 what is still free.
    pub tone: u8,
}

/// A table with a bar in each row.
#[must_use]
pub fn ladder(caption: &str, first: &'static str, share: &'static str, steps: Vec<Step>) -> AnyView {
    let whole = steps.iter().map(|step| step.cents.0).max().unwrap_or(0);
    let rows = steps
        .into_iter()
        .map(|step| {
            let width = percent(step.cents.0, whole);
            let class = format!("bar bar-{}", step.tone);
            view! {
                <tr>
                    <th scope="row">{step.label}</th>
                    <td class="ladder-bar" aria-hidden="true">
                        <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
                            <rect class="bar-ground" width="100" height="10"/>
                            <rect class=class width=width height="10"/>
                        </svg>
                    </td>
                    <td class="ladder-amount">{step.amount}</td>
                    <td class="ladder-share">{step.share}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="ladder">
            <caption class="kern-sr-only">{caption.to_owned()}</caption>
            <thead class="kern-sr-only">
                <tr><th scope="col">{first}</th><td></td><th scope="col">"Betrag"</th><th scope="col">{share}</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
