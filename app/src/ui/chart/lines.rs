//! Two amounts on one scale against a target line: private money beside state money.
use super::percent;
use leptos::prelude::*;

/// A bar that is measured against a target.
pub struct Measure {
    /// Its name.
    pub label: String,
    /// Its length in cents.
    pub cents: i64,
    /// What stands beside it.
    pub amount: AnyView,
    /// Which tone.
    pub tone: u8,
}

/// Bars on one scale with a line where the target lies.
#[must_use]
pub fn against_target(label: String, measures: Vec<Measure>, target: Option<(i64, String)>) -> AnyView {
    let whole =
        measures.iter().map(|measure| measure.cents).chain(target.iter().map(|(cents, _)| *cents)).max().unwrap_or(0);
    // a little air behind the line, so that it is seen
    let whole = whole + whole / 25;
    let line = target.as_ref().map(|(cents, _)| percent(*cents, whole));
    let bars = measures
        .into_iter()
        .map(|measure| {
            let width = percent(measure.cents, whole);
            let class = format!("bar bar-{}", measure.tone);
            let line = line.clone();
            view! {
                <div class="measure">
                    <p class="measure-label"><span>{measure.label}</span>{measure.amount}</p>
                    <svg class="measure-bar" width="100%" height="28" aria-hidden="true" focusable="false">
                        <rect class="bar-ground" width="100%" height="28"/>
                        <rect class=class width=format!("{width}%") height="28"/>
                        {line.map(|x| view! { <line class="target" x1=format!("{x}%") x2=format!("{x}%") y1="0" y2="28"/> })}
                    </svg>
                </div>
            }
        })
        .collect_view();
    view! {
        <figure class="chart" aria-label=label>
            {bars}
            {target.map(|(_, words)| view! { <figcaption class="target-words"><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><line class="target" x1="7" x2="7" y1="0" y2="14"/></svg>{words}</figcaption> })}
        </figure>
    }
    .into_any()
}
