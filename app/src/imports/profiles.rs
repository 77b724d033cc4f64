//! Saved mappings: what was decided about one list, kept under a name for the next.
use crate::{
    context::PageContext,
    paths,
    ui::{
        field::{Field, hidden, input},
        submit,
    },
};
use entity::import_run::{decide::Decided, find::Detail, profile::Offer};
use leptos::prelude::*;

/// The form that saves, and the saved ones with the best first.
pub fn profiles(context: &PageContext, run: &Detail, known: &Decided, offers: &[Offer]) -> AnyView {
    let decided =
        known.decisions.as_ref().is_some_and(|known| !known.columns.is_empty() || !known.leave_out.is_empty());
    let nothing = !decided && offers.is_empty();
    if nothing {
        return ().into_any();
    }
    let save = decided.then(|| {
        let name = Field::new("name", "Zuordnung merken als", &context.form, run.line.sender.clone())
            .hint("Bei der nächsten Liste dieses Absenders wird sie von selbst angewendet, wenn die Überschriften passen.")
            .required()
            .max_length(100);
        let action = paths::import_step(run.line.id, "profil");
        view! {
            <form method="post" action=action class="profile-save">
                {input(name, "text")}
                {hidden("version", run.version.to_string())}
                <div class="kern-btn-wrapper">{submit("Merken", false)}</div>
            </form>
        }
    });
    let list = offers.iter().map(|offer| one(run, known, offer)).collect_view();
    let list = (!offers.is_empty()).then(|| view! { <ul class="profiles">{list}</ul> });
    view! {
        <section class="panel" aria-labelledby="feld-profile">
            <h2 class="side-title" id="feld-profile">"Gemerkte Zuordnungen"</h2>
            {save}
            {list}
        </section>
    }
    .into_any()
}

fn one(run: &Detail, known: &Decided, offer: &Offer) -> AnyView {
    let (id, version) = (run.line.id, run.version.to_string());
    let used = known.decisions.as_ref().is_some_and(|known| known.profile.as_ref() == Some(&offer.name));
    let fit = match (used, offer.fit) {
        (true, _) => "jetzt angewendet".to_owned(),
        (false, 0) => "passt nicht zu dieser Datei".to_owned(),
        (false, fit) => format!("{fit}\u{a0}% der Überschriften passen"),
    };
    let sender = offer.same_sender.then_some(", dieser Absender");
    let apply = (!used && offer.fit > 0).then(|| {
        view! {
            <form method="post" action=paths::import_step(id, "spalten")>
                {hidden("version", version.clone())}
                {hidden("profil", offer.id.to_string())}
                <button type="submit" class="kern-btn kern-btn--secondary"><span class="kern-label">"Anwenden"<span class="kern-sr-only">": "{offer.name.clone()}</span></span></button>
            </form>
        }
    });
    let delete = offer.may_delete.then(|| {
        view! {
            <form method="post" action=paths::import_step(id, "profil/loeschen")>
                {hidden("profil", offer.id.to_string())}
                <button type="submit" class="link">"Löschen"<span class="kern-sr-only">": "{offer.name.clone()}</span></button>
            </form>
        }
    });
    view! {
        <li>
            <span class="profile-name">{offer.name.clone()}</span>
            <span class="muted small">{fit}{sender}</span>
            {apply}
            {delete}
        </li>
    }
    .into_any()
}
