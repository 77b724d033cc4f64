//! Everything that everybody may see of all solutions, in memory: search, facets, radar and figures go over it. It is
//! made anew when a sheet, a step or a statement of use was recorded, and may be lost at any time.
pub mod load;
pub mod search;

use super::{
    Kind, Maturity,
    gate::{self, State},
    sheet::Sheet,
};
use crate::{
    adoption,
    viewpoint::{Kept, Viewpoint},
};
use chrono::{DateTime, NaiveDate, Utc};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard};

/// All solutions that everybody may see from a viewpoint.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The solutions, by name; those no longer offered among them.
    pub entries: Vec<Entry>,
    /// Places of the municipalities and Kreise.
    pub places: Arc<BTreeMap<String, Place>>,
    by_slug: HashMap<String, usize>,
    values: search::Values,
}

/// A solution.
#[derive(Debug)]
pub struct Entry {
    /// The row.
    pub id: i64,
    /// Address word.
    pub slug: String,
    /// What it says of itself.
    pub sheet: Sheet,
    /// Kind.
    pub kind: Kind,
    /// Maturity.
    pub maturity: Maturity,
    /// Where it stands at the gate.
    pub state: State,
    /// Its way through the gate.
    pub gate: gate::Standing,
    /// Slug and name of the region it was made in.
    pub region: Option<(String, String)>,
    /// Key of the providing municipality or Kreis.
    pub provider_ags: Option<String>,
    /// Whether it comes from outside the programme: it is shown, and counted in no figure.
    pub outside: bool,
    /// Whether parts of it are invented.
    pub sample: bool,
    /// Since when everybody sees it.
    pub published_at: DateTime<Utc>,
    /// Keys of the projects it came from.
    pub projects: Vec<i64>,
    /// Where municipalities stand with it, by their key.
    pub uses: Vec<Use>,
    /// How many others than who provides it use it productively, confirmed by themselves.
    pub confirmed: u64,
    search_text: String,
    sort_name: String,
    /// For each facet the numbers of its values.
    facets: Vec<Vec<usize>>,
}

/// Where a municipality stands with a solution.
#[derive(Debug, Clone)]
pub struct Use {
    /// Key.
    pub ags: String,
    /// What stands.
    pub standing: adoption::standing::Standing,
    /// Why, as last said.
    pub reason: Option<String>,
    /// In which way it is taken over, as last said.
    pub use_kind: Option<adoption::UseKind>,
    /// Whether it counts: productive and confirmed within a year.
    pub counts: bool,
    /// Whether it is invented.
    pub sample: bool,
}

/// Where a municipality lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name.
    pub name: String,
    /// `kreisfreie_stadt`, `kreisangehoerige_gemeinde` or `kreis`.
    pub kind: String,
    /// Key of its Kreis.
    pub kreis_ags: String,
    /// Name of its Kreis.
    pub kreis_name: String,
    /// Regierungsbezirk.
    pub regierungsbezirk: String,
    /// Slug of the model region it is in.
    pub region: Option<String>,
}

impl Use {
    /// Whether it is that of somebody else than who provides the solution, and said by the municipality itself or the
    /// transfer office: what anybody asked by mail counts in no number.
    #[must_use]
    pub fn is_others(&self, provider_ags: Option<&str>) -> bool {
        provider_ags != Some(&self.ags) && !self.standing.is_request()
    }
}

impl Catalogue {
    /// The solution at an address word.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Entry> {
        self.entries.get(*self.by_slug.get(slug)?)
    }

    /// The solutions that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.state != State::Retired)
    }

    /// The newest, by the day they were published.
    #[must_use]
    pub fn newest(&self, count: usize) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.offered().collect();
        entries.sort_by(|a, b| (b.published_at, &a.sort_name).cmp(&(a.published_at, &b.sort_name)));
        entries.truncate(count);
        entries
    }

    /// Where a municipality lies.
    #[must_use]
    pub fn place(&self, ags: &str) -> Option<&Place> {
        self.places.get(ags)
    }
}

impl Entry {
    /// Where others than who provides it stand: what counts in numbers.
    pub fn others(&self) -> impl Iterator<Item = &Use> {
        self.uses.iter().filter(|one| one.is_others(self.provider_ags.as_deref()))
    }

    /// Others than who provides it by the state they are in.
    #[must_use]
    pub fn by_state(&self) -> BTreeMap<adoption::State, u64> {
        let mut states = BTreeMap::new();
        for one in self.others() {
            *states.entry(one.standing.state).or_default() += 1;
        }
        states
    }

    /// Its themes.
    #[must_use]
    pub fn themes(&self) -> BTreeSet<&str> {
        self.sheet.all(super::sheet::field::Field::Themes).iter().map(String::as_str).collect()
    }

    /// When its contact last confirmed it.
    #[must_use]
    pub fn confirmed_on(&self) -> Option<NaiveDate> {
        self.gate.confirmed_on
    }
}

/// What has to stay the same for a catalogue to hold: the last sheet, step, statement and address.
type Ends = [i64; 4];

/// Remembered catalogues.
#[derive(Debug, Clone, Default)]
pub struct Cache(Arc<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    made: Mutex<(Ends, Kept<Catalogue>)>,
    // whoever asks for other days must not keep those waiting who ask for today
    making_todays: AsyncMutex<()>,
    making_others: AsyncMutex<()>,
}

impl Cache {
    fn get(&self, ends: Ends, view: Viewpoint) -> Option<Arc<Catalogue>> {
        let made = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.0 == ends { made.1.get(view) } else { None }
    }

    fn put(&self, ends: Ends, view: Viewpoint, catalogue: Arc<Catalogue>) {
        let mut made = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.0 != ends {
            *made = (ends, Kept::default());
        }
        made.1.put(view, catalogue);
    }

    /// The turn to make a catalogue: one at a time for today, and one for all other viewpoints.
    async fn making(&self, view: Viewpoint) -> AsyncMutexGuard<'_, ()> {
        if view.is_now() { self.0.making_todays.lock().await } else { self.0.making_others.lock().await }
    }
}
