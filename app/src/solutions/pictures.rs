//! The pictures of a solution: as the sheet shows them, and the page on which they are uploaded, described, put in order
//! and removed.
use super::picture_removal::gone;
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field as Input, file, hidden, select},
        page::{Page, serve},
        submit,
        text_area::text_area,
    },
};
use entity::{
    refusal::Refusal,
    solution::{
        find::detail,
        picture::{
            MOST, TEXT,
            change::TEXTS,
            find::{Shown, others, shown},
            removal::{Removed, of_sheet},
        },
    },
    viewpoint::Viewpoint,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Names of fields that the form has for each picture.
const WHICH: [&str; MOST] = ["picture_1", "picture_2", "picture_3", "picture_4", "picture_5", "picture_6"];
const PLACES: [&str; MOST] = ["place_1", "place_2", "place_3", "place_4", "place_5", "place_6"];
const REMOVED: [&str; MOST] = ["remove_1", "remove_2", "remove_3", "remove_4", "remove_5", "remove_6"];

/// The pictures of a sheet. No caption: what could stand there is the alternative text, and would be read twice.
pub(super) fn gallery(slug: &str, pictures: &[Shown]) -> AnyView {
    if pictures.is_empty() {
        return ().into_any();
    }
    let figures = pictures
        .iter()
        .map(|picture| {
            let address = paths::solution_picture(slug, &picture.sha256);
            view! { <figure><a href=address.clone()>{image(&address, picture)}</a></figure> }
        })
        .collect_view();
    view! { <section class="pictures" aria-label="Bilder">{figures}</section> }.into_any()
}

fn image(address: &str, picture: &Shown) -> AnyView {
    view! {
        <img src=address.to_owned() alt=picture.alternative_text.clone() width=picture.width.to_string() height=picture.height.to_string() loading="lazy" decoding="async"/>
    }
    .into_any()
}

/// The page at `/loesungen/{slug}/bilder`.
#[component]
pub fn SolutionPictures() -> impl IntoView {
    let slug = use_params_map().get_untracked().get("slug").unwrap_or_default();
    serve(|context| async move {
        let found = detail(&context.db, &context.actor, Viewpoint::now(&context.now), &slug).await?;
        let Some(desk) = found.desk.as_ref().filter(|desk| desk.editable) else {
            return Err(if context.actor.is_signed_in() { Refusal::Forbidden } else { Refusal::SignInRequired });
        };
        let pictures = shown(context.db.read(), found.record.id, &desk.newest).await?;
        let earlier = others(context.db.read(), found.record.id, &desk.newest).await?;
        let gone_ones = of_sheet(context.db.read(), found.record.id, &desk.newest).await?;
        let gone_ones: Vec<Removed> =
            gone_ones.into_iter().map(|row| Removed { at: row.recorded_at, reason: row.reason }).collect();
        let version = context.form.value("version").unwrap_or_else(|| found.record.version.to_string());
        // who saves over what somebody else has written decides so with both before their eyes
        let version = if context.form.stale { found.record.version.to_string() } else { version };
        let stale = context.form.stale.then(|| {
            view! {
                <p class="warn-text" role="alert">"Inzwischen hat jemand eine andere Fassung gespeichert. Unten stehen die Bilder von jetzt mit Ihren Texten; bitte prüfen und noch einmal speichern. Eine Datei müssen Sie noch einmal wählen."</p>
            }
        });
        let content = view! {
            <h1 class="kern-heading-x-large title">{format!("Bilder: {}", desk.newest.name())}</h1>
            <p class="lead">"Zeigen Sie, wie die Lösung aussieht. Öffentlich werden Bilder, wenn die Transferstelle die Fassung des Steckbriefs freigibt, in der sie stehen."</p>
            {stale}
            {gone(&gone_ones)}
            {arrange(&context, &slug, &pictures, &version)}
            {add(&context, &slug, pictures.len(), &version)}
            {removal(&slug, &pictures, &earlier, desk.publishable)}
            <p><a href=format!("{}#pflege", paths::solution(&slug))>"Zurück zum Steckbrief"</a></p>
        };
        let crumbs = vec![
            (paths::SOLUTIONS.to_owned(), "Lösungen".to_owned()),
            (paths::solution(&slug), desk.newest.name().to_owned()),
        ];
        Ok(Page::new("Bilder", content).section(paths::SOLUTIONS).below(crumbs).without_stand())
    })
}

fn arrange(context: &PageContext, slug: &str, pictures: &[Shown], version: &str) -> AnyView {
    if pictures.is_empty() {
        return view! { <p class="empty">"Noch steht kein Bild im Steckbrief."</p> }.into_any();
    }
    let lines = pictures
        .iter()
        .enumerate()
        .filter_map(|(at, picture)| one(context, slug, at, pictures.len(), picture))
        .collect_view();
    view! {
        <section aria-labelledby="im-steckbrief">
            {ui::section_head("im-steckbrief", "Im Steckbrief", None)}
            <form method="post" action=paths::arrange_pictures(slug) class="stack picture-form">
                {hidden("version", version)}
                <ol class="plain picture-list">{lines}</ol>
                {submit("Bilder speichern", false)}
            </form>
        </section>
    }
    .into_any()
}

/// A picture with its fields. What was typed is found by the picture, as it may have moved meanwhile.
fn one(context: &PageContext, slug: &str, at: usize, count: usize, picture: &Shown) -> Option<AnyView> {
    let form = &context.form;
    let (which, words, place, removed) = (*WHICH.get(at)?, *TEXTS.get(at)?, *PLACES.get(at)?, *REMOVED.get(at)?);
    let typed = (0..MOST).find(|old| form.value(WHICH[*old]).as_deref() == Some(picture.sha256.as_str()));
    let value = |names: &[&str; MOST]| typed.and_then(|old| form.value(names[old]));
    let mut field = Input::new(words, "Was ist auf dem Bild zu sehen?", form, "").required().max_length(TEXT);
    field.value = value(&TEXTS).unwrap_or_else(|| picture.alternative_text.clone());
    let mut order = Input::new(place, "Platz", form, "").required();
    order.value = value(&PLACES).unwrap_or_else(|| (at + 1).to_string());
    let places = (1..=count).map(|place| (place.to_string(), format!("{place} von {count}"))).collect();
    let checked = value(&REMOVED).is_some();
    let box_id = format!("feld-{removed}");
    let number = at + 1;
    let size = format!("{} × {} Bildpunkte", text::number(picture.width.into()), text::number(picture.height.into()));
    let view = view! {
        <li>
            <fieldset class="kern-fieldset picture-line">
                <legend class="kern-label">{format!("Bild {number}")}</legend>
                <div class="picture-small">
                    {image(&paths::solution_picture(slug, &picture.sha256), picture)}
                    <p class="muted small">{size}</p>
                </div>
                <div class="stack">
                    {hidden(which, picture.sha256.clone())}
                    {text_area(field, 2)}
                    {select(order, places)}
                    <div class="kern-form-check">
                        <input class="kern-form-check__checkbox" type="checkbox" id=box_id.clone() name=removed value="ja" checked=checked/>
                        <label class="kern-label" for=box_id>{format!("Bild {number} aus dem Steckbrief nehmen")}</label>
                    </div>
                </div>
            </fieldset>
        </li>
    };
    Some(view.into_any())
}

fn add(context: &PageContext, slug: &str, count: usize, version: &str) -> AnyView {
    if count >= MOST {
        return view! { <p class="muted">{format!("Ein Steckbrief hat höchstens {MOST} Bilder. Wer ein anderes zeigen will, nimmt erst eines heraus.")}</p> }
            .into_any();
    }
    let mut picture = Input::new("file", "Bild", &context.form, "")
        .hint("PNG, JPEG oder WebP, höchstens 5 MB. Es wird verkleinert; Angaben der Kamera wie Ort und Zeit werden entfernt.")
        .required();
    // a browser takes no first value for a file
    picture.value = String::new();
    let words = Input::new("text", "Was ist auf dem Bild zu sehen?", &context.form, "")
        .hint("Ein Satz für alle, die das Bild nicht sehen können, zum Beispiel „Karte der Stadt mit freien Kita-Plätzen“.")
        .required()
        .max_length(TEXT);
    view! {
        <section aria-labelledby="hinzufuegen">
            {ui::section_head("hinzufuegen", "Bild hinzufügen", None)}
            <form method="post" action=paths::solution_pictures(slug) enctype="multipart/form-data" class="stack picture-form picture-add">
                {hidden("version", version)}
                {file(picture, "image/png,image/jpeg,image/webp")}
                {text_area(words, 2)}
                <p class="small">"Bitte nur Bilder, die die Kommune verwenden darf. Menschen, die darauf zu erkennen sind, müssen zugestimmt haben."</p>
                {submit("Bild hinzufügen", true)}
            </form>
        </section>
    }
    .into_any()
}

/// For the curator: where a picture of this or an earlier version is removed for good.
fn removal(slug: &str, named: &[Shown], earlier: &[Shown], may: bool) -> AnyView {
    if !may || (named.is_empty() && earlier.is_empty()) {
        return ().into_any();
    }
    let line = |picture: &Shown, words: String| {
        let (address, remove) =
            (paths::solution_picture(slug, &picture.sha256), paths::remove_picture(slug, &picture.sha256));
        let label = format!("{words} für immer entfernen");
        view! {
            <li>
                <div class="picture-small">{image(&address, picture)}</div>
                <p><a href=remove>{label}</a></p>
            </li>
        }
    };
    let named = named.iter().enumerate().map(|(at, picture)| line(picture, format!("Bild {}", at + 1))).collect_view();
    let earlier = earlier
        .iter()
        .enumerate()
        .map(|(at, picture)| line(picture, format!("Bild {} anderer Fassungen", at + 1)))
        .collect_view();
    view! {
        <section aria-labelledby="entfernen">
            {ui::section_head("entfernen", "Für immer entfernen", None)}
            <p class="muted">"Wenn jemand das verlangt, der die Rechte hat oder darauf zu sehen ist. Sonst genügt es, das Bild aus dem Steckbrief zu nehmen; in früheren Fassungen bleibt es dann stehen."</p>
            <ul class="plain picture-list">{named}{earlier}</ul>
        </section>
    }
    .into_any()
}
