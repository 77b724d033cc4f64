//! The form in which a municipality, or the transfer office, says what is known about it.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::{Field, hidden, input, select},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    municipality::{
        change::SOURCE,
        find::{Profile, profile},
        profile::{Key, LINE, NO, YES},
    },
    refusal::Refusal,
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/kommunen/{ags}/profil`.
#[component]
pub fn MunicipalityProfile() -> impl IntoView {
    let ags = use_params_map().get_untracked().get("ags").unwrap_or_default();
    serve(|context| async move {
        let known = profile(&context.db, &context.actor, Viewpoint::now(&context.now), &ags).await?;
        if !known.editable {
            return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        }
        let name = known.record.name.clone();
        let title = format!("Angaben zu {name}");
        let newest = known.newest.to_string();
        let seen = context.form.value("seen").filter(|_| !context.form.stale).unwrap_or(newest);
        let stale = context.form.stale.then(|| {
            view! { <p class="warn-text" role="alert">"Inzwischen hat jemand diese Angaben geändert. Ihre Eingaben stehen noch hier; wenn Sie jetzt speichern, gelten sie."</p> }
        });
        let systems = Key::all()
            .filter(|key| matches!(key, Key::System(_)))
            .map(|key| select(field(&context, &known, key), choices()))
            .collect_view();
        let content = view! {
            <h1 class="kern-heading-x-large">{title.clone()}</h1>
            <p class="lead">"Je mehr hier steht, desto genauer sind die Vorschläge. Leer oder „nicht bekannt“ heißt: Es zählt weder dafür noch dagegen. Nichts wird überschrieben; jede Angabe behält ihren Tag. Alle Angaben sind öffentlich."</p>
            {stale}
            <form method="post" action=paths::municipality_profile(&ags) class="stack sheet-form">
                {hidden("seen", seen)}
                <fieldset class="kern-fieldset sheet-group">
                    <legend class="kern-heading-medium">"Die Kommune"</legend>
                    {input(field(&context, &known, Key::Population).hint("Zum Beispiel 155.000."), "text")}
                    {input(field(&context, &known, Key::ItProvider).hint("Wer Ihre IT betreibt, zum Beispiel regio iT.").max_length(LINE), "text")}
                    {input(field(&context, &known, Key::Portal).hint("So, wie das Portal für Bürgerinnen und Bürger heißt.").max_length(LINE), "text")}
                    {text_area(field(&context, &known, Key::Priorities).hint("Themen, an denen Sie arbeiten wollen, je Zeile eines, zum Beispiel „Mobilität“."), 4)}
                </fieldset>
                <fieldset class="kern-fieldset sheet-group">
                    <legend class="kern-heading-medium">"Was vorhanden ist"</legend>
                    <div class="form-line">{systems}</div>
                </fieldset>
                {(!known.own).then(|| source(&context))}
                {submit("Angaben speichern", true)}
            </form>
        };
        let crumbs = vec![(paths::MUNICIPALITIES.to_owned(), "Kommunen".to_owned()), (paths::municipality(&ags), name)];
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn field(context: &PageContext, known: &Profile, key: Key) -> Field {
    let value = known.facts.get(&key).map(|held| held.value.clone()).unwrap_or_default();
    let value = match (key, value.parse::<i64>()) {
        (Key::Population, Ok(people)) => text::number(people),
        _ => value,
    };
    Field::new(key.field(), key.label(), &context.form, value)
}

fn choices() -> Vec<(String, String)> {
    [("", "nicht bekannt"), (YES, "ja, vorhanden"), (NO, "nein, nicht vorhanden")]
        .map(|(value, words)| (value.to_owned(), words.to_owned()))
        .into()
}

/// Who is not the municipality itself says where it is published, and since when it holds.
fn source(context: &PageContext) -> AnyView {
    let source = Field::new("source", "Öffentliche Quelle", &context.form, "")
        .hint("Wo das veröffentlicht ist. Angaben der Kommune trägt sie selbst ein.")
        .required()
        .max_length(SOURCE);
    let since = Field::new("valid_on", "Gilt seit", &context.form, context.now.today.to_string()).required();
    view! {
        <fieldset class="kern-fieldset sheet-group">
            <legend class="kern-heading-medium">"Woher das bekannt ist"</legend>
            {input(source, "text")}
            {input(since, "date")}
        </fieldset>
    }
    .into_any()
}
