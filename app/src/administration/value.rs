//! One value of the rules: what holds, its history, the forms to enter, try and withdraw.
use crate::{
    budget::checks::unverified,
    context::PageContext,
    paths, text,
    ui::{
        self, facts,
        field::{Field, input, select},
        notice::{Tone, notice},
        page::{Page, serve},
        status, submit, table,
        text_area::text_area,
    },
};
use entity::{
    check::rule::RULES,
    parameter::{
        Key, Mode,
        find::{Overview, Recorded, overview},
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/verwaltung/regeln/{key}`.
#[component]
pub fn RuleValue() -> impl IntoView {
    let key = use_params_map().get_untracked().get("key").unwrap_or_default();
    serve(move |context| async move {
        let key = Key::from_key(&key).ok_or(Refusal::NotFound)?;
        let all = overview(&context.db, &context.actor, context.viewpoint).await?;
        let held = all.set.held(key, context.viewpoint.as_of);
        let source = match held.row {
            Some(row) => {
                let mark = (!row.verified).then(unverified);
                view! { {row.source.clone()}" "{mark} }.into_any()
            }
            None => view! { "eingebaute Vorgabe "{unverified()} }.into_any(),
        };
        let rules = RULES
            .iter()
            .filter(|rule| rule.parameters.contains(&key))
            .map(|rule| {
                let href = context.link(paths::check_rule(rule.number));
                view! { <li><a href=href>{format!("{} {}", rule.number, rule.title)}</a></li> }
            })
            .collect_view();
        let properties = vec![
            ("Gilt am Stichtag".into(), view! { <strong>{key.shown(held.value)}</strong> }.into_any()),
            ("Quelle".into(), source),
            ("Grundlage".into(), key.law().into_any()),
            ("Benutzt von".into(), view! { <ul class="plain">{rules}</ul> }.into_any()),
        ];
        let history = all.history.get(&key).map(Vec::as_slice).unwrap_or_default();
        let forms = (all.editable && context.viewpoint.is_now()).then(|| {
            view! { {steps(&context, &all, key)}{enter(&context, key)} }
        });
        let content = view! {
            <h1 class="kern-heading-x-large">{key.label()}</h1>
            {context.form.stale.then(|| notice(Tone::Warning, "Inzwischen hat jemand anderes diesen Wert geändert", Some("Gespeichert wurde nichts. Bitte den jetzigen Stand prüfen und noch einmal entscheiden.".into())))}
            {facts::facts(properties)}
            {past(history)}
            {forms}
        };
        let crumbs = vec![
            (context.link(paths::ADMINISTRATION), "Verwaltung".to_owned()),
            (context.link(paths::RULES), "Werte der Regeln".to_owned()),
        ];
        Ok(Page::new(key.label(), content).section(paths::ADMINISTRATION).below(crumbs))
    })
}

fn past(history: &[Recorded]) -> AnyView {
    if history.is_empty() {
        return ui::empty(
            "Noch nichts eingetragen",
            "Bis dahin gilt die eingebaute Vorgabe. Ein Wert kommt mit dem Formular unten hierher.",
        );
    }
    let rows = history
        .iter()
        .map(|recorded| {
            let row = &recorded.row;
            let key = Key::from_key(&row.key);
            let mode = match recorded.mode {
                Mode::Active => status::mark(status::Shape::Check, "good", "eingetragen"),
                Mode::Shadow => status::mark(status::Shape::Half, "info", "Probelauf"),
                Mode::Withdrawn => status::mark(status::Shape::Cross, "muted", "zurückgezogen"),
            };
            let mark = (!row.verified).then(unverified);
            let by = recorded.by.clone().unwrap_or_else(|| "Grundausstattung".into());
            vec![
                text::day(row.valid_on).into_any(),
                key.map(|key| key.shown(row.value)).into_any(),
                mode,
                view! { {row.source.clone()}" "{mark} }.into_any(),
                view! { {text::instant(row.recorded_at)}<span class="source">{by}</span> }.into_any(),
            ]
        })
        .collect();
    let heads = vec![
        table::words("gilt ab"),
        table::numbers("Wert"),
        table::words("Art"),
        table::words("Quelle"),
        table::words("verzeichnet"),
    ];
    view! {
        <section aria-labelledby="geschichte">
            {ui::section_head("geschichte", "Geschichte", None)}
            {table::table("Jeder Eintrag, der neueste oben; nichts wird überschrieben", heads, rows, None)}
        </section>
    }
    .into_any()
}

/// What can be done with a trial that runs and with values that were entered.
fn steps(context: &PageContext, all: &Overview, key: Key) -> AnyView {
    let tried = all.set.trials().into_iter().filter(|(other, _)| *other == key).map(|(_, row)| (row, true));
    let entered = all.set.values(key).into_iter().map(|row| (row, false));
    let open: Vec<_> = tried.chain(entered).collect();
    if open.is_empty() {
        return ().into_any();
    }
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    for (row, trial) in open {
        let words = format!("{} ab {}", key.shown(row.value), text::day(row.valid_on));
        let value = |step: &str| format!("{step} {} {}", row.valid_on, row.id);
        if trial {
            choices.push((value("activate"), format!("Probelauf gelten lassen: {words}")));
            choices.push((value("withdraw"), format!("Probelauf beenden: {words}")));
        } else {
            choices.push((value("withdraw"), format!("Wert zurückziehen: {words}")));
        }
    }
    let form = &context.form;
    let what = Field::new("schritt", "Was soll geschehen?", form, "").required();
    let reason =
        Field::new("grund", "Grund", form, "").hint("Ein Satz. Er steht im Prüfpfad.").required().max_length(1_000);
    view! {
        <section class="panel panel-form" aria-labelledby="entscheiden">
            {ui::section_head("entscheiden", "Probelauf entscheiden oder Wert zurückziehen", None)}
            <form method="post" action=format!("{}/schritt", paths::parameter(key.key())) class="stack">
                {select(what, choices)}
                {text_area(reason, 2)}
                {submit("Ausführen", false)}
            </form>
        </section>
    }
    .into_any()
}

fn enter(context: &PageContext, key: Key) -> AnyView {
    let form = &context.form;
    let (low, high) = key.bounds();
    let value = Field::new("wert", "Neuer Wert", form, "")
        .hint(&format!("So geschrieben: {}. Möglich sind {} bis {}.", key.example(), key.shown(low), key.shown(high)))
        .required()
        .max_length(40);
    let from = Field::new("ab", "Gilt ab", form, "").required();
    let source =
        Field::new("quelle", "Quelle", form, "").hint("Gesetz, Erlass oder Fundstelle.").required().max_length(300);
    let verified = Field::new("geprueft", "Mit der Quelle verglichen?", form, "nein").required();
    let answers = vec![("nein".to_owned(), "nein, ungeprüft".to_owned()), ("ja".to_owned(), "ja, geprüft".to_owned())];
    let mode = Field::new("art", "Soll der Wert gleich gelten?", form, "gilt")
        .hint("Ein Probelauf zeigt über alle Daten, was sich ändern würde, und zählt noch nicht.")
        .required();
    let modes =
        vec![("gilt".to_owned(), "ja, er gilt".to_owned()), ("probe".to_owned(), "nein, nur Probelauf".to_owned())];
    let reason = Field::new("begruendung", "Begründung", form, "")
        .hint("Ein Satz. Er steht im Prüfpfad.")
        .required()
        .max_length(1_000);
    view! {
        <section class="panel panel-form" aria-labelledby="neu">
            {ui::section_head("neu", "Neuen Wert eintragen", None)}
            <form method="post" action=paths::parameter(key.key()) class="stack">
                {input(value, "text")}
                {input(from, "date")}
                {input(source, "text")}
                {select(verified, answers)}
                {select(mode, modes)}
                {text_area(reason, 2)}
                {submit("Eintragen", true)}
            </form>
        </section>
    }
    .into_any()
}
