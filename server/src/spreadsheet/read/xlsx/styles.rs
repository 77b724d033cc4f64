//! Number formats: which style of a workbook means which of them, and which of them show a day.
use super::super::super::workbook::Value;
use super::super::ReadError;
use super::super::container::Part;
use super::super::convert::moment;
use super::super::xml::{Token, Xml};
use calamine::{ExcelDateTime, ExcelDateTimeType};
use std::collections::HashMap;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Shown {
    /// A number.
    Number,
    /// A day or a time.
    Moment,
    /// A length of time.
    Duration,
}

/// What a cell's style says.
#[derive(Debug, Clone, Copy)]
struct Style {
    shown: Shown,
    /// The number format's id in the file.
    code: u32,
}

/// The styles of a workbook.
#[derive(Debug, Default)]
pub(in super::super) struct Styles {
    styles: Vec<Style>,
    /// Codes the workbook defines itself.
    own: HashMap<u32, String>,
    /// Codes in use and where they stand in [`Self::into_codes`].
    used: HashMap<u32, u16>,
    codes: Vec<String>,
}

impl Styles {
    pub(super) fn read(part: Part<'_, '_>) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part);
        let mut styles = Self::default();
        let mut inside = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) if tag.name == b"numFmt" => {
                    if let (Some(id), Some(code)) = (tag.number(b"numFmtId"), tag.text(b"formatCode")) {
                        styles.define(id, code);
                    }
                }
                Token::Open(tag) if tag.name == b"cellXfs" => inside = !tag.empty,
                Token::Close(b"cellXfs") => inside = false,
                Token::Open(tag) if inside && tag.name == b"xf" => {
                    styles.add(tag.number(b"numFmtId").unwrap_or(0));
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// Adds a number format of the workbook's own. All of them come before the styles.
    pub(in super::super) fn define(&mut self, id: u32, code: String) {
        self.own.insert(id, code);
    }

    /// Adds the next style: the one with this number format.
    pub(in super::super) fn add(&mut self, code: u32) {
        let shown = self.own.get(&code).map_or_else(|| builtin_shown(code), |code| shown(code));
        self.styles.push(Style { shown, code });
    }

    /// What the style of a cell says, and the index of its number format.
    pub(in super::super) fn of(&mut self, style: usize) -> (Shown, u16) {
        let Some(Style { shown, code }) = self.styles.get(style).copied() else { return (Shown::Number, 0) };
        if let Some(index) = self.used.get(&code) {
            return (shown, *index);
        }
        let text = self.own.get(&code).map_or_else(|| builtin(code), String::as_str);
        if self.codes.is_empty() {
            self.codes.push("General".into());
        }
        let index = self.codes.iter().position(|have| have == text).unwrap_or_else(|| {
            self.codes.push(text.to_owned());
            self.codes.len() - 1
        });
        // a workbook has at most some thousand formats; what is beyond is shown as general
        let index = u16::try_from(index).unwrap_or(0);
        self.used.insert(code, index);
        (shown, index)
    }

    /// The codes in use; the first one is the general format.
    pub(in super::super) fn into_codes(mut self) -> Vec<String> {
        if self.codes.is_empty() {
            self.codes.push("General".into());
        }
        self.codes
    }
}

impl Shown {
    /// A number as it is shown.
    pub(in super::super) fn value(self, number: f64, from_1904: bool) -> Value {
        let kind = match self {
            Self::Number => return Value::Number(number),
            Self::Moment => ExcelDateTimeType::DateTime,
            Self::Duration => ExcelDateTimeType::TimeDelta,
        };
        moment(&ExcelDateTime::new(number, kind, from_1904))
    }
}

/// What the formats mean that no workbook has to define (ECMA-376, 18.8.30).
fn builtin_shown(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Moment,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

fn builtin(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "mm-dd-yy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "m/d/yy h:mm",
        37 => "#,##0 ;(#,##0)",
        38 => "#,##0 ;[Red](#,##0)",
        39 => "#,##0.00;(#,##0.00)",
        40 => "#,##0.00;[Red](#,##0.00)",
        41 => "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
        42 => "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)",
        43 => "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
        44 => "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mmss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

/// What the first part of a code shows. Quoted and escaped signs are only decoration, and so are brackets, unless
/// they hold nothing but hours, minutes or seconds: those count on beyond a day.
fn shown(code: &str) -> Shown {
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign {
            // an escaped sign, a width, a sign that fills up
            '\\' | '_' | '*' => {
                signs.next();
            }
            '"' => {
                signs.by_ref().take_while(|sign| *sign != '"').for_each(drop);
            }
            '[' => {
                let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect::<String>().to_lowercase();
                if ["h", "m", "s"].iter().any(|unit| !inner.is_empty() && inner.replace(unit, "").is_empty()) {
                    return Shown::Duration;
                }
            }
            ';' => return Shown::Number,
            'G' | 'g' if signs.as_str().get(..6).is_some_and(|rest| rest.eq_ignore_ascii_case("eneral")) => {
                signs.by_ref().take(6).for_each(drop);
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => return Shown::Moment,
            'a' | 'A' if signs.as_str().starts_with(['/', 'm', 'M']) => return Shown::Moment,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_numbers() {
        for code in
            ["DD/MM/YY", "H:MM:SS;@", "m\"M\"d\"D\";@", "[$-404]e\"x\"m", "ha/p\\m", "*-yyyy-mm-dd", "[Red]dd.mm."]
        {
            assert_eq!(shown(code), Shown::Moment, "{code}");
        }
        for code in ["[h]:mm:ss", "[ss]", "[s].000", "[Blue]\\+[h]:mm;[Red]\\-[h]:mm", "[h]:mm;[=0]\\-"] {
            assert_eq!(shown(code), Shown::Duration, "{code}");
        }
        for code in [
            "#,##0\\ [$\\u20bd-46D]",
            "\"Y: \"0.00\"m\";\"Y: \"-0.00",
            "\"$\"#,##0_);[Red](\"$\"#,##0)",
            "0_ ;[Red]\\-0\\ ",
            "\\Y000000",
            "#,##0.0####\" YMD\"",
            "[>=100][Magenta]General",
            "#,##0.00\\ _M\"H\"_);[Red]#,##0.00\\ _M\"S\"_)",
            "#,##0*y",
            "General",
            "#,##0.00 \"T€\"",
        ] {
            assert_eq!(shown(code), Shown::Number, "{code}");
        }
    }
}
