//! Small things that several pages about grants show.
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
    check::finding::{Finding, Severity},
    grant::{book::Live, content::Content, current::Became, financing::Computed},
};
use leptos::prelude::*;

/// The mark of what became of a version.
pub fn standing(became: Became) -> AnyView {
    let (shape, tone) = match became {
        Became::Proposed => (Shape::Diamond, "warn"),
        Became::Current => (Shape::Check, "good"),
        Became::Former => (Shape::Dotted, "muted"),
        Became::Rejected | Became::Withdrawn => (Shape::Cross, "muted"),
    };
    mark(shape, tone, became.label())
}

/// A period: `01.01.2020 bis 31.12.2021`.
pub fn period((from, to): (chrono::NaiveDate, chrono::NaiveDate)) -> String {
    format!("{} bis {}", text::day(from), text::day(to))
}

/// What is said when somebody else was faster.
pub fn stale(context: &PageContext) -> Option<AnyView> {
    context.form.stale.then(|| {
        let body = "Ihre Eingabe ist noch nicht gespeichert, sie steht unten. Bitte prüfen Sie, was inzwischen gilt, und senden Sie noch einmal.";
        notice(Tone::Warning, "Inzwischen hat jemand anderes an den Bescheiden dieses Projekts gearbeitet", Some(body.into()))
    })
}

/// What the rules found, the worst first.
pub fn findings(found: &[Finding]) -> AnyView {
    if found.is_empty() {
        return view! { <p class="hint-line">"Die Prüfregeln haben nichts zu beanstanden."</p> }.into_any();
    }
    let lines = found
        .iter()
        .map(|finding| {
            let (shape, tone) = match finding.severity {
                Severity::Blocks => (Shape::Triangle, "bad"),
                Severity::Warns => (Shape::Diamond, "warn"),
                Severity::Informs => (Shape::Ring, "info"),
            };
            view! { <li>{mark(shape, tone, finding.severity.label())}" "{finding.message.clone()}</li> }
        })
        .collect_view();
    view! { <ul class="stack-small plain">{lines}</ul> }.into_any()
}

/// What approval takes back: the former level of the case, and amounts without a case.
pub fn replaced(live: &[Live]) -> AnyView {
    if live.is_empty() {
        return view! { <p>"Mit der Mitzeichnung wird nichts ersetzt: Zu diesem Fall ist noch nichts bewilligt."</p> }
            .into_any();
    }
    let rows = live
        .iter()
        .map(|old| {
            let entry = &old.entry;
            let whence = match entry.case_id {
                Some(_) => "bisherige Fassung dieses Falls",
                None => "ohne Fall: aus einer Liste oder von Hand",
            };
            vec![
                text::day(entry.value_date).into_any(),
                money::exact(entry.amount_cents, entry.precision),
                entry.budget_year.map_or_else(|| "–".to_owned(), |year| year.to_string()).into_any(),
                whence.into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Gültig ab"),
        table::numbers("Betrag"),
        table::words("Haushaltsjahr"),
        table::words("Herkunft"),
    ];
    view! {
        <p>"Mit der Mitzeichnung gilt der neue Bescheid an Stelle dieser Beträge; für die Tage davor bleiben sie stehen."</p>
        {table::table("Wird durch Gegenbuchung ersetzt", heads, rows, None)}
    }
    .into_any()
}

/// How the grant comes about by type of financing.
pub fn computed(content: &Content, computed: Option<&Computed>) -> AnyView {
    let Some(computed) = computed else {
        return view! { <p class="muted">"Ohne Fördersatz lässt sich die Zuwendung nicht berechnen."</p> }.into_any();
    };
    steps(&format!("Rechnerisch: {}", content.financing.label()), computed)
}

/// A calculation line by line.
pub fn steps(caption: &str, computed: &Computed) -> AnyView {
    let rows = computed
        .steps
        .iter()
        .map(|step| vec![step.label.clone().into_any(), money::exact(step.cents, entity::precision::Precision::Cent)])
        .collect();
    let heads = vec![table::words("Schritt"), table::numbers("Betrag")];
    table::table(caption, heads, rows, None)
}
