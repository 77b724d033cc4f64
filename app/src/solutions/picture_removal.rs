//! A picture is removed for good: the page that asks first, and what sheets that named it say afterwards.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        field::Field,
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    refusal::Refusal,
    solution::{
        catalogue::load::renamed,
        picture::removal::{Asked, REASON, Removed, asked},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What a sheet says about pictures that it named and that are gone.
pub(super) fn gone(removed: &[Removed]) -> AnyView {
    if removed.is_empty() {
        return ().into_any();
    }
    let lines = removed
        .iter()
        .map(|one| {
            let day = text::day(text::berlin_day(one.at));
            view! { <li>{format!("Ein Bild dieser Fassung wurde am {day} für immer entfernt. Grund: ")}{one.reason.clone()}</li> }
        })
        .collect_view();
    view! { <ul class="plain muted small" aria-label="Entfernte Bilder">{lines}</ul> }.into_any()
}

/// The page at `/loesungen/{slug}/bilder/{sha256}/entfernen`.
#[component]
pub fn PictureRemoval() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (slug, sha256) = (params.get("slug").unwrap_or_default(), params.get("sha256").unwrap_or_default());
    serve(move |context| async move {
        let slug = match slug.contains('\0') {
            true => return Err(Refusal::NotFound),
            false => renamed(&context.db, &slug).await?.unwrap_or(slug),
        };
        let found = asked(&context.db, &context.actor, &slug, &sha256).await?;
        let title = "Bild für immer entfernen";
        let content = view! {
            <div class="narrow stack">
                <h1 class="kern-heading-x-large">{title}</h1>
                <p class="lead">"Das Bild verschwindet aus allen Fassungen des Steckbriefs, auch aus früheren, und kann nicht wieder hochgeladen werden. Das lässt sich nicht rückgängig machen."</p>
                {preview(&slug, &sha256, &found)}
                {others(&found)}
                <p class="muted">"Wo das Bild stand, steht dann der Tag und Ihr Grund. Sicherungen, die es schon gibt, und Kopien bei anderen enthalten es weiter; Sicherungen löscht die Stelle, die das Programm betreibt."</p>
                {form(&context, &slug, &sha256)}
            </div>
        };
        let crumbs = vec![
            (paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()),
            (paths::solution(&slug), "Steckbrief".to_owned()),
            (paths::solution_pictures(&slug), "Bilder".to_owned()),
        ];
        Ok(Page::new(title, content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn preview(slug: &str, sha256: &str, found: &Asked) -> AnyView {
    let address = paths::solution_picture(slug, sha256);
    view! {
        <div class="picture-small">
            <img src=address alt="Das Bild, das entfernt werden soll" width=found.width.to_string() height=found.height.to_string()/>
        </div>
    }
    .into_any()
}

/// The same bytes may have been uploaded for other solutions.
fn others(found: &Asked) -> AnyView {
    if found.others.is_empty() {
        return ().into_any();
    }
    let lines = found
        .others
        .iter()
        .map(|(slug, name)| view! { <li><a href=paths::solution(slug)>{name.clone()}</a></li> })
        .collect_view();
    view! { <p class="warn-text">"Dasselbe Bild haben auch diese Lösungen; dort verschwindet es ebenfalls:"</p><ul>{lines}</ul> }
        .into_any()
}

fn form(context: &PageContext, slug: &str, sha256: &str) -> AnyView {
    let reason = Field::new("reason", "Warum wird das Bild entfernt?", &context.form, "")
        .hint("Ein Satz, den alle lesen, zum Beispiel „Auf Wunsch der Fotografin“. Bitte keine Namen.")
        .required()
        .max_length(REASON);
    view! {
        <form method="post" action=paths::remove_picture(slug, sha256) class="stack">
            {text_area(reason, 2)}
            {submit("Für immer entfernen", true)}
        </form>
        <p><a href=paths::solution_pictures(slug)>"Abbrechen"</a></p>
    }
    .into_any()
}
