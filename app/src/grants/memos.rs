//! The memos of a grant case: what is on its file, and the forms that put something there or take it back.
use super::shown::stale;
use crate::{
    context::PageContext,
    paths,
    recovery::parts::{euros, folded},
    text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        page::{Page, serve},
        table,
    },
};
use entity::{
    grant::memo::{
        AidBasis, MemoKind,
        find::{self, OfCase},
        record,
    },
    refusal::Refusal,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/projekte/{number}/faelle/{id}/vermerke`.
#[component]
pub fn CaseMemos() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (number, id) = (params.get("number").unwrap_or_default(), params.get("id").unwrap_or_default());
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let found = find::of_case(&context.db, &context.actor, context.viewpoint, id).await?;
        if found.project.0 != number {
            return Err(Refusal::NotFound);
        }
        let title = format!("Vermerke zum Fall {}", found.reference);
        let content = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="lead">"Was in der Akte steht und für die Prüfungen zählt: vorzeitiger Maßnahmebeginn, Landesrechnungshof, Beihilferecht, Nachnutzung."</p>
            {stale(&context)}
            <div class="stack-large">
                {list(&found)}
                {found.may_change.then(|| new_form(&context, id, &found))}
                {(found.may_change && found.live().next().is_some()).then(|| take_back_form(&context, id, &found))}
            </div>
        };
        let crumbs = vec![
            (context.link(paths::PROJECTS), "Projekte".to_owned()),
            (context.link(paths::project(&number)), found.project.1.clone()),
            (context.link(paths::funding(&number)), "Finanzierung".to_owned()),
        ];
        Ok(Page::new(title, content).section(paths::PROJECTS).below(crumbs).sample(found.sample))
    })
}

fn version_of(found: &OfCase, id: i64) -> Option<String> {
    let (_, version, day) = found.versions.iter().find(|(key, ..)| *key == id)?;
    Some(format!("Fassung {version} vom {}", text::day(*day)))
}

fn what(found: &OfCase, row: &record::Model) -> String {
    let kind = MemoKind::from_key(&row.kind).map(MemoKind::label).unwrap_or_default();
    let more = [
        row.holds_from.map(|day| format!("ab {}", text::day(day))),
        row.basis.as_deref().and_then(AidBasis::from_key).map(|basis| basis.label().to_owned()),
        row.decision_id.and_then(|id| version_of(found, id)),
    ];
    let more: Vec<String> = more.into_iter().flatten().collect();
    let storno = if row.reverses_id.is_some() { "Storno: " } else { "" };
    match more.is_empty() {
        true => format!("{storno}{kind}"),
        false => format!("{storno}{kind} ({})", more.join(", ")),
    }
}

fn list(found: &OfCase) -> AnyView {
    if found.memos.is_empty() {
        return view! { <p class="muted">"Noch kein Vermerk."</p> }.into_any();
    }
    let rows = found.memos.iter().map(|row| {
        let other = row.other_aid_cents.map_or_else(|| "–".into_any(), euros);
        let reference = view! { <span class="text">{row.reference.clone()}</span> };
        vec![text::day(row.dated_on).into_any(), what(found, row).into_any(), other, reference.into_any()]
    });
    let heads = vec![
        table::words("Datum"),
        table::words("Vermerk"),
        table::numbers("andere De-minimis-Beihilfen"),
        table::words("Aktenzeichen oder Fundstelle"),
    ];
    table::table("Vermerke", heads, rows.collect(), None)
}

fn new_form(context: &PageContext, id: i64, found: &OfCase) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let choose = || vec![(String::new(), "Bitte wählen".to_owned())];
    let mut kinds = choose();
    kinds.extend(MemoKind::ALL.iter().map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
    let mut bases = vec![(String::new(), "–".to_owned())];
    bases.extend(AidBasis::ALL.iter().map(|basis| (basis.key().to_owned(), basis.label().to_owned())));
    let mut versions = vec![(String::new(), "–".to_owned())];
    versions.extend(
        found
            .versions
            .iter()
            .rev()
            .map(|(key, version, day)| (key.to_string(), format!("Fassung {version} vom {}", text::day(*day)))),
    );
    let form = view! {
        <form method="post" action=paths::memos(&found.project.0, id) class="stack panel-form">
            {hidden("version", found.version.to_string())}
            {select(field("kind", "Vermerk").required(), kinds)}
            {input(field("dated_on", "Datum des Schreibens").required(), "date")}
            {input(field("holds_from", "Beginn erlaubt ab").hint("Nur beim vorzeitigen Maßnahmebeginn."), "date")}
            {select(field("decision", "Fassung des Bescheids").hint("Nötig bei der Mitteilung an den Landesrechnungshof und bei der Klausel zur Nachnutzung."), versions)}
            {select(field("basis", "Grundlage im Beihilferecht").hint("Nur dort."), bases)}
            {input(field("other_aid", "Andere De-minimis-Beihilfen in Euro").hint("Wie vom Empfänger für die maßgeblichen Jahre erklärt; 0,00, wenn keine."), "text")}
            {input(field("reference", "Aktenzeichen oder Fundstelle").required().max_length(200), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Vermerk eintragen", true)}</div>
        </form>
    };
    folded(context, "Vermerk eintragen", "kind", form.into_any())
}

fn take_back_form(context: &PageContext, id: i64, found: &OfCase) -> AnyView {
    let field = |name, label| Field::new(name, label, &context.form, "");
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(
        found.live().map(|row| (row.id.to_string(), format!("{}: {}", text::day(row.dated_on), what(found, row)))),
    );
    let form = view! {
        <form method="post" action=paths::memo_storno(&found.project.0, id) class="stack panel-form">
            {hidden("version", found.version.to_string())}
            {select(field("memo", "Was wird storniert?").required(), choices)}
            {input(field("reason", "Begründung").required().max_length(200), "text")}
            <div class="kern-btn-wrapper">{ui::submit("Stornieren", false)}</div>
        </form>
    };
    folded(context, "Vermerk stornieren", "memo", form.into_any())
}
