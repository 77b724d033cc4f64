//! Single values against their shape.
use super::{
    rules::{Check, listed},
    schema::Shape,
    shown, values, words,
};
use entity::{licence::Licence, web_address::https_outside};
use url::Url;

/// A text that is there; `plain` stands without quotes.
pub(super) fn check(check: &mut Check, path: &str, line: usize, text: &str, plain: bool, shape: Shape) {
    let too_long = |max: usize| text.chars().count() > max;
    let much = |max: usize| format!("Der Text ist zu lang: {} Zeichen, erlaubt sind {max}.", text.chars().count());
    match shape {
        Shape::Text(max) => {
            if plain && is_number_or_bool(text) {
                check.warn(path, line, format!("Setzen Sie den Wert in Anführungszeichen: \"{}\".", shown(text)));
            }
            if max > 0 && too_long(max) {
                check.error(path, line, much(max));
            }
        }
        Shape::Line(max) => {
            // a folded block ends with a line break
            if text.trim_end().contains('\n') {
                check.warn(path, line, "Der Text sollte in einer Zeile stehen.");
            }
            if text.trim_end().chars().count() > max {
                check.error(path, line, much(max));
            }
        }
        Shape::Long => {
            let least = if check.minor <= 2 { 500 } else { 150 };
            let length = text.trim_end().chars().count();
            if length < least {
                check.error(
                    path,
                    line,
                    format!("Der Text ist zu kurz: {length} Zeichen, verlangt sind mindestens {least}."),
                );
            }
            if too_long(10_000) {
                check.error(path, line, much(10_000));
            }
        }
        Shape::Feature => {
            if check.minor <= 2 && too_long(100) {
                check.error(path, line, much(100));
            }
        }
        Shape::Bool => bool(check, path, line, text, plain),
        Shape::Date => {
            if values::date(text).is_none() {
                check.error(path, line, format!("„{}“ ist kein Datum in der Form JJJJ-MM-TT.", shown(text)));
            }
        }
        Shape::Repository => address(check, path, line, text, true),
        Shape::Page => address(check, path, line, text, false),
        Shape::Uri => {
            if !values::is_uri(text) {
                check.error(
                    path,
                    line,
                    format!("„{}“ ist keine Adresse (https://…) und keine URN (urn:…).", shown(text)),
                );
            }
        }
        Shape::File(endings) => file(check, path, line, text, endings),
        Shape::Mail => {
            if !values::is_mail(text) {
                check.error(path, line, format!("„{}“ ist keine E-Mail-Adresse.", shown(text)));
            }
        }
        Shape::Phone => {
            let form =
                text.starts_with('+') && text.chars().skip(1).all(|c| c.is_ascii_digit() || " ()-/.".contains(c));
            if plain && is_number_or_bool(text) {
                check.warn(path, line, "Setzen Sie die Telefonnummer in Anführungszeichen.");
            }
            if !form {
                check.warn(
                    path,
                    line,
                    "Geben Sie die Telefonnummer mit Ländervorwahl an, zum Beispiel \"+49 211 123456\".",
                );
            }
        }
        Shape::Language => {
            if !values::is_language(text) {
                check.error(
                    path,
                    line,
                    format!("„{}“ ist kein Sprachkürzel nach BCP 47, zum Beispiel de oder en.", shown(text)),
                );
            }
        }
        Shape::Country => country(check, path, line, text),
        Shape::Licence => licence(check, path, line, text),
        Shape::Supported => match text.strip_prefix("alias:") {
            Some(alias) => listed(check, path, line, alias, words::ALIASES),
            None if !values::is_uri(text) => {
                check.error(
                    path,
                    line,
                    "Hier wird „alias:“ mit einem Wort der Liste des Standards oder eine Adresse erwartet.",
                );
            }
            None => {}
        },
        Shape::Word(all) => {
            if !all.contains(&text) {
                check.error(
                    path,
                    line,
                    format!("„{}“ ist nicht erlaubt. Erlaubt sind: {}.", shown(text), all.join(", ")),
                );
            }
        }
        Shape::Listed(list) => listed(check, path, line, text, list),
        Shape::Platform => {
            let usual = words::PLATFORMS.iter().find(|known| known.eq_ignore_ascii_case(text));
            if let Some(usual) = usual.filter(|usual| **usual != text) {
                check.warn(path, line, format!("Der Standard schreibt „{usual}“."));
            }
        }
        // a list or a section never comes here
        Shape::List(_) | Shape::OneOrMore(_) | Shape::Section(_) | Shape::Languages(_) => {}
    }
}

