//! Interest in a solution, shown by somebody without an account: a municipality, a mailbox and a short message. Whoever
//! reads the mailbox confirms it by a link (double opt-in); only then the providing side sees it, and the municipality
//! counts as interested ([`crate::adoption`]). That statement is a fact and stays; mailbox and message are personal data
//! in a table of their own, which is no fact: unconfirmed they are deleted after [`rules::VALID`], confirmed when
//! somebody answered or withdrew, at the latest after [`rules::KEPT`]. The audit trail never holds them.
pub mod attempt;
pub mod change;
pub mod clean_up;
pub mod find;
pub mod letter;
pub mod record;
pub mod rules;
