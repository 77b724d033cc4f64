//! What a word that fits nothing may mean: known names that resemble it. Pure.
//!
//! Two folded spellings are compared as a whole (edit distance without blanks and points, so that
//! "Bergisch.Smart - Mobility" and "BergischSmartMobility" meet) and word by word (so that words may be missing, in
//! another order, or cut short with a point). The better of both counts. Names with different numbers in them are
//! different things: "LoRaWAN 2.0" is not "LoRaWAN 3.0".
use crate::text::fold;
use std::collections::HashMap;

/// How many suggestions a word gets at most.
pub const AT_MOST: usize = 3;
/// From here on a suggestion is so close that it may be chosen beforehand.
pub const SURE: u8 = 88;

/// Below so many names all are compared; above, those that share enough runs of three signs.
const FEW: usize = 64;
/// How many of those are compared.
const NEAREST: usize = 24;
/// Names are compared by so many signs at most.
const LONGEST: usize = 200;

/// A known name that resembles a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// What the name stands for: what [`Names::add`] was told.
    pub means: usize,
    /// How close, in percent.
    pub likeness: u8,
}

/// Known names, to be compared with words.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<(Name, usize)>,
    /// Which names hold a run of three signs.
    runs: HashMap<[char; 3], Vec<usize>>,
}

impl Names {
    /// Adds a name for a thing; a thing may have several.
    pub fn add(&mut self, name: &str, means: usize) {
        let name = Name::new(name);
        for run in name.runs() {
            self.runs.entry(run).or_default().push(self.names.len());
        }
        self.names.push((name, means));
    }

    /// The things that a word resembles by at least so many percent, best first, at most [`AT_MOST`].
    #[must_use]
    pub fn guess(&self, word: &str, at_least: u8) -> Vec<Guess> {
        let word = Name::new(word);
        let mut best: HashMap<usize, u8> = HashMap::new();
        for at in self.near(&word) {
            let Some((name, means)) = self.names.get(at) else { continue };
            let likeness = word.likeness(name);
            if likeness >= at_least {
                let found = best.entry(*means).or_default();
                *found = likeness.max(*found);
            }
        }
        let mut guesses: Vec<Guess> = best.into_iter().map(|(means, likeness)| Guess { means, likeness }).collect();
        guesses.sort_by_key(|guess| (u8::MAX - guess.likeness, guess.means));
        guesses.truncate(AT_MOST);
        guesses
    }

    /// Names worth a comparison.
    fn near(&self, word: &Name) -> Vec<usize> {
        if self.names.len() <= FEW {
            return (0..self.names.len()).collect();
        }
        let runs = word.runs();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for run in &runs {
            for at in self.runs.get(run).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let enough = runs.len().div_ceil(4);
        let mut near: Vec<(usize, usize)> = shared.into_iter().filter(|(_, count)| *count >= enough).collect();
        near.sort_by_key(|(at, count)| (usize::MAX - count, *at));
        near.truncate(NEAREST);
        near.into_iter().map(|(at, _)| at).collect()
    }
}

/// How alike two names are, in percent; 100 for two spellings of one name.
#[must_use]
pub fn likeness(one: &str, other: &str) -> u8 {
    Name::new(one).likeness(&Name::new(other))
}

/// A name, prepared for comparing.
#[derive(Debug)]
struct Name {
    /// Its words, folded; those cut short with a point are marked.
    words: Vec<(String, bool)>,
    /// All of them in one.
    joined: String,
    /// The words that are numbers, sorted.
    numbers: Vec<String>,
}

impl Name {
    fn new(text: &str) -> Self {
        let folded = fold(&text.chars().take(LONGEST).collect::<String>());
        let mut words: Vec<(String, bool)> = Vec::new();
        let mut word = String::new();
        for sign in folded.chars().chain([' ']) {
            if sign.is_alphanumeric() {
                word.push(sign);
            } else if !word.is_empty() {
                words.push((usual(std::mem::take(&mut word)), sign == '.'));
            }
        }
        let mut numbers: Vec<String> = words
            .iter()
            .filter(|(word, _)| word.chars().all(|sign| sign.is_numeric()))
            .map(|(w, _)| w.clone())
            .collect();
        numbers.sort();
        Self { joined: words.iter().map(|(word, _)| word.as_str()).collect(), words, numbers }
    }

