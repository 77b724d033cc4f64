//! Holds a file against the standard of the version it declares. What makes a file invalid is an error; what the
//! standard does not know, advises against or only recommends is a warning.
use super::{
    FINDINGS, Finding, leaf,
    schema::{Key, Needed, ROOT, Shape},
    shown,
    tree::{self, Entry, Node, Value},
    values, words,
};

/// Everything wrong or worth knowing in a `publiccode.yml`; no errors among it means that the file is valid. A file that
/// cannot be read has one finding that says why. At most [`FINDINGS`] errors and as many warnings.
#[must_use]
pub fn check(text: &str) -> Vec<Finding> {
    match tree::parse(text.as_bytes()) {
        Ok(root) => examine(&root),
        Err(finding) => vec![finding],
    }
}

/// The same for a file already read.
pub(super) fn examine(root: &Node) -> Vec<Finding> {
    let Value::Map(entries) = &root.value else {
        return vec![Finding::error("", root.line, "Die Datei muss aus Schlüsseln mit Werten bestehen (name: …).")];
    };
    let version = root.get("publiccodeYmlVersion");
    let declared = version.and_then(Node::text);
    let mut check = Check { minor: declared.and_then(minor).unwrap_or(NEWEST), found: Vec::new() };
    if let (Some(node), Some(text)) = (version, declared) {
        check.version(node, text);
    }
    check.section("", None, entries, ROOT);
    check.maintenance(root);
    if let Some(organisation) = root.get("organisation").filter(|node| !node.is_nothing())
        && organisation.get("name").is_none_or(Node::is_nothing)
    {
        check.warn(
            "organisation.name",
            organisation.line,
            "Geben Sie auch den Namen der Organisation an; gängige Prüfprogramme verlangen ihn.",
        );
    }
    check.found
}

/// The newest version we know.
const NEWEST: u8 = 7;

/// The number behind `0.`; a mere `0` means the newest.
pub(super) fn minor(version: &str) -> Option<u8> {
    if version == "0" {
        return Some(NEWEST);
    }
    let mut parts = version.strip_prefix("0.")?.split('.');
    let minor = parts.next().filter(|part| part.len() == 1)?.parse().ok()?;
    let patch = parts.next().is_none_or(|part| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit()));
    ((2..=NEWEST).contains(&minor) && patch && parts.next().is_none()).then_some(minor)
}

pub(super) struct Check {
    /// The version by whose rules we look.
    pub minor: u8,
    found: Vec<Finding>,
}

impl Check {
    fn push(&mut self, finding: Finding) {
        if self.found.iter().filter(|one| one.severity == finding.severity).count() < FINDINGS {
            self.found.push(finding);
        }
    }

    pub fn error(&mut self, path: &str, line: impl Into<Option<usize>>, message: impl Into<String>) {
        self.push(Finding::error(path, line, message));
    }

    pub fn warn(&mut self, path: &str, line: impl Into<Option<usize>>, message: impl Into<String>) {
        self.push(Finding::warning(path, line, message));
    }

    fn version(&mut self, node: &Node, text: &str) {
        let path = "publiccodeYmlVersion";
        match minor(text) {
            None => self.error(
                path,
                node.line,
                format!("Die Version „{}“ des Standards ist unbekannt. Bekannt sind 0.2 bis 0.{NEWEST}; openCode verlangt \"0.4\".", shown(text)),
            ),
            Some(old) if old < 4 => {
                self.warn(path, node.line, "Diese Version des Standards ist veraltet. openCode verlangt \"0.4\".");
            }
            Some(_) => {}
        }
    }

    /// A mapping with keys of the standard.
    fn section(&mut self, path: &str, line: Option<usize>, entries: &[Entry], keys: &[Key]) {
        for entry in entries {
            let at = join(path, &shown(&entry.key));
            match keys.iter().find(|key| key.name == entry.key) {
                Some(key) => self.entry(&at, entry, key),
                None if path.is_empty() && values::is_country(&entry.key.to_ascii_uppercase()) => {
                    if self.minor >= 7 {
                        self.warn(
                            &at,
                            entry.line,
                            "Angaben für einzelne Länder sind seit Version 0.7 veraltet. Verwenden Sie „supports“.",
                        );
                    }
                }
                None => {
                    let meant = keys.iter().find(|key| key.name.eq_ignore_ascii_case(&entry.key));
                    let meant = meant.map_or(String::new(), |key| format!(" Meinten Sie „{}“?", key.name));
                    self.warn(
                        &at,
                        entry.line,
                        format!("Der Standard kennt den Schlüssel „{}“ hier nicht.{meant}", shown(&entry.key)),
                    );
                }
            }
        }
        for key in keys {
            let there = entries.iter().find(|entry| entry.key == key.name);
            if there.is_some_and(|entry| !entry.value.is_nothing()) || !self.is_needed(key) {
                continue;
            }
            let at = join(path, key.name);
            let line = there.map(|entry| entry.line).or(line);
            match key.shape {
                // tells what is missing in it
                Shape::Section(inner) => self.section(&at, line, &[], inner),
                _ => self.error(&at, line, missing(key)),
            }
        }
    }

    fn is_needed(&self, key: &Key) -> bool {
        match key.needed {
            Needed::Always => true,
            Needed::UpTo(last) => self.minor <= last,
            Needed::No | Needed::Once => false,
        }
    }

