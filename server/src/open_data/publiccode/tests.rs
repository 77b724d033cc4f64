//! Files after the standard's rules and against them.
mod hostile;

use super::*;
use chrono::NaiveDate;
use entity::{licence::Licence, web_address::https_outside};

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

fn facts() -> Facts {
    let long = "Mit der Meldeplattform geben Bürgerinnen und Bürger Hinweise an ihre Kommune weiter: kaputte Laternen, wilder \
                Müll, Schlaglöcher.\n\n- ohne Anmeldung\n- mit Karte: und Foto # nicht Pflicht\n\n\"Alles\" landet im Fachamt.";
    Facts {
        name: "Meldeplattform: „Sag's uns“ #1".into(),
        url: https_outside("https://gitlab.opencode.de/stadt/meldungen").ok(),
        landing_url: https_outside("https://meldungen.stadt.de/").ok(),
        is_based_on: vec![https_outside("https://github.com/example/reports").unwrap()],
        software_version: Some("1.0".into()),
        release_date: day("2024-02-29"),
        logo: Some("img/logo.svg".into()),
        platforms: vec!["web".into(), "android".into()],
        categories: vec!["digital-citizenship".into()],
        used_by: vec!["Stadt Köln".into(), "no".into(), "- Kreis: Düren".into()],
        funded_by: vec![
            Organisation { name: "Land NRW".into(), uri: Some("https://www.land.nrw".into()) },
            Organisation { name: "EU".into(), uri: None },
        ],
        development_status: Some(DevelopmentStatus::Stable),
        software_type: Some(SoftwareType::Web),
        supports: vec!["alias:gdpr".into(), "https://www.xoev.de/xta".into()],
        organisation: Some(Organisation { name: "Stadt Köln".into(), uri: Some("https://www.stadt-koeln.de".into()) }),
        scope: vec!["local-authorities".into()],
        countries: vec!["DE".into(), "NO".into()],
        short_description: "Hinweise an die Kommune: schnell, einfach, ohne Anmeldung 🙂".into(),
        long_description: long.into(),
        features: vec!["Karte".into(), "yes".into(), "2024-01-01".into(), "!wichtig & *gut*".into()],
        licence: Licence::parse("EUPL-1.2").ok(),
        main_copyright_owner: Some("Stadt Köln".into()),
        repo_owner: Some("Stadt Köln".into()),
        maintenance_type: Some(MaintenanceType::Contract),
        contractors: vec![Contractor { name: "Beispiel GmbH".into(), until: day("2030-12-31") }],
        contacts: vec![Contact {
            name: "Amt für Informationsverarbeitung".into(),
            email: Some("opensource@stadt-koeln.de".into()),
            phone: Some("+49 221 1234".into()),
        }],
        localisation_ready: Some(true),
        available_languages: vec!["de".into(), "de-x-leicht".into()],
        depends_on: Dependencies {
            open: vec![Dependency {
                name: "PostgreSQL".into(),
                version_min: Some("14".into()),
                optional: Some(false),
                ..Dependency::default()
            }],
            proprietary: Vec::new(),
            hardware: vec![Dependency { name: "Kamera".into(), optional: Some(true), ..Dependency::default() }],
        },
    }
}

fn errors(text: &str) -> Vec<String> {
    check(text).into_iter().filter(Finding::is_error).map(|found| found.path).collect()
}

fn warnings(text: &str) -> Vec<String> {
    check(text).into_iter().filter(|found| !found.is_error()).map(|found| found.path).collect()
}

