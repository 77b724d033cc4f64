//! How far an import is. Without a script the line says how far it was when the page was made, and a link beside it
//! asks again; with one, the line follows the server's events and the page is loaded anew when the import is done.
use leptos::prelude::*;

/// The line that says how far an import is.
#[island]
pub fn ImportProgress(
    /// Where the events come from.
    url: String,
    /// Steps done.
    done: u32,
    /// Steps in all; 0 where not known yet.
    total: u32,
    /// What is being done, while it is not known how far it is.
    doing: String,
) -> impl IntoView {
    let (done, set_done) = signal(done);
    let (total, set_total) = signal(total);
    #[cfg(feature = "hydrate")]
    follow(&url, set_done, set_total);
    #[cfg(not(feature = "hydrate"))]
    let _ = (url, set_done, set_total);
    view! {
        <div class="kern-progress">
            <p class="kern-label" role="status">
                {move || match total.get() {
                    0 => doing.clone(),
                    total => format!("{} von {total} Zeilen bearbeitet", done.get()),
                }}
            </p>
            <progress
                aria-label="Fortschritt des Imports"
                value=move || done.get().to_string()
                max=move || total.get().max(1).to_string()
            ></progress>
        </div>
    }
}

/// Follows the server's events: `{"done": 12, "total": 67, "state": "reading"}`.
#[cfg(feature = "hydrate")]
fn follow(url: &str, set_done: WriteSignal<u32>, set_total: WriteSignal<u32>) {
    use wasm_bindgen::{JsCast, prelude::Closure};
    let Ok(events) = web_sys::EventSource::new(url) else { return };
    let source = events.clone();
    let on_message = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        if let Some(done) = number(&text, "\"done\"") {
            set_done.set(done);
        }
        if let Some(total) = number(&text, "\"total\"") {
            set_total.set(total);
        }
        let under_way = ["reading", "applying", "undoing"];
        if text.contains("\"state\"") && !under_way.iter().any(|state| text.contains(&format!("\"{state}\""))) {
            source.close();
            if let Some(window) = web_sys::window() {
                let _ = window.location().reload();
            }
        }
    });
    // the server's events have names: a listener without a name would hear none of them
    for name in ["progress", "finished"] {
        let _ = events.add_event_listener_with_callback(name, on_message.as_ref().unchecked_ref());
    }
    // lives as long as the page
    on_message.forget();
}

/// The number after a key; the events are ours and flat, so no parser is shipped for them.
#[cfg(feature = "hydrate")]
fn number(text: &str, key: &str) -> Option<u32> {
    let after = text.split(key).nth(1)?.trim_start_matches([' ', ':']);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
