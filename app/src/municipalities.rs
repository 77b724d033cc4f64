//! Municipalities: who they are, what is known about them, which solutions fit them and why; and whom a solution fits.
mod detail;
mod fits;
mod list;
mod matching;
mod profile;
mod weights;

pub use detail::MunicipalityDetail;
pub use fits::{SolutionFits, considered};
pub use list::MunicipalityList;
pub use profile::MunicipalityProfile;
pub(crate) use weights::RadarWeights;

use crate::{paths, text};
use chrono::{Datelike, NaiveDate};
use entity::{db::Db, refusal::Refusal, solution::catalogue::load::renamed, transfer::Town};
use leptos::prelude::*;

/// A small form that searches for a municipality.
pub(crate) fn search(label: &str, words: &str, solution: Option<&str>) -> AnyView {
    let hidden = solution.map(|slug| crate::ui::field::hidden("loesung", slug));
    view! {
        <form class="filters" method="get" action=paths::MUNICIPALITIES role="search" aria-label="Kommune suchen">
            <div class="filter filter-search">
                <label for="kommune-suche">{label.to_owned()}</label>
                <input id="kommune-suche" type="search" name="q" value=words.to_owned()/>
            </div>
            {hidden}
            <button type="submit" class="kern-btn kern-btn--secondary filter-go"><span class="kern-label">"Kommune suchen"</span></button>
        </form>
    }
    .into_any()
}

/// The address word of today for one that a solution has or had before it was renamed; what never was one stays.
async fn today(db: &Db, slug: String) -> Result<String, Refusal> {
    // no address holds what PostgreSQL takes for no text
    if slug.contains('\0') {
        return Ok(slug);
    }
    Ok(renamed(db, &slug).await?.unwrap_or(slug))
}

/// Thousandths as points of a hundred: `88,5`.
pub fn of_hundred(score: u16) -> String {
    match score % 10 {
        0 => (score / 10).to_string(),
        rest => format!("{},{rest}", score / 10),
    }
}

/// How long ago a day was: `vor 3 Monaten`.
fn ago(day: NaiveDate, today: NaiveDate) -> String {
    let months = (today.year() - day.year()) * 12 + i32::try_from(today.month()).unwrap_or(0)
        - i32::try_from(day.month()).unwrap_or(0)
        - i32::from(today.day() < day.day());
    match months {
        ..=0 => "vor weniger als einem Monat".into(),
        1 => "vor einem Monat".into(),
        2..=23 => format!("vor {months} Monaten"),
        _ => format!("vor {} Jahren", months / 12),
    }
}

/// A day with how long ago it was.
fn day_and_age(day: NaiveDate, today: NaiveDate) -> String {
    format!("{} ({})", text::day(day), ago(day, today))
}

/// What kind of body it is and where: `kreisangehörige Gemeinde, Kreis Paderborn, Regierungsbezirk Detmold`.
fn place(town: &Town, kreis_name: &str) -> String {
    let mut parts = vec![town.kind.label().to_owned()];
    if town.kreis_ags != town.ags && town.kind == entity::municipality::kind::Kind::Member {
        parts.push(kreis_name.to_owned());
    }
    parts.push(format!("Regierungsbezirk {}", town.regierungsbezirk));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_ages_are_said_plainly() {
        assert_eq!((of_hundred(885), of_hundred(1_000), of_hundred(30)), ("88,5".into(), "100".into(), "3".into()));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (text, said) in [
            ("2026-11-22", "vor weniger als einem Monat"),
            ("2026-10-22", "vor einem Monat"),
            ("2026-09-23", "vor einem Monat"),
            ("2024-12-31", "vor 22 Monaten"),
            ("2018-11-27", "vor 7 Jahren"),
            ("2027-01-01", "vor weniger als einem Monat"),
        ] {
            assert_eq!(ago(day(text), today), said, "{text}");
        }
    }
}
