//! The JSON body of a writing call, read field by field, so that everything wrong is said at once.
use super::{
    fault::{Fault, Wrong},
    times::day,
};
use crate::{app::AppState, http::identify::Who};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::IntoResponse,
};
use chrono::NaiveDate;
use entity::{money::Cents, refusal::Refusal};
use serde_json::{Map, Value};

/// An object that a program sent. Fields are taken out one by one; what is left at the end is unknown.
#[derive(Debug)]
pub struct Body {
    values: Map<String, Value>,
    errors: Vec<Wrong>,
}

impl Body {
    /// A field as it was sent; null is not given.
    pub fn take(&mut self, field: &str) -> Option<Value> {
        self.values.remove(field).filter(|value| !value.is_null())
    }

    /// Every field that is left, by name.
    pub fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.values)
    }

    /// Notes that something is wrong.
    pub fn wrong(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.errors.push(Wrong::new(field, code, message));
    }

    /// A text, if given.
    pub fn text(&mut self, field: &str) -> Option<String> {
        match self.take(field)? {
            Value::String(text) if !text.contains('\0') => Some(text),
            Value::String(_) => {
                self.wrong(field, "characters", format!("{field}: Der Text enthält ein unzulässiges Zeichen."));
                None
            }
            _ => {
                self.wrong(field, "type", format!("{field}: Bitte einen Text angeben."));
                None
            }
        }
    }

    /// A list of texts, if given.
    pub fn texts(&mut self, field: &str) -> Option<Vec<String>> {
        let Value::Array(items) = self.take(field)? else {
            self.wrong(field, "type", format!("{field}: Bitte eine Liste von Texten angeben."));
            return None;
        };
        let texts: Option<Vec<String>> = items
            .into_iter()
            .map(|item| match item {
                Value::String(text) if !text.contains('\0') => Some(text),
                _ => None,
            })
            .collect();
        if texts.is_none() {
            self.wrong(field, "type", format!("{field}: Bitte eine Liste von Texten angeben."));
        }
        texts
    }

    /// One of some words, if given.
    pub fn word<T: Copy>(&mut self, field: &str, words: &[T], key: impl Fn(&T) -> &'static str) -> Option<T> {
        let text = self.text(field)?;
        let found = words.iter().copied().find(|word| key(word) == text);
        if found.is_none() {
            let fitting = words.iter().map(key).collect::<Vec<_>>().join(", ");
            self.wrong(field, "unknown", format!("{field}: Möglich sind {fitting}."));
        }
        found
    }

    /// A day, if given.
    pub fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let found = day(&self.text(field)?);
        if found.is_none() {
            self.wrong(field, "format", format!("{field}: Bitte einen Tag wie 2021-12-31 angeben."));
        }
        found
    }

    /// An amount as a decimal text, if given.
    pub fn money(&mut self, field: &str) -> Option<Cents> {
        let found = match self.take(field)? {
            Value::String(text) => Cents::parse_plain(&text).ok(),
            _ => None,
        };
        if found.is_none() {
            let message = format!("{field}: Bitte einen Betrag in Euro als Text wie \"1671176.00\" angeben.");
            self.wrong(field, "format", message);
        }
        found
    }

    /// A whole number, if given.
    pub fn integer(&mut self, field: &str) -> Option<i64> {
        let found = self.take(field)?.as_i64();
        if found.is_none() {
            self.wrong(field, "type", format!("{field}: Bitte eine ganze Zahl angeben."));
        }
        found
    }

    /// A list of objects, if given, each read field by field like a body of its own; none of those that are wrong.
    pub fn objects<T>(&mut self, field: &str, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let Value::Array(items) = self.take(field)? else {
            self.wrong(field, "type", format!("{field}: Bitte eine Liste von Objekten angeben."));
            return None;
        };
        let mut found = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let name = format!("{field}[{index}]");
            let Value::Object(values) = item else {
                self.wrong(&name, "type", format!("{name}: Bitte ein Objekt angeben."));
                continue;
            };
            let mut inner = Self { values, errors: Vec::new() };
            found.extend(read(&mut inner));
            for left in inner.rest().keys() {
                inner.wrong(left, "unknown", format!("{left}: Dieses Feld gibt es hier nicht."));
            }
            for error in inner.errors {
                let message = format!("{name}.{}", error.message);
                self.wrong(&format!("{name}.{}", error.field), error.code, message);
            }
        }
        Some(found)
    }

    /// What a field must have; says so unless something is already said about it.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.errors.iter().any(|error| error.field == field) {
            self.wrong(field, "required", format!("{field}: Bitte angeben."));
        }
        value
    }

    /// The end: nothing may be wrong, and no field may be left.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn finish(mut self) -> Result<(), Fault> {
        for field in self.rest().keys() {
            self.wrong(field, "unknown", format!("{field}: Dieses Feld gibt es hier nicht."));
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Fault::invalid(self.errors)) }
    }
}

