//! Which solution fits which municipality: the facts on both sides, and the [`radar`] that compares them.
//! What was taken over, counted: [`figures`].
pub mod figures;
pub mod load;
pub mod radar;
pub mod weights;

use crate::{
    adoption::State,
    money::Cents,
    municipality::{kind::Kind, size::SizeClass, system::System},
    solution::Maturity,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Who says what is known about a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A public source.
    Public,
    /// The municipality itself.
    Own,
    /// Nobody: it is the sum of what is known about the municipalities of a Kreis.
    Sum,
}

/// A fact with its day and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T> {
    /// What is known.
    pub value: T,
    /// The day from which it holds.
    pub since: NaiveDate,
    /// Who says so.
    pub source: Source,
}

/// What is known about a municipality or a Kreis on a day. What is not known is absent, never guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Its key.
    pub ags: String,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: Kind,
    /// Key of its Kreis; its own for a Kreis or a kreisfreie Stadt.
    pub kreis_ags: String,
    /// Its Regierungsbezirk.
    pub regierungsbezirk: String,
    /// How many people live there.
    pub population: Option<Known<u32>>,
    /// Who runs its computers.
    pub it_provider: Option<Known<String>>,
    /// What it has and what it has not.
    pub systems: BTreeMap<System, Known<bool>>,
    /// The themes it wants to work on.
    pub priorities: Option<Known<Vec<String>>>,
}

/// The systems a solution needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// It does not run without these.
    pub must: BTreeSet<System>,
    /// It is more useful with these.
    pub helps: BTreeSet<System>,
}

/// A municipality's latest statement about a solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Key of the municipality.
    pub ags: String,
    /// Its name.
    pub name: String,
    /// Key of its Kreis.
    pub kreis_ags: String,
    /// Its Regierungsbezirk.
    pub regierungsbezirk: String,
    /// Its class of population, where known.
    pub size: Option<SizeClass>,
    /// How far it is.
    pub state: State,
    /// Why, for [`State::Rejected`].
    pub reason: Option<String>,
    /// Whether the municipality confirmed it.
    pub confirmed: bool,
}

/// What a solution asks for and offers, on a day. What is not known is absent or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Address word, unique.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Themes as written.
    pub themes: Vec<String>,
    /// The classes of population in which its sheet says it is proven; those of confirmed productive users count too.
    pub proven_in: BTreeSet<SizeClass>,
    /// The kinds of bodies it is meant for.
    pub meant_for: BTreeSet<Kind>,
    /// The systems it needs; none where its sheet does not say. Two empty sets say that it needs nothing.
    pub needs: Option<Needs>,
    /// How far it is.
    pub maturity: Maturity,
    /// The IT providers that run it.
    pub it_providers: BTreeSet<String>,
    /// What municipalities say about their use of it, one statement each.
    pub users: Vec<User>,
    /// What it costs a year.
    pub yearly_cost: Option<Cents>,
    /// What it costs once; shown, never scored.
    pub one_off_cost: Option<Cents>,
    /// Whether its licence is open.
    pub licence_open: Option<bool>,
    /// When its provider last confirmed the sheet.
    pub confirmed_on: Option<NaiveDate>,
    /// Key of the municipality that provides it.
    pub home_ags: Option<String>,
}
