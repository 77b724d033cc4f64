//! How much each criterion counts: explained, and changed by those who manage rules.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field, hidden, input},
        page::{Page, serve},
        submit, table,
        text_area::text_area,
    },
};
use entity::{
    permission::Action,
    transfer::{
        radar::weight::{Criterion, Weights},
        weights::{Overview, REASON, overview},
    },
};
use leptos::prelude::*;

/// The page at `/verwaltung/radar`.
#[component]
pub(crate) fn RadarWeights() -> impl IntoView {
    serve(|context| async move {
        let all = overview(&context.db, &context.actor, context.viewpoint).await?;
        let rows = Criterion::ALL
            .map(|criterion| {
                let row = all.standing.row(criterion);
                vec![
                    criterion.label().into_any(),
                    all.standing.weights.of(criterion).to_string().into_any(),
                    row.map_or_else(|| "Vorgabe".into(), |row| text::day(row.valid_from)).into_any(),
                    criterion.explanation().into_any(),
                    row.map(|row| row.reason.clone()).unwrap_or_default().into_any(),
                ]
            })
            .into();
        let heads = vec![
            table::words("Kriterium"),
            table::numbers("Punkte"),
            table::words("seit"),
            table::words("Regel"),
            table::words("Begründung"),
        ];
        let total = all.standing.weights.total().to_string();
        let foot = vec!["Summe".into_any(), total.into_any(), ().into_any(), ().into_any(), ().into_any()];
        let content = view! {
            <h1 class="kern-heading-x-large">"Gewichte des Transferradars"</h1>
            <p class="lead">"Wie viele Punkte jedes Kriterium zählt, wenn Kommunen und Lösungen verglichen werden. Die Punkte sind eine fachliche Festlegung, keine Messung."</p>
            {table::table(format!("Was am {} gilt", text::day(context.viewpoint.as_of)), heads, rows, Some(foot))}
            {all.editable.then(|| form(&context, &all))}
        };
        let crumbs = vec![(context.link(paths::ADMINISTRATION), "Verwaltung".to_owned())];
        Ok(Page::new("Gewichte des Transferradars", content).section(paths::ADMINISTRATION).below(crumbs))
    })
}

fn form(context: &PageContext, all: &Overview) -> AnyView {
    let seen = context.form.value("seen").filter(|_| !context.form.stale).unwrap_or_else(|| all.newest.to_string());
    let stale = context.form.stale.then(|| {
        view! { <p class="warn-text" role="alert">"Inzwischen hat jemand die Gewichte geändert. Oben steht, was jetzt gilt; Ihre Eingaben stehen noch hier."</p> }
    });
    let fields = Criterion::ALL
        .map(|criterion| {
            let first = all.standing.weights.of(criterion).to_string();
            let hint = format!("0 bis {}; die Vorgabe ist {}.", Weights::MOST, criterion.default_points());
            let field = Field::new(criterion.key(), criterion.label(), &context.form, first).hint(&hint).required();
            input(field, "text")
        })
        .into_iter()
        .collect_view();
    let reason = Field::new("reason", "Begründung", &context.form, "").required().max_length(REASON);
    view! {
        <section class="panel panel-form" aria-labelledby="aendern">
            <h2 class="kern-heading-medium" id="aendern">"Gewichte ändern"</h2>
            <p>"Was Sie ändern, gilt ab heute. Was vorher galt, bleibt nachvollziehbar."</p>
            {stale}
            <form method="post" action=paths::RADAR_WEIGHTS class="stack">
                {hidden("seen", seen)}
                <div class="form-line">{fields}</div>
                {text_area(reason, 2)}
                {submit("Gewichte speichern", true)}
            </form>
        </section>
    }
    .into_any()
}

/// What each criterion counts, for those who read a score.
pub(super) fn explained(context: &PageContext, weights: &Weights) -> AnyView {
    let lines = Criterion::ALL
        .map(|criterion| {
            let points = text::count(weights.of(criterion).into(), "Punkt", "Punkte");
            view! { <li><strong>{format!("{}: {points}. ", criterion.label())}</strong>{criterion.explanation()}</li> }
        })
        .into_iter()
        .collect_view();
    let may = context.actor.may_somewhere(Action::SeeChecks) || context.actor.may_somewhere(Action::ManageRules);
    let link = may.then(
        || view! { <p class="plain"><a href=context.link(paths::RADAR_WEIGHTS)>"Gewichte des Transferradars"</a></p> },
    );
    view! {
        <p>"Jede Lösung bekommt Punkte nach festen Regeln; die Summe wird auf 100 umgerechnet. Die Punkte sind eine eigene Festlegung des Programms."</p>
        <details>
            <summary>{format!("Die Gewichte am {}", text::day(context.viewpoint.as_of))}</summary>
            <ul class="plain">{lines}</ul>
        </details>
        {link}
    }
    .into_any()
}
