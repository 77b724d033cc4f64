//! Sends mails: plain German text, by a mail server. What stands in a mail, and whom it goes to, is never logged.
use crate::{
    config::{
        Config,
        value::{MailFrom, PublicUrl},
    },
    password::random_hex,
};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::extension::ClientId,
};
use std::{sync::Arc, time::Duration};

/// How long a mail server may take for one mail, from the first word to the last.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Arc<MailFrom>,
    base: Arc<PublicUrl>,
}

/// Never print the password of the mail server.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("base", &self.base).finish_non_exhaustive()
    }
}

/// A mail: one recipient, a short subject of ours, plain text.
#[derive(Clone)]
pub struct Mail {
    /// Where it goes; anything but one address is refused.
    pub to: String,
    /// The subject; short, and never what somebody typed.
    pub subject: &'static str,
    /// The text.
    pub text: String,
}

/// Why a mail did not leave. Without the words of the mail server: they may name the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No mail server will ever take it: there is no such mailbox, or it is no address.
    #[error("refused for good (status {0})")]
    Refused(u16),
    /// Not now: the mail server does not answer, or says that it cannot (its status, 0 without an answer).
    #[error("not taken now (status {0})")]
    Later(u16),
}

impl Mailer {
    /// The one that the settings name; `None` where mails are not set up.
    #[must_use]
    pub fn new(config: &Config) -> Option<Self> {
        let (smtp, from, base) = (config.smtp_url.as_ref()?, config.mail_from.clone()?, config.public_url.clone()?);
        let builder = match smtp.transport() {
            Ok(builder) => builder,
            Err(error) => {
                tracing::error!(error, "mails cannot be sent");
                return None;
            }
        };
        let hello = ClientId::Domain(base.host().to_owned());
        let transport = builder.hello_name(hello).timeout(Some(PATIENCE)).build();
        Some(Self { transport, from: Arc::new(from), base: Arc::new(base) })
    }

    /// The address of a page for a mail: what people reach us under by the settings, never what a request says.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base.origin())
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn send(&self, mail: Mail) -> Result<(), Trouble> {
        let message = self.message(mail).ok_or(Trouble::Refused(0))?;
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(trouble(error.status().map_or(0, u16::from))),
            Err(_) => Err(Trouble::Later(0)),
        }
    }

    /// The mail as it goes over the wire; `None` where the recipient is no single address.
    fn message(&self, mail: Mail) -> Option<Message> {
        let to: Address = mail.to.parse().ok().filter(|_| mail.to.is_ascii() && !mail.to.contains(char::is_control))?;
        let id = format!("<{}@{}>", random_hex::<16>().ok()?, self.base.host());
        let body = Body::new_with_encoding(mail.text, ContentTransferEncoding::QuotedPrintable).ok()?;
        // RFC 3834: out-of-office notes are not for us
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.mailbox().clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .date_now()
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .body(body)
            .ok()
    }
}

/// Codes that say something about the mailbox are final (RFC 5321 4.2.3); all others may be about the server, which
/// somebody mends.
fn trouble(status: u16) -> Trouble {
    match status {
        501 | 550..=553 => Trouble::Refused(status),
        status => Trouble::Later(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        let config = Config {
            smtp_url: "smtp://127.0.0.1:9".parse().ok(),
            mail_from: "Leitstand <leitstand@land.example>".parse().ok(),
            public_url: "https://leitstand.example".parse().ok(),
            ..Config::default()
        };
        Mailer::new(&config).expect("set up")
    }

    #[tokio::test]
    async fn a_mail_is_plain_german_text_for_one() {
        let mailer = mailer();
        let mail = |to: &str| Mail { to: to.into(), subject: "Bitte bestätigen", text: "Grüße\n.\nEnde".into() };
        let bytes = mailer.message(mail("a@x.example")).expect("a mail").formatted();
        let text = String::from_utf8(bytes).expect("ASCII");
        for line in [
            "From: Leitstand <leitstand@land.example>\r\n",
            "To: a@x.example\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "\r\n\r\nGr=C3=BC=C3=9Fe\r\n.\r\nEnde",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        for bad in
            ["", "a", "a@x.example\r\nBcc: b@x.example", "a@x.example, b@x.example", "a@x.example\0", "ä@x.example"]
        {
            assert!(mailer.message(mail(bad)).is_none(), "{bad:?}");
        }
        assert!(!format!("{mailer:?}").contains("127.0.0.1"));
        assert_eq!(Mailer::new(&Config::default()).map(|_| ()), None);
        // nobody listens there
        assert_eq!(mailer.send(mail("a@x.example")).await, Err(Trouble::Later(0)));
    }

    #[test]
    fn only_words_about_the_mailbox_are_final() {
        assert_eq!(trouble(550), Trouble::Refused(550));
        for later in [0, 421, 451, 535, 554] {
            assert_eq!(trouble(later), Trouble::Later(later));
        }
    }
}
