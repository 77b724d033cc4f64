//! Long lists are looked at by several threads, each a part of the rows.
use super::super::limits::Exceeded;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

/// Fewer rows than this are read sooner than a thread has begun.
const LEAST: usize = 1_000;
/// An import is not alone on the machine.
const MOST: usize = 4;

/// What `work` makes of each part of `items`, in their order.
///
/// # Errors
/// The first error of a part. A panic in a part goes on in the caller.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&[T]) -> Result<R, Exceeded> + Sync,
) -> Result<Vec<R>, Exceeded> {
    let threads = available_parallelism().map_or(1, NonZero::get).min(MOST);
    let size = items.len().div_ceil(threads).max(LEAST);
    if items.len() <= size {
        return Ok(vec![work(items)?]);
    }
    let work = &work;
    scope(|scope| {
        let started: Vec<_> = items.chunks(size).map(|part| scope.spawn(move || work(part))).collect();
        started.into_iter().map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// Two answers about so many rows; a long list is looked at for both at once. A panic in one goes on in the caller.
pub(super) fn both<A, B: Send>(rows: usize, one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if rows <= LEAST {
        return (one(), other());
    }
    scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_in_their_order_and_none_is_left_out() {
        for count in [0, 1, LEAST, LEAST + 1, 7 * LEAST + 3] {
            let items: Vec<usize> = (0..count).collect();
            let parts = each(&items, |part| Ok(part.to_vec())).expect("no error");
            assert_eq!(parts.concat(), items);
        }
    }

    #[test]
    fn an_error_in_any_part_is_the_answer() {
        let items: Vec<usize> = (0..5 * LEAST).collect();
        let last = items.len() - 1;
        let found = each(&items, |part| if part.contains(&last) { Err(Exceeded::Time) } else { Ok(()) });
        assert_eq!(found, Err(Exceeded::Time));
    }
}