impl FromRequest<AppState> for Body {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Fault> {
        // the public writes nothing, and learns that before anything else
        if !request.extensions().get::<Who>().is_some_and(|who| who.actor.is_signed_in()) {
            return Err(Refusal::SignInRequired.into());
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
            return Err(Fault::of(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Das ist kein JSON",
                "Bitte application/json als Content-Type senden.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        Self::read(&bytes)
    }
}

impl Body {
    fn read(bytes: &[u8]) -> Result<Self, Fault> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(values)) => Ok(Self { values, errors: Vec::new() }),
            Ok(_) => Err(Fault::of(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "Bitte prüfen Sie Ihre Eingabe",
                "Erwartet wird ein JSON-Objekt mit Feldern.",
            )),
            Err(error) => Err(Fault::of(
                StatusCode::BAD_REQUEST,
                "json_syntax",
                "Das JSON lässt sich nicht lesen",
                &format!("Der Fehler liegt in Zeile {}, Spalte {}.", error.line(), error.column()),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(value: Value) -> Body {
        Body::read(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let mut body = body(json!({"a": 1, "b": "gestern", "c": 5.0, "d": null, "e": "1,00", "f": 1}));
        assert_eq!(body.text("a"), None);
        assert_eq!(body.day("b"), None);
        assert_eq!(body.integer("c"), None);
        let nothing = body.text("d");
        assert_eq!(body.required("d", nothing), None);
        assert_eq!(body.money("e"), None);
        let said: Vec<(&str, &str)> = body.errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(said, [("a", "type"), ("b", "format"), ("c", "type"), ("d", "required"), ("e", "format")]);
        assert!(body.finish().is_err());
    }

    #[test]
    fn lists_say_where_they_are_wrong() {
        let mut body = body(json!({"years": [{"year": 2020}, {"year": "x"}, 5, {"year": 1, "b": 2}], "plan": {}}));
        assert_eq!(body.objects("years", |item| item.integer("year")), Some(vec![2020, 1]));
        assert_eq!(body.objects("plan", |item| item.integer("year")), None);
        assert_eq!(body.objects("none", |item| item.integer("year")), None);
        let said: Vec<&str> = body.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(said, ["years[1].year", "years[2]", "years[3].b", "plan"]);
    }

    #[test]
    fn lists_of_texts_hold_nothing_else() {
        let mut body = body(json!({"a": ["x", ""], "b": "x", "c": ["x", 1], "d": ["\u{0}"], "e": []}));
        assert_eq!(body.texts("a"), Some(vec!["x".to_owned(), String::new()]));
        assert_eq!((body.texts("b"), body.texts("c"), body.texts("d")), (None, None, None));
        assert_eq!((body.texts("e"), body.texts("f")), (Some(Vec::new()), None));
        assert_eq!(body.errors.len(), 3);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for bad in ["", "{", "[]", "1", "{\"a\":1,}"] {
            assert!(Body::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
