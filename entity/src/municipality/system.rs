//! What a municipality runs and a solution may need.
use serde::{Deserialize, Serialize};

macro_rules! systems {
    ($($(#[$doc:meta])* $name:ident => $key:literal, $label:literal;)+) => {
        /// A system or service that a solution may need and a municipality may have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum System { $($(#[$doc])* $name,)+ }

        impl System {
            /// Every system, in the order of forms.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in the database and in the JSON interface.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The system with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)+ _ => None }
            }

            /// The German name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }
        }
    };
}

systems! {
    /// A portal for services of the municipality.
    Portal => "portal", "Serviceportal";
    /// A user account: BundID, Servicekonto.NRW, Mein Unternehmenskonto.
    UserAccount => "user_account", "Nutzerkonto (BundID, Servicekonto.NRW)";
    /// Payment on the web.
    Payment => "payment", "E-Payment";
    /// Electronic files.
    Files => "files", "E-Akte (DMS)";
    /// The register of residents.
    Residents => "residents", "Fachverfahren Einwohnerwesen";
    /// Building permits.
    Building => "building", "Fachverfahren Bauen";
    /// Social affairs and youth.
    Social => "social", "Fachverfahren Soziales und Jugend";
    /// Vehicle registration.
    Vehicles => "vehicles", "Fachverfahren Kfz-Zulassung";
    /// Public order.
    Order => "order", "Fachverfahren Ordnung und Gewerbe";
    /// Budget and accounts.
    Finance => "finance", "Finanzverfahren (NKF)";
    /// A geographic information system.
    Gis => "gis", "Geoinformationssystem (GIS)";
    /// A portal for open data.
    OpenData => "open_data", "Open-Data-Portal";
    /// A platform for data of the city.
    DataPlatform => "data_platform", "Urbane Datenplattform";
    /// A network for sensors.
    Lorawan => "lorawan", "LoRaWAN-Netz";
    /// Traffic lights and counters on a computer.
    Traffic => "traffic", "Verkehrsrechner";
    /// A council information system.
    Council => "council", "Ratsinformationssystem";
    /// An app of the municipality.
    App => "app", "Kommunale App";
    /// A content management system.
    Website => "website", "Redaktionssystem der Website";
}
