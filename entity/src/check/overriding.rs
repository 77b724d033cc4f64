//! Overriding: one person proposes to accept what a rule found about a project, with a reason, a second one agrees. It
//! holds only while the rule reads exactly the same; what is about the whole programme cannot be overridden.
pub mod change;
pub(super) mod find;
pub mod record;
