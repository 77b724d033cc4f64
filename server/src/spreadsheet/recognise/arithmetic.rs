//! Which column an amount is, told by arithmetic where words leave it open: eligible cost × funding rate = grant, and the
//! shares make up the whole.
use super::super::field::Field;
use super::super::limits::{Exceeded, Watch};
use super::super::workbook::{Row, Sheet};
use super::body::Body;
use super::cells::{amount_of, rate_of};
use super::columns::{Claim, Planned};
use entity::money::{Cents, Rate};
use std::collections::BTreeMap;

/// So many records are looked at.
const SAMPLE: usize = 200;
/// Fewer records prove nothing.
const LEAST: usize = 3;
/// From this share of the records on a column fits, in percent.
const FITS: usize = 80;
/// Below this share it does not.
const FAILS: usize = 40;
/// Fields whose amounts say something about each other.
const COMPARED: [Field; 6] = [
    Field::TotalCost,
    Field::EligibleCost,
    Field::StateGrant,
    Field::OwnShare,
    Field::PrivateCofunding,
    Field::OtherPublic,
];
/// How sure a field is that no word speaks for.
const BY_ARITHMETIC: f32 = 0.6;

/// The amounts, by the field's key, and the rate of one record.
#[derive(Debug, Clone, Default)]
struct Facts {
    amounts: BTreeMap<&'static str, Cents>,
    rate: Option<Rate>,
}

impl Facts {
    fn amount(&self, field: Field) -> Option<Cents> {
        self.amounts.get(field.key()).copied()
    }

    /// Whether the amount of a field agrees with the others; `None` where they say nothing about it.
    fn agree(&self, field: Field) -> Option<bool> {
        if self.amount(field)? <= Cents::ZERO {
            return None;
        }
        let rated = || {
            let (eligible, grant) = (self.amount(Field::EligibleCost)?, self.amount(Field::StateGrant)?);
            // a rate is rounded, often to whole percents
            Some(is_near(grant, eligible.share(self.rate?)?, eligible, 200))
        };
        let shared = |whole: Field| {
            let grant = self.amount(Field::StateGrant)?;
            let others = [Field::OwnShare, Field::PrivateCofunding, Field::OtherPublic];
            let others: Vec<Cents> = others.into_iter().filter_map(|other| self.amount(other)).collect();
            let sum = others.iter().try_fold(grant, |sum, other| sum.checked_add(*other))?;
            let whole = self.amount(whole)?;
            (!others.is_empty()).then(|| is_near(sum, whole, whole, 1_000))
        };
        let said = match field {
            Field::StateGrant => vec![rated(), shared(Field::TotalCost), shared(Field::EligibleCost)],
            Field::EligibleCost => vec![rated(), shared(Field::EligibleCost)],
            Field::TotalCost => vec![shared(Field::TotalCost)],
            Field::OwnShare | Field::PrivateCofunding | Field::OtherPublic => {
                vec![shared(Field::TotalCost), shared(Field::EligibleCost)]
            }
            _ => Vec::new(),
        };
        said.into_iter().flatten().reduce(|a, b| a || b)
    }
}

/// Whether two amounts differ by no more than a euro and the given part of the whole.
fn is_near(a: Cents, b: Cents, whole: Cents, part: i64) -> bool {
    let bound = (whole.0.abs() / part).saturating_add(100);
    a.checked_sub(b).is_some_and(|difference| difference.0.abs() <= bound)
}

/// How many records agree with a field, in percent; `None` where too few say anything.
fn agreement(facts: impl Iterator<Item = Facts>, field: Field) -> Option<usize> {
    let said = facts.filter_map(|facts| facts.agree(field));
    let (agreed, all) = said.fold((0, 0), |(agreed, all), agrees| (agreed + usize::from(agrees), all + 1));
    (all >= LEAST).then(|| agreed * 100 / all)
}

/// What the cells of the first records say, by column.
struct Sample {
    amounts: Vec<Vec<Option<Cents>>>,
    rates: Vec<Option<Rate>>,
}

impl Sample {
    fn of(sheet: &Sheet, body: &Body, plan: &[Planned]) -> Self {
        let rows: Vec<&Row> = body.records.iter().take(SAMPLE).filter_map(|row| sheet.row(*row)).collect();
        let amounts = |planned: &Planned| -> Vec<Option<Cents>> {
            let amount = |row: &&Row| amount_of(row.cell(planned.column.index)?, planned);
            let money = planned.column.kind.is_money();
            rows.iter().map(|row| money.then(|| amount(row)).flatten()).collect()
        };
        let rate = plan.iter().find(|planned| planned.column.field == Some(Field::FundingRate));
        let rates = rows.iter().map(|row| rate.and_then(|rate| rate_of(row.cell(rate.column.index)?, rate))).collect();
        Self { amounts: plan.iter().map(amounts).collect(), rates }
    }

