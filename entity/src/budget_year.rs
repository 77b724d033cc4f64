//! Budget years (Haushaltsjahre): what the programme has in a year, who may spend it, what is bound and paid, and what
//! lapses at its end. Years begin on 1 January and end on 31 December (§ 4 LHO).
pub mod change;
pub mod find;
pub mod rules;
