//! A set of systems in one number, and what is known of the systems that somebody asks for.
use crate::{municipality::system::System, transfer::Known};
use std::collections::{BTreeMap, BTreeSet};

/// A set of systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Systems(u32);

const _: () = assert!(System::ALL.len() <= 32, "a bit each");

impl Systems {
    /// The systems in the set, in the order of forms.
    pub fn iter(self) -> impl Iterator<Item = System> {
        System::ALL.iter().copied().filter(move |system| self.0 >> (*system as u32) & 1 == 1)
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are in the other set as well.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not in the other set.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The German names, with commas between them.
    #[must_use]
    pub fn names(self) -> String {
        self.iter().map(System::label).collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<System> for Systems {
    fn from_iter<I: IntoIterator<Item = System>>(systems: I) -> Self {
        Self(systems.into_iter().fold(0, |bits, system| bits | 1 << (system as u32)))
    }
}

impl From<&BTreeSet<System>> for Systems {
    fn from(systems: &BTreeSet<System>) -> Self {
        systems.iter().copied().collect()
    }
}

/// Systems by what is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Have {
    /// Those that are there.
    pub yes: Systems,
    /// Those that are not there.
    pub no: Systems,
    /// Those of which nothing is known.
    pub unknown: Systems,
}

impl Have {
    /// What is known of a municipality, of all systems there are.
    #[must_use]
    pub fn of(town: &BTreeMap<System, Known<bool>>) -> Self {
        let with = |value| {
            town.iter().filter(move |(_, known)| known.value == value).map(|(system, _)| *system).collect::<Systems>()
        };
        let (yes, no) = (with(true), with(false));
        Self { yes, no, unknown: System::ALL.iter().copied().collect::<Systems>().without(yes).without(no) }
    }

    /// The same of those that are asked for.
    #[must_use]
    pub fn asked(self, asked: Systems) -> Self {
        Self { yes: self.yes.and(asked), no: self.no.and(asked), unknown: self.unknown.and(asked) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_its_own_bit() {
        let all: Systems = System::ALL.iter().copied().collect();
        assert_eq!(all.iter().collect::<Vec<_>>(), System::ALL);
        for system in System::ALL {
            let one: Systems = [*system].into_iter().collect();
            assert_eq!((one.len(), one.names().as_str()), (1, system.label()));
            assert_eq!(all.without(one).len() + 1, all.len());
            assert!(all.without(one).and(one).is_empty());
        }
        assert_eq!(Have::of(&BTreeMap::new()).unknown, all);
    }
}
