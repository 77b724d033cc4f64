//! What the handler of a call gets: who asks, when, and the parameters of the address.
use super::{
    fault::Fault,
    paging::{Cursor, Paging},
    times::{day, instant, no_day, no_instant},
};
use crate::{app::AppState, http::identify::Who};
use axum::{
    extract::{FromRequestParts, Query},
    http::{HeaderMap, header, request::Parts},
    response::IntoResponse,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{actor::Actor, clock, clock::Now, db::Db, refusal::Refusal, viewpoint::Viewpoint};
use utoipa::IntoParams;

/// What every reading call takes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Viewing {
    /// Facts valid on or before this day; today unless given.
    pub as_of: Option<NaiveDate>,
    /// Facts recorded at or before this instant (RFC 3339), or by the end of this day; now unless given.
    pub known_at: Option<String>,
}

/// What every list takes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paged {
    /// How many at most; 50 unless given.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u64>,
    /// Where to go on: `next` of the page before.
    pub cursor: Option<String>,
}

/// One call.
#[derive(Debug)]
pub struct Call {
    /// The program.
    pub state: AppState,
    /// Who asks.
    pub who: Who,
    query: Vec<(String, String)>,
    headers: HeaderMap,
}

/// The version that a change was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// Whatever stands.
    Any,
    /// One of these.
    Versions(Vec<i32>),
}

impl Match {
    /// The version to expect when `current` stands; none fits when it is not one of those named.
    #[must_use]
    pub fn version(&self, current: i32) -> i32 {
        match self {
            Self::Any => current,
            Self::Versions(versions) if versions.contains(&current) => current,
            Self::Versions(versions) => versions.first().copied().filter(|version| *version != current).unwrap_or(-1),
        }
    }
}

