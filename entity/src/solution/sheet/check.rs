//! What may stand in a sheet: what was typed becomes the stored writing, or a sentence says why not. And what the gate
//! still misses.
use super::{
    Sheet,
    field::{Field, Form, Need},
};
use crate::{licence::Licence, money::Cents, refusal::FieldError, solution::Kind, web_address::https_outside};
use chrono::{Datelike, NaiveDate};

/// Entries of a list.
const LINES: usize = 20;
/// Characters of an entry of a list.
const LINE: usize = 160;
/// Euros that a solution can cost.
const DEAREST: Cents = Cents(100_000_000_000);

/// The sheet that was typed: for each field its texts as a form sends them; fields that are not there say nothing.
/// Pictures are not typed: what names one comes from [`crate::solution::picture::change`].
///
/// # Errors
/// For each field that is wrong a German sentence.
pub fn typed<'a>(read: impl Fn(Field) -> Vec<&'a str>) -> Result<Sheet, Vec<FieldError>> {
    let mut sheet = Sheet::default();
    let mut errors = Vec::new();
    for field in Field::ALL.iter().copied().filter(|field| !matches!(field.form(), Form::Pictures)) {
        match one(field, &read(field)) {
            Ok(values) => sheet.set(field, values),
            Err(message) => errors.push(FieldError::new(field.key(), "format", message)),
        }
    }
    if sheet.name().is_empty() && !errors.iter().any(|error| error.field == Field::Name.key()) {
        errors.push(FieldError::new(Field::Name.key(), "required", "Bitte geben Sie der Lösung einen Namen."));
    }
    if let Some(error) = stage(&sheet) {
        errors.push(error);
    }
    if errors.is_empty() { Ok(sheet) } else { Err(errors) }
}

/// The stage and the model it counts in belong together.
fn stage(sheet: &Sheet) -> Option<FieldError> {
    let stage: u32 = sheet.get(Field::OzgStage)?.parse().ok()?;
    let message = match sheet.get(Field::OzgModel) {
        None => "Bitte wählen Sie auch das Modell, nach dem der Reifegrad zählt.",
        Some("1.1") if stage > 4 => "Im Modell 1.1 geht der Reifegrad von 0 bis 4.",
        _ => return None,
    };
    Some(FieldError::new(Field::OzgStage.key(), "range", message))
}

/// What was typed into one field, as it is stored.
fn one(field: Field, typed: &[&str]) -> Result<Vec<String>, String> {
    if typed.iter().any(|text| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))) {
        return Err("Der Text enthält ein unzulässiges Zeichen.".into());
    }
    let texts: Vec<&str> = typed.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    if let Form::Many(words) = field.form() {
        let words = words();
        // in the order of the words, each once, whatever order they came in
        let chosen: Vec<String> =
            words.iter().filter(|(key, _)| texts.contains(key)).map(|(key, _)| (*key).to_owned()).collect();
        return match texts.iter().find(|text| !words.iter().any(|(key, _)| key == *text)) {
            Some(_) => Err("Bitte nur aus der Liste wählen.".into()),
            None => Ok(chosen),
        };
    }
    if matches!(field.form(), Form::Lines | Form::Links) {
        return lines(field, &texts);
    }
    let text = match texts.as_slice() {
        [] => return Ok(Vec::new()),
        [text] => *text,
        _ => return Err("Bitte nur einen Wert angeben.".into()),
    };
    let stored = match field.form() {
        Form::Line(longest) => {
            if text.contains(['\n', '\r']) {
                return Err("Bitte in einer Zeile schreiben.".into());
            }
            short(text, longest.into())?
        }
        Form::Text(longest) => short(&text.replace("\r\n", "\n"), longest.into())?,
        Form::Choice(words) => match words().iter().any(|(key, _)| *key == text) {
            true => text.to_owned(),
            false => return Err("Bitte aus der Liste wählen.".into()),
        },
        Form::Money => match Cents::parse_german(text) {
            Ok(cents) if (Cents::ZERO..=DEAREST).contains(&cents) => cents.plain(),
            Ok(_) => return Err(format!("Der Betrag muss zwischen null und {DEAREST} liegen.")),
            Err(error) => return Err(format!("Bitte einen Betrag angeben, zum Beispiel 12.500,00 ({error}).")),
        },
        Form::Count(most, ..) => match text.parse::<u32>() {
            Ok(number) if number <= most => number.to_string(),
            _ => return Err(format!("Bitte eine ganze Zahl von 0 bis {most} angeben.")),
        },
        Form::Day => match day(text) {
            Some(day) if (1990..=2100).contains(&day.year()) => day.to_string(),
            _ => return Err("Bitte einen Tag angeben, zum Beispiel 31.12.2021.".into()),
        },
        Form::Web => https_outside(text)?.as_str().to_owned(),
        Form::Licence => Licence::parse(text)?.as_str().to_owned(),
        Form::Many(_) | Form::Lines | Form::Links | Form::Pictures => {
            return Err("Bitte nur einen Wert angeben.".into());
        }
    };
    Ok(vec![stored])
}

fn short(text: &str, longest: usize) -> Result<String, String> {
    match text.chars().count() {
        length if length > longest => {
            Err(format!("Das sind {length} Zeichen. Bitte auf höchstens {longest} Zeichen kürzen."))
        }
        _ => Ok(text.to_owned()),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, "%d.%m.%Y").ok())
}

