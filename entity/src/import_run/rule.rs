//! By which rule a cell was read, in words.

/// What a rule of the reader does, as the end of "gelesen …".
#[must_use]
pub fn words(rule: &str) -> &'static str {
    match rule {
        "amount.number" => "als Zahl der Zelle, in der Einheit der Spalte",
        "amount.text" => "als Betrag, der als Text geschrieben ist",
        "amount.words" => "als ungefährer Betrag (rund, ca., mindestens, höchstens)",
        "percent" => "als Prozentsatz",
        "integer" => "als ganze Zahl",
        "date.cell" => "als Datum der Zelle",
        "date.serial" => "als Datum, das die Zelle als Tageszahl enthält",
        "date.text" => "als Datum, das als Text geschrieben ist",
        "range.one" => "als Laufzeit, von der nur ein Tag genannt ist",
        "range.text" => "als Laufzeit mit Beginn und Ende in einer Zelle",
        "code.text" => "als Kennzeichen",
        "code.number" => "als Kennzeichen, dessen Ziffern die Zelle als Zahl enthält",
        "text" => "als Text",
        "blank" | "blank.dash" => "als leere Zelle",
        _ => "nach einer Regel, die hier keine Worte hat",
    }
}
