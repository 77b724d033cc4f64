//! Sends the mails that ask to confirm an interest.
use super::mails;
use crate::{
    app::AppState,
    mail::{Mail, Mailer},
    password::secret,
};
use app::{paths, text};
use entity::{
    interest::letter::{self, Letter, Outcome},
    refusal::Refusal,
};

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
        let (outcome, trouble) = mails::send(mailer, mail(mailer, &letter, &confirm, &withdraw)).await;
        let again = letter::done(&state.db, state.clock.now(), &letter, outcome).await?;
        mails::count(outcome, again);
        if let Some(trouble) = trouble {
            tracing::warn!(%trouble, interest = letter.id, attempt = letter.attempt, again, "a mail did not leave");
        }
        sent += u64::from(outcome == Outcome::Sent);
    }
    Ok(sent)
}

/// The mail. What somebody typed for others to read is not in it: nobody uses us to write to strangers.
fn mail(mailer: &Mailer, letter: &Letter, confirm: &str, withdraw: &str) -> Mail {
    let Letter { solution, municipality, .. } = letter;
    let (solution, municipality) = (mails::one_line(solution), mails::one_line(municipality));
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
