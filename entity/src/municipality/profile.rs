//! What one can know about a municipality, how it is typed and how it is stored. Pure.
use super::{fact, kind::Kind, record, system::System};
use crate::{
    text::fold,
    transfer::{Known, Source, Town},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a line.
pub const LINE: u16 = 160;
/// Priorities that a municipality can have.
const PRIORITIES: usize = 20;
/// No municipality or Kreis has more people; Nordrhein-Westfalen has 18 million.
const MOST_PEOPLE: u32 = 5_000_000;
/// The stored word of a system that is there.
pub const YES: &str = "yes";
/// The stored word of a system that is not there.
pub const NO: &str = "no";

/// What something known is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// How many people live there: a whole number.
    Population,
    /// Who runs its computers: one line.
    ItProvider,
    /// The name of its portal: one line.
    Portal,
    /// The themes it wants to work on, one a line.
    Priorities,
    /// Whether it has a system: [`YES`] or [`NO`].
    System(System),
}

impl Key {
    /// Every key, in the order of forms.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        [Self::Population, Self::ItProvider, Self::Portal, Self::Priorities]
            .into_iter()
            .chain(System::ALL.iter().copied().map(Self::System))
    }

    /// The word in the database and in the JSON interface: `population`, `system:gis`.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::System(system) => format!("system:{}", system.key()),
            other => other.field().to_owned(),
        }
    }

    /// The key with this word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key.strip_prefix("system:") {
            Some(system) => System::from_key(system).map(Self::System),
            None => Self::all().find(|one| !matches!(one, Self::System(_)) && one.field() == key),
        }
    }

    /// The name of its field in forms.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::ItProvider => "it_provider",
            Self::Portal => "portal_name",
            Self::Priorities => "priorities",
            Self::System(system) => system.key(),
        }
    }

    /// The German name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Population => "Einwohnerzahl",
            Self::ItProvider => "IT-Dienstleister",
            Self::Portal => "Name des Portals",
            Self::Priorities => "Schwerpunkte",
            Self::System(system) => system.label(),
        }
    }

    /// What was typed, as it is stored; nothing typed means that nothing is known.
    ///
    /// # Errors
    /// A German sentence that says what to do.
    pub fn read(self, typed: &str) -> Result<Option<String>, String> {
        if typed.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err("Der Text enthält ein unzulässiges Zeichen.".into());
        }
        let text = typed.trim();
        if text.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Population => people(text).map(Some),
            Self::ItProvider | Self::Portal => line(text).map(Some),
            Self::Priorities => themes(text).map(Some),
            Self::System(_) if text == YES || text == NO => Ok(Some(text.to_owned())),
            Self::System(_) => Err("Bitte „ja“, „nein“ oder „nicht bekannt“ wählen.".into()),
        }
    }
}

/// A whole number of people, with or without German thousands: `155.000`, `155 000`, `155000`.
fn people(text: &str) -> Result<String, String> {
    let refused = || format!("Bitte eine ganze Zahl von 1 bis {} angeben, zum Beispiel 155.000.", "5.000.000");
    let groups: Vec<&str> = text.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
    let grouped = groups.iter().skip(1).all(|group| group.len() == 3);
    let digits: String = groups.concat();
    let whole = grouped && !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<u32>().ok().filter(|number| whole && (1..=MOST_PEOPLE).contains(number));
    number.map(|number| number.to_string()).ok_or_else(refused)
}

fn line(text: &str) -> Result<String, String> {
    if text.contains(['\n', '\r']) {
        return Err("Bitte in einer Zeile schreiben.".into());
    }
    match text.chars().count() {
        length if length > usize::from(LINE) => {
            Err(format!("Das sind {length} Zeichen. Bitte auf höchstens {LINE} Zeichen kürzen."))
        }
        _ => Ok(text.to_owned()),
    }
}

fn themes(text: &str) -> Result<String, String> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<String> = Vec::new();
    for one in text.lines().map(str::trim).filter(|one| !one.is_empty()) {
        let one = line(one)?;
        if seen.insert(fold(&one)) {
            kept.push(one);
        }
    }
    match kept.len() {
        count if count > PRIORITIES => Err(format!("Bitte höchstens {PRIORITIES} Schwerpunkte nennen.")),
        _ => Ok(kept.join("\n")),
    }
}

/// Something that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// As stored.
    pub value: String,
    /// The day from which it holds.
    pub since: NaiveDate,
    /// The public source; none where the municipality says so itself.
    pub source: Option<String>,
}

/// Everything that holds of a municipality. What is not known is not in it.
pub type Facts = BTreeMap<Key, Held>;

