//! One budget year: its ladder, what is left and what lapses, by authority and region, and the facts of the budget.
use crate::{
    context::{PROGRAMME, PageContext},
    paths, text,
    ui::{
        self,
        field::{Field, hidden, input, select},
        money,
        origin::{self, Seen},
        page::{Page, serve},
        status, submit, table,
    },
};
use entity::{
    authority,
    budget_year::{
        find::{Part, STEPS, Year, year},
        rules::YearEnd,
    },
    figures::find::Figure,
    grant::Backing,
    ledger::{Kind, find::Entry},
    money::Cents,
    refusal::Refusal,
    region,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::collections::BTreeMap;

/// The page at `/haushalt/jahre/{year}`.
#[component]
pub fn BudgetYear() -> impl IntoView {
    let wanted = use_params_map().get_untracked().get("year").unwrap_or_default();
    let storno: Option<i64> = use_query_map().get_untracked().get("storno").and_then(|id| id.parse().ok());
    serve(move |context| async move {
        let wanted: i32 = wanted.parse().map_err(|_| Refusal::NotFound)?;
        let all = year(&context.db, &context.actor, context.viewpoint, PROGRAMME, wanted).await?;
        let seen = Seen::of(&context, all.facts.iter().map(|fact| &fact.origin)).await?;
        let title = format!("Haushaltsjahr {}", all.year);
        let sample = all.sample;
        let form = match all.may_record && context.viewpoint.is_now() {
            true => forms(&context, &all, storno).await?,
            false => ().into_any(),
        };
        let content = view! {
            <h1 class="kern-heading-x-large">{title.clone()}</h1>
            {years(&context, &all)}
            <p class="lead">{finding(&all)}</p>
            <section aria-labelledby="leiter">
                {ui::section_head("leiter", "Vom Ansatz zum anerkannten Euro", None)}
                {ladder(&context, &all)}
            </section>
            {all.end.as_ref().map(|end| year_end(&all, end))}
            {parts(&context, "behoerden", "Nach Bewilligungsbehörde", &all.authorities, &[Kind::Allocated, Kind::Granted, Kind::Requested, Kind::Paid, Kind::Spent])}
            {parts(&context, "regionen", "Nach Region", &all.regions, &[Kind::Frame, Kind::Granted, Kind::Paid, Kind::Spent, Kind::Recognised])}
            {facts(&context, &seen, &all)}
            {form}
        };
        let crumbs = vec![(context.link(paths::BUDGET), "Haushalt".to_owned())];
        Ok(Page::new(title, content).section(paths::BUDGET).below(crumbs).sample(sample))
    })
}

fn years(context: &PageContext, all: &Year) -> AnyView {
    let links = all
        .years
        .iter()
        .map(|other| {
            let current = (*other == all.year).then_some("page");
            view! { <li><a href=context.link(paths::budget_year(*other)) aria-current=current>{*other}</a></li> }
        })
        .collect_view();
    view! { <nav aria-label="Haushaltsjahre"><ul class="chips">{links}</ul></nav> }.into_any()
}

fn finding(all: &Year) -> String {
    let of = |kind| all.steps.get(&kind).map(|figure: &Figure| money::short(figure.cents));
    let paid = of(Kind::Paid).unwrap_or_else(|| "nichts".into());
    match &all.end {
        Some(end) if end.unspent < Cents::ZERO => {
            let over = money::short(end.unspent.checked_neg().unwrap_or_default());
            format!("{paid} sind ausgezahlt, {over} mehr, als verfügbar sind ({}).", money::short(end.available))
        }
        Some(end) => format!(
            "Von {} verfügbaren Mitteln {} {paid} ausgezahlt; {} bleiben übrig{}.",
            money::short(end.available),
            if all.steps.contains_key(&Kind::Paid) { "sind" } else { "ist" },
            money::short(end.unspent),
            match end.lapses() > Cents::ZERO {
                true => format!(", davon verfallen {} am 31.12.{}", money::short(end.lapses()), all.year),
                false => String::new(),
            }
        ),
        None => format!("Für {} ist weder ein Ansatz noch ein Ausgaberest verzeichnet; ausgezahlt: {paid}.", all.year),
    }
}

fn cell(context: &PageContext, figure: Option<&Figure>) -> AnyView {
    match figure {
        Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
        None => money::unknown(),
    }
}

/// What is granted from one backing; nothing where all that names the year is backed by the other.
fn backed(context: &PageContext, bound: &BTreeMap<Backing, Figure>, backing: Backing) -> AnyView {
    match bound.get(&backing) {
        None if !bound.is_empty() => money::exact(Cents::ZERO, entity::precision::Precision::Cent),
        figure => cell(context, figure),
    }
}

/// The steps with what each is; what is available stands after what it comes from.
fn ladder(context: &PageContext, all: &Year) -> AnyView {
    let sign = |kind| match kind {
        Kind::CarryOver => "+ ",
        Kind::Blocked => "− ",
        _ => "",
    };
    let mut rows: Vec<Vec<AnyView>> = Vec::new();
    for kind in STEPS {
        let figure = all.steps.get(&kind);
        if figure.is_none() && matches!(kind, Kind::Reclaimed | Kind::Repaid | Kind::WrittenOff | Kind::Shelved) {
            continue;
        }
        let label = format!("{}{}", sign(kind), kind.label());
        rows.push(vec![label.into_any(), cell(context, figure), kind.definition().into_any()]);
        if kind == Kind::Granted {
            rows.extend(Backing::ALL.iter().map(|backing| {
                let what = match backing {
                    Backing::Cash => "Davon in diesem Jahr oder später bewilligt: Es bindet Ansatz und Reste des Jahres.",
                    Backing::Commitment => "Davon in früheren Jahren für dieses Jahr bewilligt: Es bindet deren Verpflichtungsermächtigungen (§ 38 LHO).",
                };
                let label = format!("davon {}", backing.label());
                vec![label.into_any(), backed(context, &all.bound, *backing), what.into_any()]
            }));
        }
        if let Some(end) = all.end.as_ref().filter(|_| kind == Kind::Blocked) {
            let available = money::exact(end.available, entity::precision::Precision::Cent);
            let what = "Ansatz und Reste ohne das, was gesperrt ist.";
            rows.push(vec![view! { <strong>"= verfügbar"</strong> }.into_any(), available, what.into_any()]);
        }
    }
    let heads = vec![table::words("Stufe"), table::numbers("Betrag"), table::words("Was das ist")];
    table::table(format!("Landesmittel des Programms im Haushaltsjahr {}", all.year), heads, rows, None)
}

fn year_end(all: &Year, end: &YearEnd) -> AnyView {
    let exact = |cents| money::exact(cents, entity::precision::Precision::Cent);
    let mut rows: Vec<Vec<AnyView>> = end
        .left
        .iter()
        .map(|left| {
            let what = match left.stems_from == all.year {
                true => format!("aus dem Ansatz {}", left.stems_from),
                false => format!("Ausgaberest aus {}", left.stems_from),
            };
            let until = format!("übertragbar, längstens bis {}", text::day(left.until));
            vec![what.into_any(), exact(left.cents), until.into_any()]
        })
        .collect();
    for lapsing in &end.lapsing {
        let mark = status::mark(status::Shape::Cross, "danger", "verfällt");
        let what = match lapsing.stems_from == all.year {
            true => format!("aus dem Ansatz {}", lapsing.stems_from),
            false => format!("Ausgaberest aus {}", lapsing.stems_from),
        };
        let when = view! { {mark}{format!(" am 31.12.{}", all.year)} };
        rows.push(vec![what.into_any(), exact(lapsing.cents), when.into_any()]);
    }
    let content = match rows.is_empty() {
        true => ui::empty("Es bleibt nichts übrig", "Alles Verfügbare ist ausgezahlt."),
        false => {
            let heads =
                vec![table::words("Herkunft"), table::numbers("nicht ausgezahlt"), table::words("Was damit wird")];
            table::table("Das älteste Geld gilt als zuerst ausgegeben", heads, rows, None)
        }
    };
    view! {
        <section aria-labelledby="jahresende">
            {ui::section_head("jahresende", "Am Jahresende", None)}
            {content}
            <p class="muted">"Nicht ausgegebene Mittel verfallen am Jahresende. Übertragbare bleiben als Ausgaberest bis zum Ende des zweiten Folgejahres verfügbar; sie auszugeben braucht die Einwilligung des Finanzministeriums (§ 45 LHO)."</p>
        </section>
    }
    .into_any()
}

fn parts(context: &PageContext, id: &'static str, title: &'static str, parts: &[Part], kinds: &[Kind]) -> AnyView {
    let parts: Vec<&Part> =
        parts.iter().filter(|part| kinds.iter().any(|kind| part.steps.contains_key(kind))).collect();
    if parts.is_empty() {
        return ().into_any();
    }
    let mut heads = vec![table::words("Name")];
    for kind in kinds {
        heads.push(table::numbers(kind.label()));
        if *kind == Kind::Granted {
            heads.extend(Backing::ALL.iter().map(|backing| table::numbers(&format!("davon {}", backing.short()))));
        }
    }
    let rows = parts
        .iter()
        .map(|part| {
            let mut cells = vec![part.name.clone().into_any()];
            for kind in kinds {
                cells.push(cell(context, part.steps.get(kind)));
                if *kind == Kind::Granted {
                    cells.extend(Backing::ALL.iter().map(|backing| backed(context, &part.bound, *backing)));
                }
            }
            cells
        })
        .collect();
    view! {
        <section aria-labelledby=id>
            {ui::section_head(id, title, None)}
            {table::table("Jede Zahl öffnet die Vorgänge, aus denen sie besteht", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn facts(context: &PageContext, seen: &Seen, all: &Year) -> AnyView {
    let content = match all.facts.is_empty() {
        true => ui::empty(
            "Zum Haushalt dieses Jahres ist nichts verzeichnet",
            "Ansatz, Reste, Sperren und Zuweisungen trägt das Haushaltsreferat des Ministeriums ein.",
        ),
        false => {
            let heads = vec![
                table::words("Art"),
                table::numbers("Betrag"),
                table::words("Gültig ab"),
                table::words("Unterlage"),
                table::words("Herkunft"),
            ];
            let rows = all.facts.iter().map(|fact| fact_row(context, seen, all, fact)).collect();
            table::table("Was zum Haushalt selbst verzeichnet ist", heads, rows, None)
        }
    };
    view! {
        <section aria-labelledby="eintraege">
            {ui::section_head("eintraege", "Einträge zum Haushalt", None)}
            {content}
        </section>
    }
    .into_any()
}

fn fact_row(context: &PageContext, seen: &Seen, all: &Year, fact: &Entry) -> Vec<AnyView> {
    let from = fact.stems_from.map(|year| match fact.kind {
        Kind::Commitment => format!(", Haushalt {year}"),
        _ => format!(" aus {year}"),
    });
    let place = fact.authority.clone().or_else(|| fact.region.clone()).map(|name| format!(", {name}"));
    let reversed = fact.reverses.map(|_| status::mark(status::Shape::Cross, "muted", "Storno"));
    let storno = (all.may_record && context.viewpoint.is_now() && fact.reverses.is_none()).then(|| {
        let href = paths::with_query(&paths::budget_year(all.year), &[("storno", &fact.id.to_string())]);
        let label = format!("{} {} stornieren", fact.kind.label(), fact.cents);
        view! { " "<a href=format!("{href}#eintragen") aria-label=label>"stornieren"</a> }
    });
    vec![
        view! { {fact.kind.label()}{from}{place}" "{reversed} }.into_any(),
        money::exact(fact.cents, fact.precision),
        text::day(fact.value_date).into_any(),
        fact.reference.clone().unwrap_or_else(|| "–".into()).into_any(),
        view! { {origin::origin(seen, &fact.origin)}" "{fact.sample.then(ui::sample_mark)}{storno} }.into_any(),
    ]
}

/// The form for a new fact, or for taking one back.
async fn forms(context: &PageContext, all: &Year, storno: Option<i64>) -> Result<AnyView, Refusal> {
    let form = &context.form;
    let storno = form.value("reverses").and_then(|id| id.parse().ok()).or(storno);
    let address = paths::budget_year(all.year);
    if let Some(fact) = storno.and_then(|id| all.facts.iter().find(|fact| fact.id == id)) {
        let reference = Field::new("reference", "Warum?", form, "")
            .hint("Ein Satz oder die Unterlage. Er steht bei der Stornobuchung.")
            .required()
            .max_length(200);
        let what = format!("{} {}, gültig ab {}", fact.kind.label(), fact.cents, text::day(fact.value_date));
        return Ok(view! {
            <section aria-labelledby="eintragen">
                {ui::section_head("eintragen", "Eintrag stornieren", None)}
                <p>{what}". Der Eintrag bleibt sichtbar; eine Gegenbuchung hebt ihn auf."</p>
                <form method="post" action=address.clone() class="stack">
                    {hidden("reverses", fact.id.to_string())}
                    {input(reference, "text")}
                    {submit("Stornieren", true)}
                    <p><a href=address.clone()>"Abbrechen"</a></p>
                </form>
            </section>
        }
        .into_any());
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_budget() && *kind != Kind::Ceiling);
    let mut choices = vec![(String::new(), "Bitte wählen".to_owned())];
    choices.extend(kinds.map(|kind| (kind.key().to_owned(), kind.label().to_owned())));
    let mut authorities = vec![(String::new(), "keine".to_owned())];
    let known = authority::all(context.db.read()).await?;
    authorities.extend(known.into_iter().map(|authority| (authority.slug, authority.name)));
    let mut regions = vec![(String::new(), "keine".to_owned())];
    let known = region::find::all(context.db.read()).await?;
    regions.extend(known.into_iter().map(|region| (region.slug, region.name)));
    let kind = Field::new("kind", "Art", form, "").required();
    let amount = Field::new("amount", "Betrag in Euro", form, "").hint("Zum Beispiel 12.500.000,00").required();
    let day = Field::new("value_date", "Gültig ab", form, context.now.today.to_string())
        .hint("Der Tag der Unterlage; nicht in der Zukunft.")
        .required();
    let reference = Field::new("reference", "Unterlage", form, "")
        .hint("Haushaltsplan, Erlass oder Einwilligung, mit Kapitel und Titel oder Aktenzeichen.")
        .required()
        .max_length(200);
    let stems = Field::new("stems_from", "Herkunftsjahr", form, "").hint(
        "Nur bei Ausgaberesten (aus welchem Jahr) und Verpflichtungsermächtigungen (in welchem Haushalt sie stehen).",
    );
    let authority = Field::new("authority", "Bewilligungsbehörde", form, "").hint("Nur bei Zuweisungen.");
    let region = Field::new("region", "Region", form, "").hint("Nur beim regionalen Rahmen.");
    Ok(view! {
        <section aria-labelledby="eintragen">
            {ui::section_head("eintragen", format!("Für {} eintragen", all.year), None)}
            <form method="post" action=address class="stack">
                {select(kind, choices)}
                {input(amount, "text")}
                {input(day, "date")}
                {input(reference, "text")}
                {input(stems, "text")}
                {select(authority, authorities)}
                {select(region, regions)}
                {submit("Eintragen", true)}
            </form>
        </section>
    }
    .into_any())
}
