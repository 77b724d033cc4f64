//! The form that records a step of co-funding, or takes one back.
use crate::{
    context::PageContext,
    paths, text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        submit,
        text_area::text_area,
    },
};
use entity::{
    cofunding::{
        change::{REASON, TEXT},
        find::{Contribution, Desk},
        steps::{is_cofunding, word},
    },
    figures::find::COFUNDING,
    ledger::Source,
};
use leptos::prelude::*;

/// The form for a new entry, or for taking one back.
pub(super) fn form(context: &PageContext, desk: &Desk, storno: Option<i64>) -> AnyView {
    let chosen = context.form.value("reverses").and_then(|id| id.parse().ok()).or(storno);
    let found = chosen.and_then(|id: i64| desk.entries.iter().find(|line| line.entry.id == id));
    match found {
        Some(line) => take_back(context, desk, line),
        None => record(context, desk),
    }
}

fn take_back(context: &PageContext, desk: &Desk, line: &Contribution) -> AnyView {
    let (entry, address) = (&line.entry, paths::cofunding(&desk.number));
    let why = Field::new("reference", "Warum?", &context.form, "")
        .hint("Ein Satz oder die Unterlage. Er steht bei der Stornobuchung.")
        .required()
        .max_length(TEXT);
    let (source, step) = (entry.source.label(), word(entry.kind));
    let what = format!("{source}, {step}: {}, gültig ab {}", entry.cents, text::day(entry.value_date));
    view! {
        <section aria-labelledby="eintragen">
            {ui::section_head("eintragen", "Eintrag stornieren", None)}
            <p>{what}". Der Eintrag bleibt sichtbar; eine Gegenbuchung hebt ihn auf."</p>
            <form method="post" action=address.clone() class="stack">
                {hidden("reverses", entry.id.to_string())}
                {input(why, "text")}
                {submit("Stornieren", true)}
                <p><a href=address.clone()>"Abbrechen"</a></p>
            </form>
        </section>
    }
    .into_any()
}

fn record(context: &PageContext, desk: &Desk) -> AnyView {
    let form = &context.form;
    let please = || (String::new(), "Bitte wählen".to_owned());
    let mut sources = vec![please()];
    let known = Source::ALL.into_iter().filter(|source| is_cofunding(*source));
    sources.extend(known.map(|source| (source.key().to_owned(), source.label().to_owned())));
    let mut steps = vec![please()];
    steps.extend(COFUNDING.map(|kind| (kind.key().to_owned(), word(kind).to_owned())));
    let source =
        Field::new("source", "Quelle", form, "").hint("Geld und Sachleistungen bitte getrennt eintragen.").required();
    let step = Field::new("kind", "Stufe", form, "").required();
    let amount = Field::new("amount", "Betrag in Euro", form, "")
        .hint("Zum Beispiel 12.500,00. Was hinzukommt, nicht die neue Summe.")
        .required();
    let day = Field::new("value_date", "Tag", form, context.now.today.to_string())
        .hint("Der Tag der Zusage, des Vertrags, des Eingangs oder des Nachweises; nicht in der Zukunft.")
        .required();
    let year = Field::new("year", "Haushaltsjahr", form, "").hint("Falls die Unterlage eines nennt.");
    let giver = Field::new("giver", "Wer gibt es?", form, "")
        .hint("Firma, Behörde oder Fonds. Beim Eigenanteil darf das Feld leer bleiben: Dann ist es der Zuwendungsempfänger.")
        .max_length(TEXT);
    let evidence = Field::new("reference", "Nachweis", form, "")
        .hint("Was es belegt: Absichtserklärung, Vertrag, Kontoauszug oder Beleg, mit Datum oder Aktenzeichen.")
        .required()
        .max_length(TEXT);
    let reason = Field::new("reason", "Begründung", form, "")
        .hint("Nur wenn diese Stufe höher wird als die davor.")
        .max_length(REASON);
    view! {
        <section aria-labelledby="eintragen">
            {ui::section_head("eintragen", "Kofinanzierung eintragen", None)}
            <form method="post" action=paths::cofunding(&desk.number) class="stack">
                {select(source, sources)}
                {select(step, steps)}
                {input(amount, "text")}
                {input(day, "date")}
                {input(giver, "text")}
                {input(evidence, "text")}
                {input(year, "text")}
                {text_area(reason, 3)}
                {submit("Eintragen", true)}
            </form>
        </section>
    }
    .into_any()
}
