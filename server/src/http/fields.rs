//! What a form sends.
use crate::app::AppState;
use axum::{
    Form,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use std::collections::HashMap;

/// The fields of a form in the order of the page.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

/// Fields may be passwords: never printed.
impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Fields {
    /// A field's text without blanks around it; empty if it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field's text as it was typed.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// A field's text, `None` if it is empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// All texts of a field that may be there several times.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.trim()).collect()
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// What was typed, to show it again. Passwords are never shown again.
    #[must_use]
    pub fn values(&self) -> HashMap<String, String> {
        self.0.iter().filter(|(name, _)| !name.contains("passwort")).cloned().collect()
    }
}

impl FromRequest<AppState> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let Form(fields) =
            Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Ok(Self(fields))
    }
}

impl From<Vec<(String, String)>> for Fields {
    fn from(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }
}
