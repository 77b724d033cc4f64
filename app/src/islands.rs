//! All that runs in the browser; nothing else may.
mod live_form;
mod progress;

pub use live_form::LiveForm;
pub use progress::ImportProgress;
