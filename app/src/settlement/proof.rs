//! One proof of use: plan and actual by item, what was recognised, the grant that remains, and the form of the check.
use super::{crumbs, form::recognised_field, stale};
use crate::{
    context::PageContext,
    grants::steps,
    paths, text,
    ui::{
        self, facts,
        field::{Field, hidden, input, select},
        money,
        notice::{Tone, notice},
        page::{Page, serve},
        table,
        text_area::text_area,
    },
};
use entity::{
    grant::{Item, Side, content::sum},
    money::Cents,
    precision::Precision,
    refusal::Refusal,
    settlement::{
        desk::{self, Desk, Note, OnCase, Proof},
        proof::ProofKind,
        review::Scope,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page at `/nachweise/{id}`.
#[component]
pub fn ProofPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    serve(|context| async move {
        let id: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
        let (desk, one, proof) = desk::with_proof(&context.db, &context.actor, context.viewpoint, id).await?;
        let title = super::desk::named(&proof);
        let body = view! {
            <h1 class="kern-heading-x-large title">{title.clone()}</h1>
            <p class="chips-line">{super::desk::proof_state(&proof)}<span class="code">{one.case.reference.clone()}</span><span>{one.case.authority.1.clone()}</span>{one.case.sample.then(ui::sample_badge)}</p>
            {stale(&context)}
            <div class="stack-large">
                {describe(&proof)}
                <section aria-labelledby="vergleich" class="stack">
                    {ui::section_head("vergleich", "Plan und Nachweis", None)}
                    {compared(&proof, Side::Expenditure)}
                    {compared(&proof, Side::Financing)}
                    {overruns(&proof)}
                </section>
                {proof.note.as_ref().map(|note| noted(&one, &proof, note))}
                {check(&context, &desk, &proof)}
            </div>
        };
        let crumbs = crumbs(&context, &desk.number, &desk.title);
        Ok(Page::new(title, body).section(paths::PROJECTS).below(crumbs).sample(one.case.sample))
    })
}

fn yes(yes: bool) -> AnyView {
    if yes { "ja" } else { "fehlt" }.into_any()
}

fn describe(proof: &Proof) -> AnyView {
    let said = &proof.statement;
    let entered = proof.by.clone().map(|name| format!(" von {name}"));
    facts::facts(vec![
        ("Eingegangen".to_owned(), text::day(said.received_on).into_any()),
        ("Reicht bis".to_owned(), text::day(said.covers_to).into_any()),
        ("Sachbericht".to_owned(), yes(said.narrative)),
        ("Bestätigung".to_owned(), yes(said.confirmed)),
        ("Zeichen".to_owned(), facts::text_or_unknown(said.reference.clone())),
        ("Eingetragen".to_owned(), view! { {text::day(text::berlin_day(proof.recorded_at))}{entered} }.into_any()),
    ])
}

fn cell(cents: Cents) -> AnyView {
    match cents {
        Cents::ZERO => view! { <span class="muted">"–"</span> }.into_any(),
        cents => money::exact(cents, Precision::Cent),
    }
}

/// Plan, actual, difference and what was recognised, item by item; of one year for an interim proof.
fn compared(proof: &Proof, side: Side) -> AnyView {
    let year = proof.statement.budget_year;
    let of_year = |other: i32| year.is_none_or(|year| year == other);
    let planned = |item: Item| {
        sum(proof.content.plan.iter().filter(|line| line.item == item && of_year(line.year)).map(|line| line.cents))
    };
    let stated = |item: Item| sum(proof.statement.lines.iter().filter(|line| line.item == item).map(|line| line.cents));
    let recognised = |item: Item| {
        let note = proof.note.as_ref()?;
        Some(sum(note.recognised.iter().filter(|one| one.item == item).map(|one| one.cents)))
    };
    let minus = |a: Cents, b: Cents| a.checked_sub(b).unwrap_or_default();
    let items = Item::ALL.iter().copied().filter(|item| item.side() == side);
    let items: Vec<Item> = items.filter(|item| planned(*item) != Cents::ZERO || stated(*item) != Cents::ZERO).collect();
    let row = |item: &Item| {
        let mut row = vec![
            item.label().into_any(),
            cell(planned(*item)),
            cell(stated(*item)),
            cell(minus(stated(*item), planned(*item))),
        ];
        if side == Side::Expenditure {
            row.push(recognised(*item).map_or_else(|| view! { <span class="muted">"offen"</span> }.into_any(), cell));
        }
        row
    };
    let total = |of: &dyn Fn(Item) -> Cents| sum(items.iter().map(|item| of(*item)));
    let (plan, actual) = (total(&planned), total(&stated));
    let mut foot = vec!["Summe".into_any(), cell(plan), cell(actual), cell(minus(actual, plan))];
    let mut heads = vec![
        table::words(side.label()),
        table::numbers("Plan"),
        table::numbers("Nachweis"),
        table::numbers("Unterschied"),
    ];
    if side == Side::Expenditure {
        heads.push(table::numbers("anerkannt"));
        foot.push(match proof.note {
            Some(_) => cell(total(&|item| recognised(item).unwrap_or_default())),
            None => view! { <span class="muted">"offen"</span> }.into_any(),
        });
    }
    let of = year.map(|year| format!(" im Jahr {year}")).unwrap_or_default();
    let caption = format!("{}: Plan und Nachweis{of}", side.label());
    table::table(caption, heads, items.iter().map(row).collect(), Some(foot))
}

fn overruns(proof: &Proof) -> Option<AnyView> {
    let lines = proof.overruns.iter().map(|over| {
        let message = format!(
            "R14: {}: ausgegeben {}, geplant {}. Ohne Umwidmung sind höchstens {} möglich.",
            over.item.label(),
            over.spent,
            over.planned,
            over.allowed
        );
        view! { <li>{message}</li> }
    });
    (!proof.overruns.is_empty()).then(|| view! { <ul class="stack-small plain">{lines.collect_view()}</ul> }.into_any())
}

fn noted(one: &OnCase, proof: &Proof, note: &Note) -> AnyView {
    let by = note.by.clone().map(|name| format!(" von {name}"));
    let items = vec![
        ("Geprüft".to_owned(), view! { {text::day(note.checked_on)}{by} }.into_any()),
        ("Kenntnis".to_owned(), text::day(note.known_on).into_any()),
        ("Umfang".to_owned(), note.scope.label().into_any()),
        ("Ergebnis".to_owned(), view! { <span class="text">{note.result.clone()}</span> }.into_any()),
    ];
    let open = (proof.statement.kind == ProofKind::Final && !proof.replaced)
        .then_some(one.sums.recognised)
        .flatten()
        .and_then(|recognised| one.sums.paid.checked_sub(recognised)?.checked_sub(one.sums.reclaimed))
        .filter(|open| *open > Cents::ZERO);
    let estimate = open.map(|open| {
        let body = format!(
            "Ausgezahlt sind {}, zurückgefordert {}. Danach wären noch {open} zu erstatten.",
            one.sums.paid, one.sums.reclaimed
        );
        notice(Tone::Warning, "Schätzung, noch nicht festgestellt", Some(body))
    });
    view! {
        <section aria-labelledby="vermerk" class="stack">
            {ui::section_head("vermerk", "Prüfungsvermerk", None)}
            {facts::facts(items)}
            {note.computed.as_ref().map(|computed| steps("Zuwendung nach der Prüfung", computed))}
            {estimate}
        </section>
    }
    .into_any()
}

/// The form of the check, or why there is none.
fn check(context: &PageContext, desk: &Desk, proof: &Proof) -> AnyView {
    if proof.own && proof.note.is_none() {
        let body = "Sie haben diesen Nachweis eingetragen. Prüfen muss ihn jemand anderes.";
        return notice(Tone::Info, "Wartet auf eine zweite Person", Some(body.into()));
    }
    if !proof.may_check {
        return ().into_any();
    }
    let form = &context.form;
    let today = context.now.today.to_string();
    let scopes = Scope::ALL.iter().map(|scope| (scope.key().to_owned(), scope.label().to_owned())).collect();
    let result = Field::new("result", "Ergebnis", form, "").required().max_length(10_000);
    let lines = proof.statement.lines.iter().filter(|line| line.eligible && line.item.side() == Side::Expenditure);
    let rows = lines
        .map(|line| {
            let name = recognised_field(line.item, line.year);
            let value = form.value(&name).unwrap_or_else(|| line.cents.german());
            let label = format!("{} {}", line.item.label(), line.year);
            let spoken = format!("{label}, anerkannt");
            vec![
                label.into_any(),
                cell(line.cents),
                view! { <input type="text" inputmode="decimal" class="amount-input" name=name value=value aria-label=spoken maxlength="24"/> }.into_any(),
            ]
        })
        .collect();
    let heads =
        vec![table::words("Zuwendungsfähige Ausgaben"), table::numbers("nachgewiesen"), table::numbers("anerkannt")];
    view! {
        <section aria-labelledby="pruefen" class="stack">
            {ui::section_head("pruefen", "Prüfen", None)}
            <form method="post" action=paths::proof_check(proof.id) class="panel panel-form stack">
                {hidden("version", desk.version.to_string())}
                <div class="form-line">
                    {input(Field::new("checked_on", "Datum des Vermerks", form, today.clone()).required(), "date")}
                    {input(Field::new("known_on", "Kenntnis von Beanstandungen", form, today).hint("Von da an läuft die Jahresfrist für Rücknahme und Widerruf.").required(), "date")}
                    {select(Field::new("scope", "Umfang der Prüfung", form, "full").required(), scopes)}
                </div>
                <div id="feld-recognised">{table::table("Anerkannt je Ansatz", heads, rows, None)}</div>
                {text_area(result, 5)}
                <div class="kern-btn-wrapper">{ui::submit("Prüfungsvermerk abschließen", true)}</div>
            </form>
        </section>
    }
    .into_any()
}
