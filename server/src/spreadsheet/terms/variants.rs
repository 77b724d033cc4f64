//! The parts of a heading that may stand for the whole: levels, lines, languages, what stands before brackets.
use super::super::field::Kind;
use super::best;
use super::heads::leader;
use super::stems::{dehyphenated, plain, without_gender, words};

/// A heading as a whole, its levels, and the parts that may stand for it, each with its reliability.
pub(super) fn variants(levels: &[&str], shared: usize) -> Vec<(String, f32)> {
    let cleaned: Vec<String> = levels.iter().map(|level| plain(level)).collect();
    let mut variants: Vec<(String, f32)> = vec![(joined(&cleaned), 1.0)];
    if cleaned.len() > 1 {
        variants.extend(cleaned.iter().skip(shared).map(|level| (level.clone(), 0.95)));
    }
    for raw in levels.iter().skip(shared) {
        let level = without_gender(&dehyphenated(raw));
        let parts: Vec<&str> = level
            .split(['/', '\n', '|', ';', ':'])
            .flat_map(|part| part.split(" - "))
            .flat_map(|part| part.split(" – "))
            .collect();
        // "Differenz Soll/Ist": what leads the first part leads them all
        let led = leader(&words(&plain(parts.first().unwrap_or(&level.as_str())))).is_some();
        if parts.len() > 1 {
            variants.extend(parts.iter().take(if led { 1 } else { parts.len() }).map(|part| (plain(part), 0.95)));
        }
        // "Antrag bewilligt am": the last words say which day it is
        let spoken: Vec<&str> = level.split_whitespace().collect();
        if let [_, .., event, "am" | "vom"] = spoken.as_slice()
            && event.starts_with(char::is_lowercase)
        {
            variants.push((format!("{event} am"), 0.85));
        }
        // "Projekt-Kürzel" is a "Projektkürzel"
        if level.contains('-') {
            variants.push((plain(&level.replace('-', "").to_lowercase()), 0.95));
        }
        // "contract-title" is a name in a program: two words
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if raw.contains('-') && raw.chars().all(named) {
            variants.push((raw.replace('-', " "), 1.0));
        }
        if let Some((before, inside)) = level.split_once('(') {
            let inside = inside.split(')').next().unwrap_or_default();
            // "Zuwendung (abgerufen)": of two amounts the one in brackets is meant
            // not a mere word beside it, as "(bewilligt)"
            let says = |text: &str| words(&plain(text)).iter().any(|word| word.weight() >= 5.0);
            let money = |text: &str| best(text).filter(|meaning| meaning.kind.is_some_and(Kind::is_money));
            if let (Some(outer), Some(inner)) = (money(before), money(inside))
                && outer.field != inner.field
                && says(inside)
            {
                variants.push((plain(inside), 0.93));
                variants.push((plain(before), 0.9));
            } else {
                variants.push((plain(before), 0.96));
                // "Mitgliedsverein (Zuwendungsempf.)": what nobody knows is explained by what everybody knows
                if best(before).is_none() {
                    variants.push((plain(inside), 0.9));
                }
            }
        }
    }
    variants
}

/// The levels in one line; a word may be broken over two of them: "förder-" above "fähige Kosten".
fn joined(levels: &[String]) -> String {
    let mut whole = String::new();
    for level in levels {
        let broken = whole.ends_with('-') && level.starts_with(char::is_lowercase);
        if broken {
            whole.pop();
        } else if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(level);
    }
    whole
}
