//! Lists as ministries and regions send them, written on the spot: a title over the table, the day it stands for, two
//! rows of headings, groups with subtotals, thousands of euros. And files that are no lists at all.
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// One project of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Förderkennzeichen.
    pub number: String,
    /// Title.
    pub title: String,
    /// Region as written.
    pub region: String,
    /// Recipient.
    pub recipient: String,
    /// State as written.
    pub state: String,
    /// Total cost in euros.
    pub total: f64,
    /// Granted state money in euros.
    pub grant: f64,
    /// Private money in euros, none where the cell is empty.
    pub private: Option<f64>,
    /// Planned money by year in euros.
    pub years: Vec<(i32, f64)>,
}

/// A list that is to be written.
#[derive(Debug, Clone)]
pub struct List {
    /// The day it stands for, German.
    pub stand: String,
    /// The projects.
    pub lines: Vec<Line>,
    /// Amounts in thousands of euros.
    pub thousands: bool,
    /// Groups by region with subtotals, and a total.
    pub grouped: bool,
    /// What the heading of the grant is; another word makes another kind of money.
    pub money: String,
}

/// A project of a list, with sensible values.
#[must_use]
pub fn line(number: &str, title: &str, grant: f64) -> Line {
    Line {
        number: number.into(),
        title: title.into(),
        region: "Aachen".into(),
        recipient: "Stadt Aachen".into(),
        state: "in Umsetzung".into(),
        total: (grant / 0.8 * 100.0).round() / 100.0,
        grant,
        private: None,
        years: Vec::new(),
    }
}

impl Line {
    /// In another region.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = region.into();
        self
    }

    /// In another state.
    #[must_use]
    pub fn in_state(mut self, state: &str) -> Self {
        self.state = state.into();
        self
    }

    /// With private money.
    #[must_use]
    pub fn private(mut self, euros: f64) -> Self {
        self.private = Some(euros);
        self
    }

    /// With planned money of a year.
    #[must_use]
    pub fn planned(mut self, year: i32, euros: f64) -> Self {
        self.years.push((year, euros));
        self
    }
}

/// A list with a day and projects, in euros.
#[must_use]
pub fn list(stand: &str, lines: Vec<Line>) -> List {
    List { stand: stand.into(), lines, thousands: false, grouped: false, money: "Zuwendung Land".into() }
}

impl List {
    /// In thousands of euros.
    #[must_use]
    pub fn in_thousands(mut self) -> Self {
        self.thousands = true;
        self
    }

    /// With groups, subtotals and a total.
    #[must_use]
    pub fn with_groups(mut self) -> Self {
        self.grouped = true;
        self
    }

    /// With another heading over the money.
    #[must_use]
    pub fn money_called(mut self, heading: &str) -> Self {
        self.money = heading.into();
        self
    }

    /// As a workbook.
    #[must_use]
    pub fn xlsx(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("Projektliste").expect("a name");
        self.write(sheet);
        book.save_to_buffer().expect("a workbook")
    }