/// What holds after facts of one municipality in the order of their days and keys; unknown keys are left out.
#[must_use]
pub fn held<'a>(rows: impl IntoIterator<Item = &'a fact::Model>) -> Facts {
    let mut facts = Facts::new();
    for row in rows {
        let Some(key) = Key::from_key(&row.key) else { continue };
        match &row.value {
            Some(value) => {
                let held = Held { value: value.clone(), since: row.valid_on, source: row.source.clone() };
                facts.insert(key, held)
            }
            None => facts.remove(&key),
        };
    }
    facts
}

/// A municipality as the radar compares it. A kind that is not known is taken for a kreisangehörige Gemeinde.
#[must_use]
pub fn town(row: &record::Model, facts: &Facts) -> Town {
    let known = |held: &Held| (held.since, if held.source.is_some() { Source::Public } else { Source::Own });
    let mut systems = BTreeMap::new();
    // who names its portal has one
    if let Some(held) = facts.get(&Key::Portal) {
        let (since, source) = known(held);
        systems.insert(System::Portal, Known { value: true, since, source });
    }
    for (key, held) in facts {
        if let Key::System(system) = key {
            let (since, source) = known(held);
            systems.insert(*system, Known { value: held.value == YES, since, source });
        }
    }
    Town {
        ags: row.ags.clone(),
        name: row.name.clone(),
        kind: Kind::from_key(&row.kind).unwrap_or(Kind::Member),
        kreis_ags: row.kreis_ags.clone(),
        regierungsbezirk: row.regierungsbezirk.clone(),
        population: facts.get(&Key::Population).and_then(|held| {
            let (since, source) = known(held);
            Some(Known { value: held.value.parse().ok()?, since, source })
        }),
        it_provider: facts.get(&Key::ItProvider).map(|held| {
            let (since, source) = known(held);
            Known { value: held.value.clone(), since, source }
        }),
        systems,
        priorities: facts.get(&Key::Priorities).map(|held| {
            let (since, source) = known(held);
            Known { value: held.value.lines().map(str::to_owned).collect(), since, source }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_words() {
        let mut fields = BTreeSet::new();
        for key in Key::all() {
            assert_eq!(Key::from_key(&key.key()), Some(key));
            assert!(fields.insert(key.field()), "{key:?} has a field of its own");
        }
        assert_eq!(Key::from_key("gis"), None, "a system is named as one");
        assert_eq!(Key::from_key("system:population"), None);
    }

    #[test]
    fn who_names_its_portal_has_one_unless_it_says_no() {
        let row = record::Model {
            ags: "05334002".into(),
            name: "Aachen".into(),
            kind: "kreisfreie_stadt".into(),
            kreis_ags: "05334".into(),
            kreis_name: "Städteregion Aachen".into(),
            regierungsbezirk: "Köln".into(),
            wikidata: None,
            search_text: String::new(),
            sort_name: String::new(),
            source: "Test".into(),
            valid_on: NaiveDate::MIN,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        };
        let since: NaiveDate = "2026-01-01".parse().unwrap();
        let held =
            |value: &str, source: Option<&str>| Held { value: value.into(), since, source: source.map(Into::into) };
        let mut facts = Facts::from([(Key::Portal, held("serviceportal.aachen.de", Some("Website")))]);
        let portal = |facts: &Facts| town(&row, facts).systems.get(&System::Portal).cloned();
        assert_eq!(portal(&facts), Some(Known { value: true, since, source: Source::Public }));
        facts.insert(Key::System(System::Portal), held(NO, None));
        assert_eq!(portal(&facts), Some(Known { value: false, since, source: Source::Own }));
        assert_eq!(portal(&Facts::new()), None);
    }

    #[test]
    fn what_is_typed_is_stored_plainly_or_refused_with_a_sentence() {
        let read = |text: &str| Key::Population.read(text).ok().flatten();
        for text in ["155000", "155.000", "155\u{a0}000", " 155 000 "] {
            assert_eq!(read(text).as_deref(), Some("155000"), "{text:?}");
        }
        for text in ["0", "-5", "1.5", "1,5", "15.00", "5.000.001", "9999999999", "viele", ".", "1.0000", "+5"] {
            assert!(Key::Population.read(text).is_err(), "{text:?}");
        }
        assert_eq!(
            Key::Priorities.read(" Mobilität\r\n\r\nmobilitaet\nUmwelt ").unwrap().unwrap(),
            "Mobilität\nUmwelt"
        );
        assert!(Key::Priorities.read(&(0..21).map(|n| format!("T{n}\n")).collect::<String>()).is_err());
        assert!(Key::ItProvider.read("a\nb").is_err() && Key::ItProvider.read("a\0b").is_err());
        assert!(Key::ItProvider.read(&"x".repeat(161)).is_err());
        assert_eq!(Key::Portal.read("   "), Ok(None));
        let gis = Key::System(System::Gis);
        assert_eq!((gis.read("yes"), gis.read("")), (Ok(Some("yes".into())), Ok(None)));
        assert!(gis.read("ja").is_err());
    }
}
