//! A municipality and a solution side by side: the score, the reasons, what is missing, who nearby uses it.
use super::{day_and_age, of_hundred};
use crate::{
    context::PageContext,
    paths,
    ui::{
        self,
        status::{Shape, mark},
        table,
    },
};
use entity::{
    adoption::State,
    transfer::radar::{
        found::{Match, Reason, Verdict},
        weight::Points,
    },
};
use leptos::prelude::*;

/// So many reasons are shown at once: those that count most.
const REASONS: usize = 5;
/// So many neighbours are named.
const NEIGHBOURS: usize = 5;

/// A verdict as a shape and a word.
pub(super) fn verdict(verdict: Verdict) -> AnyView {
    let (shape, tone) = match verdict {
        Verdict::Met => (Shape::Check, "good"),
        Verdict::Partly => (Shape::Half, "info"),
        Verdict::NotMet => (Shape::Cross, "muted"),
        Verdict::Unknown => (Shape::Dotted, "muted"),
    };
    mark(shape, tone, verdict.label())
}

/// `88,5 von 100`, and what would be possible where that is more.
pub(super) fn score(found: &Match) -> AnyView {
    let possible = (found.possible > found.score).then(|| {
        view! { <span class="muted">{format!(" – bis {} möglich, wenn Unbekanntes günstig ausfällt", of_hundred(found.possible))}</span> }
    });
    view! { <span><strong>{format!("{} von 100", of_hundred(found.score))}</strong>{possible}</span> }.into_any()
}

/// A match as a card; `heading` names the solution.
pub(super) fn card(context: &PageContext, found: &Match, sample: bool) -> AnyView {
    let href = context.link(paths::solution(&found.offer.slug));
    view! {
        <li>
            <article class="kern-card">
                <div class="kern-card__container">
                    <h3 class="kern-title"><a href=href>{found.offer.name.clone()}</a></h3>
                    <p>{score(found)}" "{sample.then(ui::sample_mark)}</p>
                    {body(context, found)}
                </div>
            </article>
        </li>
    }
    .into_any()
}

/// What stands below the score.
pub(super) fn body(context: &PageContext, found: &Match) -> AnyView {
    let reasons = found.reasons();
    let mut first: Vec<&Reason> = reasons.iter().filter(|reason| reason.of > Points(0)).collect();
    first.sort_by_key(|reason| std::cmp::Reverse(reason.of));
    first.truncate(REASONS);
    let short = first
        .into_iter()
        .map(|reason| view! { <li>{verdict(reason.verdict)}" "<span>{reason.because.to_string()}</span></li> })
        .collect_view();
    view! {
        <ul class="plain radar-reasons">{short}</ul>
        {lack(found)}
        {neighbours(context, found)}
        <p class="small muted">{oldest(context, found)}</p>
        {all(&found.offer.name, &reasons, found)}
    }
    .into_any()
}

fn lack(found: &Match) -> AnyView {
    let missing = found.missing();
    let ask = found.to_ask();
    let missing = (!missing.is_empty()).then(|| view! { <p><strong>"Was fehlt: "</strong>{missing.join(", ")}"."</p> });
    let ask = (!ask.is_empty()).then(|| view! { <p><strong>"Zu klären: "</strong>"Gibt es "{ask.names()}"?"</p> });
    view! { {missing}{ask} }.into_any()
}

fn neighbours(context: &PageContext, found: &Match) -> AnyView {
    let users = found.nearby();
    if users.is_empty() {
        return ().into_any();
    }
    let more = users.len().saturating_sub(NEIGHBOURS);
    let links = users
        .into_iter()
        .take(NEIGHBOURS)
        .enumerate()
        .map(|(at, user)| {
            let href = context.link(paths::municipality(&user.ags));
            let said = (!user.confirmed).then_some(" (nicht bestätigt)");
            view! { {(at > 0).then_some(", ")}<a href=href>{user.name.clone()}</a>{said} }
        })
        .collect_view();
    let more = (more > 0).then(|| format!(" und {more} weitere"));
    view! { <p><strong>{format!("In der Nähe {}: ", State::Productive.label())}</strong>{links}{more}"."</p> }
        .into_any()
}

fn oldest(context: &PageContext, found: &Match) -> String {
    match found.oldest_fact() {
        Some(day) => {
            format!("Älteste Angabe zur Kommune, auf der das beruht: {}.", day_and_age(day, context.viewpoint.as_of))
        }
        None => "Über die Kommune ist dazu noch nichts bekannt.".into(),
    }
}

/// Every criterion with its points, so that a reader can add them up.
fn all(name: &str, reasons: &[Reason], found: &Match) -> AnyView {
    let sum = |of: fn(&Reason) -> Points| Points(reasons.iter().map(|reason| of(reason).0).sum());
    let rows = reasons
        .iter()
        .map(|reason| {
            vec![
                reason.criterion.label().into_any(),
                verdict(reason.verdict),
                reason.points.to_string().into_any(),
                reason.could.to_string().into_any(),
                reason.of.to_string().into_any(),
                reason.because.to_string().into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("Kriterium"),
        table::words("Ergebnis"),
        table::numbers("Punkte"),
        table::numbers("möglich"),
        table::numbers("höchstens"),
        table::words("Begründung"),
    ];
    let foot = vec![
        "Summe".into_any(),
        "".into_any(),
        sum(|reason| reason.points).to_string().into_any(),
        sum(|reason| reason.could).to_string().into_any(),
        sum(|reason| reason.of).to_string().into_any(),
        format!("entspricht {} von 100, abgerundet", of_hundred(found.score)).into_any(),
    ];
    view! {
        <details class="radar-all">
            <summary>"Alle Kriterien mit Punkten"</summary>
            {table::table(format!("{name}: so ergibt sich der Wert"), heads, rows, Some(foot))}
        </details>
    }
    .into_any()
}
