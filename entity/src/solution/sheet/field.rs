//! The fields of a sheet in their seven groups (domain: what a municipality needs to decide, after EfA, Smart-City-Dialog
//! and the programme's own templates).
use super::{
    super::{Kind, Maturity, picture::Picture},
    software::{maintenance, platforms, software_types, yes_no},
};
use crate::{
    money::Cents,
    municipality::{size::SizeClass, system::System},
};

/// A group of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What it is and for whom.
    Identity,
    /// Whether it fits.
    Fit,
    /// What one gets.
    Substance,
    /// How far it is.
    Maturity,
    /// What it costs and takes.
    Effort,
    /// What is known about its use.
    Evidence,
    /// What it keeps to.
    Standards,
}

impl Group {
    /// Every group, in the order of the sheet.
    pub const ALL: [Self; 7] =
        [Self::Identity, Self::Fit, Self::Substance, Self::Maturity, Self::Effort, Self::Evidence, Self::Standards];

    /// The German heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Identity => "Worum es geht",
            Self::Fit => "Passt es zu uns?",
            Self::Substance => "Was Sie bekommen",
            Self::Maturity => "Wie weit es ist",
            Self::Effort => "Aufwand und Kosten",
            Self::Evidence => "Erfahrungen",
            Self::Standards => "Standards",
        }
    }

    /// The anchor on the page.
    #[must_use]
    pub fn anchor(self) -> &'static str {
        match self {
            Self::Identity => "worum",
            Self::Fit => "passt",
            Self::Substance => "inhalt",
            Self::Maturity => "reife",
            Self::Effort => "aufwand",
            Self::Evidence => "erfahrungen",
            Self::Standards => "standards",
        }
    }
}

/// How a field is written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// One line of at most so many characters.
    Line(u16),
    /// Several lines of at most so many characters.
    Text(u16),
    /// Several entries, one a line.
    Lines,
    /// Documents, one a line: a title, then its https address.
    Links,
    /// One of some words.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// Any of some words.
    Many(fn() -> Vec<(&'static str, &'static str)>),
    /// Euros, not negative.
    Money,
    /// A whole number up to this one, and what it counts: one, many.
    Count(u32, &'static str, &'static str),
    /// A day.
    Day,
    /// A public https address.
    Web,
    /// A licence by its SPDX name.
    Licence,
    /// Pictures ([`crate::solution::picture`]); they are uploaded, nobody types them.
    Pictures,
}

/// Whether the gate asks for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Must,
    /// For software only.
    Software,
    /// Never.
    May,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident => $key:literal, $group:ident, $need:ident, $label:literal, $form:expr, $hint:literal;)+) => {
        /// A field of the sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $name,)+ }

        impl Field {
            /// Every field, in the order of the sheet.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in the database, in forms and in the JSON interface.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// The field with this word.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$name),)+ _ => None }
            }

            /// The group it belongs to.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)+ }
            }

            /// Whether the gate asks for it.
            #[must_use]
            pub fn need(self) -> Need {
                match self { $(Self::$name => Need::$need,)+ }
            }

            /// The German name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// How it is written.
            #[must_use]
            pub fn form(self) -> Form {
                match self { $(Self::$name => $form,)+ }
            }

            /// How to fill it.
            #[must_use]
            pub fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)+ }
            }
        }
    };
}

