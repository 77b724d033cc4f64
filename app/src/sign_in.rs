//! The form to sign in.
use crate::{
    paths,
    ui::{
        field::{Field, hidden, input},
        page::{Page, serve},
        submit,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page at `/anmelden`.
#[component]
pub fn SignIn() -> impl IntoView {
    let query = use_query_map().get_untracked().get("weiter");
    serve(|context| async move {
        let form = &context.form;
        // only to an address of our own: one slash, not two
        let back = form
            .value("weiter")
            .or(query)
            .filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\"));
        let name = Field::new("name", "Benutzername", form, "").required().autocomplete("username");
        let password = Field::new("passwort", "Kennwort", form, "").required().autocomplete("current-password");
        let content = view! {
            <div class="narrow stack">
                <h1 class="kern-heading-x-large">"Anmelden"</h1>
                <p class="lead">"Zum Lesen der veröffentlichten Zahlen, Projekte und Lösungen brauchen Sie kein Konto."</p>
                <form method="post" action=paths::SIGN_IN class="panel stack">
                    {input(name, "text")}
                    {input(password, "password")}
                    {back.map(|path| hidden("weiter", path))}
                    {submit("Anmelden", true)}
                </form>
                <p class="muted">"Konten und Kennwörter vergibt die technische Verwaltung."</p>
            </div>
        };
        Ok(Page::new("Anmelden", content).without_stand())
    })
}
