//! What is given to others to work with: files after public standards.
pub mod publiccode;