    fn entry(&mut self, path: &str, entry: &Entry, key: &Key) {
        if entry.value.is_nothing() {
            return;
        }
        if key.since > self.minor {
            self.warn(
                path,
                entry.line,
                format!("Diesen Schlüssel gibt es erst seit Version 0.{} des Standards.", key.since),
            );
        }
        if let Some((since, instead)) = key.outdated
            && since <= self.minor
        {
            self.warn(path, entry.line, format!("Diese Angabe ist seit Version 0.{since} veraltet. {instead}"));
        }
        self.value(path, &entry.value, key.shape);
    }

    /// A value that is there.
    fn value(&mut self, path: &str, node: &Node, shape: Shape) {
        match (shape, &node.value) {
            (Shape::Section(keys), Value::Map(entries)) => self.section(path, Some(node.line), entries, keys),
            (Shape::Languages(keys), Value::Map(entries)) => self.languages(path, entries, keys),
            (Shape::Section(_) | Shape::Languages(_), _) => {
                self.error(path, node.line, "Hier werden eingerückte Schlüssel mit Werten erwartet.");
            }
            (Shape::List(of) | Shape::OneOrMore(of), Value::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let path = format!("{path}[{at}]");
                    match of {
                        Shape::Section(keys) if item.is_nothing() => self.section(&path, Some(item.line), &[], keys),
                        _ if item.is_nothing() => self.warn(&path, item.line, "Dieser Eintrag der Liste ist leer."),
                        _ => self.value(&path, item, *of),
                    }
                }
            }
            (Shape::OneOrMore(of), Value::Text { .. }) => self.value(path, node, *of),
            (Shape::List(_) | Shape::OneOrMore(_), _) => {
                self.error(
                    path,
                    node.line,
                    "Hier wird eine Liste erwartet: je Eintrag eine Zeile, die mit „- “ beginnt.",
                );
            }
            (_, Value::Text { text, plain }) => leaf::check(self, path, node.line, text, *plain, shape),
            (_, _) => self.error(
                path,
                node.line,
                "Hier wird ein einfacher Wert erwartet, keine Liste und keine Unterschlüssel.",
            ),
        }
    }

    /// A section for each language; some keys need to be in one of them only.
    fn languages(&mut self, path: &str, entries: &[Entry], keys: &[Key]) {
        for entry in entries {
            let at = join(path, &shown(&entry.key));
            if !values::is_language(&entry.key) {
                self.error(
                    &at,
                    entry.line,
                    format!("„{}“ ist kein Sprachkürzel nach BCP 47, zum Beispiel de oder en.", shown(&entry.key)),
                );
            }
            match &entry.value.value {
                Value::Map(inner) => self.section(&at, Some(entry.line), inner, keys),
                _ if entry.value.is_nothing() => self.section(&at, Some(entry.line), &[], keys),
                _ => self.error(&at, entry.line, "Hier werden eingerückte Schlüssel mit Werten erwartet."),
            }
        }
        for key in keys.iter().filter(|key| key.needed == Needed::Once) {
            let lacks = |entry: &&Entry| entry.value.get(key.name).is_none_or(Node::is_nothing);
            let all = entries.iter().all(|entry| lacks(&entry));
            for entry in entries.iter().filter(lacks).take(if all { 1 } else { usize::MAX }) {
                let at = join(&join(path, &shown(&entry.key)), key.name);
                if all {
                    self.error(&at, entry.line, missing(key));
                } else {
                    self.warn(&at, entry.line, format!("In dieser Sprache fehlt: {}.", key.label));
                }
            }
        }
    }

    /// Who maintains decides who must be named.
    fn maintenance(&mut self, root: &Node) {
        let Some(maintenance) = root.get("maintenance") else { return };
        let kind = maintenance.get("type").and_then(Node::text).unwrap_or_default();
        let has = |key: &str| maintenance.get(key).is_some_and(|node| !node.is_nothing());
        if matches!(kind, "internal" | "community") && !has("contacts") {
            self.error(
                "maintenance.contacts",
                maintenance.line,
                format!("Es fehlt: Kontakte. Bei der Pflege „{kind}“ verlangt sie der Standard."),
            );
        }
        if kind == "contract" && !has("contractors") {
            self.error(
                "maintenance.contractors",
                maintenance.line,
                "Es fehlt: Auftragnehmer. Bei der Pflege „contract“ verlangt sie der Standard.",
            );
        }
        if !matches!(kind, "contract" | "") && has("contractors") {
            self.warn(
                "maintenance.contractors",
                maintenance.line,
                "Auftragnehmer gehören nur zur Pflege „contract“; gängige Prüfprogramme weisen sie sonst zurück.",
            );
        }
    }
}

fn missing(key: &Key) -> String {
    format!("Es fehlt: {}. Der Standard verlangt diese Angabe.", key.label)
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

/// Whether a word of a list is known in a version; what to say if not.
pub(super) fn listed(check: &mut Check, path: &str, line: usize, text: &str, list: words::Words) {
    match words::since(list, text) {
        Some(since) if since > check.minor => {
            check.warn(path, line, format!("„{text}“ gibt es erst seit Version 0.{since} des Standards."));
        }
        Some(_) => {}
        None => {
            let folded = text.trim().to_lowercase().replace([' ', '_'], "-");
            let near = words::all(list, check.minor)
                .find(|word| *word == folded || word.starts_with(&folded) && folded.len() > 3);
            let meant = near.map_or(String::new(), |word| format!(" Meinten Sie „{word}“?"));
            check.error(path, line, format!("„{}“ steht nicht auf der Liste des Standards.{meant}", shown(text)));
        }
    }
}
