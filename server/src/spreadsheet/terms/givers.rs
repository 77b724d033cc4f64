//! Who gives, as headings name it: amounts of several givers are one field together.
use super::stems::{is_stem, plain, words};

/// Givers of other public money, by words and by the beginning of compounds, and the one they are a part of.
const GIVERS: [(&str, &[&str], &[&str]); 10] = [
    ("eu", &["eu", "union", "ec"], &["unions", "europaeisch"]),
    ("efre", &["efre", "erdf", "feder"], &[]),
    ("esf", &["esf"], &[]),
    ("jtf", &["jtf"], &[]),
    ("eler", &["eler"], &[]),
    ("bund", &["bund", "federal"], &["bundes"]),
    ("kreis", &["kreis", "landkreis"], &["kreis", "landkreis"]),
    ("lvr", &["lvr"], &[]),
    ("lwl", &["lwl"], &[]),
    ("sonst", &["sonst", "sonstig", "weiter", "ander", "uebrig", "other"], &[]),
];
/// Of the European Union.
const FUNDS: [&str; 4] = ["efre", "esf", "jtf", "eler"];
/// What stands beside them is a part or the whole of other amounts.
const PARTS: [&str; 9] = ["davon", "gesamt", "insgesamt", "summ", "land", "nrw", "darunter", "total", "kofinanzierung"];

/// The one giver a heading names.
fn giver(heading: &str) -> Option<&'static str> {
    let words = words(&plain(heading));
    if words.iter().any(|word| PARTS.iter().any(|part| is_stem(&word.stem, part) || word.stem == *part)) {
        return None;
    }
    let named = |(_, whole, begin): &&(&str, &[&str], &[&str])| {
        words.iter().any(|word| {
            whole.iter().any(|whole| is_stem(&word.stem, whole))
                || begin.iter().any(|begin| word.stem.starts_with(begin))
        })
    };
    let mut found = GIVERS.iter().filter(named).map(|(name, ..)| *name);
    found.next().filter(|_| found.next().is_none())
}

/// Whether two headings name givers of whom none is a part of the other: "EFRE" and "Bund", not "EU-Mittel" and "EFRE".
pub(in super::super) fn apart(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (giver(one), giver(other)) else { return false };
    let inside = |whole: &str, part: &str| whole == "eu" && FUNDS.contains(&part);
    one != other && !inside(one, other) && !inside(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn givers_are_apart_where_none_is_a_part_of_the_other() {
        for (one, other, expected) in [
            ("EFRE", "Bund", true),
            ("Finanzierung / EFRE", "Finanzierung / Bund", true),
            ("Bundesmittel", "sonstige öffentliche Mittel", true),
            ("EU-Mittel", "EFRE-Mittel", false),
            ("EU-Mittel", "davon Bund", false),
            ("öffentliche Mittel", "Bund", false),
            ("Bund", "Mittel des Bundes", false),
            ("Bund, EU", "EFRE", false),
        ] {
            assert_eq!(apart(one, other), expected, "{one}, {other}");
        }
    }
}
