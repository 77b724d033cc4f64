//! One version of a decision: all that it says, what the rules find, and the word of the second person.
use super::{plan, shown, time_line};
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts,
        field::{Field, hidden, input},
        money,
        notice::{Tone, notice},
        page::{Page, serve},
        text_area::text_area,
    },
};
use entity::{
    grant::{
        current::Became,
        find::{self, Case, Grants, Version},
        rules, standing,
    },
    precision::Precision,
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/bescheide/{id}`.
#[component]
pub fn DecisionPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let (grants, case, version) = find::with_decision(&context.db, &context.actor, context.viewpoint, id).await?;
        let outlook = match version.became == Became::Proposed {
            true => Some(
                standing::outlook(&context.db, &context.actor, context.now, case.id, version.content.clone()).await?,
            ),
            false => None,
        };
        let content = &version.content;
        let title = format!("{}, Fassung {}", content.kind.label(), version.version);
        let body = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="chips-line">
                {shown::standing(version.became)}
                <span class="code">{case.reference.clone()}</span>
                <span>{case.authority.1.clone()}</span>
                {case.sample.then(ui::sample_badge)}
            </p>
            {shown::stale(&context)}
            <p class="big">{money::exact(content.amount, Precision::Cent)}<span class="big-word">{content.rate.map(|rate| format!("{rate} von {} zuwendungsfähigen Ausgaben", version.eligible))}</span></p>
            <div class="with-side">
                <div class="stack-large">
                    <section aria-labelledby="inhalt-bescheid">
                        {ui::section_head("inhalt-bescheid", "Inhalt", None)}
                        {describe(&case, &version)}
                    </section>
                    <section aria-labelledby="jahre" class="stack">
                        {ui::section_head("jahre", "Geld", None)}
                        {plan::years(content)}
                        {grants.internal.then(|| view! { {plan::plan(content)} {shown::computed(content, rules::computed(content).as_ref())} })}
                    </section>
                    {outlook.map(|outlook| view! {
                        <section aria-labelledby="pruefung" class="stack">
                            {ui::section_head("pruefung", "Prüfung", None)}
                            {shown::findings(&outlook.findings)}
                            {shown::replaced(&outlook.replaced)}
                        </section>
                    })}
                </div>
                <aside class="side" aria-label="Vier-Augen-Prinzip und Bekanntgabe">{second(&context, &grants, &version)}{notification(&context, &grants, &version)}</aside>
            </div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&grants.number)), grants.title.clone()),
            (context.link(paths::funding(&grants.number)), "Finanzierung".to_owned()),
        ];
        Ok(Page::new(title, body).section(paths::PROJECTS).below(crumbs).sample(case.sample))
    })
}

fn describe(case: &Case, version: &Version) -> AnyView {
    let content = &version.content;
    let day = |day: Option<chrono::NaiveDate>| facts::text_or_unknown(day.map(text::day));
    let mut items = vec![
        ("Zuwendungsempfänger".to_owned(), content.recipient.clone().into_any()),
        ("Datum des Bescheids".to_owned(), text::day(content.dated_on).into_any()),
        ("Bekanntgabe".to_owned(), day(content.notified_on)),
        ("Bestandskraft".to_owned(), time_line::finality(version).into_any()),
        ("Finanzierungsart".to_owned(), content.financing.label().into_any()),
        ("Zuwendungsfähige Ausgaben".to_owned(), money::exact(version.eligible, Precision::Cent)),
        ("Gesamtausgaben".to_owned(), money::exact(version.total, Precision::Cent)),
        ("Bewilligungszeitraum".to_owned(), shown::period(content.drawable).into_any()),
        ("Durchführungszeitraum".to_owned(), shown::period(content.work).into_any()),
        ("Zweckbindung bis".to_owned(), day(content.bound_until)),
        ("Vorschriften".to_owned(), format!("{} · {}", case.regime.label(), content.rules).into_any()),
        ("Mittel".to_owned(), case.source.label().into_any()),
    ];
    if let Some(waived_on) = content.waived_on {
        items.insert(3, ("Rechtsbehelfsverzicht".to_owned(), text::day(waived_on).into_any()));
    }
    for (label, text) in [("Besondere Nebenbestimmungen", &content.conditions), ("Begründung", &content.reason)] {
        if let Some(text) = text {
            items.push((label.to_owned(), view! { <span class="text">{text.clone()}</span> }.into_any()));
        }
    }
    facts::facts(items)
}

/// Who proposed, who decided, or the form for the second person.
fn second(context: &PageContext, grants: &Grants, version: &Version) -> AnyView {
    let said = version.verdict_reason.clone().map(|reason| view! { <p class="text">"„"{reason}"“"</p> });
    let word = match (version.may_decide, version.became, version.own) {
        (true, ..) => verdict(context, grants, version),
        (_, Became::Proposed, true) => view! {
            {notice(
                Tone::Info,
                "Wartet auf eine zweite Person",
                Some("Sie haben diese Fassung vorgeschlagen. Mitzeichnen oder ablehnen muss jemand anderes aus Ihrer Behörde.".into()),
            )}
            {version.may_withdraw.then(|| withdrawal(context, grants, version))}
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="panel" class:panel-form=version.may_decide || version.may_withdraw id="mitzeichnung">
            <h2 class="side-title">"Vier-Augen-Prinzip"</h2>
            <p>{time_line::by_whom(version)}</p>
            {said}
            {word}
        </div>
    }
    .into_any()
}

/// The form to take a version back before somebody decides it.
fn withdrawal(context: &PageContext, grants: &Grants, version: &Version) -> AnyView {
    let reason = Field::new("reason", "Warum (freiwillig)", &context.form, "")
        .hint("Zum Beispiel: Betrag falsch abgeschrieben.")
        .max_length(2_000);
    view! {
        <form method="post" action=paths::decision_step(version.id, "zurueckziehen") class="stack">
            {hidden("version", grants.version.to_string())}
            {text_area(reason, 2)}
            <div class="buttons"><button type="submit" class="kern-btn kern-btn--secondary"><span class="kern-label">"Vorschlag zurückziehen"</span></button></div>
        </form>
    }
    .into_any()
}

/// The form for the days on which a version was made known and remedies were waived.
fn notification(context: &PageContext, grants: &Grants, version: &Version) -> Option<AnyView> {
    version.may_notify.then(|| {
        let shown = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let content = &version.content;
        let notified = Field::new("notified_on", "Bekanntgabe", &context.form, shown(content.notified_on))
            .hint("Von diesem Tag an läuft die Rechtsbehelfsfrist.");
        let waived = Field::new("waived_on", "Rechtsbehelfsverzicht", &context.form, shown(content.waived_on));
        view! {
            <div class="panel panel-form" id="bekanntgabe">
                <h2 class="side-title">"Bekanntgabe"</h2>
                <p>{time_line::finality(version)}</p>
                <form method="post" action=paths::decision_step(version.id, "bekanntgabe") class="stack">
                    {hidden("version", grants.version.to_string())}
                    {input(notified, "date")}
                    {input(waived, "date")}
                    <div class="buttons">{ui::submit("Speichern", version.content.notified_on.is_none())}</div>
                </form>
            </div>
        }
        .into_any()
    })
}

fn verdict(context: &PageContext, grants: &Grants, version: &Version) -> AnyView {
    let reason = Field::new("reason", "Bemerkung", &context.form, "")
        .hint("Bei einer Ablehnung nötig: Sie steht dann bei der Fassung.")
        .max_length(2_000);
    view! {
        <form method="post" action=paths::decision_step(version.id, "mitzeichnen") class="stack">
            {hidden("version", grants.version.to_string())}
            {text_area(reason, 3)}
            <div class="buttons">
                {ui::submit("Mitzeichnen", true)}
                <button type="submit" class="kern-btn kern-btn--secondary" formaction=paths::decision_step(version.id, "ablehnen")><span class="kern-label">"Ablehnen"</span></button>
            </div>
        </form>
    }
    .into_any()
}
