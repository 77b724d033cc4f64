//! `user` and `token`: accounts without a browser, for the first administrator and for scripts.
use super::{Common, Failure, say};
use crate::password;
use clap::Subcommand;
use entity::{
    account::{change, find},
    actor::{Actor, Grant},
    clock::Clock,
    permission::{Role, ScopeKind},
    refusal::Refusal,
    session,
};

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Legt ein Konto an und zeigt einmal das erste Kennwort
    Add {
        /// Name zum Anmelden
        #[arg(long)]
        name: String,
        /// Rolle, zum Beispiel cdo oder ministry_budget
        #[arg(long, value_name = "ROLLE", value_parser = role)]
        role: Role,
        /// Bereich der Rolle: Kürzel der Region oder Behörde, Nummer des Projekts oder Gemeindeschlüssel
        #[arg(long, value_name = "BEREICH")]
        scope: Option<String>,
        /// Angezeigter Name
        #[arg(long, value_name = "NAME", default_value = "")]
        display_name: String,
        /// Liest das Kennwort von der Standardeingabe (eine Zeile)
        #[arg(long)]
        password_stdin: bool,
    },
    /// Zeigt alle Konten
    List,
    /// Sperrt ein Konto; seine Anmeldungen und Token enden sofort
    Disable {
        /// Name zum Anmelden
        name: String,
    },
}

/// Tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Stellt ein Token aus; es steht nur dieses eine Mal in der letzten Zeile der Ausgabe
    Add {
        /// Das Konto, dessen Rechte das Token hat
        #[arg(long, value_name = "NAME")]
        user: String,
        /// Wofür es ist
        #[arg(long, value_name = "TEXT")]
        label: String,
    },
}

fn operator() -> Actor {
    Actor::system("Kommandozeile")
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_key(text).filter(|role| *role != Role::Public).ok_or_else(|| {
        let keys: Vec<&str> = Role::ALL.iter().filter(|role| **role != Role::Public).map(|role| role.key()).collect();
        format!("möglich sind {}", keys.join(", "))
    })
}

/// `user …`
pub async fn user(common: &Common, command: User) -> Result<(), Failure> {
    match command {
        User::Add { name, role, scope, display_name, password_stdin } => {
            check_scope(role, scope.as_deref())?;
            let shown = change::check_name(&name).map_err(|why| Failure::usage(Failure::from(why).to_string()))?;
            let given = if password_stdin { Some(read_password()?) } else { None };
            let password = match &given {
                Some(password) => password.clone(),
                None => password::first_password()?,
            };
            let password_hash = password::hash(&password)?;
            let db = common.open().await?;
            let command = change::New { name, display_name, password_hash, grants: vec![Grant { role, scope }] };
            change::add(&db, &operator(), Clock::System.now(), command).await?;
            say(format_args!("Konto „{shown}“ angelegt, Rolle {}.", role.label()));
            if given.is_none() {
                say("Erstes Kennwort, nur dieses eine Mal:");
                say(password);
            }
            Ok(())
        }
        User::List => {
            let db = common.open().await?;
            for line in find::list(&db, &operator()).await? {
                let roles: Vec<String> = line
                    .grants
                    .iter()
                    .map(|grant| match &grant.scope {
                        Some(scope) => format!("{} ({scope})", grant.role.key()),
                        None => grant.role.key().to_owned(),
                    })
                    .collect();
                let state = if line.disabled_at.is_some() { "gesperrt" } else { "offen" };
                say(format_args!("{}\t{}\t{}\t{state}", line.name, line.display_name, roles.join(", ")));
            }
            Ok(())
        }
        User::Disable { name } => {
            let db = common.open().await?;
            change::disable(&db, &operator(), Clock::System.now(), &name).await.map_err(|why| unknown(why, &name))?;
            say(format_args!("Konto „{name}“ gesperrt."));
            Ok(())
        }
    }
}

/// `token …`
pub async fn token(common: &Common, command: Token) -> Result<(), Failure> {
    let Token::Add { user, label } = command;
    let db = common.open().await?;
    let token = format!("leitstand_{}", password::secret()?);
    let command = change::NewToken { account: user.clone(), label, token_hash: session::digest(&token) };
    change::add_token(&db, &operator(), Clock::System.now(), command).await.map_err(|why| unknown(why, &user))?;
    say(format_args!("Token für „{user}“, nur dieses eine Mal:"));
    say(token);
    Ok(())
}

fn unknown(refusal: Refusal, name: &str) -> Failure {
    match refusal {
        Refusal::NotFound => {
            Failure::new(format!("Das Konto „{name}“ gibt es nicht. `leitstand user list` zeigt alle Konten."))
        }
        other => other.into(),
    }
}

fn check_scope(role: Role, scope: Option<&str>) -> Result<(), Failure> {
    let what = match (role.scope_kind(), scope) {
        (Some(_), Some(_)) | (None, None) => return Ok(()),
        (None, Some(_)) => {
            return Err(Failure::usage(format!("Die Rolle {} gilt überall; bitte --scope weglassen.", role.key())));
        }
        (Some(ScopeKind::Region), None) => "dem Kürzel der Region, zum Beispiel aachen",
        (Some(ScopeKind::Authority), None) => "dem Kürzel der Bewilligungsbehörde",
        (Some(ScopeKind::Project), None) => "der Nummer des Projekts",
        (Some(ScopeKind::Municipality), None) => "dem Gemeindeschlüssel, zum Beispiel 05334002",
    };
    Err(Failure::usage(format!("Die Rolle {} braucht --scope mit {what}.", role.key())))
}

/// One line from standard input.
fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| {
        Failure::new(format!("Das Kennwort ließ sich nicht von der Standardeingabe lesen: {error}"))
    })?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    change::check_password(&password)?;
    Ok(password)
}
