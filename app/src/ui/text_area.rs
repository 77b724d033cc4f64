//! A field for longer text. leptos 0.8 writes what stands in a `<textarea>` as it is, so this escapes first; and HTML
//! swallows one newline at the beginning, so it puts one there.
use super::field::{Field, frame};
use crate::text::escape;
use leptos::prelude::*;

/// A field of several lines.
#[must_use]
pub fn text_area(field: Field, rows: u8) -> AnyView {
    let inner = format!("\n{}", escape(&field.value));
    let class = match field.error.is_some() {
        true => "kern-form-input__input kern-form-input__input--error area",
        false => "kern-form-input__input area",
    };
    let input = view! {
        <textarea
            class=class
            id=field.id()
            name=field.name
            rows=rows.to_string()
            maxlength=field.max_length.map(|length| length.to_string())
            required=field.required
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        >{inner}</textarea>
    }
    .into_any();
    frame(&field, input)
}
