//! Files made to harm, and texts made to break out of their quotes.
use super::*;
use crate::open_data::publiccode::{
    emit::{Yaml, document},
    tree::{Node, Value, parse},
};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Refused as a whole, quickly, with a sentence in which this word stands.
fn refused(bytes: &[u8], word: &str) {
    let start = Instant::now();
    let findings = read(bytes).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{word}: {:?}", start.elapsed());
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].is_error() && findings[0].message.contains(word), "{word}: {findings:?}");
}

#[test]
fn hostile_files_are_refused() {
    let bomb: String = std::iter::once("a0: &a0 [x, x]\n".to_string())
        .chain((1..30).map(|at| format!("a{at}: &a{at} [*a{}, *a{}]\n", at - 1, at - 1)))
        .collect();
    refused(bomb.as_bytes(), "Anker");
    refused(b"name: *unbekannt\n", "Anker");
    refused(b"name: &a x\n", "Anker");
    refused(b"&a name: x\n", "Anker");
    refused(b"a: {x: 1}\nb:\n  <<: {x: 1}\n", "<<");
    refused(b"name: !!python/object:os.system x\n", "Typangaben");
    refused(b"name: !x y\n", "Typangaben");
    refused(b"--- !map\nname: x\n", "Typangaben");
    refused(b"name: a\nurl: b\nname: c\n", "zweimal");
    refused(b"name: a\n\"name\": c\n", "zweimal");
    refused(b"name: a\n---\nname: b\n", "mehrere");
    refused(b"? [a]\n: b\n", "Schlüssel");
    refused(b"name: [a\n", "YAML");
    refused(b"a:\n\t- b\n", "YAML");
    refused(b"\"a", "YAML");
    refused(b"", "leer");
    refused(b"# nur eine Bemerkung\n", "leer");
    refused(b"nur Text\n", "Schlüssel");
    refused(b"- a\n- b\n", "Schlüssel");
    refused(&vec![b'a'; 10 * 1024 * 1024], "zu groß");
    refused("name: ü\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice(), "UTF-8");
    refused(b"name: \xff\n", "UTF-8");
    refused(b"\x7fELF\x02\x01\x01\0\0\0", "Steuerzeichen");
    refused(b"PK\x03\x04\x14\0", "Steuerzeichen");
    refused("na\u{200b}me: x\n".as_bytes(), "unsichtbare");
    for one in ["[", "{a: ", "- ", "? "] {
        refused(format!("name: x\nb:\n  {}", one.repeat(17)).as_bytes(), "");
        // the parser may see first that it is no YAML
        refused(format!("name: x\nb:\n  {}", one.repeat((MAX_BYTES - 20) / one.len())).as_bytes(), "");
    }
    refused(format!("b: {}1{}", "[".repeat(16), "]".repeat(16)).as_bytes(), "verschachtelt");
    assert!(parse(format!("b: {}1{}", "[".repeat(15), "]".repeat(15)).as_bytes()).is_ok());
    refused(format!("b:\n  {}1", "- ".repeat(16)).as_bytes(), "verschachtelt");
    refused("[".repeat(MAX_BYTES).as_bytes(), "");
    refused("? ".repeat(MAX_BYTES / 2).as_bytes(), "");
    let block: String = (0..400).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    refused(block.as_bytes(), "verschachtelt");
    refused(format!("a: [{}]", "x,".repeat(NODES)).as_bytes(), "mehr als");
    refused(format!("a:\n{}", "- b: 1\n".repeat(NODES)).as_bytes(), "mehr als");
}

/// What the parser might take long for: no refusal needed, only an end.
#[test]
fn large_files_end_soon() {
    for text in [
        "a: ".to_string() + &"x".repeat(MAX_BYTES - 10),
        "a: ".to_string() + &"x ".repeat(MAX_BYTES / 2 - 10),
        "a: ".to_string() + &"é".repeat(MAX_BYTES / 2 - 10),
        "a: \"".to_string() + &"\\x41".repeat(MAX_BYTES / 4 - 10) + "\"",
        "a: |\n".to_string() + &" x\n".repeat(MAX_BYTES / 3 - 10),
        "a: >\n".to_string() + &"\n".repeat(MAX_BYTES - 10),
        "a: \"".to_string() + &"\n".repeat(MAX_BYTES - 10) + "\"",
        " ".repeat(MAX_BYTES),
        "\n".repeat(MAX_BYTES),
        "#".repeat(MAX_BYTES),
        "a".repeat(MAX_BYTES - 10) + ": b",
        "a: [".to_string() + &" ".repeat(MAX_BYTES - 10) + "]",
        "a: {".to_string() + &"b ".repeat(MAX_BYTES / 2 - 10) + "}",
        "\"a\" ".repeat(MAX_BYTES / 4),
        ":".repeat(MAX_BYTES),
        "? ".repeat(NODES),
        (0..9_000).map(|at| format!("k{at}: x\n")).collect(),
        (0..4_500).map(|at| format!("k{at}: &\n")).collect(),
    ] {
        let start = Instant::now();
        let findings = read(text.as_bytes()).map_or_else(|findings| findings, |proposed| proposed.findings);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?} {:?}", &text[..10], start.elapsed());
        assert!(findings.len() <= 2 * FINDINGS);
    }
}

