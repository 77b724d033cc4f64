//! The claims of a project, case by case, and the form that raises one.
use super::parts::{euros, stale, standing};
use crate::{
    context::PageContext,
    paths,
    projects::tabs,
    text,
    ui::{
        self, facts,
        field::{Field, hidden, input, select},
        money,
        page::{Page, serve},
        table,
        text_area::text_area,
    },
};
use entity::{
    figures::id::FigureId,
    ledger::{Kind, Source},
    precision::Precision,
    recovery::{
        Ground,
        find::{self, OfCase},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/projekte/{number}/rueckforderung`.
#[component]
pub fn RecoveryList() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").unwrap_or_default();
    let chosen = use_query_map().get_untracked().get("fall");
    serve(|context| async move {
        let found = find::of_project(&context.db, &context.actor, context.viewpoint, &number).await?;
        // one form on the page: for the only case, or for the one that was chosen
        let only = if let [only] = found.cases.as_slice() { Some(only.case.id) } else { None };
        let chosen = context.form.value("case").or(chosen).and_then(|id| id.parse::<i64>().ok()).or(only);
        let body = match found.cases.is_empty() {
            true => ui::empty(
                "Noch kein Fall",
                "Zurückgefordert wird in einem Zuwendungsfall. Die Bewilligungsbehörde legt ihn unter „Finanzierung“ an.",
            ),
            false => found
                .cases
                .iter()
                .map(|case| one(&context, &found.number, case, chosen == Some(case.case.id)))
                .collect_view()
                .into_any(),
        };
        let sample = found.cases.iter().any(|case| case.case.sample);
        let content = view! {
            <h1 class="kern-heading-x-large title">{found.title.clone()}</h1>
            {tabs::tabs(&context, &found.number, tabs::Tab::Recovery)}
            {stale(&context)}
            <div class="stack-large">{body}</div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&number)), found.title.clone()),
        ];
        let title = format!("Rückforderung – {}", found.title);
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(sample))
    })
}

fn one(context: &PageContext, number: &str, found: &OfCase, chosen: bool) -> AnyView {
    let case = &found.case;
    let estimate = match found.money.estimate() {
        Some(cents) => {
            view! { {euros(cents)}<span class="source">"Schätzung, noch nicht festgestellt"</span> }.into_any()
        }
        None => view! { <span class="unknown">"noch nichts anerkannt"</span> }.into_any(),
    };
    let opened = |kind, cents| {
        let source = Source::from_key(&case.source).filter(|_| found.alone);
        // with several cases the money without a case is in the amounts of each: no figure says that
        let Some(source) = source else { return euros(cents) };
        let id = FigureId { project: Some(case.project_id), ..FigureId::of(kind, source) };
        money::linked(context, &id.to_string(), cents, Precision::Cent)
    };
    let items = vec![
        ("Zuwendungsempfänger".to_owned(), case.recipient.clone().into_any()),
        ("Bewilligungsbehörde".to_owned(), found.authority.clone().into_any()),
        ("ausgezahlt".to_owned(), opened(Kind::Paid, found.money.paid)),
        (
            "anerkannt".to_owned(),
            found.money.recognised.map_or_else(money::unknown, |cents| opened(Kind::Recognised, cents)),
        ),
        ("zurückgefordert".to_owned(), opened(Kind::Reclaimed, found.money.reclaimed)),
        ("zurückzufordern".to_owned(), estimate),
    ];
    let rows: Vec<Vec<AnyView>> = found
        .claims
        .iter()
        .map(|recovery| {
            let claim = &recovery.claim;
            let href = context.link(paths::recovery(claim.id));
            let (amount, open) = match claim.draw_id {
                Some(_) => (recovery.interest_set(), recovery.interest_open()),
                None => (claim.amount_cents, recovery.open()),
            };
            let ground = if claim.draw_id.is_some() { "Zinsen wegen später Verwendung" } else { recovery.ground().label() };
            vec![
                view! { <a class="row-title" href=href>{format!("{} vom {}", claim.reference, text::day(claim.dated_on))}</a><span class="row-sub">{ground}</span> }.into_any(),
                euros(amount),
                euros(open),
                text::day(claim.due_on).into_any(),
                standing(recovery, context.viewpoint.as_of),
            ]
        })
        .collect();
    let list = match rows.is_empty() {
        true => view! { <p class="muted">"In diesem Fall ist nichts zurückgefordert."</p> }.into_any(),
        false => {
            let heads = vec![
                table::words("Bescheid"),
                table::numbers("Forderung"),
                table::numbers("offen"),
                table::words("zu zahlen bis"),
                table::words("Stand"),
            ];
            table::table(format!("Rückforderungen im Fall {}", case.reference), heads, rows, None)
        }
    };
    view! {
        <article class="panel stack">
            <h2 class="side-title">{format!("Fall {}", case.reference)}" "{case.sample.then(ui::sample_mark)}</h2>
            {facts::facts(items)}
            {list}
            {found.may_raise.then(|| match chosen {
                true => form(context, number, found),
                false => {
                    let href = paths::with_query(&paths::recoveries(number), &[("fall", &case.id.to_string())]);
                    view! { <div class="kern-btn-wrapper">{ui::button_link(href, "Rückforderung verzeichnen", false)}</div> }.into_any()
                }
            })}
        </article>
    }
    .into_any()
}

fn form(context: &PageContext, number: &str, found: &OfCase) -> AnyView {
    let form = &context.form;
    let field = |name, label| Field::new(name, label, form, "");
    let mut grounds = vec![(String::new(), "Bitte wählen".to_owned())];
    grounds.extend(Ground::ALL.iter().map(|ground| (ground.key().to_owned(), ground.label().to_owned())));
    let amount = found.money.estimate().filter(|cents| cents.0 > 0).map(|cents| cents.german()).unwrap_or_default();
    let open = form.is_refused();
    let hint = "Vorbelegt ist die Schätzung: ausgezahlt, aber weder anerkannt noch zurückgefordert. Maßgeblich ist der Bescheid.";
    view! {
        <details class="kern-accordion" open=open>
            <summary class="kern-accordion__header"><span class="kern-title kern-title--small">"Rückforderung verzeichnen"</span></summary>
            <div class="kern-accordion__body">
                <form method="post" action=paths::recoveries(number) class="stack panel-form">
                    {hidden("case", found.case.id.to_string())}
                    {hidden("version", found.version.to_string())}
                    {select(field("ground", "Grund").required(), grounds)}
                    {input(Field::new("amount", "Betrag in Euro", form, amount).hint(hint).required(), "text")}
                    <div class="form-line">
                        {input(field("known_on", "Tatsachen bekannt seit").hint("Ab hier läuft die Jahresfrist für den Widerruf.").required(), "date")}
                        {input(field("heard_on", "Anhörung").hint("§ 28 VwVfG NRW, vor dem Bescheid."), "date")}
                        {input(field("dated_on", "Datum des Bescheids").required(), "date")}
                        {input(field("arises_on", "Zu verzinsen ab").hint("Der Tag, an dem der Anspruch entstanden ist.").required(), "date")}
                        {input(field("due_on", "Zu zahlen bis").required(), "date")}
                    </div>
                    {input(field("reference", "Aktenzeichen").required().max_length(100), "text")}
                    {text_area(field("reason", "Begründung").required().max_length(2_000), 3)}
                    {text_area(field("late_reason", "Begründung zur Frist").hint("Nur nötig, wenn die Jahresfrist abgelaufen ist.").max_length(2_000), 2)}
                    <div class="kern-btn-wrapper">{ui::submit("Rückforderung verzeichnen", true)}</div>
                </form>
            </div>
        </details>
    }
    .into_any()
}
