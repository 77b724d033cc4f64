//! One claim: how it stands, the clock, interest line by line, payments, instalments and write-offs.
use super::{
    forms,
    parts::{calculation, euros, stale, standing, taken_back, write_off},
};
use crate::{
    context::PageContext,
    grants::findings,
    paths, text,
    ui::{
        self, facts,
        page::{Page, serve},
        table,
    },
};
use chrono::NaiveDate;
use entity::{
    money::Cents,
    recovery::{
        Fact,
        find::{self, One},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page at `/rueckforderungen/{id}`; `bis` is the first day that bears no interest.
#[component]
pub fn RecoveryPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let until = use_query_map().get_untracked().get("bis").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        // what is no day stands for today: the page says up to when it reckons
        let until = until.trim().parse::<NaiveDate>().ok().filter(|day| day.to_string().len() == 10);
        let until = until.unwrap_or(context.viewpoint.as_of);
        let one = find::one(&context.db, &context.actor, context.viewpoint, id, until).await?;
        let what = if one.recovery.claim.draw_id.is_some() { "Zinsanspruch" } else { "Rückforderung" };
        let title = format!("{what} {}", one.recovery.claim.reference);
        let content = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="chips-line">
                {standing(&one.recovery, context.viewpoint.as_of)}
                <span class="code">{one.case.reference.clone()}</span>
                <span>{one.authority.clone()}</span>
                {one.case.sample.then(ui::sample_badge)}
            </p>
            {stale(&context)}
            <p class="big">{euros(open(&one))}<span class="big-word">{open_of(&one)}</span></p>
            {taken_back(&one.recovery, Fact::Claim, one.recovery.claim.id).map(|said| view! { <p>{said}</p> })}
            <div class="with-side">
                <div class="stack-large">
                    <section aria-labelledby="inhalt-forderung">
                        {ui::section_head("inhalt-forderung", "Forderung", None)}
                        {describe(&context, &one)}
                        {(!one.findings.is_empty()).then(|| findings(&one.findings))}
                    </section>
                    {interest(&context, &one)}
                    {payments(&context, &one)}
                    {instalments(&context, &one)}
                    {one.may_change.then(|| forms::take_back(&context, &one))}
                </div>
                <aside class="side" aria-label="Niederschlagung und Erlass">{write_offs(&context, &one)}</aside>
            </div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&one.project.0)), one.project.1.clone()),
            (context.link(paths::recoveries(&one.project.0)), "Rückforderung".to_owned()),
        ];
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(one.case.sample))
    })
}

fn open(one: &One) -> Cents {
    match one.recovery.claim.draw_id {
        Some(_) => one.recovery.interest_open(),
        None => one.recovery.open(),
    }
}

fn open_of(one: &One) -> String {
    let recovery = &one.recovery;
    if recovery.claim.draw_id.is_some() {
        return format!("offen von {} Zinsen", recovery.interest_set());
    }
    match recovery.shelved() {
        Cents::ZERO => format!("offen von {}", recovery.claim.amount_cents),
        shelved => format!("offen von {}, davon {shelved} niedergeschlagen", recovery.claim.amount_cents),
    }
}

