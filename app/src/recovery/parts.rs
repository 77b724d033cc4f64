//! Small things that the pages about claims show.
use crate::{
    context::PageContext,
    text,
    ui::{
        money,
        notice::{Tone, notice},
        status::{Shape, mark},
        table,
    },
};
use entity::{
    money::Cents,
    precision::Precision,
    recovery::{
        Fact,
        standing::{Calculation, Proposed, Recovery},
    },
};
use leptos::prelude::*;

/// An amount to the cent.
pub fn euros(cents: Cents) -> AnyView {
    money::exact(cents, Precision::Cent)
}

/// What is said when somebody else was faster.
pub fn stale(context: &PageContext) -> Option<AnyView> {
    context.form.stale.then(|| {
        let body = "Ihre Eingabe ist noch nicht gespeichert. Bitte prüfen Sie, was inzwischen verzeichnet ist, und senden Sie noch einmal.";
        notice(Tone::Warning, "Inzwischen hat jemand anderes an dieser Rückforderung gearbeitet", Some(body.into()))
    })
}

/// How a claim stands, in a word.
pub fn standing(recovery: &Recovery, today: chrono::NaiveDate) -> AnyView {
    let (shape, tone, words) = match recovery.open() > Cents::ZERO {
        _ if recovery.is_void() => (Shape::Cross, "muted", "storniert"),
        true if recovery.pursued() <= Cents::ZERO => (Shape::Half, "muted", "niedergeschlagen"),
        true if recovery.overdue(today).is_some() => (Shape::Triangle, "bad", "Raten überfällig"),
        true if recovery.plan().is_none() && recovery.claim.due_on < today => (Shape::Triangle, "bad", "überfällig"),
        true => (Shape::Half, "info", "offen"),
        false if recovery.interest_open() > Cents::ZERO => (Shape::Diamond, "warn", "Zinsen offen"),
        false => (Shape::Check, "good", "beglichen"),
    };
    mark(shape, tone, words)
}

/// Interest line by line, as anybody can reckon it again.
pub fn calculation(calculation: &Calculation) -> AnyView {
    let rows = calculation
        .lines
        .iter()
        .map(|line| {
            vec![
                text::day(line.from).into_any(),
                text::day(line.to).into_any(),
                line.days.to_string().into_any(),
                euros(line.principal),
                line.base.to_string().into_any(),
                line.rate.to_string().into_any(),
                format!("× {} ÷ {}", line.days, line.year_days).into_any(),
                euros(line.interest),
            ]
        })
        .collect();
    let heads = vec![
        table::words("von"),
        table::words("bis"),
        table::numbers("Tage"),
        table::numbers("Forderung"),
        table::numbers("Basiszinssatz"),
        table::numbers("Zinssatz"),
        table::numbers("Tage durch Jahr"),
        table::numbers("Zinsen"),
    ];
    let days: u32 = calculation.lines.iter().map(|line| line.days).sum();
    let blank = || ().into_any();
    let sums = vec![
        "Summe".into_any(),
        blank(),
        days.to_string().into_any(),
        blank(),
        blank(),
        blank(),
        blank(),
        euros(calculation.total),
    ];
    let missing = calculation
        .missing
        .map(|error| notice(Tone::Warning, "Die Berechnung ist nicht vollständig", Some(error.to_string())));
    let caption = format!("Zinsen bis vor dem {}, Zeile für Zeile", text::day(calculation.until));
    view! {
        {missing}
        {table::table(caption, heads, rows, Some(sums))}
        <p class="hint-line">"Der erste Tag zählt, der Tag einer Zahlung nicht. Jede Zeile ist für sich kaufmännisch gerundet."</p>
    }
    .into_any()
}

/// What became of a write-off, or of the Storno of one.
pub fn write_off(one: &Proposed) -> AnyView {
    if one.reversed_by.is_some() {
        return mark(Shape::Cross, "muted", "storniert");
    }
    let until = one.row.shelved_until.map(|day| format!(", befristet bis {}", text::day(day))).unwrap_or_default();
    match (&one.verdict, one.holds_from(), &one.resumed) {
        (None, _, _) => mark(Shape::Diamond, "warn", "wartet auf eine zweite Person"),
        (Some(_), Some(_), Some(row)) => {
            mark(Shape::Half, "info", &format!("wieder aufgegriffen am {}", text::day(row.resumed_on)))
        }
        (Some(_), Some(day), None) => mark(Shape::Check, "good", &format!("gilt seit {}{until}", text::day(day))),
        (Some(_), None, _) => mark(Shape::Cross, "muted", "abgelehnt"),
    }
}

/// That something is taken back, and why; nothing where it counts.
pub fn taken_back(recovery: &Recovery, fact: Fact, id: i64) -> Option<AnyView> {
    let row = recovery.reversal(fact, id)?;
    let day = text::day(entity::clock::berlin_day(row.recorded_at));
    Some(view! { <span class="row-sub">{format!("storniert am {day}: ")}<span class="text">{row.reason.clone()}</span></span> }.into_any())
}

/// Folds a form away until it is wanted, or was refused: then what was typed has its field.
pub fn folded(context: &PageContext, title: &'static str, field: &str, form: AnyView) -> AnyView {
    let open = context.form.is_refused() && context.form.values.contains_key(field);
    view! {
        <details class="kern-accordion" open=open>
            <summary class="kern-accordion__header"><span class="kern-title kern-title--small">{title}</span></summary>
            <div class="kern-accordion__body">{form}</div>
        </details>
    }
    .into_any()
}
