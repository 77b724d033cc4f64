//! All values of all parameters, loaded once; every question after that is pure.
use super::{Key, Mode, record};
use crate::{
    money::{Cents, Rate},
    precision::Precision,
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, HashMap};

/// A value that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// The value, in the key's unit.
    pub value: i64,
    /// The row it comes from; none where the built-in default holds.
    pub row: Option<&'a record::Model>,
}

/// What is known of one key and day.
#[derive(Debug, Clone, Default)]
struct Pile {
    active: Vec<record::Model>,
    shadow: Option<record::Model>,
}

/// All values of all parameters, as known at an instant.
#[derive(Debug, Clone, Default)]
pub struct Set {
    piles: HashMap<Key, BTreeMap<NaiveDate, Pile>>,
    shadow: bool,
}

impl Set {
    /// Loads all values as known at an instant; `None` is now.
    ///
    /// # Errors
    /// The driver's error.
    pub async fn load(connection: &impl ConnectionTrait, known_at: Option<DateTime<Utc>>) -> Result<Self, DbErr> {
        let mut query = record::Entity::find().order_by_asc(record::Column::Id);
        if let Some(known) = known_at {
            query = query.filter(record::Column::RecordedAt.lte(known));
        }
        Ok(Self::from_rows(query.all(connection).await?))
    }

    /// The values of rows in the order in which they were recorded; keys and modes that are not known are left out.
    #[must_use]
    pub fn from_rows(rows: Vec<record::Model>) -> Self {
        let mut piles: HashMap<Key, BTreeMap<NaiveDate, Pile>> = HashMap::new();
        for row in rows {
            let (Some(key), Some(mode)) = (Key::from_key(&row.key), Mode::from_key(&row.mode)) else { continue };
            let pile = piles.entry(key).or_default().entry(row.valid_on).or_default();
            match mode {
                Mode::Active => {
                    pile.shadow = None;
                    pile.active.push(row);
                }
                Mode::Shadow => pile.shadow = Some(row),
                Mode::Withdrawn => {
                    if pile.shadow.take().is_none() {
                        pile.active.pop();
                    }
                }
            }
        }
        Self { piles, shadow: false }
    }

    /// The same with every trial counting as if it held.
    #[must_use]
    pub fn with_shadow(mut self) -> Self {
        self.shadow = true;
        self
    }

    /// The value that holds on a day.
    #[must_use]
    pub fn on(&self, key: Key, day: NaiveDate) -> i64 {
        self.held(key, day).value
    }

    /// How far apart two amounts may be that are known as exactly as this, by the values of a day; never negative.
    #[must_use]
    pub fn tolerance(&self, precision: Precision, amount: Cents, day: NaiveDate) -> Cents {
        match precision {
            Precision::Cent => Cents(self.on(Key::ToleranceCent, day)),
            Precision::Euro => Cents(self.on(Key::ToleranceEuro, day)),
            Precision::Thousand => Cents(self.on(Key::ToleranceThousand, day)),
            Precision::About => {
                let rate = Rate(i32::try_from(self.on(Key::ToleranceAbout, day)).unwrap_or(0));
                Cents(amount.share(rate).map_or(i64::MAX, |cents| cents.0.saturating_abs()))
            }
        }
    }

    /// The value that holds on a day, with the row it comes from.
    #[must_use]
    pub fn held(&self, key: Key, day: NaiveDate) -> Held<'_> {
        let row = self.piles.get(&key).and_then(|days| {
            let mut before = days.range(..=day).rev();
            before.find_map(|(_, pile)| pile.shadow.as_ref().filter(|_| self.shadow).or(pile.active.last()))
        });
        Held { value: row.map_or(key.default(), |row| row.value), row }
    }

    /// The values of a key that count, the newest day first.
    #[must_use]
    pub fn values(&self, key: Key) -> Vec<&record::Model> {
        let days = self.piles.get(&key);
        days.into_iter().flat_map(|days| days.values().rev()).filter_map(|pile| pile.active.last()).collect()
    }

    /// The trials that run, in the order of the keys and days.
    #[must_use]
    pub fn trials(&self) -> Vec<(Key, &record::Model)> {
        let of = |key: &Key| {
            let key = *key;
            let days = self.piles.get(&key).into_iter().flat_map(BTreeMap::values);
            days.filter_map(move |pile| Some((key, pile.shadow.as_ref()?)))
        };
        Key::ALL.iter().flat_map(of).collect()
    }

    /// The trial of a key on exactly that day.
    #[must_use]
    pub fn trial(&self, key: Key, day: NaiveDate) -> Option<&record::Model> {
        self.piles.get(&key)?.get(&day)?.shadow.as_ref()
    }

    /// The value of a key entered for exactly that day.
    #[must_use]
    pub fn entered(&self, key: Key, day: NaiveDate) -> Option<&record::Model> {
        self.piles.get(&key)?.get(&day)?.active.last()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A row of a key.
    pub(crate) fn row(id: i64, key: Key, day: &str, value: i64, mode: Mode) -> record::Model {
        record::Model {
            id,
            key: key.key().into(),
            value,
            valid_on: day.parse().unwrap(),
            mode: mode.key().into(),
            source: "Test".into(),
            verified: false,
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
            audit_id: 1,
        }
    }

    #[test]
    fn the_newest_day_before_holds() {
        let key = Key::BaseRate;
        let set = Set::from_rows(vec![
            row(1, key, "2016-07-01", -88, Mode::Active),
            row(2, key, "2024-01-01", 362, Mode::Active),
        ]);
        let on = |day: &str| set.on(key, day.parse().unwrap());
        assert_eq!((on("2016-06-30"), on("2016-07-01"), on("2023-12-31"), on("2024-01-01")), (127, -88, -88, 362));
        assert_eq!(set.values(key).len(), 2);
    }

    #[test]
    fn trials_count_only_when_asked_and_end_without_a_trace() {
        let key = Key::ProofMonths;
        let day: NaiveDate = "2026-01-01".parse().unwrap();
        let mut rows = vec![row(1, key, "2018-01-01", 6, Mode::Active), row(2, key, "2026-01-01", 3, Mode::Shadow)];
        let set = Set::from_rows(rows.clone());
        assert_eq!((set.on(key, day), set.clone().with_shadow().on(key, day), set.trials().len()), (6, 3, 1));
        rows.push(row(3, key, "2026-01-01", 3, Mode::Withdrawn));
        let set = Set::from_rows(rows.clone());
        assert_eq!((set.with_shadow().on(key, day), Set::from_rows(rows.clone()).on(key, day)), (6, 6));
        rows.push(row(4, key, "2026-01-01", 3, Mode::Active));
        assert_eq!(Set::from_rows(rows.clone()).on(key, day), 3);
        rows.push(row(5, key, "2026-01-01", 4, Mode::Active));
        rows.push(row(6, key, "2026-01-01", 4, Mode::Withdrawn));
        assert_eq!(Set::from_rows(rows).on(key, day), 3, "the value before it holds again");
    }
}