fn lines(field: Field, texts: &[&str]) -> Result<Vec<String>, String> {
    let mut kept: Vec<String> = Vec::new();
    for line in texts.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.is_empty()) {
        let line = match field.form() {
            Form::Links => link(line)?,
            _ => short(line, LINE)?,
        };
        if field == Field::Leika && !(line.len() == 14 && line.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(format!("„{line}“ ist kein LeiKa-Schlüssel. Er hat 14 Ziffern."));
        }
        if field == Field::Ozg && !((5..=8).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(format!(
                "„{}“ ist keine OZG-ID. Sie besteht nur aus Ziffern, zum Beispiel 10042.",
                start(&line)
            ));
        }
        if !kept.contains(&line) {
            kept.push(line);
        }
    }
    match kept.len() > LINES {
        true => Err(format!("Das sind {} Einträge. Bitte höchstens {LINES}.", kept.len())),
        false => Ok(kept),
    }
}

/// A title and an address behind it.
fn link(line: &str) -> Result<String, String> {
    let (title, address) = line
        .rsplit_once(char::is_whitespace)
        .ok_or_else(|| format!("Zu „{}“ fehlt der Titel oder die Adresse.", start(line)))?;
    let address = https_outside(address)?;
    Ok(format!("{} {}", short(title.trim(), LINE)?, address.as_str()))
}

fn start(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The fields that must be filled before the gate opens and are not, in the order of the sheet.
#[must_use]
pub fn missing(sheet: &Sheet) -> Vec<Field> {
    let software = sheet.kind() == Kind::Software;
    Field::ALL
        .iter()
        .copied()
        .filter(|field| match field.need() {
            Need::Must => true,
            Need::Software => software,
            Need::May => false,
        })
        .filter(|field| sheet.get(*field).is_none())
        .collect()
}

/// What a reader may miss: fields the gate does not ask for, which say nothing and could mean something.
#[must_use]
pub fn unsaid(sheet: &Sheet) -> Vec<Field> {
    Field::ALL
        .iter()
        .copied()
        .filter(|field| field.need() == Need::May && sheet.get(*field).is_none())
        .filter(|field| !matches!(field, Field::Outside | Field::ProviderAgs))
        .filter(|field| sheet.kind() == Kind::Software || !field.is_for_software())
        .filter(|field| sheet.get(Field::Pillar) == Some("egov") || !field.is_for_services())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(field: Field, text: &str) -> String {
        let read = |asked: Field| match asked {
            Field::Name => vec!["Probe"],
            asked if asked == field => vec![text],
            _ => vec![],
        };
        match typed(read) {
            Ok(sheet) => panic!("{field:?} took {text:?}: {sheet:?}"),
            Err(errors) => {
                assert_eq!(errors.len(), 1, "{errors:?}");
                assert_eq!(errors[0].field, field.key());
                errors[0].message.clone()
            }
        }
    }

    #[test]
    fn hostile_input_is_refused_with_a_sentence() {
        for (field, text) in [
            (Field::Repository, "http://example.org/x"),
            (Field::Repository, "https://127.0.0.1/x"),
            (Field::Repository, "javascript:alert(1)"),
            (Field::Licence, "EUPL-9.9"),
            (Field::Kind, "weapon"),
            (Field::Requires, "nothing_known"),
            (Field::OneOff, "-1"),
            (Field::OneOff, "1,234"),
            (Field::OneOff, "999999999999999999"),
            (Field::PersonDays, "3,5"),
            (Field::ProductiveSince, "31.02.2021"),
            (Field::Leika, "123"),
            (Field::Ozg, "Führerschein"),
            (Field::Ozg, "10042 10043"),
            (Field::ProviderAgs, "053340021"),
            (Field::Documents, "nur ein Titel"),
            (Field::Documents, "Titel http://example.org"),
            (Field::OzgStage, "3"),
            (Field::Benefit, "a\u{0}b"),
            (Field::Provider, "zwei\nZeilen"),
        ] {
            assert!(refused(field, text).ends_with(['.', ')', '?']), "{field:?}");
        }
        refused(Field::Benefit, &"x".repeat(301));
        refused(Field::Themes, &(0..21).map(|at| format!("Thema {at}\n")).collect::<String>());
    }

    #[test]
    fn what_was_typed_is_stored_in_one_writing() {
        let read = |field: Field| match field {
            Field::Name => vec![" Probe "],
            Field::OneOff => vec!["12.500,5"],
            Field::ProductiveSince => vec!["31.12.2021"],
            Field::Requires => vec!["gis", "portal", "gis"],
            Field::Themes => vec!["Mobilität\r\n\r\nMobilität\r\nKlima"],
            Field::OzgModel => vec!["1.1"],
            Field::OzgStage => vec!["4"],
            _ => vec![],
        };
        let sheet = typed(read).expect("a sheet");
        assert_eq!(sheet.text(Field::OneOff), "12500.50");
        assert_eq!(Field::OneOff.shown(sheet.text(Field::OneOff)), "12.500,50\u{a0}€");
        assert_eq!(sheet.text(Field::ProductiveSince), "2021-12-31");
        assert_eq!(sheet.all(Field::Requires), ["portal", "gis"]);
        assert_eq!(sheet.all(Field::Themes), ["Mobilität", "Klima"]);
        assert_eq!(Sheet::stored(&sheet.to_store(), None).expect("stored"), sheet);
    }

    #[test]
    fn software_needs_a_licence_and_a_concept_does_not() {
        let mut sheet = Sheet::default();
        sheet.set(Field::Kind, vec!["concept".into()]);
        assert!(!missing(&sheet).contains(&Field::Licence));
        sheet.set(Field::Kind, vec!["software".into()]);
        assert!(missing(&sheet).contains(&Field::Licence));
        assert!(missing(&sheet).contains(&Field::Contact));
        let all: std::collections::BTreeSet<&str> = Field::ALL.iter().map(|field| field.key()).collect();
        assert_eq!(all.len(), Field::ALL.len(), "each word once");
    }
}
