//! What only software has, after publiccode.yml: its fields and the standard's words.
use super::field::Field;

impl Field {
    /// Whether only software has it: publiccode.yml asks for it.
    #[must_use]
    pub fn is_for_software(self) -> bool {
        matches!(
            self,
            Self::LongDescription
                | Self::Features
                | Self::Platforms
                | Self::SoftwareType
                | Self::Categories
                | Self::Languages
                | Self::Translatable
                | Self::Maintenance
                | Self::Contractor
                | Self::ContractUntil
        )
    }
}

/// The standard knows these by name.
pub(super) fn platforms() -> Vec<(&'static str, &'static str)> {
    vec![
        ("web", "Web"),
        ("windows", "Windows"),
        ("mac", "macOS"),
        ("linux", "Linux"),
        ("ios", "iOS"),
        ("android", "Android"),
    ]
}

/// `softwareType` of publiccode.yml.
pub(super) fn software_types() -> Vec<(&'static str, &'static str)> {
    vec![
        ("standalone/web", "Web-Anwendung"),
        ("standalone/mobile", "mobile App"),
        ("standalone/desktop", "Desktop-Programm"),
        ("standalone/backend", "Hintergrunddienst"),
        ("standalone/iot", "Internet der Dinge"),
        ("standalone/other", "sonstiges Programm"),
        ("addon", "Erweiterung"),
        ("library", "Programmbibliothek"),
        ("configurationFiles", "Konfiguration"),
    ]
}

/// `maintenance.type` of publiccode.yml.
pub(super) fn maintenance() -> Vec<(&'static str, &'static str)> {
    vec![
        ("internal", "die anbietende Stelle selbst"),
        ("contract", "ein Auftragnehmer"),
        ("community", "eine Gemeinschaft"),
        ("none", "niemand"),
    ]
}

/// Yes or no.
pub(super) fn yes_no() -> Vec<(&'static str, &'static str)> {
    vec![("yes", "ja"), ("no", "nein")]
}
