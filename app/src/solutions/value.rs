//! What a sheet says about a field, as people read it.
use crate::ui::money;
use entity::solution::sheet::{
    Sheet,
    field::{Field, Form},
};
use leptos::prelude::*;

/// The texts of a field; "unbekannt" where it says nothing.
pub(super) fn value(sheet: &Sheet, field: Field) -> AnyView {
    let values = sheet.all(field);
    if values.is_empty() {
        return money::unknown();
    }
    match field.form() {
        Form::Web => values.iter().map(|address| link(address, address)).collect_view().into_any(),
        Form::Links => {
            let links = values.iter().map(|line| {
                let (title, address) = line.rsplit_once(' ').unwrap_or((line.as_str(), ""));
                view! { <li>{link(title, address)}</li> }
            });
            view! { <ul class="plain">{links.collect_view()}</ul> }.into_any()
        }
        Form::Text(_) => values
            .iter()
            .flat_map(|text| text.split("\n\n"))
            .map(|part| view! { <p class="said">{part.to_owned()}</p> })
            .collect_view()
            .into_any(),
        _ if values.len() > 1 => {
            let lines = values.iter().map(|value| view! { <li>{field.shown(value)}</li> }).collect_view();
            view! { <ul class="plain">{lines}</ul> }.into_any()
        }
        _ => values.iter().map(|value| field.shown(value)).collect::<Vec<_>>().join(", ").into_any(),
    }
}

/// A link to the outside; what is no https address is shown as text.
fn link(words: &str, address: &str) -> AnyView {
    match address.starts_with("https://") {
        true => {
            view! { <a class="address" href=address.to_owned() rel="external noopener nofollow">{words.to_owned()}</a> }
                .into_any()
        }
        false => words.to_owned().into_any(),
    }
}

/// What stands in a form for a field, in the writing that people type.
pub(super) fn typed(sheet: &Sheet, field: Field) -> String {
    match field.form() {
        Form::Lines | Form::Links => sheet.all(field).join("\n"),
        Form::Money => sheet.cents(field).map(|cents| cents.german()).unwrap_or_default(),
        _ => sheet.text(field).to_owned(),
    }
}
