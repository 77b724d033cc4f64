//! Columns by year, up to three side by side. Positions are percentages, so letters keep their size at any width.
use super::{percent, scale};
use leptos::prelude::*;

/// A group of columns, one for each series; `None` where nothing is known.
pub struct Group {
    /// What it is called below the axis.
    pub label: String,
    /// Cents of each series.
    pub values: Vec<Option<i64>>,
}

/// A chart of columns. The table below it says the same.
#[must_use]
pub fn columns(label: String, series: &[(&'static str, u8)], groups: Vec<Group>) -> AnyView {
    let largest = groups.iter().flat_map(|group| group.values.iter().flatten()).copied().max().unwrap_or(0);
    let (top, step) = scale(largest);
    let (count, bars) = (groups.len().max(1), series.len().max(1));
    let slot = 100.0 / count as f64;
    let width = slot * 0.72 / bars as f64;
    let grid = (0..=top / step)
        .map(|line| {
            let value = line * step;
            let y = 100.0 - value as f64 * 100.0 / top as f64;
            let words = if line == 0 { "0".to_owned() } else { axis(value) };
            view! {
                <line class="grid" x1="0" x2="100%" y1=format!("{y:.2}%") y2=format!("{y:.2}%")/>
                <text class="axis" x="-8" y=format!("{y:.2}%") dy="4">{words}</text>
            }
        })
        .collect_view();
    let bars = groups
        .iter()
        .enumerate()
        .flat_map(|(group, Group { values, .. })| {
            values.iter().zip(series).enumerate().filter_map(move |(bar, (value, (_, tone)))| {
                let height = percent((*value)?, top);
                let x = slot * (group as f64 + 0.14) + width * bar as f64;
                let y = 100.0 - height.parse::<f64>().unwrap_or(0.0);
                Some(view! {
                    <rect class=format!("bar bar-{tone}") x=format!("{x:.2}%") y=format!("{y:.2}%") width=format!("{:.2}%", width * 0.92) height=format!("{height}%")/>
                })
            })
        })
        .collect_view();
    let labels = groups.iter().map(|group| view! { <span>{group.label.clone()}</span> }).collect_view();
    let key = series
        .iter()
        .map(|(name, tone)| view! { <li><svg class="key" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class=format!("bar bar-{tone}") width="12" height="12"/></svg>{*name}</li> })
        .collect_view();
    view! {
        <figure class="chart">
            <ul class="legend">{key}</ul>
            <svg class="plot" role="img" aria-label=label width="100%" height="220">{grid}{bars}</svg>
            <div class="plot-labels" aria-hidden="true">{labels}</div>
        </figure>
    }
    .into_any()
}

fn axis(cents: i64) -> String {
    let tenths = cents / 10_000_000;
    if tenths % 10 == 0 { format!("{} Mio.", tenths / 10) } else { format!("{},{} Mio.", tenths / 10, tenths % 10) }
}