    fn write(&self, sheet: &mut Worksheet) {
        let bold = Format::new().set_bold();
        let money = Format::new().set_num_format("#,##0.00");
        let percent = Format::new().set_num_format("0.0%");
        let unit = if self.thousands { "T€" } else { "€" };
        let scale = if self.thousands { 1_000.0 } else { 1.0 };
        let mut years: Vec<i32> = self.lines.iter().flat_map(|line| line.years.iter().map(|(year, _)| *year)).collect();
        years.sort_unstable();
        years.dedup();
        sheet.write_with_format(0, 0, "Förderprogramm Digitale Modellregionen NRW", &bold).expect("a cell");
        sheet.write(1, 0, "Übersicht der Vorhaben").expect("a cell");
        sheet.write(2, 0, format!("Stand: {}", self.stand)).expect("a cell");
        let heads = [
            "Förderkennzeichen".to_owned(),
            "Titel des Vorhabens".into(),
            "Region".into(),
            "Zuwendungsempfänger".into(),
            "Status".into(),
            format!("Gesamtausgaben in {unit}"),
            format!("{} in {unit}", self.money),
            format!("private Mittel in {unit}"),
            "Förderquote".into(),
        ];
        // two rows: the years stand below a heading of their own
        for (column, head) in (0u16..).zip(&heads) {
            if years.is_empty() {
                sheet.write_with_format(4, column, head, &bold).expect("a cell");
            } else {
                sheet.merge_range(4, column, 5, column, head, &bold).expect("a cell");
            }
        }
        let first_year = u16::try_from(heads.len()).expect("few columns");
        if let Some(more) = u16::try_from(years.len()).ok().filter(|more| *more > 0) {
            let over = format!("Mittel in {unit}");
            if more > 1 {
                sheet.merge_range(4, first_year, 4, first_year + more - 1, &over, &bold).expect("a cell");
            } else {
                sheet.write_with_format(4, first_year, &over, &bold).expect("a cell");
            }
            for (column, year) in (first_year..).zip(&years) {
                sheet.write_with_format(5, column, *year, &bold).expect("a cell");
            }
        }
        let mut row = if years.is_empty() { 5 } else { 6 };
        let mut total = 0.0;
        let mut at = 0;
        while at < self.lines.len() {
            let region = self.lines[at].region.clone();
            let end = match self.grouped {
                true => at + self.lines[at..].iter().take_while(|line| line.region == region).count(),
                false => self.lines.len(),
            };
            if self.grouped {
                sheet.write_with_format(row, 0, format!("Modellregion {region}"), &bold).expect("a cell");
                row += 1;
            }
            let mut sum = 0.0;
            for line in &self.lines[at..end] {
                sheet.write(row, 0, &line.number).expect("a cell");
                sheet.write(row, 1, &line.title).expect("a cell");
                sheet.write(row, 2, &line.region).expect("a cell");
                sheet.write(row, 3, &line.recipient).expect("a cell");
                sheet.write(row, 4, &line.state).expect("a cell");
                sheet.write_with_format(row, 5, line.total / scale, &money).expect("a cell");
                sheet.write_with_format(row, 6, line.grant / scale, &money).expect("a cell");
                if let Some(private) = line.private {
                    sheet.write_with_format(row, 7, private / scale, &money).expect("a cell");
                }
                sheet.write_with_format(row, 8, line.grant / line.total, &percent).expect("a cell");
                for (year, amount) in &line.years {
                    let column = years.iter().position(|found| found == year).and_then(|at| u16::try_from(at).ok());
                    let column = first_year + column.expect("a year of the list");
                    sheet.write_with_format(row, column, amount / scale, &money).expect("a cell");
                }
                sum += line.grant;
                row += 1;
            }
            if self.grouped {
                sheet.write_with_format(row, 0, format!("Summe {region}"), &bold).expect("a cell");
                sheet.write_with_format(row, 6, sum / scale, &money).expect("a cell");
                row += 1;
            }
            total += sum;
            at = end;
        }
        if self.grouped {
            sheet.write_with_format(row, 0, "Gesamtsumme", &bold).expect("a cell");
            sheet.write_with_format(row, 6, total / scale, &money).expect("a cell");
        }
    }

    /// As text with semicolons in the encoding of an old Excel.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut text = String::from("Förderkennzeichen;Titel des Vorhabens;Region;Status;Zuwendung Land in €\r\n");
        for line in &self.lines {
            let amount = entity::money::Cents(cents(line.grant)).german();
            text += &format!("{};{};{};{};{amount}\r\n", line.number, line.title, line.region, line.state);
        }
        // Windows-1252 has these letters where Unicode has them
        text.chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(if letter == '€' { 0x80 } else { b'?' }))
            .collect()
    }
}

/// Euros as cents.
#[must_use]
pub fn cents(euros: f64) -> i64 {
    // amounts of tests are far below 2^53
    (euros * 100.0).round() as i64
}

/// Cells as they are, one sheet: for lists that are like no other.
#[must_use]
pub fn cells(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(*cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number),
                Err(_) => sheet.write(row, column, *cell),
            }
            .expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// A workbook without a single cell.
#[must_use]
pub fn empty_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet();
    book.save_to_buffer().expect("a workbook")
}

