//! Files as they arrive when something went wrong: cut off anywhere, bytes turned around anywhere. Whatever the reader
//! makes of them, it answers in time and nothing panics out of it. With `LEITSTAND_WORKBOOKS=FOLDER` also every file there.
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use server::spreadsheet::{Limits, Mapping, check, understand};
use std::time::{Duration, Instant};

/// So many cuts and so many turned bytes for each file.
const TIMES: usize = 20;
/// An answer that takes longer is none.
const LONGEST: Duration = Duration::from_secs(10);

/// Reads a file to the end of its way, JSON included; how long it took and whether it was understood.
fn answer(name: &str, bytes: &[u8]) -> (Duration, bool) {
    let begin = Instant::now();
    let result = understand(name, bytes, &Limits::default(), &Mapping::default());
    let object: serde_json::Value = serde_json::from_str(&check::line(name, bytes, &result)).expect("JSON");
    let understood = result.is_ok_and(|understood| !understood.tables.is_empty());
    assert_eq!(object["error"].is_null(), understood, "{name}");
    let time = begin.elapsed();
    assert!(time < LONGEST, "{name}: {time:?}");
    (time, understood)
}

#[test]
fn damaged_files_get_an_answer() {
    let mut files: Vec<(String, Vec<u8>)> =
        tests::kinds::every_kind().into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    if let Some(folder) = std::env::var_os("LEITSTAND_WORKBOOKS") {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_file() {
                let bytes = std::fs::read(&entry).expect("a readable file");
                files.push((entry.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes));
            }
        }
    }
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut at = |end: usize| usize::try_from(random.next_u64() % end.max(1) as u64).expect("below the end");
    let (mut count, mut understood, mut slowest) = (0, 0, (Duration::ZERO, String::new()));
    for (name, bytes) in &files {
        answer(name, bytes);
        for _ in 0..TIMES {
            let cut = &bytes[..at(bytes.len())];
            let mut turned = bytes.clone();
            if let Some(byte) = turned.get_mut(at(bytes.len())) {
                *byte ^= u8::try_from(1 + at(255)).expect("a byte");
            }
            for damaged in [cut, &turned] {
                let (time, good) = answer(name, damaged);
                count += 1;
                understood += usize::from(good);
                if time > slowest.0 {
                    slowest = (time, name.clone());
                }
            }
        }
    }
    println!("{} files, {count} damaged: {understood} understood all the same; slowest {slowest:?}", files.len());
    assert_eq!(count, files.len() * TIMES * 2);
    assert!(understood > 0 && understood < count, "{understood} of {count}");
}

#[test]
fn every_kind_is_what_it_says() {
    for (name, bytes) in tests::kinds::every_kind() {
        let code = match understand(name, &bytes, &Limits::default(), &Mapping::default()) {
            Ok(understood) if understood.tables.is_empty() => Some("no_table"),
            Ok(_) => None,
            Err(not) => Some(not.error.code.key()),
        };
        let wanted = match name {
            "leer.xlsx" => Some("no_table"),
            "kennwort.xlsx" => Some("encrypted"),
            "bombe.xlsx" => Some("corrupt"),
            "leer.csv" => Some("empty"),
            "bild.xlsx" => Some("unsupported"),
            _ => None,
        };
        assert_eq!(code, wanted, "{name}");
    }
}

/// What the limits promise, each with a file that goes beyond.
#[test]
fn beyond_the_limits_is_too_large() {
    let code = |bytes: &[u8], limits: Limits| {
        understand("liste.csv", bytes, &limits, &Mapping::default()).err().map(|not| not.error.code.key())
    };
    let list = tests::kinds::every_kind().into_iter().find(|(name, _)| *name == "liste.xlsx").expect("there").1;
    assert_eq!(code(&list, Limits::default()), None);
    assert_eq!(code(&list, Limits { max_bytes: list.len() - 1, ..Limits::default() }), Some("too_large"));
    assert_eq!(code(&list, Limits { max_cells: 20, ..Limits::default() }), Some("too_large"));
    assert_eq!(code(&list, Limits { max_unpacked: 2_000, ..Limits::default() }), Some("too_large"));
    assert_eq!(code(&list, Limits { max_text: 50, ..Limits::default() }), Some("too_large"));
    let long: String = (0..200_000).map(|row| format!("A-{row};Projekt {row};1,5\n")).collect();
    let long = format!("Az.;Projekt;Zuwendung\n{long}");
    assert_eq!(code(long.as_bytes(), Limits { seconds: 0, ..Limits::default() }), Some("too_large"));
}
