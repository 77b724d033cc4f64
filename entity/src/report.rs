//! Reports that put side by side what other subjects compute: [`budget`], and what to take along to a [`region`]. Nothing
//! is computed here a second time; who may see what is asked where it comes from.
pub mod budget;
pub mod region;

use crate::{audit, db::Db, refusal::Refusal};

/// So many findings stand in a report; the list of findings has all.
pub const FINDINGS: usize = 500;

/// A report is read so often at most until nobody writes meanwhile.
const TRIES: usize = 3;

/// What is read while nobody writes, so that the parts of a report are of one state. The last try is given as it is: a
/// report that is a little uneven is worth more than none while an import runs.
async fn steady<T, F>(db: &Db, read: impl Fn() -> F) -> Result<T, Refusal>
where
    F: Future<Output = Result<T, Refusal>>,
{
    for _ in 1..TRIES {
        let before = audit::newest(db.read()).await?;
        let found = read().await?;
        if audit::newest(db.read()).await? == before {
            return Ok(found);
        }
    }
    read().await
}
