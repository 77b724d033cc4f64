//! Everything about HTTP. A request passes [`layers`], is somebody's ([`identify`]), and is answered by a page
//! ([`pages`]) or by the handler of a form ([`forms`], [`sign_in`]); [`error`] says no.
pub mod assets;
pub mod cookie;
pub mod downloads;
pub mod error;
pub mod fields;
pub mod forms;
pub mod headers;
pub mod health;
pub mod identify;
pub mod layers;
pub mod limits;
pub mod observe;
pub mod pages;
pub mod progress;
pub mod routes;
pub mod sign_in;
