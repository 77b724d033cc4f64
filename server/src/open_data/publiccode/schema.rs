//! Which keys the standard knows, what may stand there, since when, and what became of them. The versions are those of
//! the standard's change log: 0.3 made `genericName` optional and shortened the least `longDescription`, 0.4 made
//! `releaseDate` optional, 0.5 `categories`; 0.5 brought `organisation` and `fundedBy`, 0.7 `supports`.
use super::{
    facts::{DevelopmentStatus, MaintenanceType, SoftwareType},
    words::{CATEGORIES, SCOPES, Words},
};

/// What may stand behind a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text; at most so many characters, zero for no limit.
    Text(usize),
    /// A text that should be one line, at most so many characters.
    Line(usize),
    /// The long description.
    Long,
    /// A feature: without limit since 0.3.
    Feature,
    /// `true` or `false`.
    Bool,
    /// A date.
    Date,
    /// The address of a repository.
    Repository,
    /// The address of a page.
    Page,
    /// A URL or URN.
    Uri,
    /// A path in the repository or an address, with one of these endings.
    File(&'static [&'static str]),
    /// An e-mail address.
    Mail,
    /// A telephone number.
    Phone,
    /// A language.
    Language,
    /// A country.
    Country,
    /// A licence expression.
    Licence,
    /// Something that is supported.
    Supported,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A word of a list that grew.
    Listed(Words),
    /// A platform.
    Platform,
    /// Several.
    List(&'static Shape),
    /// One or several.
    OneOrMore(&'static Shape),
    /// A section.
    Section(&'static [Key]),
    /// Sections by language.
    Languages(&'static [Key]),
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    No,
    Always,
    /// Up to this version.
    UpTo(u8),
    /// In at least one language.
    Once,
}

/// A key of the standard.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub name: &'static str,
    /// The German name.
    pub label: &'static str,
    pub shape: Shape,
    pub needed: Needed,
    /// The version that brought it.
    pub since: u8,
    /// The version that advised against it, and what to do instead.
    pub outdated: Option<(u8, &'static str)>,
}

const fn may(name: &'static str, label: &'static str, shape: Shape) -> Key {
    Key { name, label, shape, needed: Needed::No, since: 2, outdated: None }
}

const fn must(name: &'static str, label: &'static str, shape: Shape) -> Key {
    Key { needed: Needed::Always, ..may(name, label, shape) }
}

impl Key {
    const fn needed(self, needed: Needed) -> Self {
        Self { needed, ..self }
    }

    const fn since(self, since: u8) -> Self {
        Self { since, ..self }
    }

    const fn outdated(self, since: u8, instead: &'static str) -> Self {
        Self { outdated: Some((since, instead)), ..self }
    }
}

const DROP: &str = "Lassen Sie sie weg.";
const LOGO: Shape = Shape::File(&["svg", "svgz", "png"]);
const ANY: Shape = Shape::Text(0);

/// The keys of the file.
pub(super) const ROOT: &[Key] = &[
    must("publiccodeYmlVersion", "Version des Standards", ANY),
    must("name", "Name der Software", ANY),
    may("applicationSuite", "Produktfamilie", ANY),
    must("url", "Adresse des Quelltexts", Shape::Repository),
    may("landingURL", "Adresse der Webseite", Shape::Page),
    may("isBasedOn", "Ausgangsprojekt", Shape::OneOrMore(&Shape::Repository)),
    may("softwareVersion", "Version der Software", ANY),
    may("releaseDate", "Datum der Veröffentlichung", Shape::Date).needed(Needed::UpTo(3)),
    may("logo", "Logo", LOGO),
    may("monochromeLogo", "einfarbiges Logo", LOGO).outdated(3, "Verwenden Sie „logo“."),
    may("inputTypes", "Eingabeformate", Shape::List(&ANY)).outdated(3, DROP),
    may("outputTypes", "Ausgabeformate", Shape::List(&ANY)).outdated(3, DROP),
    must("platforms", "Plattformen", Shape::OneOrMore(&Shape::Platform)),
    may("categories", "Kategorien", Shape::List(&Shape::Listed(CATEGORIES))).needed(Needed::UpTo(4)),
    may("usedBy", "Nutzende Verwaltungen", Shape::List(&ANY)),
    may("fundedBy", "Geldgeber", Shape::List(&Shape::Section(FUNDER))).since(5),
    may("roadmap", "Adresse der Planung", Shape::Page),
    must("developmentStatus", "Entwicklungsstand", Shape::Word(DevelopmentStatus::KEYS)),
    must("softwareType", "Art der Software", Shape::Word(SoftwareType::KEYS)),
    may("supports", "unterstützte Standards", Shape::List(&Shape::Section(SUPPORTED))).since(7),
    may("organisation", "veröffentlichende Stelle", Shape::Section(ORGANISATION)).since(5),
    may("intendedAudience", "Zielgruppe", Shape::Section(AUDIENCE)),
    must("description", "Beschreibung", Shape::Languages(DESCRIPTION)),
    must("legal", "Rechtliches", Shape::Section(LEGAL)),
    must("maintenance", "Pflege", Shape::Section(MAINTENANCE)),
    must("localisation", "Sprachen", Shape::Section(LOCALISATION)),
    may("dependsOn", "Voraussetzungen", Shape::Section(DEPENDS_ON)),
];

const FUNDER: &[Key] =
    &[must("name", "Name der Organisation", ANY), may("uri", "Kennung der Organisation", Shape::Uri)];

const SUPPORTED: &[Key] = &[must("id", "Kennung des Standards", Shape::Supported)];

const ORGANISATION: &[Key] =
    &[must("uri", "Kennung der Organisation", Shape::Uri), may("name", "Name der Organisation", ANY)];

const AUDIENCE: &[Key] = &[
    may("countries", "Länder", Shape::List(&Shape::Country)),
    may("unsupportedCountries", "nicht unterstützte Länder", Shape::List(&Shape::Country)),
    may("scope", "Anwendungsbereiche", Shape::List(&Shape::Listed(SCOPES))),
];

const DESCRIPTION: &[Key] = &[
    may("localisedName", "Name in dieser Sprache", ANY),
    may("genericName", "Gattungsname", Shape::Line(35)).needed(Needed::UpTo(2)).outdated(3, DROP),
    must("shortDescription", "Kurzbeschreibung", Shape::Line(150)),
    may("longDescription", "ausführliche Beschreibung", Shape::Long).needed(Needed::Once),
    may("documentation", "Adresse der Anleitung", Shape::Page),
    may("apiDocumentation", "Adresse der Schnittstellenbeschreibung", Shape::Page),
    may("features", "Funktionen", Shape::List(&Shape::Feature)).needed(Needed::Once),
    may("screenshots", "Bildschirmfotos", Shape::List(&Shape::File(&["png", "jpg", "jpeg"]))),
    may("videos", "Videos", Shape::List(&Shape::Page)),
    may("awards", "Auszeichnungen", Shape::List(&ANY)),
];

const LEGAL: &[Key] = &[
    must("license", "Lizenz", Shape::Licence),
    may("mainCopyrightOwner", "Inhaber der Urheberrechte", ANY),
    may("repoOwner", "Inhaber des Repositorys", ANY).outdated(5, "Verwenden Sie „organisation.name“."),
    may("authorsFile", "Datei der Mitwirkenden", Shape::File(&[])).outdated(4, DROP),
];

const MAINTENANCE: &[Key] = &[
    must("type", "Art der Pflege", Shape::Word(MaintenanceType::KEYS)),
    may("contractors", "Auftragnehmer", Shape::List(&Shape::Section(CONTRACTOR))),
    may("contacts", "Kontakte", Shape::List(&Shape::Section(CONTACT))),
];

const CONTRACTOR: &[Key] = &[
    must("name", "Name des Auftragnehmers", ANY),
    must("until", "Ende des Auftrags", Shape::Date),
    may("email", "E-Mail-Adresse", Shape::Mail),
    may("website", "Webseite", Shape::Page),
];

const CONTACT: &[Key] = &[
    must("name", "Name des Kontakts", ANY),
    may("email", "E-Mail-Adresse", Shape::Mail),
    may("phone", "Telefonnummer", Shape::Phone),
    may("affiliation", "Zugehörigkeit", ANY),
];

const LOCALISATION: &[Key] = &[
    must("localisationReady", "Übersetzbarkeit", Shape::Bool),
    must("availableLanguages", "verfügbare Sprachen", Shape::List(&Shape::Language)),
];

const DEPENDS_ON: &[Key] = &[
    may("open", "quelloffene Voraussetzungen", Shape::List(&Shape::Section(DEPENDENCY))),
    may("proprietary", "geschützte Voraussetzungen", Shape::List(&Shape::Section(DEPENDENCY))),
    may("hardware", "Geräte", Shape::List(&Shape::Section(DEPENDENCY))),
];

const DEPENDENCY: &[Key] = &[
    must("name", "Name der Voraussetzung", ANY),
    may("versionMin", "früheste Version", ANY),
    may("versionMax", "späteste Version", ANY),
    may("version", "Version", ANY),
    may("optional", "verzichtbar", Shape::Bool),
];