fields! {
    /// Name.
    Name => "name", Identity, Must, "Name", Form::Line(160), "So, wie andere danach suchen würden.";
    /// What it is good for.
    Benefit => "benefit", Identity, Must, "Nutzen in einem Satz", Form::Text(300), "Was wird für wen besser?";
    /// The problem it solves.
    Problem => "problem", Identity, Must, "Welches Problem es löst", Form::Text(4_000), "Wie war es vorher?";
    /// Who it is for.
    Audience => "audience", Identity, Must, "Für wen", Form::Text(500), "Wer arbeitet damit, wer hat etwas davon?";
    /// E-government or urban development.
    Pillar => "pillar", Identity, Must, "Säule", Form::Choice(pillars), "";
    /// Themes.
    Themes => "themes", Identity, Must, "Themenfelder", Form::Lines, "Je Zeile eines, zum Beispiel „Mobilität“.";
    /// Who provides it.
    Provider => "provider", Identity, Must, "Anbieter", Form::Line(200), "Die Stelle, die es weitergibt.";
    /// Key of the providing municipality or Kreis.
    ProviderAgs => "provider_ags", Identity, May, "Schlüssel der anbietenden Kommune", Form::Line(8), "Der amtliche Gemeindeschlüssel mit acht, für einen Kreis mit fünf Ziffern, wenn eine Kommune aus NRW anbietet.";
    /// Whom to ask.
    Contact => "contact", Identity, Must, "Ansprechstelle", Form::Line(200), "Ein Funktionspostfach oder eine Stelle, keine Person.";
    /// The solution's own page.
    Website => "website", Identity, May, "Website", Form::Web, "Beginnt mit https://.";
    /// What it looks like.
    Pictures => "pictures", Identity, May, "Bilder", Form::Pictures, "";
    /// Where one from outside the programme comes from.
    Outside => "outside", Identity, May, "Herkunft außerhalb des Programms", Form::Line(120), "Land oder Programm, wenn die Lösung nicht aus den Modellregionen stammt.";
    /// Sizes it was proven in.
    ProvenIn => "proven_in", Fit, May, "Erprobt in Kommunen mit so vielen Menschen", Form::Many(sizes), "";
    /// Kinds of municipality it is meant for.
    MeantFor => "meant_for", Fit, May, "Gedacht für", Form::Many(kinds_of_municipality), "Nichts ankreuzen, wenn es für alle passt.";
    /// Legal basis.
    LegalBasis => "legal_basis", Fit, May, "Rechtsgrundlage", Form::Text(1_000), "";
    /// OZG services.
    Ozg => "ozg", Fit, May, "OZG-Leistungen", Form::Lines, "Nur für Verwaltungsleistungen: die OZG-ID, nur Ziffern, je Zeile eine.";
    /// LeiKa keys.
    Leika => "leika", Fit, May, "LeiKa-Schlüssel", Form::Lines, "14 Ziffern, je Zeile einer.";
    /// FIM identifiers.
    Fim => "fim", Fit, May, "FIM-Bausteine", Form::Lines, "Je Zeile einer.";
    /// What one must have.
    Requires => "requires", Fit, May, "Voraussetzung", Form::Many(required), "Ohne das geht es nicht.";
    /// What is good to have.
    Helps => "helps", Fit, May, "Hilfreich", Form::Many(systems), "Es geht auch ohne.";
    /// The same in words.
    Prerequisites => "prerequisites", Fit, May, "Voraussetzungen in Worten", Form::Text(2_000), "";
    /// What it depends on.
    Dependencies => "dependencies", Fit, May, "Abhängigkeiten", Form::Text(2_000), "Produkte, Verträge oder Stellen, ohne die es nicht läuft.";
    /// Records of processing, impact assessment.
    DataProtection => "data_protection", Fit, May, "Datenschutz", Form::Text(2_000), "Gibt es ein Verzeichnis der Verarbeitung und eine Folgenabschätzung zum Übernehmen?";
    /// Accessibility.
    Accessibility => "accessibility", Fit, May, "Barrierefreiheit", Form::Text(1_000), "Erklärung oder Prüfergebnis.";
    /// Need for protection after BSI.
    Security => "security", Fit, May, "Schutzbedarf", Form::Choice(security), "Nach BSI-Standard 200-2.";
    /// What kind of thing it is.
    Kind => "kind", Substance, Must, "Art", Form::Choice(kinds), "";
    /// Source code.
    Repository => "repository", Substance, May, "Quelltext", Form::Web, "Die öffentliche Adresse des Repositorys.";
    /// Licence.
    Licence => "licence", Substance, Software, "Lizenz", Form::Licence, "Der Kurzname nach SPDX, zum Beispiel EUPL-1.2.";
    /// Documents.
    Documents => "documents", Substance, May, "Unterlagen", Form::Links, "Je Zeile ein Titel und dann die Adresse mit https://.";
    /// What it is, at length; publiccode.yml wants 150 characters or more.
    LongDescription => "long_description", Substance, May, "Ausführliche Beschreibung", Form::Text(10_000), "Für publiccode.yml mindestens 150 Zeichen. Ohne sie gelten Problem und Wirkung.";
    /// What it can do.
    Features => "features", Substance, May, "Funktionen", Form::Lines, "Nur bei Software: je Zeile eine.";
    /// Where it runs.
    Platforms => "platforms", Substance, May, "Plattformen", Form::Many(platforms), "Nur bei Software.";
    /// What kind of software.
    SoftwareType => "software_type", Substance, May, "Art der Software", Form::Choice(software_types), "Nur bei Software, nach publiccode.yml.";
    /// Categories after publiccode.yml.
    Categories => "categories", Substance, May, "Kategorien", Form::Lines, "Nur bei Software: Wörter der Liste von publiccode.yml, je Zeile eines, zum Beispiel „online-booking“.";
    /// Languages of the surface.
    Languages => "languages", Substance, May, "Sprachen der Oberfläche", Form::Lines, "Nur bei Software: das Kürzel, je Zeile eines, zum Beispiel „de“.";
    /// Whether it can be translated.
    Translatable => "translatable", Substance, May, "Übersetzbar", Form::Choice(yes_no), "Nur bei Software: Sind die Texte von der Technik getrennt?";
    /// A test system.
    TestSystem => "test_system", Substance, May, "Testsystem", Form::Web, "";
    /// How far it is.
    Maturity => "maturity", Maturity, Must, "Reife", Form::Choice(maturities), "";
    /// Phase after the Smart-City-Dialog.
    Phase => "phase", Maturity, May, "Phase", Form::Choice(phases), "Nach der Roadmap des Smart-City-Dialogs.";
    /// In use at home since.
    ProductiveSince => "productive_since", Maturity, May, "Im Einsatz seit", Form::Day, "In der Kommune, aus der es kommt.";
    /// Can be taken over since.
    TransferableSince => "transferable_since", Maturity, May, "Übertragbar seit", Form::Day, "";
    /// Which version of the OZG maturity model.
    OzgModel => "ozg_model", Maturity, May, "OZG-Reifegradmodell", Form::Choice(ozg_models), "";
    /// The stage in it.
    OzgStage => "ozg_stage", Maturity, May, "OZG-Reifegrad", Form::Count(7, "", ""), "0 bis 4 im Modell 1.1, 0 bis 7 im Modell 2.0.";
    /// Who looks after it.
    Support => "support", Maturity, May, "Pflege und Betrieb", Form::Text(1_000), "Wer pflegt es, und wie lange noch?";
    /// Who maintains the software.
    Maintenance => "maintenance", Maturity, May, "Wer die Software pflegt", Form::Choice(maintenance), "Nur bei Software, nach publiccode.yml.";
    /// Who maintains it by contract.
    Contractor => "contractor", Maturity, May, "Auftragnehmer der Pflege", Form::Line(200), "Nur bei Pflege im Auftrag.";
    /// How long.
    ContractUntil => "contract_until", Maturity, May, "Pflegevertrag bis", Form::Day, "Nur bei Pflege im Auftrag.";
    /// When it ends.
    EndOfOperation => "end_of_operation", Maturity, May, "Ende des Betriebs", Form::Day, "";
    /// Once.
    OneOff => "one_off_cost", Effort, May, "Einmalige Kosten", Form::Money, "Für eine Kommune, die es übernimmt, in Euro.";
    /// Each year.
    Yearly => "yearly_cost", Effort, May, "Kosten im Jahr", Form::Money, "Betrieb und Pflege, in Euro.";
    /// Work.
    PersonDays => "person_days", Effort, May, "Eigener Aufwand", Form::Count(10_000, "Personentag", "Personentage"), "Bis zum Start.";
    /// Time.
    Weeks => "weeks", Effort, May, "Dauer bis zum Start", Form::Count(520, "Woche", "Wochen"), "";
    /// Skills.
    Skills => "skills", Effort, May, "Nötige Kenntnisse", Form::Text(1_000), "";
    /// Ways to get it.
    Procurement => "procurement", Effort, May, "Beschaffung", Form::Many(procurement), "";
    /// Who pays together.
    CostSharing => "cost_sharing", Effort, May, "Kosten teilen", Form::Text(1_000), "Gibt es eine Gemeinschaft, die Betrieb oder Entwicklung zusammen bezahlt?";
    /// As published.
    EffortNote => "effort_note", Effort, May, "Zum Aufwand veröffentlicht", Form::Text(1_000), "";
    /// Effects.
    Effects => "effects", Evidence, May, "Gemessene Wirkung", Form::Text(2_000), "Mit Zahl, Zeitraum und Quelle.";
    /// Avoided cost.
    Saved => "avoided_cost", Evidence, May, "Vermiedene Kosten im Jahr (Schätzung)", Form::Money, "Wie geschätzt wurde, gehört zur gemessenen Wirkung.";
    /// Lessons.
    Lessons => "lessons", Evidence, May, "Was man daraus gelernt hat", Form::Text(4_000), "";
    /// Evaluation.
    Evaluation => "evaluation", Evidence, May, "Evaluation", Form::Web, "";
    /// Where this was published.
    Source => "source", Evidence, Must, "Quelle der Angaben", Form::Text(500), "Wo das veröffentlicht ist, oder „eigene Angaben“.";
    /// Standards.
    Standards => "standards", Standards, May, "Standards", Form::Many(standards), "";
    /// Standards in words.
    StandardsNote => "standards_note", Standards, May, "Weitere Standards", Form::Text(1_000), "";
}