    /// Every run of three signs, once.
    fn runs(&self) -> Vec<[char; 3]> {
        let signs: Vec<char> = self.joined.chars().collect();
        let mut runs: Vec<[char; 3]> = signs.windows(3).filter_map(|run| run.try_into().ok()).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    fn likeness(&self, other: &Self) -> u8 {
        if self.joined.is_empty() || other.joined.is_empty() {
            return 0;
        }
        if self.joined == other.joined {
            return 100;
        }
        if self.numbers != other.numbers && !self.numbers.is_empty() && !other.numbers.is_empty() {
            return 0;
        }
        let whole = strsim::normalized_damerau_levenshtein(&self.joined, &other.joined);
        let best = whole.max(self.by_words(other)).max(self.by_initials(other)).max(other.by_initials(self));
        // between 0 and 1; two different spellings are never quite one
        ((best * 100.0).round() as u8).min(99)
    }

    /// The share of letters in words that both have.
    fn by_words(&self, other: &Self) -> f64 {
        let mut left: Vec<&(String, bool)> = other.words.iter().collect();
        let mut met = 0.0;
        for one in &self.words {
            let nearest = left
                .iter()
                .enumerate()
                .map(|(at, other)| (at, same_word(one, other)))
                .max_by(|(_, one), (_, other)| one.total_cmp(other));
            if let Some((at, likeness)) = nearest.filter(|(_, likeness)| *likeness >= 0.8) {
                let letters = one.0.chars().count().max(left[at].0.chars().count());
                // exact: names are far shorter than 2^52 letters
                met += likeness * letters as f64;
                left.remove(at);
            }
        }
        let letters = self.joined.chars().count().max(met as usize);
        let others = other.joined.chars().count().max(met as usize);
        2.0 * met / (letters + others) as f64
    }

    /// "BSW" for "Bergische Struktur- und Wirtschaftsförderungsgesellschaft".
    fn by_initials(&self, other: &Self) -> f64 {
        let short = self.joined.chars().count();
        let initials: String = other.words.iter().filter_map(|(word, _)| word.chars().next()).collect();
        let without_small: String = other
            .words
            .iter()
            .filter(|(word, _)| word.chars().count() > 3)
            .filter_map(|(word, _)| word.chars().next())
            .collect();
        let fits = (2..=6).contains(&short)
            && self.words.len() == 1
            && other.words.len() > 1
            && (initials == self.joined || without_small == self.joined);
        if fits { 0.9 } else { 0.0 }
    }
}

/// Words that mean the same in names of bodies.
fn usual(word: String) -> String {
    match word.as_str() {
        "landkreis" => "kreis".into(),
        _ => word,
    }
}

/// How alike two words are, from 0 to 1.
fn same_word((one, one_cut): &(String, bool), (other, other_cut): &(String, bool)) -> f64 {
    let cut_short = |short: &str, long: &str, cut: bool| cut && short.len() >= 2 && long.starts_with(short);
    if one == other {
        1.0
    } else if cut_short(one, other, *one_cut) || cut_short(other, one, *other_cut) {
        0.9
    } else if one.len().abs_diff(other.len()) > 3 {
        0.0
    } else {
        strsim::normalized_damerau_levenshtein(one, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str]) -> Names {
        let mut names = Names::default();
        for (at, name) in all.iter().enumerate() {
            names.add(name, at);
        }
        names
    }

    fn guessed<'a>(all: &[&'a str], word: &str, at_least: u8) -> Vec<&'a str> {
        names(all).guess(word, at_least).into_iter().map(|guess| all[guess.means]).collect()
    }

    #[test]
    fn five_spellings_of_one_project() {
        for spelling in [
            "Bergisch.Smart - Mobility",
            "Bergisch Smart Mobility",
            "BergischSmartMobility",
            "bergisch-smart-mobility",
            "Bergische.Smart_Mobility",
            "Bergisch.Smart_Mobilty",
            "Smart Mobility Bergisch",
        ] {
            let alike = likeness(spelling, "Bergisch.Smart_Mobility");
            assert!(alike >= SURE, "{spelling}: {alike}");
        }
    }

    #[test]
    fn misspelled_regions_and_bodies() {
        let regions = [
            "Ostwestfalen-Lippe",
            "Aachen",
            "Emscher-Lippe",
            "Soest/Südwestfalen",
            "Südwestfalen",
            "Bergisches Städtedreieck",
        ];
        assert_eq!(guessed(&regions, "Südwestfahlen", 60)[0], "Südwestfalen");
        assert_eq!(guessed(&regions, "Sued-Westfalen", 60)[0], "Südwestfalen");
        assert_eq!(guessed(&regions, "Berg. Städtedreieck", 60)[0], "Bergisches Städtedreieck");
        assert_eq!(guessed(&regions, "Emscher Lipe", 60)[0], "Emscher-Lippe");
        assert_eq!(guessed(&regions, "Aahcen", 60)[0], "Aachen");
        assert_eq!(guessed(&regions, "Atlantis", 60), Vec::<&str>::new());
        assert_eq!(likeness("Landkreis Soest", "Kreis Soest"), 100);
        assert_eq!(likeness("StädteRegion Aachen", "Städteregion Aachen"), 100);
        assert!(likeness("Stadt Padderborn", "Stadt Paderborn") >= SURE);
        assert!(likeness("BSW", "Bergische Struktur- und Wirtschaftsförderungsgesellschaft") >= SURE);
    }

    #[test]
    fn different_things_are_not_alike() {
        for (one, other) in [
            ("LoRaWAN 2.0 Delbrück", "LoRaWAN 3.0 Delbrück"),
            ("Vorhaben 0001", "Vorhaben 0002"),
            ("Projektbüro Aachen", "Projektbüro OWL"),
            ("Projektbüro Soest", "Projektbüro Aachen"),
            ("Digitales Bürgerbüro", "Digitaler Aktenplan"),
            ("Stadt Essen", "Stadt Soest"),
            ("", "Aachen"),
            ("...", "Aachen"),
        ] {
            let alike = likeness(one, other);
            assert!(alike < 75, "{one} and {other}: {alike}");
        }
    }

    #[test]
    fn likeness_has_no_direction_and_no_surprise() {
        let all = [
            "Open Data",
            "Open Date",
            "Open-Data-Plattform",
            "Zentrale Open-Data-Plattform",
            "Ä",
            "a b c d e f g",
            "💶",
        ];
        for one in all {
            assert_eq!(likeness(one, one), if one == "💶" { 0 } else { 100 }, "{one}");
            for other in all {
                let (there, back) = (likeness(one, other), likeness(other, one));
                assert!(there.abs_diff(back) <= 1, "{one}, {other}: {there}, {back}");
            }
        }
    }

    #[test]
    fn many_names_are_compared_by_what_they_share() {
        let all: Vec<String> = (0..5_000u32)
            .map(|at| {
                format!(
                    "Vorhaben {} {}",
                    ["Archiv", "Brunnen", "Campus", "Dorfplatz"][at as usize % 4],
                    at * 7919 % 5000
                )
            })
            .chain(["Bergisch.Smart_Mobility".into()])
            .collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let names = names(&all);
        let found = names.guess("Bergisch Smart-Mobilität", 75);
        assert_eq!(found.first().map(|guess| all[guess.means]), Some("Bergisch.Smart_Mobility"));
        assert!(names.guess("Vorhaben Campus 9999", 75).is_empty(), "another number is another thing");
        assert!(names.guess("", 0).is_empty());
    }

    #[test]
    fn at_most_three_best_first() {
        let all = ["Paderborn", "Stadt Paderborn", "Kreis Paderborn", "Padeborn", "Soest"];
        let found = guessed(&all, "Stadt Paderbron", 50);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], "Stadt Paderborn");
    }
}
