//! All that runs in the browser; nothing else may.
mod progress;

pub use progress::ImportProgress;