fn describe(context: &PageContext, one: &One) -> AnyView {
    let claim = &one.recovery.claim;
    let day = |day| text::day(day).into_any();
    let mut items = vec![
        ("Zuwendungsempfänger".to_owned(), one.case.recipient.clone().into_any()),
        ("Grund".to_owned(), one.recovery.ground().label().into_any()),
    ];
    match claim.draw_id {
        Some(draw) => {
            let href = context.link(paths::draw(draw));
            let link = view! { <a href=href>{format!("Auszahlung vom {}", text::day(claim.arises_on))}</a>", § 49a Abs. 4 VwVfG NRW" };
            items.push(("Zinsen allein".to_owned(), link.into_any()));
        }
        None => items.push(("Tatsachen bekannt seit".to_owned(), day(claim.known_on))),
    }
    items.extend([
        ("Anhörung".to_owned(), facts::text_or_unknown(claim.heard_on.map(text::day))),
        ("Datum des Bescheids".to_owned(), day(claim.dated_on)),
        ("Zu verzinsen ab".to_owned(), day(claim.arises_on)),
        ("Zu zahlen bis".to_owned(), day(claim.due_on)),
    ]);
    if let Some(clock) = one.clock {
        let words = match clock.days_left {
            left @ 0.. => format!("bis {}, {} übrig", text::day(clock.ends_on), text::count(left, "Tag", "Tage")),
            late => format!(
                "endete am {}, {} vor dem Bescheid",
                text::day(clock.ends_on),
                text::count(-late, "Tag", "Tage")
            ),
        };
        items.push(("Jahresfrist für den Widerruf".to_owned(), words.into_any()));
    }
    let texts = [("Begründung", Some(&claim.reason)), ("Begründung zur Frist", claim.late_reason.as_ref())];
    for (label, words) in texts {
        if let Some(words) = words {
            items.push((label.to_owned(), view! { <span class="text">{words.clone()}</span> }.into_any()));
        }
    }
    facts::facts(items)
}

fn interest(context: &PageContext, one: &One) -> AnyView {
    let recovery = &one.recovery;
    let rows: Vec<Vec<AnyView>> = recovery
        .interest
        .iter()
        .map(|row| {
            vec![
                view! { {format!("{} vom {}", row.reference, text::day(row.dated_on))}{taken_back(recovery, Fact::Interest, row.id)} }.into_any(),
                format!("{} bis {}", text::day(row.from_on), text::day(row.to_on)).into_any(),
                euros(row.amount_cents),
            ]
        })
        .collect();
    let set = (!rows.is_empty()).then(|| {
        let heads = vec![table::words("Zinsbescheid"), table::words("Zeitraum"), table::numbers("Zinsen")];
        let sums = vec!["Summe".into_any(), ().into_any(), euros(recovery.interest_set())];
        table::table("Festgesetzte Zinsen", heads, rows, Some(sums))
    });
    view! {
        <section aria-labelledby="zinsen" class="stack">
            {ui::section_head("zinsen", "Zinsen", None)}
            {forms::until(context, one)}
            {calculation(&one.calculation)}
            <p>{format!("Berechnet, festgesetzt ist davon: {}. Ohne Zinsbescheid ist dies eine Schätzung.", recovery.interest_set())}</p>
            {set}
            {one.may_change.then(|| forms::interest(context, one))}
        </section>
    }
    .into_any()
}

fn payments(context: &PageContext, one: &One) -> AnyView {
    let recovery = &one.recovery;
    let rows: Vec<Vec<AnyView>> = recovery
        .payments
        .iter()
        .map(|row| {
            vec![
                text::day(row.paid_on).into_any(),
                euros(row.principal_cents),
                euros(row.interest_cents),
                view! { {row.reference.clone()}{taken_back(recovery, Fact::Payment, row.id)} }.into_any(),
            ]
        })
        .collect();
    let list = match rows.is_empty() {
        true => view! { <p class="muted">"Noch nichts eingegangen."</p> }.into_any(),
        false => {
            let heads = vec![
                table::words("Eingang"),
                table::numbers("auf die Forderung"),
                table::numbers("auf Zinsen"),
                table::words("Beleg"),
            ];
            let sums = vec![
                "Summe".into_any(),
                euros(recovery.principal_paid()),
                euros(recovery.interest_paid()),
                ().into_any(),
            ];
            table::table("Zahlungen", heads, rows, Some(sums))
        }
    };
    let owed = recovery.open() > Cents::ZERO || recovery.interest_open() > Cents::ZERO;
    view! {
        <section aria-labelledby="zahlungen" class="stack">
            {ui::section_head("zahlungen", "Zahlungen", None)}
            {list}
            {(one.may_change && owed).then(|| forms::payment(context, one))}
        </section>
    }
    .into_any()
}

