//! A form that sends itself when a choice changes. Without a script its button does the same.
//!
//! The answer's `<main>` takes the place of the page's; focus and scroll stay where they were, and a polite line says
//! what was done. Listener and line belong to the document, so they outlive the `<main>` they were made in.
use leptos::prelude::*;

/// Makes the forms with `data-live` send themselves.
#[island]
pub fn LiveForm() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let _ = live::listen();
}

#[cfg(feature = "hydrate")]
mod live {
    use std::cell::Cell;
    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{
        Document, DomParser, Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, RequestInit,
        Response, SupportedType, UrlSearchParams,
    };

    thread_local! {
        /// A form is on its way.
        static SENDING: Cell<bool> = const { Cell::new(false) };
        /// Something changed since it was sent.
        static AGAIN: Cell<bool> = const { Cell::new(false) };
    }

    const FORM: &str = "form[data-live]";
    const VERSION: &str = "form[data-live] input[name=version]";
    const STATUS: &str = "live-status";

    fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    pub(super) fn listen() -> Option<()> {
        let document = document()?;
        let status = document.create_element("p").ok()?;
        status.set_id(STATUS);
        status.set_attribute("role", "status").ok()?;
        document.body()?.append_child(&status).ok()?;
        let on_change = Closure::<dyn FnMut(Event)>::new(|event: Event| {
            let changed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let form = changed.and_then(|changed| changed.closest(FORM).ok().flatten());
            if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
                match SENDING.get() {
                    true => AGAIN.set(true),
                    false => send(form),
                }
            }
        });
        document.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref()).ok()?;
        // lives as long as the page
        on_change.forget();
        Some(())
    }

    /// Sends a form in the background; where that does not work, as the browser does.
    fn send(form: HtmlFormElement) {
        SENDING.set(true);
        AGAIN.set(false);
        say("Wird neu gelesen …");
        leptos::task::spawn_local(async move {
            let text = answer(&form).await;
            SENDING.set(false);
            let shown = text.and_then(|text| show(&text));
            if shown.is_none() {
                let _ = form.submit();
            }
        });
    }

    async fn answer(form: &HtmlFormElement) -> Option<String> {
        let fields = FormData::new_with_form(form).ok()?;
        // the browser itself makes the one from the other
        let body = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(&body);
        let sent = web_sys::window()?.fetch_with_str_and_init(&form.action(), &request);
        let answer = sent.await.ok()?.dyn_into::<Response>().ok()?;
        answer.text().ok()?.await.ok()?.as_string()
    }

    /// Puts the answer's `<main>` in place, or sends once more what changed meanwhile. None for an answer without
    /// such a form: then the browser shows what there is to show.
    fn show(text: &str) -> Option<()> {
        let document = document()?;
        let new = DomParser::new().ok()?.parse_from_string(text, SupportedType::TextHtml).ok()?;
        let version = new.query_selector(VERSION).ok()??.dyn_into::<HtmlInputElement>().ok()?;
        if AGAIN.get() {
            let own = document.query_selector(VERSION).ok()??.dyn_into::<HtmlInputElement>().ok()?;
            own.set_value(&version.value());
            send(document.query_selector(FORM).ok()??.dyn_into().ok()?);
            return Some(());
        }
        let window = web_sys::window()?;
        let (left, top) = (window.scroll_x().unwrap_or_default(), window.scroll_y().unwrap_or_default());
        let focused = document.active_element().map(|focused| focused.id()).filter(|id| !id.is_empty());
        let main = document.query_selector("main").ok()??;
        main.set_inner_html(&new.query_selector("main").ok()??.inner_html());
        if let Some(focused) = focused.and_then(|id| document.get_element_by_id(&id)) {
            let _ = focused.dyn_into::<HtmlElement>().ok()?.focus();
        }
        window.scroll_to_with_x_and_y(left, top);
        let said = main.query_selector(".kern-alert .kern-title").ok().flatten().and_then(|said| said.text_content());
        say(said.as_deref().unwrap_or("Neu gelesen."));
        Some(())
    }

    fn say(words: &str) {
        if let Some(status) = document().and_then(|document| document.get_element_by_id(STATUS)) {
            status.set_text_content(Some(words));
        }
    }
}