impl Field {
    /// Whether only services of the administration have it: keys of OZG, LeiKa and FIM, and the OZG's stages.
    #[must_use]
    pub fn is_for_services(self) -> bool {
        matches!(self, Self::Ozg | Self::Leika | Self::Fim | Self::OzgModel | Self::OzgStage)
    }

    /// The words of a choice, with their German names; none for other fields.
    #[must_use]
    pub fn words(self) -> Vec<(&'static str, &'static str)> {
        match self.form() {
            Form::Choice(words) | Form::Many(words) => words(),
            _ => Vec::new(),
        }
    }

    /// The name of the box in a form that ticks a word of [`Form::Many`].
    #[must_use]
    pub fn tick(self, word: &str) -> String {
        format!("{}_{word}", self.key())
    }

    /// A stored value as people read it.
    #[must_use]
    pub fn shown(self, value: &str) -> String {
        match self.form() {
            Form::Choice(_) | Form::Many(_) => self
                .words()
                .into_iter()
                .find(|(key, _)| *key == value)
                .map_or_else(|| value.to_owned(), |(_, label)| label.to_owned()),
            Form::Money => Cents::parse_plain(value).map_or_else(|_| value.to_owned(), |cents| cents.to_string()),
            Form::Count(_, one, many) if !one.is_empty() => match value {
                "1" => format!("1\u{a0}{one}"),
                number => format!("{number}\u{a0}{many}"),
            },
            Form::Day => value
                .parse::<chrono::NaiveDate>()
                .map_or_else(|_| value.to_owned(), |day| day.format("%d.%m.%Y").to_string()),
            Form::Pictures => {
                Picture::stored(value).map_or_else(|| value.to_owned(), |picture| picture.alternative_text)
            }
            _ => value.to_owned(),
        }
    }
}

