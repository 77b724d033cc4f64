//! What a check found: the rule, how much it matters, which field it is about, and a German sentence with the figure and
//! its source.

crate::words::words! {
    /// How much a finding matters. In this order the worst comes first.
    Severity {
        /// The operation is refused.
        Blocks => "blocks", "blockiert";
        /// Allowed, with a reason.
        Warns => "warns", "Warnung";
        /// Good to know, or to be done.
        Informs => "informs", "Hinweis";
    }
}

/// What one rule found about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's number, `R1` to `R25`; a word such as `amendment` where a rule has no number.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The field of the form or of the JSON interface that it is about; `""` for the whole.
    pub field: &'static str,
    /// A German sentence with the figure and its source.
    pub message: String,
}

impl Finding {
    /// A finding that refuses the operation.
    #[must_use]
    pub fn blocks(rule: &'static str, field: &'static str, message: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Blocks, field, message: message.into() }
    }

    /// A finding that asks for a reason.
    #[must_use]
    pub fn warns(rule: &'static str, field: &'static str, message: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Warns, field, message: message.into() }
    }

    /// A finding that is only said.
    #[must_use]
    pub fn informs(rule: &'static str, field: &'static str, message: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Informs, field, message: message.into() }
    }
}