/// Whether a value without quotes means a number or a truth value for a YAML parser.
fn is_number_or_bool(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        || text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) && text.parse::<f64>().is_ok()
        || text.starts_with("0x") && u64::from_str_radix(text.trim_start_matches("0x"), 16).is_ok()
        || text.starts_with("0o") && u64::from_str_radix(text.trim_start_matches("0o"), 8).is_ok()
}

/// What a value means as a truth value.
pub(super) fn truth(text: &str, plain: bool) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" if plain => Some(true),
        "false" | "False" | "FALSE" if plain => Some(false),
        _ => None,
    }
}

fn bool(check: &mut Check, path: &str, line: usize, text: &str, plain: bool) {
    let old = ["yes", "no", "on", "off", "y", "n"].iter().any(|word| word.eq_ignore_ascii_case(text));
    if truth(text, plain).is_some() {
        return;
    }
    if plain && old {
        check.warn(path, line, "Schreiben Sie true oder false; andere Wörter versteht YAML 1.2 nicht.");
    } else {
        check.error(path, line, "Hier wird true oder false erwartet, ohne Anführungszeichen.");
    }
}

fn address(check: &mut Check, path: &str, line: usize, text: &str, repository: bool) {
    let clean = !text.chars().any(|c| c.is_whitespace() || values::hidden(c));
    let Some(url) = Url::parse(text).ok().filter(|url| clean && url.has_host()) else {
        return check.error(
            path,
            line,
            format!("„{}“ ist keine vollständige Adresse, zum Beispiel https://….", shown(text)),
        );
    };
    match url.scheme() {
        "https" => {
            if let Err(why) = https_outside(text) {
                check.warn(path, line, why);
            }
        }
        "http" => check.warn(path, line, "Die Adresse ist unverschlüsselt. Verwenden Sie https://."),
        _ if repository => check.warn(
            path,
            line,
            "Verwenden Sie möglichst eine Adresse mit https://, die ohne Anmeldung erreichbar ist.",
        ),
        _ => check.error(path, line, "Die Adresse muss mit https:// beginnen."),
    }
}

fn file(check: &mut Check, path: &str, line: usize, text: &str, endings: &[&str]) {
    let lower = text.to_ascii_lowercase();
    if text.contains("://") && !lower.starts_with("file:") {
        address(check, path, line, text, false);
    } else if text.starts_with('/')
        || lower.starts_with("file:")
        || text.contains('\\')
        || text.split('/').any(|part| part == "..")
    {
        check.error(
            path,
            line,
            "Hier wird ein Pfad ab der obersten Ebene des Repositorys erwartet (ohne / am Anfang) oder eine Adresse.",
        );
    }
    let name = lower.split(['?', '#']).next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if !endings.is_empty() && !endings.contains(&ending) {
        check.error(path, line, format!("Die Datei muss auf {} enden.", endings.join(", ")));
    }
}

fn country(check: &mut Check, path: &str, line: usize, text: &str) {
    let upper = text.to_ascii_uppercase();
    if !values::is_country(&upper) || text != upper && text != text.to_ascii_lowercase() {
        return check.error(
            path,
            line,
            format!("„{}“ ist kein Länderkürzel nach ISO 3166-1, zum Beispiel DE.", shown(text)),
        );
    }
    if check.minor >= 5 && text != upper {
        check.warn(
            path,
            line,
            format!("Kleingeschriebene Länderkürzel sind seit Version 0.5 veraltet. Schreiben Sie {upper}."),
        );
    } else if check.minor < 5 && text == upper {
        check.warn(
            path,
            line,
            format!("Bis Version 0.4 schreibt der Standard Länderkürzel klein: {}.", text.to_ascii_lowercase()),
        );
    }
}

fn licence(check: &mut Check, path: &str, line: usize, text: &str) {
    let licence = match Licence::parse(text) {
        Ok(licence) => licence,
        Err(why) => return check.error(path, line, why),
    };
    if !licence.is_open() {
        check.warn(path, line, "Diese Lizenz ist nicht als offene Lizenz anerkannt (OSI oder FSF).");
    }
    if let Some(name) = licence.outdated() {
        check.warn(
            path,
            line,
            format!(
                "Das Lizenzkürzel „{name}“ ist veraltet. Schreiben Sie zum Beispiel -only oder -or-later dahinter."
            ),
        );
    }
}
