//! Fields of forms with KERN's markup: label, hint, value, error.
use crate::context::FormState;
use leptos::prelude::*;

/// A field of a form.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its name in the form.
    pub name: &'static str,
    /// What it asks for.
    pub label: String,
    /// How to answer.
    pub hint: Option<String>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Whether it must be filled.
    pub required: bool,
    /// Whether it says nowhere that it may stay empty: it may now, and not for ever.
    pub unmarked: bool,
    /// How many signs at most.
    pub max_length: Option<u16>,
    /// `autocomplete` of the browser.
    pub autocomplete: Option<&'static str>,
}

impl Field {
    /// A field with what was typed before, or a first value.
    #[must_use]
    pub fn new(name: &'static str, label: &str, form: &FormState, first: impl Into<String>) -> Self {
        Self {
            name,
            label: label.into(),
            value: form.value(name).unwrap_or_else(|| first.into()),
            error: form.error(name),
            ..Self::default()
        }
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Must be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// May stay empty, without saying so.
    #[must_use]
    pub fn unmarked(mut self) -> Self {
        self.unmarked = true;
        self
    }

    /// With help of the browser.
    #[must_use]
    pub fn autocomplete(mut self, word: &'static str) -> Self {
        self.autocomplete = Some(word);
        self
    }

    /// At most so many signs.
    #[must_use]
    pub fn max_length(mut self, length: u16) -> Self {
        self.max_length = Some(length);
        self
    }

    /// The id of its input; error summaries link to it.
    #[must_use]
    pub fn id(&self) -> String {
        format!("feld-{}", self.name)
    }

    /// The ids of what describes it.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let ids: Vec<String> = [(self.hint.is_some(), "hinweis"), (self.error.is_some(), "fehler")]
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, kind)| format!("{}-{kind}", self.id()))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Label, hint and error around an input.
#[must_use]
pub fn frame(field: &Field, input: AnyView) -> AnyView {
    let id = field.id();
    view! {
        <div class="kern-form-input" class:kern-form-input--error=field.error.is_some()>
            <label class="kern-label" for=id.clone()>
                {field.label.clone()}
                {(!field.required && !field.unmarked).then(|| view! { <span class="kern-label__optional">" (optional)"</span> })}
            </label>
            {field.hint.clone().map(|hint| view! { <div class="kern-hint" id=format!("{id}-hinweis")>{hint}</div> })}
            {input}
            {field.error.clone().map(|error| view! {
                <p class="kern-error" id=format!("{id}-fehler")>
                    <span class="kern-icon kern-icon--danger kern-icon--default" aria-hidden="true"></span>
                    <span class="kern-body"><span class="kern-sr-only">"Fehler: "</span>{error}</span>
                </p>
            })}
        </div>
    }
    .into_any()
}

/// What is wrong with a group of boxes, tied to it by [`Field::described_by`].
#[must_use]
pub fn group_error(field: &Field) -> Option<AnyView> {
    let id = format!("{}-fehler", field.id());
    field.error.clone().map(|error| {
        view! {
            <p class="kern-error" id=id>
                <span class="kern-body"><span class="kern-sr-only">"Fehler: "</span>{error}</span>
            </p>
        }
        .into_any()
    })
}

/// A field of one line: `text`, `date`, `password`, `search`, `file`.
#[must_use]
pub fn input(field: Field, kind: &'static str) -> AnyView {
    let class = match field.error.is_some() {
        true => "kern-form-input__input kern-form-input__input--error",
        false => "kern-form-input__input",
    };
    let input = view! {
        <input
            class=class
            type=kind
            id=field.id()
            name=field.name
            value=(kind != "password").then(|| field.value.clone())
            maxlength=field.max_length.map(|length| length.to_string())
            required=field.required
            autocomplete=field.autocomplete
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        />
    }
    .into_any();
    frame(&field, input)
}

/// A file to send.
#[must_use]
pub fn file(field: Field, accept: &'static str) -> AnyView {
    let input = view! {
        <input
            class="kern-form-input__input file"
            type="file"
            id=field.id()
            name=field.name
            accept=accept
            required=field.required
            aria-describedby=field.described_by()
            aria-invalid=field.error.is_some().then_some("true")
        />
    }
    .into_any();
    frame(&field, input)
}

/// One of several; each choice is its value and its words.
#[must_use]
pub fn select(field: Field, choices: Vec<(String, String)>) -> AnyView {
    let chosen = field.value.clone();
    let class = match field.error.is_some() {
        true => "kern-form-input__select kern-form-input__select--error",
        false => "kern-form-input__select",
    };
    let input = view! {
        <div class="kern-form-input__select-wrapper">
            <select
                class=class
                id=field.id()
                name=field.name
                required=field.required
                aria-describedby=field.described_by()
                aria-invalid=field.error.is_some().then_some("true")
            >
                {choices
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{words}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
    .into_any();
    frame(&field, input)
}

/// A value that the form carries unseen.
#[must_use]
pub fn hidden(name: &'static str, value: impl Into<String>) -> AnyView {
    view! { <input type="hidden" name=name value=value.into()/> }.into_any()
}
