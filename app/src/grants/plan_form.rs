//! The plan and the years of a version as a table of inputs that needs no JavaScript.
use super::{
    form::{Values, amount, plan_field, year_field},
    plan::lines,
};
use entity::grant::{Backing, Side};
use leptos::prelude::*;

/// The tables of a version: what is bound in which year, expenditure, financing.
pub fn tables(values: &Values, years: &[i32]) -> AnyView {
    let bound = Backing::ALL.iter().map(|backing| {
        let names = years.iter().map(|year| (*year, year_field(*backing, *year))).collect();
        (backing.label().to_owned(), names)
    });
    view! {
        <fieldset class="plan-form" id="feld-years">
            <legend class="side-title">"Gebunden je Haushaltsjahr"</legend>
            <p class="muted small">"Zusammen genau die Zuwendung. Baransatz: Geld des Jahres; Verpflichtungsermächtigung: Geld späterer Jahre."</p>
            {table(values, years, bound.collect())}
        </fieldset>
        <div id="feld-plan">{sides(values, years)}</div>
    }
    .into_any()
}

/// Both sides of a plan, or of a proof in its structure.
pub fn sides(values: &Values, years: &[i32]) -> AnyView {
    let side = |side: Side| {
        lines(side).into_iter().map(move |(item, eligible)| {
            let label =
                if eligible { item.label().to_owned() } else { format!("{}, nicht zuwendungsfähig", item.label()) };
            (label, years.iter().map(|year| (*year, plan_field(item, eligible, *year))).collect())
        })
    };
    view! {
        <fieldset class="plan-form">
            <legend class="side-title">"Finanzierungsplan: Ausgaben"</legend>
            <p class="muted small">"Beträge in Euro, zum Beispiel 12.500,00. Was nicht vorkommt, bleibt leer."</p>
            {table(values, years, side(Side::Expenditure).collect())}
        </fieldset>
        <fieldset class="plan-form">
            <legend class="side-title">"Finanzierungsplan: Finanzierung"</legend>
            <p class="muted small">"In jedem Jahr genau so viel wie Ausgaben."</p>
            {table(values, years, side(Side::Financing).collect())}
        </fieldset>
    }
    .into_any()
}

/// A line: its label, and its field in each year.
type Line = (String, Vec<(i32, String)>);

fn table(values: &Values, years: &[i32], lines: Vec<Line>) -> AnyView {
    let heads = years.iter().map(|year| view! { <th scope="col" class="kern-table__header kern-table__header--numeric">{year.to_string()}</th> }).collect_view();
    let rows = lines
        .into_iter()
        .map(|(label, names)| {
            let cells = names
                .into_iter()
                .map(|(year, name)| {
                    let value = values.get(&name).cloned().unwrap_or_default();
                    let wrong = amount(&label, value.trim()).is_err().then_some("true");
                    let spoken = format!("{label} {year}");
                    view! {
                        <td class="kern-table__cell kern-table__cell--numeric" data-label=year.to_string()>
                            <input type="text" inputmode="decimal" class="amount-input" name=name value=value aria-label=spoken aria-invalid=wrong maxlength="24"/>
                        </td>
                    }
                })
                .collect_view();
            view! { <tr class="kern-table__row"><th scope="row" class="kern-table__header">{label}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="plan-scroll">
            <table class="kern-table kern-table--small dense">
                <thead><tr><th scope="col" class="kern-table__header">"Ansatz"</th>{heads}</tr></thead>
                <tbody class="kern-table__body">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
