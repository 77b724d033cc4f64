//! The step "Werte": words of the list that fit nothing, each once, with what they may mean.
use super::{
    cell_link, recognised, stale,
    steps::{Step, steps},
};
use crate::{
    context::{FormState, PageContext},
    paths, text,
    ui::{
        self,
        field::hidden,
        notice::{Tone, notice},
        page::{Page, serve},
        submit,
    },
};
use entity::{
    import_run::{
        State,
        find::{Detail, detail},
        fit::About,
        memory::{Word, Words, words},
        suggest,
    },
    project::lifecycle::Lifecycle,
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/importe/{id}/werte`.
#[component]
pub fn ImportValues() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let run = detail(&context.db, &context.actor, id).await?;
        let found = words(&context.db, &context.actor, id).await?;
        let content = view! {
            <h1 class="kern-heading-x-large title">{headline(&found)}</h1>
            <p class="lead">{recognised::sentence(&run)}</p>
            {steps(&run, Step::Values)}
            {stale(&context)}
            {body(&context, &run, &found)}
        };
        let crumbs =
            vec![(paths::IMPORTS.to_owned(), "Importe".to_owned()), (paths::import(id), run.line.file_name.clone())];
        let title = format!("Werte – {}", run.line.file_name);
        Ok(Page::new(title, content).section(paths::IMPORTS).below(crumbs).sample(run.line.sample).without_stand())
    })
}

/// Whether the actor can still say what words mean.
fn may_decide(run: &Detail) -> bool {
    run.may_decide && run.line.state == State::Ready
}

fn open(found: &Words) -> i64 {
    let open = found.words.iter().filter(|word| word.unfit.decided.is_none()).count();
    i64::try_from(open).unwrap_or(i64::MAX)
}

fn headline(found: &Words) -> String {
    match (open(found), found.words.is_empty()) {
        (_, true) => "Alle Werte passen".into(),
        (0, _) => "Alle Werte sind geklärt".into(),
        (1, _) => "1 Wert passt noch zu nichts".into(),
        (many, _) => format!("{} Werte passen noch zu nichts", text::number(many)),
    }
}

fn body(context: &PageContext, run: &Detail, found: &Words) -> AnyView {
    let on = ui::button_link(paths::import(run.line.id), "Weiter zu den Unterschieden", found.words.is_empty());
    if found.words.is_empty() {
        return view! {
            <p class="finding">"Regionen, Status, Zuwendungsempfänger und Titel dieser Liste sind bekannt. Hier ist nichts zu tun."</p>
            <div class="kern-btn-wrapper">{on}</div>
        }
        .into_any();
    }
    let action = paths::import_step(run.line.id, "werte");
    let groups = About::ALL.map(|about| group(context, run, found, about));
    let unlisted = (found.unlisted > 0).then(|| {
        let count = text::count(found.unlisted.into(), "weiterer Wert passt", "weitere Werte passen");
        notice(
            Tone::Warning,
            format!("{count} zu nichts"),
            Some("So viele können hier nicht einzeln stehen. Bitte prüfen Sie im Schritt „Spalten“, ob die Spalte richtig gelesen ist.".into()),
        )
    });
    let sender = run.line.sender.clone();
    let ticked = !context.form.is_refused() || context.form.value("merken").is_some();
    let decide = may_decide(run).then(|| view! {
        <div class="panel panel-form">
            <div class="kern-form-check">
                <input class="kern-form-check__checkbox" type="checkbox" id="merken" name="merken" value="1" checked=ticked/>
                <label class="kern-label" for="merken">"Für diesen Absender merken"</label>
            </div>
            <p class="muted small">"Dann gilt Ihre Wahl auch für die nächste Liste von „"{sender}"“ und steht dort als gemerkt. Ohne Häkchen gilt sie nur für diesen Import."</p>
            {hidden("version", run.version.to_string())}
            <div class="kern-btn-wrapper">{submit("Speichern und neu vergleichen", true)}</div>
        </div>
    });
    let closed = (!may_decide(run))
        .then(|| view! { <p class="hint-line">"Hier lässt sich jetzt nichts mehr ändern; Sie sehen, wie die Werte gelesen wurden."</p> });
    view! {
        <p class="finding">"Jeder Wert steht hier einmal, mit der Zahl seiner Zeilen und der ersten Zelle. Was Sie offen lassen, bleibt, wie es ist. Im Bestand ändert sich noch nichts."</p>
        {unlisted}
        {closed}
        <form method="post" action=action class="stack">
            {groups}
            {decide}
        </form>
        <div class="kern-btn-wrapper">{on}</div>
    }
    .into_any()
}

/// What the words of one kind are, and what happens to one that is left as it is.
fn kind(about: About) -> (&'static str, &'static str, &'static str) {
    match about {
        About::Project => (
            "Titel, die an ein Projekt erinnern",
            "Ohne Ihre Wahl entsteht für jede dieser Zeilen ein neues Projekt. Meint der Titel ein Projekt, das es schon gibt, dann wählen Sie es hier: So steht es nicht doppelt im Bestand.",
            "so lassen: Das ist ein neues Projekt",
        ),
        About::Region => {
            ("Unbekannte Regionen", "Ohne Ihre Wahl bleibt ein neues Projekt ohne Region.", "so lassen: ohne Region")
        }
        About::Status => (
            "Unbekannte Status",
            "Ohne Ihre Wahl bleibt der Status des Projekts, wie er ist.",
            "so lassen: Der Status des Projekts bleibt",
        ),
        About::Recipient => (
            "Zuwendungsempfänger, die an bekannte erinnern",
            "Ohne Ihre Wahl wird der Name so übernommen, wie er in der Liste steht.",
            "so lassen: Der Name stimmt, wie er dasteht",
        ),
    }
}

fn group(context: &PageContext, run: &Detail, found: &Words, about: About) -> AnyView {
    let words: Vec<&Word> = found.words.iter().filter(|word| word.unfit.about == about).collect();
    if words.is_empty() {
        return ().into_any();
    }
    let (title, explained, _) = kind(about);
    let id = match about {
        About::Project => "projekte",
        About::Region => "regionen",
        About::Status => "status",
        About::Recipient => "empfaenger",
    };
    let asked =
        words.into_iter().enumerate().map(|(at, word)| one(&context.form, run, found, word, &format!("{id}-{at}")));
    view! {
        <section aria-labelledby=id>
            {ui::section_head(id, title, None)}
            <p class="finding">{explained}</p>
            <div class="values">{asked.collect_view()}</div>
        </section>
    }
    .into_any()
}

/// The names of the form's fields about a word; the word itself is part of them, so that they mean the same word even
/// when the list has changed meanwhile.
fn field(word: &Word, part: &str) -> String {
    format!("{part}.{}.{}", word.unfit.about.key(), word.unfit.word)
}

fn one(form: &FormState, run: &Detail, found: &Words, word: &Word, id: &str) -> AnyView {
    let unfit = &word.unfit;
    let rows = text::count(unfit.rows.into(), "Zeile", "Zeilen");
    let place = view! { <p class="muted small">{rows}", zuerst in Zelle "{cell_link(run.line.id, &unfit.cell)}</p> };
    if !may_decide(run) {
        return view! {
            <div class="panel value">
                <h3 class="value-word">"„"{unfit.word.clone()}"“"</h3>
                {place}
                <p>{decided(word).unwrap_or_else(|| "Offen gelassen.".into_any())}</p>
            </div>
        }
        .into_any();
    }
    let suggested = unfit.suggestions.iter().map(|one| one.value.as_str()).collect::<Vec<_>>();
    // what was typed before, what holds, or the best guess where it is sure
    let first = || match &unfit.decided {
        Some(value) if value.is_empty() => "leave".to_owned(),
        Some(value) if suggested.contains(&value.as_str()) => format!("is:{value}"),
        Some(_) => "other".into(),
        None => unfit
            .suggestions
            .first()
            .filter(|one| one.likeness >= suggest::SURE)
            .map_or_else(String::new, |one| format!("is:{}", one.value)),
    };
    let name = field(word, "wert");
    let chosen = form.value(&name).unwrap_or_else(|| if form.is_refused() { String::new() } else { first() });
    let radio = |value: String, label: AnyView| {
        let (name, checked) = (name.clone(), value == chosen);
        let id = format!("{id}-{}", paths::segment(&value));
        view! {
            <div class="kern-form-check">
                <input class="kern-form-check__radio" type="radio" id=id.clone() name=name value=value checked=checked/>
                <label class="kern-label" for=id>{label}</label>
            </div>
        }
        .into_any()
    };
    let suggestions = unfit
        .suggestions
        .iter()
        .map(|one| radio(format!("is:{}", one.value), view! { <strong>{one.label.clone()}</strong> }.into_any()))
        .collect::<Vec<_>>();
    let (_, _, leave) = kind(unfit.about);
    let forget = unfit.decided.is_some().then(|| {
        let label = if unfit.remembered { "vergessen und wieder offen lassen" } else { "wieder offen lassen" };
        radio("open".into(), label.into_any())
    });
    view! {
        <fieldset class="kern-fieldset panel value">
            <legend class="kern-label value-word">"„"{unfit.word.clone()}"“"</legend>
            {place}
            {decided(word).map(|said| view! { <p class="small">{said}</p> })}
            <div class="kern-fieldset__body">
                {suggestions}
                {radio("other".into(), another(unfit.about).into_any())}
                {other(form, found, word, id)}
                {radio("leave".into(), leave.into_any())}
                {forget}
            </div>
        </fieldset>
    }
    .into_any()
}

/// What can be said instead of the suggestions.
fn another(about: About) -> &'static str {
    match about {
        About::Project => "ein anderes Projekt (Nummer oder Förderkennzeichen):",
        About::Region => "eine andere Region:",
        About::Status => "ein anderer Status:",
        About::Recipient => "ein anderer Name:",
    }
}

/// What holds for a word, and since whose decision.
fn decided(word: &Word) -> Option<AnyView> {
    word.unfit.decided.as_ref()?;
    let means = word.means.clone().map_or("bleibt so".to_owned(), |means| format!("bedeutet „{means}“"));
    let since = match &word.by {
        Some((name, at)) => format!("gemerkt am {} von {name}", text::day(text::berlin_day(*at))),
        None => "entschieden nur für diesen Import".into(),
    };
    Some(view! { <span class="chip">{since}</span>" "{means} }.into_any())
}

/// The field for a meaning that is not among the suggestions.
fn other(form: &FormState, found: &Words, word: &Word, id: &str) -> AnyView {
    let unfit = &word.unfit;
    let name = field(word, "anderer");
    let held = unfit.decided.clone().filter(|value| !unfit.suggestions.iter().any(|one| one.value == *value));
    let value = form.value(&name).or(held).unwrap_or_default();
    let id = format!("{id}-anderer-wert");
    let label = match unfit.about {
        About::Region => "Region",
        About::Status => "Status",
        About::Recipient => "Name des Zuwendungsempfängers",
        About::Project => "Nummer oder Förderkennzeichen des Projekts",
    };
    let label = format!("{label} für „{}“", unfit.word);
    let choices: Vec<(String, String)> = match unfit.about {
        About::Region => found.regions.clone(),
        About::Status => Lifecycle::ALL
            .into_iter()
            .filter(|state| *state != Lifecycle::Unknown)
            .map(|state| (state.key().into(), state.label().into()))
            .collect(),
        About::Recipient | About::Project => {
            return view! {
                <div class="value-other">
                    <label class="kern-sr-only" for=id.clone()>{label}</label>
                    <input class="kern-form-input__input" type="text" id=id name=name value=value maxlength="1000"/>
                </div>
            }
            .into_any();
        }
    };
    let choices = choices
        .into_iter()
        .map(|(key, words)| {
            let selected = key == value;
            view! { <option value=key selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="value-other">
            <label class="kern-sr-only" for=id.clone()>{label}</label>
            <div class="kern-form-input__select-wrapper">
                <select class="kern-form-input__select" id=id name=name><option value="">"bitte wählen"</option>{choices}</select>
            </div>
        </div>
    }
    .into_any()
}
