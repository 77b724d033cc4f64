//! Licences as SPDX expressions (`EUPL-1.2`, `MIT OR Apache-2.0`): <https://spdx.org/licenses/>.
use spdx::{Expression, ParseMode, error::Reason, identifiers};
use std::fmt;

/// Longer expressions are refused, in characters.
pub const MAX: usize = 200;

/// Every name on the list is known, also those it advises against (`GPL-3.0`, `GPL-2.0+`): older files are full of them.
const KNOWN: ParseMode = ParseMode {
    allow_slash_as_or_operator: false,
    allow_imprecise_license_names: false,
    allow_postfix_plus_on_gpl: true,
    allow_deprecated: true,
    allow_unknown: false,
};

/// A licence, or several joined by `AND`, `OR` and `WITH`, of which each name is on the SPDX list or a reference of
/// one's own (`LicenseRef-…`). As typed, with single blanks; at most [`MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Licence(String);

impl Licence {
    /// The licence a person typed.
    ///
    /// # Errors
    /// A German sentence: which name is unknown and which known names are near it, or what is wrong with the form.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if typed.is_empty() {
            return Err("Bitte geben Sie eine Lizenz an, zum Beispiel EUPL-1.2.".into());
        }
        if typed.chars().count() > MAX {
            return Err(format!("Der Lizenzausdruck ist zu lang: höchstens {MAX} Zeichen."));
        }
        let expression = expression(&typed)?;
        let nothing = |name: &str| matches!(name, "NONE" | "NOASSERTION");
        if expression.requirements().any(|one| one.req.license.id().is_some_and(|id| nothing(id.name))) {
            return Err(
                "NONE und NOASSERTION nennen keine Lizenz. Lassen Sie die Angabe leer, wenn sie unbekannt ist.".into(),
            );
        }
        Ok(Self(typed))
    }

    /// The expression as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one can use the work under open licences alone: approved by the Open Source Initiative or free (libre)
    /// for the Free Software Foundation, as the SPDX list says. Of `AND` both sides must be, of `OR` one.
    #[must_use]
    pub fn is_open(&self) -> bool {
        expression(&self.0).is_ok_and(|expression| {
            expression.evaluate(|one| one.license.id().is_some_and(|id| id.is_osi_approved() || id.is_fsf_free_libre()))
        })
    }

    /// The address of its page on the SPDX list; none for several licences and for one that is not on the list.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        let known = identifiers::LICENSES.iter().any(|licence| licence.name == self.0);
        known.then(|| format!("https://spdx.org/licenses/{}", self.0))
    }

    /// The first name in it that the SPDX list advises against (such as `GPL-3.0`, which leaves open whether later
    /// versions hold too).
    #[must_use]
    pub fn outdated(&self) -> Option<&'static str> {
        // the parser turns GPL-3.0 into GPL-3.0-only, so the words are looked at
        names(&self.0).find_map(|name| {
            let known = identifiers::LICENSES.iter().find(|licence| licence.name == name)?;
            (known.flags & spdx::flags::IS_DEPRECATED != 0).then_some(known.name)
        })
    }
}

impl fmt::Display for Licence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The words of an expression that may be names of licences.
fn names(expression: &str) -> impl Iterator<Item = &str> {
    expression.split([' ', '(', ')']).filter(|word| !word.is_empty())
}

/// What is said where a `+` cannot be.
const PLUS: &str =
    "Das Pluszeichen steht im Lizenzausdruck an falscher Stelle. Schreiben Sie zum Beispiel GPL-3.0-or-later.";

fn expression(text: &str) -> Result<Expression, String> {
    if names(text).any(|name| name.ends_with("-only+") || name.ends_with("-or-later+")) {
        return Err(PLUS.into());
    }
    Expression::parse_mode(text, KNOWN).map_err(|error| {
        let wrong = text.get(error.span.clone()).unwrap_or(text);
        let wrong: String = wrong.chars().filter(|c| !c.is_control()).take(60).collect();
        match error.reason {
            Reason::UnknownLicense | Reason::UnknownTerm | Reason::InvalidCharacters => unknown(&wrong, text),
            Reason::UnknownException => format!("Die Ausnahme „{wrong}“ steht nicht auf der SPDX-Liste."),
            Reason::UnclosedParens | Reason::UnopenedParens => {
                "Im Lizenzausdruck fehlt eine Klammer, oder eine ist zu viel.".into()
            }
            Reason::SeparatedPlus | Reason::GnuNoPlus | Reason::GnuPlusWithSuffix => PLUS.into(),
            Reason::Empty | Reason::Unexpected(_) | Reason::DeprecatedLicenseId => {
                "Der Lizenzausdruck ist nicht vollständig. Verbinden Sie Lizenzen mit AND oder OR, \
                 zum Beispiel MIT OR Apache-2.0."
                    .into()
            }
        }
    })
}