/// A valid file of 0.4 with one piece replaced.
fn with(from: &str, to: &str) -> String {
    let long = "Ein Text. ".repeat(20);
    let text = format!(
        "publiccodeYmlVersion: \"0.4\"\nname: Medusa\nurl: https://example.com/medusa.git\nplatforms: [web]\n\
         categories:\n  - office\ndevelopmentStatus: beta\nsoftwareType: library\ndescription:\n  de:\n    \
         shortDescription: Kurz\n    longDescription: {long}\n    features:\n      - Eins\nlegal:\n  license: MIT\n\
         maintenance:\n  type: none\nlocalisation:\n  localisationReady: true\n  availableLanguages: [de]\n"
    );
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn what_is_written_is_valid_and_reads_back() {
    for version in Version::ALL {
        let text = write(&facts(), version).unwrap();
        assert_eq!(check(&text), Vec::new(), "{text}");
        assert_eq!(text, write(&facts(), version).unwrap());
        let mut expected = facts();
        if version < Version::V0_7 {
            expected.supports = Vec::new();
        }
        if version < Version::V0_5 {
            expected.funded_by = Vec::new();
            expected.organisation = None;
        } else {
            expected.repo_owner = None;
        }
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(read.facts, expected);
        assert_eq!(read.findings, Vec::new());
        assert_eq!(read.version.as_deref(), Some(version.key()));
        assert_eq!(read.language.as_deref(), Some("de"));
    }
    let text = write(&facts(), Version::default()).unwrap();
    assert!(
        text.starts_with("publiccodeYmlVersion: \"0.4\"\n") && text.contains("- \"no\"\n") && text.contains("|-\n")
    );
}

#[test]
fn what_is_missing_is_said_and_not_invented() {
    let paths = |facts: &Facts, version| -> Vec<String> {
        let findings = write(facts, version).unwrap_err();
        assert!(findings.iter().all(|found| found.is_error() && found.line.is_none() && found.message.ends_with('.')));
        findings.into_iter().map(|found| found.path).collect()
    };
    let all = [
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description.de.shortDescription",
        "description.de.longDescription",
        "description.de.features",
        "legal.license",
        "maintenance.type",
        "localisation.localisationReady",
        "localisation.availableLanguages",
    ];
    let mut found = paths(&Facts::default(), Version::V0_4);
    found.sort_unstable();
    let mut expected = all.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(!paths(&Facts::default(), Version::V0_5).contains(&"categories".to_string()));

    let wrong = |change: fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        paths(&facts, Version::V0_7)
    };
    assert_eq!(wrong(|facts| facts.long_description = "zu kurz".into()), ["description.de.longDescription"]);
    assert_eq!(wrong(|facts| facts.long_description = "x".repeat(10_001)), ["description.de.longDescription"]);
    assert_eq!(wrong(|facts| facts.short_description = "ä".repeat(151)), ["description.de.shortDescription"]);
    assert_eq!(wrong(|facts| facts.contractors.clear()), ["maintenance.contractors"]);
    assert_eq!(wrong(|facts| facts.contractors[0].until = None), ["maintenance.contractors[0].until"]);
    assert_eq!(
        wrong(|facts| {
            facts.maintenance_type = Some(MaintenanceType::Community);
            facts.contacts.clear();
        }),
        ["maintenance.contacts"]
    );
    assert_eq!(wrong(|facts| facts.contacts[0].email = Some("kein at".into())), ["maintenance.contacts[0].email"]);
    assert_eq!(
        wrong(|facts| facts.organisation = Some(Organisation { name: "Stadt".into(), uri: None })),
        ["organisation.uri"]
    );
    assert_eq!(wrong(|facts| facts.categories = vec!["unfug".into()]), ["categories[0]"]);
    assert_eq!(
        wrong(|facts| facts.available_languages = vec!["deutsch".into()]),
        ["localisation.availableLanguages[0]"]
    );
    assert_eq!(wrong(|facts| facts.countries = vec!["XX".into()]), ["intendedAudience.countries[0]"]);
    assert_eq!(wrong(|facts| facts.logo = Some("../logo.gif".into())), ["logo", "logo"]);
    assert_eq!(wrong(|facts| facts.long_description = "x ".repeat(MAX_BYTES)), [""]);
}

#[test]
fn files_after_the_standard_are_valid() {
    assert_eq!(check(&with("Medusa", "Medusa")), Vec::new());
    for (from, to) in [
        ("platforms: [web]", "platforms: web"),
        ("license: MIT", "license: MIT OR Apache-2.0"),
        ("type: none", "type: community\n  contacts:\n    - name: Francesca Rossi"),
        ("type: none", "type: contract\n  contractors:\n    - name: A GmbH\n      until: 2030-01-31"),
        ("name: Medusa", "name: Medusa\nisBasedOn: https://github.com/italia/otello.git"),
        ("name: Medusa", "name: Medusa\nreleaseDate: 2017-04-15\nlogo: img/logo.svg?ref_type=heads"),
        ("shortDescription: Kurz", "shortDescription: >\n      Kurz und\n      gut"),
        ("publiccodeYmlVersion: \"0.4\"", "%YAML 1.2\n---\npubliccodeYmlVersion: '0.4.0'"),
        ("categories:\n  - office\n", "categories: [regulations-and-directives]\nroadmap: ~\n"),
        ("[de]", "[de, en, sl-IT-nedis]"),
    ] {
        assert_eq!(check(&with(from, to)), Vec::new(), "{to}");
    }
    let newer = with("\"0.4\"", "\"0.7\"").replace("categories:\n  - office\n", "supports:\n  - id: alias:nis2\n");
    assert_eq!(check(&newer), Vec::new());
    assert_eq!(check(&with("\"0.4\"", "\"0.6.0\"")), Vec::new());
}