impl Call {
    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.state.db
    }

    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.who.actor
    }

    /// When.
    #[must_use]
    pub fn now(&self) -> Now {
        self.who.now
    }

    /// A parameter; empty is not given.
    ///
    /// # Errors
    /// It is there twice.
    pub fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        let mut values = self.all(name)?.into_iter();
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Fault::field(name, "repeated", format!("{name}: Bitte nur einen Wert angeben."))),
            (value, None) => Ok(value),
        }
    }

    /// A parameter that may be there several times.
    ///
    /// # Errors
    /// A character that no database takes.
    pub fn all(&self, name: &str) -> Result<Vec<String>, Fault> {
        let values = self.query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned());
        let values: Vec<String> = values.filter(|value| !value.is_empty()).collect();
        match values.iter().any(|value| value.contains('\0')) {
            true => Err(Fault::field(name, "characters", format!("{name}: unzulässiges Zeichen."))),
            false => Ok(values),
        }
    }

    /// A parameter that takes some words only.
    ///
    /// # Errors
    /// Another word; the answer names those that fit.
    pub fn word<T>(&self, name: &str, words: &[T], key: impl Fn(&T) -> &'static str) -> Result<Option<T>, Fault>
    where
        T: Copy,
    {
        self.text(name)?.map(|text| chosen(name, &text, words, &key)).transpose()
    }

    /// A budget year.
    ///
    /// # Errors
    /// It is no year.
    pub fn year(&self, name: &str) -> Result<Option<i32>, Fault> {
        self.text(name)?
            .map(|text| {
                text.parse()
                    .ok()
                    .filter(|year| (1900..=2999).contains(year))
                    .ok_or_else(|| Fault::field(name, "format", format!("{name}: Bitte ein Jahr wie 2021 angeben.")))
            })
            .transpose()
    }

    /// From when the call looks.
    ///
    /// # Errors
    /// A text that is no day or instant.
    pub fn view(&self) -> Result<Viewpoint, Fault> {
        let as_of = self.text("as_of")?.map(|text| day(&text).ok_or_else(|| no_day("as_of"))).transpose()?;
        let known_at = self.instant("known_at", clock::end_of_day)?;
        Ok(Viewpoint::new(&self.now(), as_of, known_at))
    }

    /// An instant, or a day that stands for one.
    ///
    /// # Errors
    /// A text that is no day or instant.
    pub fn instant(
        &self,
        name: &str,
        of_day: impl Fn(NaiveDate) -> DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Fault> {
        self.text(name)?.map(|text| instant(&text, of_day).ok_or_else(|| no_instant(name))).transpose()
    }

    /// Which part of a list is asked for. A cursor goes on in the list that gave it only.
    ///
    /// # Errors
    /// A limit out of range, or a cursor that is none of this list.
    pub fn paging(&self, list: &'static str) -> Result<Paging, Fault> {
        let limit = self
            .text("limit")?
            .map(|text| {
                text.parse::<u64>()
                    .ok()
                    .filter(|limit| (1..=500).contains(limit))
                    .ok_or_else(|| Fault::field("limit", "range", "limit: Bitte eine Zahl von 1 bis 500 angeben."))
            })
            .transpose()?;
        let cursor =
            self.text("cursor")?.map(|text| Cursor::read(list, &text).ok_or_else(Paging::bad_cursor)).transpose()?;
        if let (Some(limit), Some(cursor)) = (limit, &cursor)
            && limit != cursor.limit
        {
            let message = "limit: Wer mit cursor weiterliest, lässt limit weg oder gleich.";
            return Err(Fault::field("limit", "changed", message));
        }
        Ok(Paging {
            list,
            limit: limit.or(cursor.as_ref().map(|cursor| cursor.limit)).unwrap_or(50),
            after: cursor.map(|cursor| cursor.position),
        })
    }

    /// The version that a change was made for, none if the call does not say.
    #[must_use]
    pub fn if_match(&self) -> Option<Match> {
        let lines: Vec<&str> =
            self.headers.get_all(header::IF_MATCH).iter().filter_map(|line| line.to_str().ok()).collect();
        if lines.is_empty() {
            return None;
        }
        let tags = || lines.iter().flat_map(|line| line.split(',')).map(str::trim);
        if tags().any(|tag| tag == "*") {
            return Some(Match::Any);
        }
        // a proxy that compresses makes a strong tag a weak one; ours name a version either way
        let version =
            |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?.parse().ok();
        Some(Match::Versions(tags().filter_map(version).collect()))
    }
}

impl FromRequestParts<AppState> for Call {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fault> {
        let Some(who) = parts.extensions.get::<Who>().cloned() else {
            tracing::error!("a call outside of the layers that it needs");
            return Err(Refusal::NotFound.into());
        };
        let Query(query) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { state: state.clone(), who, query, headers: parts.headers.clone() })
    }
}

/// One of some words.
///
/// # Errors
/// Another word; the answer names those that fit.
pub fn chosen<T: Copy>(name: &str, text: &str, words: &[T], key: impl Fn(&T) -> &'static str) -> Result<T, Fault> {
    words.iter().copied().find(|word| key(word) == text).ok_or_else(|| {
        let fitting = words.iter().map(&key).collect::<Vec<_>>().join(", ");
        Fault::field(name, "unknown", format!("{name}: Möglich sind {fitting}."))
    })
}

/// A key in an address; what is no number names nothing.
///
/// # Errors
/// Not found.
pub fn key(text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Refusal::NotFound.into())
}

/// A name in an address; what no database takes names nothing.
///
/// # Errors
/// Not found.
pub fn name(text: String) -> Result<String, Fault> {
    if text.contains('\0') { Err(Refusal::NotFound.into()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_fits_only_itself() {
        assert_eq!(Match::Any.version(3), 3);
        assert_eq!(Match::Versions(vec![2, 3]).version(3), 3);
        assert_eq!(Match::Versions(vec![2]).version(3), 2);
        assert_eq!(Match::Versions(vec![]).version(3), -1);
    }
}
