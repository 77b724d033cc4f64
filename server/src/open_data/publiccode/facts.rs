//! What a file says of a piece of software. Everything may be missing; what the standard needs is asked for on writing.
use chrono::NaiveDate;
use entity::{licence::Licence, web_address::WebAddress};

/// Declares an enumeration of the standard: its words and their German names.
macro_rules! enumeration {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $value:ident => $key:literal, $label:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $value,)+ }

        impl $name {
            /// Every value, in the standard's order.
            pub const ALL: &[Self] = &[$(Self::$value),+];
            /// Every word, in the standard's order.
            pub(super) const KEYS: &[&str] = &[$($key),+];

            /// The standard's word.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$value => $key,)+ }
            }

            /// The value with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$value),)+ _ => None }
            }

            /// The German name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$value => $label,)+ }
            }
        }
    };
}

enumeration! {
    /// How far the software is (`developmentStatus`).
    DevelopmentStatus {
        /// An idea; there may be no code yet.
        Concept => "concept", "Konzept";
        /// Being made, not yet for users.
        Development => "development", "in Entwicklung";
        /// Being tested.
        Beta => "beta", "in Erprobung";
        /// Released and ready for use.
        Stable => "stable", "im Einsatz";
        /// No longer looked after.
        Obsolete => "obsolete", "wird nicht mehr angeboten";
    }
}

enumeration! {
    /// What kind of software it is (`softwareType`).
    SoftwareType {
        /// An app for mobile devices.
        Mobile => "standalone/mobile", "mobile App";
        /// For the internet of things.
        Iot => "standalone/iot", "Internet der Dinge";
        /// A program for the desktop.
        Desktop => "standalone/desktop", "Desktop-Programm";
        /// A web application.
        Web => "standalone/web", "Web-Anwendung";
        /// A service for other programs.
        Backend => "standalone/backend", "Hintergrunddienst";
        /// Another kind of program.
        Other => "standalone/other", "sonstiges Programm";
        /// A part added to other software.
        Addon => "addon", "Erweiterung";
        /// A library for developers.
        Library => "library", "Programmbibliothek";
        /// Configuration without programs.
        ConfigurationFiles => "configurationFiles", "Konfiguration";
    }
}

enumeration! {
    /// Who maintains it (`maintenance.type`).
    MaintenanceType {
        /// The owner of the repository. Needs contacts.
        Internal => "internal", "durch die Stelle selbst";
        /// Somebody by contract. Needs contractors.
        Contract => "contract", "im Auftrag";
        /// A community. Needs contacts.
        Community => "community", "durch eine Gemeinschaft";
        /// Nobody.
        None => "none", "wird nicht gepflegt";
    }
}

/// Whom to ask (`maintenance.contacts`): a role mailbox or an office, no person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Name of the office; mandatory.
    pub name: String,
    /// Its mailbox.
    pub email: Option<String>,
    /// With international prefix, such as `+49 211 …`.
    pub phone: Option<String>,
}

/// Who maintains by contract (`maintenance.contractors`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contractor {
    /// Name; mandatory.
    pub name: String,
    /// Last day of the contract; mandatory.
    pub until: Option<NaiveDate>,
}

/// An organisation (`organisation`, `fundedBy`), since 0.5.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Name; mandatory in `fundedBy`.
    pub name: String,
    /// A URL or URN that identifies it; mandatory in `organisation`.
    pub uri: Option<String>,
}

/// Something that must be there to run the software.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependency {
    /// Name.
    pub name: String,
    /// The first version that fits.
    pub version_min: Option<String>,
    /// The last version that fits.
    pub version_max: Option<String>,
    /// The one version that fits.
    pub version: Option<String>,
    /// Whether it also works without.
    pub optional: Option<bool>,
}

/// What must be there to run the software (`dependsOn`), no libraries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependencies {
    /// Under open licences.
    pub open: Vec<Dependency>,
    /// Under other licences.
    pub proprietary: Vec<Dependency>,
    /// Devices.
    pub hardware: Vec<Dependency>,
}

/// What a `publiccode.yml` says, as far as we deal with it. Empty texts and lists count as missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// `name`; mandatory.
    pub name: String,
    /// `url`: the repository; mandatory.
    pub url: Option<WebAddress>,
    /// `landingURL`: a page about it.
    pub landing_url: Option<WebAddress>,
    /// `isBasedOn`: repositories of which this is a variant.
    pub is_based_on: Vec<WebAddress>,
    /// `softwareVersion`.
    pub software_version: Option<String>,
    /// `releaseDate` of that version.
    pub release_date: Option<NaiveDate>,
    /// `logo`: a path in the repository or an address; SVG or PNG.
    pub logo: Option<String>,
    /// `platforms`: `web`, `windows`, `mac`, `linux`, `ios`, `android` or others; mandatory.
    pub platforms: Vec<String>,
    /// `categories` of the standard's list ([`super::categories`]); mandatory up to 0.4.
    pub categories: Vec<String>,
    /// `usedBy`: names of administrations.
    pub used_by: Vec<String>,
    /// `fundedBy`; since 0.5.
    pub funded_by: Vec<Organisation>,
    /// `developmentStatus`; mandatory.
    pub development_status: Option<DevelopmentStatus>,
    /// `softwareType`; mandatory.
    pub software_type: Option<SoftwareType>,
    /// `supports`: `alias:gdpr` or a URI; since 0.7.
    pub supports: Vec<String>,
    /// `organisation` that publishes it; since 0.5.
    pub organisation: Option<Organisation>,
    /// `intendedAudience.scope` of the standard's list ([`super::scopes`]).
    pub scope: Vec<String>,
    /// `intendedAudience.countries`: ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// `shortDescription` in German, one line, at most 150 characters; mandatory.
    pub short_description: String,
    /// `longDescription` in German, 150 to 10,000 characters; mandatory.
    pub long_description: String,
    /// `features` in German; mandatory.
    pub features: Vec<String>,
    /// `legal.license`; mandatory.
    pub licence: Option<Licence>,
    /// `legal.mainCopyrightOwner`.
    pub main_copyright_owner: Option<String>,
    /// `legal.repoOwner`; written up to 0.4, after that [`Facts::organisation`] says it.
    pub repo_owner: Option<String>,
    /// `maintenance.type`; mandatory.
    pub maintenance_type: Option<MaintenanceType>,
    /// `maintenance.contractors`; mandatory by contract, otherwise not written.
    pub contractors: Vec<Contractor>,
    /// `maintenance.contacts`; mandatory if internal or by a community.
    pub contacts: Vec<Contact>,
    /// `localisation.localisationReady`: made to be translated; mandatory.
    pub localisation_ready: Option<bool>,
    /// `localisation.availableLanguages`: BCP 47; mandatory.
    pub available_languages: Vec<String>,
    /// `dependsOn`.
    pub depends_on: Dependencies,
}
