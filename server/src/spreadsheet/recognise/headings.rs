//! What some thousand headings mean, each over cells of its kind: `headings.csv`.
use super::super::{Field, Kind, Limits, Mapping, understand};

/// Five cells of a column: of this kind, or else as the field has them.
fn cells(field: Option<Field>, kind: Option<Kind>) -> [&'static str; 5] {
    match (kind, field) {
        (None, Some(Field::MunicipalityKey)) => ["05774032", "05711000", "05774020", "05774001", "05334002"],
        (None, Some(Field::Postcode)) => ["33602", "33098", "52062", "42103", "44135"],
        (kind, field) => match kind.or(field.map(Field::kind)) {
            Some(Kind::Money) => ["1.250,00", "48.480,50", "12.300,00", "330.000,00", "75.125,25"],
            Some(Kind::Date) => ["01.02.2021", "15.03.2022", "30.06.2021", "31.12.2023", "01.01.2020"],
            Some(Kind::DateRange) => [
                "01.02.2021 – 31.12.2022",
                "15.03.2022 – 30.06.2024",
                "01.01.2020 – 31.12.2021",
                "01.07.2021 – 30.06.2023",
                "01.05.2021 – 30.04.2024",
            ],
            Some(Kind::Percent) => ["80", "90", "75", "50", "60"],
            Some(Kind::Code) => ["AB-12/001", "AB-12/002", "AB-12/003", "AB-12/004", "AB-12/005"],
            Some(Kind::Integer) => ["3", "12", "7", "25", "4"],
            Some(Kind::Text) => ["Alpha Beta", "Gamma", "Delta e. V.", "Epsilon Zeta", "Eta"],
            Some(Kind::YearAmount) | None => ["2019", "2020", "2021", "2021", "2022"],
        },
    }
}

/// The field of a heading that stands between columns which have none.
fn field(heading: &str, cells: [&str; 5]) -> Option<Option<Field>> {
    let heading = heading.replace("\\n", "\n").replace('"', "\"\"");
    let rows: String = (1..).zip(cells).map(|(row, cell)| format!("{row};{cell};0251/12{row}7;DE0{row}\n")).collect();
    let list = format!("lfd. Nr.;\"{heading}\";Telefonnummer;IBAN\n{rows}");
    let understood = understand("liste.csv", list.as_bytes(), &Limits::default(), &Mapping::default()).ok()?;
    let table = understood.tables.first()?;
    table.columns.iter().find(|column| column.index == 1).map(|column| column.field)
}

#[test]
fn headings_mean_their_fields_over_cells_of_their_kind() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("headings.csv").lines().filter(|line| !line.starts_with('#')) {
        let mut parts = line.splitn(3, ';');
        let (key, kind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let expected = Field::from_key(key);
        assert!(expected.is_some() || key == "-", "{line}");
        for heading in parts.next().unwrap_or_default().split('|') {
            count += 1;
            let found = field(heading, cells(expected, Kind::from_key(kind)));
            if found != Some(expected) {
                wrong.push(format!("{heading}: {:?}, not {key}", found.map(|found| found.map_or("-", Field::key))));
            }
        }
    }
    assert!(count > 2_000 && wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