#[test]
fn what_breaks_the_standard_is_an_error_at_its_place() {
    for (from, to, path) in [
        ("publiccodeYmlVersion: \"0.4\"", "", "publiccodeYmlVersion"),
        ("\"0.4\"", "\"0.9\"", "publiccodeYmlVersion"),
        ("name: Medusa\n", "", "name"),
        ("name: Medusa", "name: ''", "name"),
        ("name: Medusa", "name: [a]", "name"),
        ("https://example.com/medusa.git", "git@example.com:medusa", "url"),
        ("https://example.com/medusa.git", "medusa", "url"),
        ("platforms: [web]", "platforms: []", "platforms"),
        ("- office", "- buero", "categories[0]"),
        ("categories:\n  - office\n", "", "categories"),
        ("developmentStatus: beta", "developmentStatus: alpha", "developmentStatus"),
        ("softwareType: library", "softwareType: standalone", "softwareType"),
        ("  de:", "  deutsch:", "description.deutsch"),
        ("    features:\n      - Eins\n", "", "description.de.features"),
        ("shortDescription: Kurz", "shortDescription: ~", "description.de.shortDescription"),
        ("license: MIT", "license: MTI", "legal.license"),
        ("type: none", "type: intern", "maintenance.type"),
        ("type: none", "type: internal", "maintenance.contacts"),
        ("type: none", "type: contract", "maintenance.contractors"),
        ("type: none", "type: contract\n  contractors:\n    - name: A", "maintenance.contractors[0].until"),
        (
            "type: none",
            "type: none\n  contacts:\n    - name: A\n      email: a(at)b.de",
            "maintenance.contacts[0].email",
        ),
        ("localisationReady: true", "localisationReady: \"true\"", "localisation.localisationReady"),
        ("[de]", "de", "localisation.availableLanguages"),
        ("name: Medusa", "name: Medusa\nreleaseDate: 15.04.2017", "releaseDate"),
        ("name: Medusa", "name: Medusa\nlandingURL: ftp://example.com/", "landingURL"),
        ("name: Medusa", "name: Medusa\nlogo: /img/logo.svg", "logo"),
        (
            "name: Medusa",
            "name: Medusa\nintendedAudience:\n  countries: [Deutschland]",
            "intendedAudience.countries[0]",
        ),
        ("name: Medusa", "name: Medusa\ndependsOn:\n  open:\n    - version: '1'", "dependsOn.open[0].name"),
        ("name: Medusa", "name: Medusa\nfundedBy: Land", "fundedBy"),
    ] {
        assert_eq!(errors(&with(from, to)), [path], "{to}");
    }
    let found = check(&with("license: MIT", "license: MTI"));
    assert_eq!((found[0].line, found[0].severity), (Some(16), Severity::Error));
    // versions differ
    let old = with("\"0.4\"", "\"0.2\"");
    assert_eq!(errors(&old), ["description.de.longDescription", "description.de.genericName", "releaseDate"]);
    assert_eq!(errors(&with("\"0.4\"", "\"0.5\"").replace("categories:\n  - office\n", "")), [""; 0]);
    assert_eq!(
        errors(
            &with("\"0.4\"", "\"0.7\"")
                .replace("platforms: [web]", "platforms: [web]\nsupports: [{id: 'alias:dsgvo'}]")
        ),
        ["supports[0].id"]
    );
}

