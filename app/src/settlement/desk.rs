//! The settlement desk of a project.
use super::stale;
use crate::{
    budget::checks,
    context::PageContext,
    paths,
    projects::tabs,
    text,
    ui::{
        self, facts, money,
        page::{Page, serve},
        status::{Shape, mark},
        table,
    },
};
use entity::{
    check::find::{Filter, listed},
    figures::id::FigureId,
    ledger::Kind,
    permission::Action,
    precision::Precision,
    refusal::Refusal,
    settlement::{
        desk::{self, Desk, Draw, OnCase, Proof},
        draw::State,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/abwicklung`.
#[component]
pub fn SettlementDesk() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    serve(|context| async move {
        let desk = desk::of_project(&context.db, &context.actor, context.viewpoint, &number).await?;
        let deadlines = deadlines(&context, &number).await?;
        let body = match desk.cases.is_empty() {
            true => ui::empty(
                "Noch nichts abzuwickeln",
                "Mittelabrufe und Nachweise gehören zu einem Zuwendungsfall. Ihn legt die Bewilligungsbehörde unter „Finanzierung“ an.",
            ),
            false => desk.cases.iter().map(|one| case(&context, &desk, one)).collect_view().into_any(),
        };
        let content = view! {
            <h1 class="kern-heading-x-large title">{desk.title.clone()}</h1>
            {tabs::tabs(&context, &desk.number, tabs::Tab::Settlement)}
            {stale(&context)}
            <div class="stack-large">{deadlines}{body}</div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&number)), desk.title.clone()),
        ];
        let sample = desk.cases.iter().any(|one| one.case.sample);
        let title = format!("Abwicklung – {}", desk.title);
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(sample))
    })
}

/// When a proof is due or late (R17), and until when money has to be reclaimed (R15); what two people accepted is left out.
async fn deadlines(context: &PageContext, number: &str) -> Result<Option<AnyView>, Refusal> {
    if !context.actor.may_somewhere(Action::SeeChecks) {
        return Ok(None);
    }
    let mut found = Vec::new();
    for rule in ["R17", "R15"] {
        let filter = Filter { rule: Some(rule), project: Some(number.to_owned()), ..Filter::default() };
        found.extend(listed(&context.db, &context.actor, context.viewpoint, &filter, 0, 10).await?.items);
    }
    Ok((!found.is_empty()).then(|| {
        view! {
            <section aria-labelledby="fristen">
                {ui::section_head("fristen", "Fristen", None)}
                {checks::deadlines(context, "Was bis wann zu tun ist", &found, false)}
            </section>
        }
        .into_any()
    }))
}

fn case(context: &PageContext, desk: &Desk, one: &OnCase) -> AnyView {
    let case = &one.case;
    let sums = &one.sums;
    let exact = |cents| money::exact(cents, Precision::Cent);
    let opened = |cents, kind| {
        // the only case of its source has what was booked without a case, too
        let alone = desk.cases.iter().filter(|other| other.case.source == case.source).count() == 1;
        let id = match alone {
            true => FigureId { project: Some(desk.project_id), ..FigureId::of(kind, case.source) },
            false => FigureId { case: Some(case.id), ..FigureId::of(kind, case.source) },
        };
        money::linked(context, &id.to_string(), cents, Precision::Cent)
    };
    let granted = case.current().map(|version| {
        let href = context.link(paths::decision(version.id));
        view! { <a href=href>{format!("{} vom {}", version.content.kind.label(), text::day(version.content.dated_on))}</a>" · "{exact(version.content.amount)} }.into_any()
    });
    let items = vec![
        ("Zuwendungsempfänger".to_owned(), case.recipient.clone().into_any()),
        ("Bewilligungsbehörde".to_owned(), case.authority.1.clone().into_any()),
        ("Geltender Bescheid".to_owned(), granted.unwrap_or_else(|| "keiner an diesem Tag".into_any())),
        ("Abgerufen".to_owned(), opened(sums.requested, Kind::Requested)),
        ("Ausgezahlt".to_owned(), opened(sums.paid, Kind::Paid)),
        ("Nachgewiesen".to_owned(), opened(sums.spent, Kind::Spent)),
        (
            "Anerkannt".to_owned(),
            sums.recognised.map_or_else(
                || view! { <span class="muted">"noch nichts geprüft"</span> }.into_any(),
                |cents| opened(cents, Kind::Recognised),
            ),
        ),
        ("Zurückgefordert".to_owned(), opened(sums.reclaimed, Kind::Reclaimed)),
    ];
    let buttons = one.may_hand_in.then(|| {
        view! { <div class="buttons">{ui::button_link(paths::new_draw(&desk.number, case.id), "Mittel abrufen", true)}{ui::button_link(paths::new_proof(&desk.number, case.id), "Nachweis eintragen", false)}</div> }
    });
    let id = format!("fall-{}", case.id);
    view! {
        <section class="panel stack" aria-labelledby=id.clone()>
            <h2 class="side-title" id=id.clone()>{format!("Fall {}", case.reference)}" "{case.sample.then(ui::sample_mark)}</h2>
            {facts::facts(items)}
            {draws(context, one)}
            {proofs(context, one)}
            {buttons}
        </section>
    }
    .into_any()
}

/// The mark of what became of a call.
pub fn state(state: State) -> AnyView {
    let (shape, tone) = match state {
        State::Open => (Shape::Diamond, "warn"),
        State::Paid => (Shape::Check, "good"),
        State::Refused => (Shape::Cross, "muted"),
        State::Withdrawn => (Shape::Dotted, "muted"),
    };
    mark(shape, tone, state.label())
}

fn draws(context: &PageContext, one: &OnCase) -> AnyView {
    if one.draws.is_empty() {
        return view! { <p class="muted">"Noch kein Mittelabruf."</p> }.into_any();
    }
    let row = |draw: &Draw| {
        let href = context.link(paths::draw(draw.id));
        let answered = draw.answer.as_ref().map(|answer| format!(" am {}", text::day(answer.dated_on)));
        let paid = match &draw.answer {
            Some(answer) => money::exact(answer.amount, Precision::Cent),
            None => view! { <span class="muted">"–"</span> }.into_any(),
        };
        vec![
            view! {
                <a class="row-title" href=href>{format!("Abruf vom {}", text::day(draw.call.requested_on))}</a>
                <span class="row-sub">{draw.call.reference.clone()}</span>
            }
            .into_any(),
            draw.call.budget_year.to_string().into_any(),
            money::exact(draw.call.amount, Precision::Cent),
            text::day(draw.call.needed_until).into_any(),
            paid,
            view! { {state(draw.state)}{answered} }.into_any(),
        ]
    };
    let heads = vec![
        table::words("Mittelabruf"),
        table::words("Haushaltsjahr"),
        table::numbers("abgerufen"),
        table::words("gebraucht bis"),
        table::numbers("ausgezahlt"),
        table::words("Stand"),
    ];
    table::table("Mittelabrufe, der neueste zuerst", heads, one.draws.iter().map(row).collect(), None)
}

/// What a proof is called.
pub fn named(proof: &Proof) -> String {
    let kind = proof.statement.kind.label();
    proof.statement.budget_year.map_or_else(|| kind.to_owned(), |year| format!("{kind} {year}"))
}

/// The mark of what became of a proof.
pub fn proof_state(proof: &Proof) -> AnyView {
    match (proof.replaced, &proof.note) {
        (true, _) => mark(Shape::Dotted, "muted", "ersetzt"),
        (false, Some(_)) => mark(Shape::Check, "good", "geprüft"),
        (false, None) => mark(Shape::Diamond, "warn", "zu prüfen"),
    }
}

fn proofs(context: &PageContext, one: &OnCase) -> AnyView {
    if one.proofs.is_empty() {
        return view! { <p class="muted">"Noch kein Nachweis."</p> }.into_any();
    }
    let row = |proof: &Proof| {
        let href = context.link(paths::proof(proof.id));
        let grant = proof.note.as_ref().and_then(|note| note.computed.as_ref()).map(|computed| computed.grant);
        vec![
            view! { <a class="row-title" href=href>{named(proof)}</a><span class="row-sub">{proof.statement.reference.clone()}</span> }
                .into_any(),
            text::day(proof.statement.received_on).into_any(),
            grant.map_or_else(
                || view! { <span class="muted">"–"</span> }.into_any(),
                |grant| money::exact(grant, Precision::Cent),
            ),
            proof_state(proof),
        ]
    };
    let heads = vec![
        table::words("Nachweis"),
        table::words("eingegangen"),
        table::numbers("Zuwendung nach Prüfung"),
        table::words("Stand"),
    ];
    table::table("Nachweise, der neueste zuerst", heads, one.proofs.iter().map(row).collect(), None)
}
