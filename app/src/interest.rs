//! Interest in a solution without an account: the button on its sheet, the form, the pages behind the links of the mail,
//! and the list for who answers.
mod desk;
mod form;
mod link;

pub use desk::InterestDesk;
pub use form::InterestForm;
pub use link::{ConfirmInterest, WithdrawInterest};

use crate::{
    context::PageContext,
    paths, text,
    ui::{self, table},
};
use entity::{
    interest::find::{Task, count},
    refusal::Refusal,
    solution::{catalogue::load::catalogue, gate::State},
    viewpoint::Viewpoint,
};
use leptos::prelude::*;

/// What a solution's sheet says about interest: the button for everybody while it is offered, and for who answers it how
/// much waits.
///
/// # Errors
/// The driver's error.
pub(crate) async fn invite(context: &PageContext, slug: &str) -> Result<AnyView, Refusal> {
    let waiting = count(&context.db, &context.actor, context.now, slug).await?;
    let desk = waiting.map(|waiting| {
        let label = match waiting {
            0 => "Keine Anfrage wartet".to_owned(),
            some => format!("{} auf Antwort", said(some, "Anfrage wartet", "Anfragen warten")),
        };
        view! { <p><a href=paths::interest_desk(slug)>{label}</a></p> }
    });
    let all = catalogue(&context.db, Viewpoint::now(&context.now)).await?;
    let offered = all.find(slug).is_some_and(|entry| entry.state != State::Retired);
    let offer = (context.mails && offered).then(|| {
        view! {
            <p>"Wollen Sie die Lösung in Ihrer Kommune nutzen? Sie brauchen dafür kein Konto."</p>
            {ui::button_link(paths::show_interest(slug), "Interesse zeigen", true)}
        }
    });
    if desk.is_none() && offer.is_none() {
        return Ok(().into_any());
    }
    Ok(view! { <div class="panel stack"><h2 class="side-title">"Interesse"</h2>{offer}{desk}</div> }.into_any())
}

/// The solutions with interest that waits for an answer, as a section of the tasks.
pub(crate) fn tasks(tasks: &[Task]) -> AnyView {
    let rows = tasks
        .iter()
        .map(|task| {
            vec![
                view! { <a class="row-title" href=paths::interest_desk(&task.slug)>{task.name.clone()}</a> }.into_any(),
                said(task.count, "Anfrage", "Anfragen").into_any(),
                text::day(text::berlin_day(task.since)).into_any(),
            ]
        })
        .collect();
    let heads = vec![table::words("Lösung"), table::numbers("Es warten"), table::words("Die älteste seit")];
    view! {
        <section aria-labelledby="anfragen">
            {ui::section_head("anfragen", "Anfragen aus Kommunen", None)}
            {table::table("Lösungen mit Anfragen, die ältesten zuerst", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn said(count: u64, one: &str, many: &str) -> String {
    text::count(i64::try_from(count).unwrap_or(i64::MAX), one, many)
}
