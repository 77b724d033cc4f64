//! One Kreis with its municipalities, and the table of all.
use super::{
    map::href,
    parts::{counted, name, number},
    transfer::{cells, heads, reusing, step, sum},
};
use crate::{
    context::PageContext,
    paths,
    ui::{self, table},
};
use entity::transfer::figures::{
    count::Report,
    facts::Facts,
    places::{Member, members},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The municipalities of the chosen Kreis with what they use.
pub(super) fn chosen(context: &PageContext, facts: &Facts, report: &Report, key: &str) -> AnyView {
    let back = Some((context.link(format!("{}#karte", paths::TRANSFER)), "Auswahl aufheben".to_owned()));
    let Some(kreis) = report.kreise.iter().find(|kreis| kreis.key == key) else {
        return view! {
            <section aria-labelledby="kreis">
                {ui::section_head("kreis", "Diesen Kreis gibt es nicht", back)}
                {ui::empty("Unter diesem Schlüssel ist kein Kreis verzeichnet", "Wählen Sie eine Kachel der Karte oder eine Zeile der Tabelle.")}
            </section>
        }
        .into_any();
    };
    let verb = if kreis.reusing == 1 { "nutzt" } else { "nutzen" };
    let sentence = format!(
        "{} von {} {verb} etwas aus dem Programm produktiv und bestätigt.",
        number(kreis.reusing),
        counted(kreis.municipalities, "Kommune", "Kommunen")
    );
    let rows = members(facts, key).iter().map(|member| row(context, member)).collect();
    let heads = ["Kommune", "Lösungen und Stand"].map(table::words).to_vec();
    let caption = format!("Was in {} genutzt oder gemeldet ist", kreis.name);
    view! {
        <section aria-labelledby="kreis">
            {ui::section_head("kreis", kreis.name.clone(), back)}
            <p class="finding">{sentence}</p>
            {table::table(caption, heads, rows, None)}
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, member: &Member) -> Vec<AnyView> {
    let kreis = member.district.then(|| view! { <span class="muted small">" (der Kreis selbst)"</span> });
    let uses = match member.uses.is_empty() {
        true => view! { <span class="muted">"noch nichts gemeldet"</span> }.into_any(),
        false => {
            let uses = member
                .uses
                .iter()
                .map(|(solution, at, sample)| {
                    view! {
                        <li>{name(context, solution, paths::solution)}" "{step(*at)}" "{sample.then(ui::sample_mark)}</li>
                    }
                })
                .collect_view();
            view! { <ul class="plain">{uses}</ul> }.into_any()
        }
    };
    vec![view! { {name(context, &member.body, paths::municipality)}{kreis} }.into_any(), uses]
}

/// All Kreise and kreisfreie Städte.
pub(super) fn kreise(context: &PageContext, facts: &Facts, report: &Report) -> AnyView {
    let bezirke: BTreeMap<&str, &str> =
        facts.places.values().map(|place| (place.kreis_ags.as_str(), place.regierungsbezirk.as_str())).collect();
    let rows = report
        .kreise
        .iter()
        .map(|kreis| {
            let link = href(context, &kreis.key);
            let mut row = vec![
                view! { <a href=link>{kreis.name.clone()}</a> }.into_any(),
                bezirke.get(kreis.key.as_str()).map(|name| (*name).to_owned()).into_any(),
            ];
            row.extend(cells(reusing(context, "kreis", kreis), kreis));
            row
        })
        .collect();
    let all = sum(&report.kreise);
    let mut foot = vec![all.name.clone().into_any(), ().into_any()];
    foot.extend(cells(number(all.reusing).into_any(), &all));
    let mut columns = heads("Kreis oder kreisfreie Stadt");
    columns.insert(1, table::words("Regierungsbezirk"));
    view! {
        <section aria-labelledby="kreise">
            {ui::section_head("kreise", "Alle Kreise und kreisfreien Städte", None)}
            {table::table("Städte und Gemeinden je Kreis: wie viele etwas bestätigt nutzen, wie viele anderen interessiert sind", columns, rows, Some(foot))}
        </section>
    }
    .into_any()
}
