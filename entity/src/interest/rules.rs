//! What may be typed, how often, and how long it is kept.
use chrono::{DateTime, TimeDelta, Utc};

/// How many signs a message may have.
pub const MESSAGE: u16 = 1_000;
/// How many signs a mailbox may have (RFC 5321 4.5.3.1.3: a path of 256 with its brackets).
pub const MAILBOX: u16 = 254;
/// How many signs a municipality may have.
pub const MUNICIPALITY: u16 = 80;
/// How long an unconfirmed interest is kept, and its link is good.
pub const VALID: TimeDelta = TimeDelta::hours(48);
/// How long a confirmed interest is kept at most: below half a year, whatever the months.
pub const KEPT: TimeDelta = TimeDelta::days(180);
/// A window of counting.
pub const HOUR: TimeDelta = TimeDelta::hours(1);
/// A window of counting.
pub const DAY: TimeDelta = TimeDelta::days(1);
/// Attempts from one network address in an hour.
pub const PER_HOUR: u64 = 5;
/// Attempts from one network address in a day.
pub const PER_DAY: u64 = 20;
/// Attempts from everywhere in an hour: so many mails leave at most.
pub const ALL_PER_HOUR: u64 = 500;
/// What one mailbox may have open and unconfirmed: so many mails a mailbox gets at most that nobody answers to.
pub const UNCONFIRMED_PER_MAILBOX: u64 = 3;
/// How long one waits after each attempt to send a mail that failed; after the last it is given up.
pub const MAIL_WAITS: [TimeDelta; 5] =
    [TimeDelta::minutes(1), TimeDelta::minutes(5), TimeDelta::minutes(30), TimeDelta::hours(2), TimeDelta::hours(6)];

/// The mailbox as it is stored.
///
/// # Errors
/// A German sentence. Taken is what every mail server takes: `dot-atom@domain` of RFC 5321 4.1.2 in ASCII, with a dot in
/// the domain. So nothing of it can begin another header or another recipient.
pub fn mailbox(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Bitte geben Sie ein E-Mail-Postfach an, möglichst ein Funktionspostfach.".into());
    }
    let wrong = || "Das ist keine E-Mail-Adresse. Bitte eine wie digitales@stadt-beispiel.de angeben.".to_owned();
    if text.len() > usize::from(MAILBOX) {
        return Err(format!("Das ist zu lang. Höchstens {MAILBOX} Zeichen."));
    }
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let atom = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let good = local.len() <= 64
        && local.split('.').all(atom)
        && domain.contains('.')
        && domain.split('.').all(label)
        && top.bytes().any(|byte| byte.is_ascii_alphabetic());
    if good { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// The message as it is stored: line ends as one sign, nothing around it.
///
/// # Errors
/// A German sentence.
pub fn message(text: &str) -> Result<String, String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err("Bitte schreiben Sie in ein, zwei Sätzen, worum es Ihnen geht.".into());
    }
    let count = text.chars().count();
    if count > usize::from(MESSAGE) {
        return Err(format!("Das sind {count} Zeichen, höchstens {MESSAGE} gehen. Bitte kürzen Sie die Nachricht."));
    }
    // signs that turn the direction of writing can make a text look like another
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.chars().any(hidden) {
        return Err("Der Text enthält ein unzulässiges Zeichen.".into());
    }
    Ok(text.to_owned())
}

/// The key in what was typed or chosen for a municipality: `05334002`, or the end of `Aachen (05334002)`.
#[must_use]
pub fn key_in(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    let inner = typed.strip_suffix(')').and_then(|text| text.rsplit_once('(')).map_or(typed, |(_, key)| key).trim();
    inner.bytes().all(|byte| byte.is_ascii_digit()).then_some(inner).filter(|key| !key.is_empty())
}

/// Until when the link of a request is good.
#[must_use]
pub fn valid_until(requested_at: DateTime<Utc>) -> DateTime<Utc> {
    requested_at + VALID
}

/// When a mail is tried again after so many attempts that failed; none when it is given up.
#[must_use]
pub fn next_try(attempts: i32, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let index = usize::try_from(attempts).ok()?.checked_sub(1)?;
    MAIL_WAITS.get(index).map(|wait| at + *wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_what_every_server_takes() {
        for good in ["digitales@stadt-beispiel.de", " A.b+c@x.example ", "o'neill@xn--kln-sna.de", "1@2.de"] {
            assert_eq!(mailbox(good).as_deref(), Ok(good.trim()));
        }
        for bad in [
            "",
            "  ",
            "a",
            "@x.de",
            "a@",
            "a@x",
            "a@b@x.de",
            "a b@x.de",
            "a@x .de",
            "a@x.de\r\nBcc: b@x.de",
            "a@x.de\nSubject: x",
            "a\0@x.de",
            "a@x.de,b@x.de",
            "a@x.de;b@x.de",
            "<a@x.de>",
            "\"a\"@x.de",
            "Name <a@x.de>",
            ".a@x.de",
            "a..b@x.de",
            "a.@x.de",
            "a@-x.de",
            "a@x-.de",
            "a@x..de",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "ä@x.de",
            "a@köln.de",
            "a@x.de\u{200b}",
        ] {
            assert!(mailbox(bad).is_err(), "{bad:?}");
        }
        assert!(mailbox(&format!("{}@x.de", "a".repeat(65))).is_err());
        assert!(mailbox(&format!("a@{}.de", "x".repeat(260))).is_err());
    }

    #[test]
    fn messages_have_an_end() {
        assert_eq!(message("  a\r\nb\r\n").as_deref(), Ok("a\nb"));
        assert!(message(&"ä".repeat(1_000)).is_ok());
        // as browsers send them, lines end with two signs
        assert!(message(&format!("{}\r\n{}", "x".repeat(499), "y".repeat(500))).is_ok());
        for bad in ["", " \n ", &"x".repeat(1_001), "a\0b", "a\u{1b}[2Jb", "a\u{202e}b"] {
            assert!(message(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn keys_are_found() {
        for (typed, key) in [
            ("05334002", Some("05334002")),
            (" Aachen (05334002) ", Some("05334002")),
            ("Halle (Westf.)", None),
            ("Halle (Westf.) (05754012)", Some("05754012")),
            ("Aachen", None),
            ("", None),
            ("()", None),
        ] {
            assert_eq!(key_in(typed), key, "{typed}");
        }
    }

    #[test]
    fn waits_grow_and_end_before_the_link_does() {
        assert!(MAIL_WAITS.is_sorted());
        assert!(MAIL_WAITS.iter().sum::<TimeDelta>() < VALID);
        let at = DateTime::UNIX_EPOCH;
        assert_eq!(next_try(1, at), Some(at + TimeDelta::minutes(1)));
        assert_eq!((next_try(6, at), next_try(0, at)), (None, None));
    }
}
