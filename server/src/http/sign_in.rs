//! Signing in and out. An unknown name, a wrong password and a shut account get the same answer after the same time.
use super::{
    cookie,
    fields::Fields,
    pages::{self, Page},
    routes::Routes,
};
use crate::password::{self, PasswordError};
use app::paths;
use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use entity::{
    account,
    refusal::{FieldError, Refusal},
    session::{
        change::{self, Begin},
        find::Credential,
    },
};

/// The two forms.
#[must_use]
pub fn routes(routes: Routes) -> Routes {
    routes.form(paths::SIGN_IN, sign_in).form(paths::SIGN_OUT, sign_out)
}

/// Takes `name`, `passwort` and `weiter`.
async fn sign_in(page: Page, fields: Fields) -> Response {
    // where to go on is kept while the form is shown again
    let target = local(fields.get("weiter"));
    let again = match &target {
        Some(target) => paths::with_query(paths::SIGN_IN, &[("weiter", target)]),
        None => paths::SIGN_IN.to_owned(),
    };
    match check(&page, &fields).await {
        Ok(secret) => {
            let mut response = pages::redirect(StatusCode::SEE_OTHER, target.as_deref().unwrap_or(paths::HOME));
            set_cookie(&mut response, cookie::session(&page.state.config, &secret));
            response
        }
        Err(refusal) => page.refuse(refusal, &again, &fields).await,
    }
}

/// The secret of the new session.
async fn check(page: &Page, fields: &Fields) -> Result<String, Refusal> {
    let (state, now) = (&page.state, page.who.now);
    let (name, password) = (fields.get("name"), fields.raw("passwort"));
    let mut missing = Vec::new();
    if name.is_empty() {
        missing.push(FieldError::new("name", "missing", "Bitte geben Sie Ihren Namen ein."));
    }
    if password.is_empty() {
        missing.push(FieldError::new("passwort", "missing", "Bitte geben Sie Ihr Kennwort ein."));
    }
    if !missing.is_empty() {
        return Err(Refusal::Invalid(missing));
    }
    let attempt = change::attempt(&state.db, now, name, &page.who.address, &state.config.limits()).await?;
    let found = account::find::by_name(state.db.read(), name).await?;
    let open = found.filter(|account| account.disabled_at.is_none());
    // what is longer than any password is not worth hashing in full
    let password: String = password.chars().take(account::change::PASSWORD_MAX + 1).collect();
    let stored = open.as_ref().map(|account| account.password_hash.clone());
    let fits = state.passwords.verify(password, stored).await.map_err(refused)?;
    let Some(account) = open.filter(|_| fits) else {
        metrics::counter!("leitstand_sign_ins_total", "outcome" => "refused").increment(1);
        return Err(Refusal::rule(
            "credentials",
            "Name oder Kennwort stimmen nicht. Bitte prüfen Sie beides und versuchen Sie es noch einmal.",
        ));
    };
    let secret = password::secret().map_err(refused)?;
    let previous = match &page.who.credential {
        Some(Credential::Session(secret)) => Some(secret.clone()),
        _ => None,
    };
    let begin = Begin { account_id: account.id, secret: secret.clone(), previous };
    change::begin(&state.db, now, &state.config.lifetime(), begin).await?;
    change::succeeded(&state.db, attempt).await?;
    metrics::counter!("leitstand_sign_ins_total", "outcome" => "done").increment(1);
    Ok(secret)
}

fn refused(error: PasswordError) -> Refusal {
    match error {
        PasswordError::Busy => Refusal::TooMany { retry_after: 10 },
        PasswordError::Hash(_) | PasswordError::Random(_) => {
            tracing::error!(%error, "a password could not be checked");
            Refusal::Fault(sea_orm::DbErr::Custom(error.to_string()))
        }
    }
}

/// Ends the session; without one there is nothing to end.
async fn sign_out(page: Page, fields: Fields) -> Response {
    if let Some(Credential::Session(secret)) = &page.who.credential
        && let Err(refusal) = change::end(&page.state.db, page.who.now, &page.who.actor, secret).await
    {
        return page.refuse(refusal, paths::HOME, &fields).await;
    }
    let mut response = page.done(paths::HOME, "Sie sind abgemeldet.");
    set_cookie(&mut response, cookie::no_session(&page.state.config));
    response
}

fn set_cookie(response: &mut Response, line: Option<HeaderValue>) {
    if let Some(line) = line {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

/// An address of ours: nobody is sent to another site after signing in, nor back to the form.
fn local(target: &str) -> Option<String> {
    let plain = target.starts_with('/')
        && !target.starts_with("//")
        && target.len() <= 1000
        && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let uri: Uri = plain.then(|| target.parse().ok())??;
    let forms = [paths::SIGN_IN, paths::SIGN_OUT];
    (uri.authority().is_none() && uri.scheme().is_none() && !forms.contains(&uri.path())).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_addresses_of_ours_follow() {
        for good in ["/", "/projekte?q=a%20b", "/projekte/34.02.01-0494%2F19"] {
            assert_eq!(local(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "projekte",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
            "/anmelden?weiter=/",
            "/abmelden",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }
}