#[test]
fn what_is_unknown_or_outdated_is_a_warning() {
    for (from, to, path) in [
        ("name: Medusa", "name: Medusa\nmotto: x", "motto"),
        ("name: Medusa", "name: Medusa\nlandingUrl: https://example.com", "landingUrl"),
        ("name: Medusa", "name: Medusa\nmonochromeLogo: a.svg", "monochromeLogo"),
        ("name: Medusa", "name: Medusa\nfundedBy:\n  - name: Land", "fundedBy"),
        ("name: Medusa", "name: Medusa\nsoftwareVersion: 1.0", "softwareVersion"),
        ("name: Medusa", "name: Medusa\nlandingURL: http://example.com/", "landingURL"),
        ("https://example.com", "https://intranet", "url"),
        ("https://example.com", "git://example.com", "url"),
        ("license: MIT", "license: GPL-3.0", "legal.license"),
        ("license: MIT", "license: BUSL-1.1", "legal.license"),
        ("localisationReady: true", "localisationReady: yes", "localisation.localisationReady"),
        ("type: none", "type: none\n  contractors:\n    - name: A\n      until: 2030-01-31", "maintenance.contractors"),
        ("type: none", "type: none\n  contacts:\n    - name: A\n      phone: 0211123", "maintenance.contacts[0].phone"),
        ("name: Medusa", "name: Medusa\nintendedAudience:\n  countries: [DE]", "intendedAudience.countries[0]"),
        ("  de:", "  en:\n    shortDescription: Short\n    features: [One]\n  de:", "description.en.longDescription"),
        ("- office", "- office\n  - other", "categories[1]"),
    ] {
        let text = with(from, to);
        assert_eq!(errors(&text), [""; 0], "{to}");
        assert!(warnings(&text).contains(&path.to_string()), "{to}: {:?}", warnings(&text));
    }
    let newest = with("\"0.4\"", "\"0.7\"").replace("license: MIT", "license: MIT\n  repoOwner: X") + "IT:\n  a: b\n";
    assert_eq!(warnings(&newest), ["legal.repoOwner", "IT"]);
    let hint = check(&with("name: Medusa", "name: Medusa\nlandingUrl: https://example.com"));
    assert!(hint[0].message.contains("„landingURL“"), "{hint:?}");
}

#[test]
fn our_own_file_is_valid() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../publiccode.yml"));
    assert_eq!(check(text), Vec::new());
    let read = read(text.as_bytes()).unwrap();
    assert_eq!(read.version.as_deref(), Some(Version::default().key()));
    assert_eq!(read.facts.licence.as_ref().map(|licence| licence.as_str()), Some(env!("CARGO_PKG_LICENSE")));
    assert_eq!(read.facts.software_version.as_deref(), Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn people_are_not_proposed_and_english_is_second_best() {
    let text = with("  de:", "  en-GB:").replace(
        "type: none",
        "type: internal\n  contacts:\n    - name: Erika Mustermann\n      email: erika.mustermann@stadt.de\n    - name: Max\n      \
         affiliation: IT-Amt\n      email: it-support@stadt.de\n    - name: Ohne Adresse",
    );
    let read = read(text.as_bytes()).unwrap();
    assert_eq!(read.language.as_deref(), Some("en-GB"));
    assert_eq!(read.facts.short_description, "Kurz");
    let office = Contact { name: "IT-Amt".into(), email: Some("it-support@stadt.de".into()), phone: None };
    assert_eq!(read.facts.contacts, [office]);
    let paths: Vec<&str> = read.findings.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["description", "maintenance.contacts[0]", "maintenance.contacts[2]"]);
}

#[test]
fn what_breaks_rules_is_left_out_and_the_rest_proposed() {
    let text = with("https://example.com/medusa.git", "https://nutzer:geheim@example.com/")
        .replace("license: MIT", "license: GPLv9")
        .replace("name: Medusa", "name: \"Me\\u202Edu\\x00sa\\n!\"\nreleaseDate: gestern");
    let read = read(text.as_bytes()).unwrap();
    assert_eq!(read.facts.name, "Medusa !");
    assert_eq!((read.facts.url, read.facts.licence, read.facts.release_date), (None, None, None));
    assert_eq!(read.facts.development_status, Some(DevelopmentStatus::Beta));
    assert!(
        read.findings.iter().any(|found| found.path == "url")
            && read.findings.iter().any(|found| found.path == "legal.license")
    );
}