/// A workbook locked with a password: a compound file that holds an encrypted package, as Excel writes it.
#[must_use]
pub fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    const FREE: u32 = 0xFFFF_FFFF;
    const END: u32 = 0xFFFF_FFFE;
    const TABLE: u32 = 0xFFFF_FFFD;
    let mut head = vec![0u8; SECTOR];
    head[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes()); // one sector of the table
    put(48, &1u32.to_le_bytes()); // the directory begins in sector 1
    put(56, &4096u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    put(76, &0u32.to_le_bytes()); // the table lies in sector 0
    (1..109).for_each(|at| put(76 + 4 * at, &FREE.to_le_bytes()));
    let mut table = vec![FREE; SECTOR / 4];
    (table[0], table[1]) = (TABLE, END);
    // the package: sectors 2 to 9
    (2..9).for_each(|at| table[at] = u32::try_from(at + 1).expect("small"));
    table[9] = END;
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = vec![0u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        let length = u16::try_from(units.len() + 2).expect("a short name");
        entry[64..66].copy_from_slice(&length.to_le_bytes());
        (entry[66], entry[67]) = (kind, 1);
        (68..80).for_each(|at| entry[at] = 0xFF);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let mut directory = entry("Root Entry", 5, END, 0);
    directory.extend(entry("EncryptedPackage", 2, 2, 4096));
    directory.extend(entry("EncryptionInfo", 2, END, 0));
    directory.extend(vec![0u8; 128]);
    let mut file = head;
    file.extend(table.iter().flat_map(|id| id.to_le_bytes()));
    file.extend(directory);
    file.extend((0..4096u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8));
    file
}

/// A workbook of a few kilobytes per megabyte that it unpacks to: one part of it is a megabyte of blanks, again and
/// again. `claims` is the size that its directory admits to.
#[must_use]
pub fn zip_bomb(part: &str, megabytes: u32, claims: u32) -> Vec<u8> {
    const TYPES: &str = concat!(
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
        r#"<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" "#,
        r#"ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
    );
    const RELATIONS: &str = concat!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/"#,
        r#"officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    const BOOK: &str = concat!(
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"#,
        r#"<sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    );
    const PARTS: &str = concat!(
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
        r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/"#,
        r#"worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    );
    let mut zip = Zip::default();
    let stored = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", PARTS),
    ];
    for (name, text) in stored {
        let size = u32::try_from(text.len()).expect("small");
        zip.add(name, 0, text.as_bytes(), size, crc32(text.as_bytes()));
    }
    zip.add(part, 8, &blanks(megabytes), claims, 0);
    zip.finish()
}

/// A zip file with these parts, not packed.
#[must_use]
pub fn stored(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = Zip::default();
    for (name, text) in parts {
        let size = u32::try_from(text.len()).expect("small");
        zip.add(name, 0, text.as_bytes(), size, crc32(text.as_bytes()));
    }
    zip.finish()
}

/// A zip as its format says it, so that it can also lie.
#[derive(Default)]
struct Zip {
    body: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    fn add(&mut self, name: &str, method: u16, packed: &[u8], size: u32, crc: u32) {
        let offset = u32::try_from(self.body.len()).expect("small");
        let mut fields = Vec::new();
        // version, flags, method, time, date
        for value in [20, 0, method, 0, 0x21] {
            fields.extend_from_slice(&u16::to_le_bytes(value));
        }
        for value in [crc, u32::try_from(packed.len()).expect("small"), size] {
            fields.extend_from_slice(&value.to_le_bytes());
        }
        fields.extend_from_slice(&u16::try_from(name.len()).expect("short").to_le_bytes());
        fields.extend_from_slice(&[0, 0]);
        self.body.extend_from_slice(b"PK\x03\x04");
        self.body.extend_from_slice(&fields);
        self.body.extend_from_slice(name.as_bytes());
        self.body.extend_from_slice(packed);
        self.directory.extend_from_slice(b"PK\x01\x02\x14\0");
        self.directory.extend_from_slice(&fields);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&offset.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let start = u32::try_from(self.body.len()).expect("small").to_le_bytes();
        let size = u32::try_from(self.directory.len()).expect("small").to_le_bytes();
        self.body.append(&mut self.directory);
        self.body.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        self.body.extend_from_slice(&self.count.to_le_bytes());
        self.body.extend_from_slice(&self.count.to_le_bytes());
        self.body.extend_from_slice(&size);
        self.body.extend_from_slice(&start);
        self.body.extend_from_slice(&[0, 0]);
        self.body
    }
}

/// Deflated blanks: one literal, then "the last sign, 258 times more" in 13 bits, again and again.
fn blanks(megabytes: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0b1, 1); // the last block
    bits.put(0b01, 2); // with the fixed code
    bits.code(0x50, 8); // a blank
    for _ in 0..u64::from(megabytes) * (1 << 20) / 258 {
        bits.code(0b1100_0101, 8); // 258 signs
        bits.code(0, 5); // from one sign before
    }
    bits.code(0, 7); // the end
    bits.put(0, 7);
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    rest: u32,
    count: u32,
}

impl Bits {
    /// Numbers begin with their lowest bit …
    fn put(&mut self, value: u32, count: u32) {
        self.rest |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push((self.rest & 0xFF) as u8);
            self.rest >>= 8;
            self.count -= 8;
        }
    }

    /// … and codes with their highest.
    fn code(&mut self, value: u32, count: u32) {
        self.put(value.reverse_bits() >> (32 - count), count);
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
