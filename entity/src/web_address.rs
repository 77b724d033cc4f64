//! Addresses of pages and repositories that people type. The program never opens one; it shows them to others as links,
//! so they must lead to a public server and nowhere inside a network.
use std::fmt;
use url::{Host, Url};

/// Longer addresses are refused, in characters.
pub const MAX: usize = 500;

/// Last parts of names that only exist inside a network or stand for nothing (RFC 2606, 6761, 6762, 8375, 9476).
const INSIDE: [&str; 17] = [
    "alt",
    "arpa",
    "corp",
    "home",
    "internal",
    "intern",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
    "workgroup",
];

/// An `https` address of a public server, written as browsers understand it: host in lower case and in ASCII letters,
/// path percent-encoded, at most [`MAX`] characters as typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebAddress(Url);

impl WebAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name of the server, in lower case and ASCII (`xn--…` for umlauts).
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The address a person typed, if it is one of a public server: `https`, no user or password in it, a server with a
/// public name (no IP address in whatever notation, no name from inside a network), no control characters or blanks.
///
/// # Errors
/// A German sentence that says what to type instead.
pub fn https_outside(typed: &str) -> Result<WebAddress, String> {
    let typed = typed.trim_matches(' ');
    if typed.is_empty() {
        return Err("Bitte geben Sie eine Adresse an, zum Beispiel https://www.stadt.de/seite.".into());
    }
    if typed.chars().count() > MAX {
        return Err(format!("Die Adresse ist zu lang: höchstens {MAX} Zeichen."));
    }
    if typed.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\' || hidden(c)) {
        return Err("Die Adresse enthält Leerzeichen, umgekehrte Schrägstriche oder unsichtbare Zeichen. \
                    Bitte geben Sie sie ohne diese ein."
            .into());
    }
    let start = typed.get(..8).unwrap_or_default();
    if !start.eq_ignore_ascii_case("https://") {
        return Err("Die Adresse muss mit https:// beginnen.".into());
    }
    let authority = typed.get(8..).unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(
            "Die Adresse darf keine Benutzernamen oder Kennwörter enthalten (kein @ vor dem Rechnernamen).".into()
        );
    }
    if authority.is_empty() {
        return Err("In der Adresse fehlt der Name des Servers, zum Beispiel https://www.stadt.de.".into());
    }
    let url = Url::parse(typed)
        .map_err(|_| "Das ist keine gültige Adresse. Bitte prüfen Sie die Schreibweise.".to_string())?;
    let Some(Host::Domain(host)) = url.host() else {
        return Err("Die Adresse nennt eine IP-Adresse. Bitte geben Sie den öffentlichen Namen des Servers an.".into());
    };
    public_name(host)?;
    if url.port() == Some(0) {
        return Err("Die Adresse nennt einen Anschluss (Port), den es nicht gibt.".into());
    }
    Ok(WebAddress(url))
}

/// Whether a name that the parser has already brought to ASCII and lower case can be reached from everywhere.
fn public_name(host: &str) -> Result<(), String> {
    let parts: Vec<&str> = host.split('.').collect();
    let last = parts.last().copied().unwrap_or_default();
    let letters = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    if host.len() > 253 || !parts.iter().all(|part| letters(part)) {
        return Err("Der Name des Servers in der Adresse ist nicht gültig. Bitte prüfen Sie die Schreibweise.".into());
    }
    if parts.len() < 2 || INSIDE.contains(&last) {
        return Err(format!(
            "„{host}“ ist nur innerhalb eines Netzes erreichbar. Bitte geben Sie eine öffentliche Adresse an, \
             zum Beispiel https://www.stadt.de."
        ));
    }
    // since no top-level name has digits only or hexadecimal notation, such a name is an address in disguise
    if last.len() < 2 || !last.bytes().any(|byte| byte.is_ascii_alphabetic()) || last.starts_with("0x") {
        return Err("Die Adresse nennt keinen öffentlichen Servernamen.".into());
    }
    Ok(())
}

/// Characters that change how a text is shown without being seen: marks of direction, joiners, a byte order mark.
fn hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_pass() {
        for (typed, shown) in [
            ("https://gitlab.opencode.de/leitstand/leitstand", "https://gitlab.opencode.de/leitstand/leitstand"),
            (" HTTPS://WWW.Stadt-Köln.de ", "https://www.xn--stadt-kln-67a.de/"),
            ("https://git.stadt.de:8443/a?b=1#c", "https://git.stadt.de:8443/a?b=1#c"),
            ("https://beispiel.example/über uns".replace(' ', "-").as_str(), "https://beispiel.example/%C3%BCber-uns"),
            ("https://10.0.0.1.stadt.de/", "https://10.0.0.1.stadt.de/"),
            ("https://stadt.de/@werkstatt", "https://stadt.de/@werkstatt"),
        ] {
            assert_eq!(https_outside(typed).unwrap().as_str(), shown, "{typed}");
        }
        assert_eq!(https_outside("https://Stadt.DE/x").unwrap().host(), "stadt.de");
    }

    #[test]
    fn addresses_inside_are_refused() {
        for typed in [
            "https://127.0.0.1/",
            "https://10.1.2.3",
            "https://192.168.0.1:443/a",
            "https://169.254.169.254/latest/meta-data",
            "https://8.8.8.8/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://①②⑦.⓪.⓪.①/",
            "https://１２７.0.0.1/",
            "https://%31%32%37.0.0.1/",
            "https://[::1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]:8443/",
            "https://[::ffff:127.0.0.1]/",
            "https://[2001:db8::1]/",
            "https://localhost/",
            "https://LOCALHOST:8080",
            "https://a.localhost/",
            "https://localhost./",
            "https://drucker.local",
            "https://wiki.internal/",
            "https://router.home.arpa/",
            "https://intranet/",
            "https://server.lan/",
            "https://stadt.de./",
            "https://stadt..de/",
            "https://a.1/",
            "https://a.0x1/",
        ] {
            assert!(https_outside(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let long = format!("https://stadt.de/{}", "a".repeat(MAX));
        for typed in [
            "",
            "   ",
            "stadt.de",
            "http://stadt.de/",
            "ftp://stadt.de/",
            "javascript:alert(1)",
            "data:text/html,x",
            "https:stadt.de",
            "https:/stadt.de",
            "https:///stadt.de",
            "https:\\\\stadt.de",
            "https://stadt.de\\@boese.de/",
            "https://nutzer@stadt.de/",
            "https://nutzer:geheim@stadt.de/",
            "https://@stadt.de/",
            "https://stadt.de/\n",
            "https://stadt.de/a\tb",
            "https://stadt.de/a b",
            "https://stadt.de/\u{0}",
            "https://stadt.de/\u{202e}x",
            "https://stadt.de:99999/",
            "https://stadt.de:0/",
            "https://?x",
            "https://-stadt.de/",
            &long,
        ] {
            let refused = https_outside(typed).unwrap_err();
            assert!(refused.ends_with('.'), "{typed}: {refused}");
        }
    }
}
