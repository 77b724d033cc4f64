//! Imports: uploading a workbook, and the conversation about it.
use crate::ui::page::serve;
use entity::refusal::Refusal;
use leptos::prelude::*;

/// The page at `/importe`.
#[component]
pub fn ImportList() -> impl IntoView {
    serve(|_context| async move { Err(Refusal::SignInRequired) })
}

/// The page at `/importe/{id}`.
#[component]
pub fn ImportDetail() -> impl IntoView {
    serve(|_context| async move { Err(Refusal::SignInRequired) })
}