/// The sentence for a name nobody knows, with the nearest known ones.
fn unknown(wrong: &str, text: &str) -> String {
    // a name of several words (Apache License 2.0) is taken whole: its single words say less
    let whole = !names(text).any(|word| matches!(word, "AND" | "OR" | "WITH"));
    let meant = nearest(if whole { text } else { wrong });
    let name: String = if whole { text } else { wrong }.chars().filter(|c| !c.is_control()).take(60).collect();
    if meant.is_empty() {
        return format!("„{name}“ steht nicht auf der SPDX-Liste der Lizenzen (spdx.org/licenses).");
    }
    format!("„{name}“ steht nicht auf der SPDX-Liste der Lizenzen. Meinten Sie {}?", meant.join(" oder "))
}

/// Up to three names of the list that a typed one may have meant, nearest first.
fn nearest(typed: &str) -> Vec<&'static str> {
    let folded = typed.trim().to_lowercase();
    let usual = spdx::imprecise_license_id(&folded).map(|(id, _)| id.name);
    let current = || identifiers::LICENSES.iter().filter(|licence| licence.flags & spdx::flags::IS_DEPRECATED == 0);
    let mut near: Vec<(usize, &'static str)> = current()
        .filter_map(|licence| {
            let by_id = strsim::damerau_levenshtein(&folded, &licence.name.to_lowercase());
            let by_name = strsim::damerau_levenshtein(&folded, &licence.full_name.to_lowercase());
            let distance = by_id.min(by_name);
            (distance * 3 <= folded.chars().count()).then_some((distance, licence.name))
        })
        .collect();
    near.sort_unstable();
    if near.first().is_some_and(|(distance, _)| *distance == 0) {
        near.truncate(1);
    }
    let mut names: Vec<&'static str> = usual.into_iter().chain(near.into_iter().map(|(_, name)| name)).collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    names.truncate(3);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_the_list_pass() {
        for (typed, open) in [
            ("EUPL-1.2", true),
            (" MIT OR Apache-2.0 ", true),
            ("(MIT AND BSD-3-Clause) OR EUPL-1.2", true),
            ("MIT\n  OR\tISC", true),
            ("GPL-3.0-or-later WITH GCC-exception-3.1", true),
            ("GPL-3.0", true),
            ("GPL-2.0+", true),
            ("AGPL-3.0", true),
            ("CC-BY-4.0", true),
            ("CC0-1.0", true),
            ("CC-BY-NC-4.0", false),
            ("BUSL-1.1", false),
            ("LicenseRef-Stadt", false),
            ("MIT AND BUSL-1.1", false),
            ("MIT OR BUSL-1.1", true),
        ] {
            let licence = Licence::parse(typed).unwrap_or_else(|why| panic!("{typed}: {why}"));
            assert_eq!(licence.as_str(), typed.split_whitespace().collect::<Vec<_>>().join(" "));
            assert_eq!(licence.is_open(), open, "{typed}");
        }
        assert_eq!(Licence::parse("MIT OR GPL-3.0").unwrap().outdated(), Some("GPL-3.0"));
        assert_eq!(Licence::parse("GPL-3.0-only").unwrap().outdated(), None);
    }

    #[test]
    fn unknown_names_are_refused_with_the_nearest() {
        for (typed, meant) in [
            ("eupl-1.2", "EUPL-1.2"),
            ("EUPL 1.2", "EUPL-1.2"),
            ("EUPL-1.3", "EUPL-1.2"),
            ("MTI", "MIT"),
            ("Apache 2.0", "Apache-2.0"),
            ("Apache License 2.0", "Apache-2.0"),
            ("AGPL-3.0-or-latr", "AGPL-3.0-or-later"),
            ("MIT OR Apahce-2.0", "Apache-2.0"),
            ("gpl v3", "GPL-3.0"),
        ] {
            let why = Licence::parse(typed).unwrap_err();
            assert!(why.contains("Meinten Sie") && why.contains(meant), "{typed}: {why}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let long = "MIT OR ".repeat(100);
        let deep = "(".repeat(150);
        let names = [
            "",
            "  ",
            "MIT OR",
            "OR MIT",
            "(MIT",
            "MIT)",
            "MIT Apache-2.0",
            "proprietär 🔒 Zettel",
            "NONE",
            "NOASSERTION",
        ];
        for typed in names.into_iter().chain(["MIT WITH nichts", "GPL-3.0-only+", "MIT\u{0}", &long, &deep]) {
            assert!(Licence::parse(typed).unwrap_err().ends_with(['.', '?', ')']), "{typed}");
        }
    }
}
