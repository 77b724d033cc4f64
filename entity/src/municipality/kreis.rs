//! The population of a Kreis that nobody stated: the sum of its municipalities, and named as such. Pure.
use super::{
    kind::Kind,
    profile::{Facts, Key},
    record,
};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};

/// How many people live in the municipalities of a Kreis together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// People.
    pub people: u32,
    /// The oldest of the days from which the numbers hold.
    pub since: NaiveDate,
    /// How many municipalities.
    pub of: usize,
    /// The public source that all of them have; none where they differ.
    pub source: Option<String>,
}

impl Sum {
    /// What it is, in German: `Summe der 10 Städte und Gemeinden (Destatis …)`.
    #[must_use]
    pub fn named(&self) -> String {
        let of = format!("Summe der {} Städte und Gemeinden", self.of);
        self.source.as_ref().map_or(of.clone(), |source| format!("{of} ({source})"))
    }
}

/// The sum for a Kreis whose own population is not known. None where that of only some of its municipalities is known: a
/// part is no sum. The Städteregion Aachen holds the city of Aachen.
#[must_use]
pub fn population(kreis: &record::Model, all: &[record::Model], facts: &HashMap<String, Facts>) -> Option<Sum> {
    let own = facts.get(&kreis.ags).and_then(|facts| facts.get(&Key::Population));
    if Kind::from_key(&kreis.kind) != Some(Kind::District) || own.is_some() {
        return None;
    }
    let (mut people, mut days, mut sources) = (0_u32, BTreeSet::new(), BTreeSet::new());
    let mut of = 0;
    for member in all.iter().filter(|row| row.kreis_ags == kreis.ags && row.ags != kreis.ags) {
        let held = facts.get(&member.ags)?.get(&Key::Population)?;
        people = people.checked_add(held.value.parse().ok()?)?;
        days.insert(held.since);
        sources.insert(held.source.clone());
        of += 1;
    }
    let source = if sources.len() == 1 { sources.pop_first().flatten() } else { None };
    Some(Sum { people, since: days.pop_first()?, of, source })
}

#[cfg(test)]
mod tests {
    use super::{super::profile::Held, *};

    fn row(ags: &str, kind: &str, kreis_ags: &str) -> record::Model {
        record::Model {
            ags: ags.into(),
            name: ags.into(),
            kind: kind.into(),
            kreis_ags: kreis_ags.into(),
            kreis_name: String::new(),
            regierungsbezirk: String::new(),
            wikidata: None,
            search_text: String::new(),
            sort_name: String::new(),
            source: String::new(),
            valid_on: NaiveDate::MIN,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn people(value: &str, since: &str, source: Option<&str>) -> Facts {
        let since = since.parse().expect("a day");
        Facts::from([(Key::Population, Held { value: value.into(), since, source: source.map(Into::into) })])
    }

    #[test]
    fn a_sum_has_all_its_parts_and_the_oldest_day() {
        let all = [
            row("05334", "kreis", "05334"),
            row("05334002", "kreisfreie_stadt", "05334"),
            row("05334004", "kreisangehoerige_gemeinde", "05334"),
            row("05111000", "kreisfreie_stadt", "05111"),
        ];
        let kreis = &all[0];
        let mut facts = HashMap::from([
            ("05334002".to_owned(), people("250000", "2024-12-31", Some("Destatis"))),
            ("05111000".to_owned(), people("600000", "2024-12-31", Some("Destatis"))),
        ]);
        assert_eq!(population(kreis, &all, &facts), None, "a part is no sum");
        facts.insert("05334004".into(), people("47000", "2023-12-31", Some("Destatis")));
        let sum = population(kreis, &all, &facts).expect("a sum");
        assert_eq!((sum.people, sum.since.to_string().as_str(), sum.of), (297_000, "2023-12-31", 2));
        assert_eq!(sum.named(), "Summe der 2 Städte und Gemeinden (Destatis)");
        facts.insert("05334004".into(), people("48000", "2026-01-01", None));
        assert_eq!(population(kreis, &all, &facts).expect("a sum").named(), "Summe der 2 Städte und Gemeinden");
        assert_eq!(population(&all[1], &all, &facts), None, "no Kreis");
        facts.insert("05334".into(), people("300000", "2025-12-31", None));
        assert_eq!(population(kreis, &all, &facts), None, "what somebody stated goes before");
    }
}
