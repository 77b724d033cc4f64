//! What becomes of a grant: the recipient calls for money ([`draw`]) and shows what it was used for ([`proof`]), the
//! authority pays and checks ([`review`]). Each of them is a fact of its own and books what follows from it; an entry
//! that is taken back takes the fact out of the sums, and both stay to be seen.
pub mod actual;
mod book;
pub mod desk;
pub mod draw;
pub(crate) mod load;
pub mod proof;
pub mod review;