/// Any text, with what YAML minds about more often than by chance.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zäöüß ]{1,8}",
        prop::sample::select(vec![
            "\n",
            "\r\n",
            "\t",
            " ",
            ": ",
            "- ",
            " #",
            "#",
            "\"",
            "'",
            "\\",
            "|",
            ">",
            "&a",
            "*a",
            "!x",
            "%",
            "---",
            "...",
            "\n---\n",
            "{",
            "}",
            "[",
            "]",
            ",",
            "?",
            "<<",
            "~",
            "null",
            "yes",
            "1.0",
            "0x1",
            "\u{0}",
            "\u{1b}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{feff}",
            "\u{fffe}",
            "👩‍👩‍👧",
            "\u{202e}",
            "=",
            "@",
            "`",
        ])
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn text_of(node: &Node) -> &str {
    match &node.value {
        Value::Text { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_come_back_as_they_went(one in any_text(), list in prop::collection::vec(any_text(), 1..4)) {
        let file = vec![
            ("a", Yaml::Text(one.clone())),
            ("b", Yaml::Texts(list.clone())),
            ("c", Yaml::Maps(vec![vec![("x", Yaml::Text(one.clone())), ("y", Yaml::Bool(true))], vec![("x", Yaml::Texts(list.clone()))]])),
            ("d", Yaml::Map(vec![("x", Yaml::Text(one.clone())), ("z", Yaml::Map(Vec::new()))])),
        ];
        let text = document(&file);
        let root = parse(text.as_bytes()).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
        prop_assert_eq!(text_of(root.get("a").unwrap()), &one, "{}", text);
        prop_assert_eq!(text_of(root.get("d").unwrap().get("x").unwrap()), &one);
        let Value::List(read) = &root.get("b").unwrap().value else { panic!("{text}") };
        prop_assert_eq!(read.iter().map(text_of).collect::<Vec<_>>(), list.iter().collect::<Vec<_>>());
        let Value::List(maps) = &root.get("c").unwrap().value else { panic!("{text}") };
        prop_assert_eq!(text_of(maps[0].get("x").unwrap()), &one);
        prop_assert_eq!(text_of(maps[0].get("y").unwrap()), "true");
    }

    #[test]
    fn written_facts_keep_any_texts(name in any_text(), long in any_text(), feature in any_text(), user in any_text()) {
        let facts = Facts {
            name: name.clone() + "x",
            long_description: long.clone() + &"Text ".repeat(40) + "x",
            features: vec![feature.clone() + "x"],
            used_by: vec![user.clone() + "x"],
            ..facts()
        };
        let text = write(&facts, Version::V0_7).unwrap();
        let root = parse(text.as_bytes()).unwrap();
        prop_assert_eq!(text_of(root.get("name").unwrap()), &facts.name);
        let german = root.get("description").unwrap().get("de").unwrap();
        prop_assert_eq!(text_of(german.get("longDescription").unwrap()), &facts.long_description);
        let Value::List(features) = &german.get("features").unwrap().value else { panic!("{text}") };
        prop_assert_eq!(text_of(&features[0]), &facts.features[0]);
        prop_assert!(read(text.as_bytes()).is_ok());
    }

    #[test]
    fn nothing_makes_reading_fail_hard(bytes in prop::collection::vec(any::<u8>(), 0..200), pieces in any_text(), at in 0usize..400) {
        let _ = read(&bytes);
        let _ = read(pieces.as_bytes());
        // a valid file with rubbish in its middle
        let mut text = with("Medusa", "Medusa");
        text.insert_str(at, &pieces);
        for finding in read(text.as_bytes()).map_or_else(|findings| findings, |proposed| proposed.findings) {
            prop_assert!(!finding.message.contains('\n') && !finding.path.contains('\n'));
        }
    }
}
