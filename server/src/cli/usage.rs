//! Wrong usage in one German line instead of a screen of English.
use clap::{
    Command,
    error::{ContextKind, ContextValue, Error, ErrorKind},
};
use std::{io::Write as _, process::ExitCode};

/// Prints help on standard output, everything else as one line on standard error.
pub fn explain(error: &Error, command: &Command) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = write!(std::io::stdout().lock(), "{}", error.render());
        return ExitCode::SUCCESS;
    }
    let _ = writeln!(std::io::stderr().lock(), "leitstand: {}", line(error, command));
    ExitCode::from(2)
}

fn line(error: &Error, command: &Command) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let arg = text(ContextKind::InvalidArg);
    let value: String = text(ContextKind::InvalidValue).chars().take(80).collect();
    let valid = text(ContextKind::ValidValue);
    let help = "`leitstand --help` zeigt, was es gibt.";
    let sentence = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let named = with_variable(&arg, command);
            // addresses of databases and mail servers hold passwords
            let secret = ["--database-url", "--smtp-url"].iter().any(|option| arg.contains(option));
            let shown = if secret { "…".to_owned() } else { value };
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            match (shown.is_empty(), valid.is_empty()) {
                (true, true) if why.is_empty() => format!("{named} braucht einen Wert. {help}"),
                (_, false) => format!("{named}: „{shown}“ geht nicht; möglich sind {valid}."),
                _ => format!("{named}: „{shown}“ geht nicht; {why}."),
            }
        }
        ErrorKind::UnknownArgument => format!("Die Angabe {arg} gibt es hier nicht. {help}"),
        ErrorKind::InvalidSubcommand => {
            format!("Den Befehl {} gibt es nicht. {help}", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("Es fehlt: {arg}. {help}"),
        ErrorKind::ArgumentConflict => {
            format!("{arg} und {} passen nicht zusammen. {help}", text(ContextKind::PriorArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!("Es fehlt der Befehl. {help}")
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("{arg} hat zu viele oder zu wenige Werte. {help}")
        }
        ErrorKind::InvalidUtf8 => format!("Eine Angabe ist kein gültiger Text (UTF-8). {help}"),
        _ => format!("So geht es nicht. {help}"),
    };
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An option with the environment variable it may have come from.
fn with_variable(arg: &str, command: &Command) -> String {
    fn find(arg: &str, command: &Command) -> Option<String> {
        let own = command.get_arguments().find(|candidate| candidate.to_string() == arg);
        own.and_then(|found| found.get_env().map(|name| name.to_string_lossy().into_owned()))
            .or_else(|| command.get_subcommands().find_map(|inner| find(arg, inner)))
    }
    match find(arg, command) {
        Some(variable) => format!("{arg} [{variable}]"),
        None => arg.to_owned(),
    }
}
