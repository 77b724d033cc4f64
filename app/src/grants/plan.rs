//! A financing plan and the years of a decision as tables.
use crate::ui::{money, table};
use entity::{
    grant::{
        Backing, Item, Side,
        content::{Content, sum},
    },
    money::Cents,
    precision::Precision,
};
use leptos::prelude::*;

fn cell(cents: Cents) -> AnyView {
    match cents {
        Cents::ZERO => view! { <span class="muted">"–"</span> }.into_any(),
        cents => money::exact(cents, Precision::Cent),
    }
}

/// The plan: items × years, expenditure above, financing below, and whether both are equal.
pub fn plan(content: &Content) -> AnyView {
    if content.plan.is_empty() {
        return view! { <p class="muted">"Kein Finanzierungsplan verzeichnet."</p> }.into_any();
    }
    let years: Vec<i32> = content.years().into_iter().collect();
    let side = |side: Side| {
        let mut rows = Vec::new();
        for (item, eligible) in lines(side) {
            let of = |year: Option<i32>| {
                sum(content
                    .plan
                    .iter()
                    .filter(|line| line.item == item && line.eligible == eligible)
                    .filter(|line| year.is_none_or(|year| line.year == year))
                    .map(|line| line.cents))
            };
            if of(None) == Cents::ZERO {
                continue;
            }
            let label =
                if eligible { item.label().to_owned() } else { format!("{}, nicht zuwendungsfähig", item.label()) };
            let mut row = vec![label.into_any()];
            row.extend(years.iter().map(|year| cell(of(Some(*year)))));
            row.push(cell(of(None)));
            rows.push(row);
        }
        let mut foot = vec![format!("Summe {}", side.label()).into_any()];
        foot.extend(years.iter().map(|year| cell(content.side_in(side, *year))));
        foot.push(cell(sum(content.side(side).map(|line| line.cents))));
        let mut heads = vec![table::words(side.label())];
        heads.extend(years.iter().map(|year| table::numbers(&year.to_string())));
        heads.push(table::numbers("Summe"));
        table::table(format!("Finanzierungsplan: {} je Haushaltsjahr", side.label()), heads, rows, Some(foot))
    };
    let balanced =
        years.iter().all(|year| content.side_in(Side::Expenditure, *year) == content.side_in(Side::Financing, *year));
    let words = if balanced {
        "Ausgaben und Finanzierung sind in jedem Jahr gleich."
    } else {
        "Ausgaben und Finanzierung sind nicht in jedem Jahr gleich."
    };
    view! {
        {side(Side::Expenditure)}
        {side(Side::Financing)}
        <p class="muted small">{words}" Zuwendungsfähig: "{content.eligible().to_string()}" von "{content.total().to_string()}"."</p>
    }
    .into_any()
}

/// The lines that a side can have: each item, expenditure also where it is not eligible.
pub fn lines(side: Side) -> Vec<(Item, bool)> {
    let items = Item::ALL.iter().copied().filter(|item| item.side() == side);
    match side {
        Side::Expenditure => items.flat_map(|item| [(item, true), (item, false)]).collect(),
        Side::Financing => items.map(|item| (item, true)).collect(),
    }
}

/// What is bound in each year from which backing.
pub fn years(content: &Content) -> AnyView {
    let of = |year: i32, backing: Backing| {
        sum(content
            .tranches
            .iter()
            .filter(|tranche| tranche.year == year && tranche.backing == backing)
            .map(|tranche| tranche.cents))
    };
    let all = content.by_year();
    if all.is_empty() {
        return view! { <p class="muted">"In keinem Jahr ist Geld gebunden."</p> }.into_any();
    }
    let rows = all
        .iter()
        .map(|(year, cents)| {
            let mut row = vec![year.to_string().into_any()];
            row.extend(Backing::ALL.iter().map(|backing| cell(of(*year, *backing))));
            row.push(cell(*cents));
            row
        })
        .collect();
    let mut heads = vec![table::words("Haushaltsjahr")];
    heads.extend(Backing::ALL.iter().map(|backing| table::numbers(backing.label())));
    heads.push(table::numbers("Summe"));
    let mut foot = vec!["Summe".into_any()];
    foot.extend(Backing::ALL.iter().map(|backing| {
        cell(sum(content.tranches.iter().filter(|tranche| tranche.backing == *backing).map(|tranche| tranche.cents)))
    }));
    foot.push(cell(sum(all.values().copied())));
    table::table("Gebunden je Haushaltsjahr", heads, rows, Some(foot))
}