fn pillars() -> Vec<(&'static str, &'static str)> {
    vec![("egov", "E-Government"), ("urban", "Digitale Stadtentwicklung")]
}

fn sizes() -> Vec<(&'static str, &'static str)> {
    SizeClass::ALL.iter().map(|class| (class.key(), class.label())).collect()
}

fn kinds_of_municipality() -> Vec<(&'static str, &'static str)> {
    vec![
        ("kreisangehoerige_gemeinde", "kreisangehörige Städte und Gemeinden"),
        ("kreisfreie_stadt", "kreisfreie Städte"),
        ("kreis", "Kreise"),
    ]
}

fn systems() -> Vec<(&'static str, &'static str)> {
    System::ALL.iter().map(|system| (system.key(), system.label())).collect()
}

/// A sheet may say that nothing is needed, which is more than to say nothing.
fn required() -> Vec<(&'static str, &'static str)> {
    [(super::NOTHING, "nichts Besonderes")].into_iter().chain(systems()).collect()
}

fn security() -> Vec<(&'static str, &'static str)> {
    vec![("normal", "normal"), ("high", "hoch"), ("very_high", "sehr hoch")]
}

fn kinds() -> Vec<(&'static str, &'static str)> {
    Kind::ALL.iter().map(|kind| (kind.key(), kind.label())).collect()
}

fn maturities() -> Vec<(&'static str, &'static str)> {
    Maturity::ALL.iter().map(|step| (step.key(), step.label())).collect()
}

fn phases() -> Vec<(&'static str, &'static str)> {
    vec![
        ("p1", "P1 Idee"),
        ("p2", "P2 Konzept"),
        ("p3", "P3 Umsetzung"),
        ("p4", "P4 Verstetigung"),
        ("p5", "P5 Transfer"),
    ]
}

fn ozg_models() -> Vec<(&'static str, &'static str)> {
    vec![("1.1", "Modell 1.1 (bis Juli 2025)"), ("2.0", "Modell 2.0")]
}

fn procurement() -> Vec<(&'static str, &'static str)> {
    vec![
        ("inhouse", "inhouse über den IT-Dienstleister (KDN)"),
        ("marketplace", "EfA-Marktplatz"),
        ("open_source", "Open Source, selbst nutzen"),
        ("tender", "Ausschreibung"),
        ("cooperation", "Zusammenarbeit zwischen Kommunen"),
    ]
}

fn standards() -> Vec<(&'static str, &'static str)> {
    vec![
        ("xoev", "XÖV"),
        ("fim", "FIM"),
        ("fit_connect", "FIT-Connect"),
        ("xta", "XTA/OSCI"),
        ("oparl", "OParl"),
        ("dcat_ap_de", "DCAT-AP.de"),
        ("ogc", "OGC (WMS, WFS, SensorThings)"),
        ("xplanung", "XPlanung"),
        ("citygml", "CityGML"),
        ("bsi_tr_03107", "BSI TR-03107"),
        ("din_91357", "DIN SPEC 91357 (Urbane Plattform)"),
        ("bitv", "BITV NRW (EN 301 549)"),
    ]
}