    /// How far the other columns agree with one in the place of a field.
    fn agreement(&self, named: &[(usize, Field)], position: usize, field: Field) -> Option<usize> {
        let facts = self.rates.iter().enumerate().map(|(row, rate)| {
            let others = named.iter().filter(|(_, other)| *other != field);
            let others = others.filter_map(|(position, other)| Some((other.key(), self.amounts[*position][row]?)));
            let own = self.amounts[position][row].map(|amount| (field.key(), amount));
            Facts { amounts: others.chain(own).collect(), rate: *rate }
        });
        agreement(facts, field)
    }
}

/// The columns whose amounts are compared, with their fields.
fn named(plan: &[Planned]) -> Vec<(usize, Field)> {
    let fields = plan.iter().enumerate().filter_map(|(position, planned)| Some((position, planned.column.field?)));
    fields.filter(|(_, field)| COMPARED.contains(field)).collect()
}

/// Gives a field that two columns claim to the one whose amounts agree with the others, where the first one's do not;
/// and a grant or eligible cost that no column has to the only one of unknown words that agrees.
pub(super) fn settle(sheet: &Sheet, body: &Body, plan: &mut [Planned], watch: &Watch) -> Result<(), Exceeded> {
    if plan.iter().all(|planned| planned.claim == Claim::Nothing) {
        return Ok(());
    }
    let sample = Sample::of(sheet, body, plan);
    for position in 0..plan.len() {
        watch.step()?;
        let Claim::Lost(field) = plan[position].claim else { continue };
        let named = named(plan);
        let Some((holder, _)) = named.iter().find(|(_, named)| *named == field).copied() else { continue };
        let fits = sample.agreement(&named, position, field).is_some_and(|agreed| agreed >= FITS);
        if fits && sample.agreement(&named, holder, field).is_none_or(|agreed| agreed < FAILS) {
            plan[position].column.field = plan[holder].column.field.take();
            plan[position].column.confidence = plan[holder].column.confidence;
            plan[holder].column.confidence = 0.0;
        }
    }
    for field in [Field::StateGrant, Field::EligibleCost] {
        let named = named(plan);
        if named.iter().any(|(_, named)| *named == field) {
            continue;
        }
        let mut fitting = Vec::new();
        for position in (0..plan.len()).filter(|position| plan[*position].claim == Claim::Open) {
            watch.step()?;
            let fits = sample.agreement(&named, position, field).is_some_and(|agreed| agreed >= FITS);
            fitting.extend(fits.then_some(position));
        }
        if let [only] = fitting.as_slice() {
            plan[*only].column.field = Some(field);
            plan[*only].column.confidence = BY_ARITHMETIC;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Limits, Mapping, understand};
    use super::*;

    fn facts(amounts: &[(Field, i64)], rate: Option<i32>) -> Facts {
        let amounts = amounts.iter().map(|(field, euros)| (field.key(), Cents(euros * 100))).collect();
        Facts { amounts, rate: rate.map(|percent| Rate(percent * 100)) }
    }

    #[test]
    fn rates_and_shares_say_whether_an_amount_agrees() {
        let grant = |grant| facts(&[(Field::EligibleCost, 100_000), (Field::StateGrant, grant)], Some(80));
        assert_eq!(grant(80_000).agree(Field::StateGrant), Some(true));
        assert_eq!(grant(79_870).agree(Field::StateGrant), Some(true));
        assert_eq!(grant(85_000).agree(Field::StateGrant), Some(false));
        let shares = |own| {
            let amounts = [(Field::TotalCost, 120_000), (Field::StateGrant, 80_000), (Field::OwnShare, own)];
            facts(&amounts, None).agree(Field::OwnShare)
        };
        assert_eq!((shares(40_000), shares(20_000)), (Some(true), Some(false)));
        assert_eq!(facts(&[(Field::StateGrant, 80_000)], Some(80)).agree(Field::StateGrant), None);
        assert_eq!(facts(&[(Field::PaidOut, 80_000)], Some(80)).agree(Field::PaidOut), None);
    }

    fn grants(heads: &str, records: usize) -> Vec<Option<Field>> {
        let rows = ["A;1.000,00;80;950,00;800,00", "B;2.000,00;50;1.300,00;1.000,00", "C;500,00;90;480,00;450,00"];
        let csv = format!("Az.;zuwendungsfähige Ausgaben;Fördersatz;{heads}\n{}\n", rows[..records].join("\n"));
        let understood = understand("liste.csv", csv.as_bytes(), &Limits::default(), &Mapping::default());
        let tables = understood.map(|understood| understood.tables).unwrap_or_default();
        tables[0].columns[3..].iter().map(|column| column.field).collect()
    }

    #[test]
    fn of_two_columns_with_the_same_words_the_one_that_agrees_is_meant() {
        assert_eq!(grants("Fördersumme;Zuwendung", 3), [None, Some(Field::StateGrant)]);
        assert_eq!(grants("Fördersumme;Zuwendung", 2), [Some(Field::StateGrant), None], "two records prove nothing");
        assert_eq!(grants("Xyz;Quux", 3), [None, Some(Field::StateGrant)], "words that nobody knows");
    }
}
