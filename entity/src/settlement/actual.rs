//! Plan against actual: what the newest proofs of a case state by item, beside what the decision plans. Before the final proof
//! these are the interim proofs, one for each year, whether anybody checked them or not, and named as such. Pure.
use super::proof::ProofKind;
use crate::{
    grant::{
        Item, Side,
        content::{Content, sum},
    },
    money::{Cents, Rate},
};
use std::collections::{BTreeMap, BTreeSet};

/// A proof that the actual figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// Its key.
    pub proof_id: i64,
    /// Interim or final.
    pub kind: ProofKind,
    /// The budget year of an interim one.
    pub year: Option<i32>,
    /// Whether the authority checked it.
    pub checked: bool,
}

/// A proof with what it states by item.
pub type OfProof = (Stated, BTreeMap<Item, Cents>);

/// What was spent, and where it came from, as the newest proofs state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    /// The proofs: the final one alone, or an interim one for each year.
    pub proofs: Vec<Stated>,
    /// By item, over all years they cover.
    pub by_item: BTreeMap<Item, Cents>,
}

/// An item of the plan with what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The item.
    pub item: Item,
    /// Planned over all years.
    pub planned: Cents,
    /// Planned for the years that the proofs cover.
    pub planned_so_far: Cents,
    /// Stated.
    pub actual: Cents,
    /// What plan and overrun allow together, over all years (R14); only for expenditure.
    pub allowed: Option<Cents>,
}

impl Line {
    /// By how much it is above what is allowed.
    #[must_use]
    pub fn over(&self) -> Option<Cents> {
        let over = Cents(self.actual.0.saturating_sub(self.allowed?.0));
        (over > Cents::ZERO).then_some(over)
    }
}

impl Actual {
    /// What the newest of these proofs state, which are given in the order of recording: the last final one, or the last
    /// interim one of each year.
    #[must_use]
    pub fn newest(proofs: impl IntoIterator<Item = OfProof>) -> Option<Self> {
        let mut last: Option<OfProof> = None;
        let mut interim: BTreeMap<Option<i32>, OfProof> = BTreeMap::new();
        for (stated, items) in proofs {
            match stated.kind {
                ProofKind::Final => last = Some((stated, items)),
                ProofKind::Interim => drop(interim.insert(stated.year, (stated, items))),
            }
        }
        let counts: Vec<_> = last.map_or_else(|| interim.into_values().collect(), |last| vec![last]);
        let mut by_item: BTreeMap<Item, Cents> = BTreeMap::new();
        for (item, cents) in counts.iter().flat_map(|(_, items)| items) {
            let all = by_item.entry(*item).or_default();
            *all = sum([*all, *cents]);
        }
        let proofs: Vec<Stated> = counts.into_iter().map(|(stated, _)| stated).collect();
        (!proofs.is_empty()).then_some(Self { proofs, by_item })
    }

    /// The proofs in words: „Zwischennachweise 2020 (geprüft), 2021 (ungeprüft)“.
    #[must_use]
    pub fn named(&self) -> String {
        let checked = |stated: &Stated| if stated.checked { "geprüft" } else { "ungeprüft" };
        if let Some(last) = self.proofs.iter().find(|stated| stated.kind == ProofKind::Final) {
            return format!("Verwendungsnachweis ({})", checked(last));
        }
        let year = |stated: &Stated| stated.year.map_or_else(|| "ohne Jahr".to_owned(), |year| year.to_string());
        let years: Vec<String> =
            self.proofs.iter().map(|stated| format!("{} ({})", year(stated), checked(stated))).collect();
        let word = if years.len() == 1 { "Zwischennachweis" } else { "Zwischennachweise" };
        format!("{word} {}", years.join(", "))
    }

    /// The years it covers; none where the final proof covers all.
    fn years(&self) -> Option<BTreeSet<i32>> {
        let last = self.proofs.iter().any(|stated| stated.kind == ProofKind::Final);
        (!last).then(|| self.proofs.iter().filter_map(|stated| stated.year).collect())
    }

    /// The items that are planned or were used, each beside the plan.
    #[must_use]
    pub fn against(&self, plan: &Content, overrun: Rate) -> Vec<Line> {
        let years = self.years();
        let covered = |year: i32| years.as_ref().is_none_or(|years| years.contains(&year));
        let line = |item: Item| {
            let planned = plan.planned(item);
            let so_far = plan.plan.iter().filter(|line| line.item == item && covered(line.year));
            let allowed = sum([planned, planned.share(overrun).unwrap_or_default()]);
            Line {
                item,
                planned,
                planned_so_far: sum(so_far.map(|line| line.cents)),
                actual: self.by_item.get(&item).copied().unwrap_or_default(),
                allowed: (item.side() == Side::Expenditure).then_some(allowed),
            }
        };
        let lines = Item::ALL.iter().map(|item| line(*item));
        lines.filter(|line| line.planned != Cents::ZERO || line.actual != Cents::ZERO).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(proof_id: i64, kind: ProofKind, year: Option<i32>, checked: bool) -> Stated {
        Stated { proof_id, kind, year, checked }
    }

    fn of(cents: i64) -> BTreeMap<Item, Cents> {
        [(Item::Travel, Cents(cents))].into()
    }

    #[test]
    fn the_newest_interim_proof_of_each_year_counts_until_the_final_one() {
        use ProofKind::{Final, Interim};
        let interim = vec![
            (stated(1, Interim, Some(2020), true), of(100)),
            (stated(2, Interim, Some(2021), false), of(10)),
            (stated(3, Interim, Some(2020), false), of(200)),
        ];
        let actual = Actual::newest(interim.clone()).expect("proofs");
        assert_eq!(actual.by_item, of(210));
        assert_eq!(actual.named(), "Zwischennachweise 2020 (ungeprüft), 2021 (ungeprüft)");
        let all = interim.into_iter().chain([(stated(4, Final, None, true), of(150))]);
        let actual = Actual::newest(all).expect("proofs");
        assert_eq!((actual.by_item.clone(), actual.named()), (of(150), "Verwendungsnachweis (geprüft)".to_owned()));
        assert_eq!(Actual::newest(Vec::new()), None);
    }
}
