//! Sends the mails that are due, and tries again where a mail server does not take them.
use super::{asking, interest};
use crate::{
    app::AppState,
    mail::{Mail, Mailer, Trouble},
};
use entity::{interest::letter::Outcome, refusal::Refusal};
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
        match all(&state).await {
            Ok(()) => locked_out = false,
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

async fn all(state: &AppState) -> Result<(), Refusal> {
    interest::post(state).await?;
    asking::post(state).await?;
    Ok(())
}

/// Gives a mail to the mail server; what became of it, and what the trouble was.
pub(super) async fn send(mailer: &Mailer, mail: Mail) -> (Outcome, Option<Trouble>) {
    match mailer.send(mail).await {
        Ok(()) => (Outcome::Sent, None),
        Err(trouble @ Trouble::Later(_)) => (Outcome::Later, Some(trouble)),
        Err(trouble @ Trouble::Refused(_)) => (Outcome::Never, Some(trouble)),
    }
}

/// Counts an attempt.
pub(super) fn count(outcome: Outcome, again: bool) {
    let word = match (outcome, again) {
        (Outcome::Sent, _) => "sent",
        (_, true) => "again",
        (_, false) => "given_up",
    };
    metrics::counter!("leitstand_mails_total", "outcome" => word).increment(1);
}

/// A text of a sheet as it stands in a line of a mail.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
