//! Sends the mails that ask to confirm an interest, and tries again where a mail server does not take them.
use crate::{
    app::AppState,
    mail::{Mail, Mailer, Trouble},
    password::secret,
};
use app::{paths, text};
use entity::{
    interest::letter::{self, Letter, Outcome},
    refusal::Refusal,
};
use std::time::Duration;

/// How often one looks for mails that are due.
const LOOK: Duration = Duration::from_secs(5);

/// Sends what is due until the program ends; nothing where mails are not set up.
pub async fn run(state: AppState) {
    if state.mailer.is_none() {
        return;
    }
    let mut stopping = state.stopping();
    let mut locked_out = false;
    while !*stopping.borrow() {
        match post(&state).await {
            Ok(_) => locked_out = false,
            // said once, not every five seconds
            Err(fault) if !locked_out => {
                tracing::error!(%fault, "no mail can be claimed");
                locked_out = true;
            }
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
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
        let (Ok(confirm), Ok(withdraw)) = (secret(), secret()) else { break };
        let Some(letter) = letter::claim(&state.db, state.clock.now(), &confirm, &withdraw).await? else { break };
        let done = mailer.send(mail(mailer, &letter, &confirm, &withdraw)).await;
        let outcome = match done {
            Ok(()) => Outcome::Sent,
            Err(Trouble::Later(_)) => Outcome::Later,
            Err(Trouble::Refused(_)) => Outcome::Never,
        };
        let again = letter::done(&state.db, state.clock.now(), &letter, outcome).await?;
        let word = match (outcome, again) {
            (Outcome::Sent, _) => "sent",
            (_, true) => "again",
            (_, false) => "given_up",
        };
        metrics::counter!("leitstand_mails_total", "outcome" => word).increment(1);
        match done {
            Ok(()) => sent += 1,
            Err(trouble) => {
                tracing::warn!(%trouble, interest = letter.id, attempt = letter.attempt, again, "a mail did not leave")
            }
        }
    }
    Ok(sent)
}

/// The mail. What somebody typed for others to read is not in it: nobody uses us to write to strangers.
fn mail(mailer: &Mailer, letter: &Letter, confirm: &str, withdraw: &str) -> Mail {
    let Letter { solution, municipality, .. } = letter;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (solution, municipality) = (one_line(solution), one_line(municipality));
    let until = text::instant(letter.valid_until);
    let (confirm, withdraw) =
        (mailer.link(&paths::interest_confirm(confirm)), mailer.link(&paths::interest_withdraw(withdraw)));
    let text = format!(
        "Guten Tag,\n\n\
         im Leitstand der Digitalen Modellregionen NRW hat jemand mit dieser E-Mail-Adresse Interesse an einer Lösung gezeigt:\n\n\
         Lösung: {solution}\n\
         Kommune: {municipality}\n\n\
         Wenn das stimmt, öffnen Sie bis zum {until}, diese Seite und drücken dort auf „Interesse bestätigen“:\n\n\
         {confirm}\n\n\
         Erst danach sieht die anbietende Seite Ihre Nachricht und diese Adresse.\n\n\
         Wenn es nicht stimmt, brauchen Sie nichts zu tun: Ohne Bestätigung wird alles nach 48 Stunden gelöscht. \
         Sofort löschen oder auch später zurückziehen können Sie hier:\n\n\
         {withdraw}\n\n\
         Diese E-Mail hat ein Programm geschrieben; Antworten darauf liest niemand.\n"
    );
    Mail { to: letter.mailbox.clone(), subject: "Bitte bestätigen Sie Ihr Interesse", text }
}