fn instalments(context: &PageContext, one: &One) -> AnyView {
    let recovery = &one.recovery;
    let rows: Vec<Vec<AnyView>> = recovery
        .instalments()
        .into_iter()
        .map(|(due, amount, rest)| vec![text::day(due).into_any(), euros(amount), euros(rest)])
        .collect();
    let plan = recovery.plan().map(|(plan, _)| {
        let heads = vec![table::words("fällig am"), table::numbers("Rate"), table::numbers("davon offen")];
        let words = format!("Fassung {}, vereinbart am {}:", plan.version, text::day(plan.agreed_on));
        view! {
            <p>{words}" "<span class="text">{plan.reason.clone()}</span></p>
            {table::table("Raten", heads, rows, None)}
        }
    });
    let none = recovery.plan().is_none().then(|| view! { <p class="muted">"Keine Ratenzahlung vereinbart."</p> });
    let gone = recovery.plans.iter().filter_map(|(plan, _)| {
        let said = taken_back(recovery, Fact::Instalments, plan.id)?;
        Some(view! { <p>{format!("Fassung {} vom {}", plan.version, text::day(plan.agreed_on))}{said}</p> })
    });
    let gone = gone.collect_view();
    view! {
        <section aria-labelledby="raten" class="stack">
            {ui::section_head("raten", "Raten", None)}
            {none}
            {plan}
            {gone}
            {(one.may_change && recovery.open() > Cents::ZERO && recovery.shelved() == Cents::ZERO).then(|| forms::instalments(context, one))}
        </section>
    }
    .into_any()
}

fn write_offs(context: &PageContext, one: &One) -> AnyView {
    let name = |id: i64| one.names.get(&id).cloned().unwrap_or_default();
    let lines = one
        .recovery
        .write_offs
        .iter()
        .map(|part| {
            let kind = if part.is_reversal() { "Storno: Erlass" } else { part.kind().label() };
            let said = part.verdict.as_ref().map(|row| {
                let reason = row.reason.clone().map(|reason| format!(": „{reason}“")).unwrap_or_default();
                format!("Entschieden von {}{reason}", name(row.decided_by))
            });
            view! {
                <li>
                    <strong>{format!("{kind} über {}", part.row.amount_cents)}</strong>" "{write_off(part)}
                    <p class="text">{part.row.reason.clone()}</p>
                    <p class="muted small">{format!("Vorgeschlagen von {}", name(part.proposal.proposed_by))}</p>
                    {said.map(|said| view! { <p class="muted small">{said}</p> })}
                    {part.resumed.as_ref().map(|row| view! { <p class="text">{row.reason.clone()}</p> })}
                </li>
            }
        })
        .collect_view();
    let list = match one.recovery.write_offs.is_empty() {
        true => view! { <p class="muted">"Nichts niedergeschlagen oder erlassen."</p> }.into_any(),
        false => view! { <ul class="plain stack">{lines}</ul> }.into_any(),
    };
    let waits = one.recovery.waiting();
    let form = match waits {
        Some(waiting) if one.may_decide => Some(forms::verdict(context, one, waiting)),
        Some(_) if one.own => {
            Some(view! { <p>"Sie haben das vorgeschlagen. Mitzeichnen oder ablehnen muss jemand anderes aus Ihrer Behörde."</p> }.into_any())
        }
        Some(_) => None,
        None => (one.may_change && one.recovery.open() > Cents::ZERO).then(|| forms::write_off(context, one)),
    };
    let shelved = one.recovery.shelvings().first().copied().filter(|_| one.may_change);
    let resume = shelved.map(|part| forms::resume(context, one, part));
    let storno = (one.may_change && waits.is_none() && one.recovery.remissions().next().is_some())
        .then(|| forms::remission_storno(context, one));
    view! {
        <div class="panel stack" id="verzicht">
            <h2 class="side-title">"Niederschlagung und Erlass"</h2>
            <p class="hint-line">"Niedergeschlagen heißt: nicht weiter verfolgt. Die Forderung besteht fort, wird verzinst und kann wieder aufgegriffen werden. Ein Erlass ist endgültig; storniert wird nur ein Eintrag, zu dem es keinen Erlass gibt."</p>
            {list}
            {form}
            {resume}
            {storno}
        </div>
    }
    .into_any()
}
