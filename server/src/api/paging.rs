//! Lists a page at a time: `limit`, `cursor`, and `{"items", "next"}`.
use super::fault::Fault;
use entity::audit::hex;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    pub(super) list: &'static str,
    /// How many at most.
    pub limit: u64,
    /// What the cursor says, if there is one.
    pub after: Option<String>,
}

/// What a cursor holds; opaque for those who get one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Where to go on.
    pub position: String,
    /// How many a page.
    pub limit: u64,
}

impl Cursor {
    fn written(list: &str, position: &str, limit: u64) -> String {
        hex(format!("{list}:{limit}:{position}").as_bytes())
    }

    /// Reads a cursor of a list.
    #[must_use]
    pub fn read(list: &str, text: &str) -> Option<Self> {
        if !text.len().is_multiple_of(2) || text.len() > 400 || !text.is_ascii() {
            return None;
        }
        let bytes: Option<Vec<u8>> =
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect();
        let text = String::from_utf8(bytes?).ok().filter(|text| !text.contains('\0'))?;
        let (limit, position) = text.strip_prefix(list)?.strip_prefix(':')?.split_once(':')?;
        let limit = limit.parse().ok().filter(|limit| (1..=500).contains(limit))?;
        Some(Self { position: position.to_owned(), limit })
    }
}

impl Paging {
    /// Where to go on, for lists that count from the beginning.
    ///
    /// # Errors
    /// The cursor is none of this list.
    pub fn offset(&self) -> Result<u64, Fault> {
        match &self.after {
            None => Ok(0),
            // no list is longer, and both databases count in i64
            Some(text) => text.parse().ok().filter(|at| *at <= u64::from(u32::MAX)).ok_or_else(Self::bad_cursor),
        }
    }

    /// The number of the page, from 1.
    ///
    /// # Errors
    /// The cursor is none of this list.
    pub fn page(&self) -> Result<u64, Fault> {
        Ok(self.offset()? / self.limit + 1)
    }

    /// The key to go on after, for lists that go by keys.
    ///
    /// # Errors
    /// The cursor is none of this list.
    pub fn key(&self) -> Result<Option<i64>, Fault> {
        self.after.as_ref().map(|text| text.parse().map_err(|_| Self::bad_cursor())).transpose()
    }

    /// The answer, which goes on at a position.
    pub fn answer<T>(&self, items: Vec<T>, next: Option<impl ToString>) -> Listed<T> {
        Listed { items, next: self.next(next) }
    }

    /// The answer of a list that counts and knows its length.
    ///
    /// # Errors
    /// The cursor is none of this list.
    pub fn of<T>(&self, items: Vec<T>, total: u64) -> Result<Listed<T>, Fault> {
        let end = self.offset()? + items.len() as u64;
        let next = (end < total && !items.is_empty()).then_some(end);
        Ok(self.answer(items, next))
    }

    /// The cursor for a position.
    pub fn next(&self, position: Option<impl ToString>) -> Option<String> {
        position.map(|position| Cursor::written(self.list, &position.to_string(), self.limit))
    }

    /// The answer to a cursor that is none of this list.
    #[must_use]
    pub fn bad_cursor() -> Fault {
        Fault::field("cursor", "format", "cursor: Bitte unverändert übernehmen, was die vorige Seite als next nennt.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_fit_their_own_list() {
        let paging = Paging { list: "projects", limit: 20, after: None };
        let Some(cursor) = paging.next(Some(40)) else { panic!("no cursor") };
        assert_eq!(Cursor::read("projects", &cursor), Some(Cursor { position: "40".into(), limit: 20 }));
        assert_eq!(Cursor::read("imports", &cursor), None);
        for bad in ["", "x", "zz", "äöü", "00", &cursor[1..], &format!("{cursor}0")] {
            assert_eq!(Cursor::read("projects", bad), None, "{bad}");
        }
    }
}
