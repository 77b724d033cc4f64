//! Sample money: invented once, except for the sums that were published; the file says which is which.
use super::{table, workbook::Payments};
use entity::{money::Cents, refusal::Refusal};

const MONEY: &str = include_str!("../../data/sample_money.csv");
/// The first year with payments.
pub(super) const FIRST_PAID: i32 = 2018;
/// The budget years of the programme.
pub(super) const YEARS: [&str; 6] = ["2018", "2019", "2020", "2021", "2022", "2023"];

/// Requested, paid and proven money on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) requested: Option<Cents>,
    pub(super) paid: Option<Cents>,
    pub(super) spent: Option<Cents>,
}

/// The sample money of a project; a part of another project has none, its sums are in that one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Money {
    pub(super) number: String,
    /// Gesamtausgaben.
    pub(super) total: Option<Cents>,
    pub(super) eligible: Option<Cents>,
    /// Basis points.
    pub(super) rate: Option<i32>,
    pub(super) grant: Option<Cents>,
    pub(super) own: Option<Cents>,
    pub(super) private: Option<Cents>,
    pub(super) other: Option<Cents>,
    pub(super) years: Vec<Option<Cents>>,
    /// At the end of the programme, 30.06.2023.
    june: Flow,
    /// Half a year later, 31.12.2023.
    december: Flow,
    pub(super) remark: String,
}

/// What was paid until the end of a year, of each 100 euros granted until then.
const PAID: [(i32, i64); 5] = [(2018, 60), (2019, 72), (2020, 78), (2021, 79), (2022, 83)];

/// The project whose proof nobody has seen.
pub(super) const NO_PROOF: &str = "DMR-40";

impl Money {
    /// What was requested, paid and proven until the end of a list's day.
    pub(super) fn flow(&self, list: Payments) -> Flow {
        let flow = self.said(list);
        Flow { spent: flow.spent.filter(|_| self.number != NO_PROOF), ..flow }
    }

    fn said(&self, list: Payments) -> Flow {
        let year = match list {
            Payments::YearEnd(year) => year,
            Payments::June => return self.june,
            Payments::December => return self.december,
        };
        let share = PAID.iter().find(|(of, _)| *of == year).map_or(0, |(_, share)| *share);
        let granted: i64 = (2018..=year).zip(&self.years).filter_map(|(_, cents)| *cents).map(|cents| cents.0).sum();
        let paid = granted * share / 100;
        // never more than at the end; proven comes later than paid
        let part = |cents: i64, most: Option<Cents>| most.map(|most| Cents(cents.min(most.0)));
        Flow {
            requested: part(paid, self.june.paid),
            paid: part(paid, self.june.paid),
            spent: part(paid * 7 / 10, self.june.spent),
        }
    }

    /// What was paid in each year until a list's day.
    pub(super) fn paid_in(&self, list: Payments) -> Vec<(i32, Cents)> {
        let last = list.year();
        let until = |list| self.flow(list).paid.unwrap_or_default().0;
        let ends = (FIRST_PAID..last).map(|year| (year, until(Payments::YearEnd(year)))).chain([(last, until(list))]);
        let mut before = 0;
        ends.map(|(year, until)| (year, Cents(until - std::mem::replace(&mut before, until)))).collect()
    }
}

/// The sample money of all projects, in their order.
pub(super) fn all() -> Result<Vec<Money>, Refusal> {
    let rows = table::rows("sample_money.csv", MONEY)?;
    rows.iter()
        .map(|row| {
            Ok(Money {
                number: row.text("nr").into(),
                total: row.cents("gesamt")?,
                eligible: row.cents("zuwendungsfaehig")?,
                rate: row.number("quote")?,
                grant: row.cents("zuwendung")?,
                own: row.cents("eigenanteil")?,
                private: row.cents("privat")?,
                other: row.cents("sonstige")?,
                years: YEARS.iter().map(|year| row.cents(year)).collect::<Result<_, _>>()?,
                june: Flow {
                    requested: row.cents("abruf")?,
                    paid: row.cents("ausgezahlt")?,
                    spent: row.cents("nachgewiesen")?,
                },
                december: Flow {
                    requested: row.cents("abruf_2")?,
                    paid: row.cents("ausgezahlt_2")?,
                    spent: row.cents("nachgewiesen_2")?,
                },
                remark: row.text("hinweis").into(),
            })
        })
        .collect()
}
