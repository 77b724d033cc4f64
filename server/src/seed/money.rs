//! Sample money: invented once, except for the sums that were published; the file says which is which.
use super::table;
use entity::{money::Cents, refusal::Refusal};

const MONEY: &str = include_str!("../../data/sample_money.csv");
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
    pub(super) june: Flow,
    /// Half a year later, 31.12.2023.
    pub(super) december: Flow,
    pub(super) remark: String,
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
