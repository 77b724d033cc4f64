//! What holds for money whoever enters it and however: by hand only what no operation books, from lists only what a second
//! person released and what there is to grant, and nothing is known before it was recorded.
mod amendments;
mod any_sequence;
mod by_hand;
mod known_at;
mod released;
