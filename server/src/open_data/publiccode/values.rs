//! Whether a single value has the form the standard asks for.
use super::words::{COUNTRIES, LANGUAGES};
use chrono::NaiveDate;
use url::Url;

/// A date as `YYYY-MM-DD`, the only form allowed.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let form = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if form { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}

/// Whether a text has the form of an e-mail address with a public domain: at most 254 characters, ASCII.
pub(super) fn is_mail(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|last| last.len() > 1 && last.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// Words in the local part of mailboxes that belong to an office, not to a person.
const ROLES: [&str; 36] = [
    "admin",
    "amt",
    "buero",
    "community",
    "contact",
    "datenschutz",
    "dev",
    "developers",
    "digital",
    "digitalisierung",
    "e-government",
    "egovernment",
    "entwicklung",
    "funktionspostfach",
    "geschaeftsstelle",
    "hallo",
    "help",
    "helpdesk",
    "hello",
    "hilfe",
    "hotline",
    "info",
    "it",
    "kontakt",
    "mail",
    "maintainers",
    "office",
    "opencode",
    "opensource",
    "open-source",
    "post",
    "poststelle",
    "projekt",
    "service",
    "support",
    "team",
];

/// Whether a mailbox looks like one of an office (`opensource@…`, `it-support@…`) rather than of a person. A guess: what
/// it does not know counts as a person.
pub(super) fn is_role(mail: &str) -> bool {
    let local = mail.rsplit_once('@').map_or("", |(local, _)| local).to_ascii_lowercase();
    ROLES.contains(&local.as_str()) || local.split(['-', '_', '.', '+']).any(|word| ROLES.contains(&word))
}

/// Whether a text is a language tag after BCP 47 with a known language of two letters, or any of three.
pub(super) fn is_language(tag: &str) -> bool {
    if tag.len() > 35 || !tag.is_ascii() {
        return false;
    }
    let mut parts = tag.split('-').peekable();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let word = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let known = match parts.next() {
        Some(first) if first.len() == 2 => {
            LANGUAGES.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(first))
        }
        Some(first) => first.len() == 3 && letters(first),
        None => false,
    };
    if !known {
        return false;
    }
    for _ in 0..3 {
        if parts.next_if(|part| part.len() == 3 && letters(part)).is_none() {
            break;
        }
    }
    let _ = parts.next_if(|part| part.len() == 4 && letters(part));
    let digits = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let _ =
        parts.next_if(|part| digits(part) || part.eq_ignore_ascii_case("EU") || is_country(&part.to_ascii_uppercase()));
    let variant = |part: &str| {
        word(part)
            && ((5..=8).contains(&part.len()) || part.len() == 4 && part.starts_with(|c: char| c.is_ascii_digit()))
    };
    while parts.next_if(|part| variant(part)).is_some() {}
    // extensions (-u-…) and what is agreed privately (-x-…): a letter and at least one word
    while let Some(letter) = parts.next_if(|part| part.len() == 1 && word(part)) {
        let shortest = if letter.eq_ignore_ascii_case("x") { 1 } else { 2 };
        let mut words = 0;
        while parts.next_if(|part| (shortest..=8).contains(&part.len()) && word(part)).is_some() {
            words += 1;
        }
        if words == 0 {
            return false;
        }
    }
    parts.next().is_none()
}

/// Whether a text is an upper-case country code after ISO 3166-1 alpha-2.
pub(super) fn is_country(code: &str) -> bool {
    code.len() == 2 && COUNTRIES.split_ascii_whitespace().any(|known| known == code)
}

/// Whether a text is a URL with a server, or a URN (`urn:…:…`).
pub(super) fn is_uri(text: &str) -> bool {
    if text.chars().any(|c| c.is_whitespace() || hidden(c)) {
        return false;
    }
    match Url::parse(text) {
        Ok(url) if url.scheme() == "urn" => {
            let Some((space, name)) = url.path().split_once(':') else { return false };
            (2..=32).contains(&space.len())
                && space.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !name.is_empty()
        }
        Ok(url) => url.has_host(),
        Err(_) => false,
    }
}

/// Characters nobody sees, other than line breaks and tabs: control characters, marks of direction, a byte order mark.
pub(super) fn hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for tag in [
            "de",
            "DE",
            "de-DE",
            "en",
            "sl-IT-nedis",
            "zh-Hant-TW",
            "de-1996",
            "es-419",
            "nds",
            "de-x-leicht",
            "de-u-co-phonebk",
        ] {
            assert!(is_language(tag), "{tag}");
        }
        for tag in
            ["", "d", "xx", "deutsch", "de_DE", "de-", "-de", "x-leicht", "de-XX", "de-x", "i-klingon", "dé", "de--DE"]
        {
            assert!(!is_language(tag), "{tag}");
        }
    }

    #[test]
    fn mail_dates_countries_addresses() {
        for mail in ["info@stadt.de", "a.b+c@x-y.example.org"] {
            assert!(is_mail(mail), "{mail}");
        }
        for mail in
            ["", "@", "a@", "@b.de", "a@b", "a b@c.de", "a@b..de", "a@-b.de", "a@b.de\n", ".a@b.de", "a@b.1", "ä@b.de"]
        {
            assert!(!is_mail(mail), "{mail}");
        }
        assert!(is_role("opensource@stadt.de") && is_role("it-support@stadt.de") && is_role("Info@stadt.de"));
        assert!(!is_role("erika.mustermann@stadt.de") && !is_role("mustermann@stadt.de") && !is_role(""));
        assert!(date("2024-02-29").is_some());
        for wrong in ["2023-02-29", "2024-2-9", "24-02-09", "2024-02-09T00:00", "+024-02-09", "", "２024-02"] {
            assert!(date(wrong).is_none(), "{wrong}");
        }
        assert!(is_country("DE") && !is_country("de") && !is_country("XX") && !is_country("D E"));
        assert_eq!(COUNTRIES.split_ascii_whitespace().count(), 249);
        assert!(is_uri("https://www.land.nrw") && is_uri("urn:x-italian-pa:c_h501"));
        for wrong in ["", "land.nrw", "urn:", "urn:x:y", "https://", "https://a b", "mailto:a@b.de"] {
            assert!(!is_uri(wrong), "{wrong}");
        }
    }
}
