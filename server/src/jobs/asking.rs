//! Asks the contacts of solutions, by mail, whether their sheets are still right.
use super::mails;
use crate::{
    app::AppState,
    mail::{Mail, Mailer},
    password::secret,
};
use app::{paths, text};
use entity::{
    interest::letter::Outcome,
    refusal::Refusal,
    solution::asking::{
        due,
        letter::{self, Letter},
    },
};

/// Notes whom to ask, where mails are set up, and forgets what is settled; gives how many questions arose.
///
/// # Errors
/// The driver's error.
pub async fn look(state: &AppState) -> Result<usize, Refusal> {
    let now = state.clock.now();
    due::clean_up(&state.db, now).await?;
    match state.mailer {
        Some(_) => due::note(&state.db, now).await,
        None => Ok(0),
    }
}

/// Sends all mails that are due now, each once; gives how many a mail server took.
///
/// # Errors
/// The driver's error.
pub async fn post(state: &AppState) -> Result<u64, Refusal> {
    let Some(mailer) = &state.mailer else { return Ok(0) };
    let mut sent = 0;
    while !*state.stopping().borrow() {
        let Ok(token) = secret() else { break };
        let Some(letter) = letter::claim(&state.db, state.clock.now(), &token).await? else { break };
        let (outcome, trouble) = mails::send(mailer, mail(mailer, &letter, &token)).await;
        let again = letter::done(&state.db, state.clock.now(), &letter, outcome).await?;
        mails::count(outcome, again);
        if let Some(trouble) = trouble {
            tracing::warn!(%trouble, question = letter.id, attempt = letter.attempt, again, "a mail did not leave");
        }
        sent += u64::from(outcome == Outcome::Sent);
    }
    Ok(sent)
}

/// The mail. What is in it everybody may read in the sheet, but for the link.
fn mail(mailer: &Mailer, letter: &Letter, token: &str) -> Mail {
    let solution = mails::one_line(&letter.solution);
    let until = text::instant(letter.valid_until);
    let last = match letter.confirmed_on {
        Some(on) => format!("Zuletzt bestätigt wurden sie am {}.", text::day(on)),
        None => "Bestätigt hat sie bisher niemand.".to_owned(),
    };
    let (sheet, confirm) = (mailer.link(&paths::solution(&letter.slug)), mailer.link(&paths::contact_confirm(token)));
    let text = format!(
        "Guten Tag,\n\n\
         diese E-Mail-Adresse steht im Leitstand der Digitalen Modellregionen NRW als Ansprechstelle einer Lösung:\n\n\
         Lösung: {solution}\n\
         {sheet}\n\n\
         Einmal im Jahr fragen wir, ob die Ansprechstelle und die übrigen Angaben noch stimmen. {last}\n\n\
         Wenn alles noch stimmt, öffnen Sie bis zum {until}, diese Seite und drücken dort auf „Angaben stimmen noch“. \
         Sie brauchen dafür kein Konto:\n\n\
         {confirm}\n\n\
         Wenn etwas nicht mehr stimmt, bestätigen Sie bitte nicht, sondern sagen Sie es der Stelle, die diesen Steckbrief für \
         Sie pflegt. Ohne Bestätigung bleibt die Lösung öffentlich, mit dem Hinweis, dass ihre Angaben nicht bestätigt sind.\n\n\
         Diese E-Mail hat ein Programm geschrieben; Antworten darauf liest niemand.\n"
    );
    Mail { to: letter.mailbox.clone(), subject: "Stimmen die Angaben zu Ihrer Lösung noch?", text }
}
