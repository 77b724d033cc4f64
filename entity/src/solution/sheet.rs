//! The sheet of a solution: what a municipality needs to know to decide. One registry of fields ([`field`]); form,
//! page, comparison, exports and the gate all go by it, so that a new field is one line.
pub mod check;
pub mod field;
mod software;

use super::{Kind, Maturity, picture::Picture};
use crate::{
    money::Cents,
    municipality::{size::SizeClass, system::System},
};
use chrono::NaiveDate;
use field::Field;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The word of [`Field::Requires`] that says that nothing is needed.
pub const NOTHING: &str = "nothing";

/// What a sheet says: for each field one text, for lists several. Stored writing: words of choices, `1234.50` for
/// money, `2024-12-31` for days; fields that say nothing are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sheet(BTreeMap<String, Vec<String>>);

impl Sheet {
    /// Reads the stored writing. Fields that are no longer known stay where they are and are not shown. A sheet from before
    /// sheets said who provides has `provider_ags`: what its solution says.
    ///
    /// # Errors
    /// It is no sheet.
    pub fn stored(text: &str, provider_ags: Option<&str>) -> Result<Self, serde_json::Error> {
        let mut sheet: Self = serde_json::from_str(text)?;
        if let Some(ags) = provider_ags {
            sheet.0.entry(Field::ProviderAgs.key().into()).or_insert_with(|| vec![ags.to_owned()]);
        }
        for values in sheet.0.values_mut() {
            values.retain(|value| !value.is_empty());
        }
        sheet.0.retain(|_, values| !values.is_empty());
        Ok(sheet)
    }

    /// The writing to store, always the same for the same sheet.
    #[must_use]
    pub fn to_store(&self) -> String {
        let mut said = self.0.clone();
        // that no municipality provides it is said, too: a sheet that says nothing about it is from before
        said.entry(Field::ProviderAgs.key().into()).or_default();
        serde_json::to_string(&said).unwrap_or_else(|_| "{}".into())
    }

    /// Says something about a field; nothing clears it.
    pub fn set(&mut self, field: Field, values: Vec<String>) {
        let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        match values.is_empty() {
            true => self.0.remove(field.key()),
            false => self.0.insert(field.key().into(), values),
        };
    }

    /// What is said about a field.
    #[must_use]
    pub fn all(&self, field: Field) -> &[String] {
        self.0.get(field.key()).map_or(&[], Vec::as_slice)
    }

    /// The first, usually only, text of a field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.all(field).first().map(String::as_str)
    }

    /// The same, empty where nothing is said.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        self.get(field).unwrap_or_default()
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.text(Field::Name)
    }

    /// What kind of thing it is; a concept unless it says otherwise.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::from_key(self.text(Field::Kind)).unwrap_or(Kind::Concept)
    }

    /// How far it is; an idea unless it says otherwise.
    #[must_use]
    pub fn maturity(&self) -> Maturity {
        Maturity::from_key(self.text(Field::Maturity)).unwrap_or(Maturity::Idea)
    }

    /// A day.
    #[must_use]
    pub fn day(&self, field: Field) -> Option<NaiveDate> {
        self.get(field)?.parse().ok()
    }

    /// An amount of euros.
    #[must_use]
    pub fn cents(&self, field: Field) -> Option<Cents> {
        Cents::parse_plain(self.get(field)?).ok()
    }

    /// Sizes of municipality it was proven in.
    #[must_use]
    pub fn proven_in(&self) -> BTreeSet<SizeClass> {
        self.all(Field::ProvenIn).iter().filter_map(|key| SizeClass::from_key(key)).collect()
    }

    /// Systems named in [`Field::Requires`] or [`Field::Helps`].
    #[must_use]
    pub fn systems(&self, field: Field) -> BTreeSet<System> {
        self.all(field).iter().filter_map(|key| System::from_key(key)).collect()
    }

    /// Its pictures, in their order.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        self.all(Field::Pictures).iter().filter_map(|value| Picture::stored(value)).collect()
    }

    /// Puts its pictures in place of those it had.
    pub fn set_pictures(&mut self, pictures: &[Picture]) {
        self.set(Field::Pictures, pictures.iter().map(Picture::to_store).collect());
    }

    /// The fields in which two sheets differ.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<Field> {
        Field::ALL.iter().copied().filter(|field| self.all(*field) != other.all(*field)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_provides_stands_in_the_sheet_and_before_that_in_the_solution() {
        let provider = |text: &str, before: Option<&str>| {
            Sheet::stored(text, before).expect("a sheet").get(Field::ProviderAgs).map(str::to_owned)
        };
        let old = r#"{"name":["Probe"]}"#;
        assert_eq!(provider(old, Some("05334002")).as_deref(), Some("05334002"));
        assert_eq!(provider(old, None), None);
        let mut sheet = Sheet::stored(old, Some("05334002")).expect("a sheet");
        sheet.set(Field::ProviderAgs, vec!["05334004".into()]);
        assert_eq!(provider(&sheet.to_store(), Some("05334002")).as_deref(), Some("05334004"));
        sheet.set(Field::ProviderAgs, Vec::new());
        assert_eq!(provider(&sheet.to_store(), Some("05334002")), None, "cleared stays cleared");
    }
}
