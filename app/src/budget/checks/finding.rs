//! One finding: what was read, and the exception from it that two people can make.
use super::parts;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self, facts,
        field::{Field, hidden, select},
        money,
        notice::{Tone, notice},
        page::{Page, serve},
        status, submit,
        text_area::text_area,
    },
};
use entity::{
    approval::Verdict,
    check::{
        find::{One, one},
        finding::Severity,
        found::{Found, Read},
        rule::numbered,
    },
    refusal::Refusal,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/haushalt/pruefungen/{rule}/{fingerprint}`.
#[component]
pub fn CheckFinding() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (number, fingerprint) = (params.get("rule").unwrap_or_default(), params.get("fingerprint").unwrap_or_default());
    serve(move |context| async move {
        let rule = numbered(&number).ok_or(Refusal::NotFound)?;
        let one = one(&context.db, &context.actor, context.viewpoint, rule.number, &fingerprint).await?;
        let regions = region::find::all(context.db.read()).await?;
        let names: Vec<(String, String)> = regions.into_iter().map(|region| (region.slug, region.name)).collect();
        let found = &one.found;
        let title = found.project.as_ref().map_or_else(|| rule.title.to_owned(), |(_, _, title)| title.clone());
        let amount =
            found.amount.map(|cents| ("Betrag".to_owned(), money::exact(cents, entity::precision::Precision::Cent)));
        let mut properties = vec![
            ("Schwere".into(), parts::severity(found.finding.severity)),
            ("Wo".into(), parts::place(&context, found, &names)),
            ("Zuständig".into(), found.owner.label().into_any()),
            ("Fällig".into(), parts::due(&context, found)),
        ];
        properties.extend(amount);
        properties.extend(found.year.map(|year| ("Haushaltsjahr".to_owned(), year.to_string().into_any())));
        let reads = found.reads.iter().map(|read| view! { <li>{shown(&context, found, read)}</li> }).collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">{title}</h1>
            <p class="lead">{found.finding.message.clone()}</p>
            {facts::facts(properties)}
            <section aria-labelledby="gelesen">
                {ui::section_head("gelesen", "Was die Regel gelesen hat", None)}
                <ul class="plain">{reads}</ul>
            </section>
            {exception(&context, &one, &fingerprint)}
        };
        let crumbs = vec![
            (context.link(paths::BUDGET), "Haushalt".to_owned()),
            (context.link(paths::CHECKS), "Was nicht aufgeht".to_owned()),
            (context.link(paths::check_rule(rule.number)), format!("{} {}", rule.number, rule.title)),
        ];
        Ok(Page::new(format!("Befund zu {}", rule.number), content)
            .section(paths::BUDGET)
            .below(crumbs)
            .sample(found.sample))
    })
}

/// Something that was read, with where it can be looked up.
fn shown(context: &PageContext, found: &Found, read: &Read) -> AnyView {
    let project = found.project.as_ref().map(|(_, number, _)| context.link(paths::project(number)));
    let of_project = |words: &'static str| match project.clone() {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    match read {
        Read::Figure(id, cents) => {
            let href = context.link(paths::figure(&id.to_string()));
            let year = id.year.map(|year| format!(", {year}"));
            view! { <a href=href>{id.label()}{year}</a>": "{cents.to_string()} }.into_any()
        }
        Read::Parameter(key, value) => {
            let href = context.link(paths::parameter(key.key()));
            view! { "Wert der Regel: "<a href=href>{key.label()}</a>", "{key.shown(*value)} }.into_any()
        }
        Read::Statement(id) => view! { {of_project("Angabe zum Projekt")}" Nr. "{*id} }.into_any(),
        Read::Memo(id) => view! { {of_project("Vermerk")}" Nr. "{*id} }.into_any(),
        Read::Claim(id) => {
            view! { <a href=context.link(paths::recovery(*id))>{format!("Rückforderung Nr. {id}")}</a> }.into_any()
        }
        Read::ClaimState(_, rows) => format!("Zahl der Einträge zu dieser Rückforderung: {rows}").into_any(),
        Read::Decision(id) => view! { {of_project("Bescheid")}" Nr. "{*id} }.into_any(),
        Read::Proof(id) => {
            view! { <a href=context.link(paths::proof(*id))>{format!("Nachweis Nr. {id}")}</a> }.into_any()
        }
        Read::Booked(id, cents) => format!("Gebucht am Tag der Veröffentlichung Nr. {id}: {cents}").into_any(),
        Read::Published(id) => view! { {of_project("Veröffentlichung")}" Nr. "{*id} }.into_any(),
    }
}

/// The exception: that there is one, the form to propose one, the form to decide.
fn exception(context: &PageContext, one: &One, fingerprint: &str) -> AnyView {
    let found = &one.found;
    if found.project.is_none() || found.finding.severity == Severity::Informs {
        let why = match found.project {
            None => "Was das ganze Programm betrifft, lässt keine Ausnahme zu.",
            Some(_) => "Ein Hinweis braucht keine Ausnahme: Er hält nichts auf.",
        };
        return view! { <p class="muted">{why}</p> }.into_any();
    }
    let address = paths::check_finding(found.finding.rule, fingerprint);
    let today = context.viewpoint.is_now();
    let form = &context.form;
    let body = match &found.accepted {
        Some(accepted) if accepted.approved => view! {
            <p>{status::mark(status::Shape::Check, "good", "Ausnahme zugelassen")}" "{accepted.reason.clone()}</p>
            <p class="muted">"Sie gilt, solange die Regel genau dasselbe liest."</p>
        }
        .into_any(),
        Some(accepted) => {
            let by = one.proposer.clone().unwrap_or_else(|| text::UNKNOWN.to_owned());
            let decide = (one.can && today).then(|| {
                let verdict = Field::new("verdict", "Entscheidung", form, "").required();
                let choices = vec![
                    (String::new(), "Bitte wählen".to_owned()),
                    (Verdict::Approved.key().to_owned(), "zulassen".to_owned()),
                    (Verdict::Rejected.key().to_owned(), "ablehnen".to_owned()),
                ];
                let reason =
                    Field::new("reason", "Begründung", form, "").hint("Bei einer Ablehnung nötig.").max_length(1_000);
                view! {
                    <form method="post" action=format!("{address}/entscheidung") class="stack">
                        {hidden("proposal", accepted.proposal_id.to_string())}
                        {select(verdict, choices)}
                        {text_area(reason, 3)}
                        {submit("Entscheiden", true)}
                    </form>
                }
            });
            let wait = (!one.can).then_some("Entscheiden muss eine zweite Person, die hier bewilligen darf.");
            view! {
                <p>{status::mark(status::Shape::Half, "info", "Ausnahme vorgeschlagen")}" von "{by}": "{accepted.reason.clone()}</p>
                {decide}
                {wait.map(|wait| view! { <p class="muted">{wait}</p> })}
            }
            .into_any()
        }
        None if one.can && today => {
            let reason = Field::new("reason", "Warum ist die Ausnahme richtig?", form, "")
                .hint("Ein Satz mit Aktenzeichen oder Vermerk. Eine zweite Person entscheidet.")
                .required()
                .max_length(1_000);
            view! {
                <form method="post" action=format!("{address}/ausnahme") class="stack">
                    {text_area(reason, 3)}
                    {submit("Ausnahme vorschlagen", true)}
                </form>
            }
            .into_any()
        }
        None if one.can => notice(Tone::Info, "Ausnahmen schlagen Sie in der Ansicht von heute vor", None),
        None => view! { <p class="muted">"Keine. Vorschlagen kann sie, wer hier bewilligen darf."</p> }.into_any(),
    };
    view! {
        <section class="panel" aria-labelledby="ausnahme">
            {ui::section_head("ausnahme", "Ausnahme", None)}
            {body}
        </section>
    }
    .into_any()
}
