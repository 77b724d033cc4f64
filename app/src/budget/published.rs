//! What press and reports published, beside what is computed and never mixed with it.
use crate::{
    text,
    ui::{self, money, status, table},
};
use entity::{ledger::Kind, published::Model};
use leptos::prelude::*;

/// The table of published figures; disputed ones are marked. `compare` is the address of the page that compares them.
pub fn published(said: &[Model], compare: String) -> AnyView {
    if said.is_empty() {
        return ().into_any();
    }
    let disputed = said.iter().filter(|row| row.disputed).count();
    let finding = match disputed {
        0 => "Veröffentlichte Zahlen stehen neben den berechneten und ersetzen sie nie.".to_owned(),
        count => format!(
            "Veröffentlichte Zahlen stehen neben den berechneten und ersetzen sie nie. {} mit einer anderen Veröffentlichung.",
            if count == 1 { "Eine widerspricht sich".to_owned() } else { format!("{count} widersprechen sich") }
        ),
    };
    let rows = said.iter().map(row).collect();
    let heads = vec![
        table::words("Aussage"),
        table::numbers("Zahl"),
        table::words("Stand"),
        table::words("Quelle"),
        table::words("Einordnung"),
    ];
    view! {
        <section aria-labelledby="veroeffentlicht">
            {ui::section_head("veroeffentlicht", "Was veröffentlicht wurde", Some((compare, "Mit den berechneten Zahlen vergleichen".to_owned())))}
            <p class="finding">{finding}</p>
            {table::table("Zahlen aus Presse und Berichten, wie sie dort stehen", heads, rows, None)}
        </section>
    }
    .into_any()
}

/// The number as it was said.
pub(super) fn number(said: &Model) -> AnyView {
    match (said.amount_cents, said.count) {
        (Some(amount), _) => money::exact(amount, said.precision),
        (None, Some(count)) => text::number(count).into_any(),
        (None, None) => money::unknown(),
    }
}

fn row(said: &Model) -> Vec<AnyView> {
    let kind = Kind::from_key(&said.kind).map(|kind| format!(" ({})", kind.label()));
    let mark = said.disputed.then(|| status::mark(status::Shape::Triangle, "warn", "umstritten"));
    vec![
        view! { {said.label.clone()}<span class="muted">{kind}</span> }.into_any(),
        number(said),
        said.as_of_text.clone().into_any(),
        view! { <span class="published">"veröffentlicht"</span>" "{said.source.clone()} }.into_any(),
        view! { {mark}<span class="note">{said.note.clone()}</span> }.into_any(),
    ]
}
