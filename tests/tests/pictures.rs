//! Pictures of solutions: uploaded, checked, written anew, public with the sheet that names them. Through the real router.
use chrono::TimeDelta;
use entity::{import_run::file, solution::picture};
use http::header;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use std::io::{Cursor, Write as _};
use tests::{TestApp, Visitor, app::Answer, db, make::a_project};

/// What the gate asks for, as the form sends it.
const SHEET: &[(&str, &str)] = &[
    ("name", "Kita-Karte"),
    ("benefit", "Eltern finden freie Plätze auf einer Karte."),
    ("problem", "Bisher rufen sie jede Kita einzeln an."),
    ("audience", "Familien"),
    ("pillar", "egov"),
    ("themes", "Familie"),
    ("provider", "Stadt Aachen"),
    ("contact", "digital@aachen.example"),
    ("kind", "concept"),
    ("maturity", "productive"),
    ("source", "Eigene Angaben"),
];
const PAGE: &str = "/loesungen/kita-karte";
const PICTURES: &str = "/loesungen/kita-karte/bilder";
const CHANGE: &str = "/loesungen/kita-karte/bilder/aendern";

fn bytes(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut content = Cursor::new(Vec::new());
    picture.write_to(&mut content, format).expect("a file");
    content.into_inner()
}

/// A picture of one colour.
fn plain(width: u32, height: u32, colour: u8) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb([colour, 100, 100])))
}

fn png(colour: u8) -> Vec<u8> {
    bytes(&plain(40, 30, colour), ImageFormat::Png)
}

/// A solution that somebody in Aachen describes; not published.
async fn described(app: &TestApp) -> Visitor {
    let number = a_project().in_region("aachen").build(app).await;
    let cdo = app.as_cdo("aachen").await;
    let mut form = SHEET.to_vec();
    form.push(("projects", &number));
    let answer = cdo.post("/loesungen/neu", &form).await.expect(303);
    assert_eq!(answer.location().as_deref(), Some(PAGE));
    cdo
}

async fn version(who: &Visitor) -> String {
    who.get(PICTURES).await.expect(200).page().value("version").expect("a version")
}

async fn upload(who: &Visitor, name: &str, content: &[u8], text: &str) -> Answer {
    let version = version(who).await;
    who.upload(PICTURES, name, content, &[("version", &version), ("text", text)]).await
}

/// Sends what the page of pictures shows, with some fields otherwise.
async fn change(who: &Visitor, other: &[(&str, &str)]) -> Answer {
    let page = who.get(PICTURES).await.expect(200).page();
    let mut fields = vec![("version".to_owned(), page.value("version").expect("a version"))];
    for at in 1..=picture::MOST {
        for part in ["picture", "text", "place"] {
            let name = format!("{part}_{at}");
            fields.extend(page.value(&name).map(|value| (name, value)));
        }
    }
    fields.retain(|(name, _)| !other.iter().any(|(said, _)| said == name));
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form.extend(other);
    who.post(CHANGE, &form).await
}

async fn published(app: &TestApp, cdo: &Visitor) {
    let steps = format!("{PAGE}/schritte");
    let version = version(cdo).await;
    let _ = cdo.post(&steps, &[("version", &version), ("step", "submitted")]).await.expect(303);
    let curator = app.as_role("transfer_curator").await;
    let form =
        [("version", version.as_str()), ("step", "published"), ("check_0", "ja"), ("check_1", "ja"), ("check_2", "ja")];
    let _ = curator.post(&steps, &form).await.expect(303);
}

/// Address and alternative text of the pictures on a page.
async fn shown(who: &Visitor, page: &str) -> Vec<(String, String)> {
    let page = who.get(page).await.expect(200).page();
    let attribute = |image: &scraper::ElementRef<'_>, name| image.value().attr(name).expect(name).to_owned();
    page.all("img").iter().map(|image| (attribute(image, "src"), attribute(image, "alt"))).collect()
}

/// Whether SQLite's files hold these bytes anywhere; PostgreSQL's are out of reach.
fn in_files(app: &TestApp, bytes: &[u8]) -> Option<bool> {
    let file = app.fresh().file()?;
    let log = std::path::PathBuf::from(format!("{}-wal", file.display()));
    let read = [file, log].map(|path| std::fs::read(path).expect("a file of the database"));
    Some(read.iter().any(|content| content.windows(bytes.len()).any(|window| window == bytes)))
}

/// How many files and pictures there are.
async fn kept(app: &TestApp) -> (u64, u64) {
    let files = file::Entity::find().count(app.db.read()).await.expect("files");
    (files, picture::record::Entity::find().count(app.db.read()).await.expect("pictures"))
}

#[tokio::test]
async fn a_picture_is_public_with_the_sheet_that_names_it() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let (anybody, elsewhere) = (app.visitor(), app.as_cdo("suedwestfalen").await);
    // content counts, not the name
    let text = "Karte mit <Kitas> & \"freien\" Plätzen";
    let _ = upload(&cdo, "karte.jpg", &png(1), text).await.expect(303);
    let on_draft = shown(&cdo, PAGE).await;
    let [(first, alternative)] = on_draft.as_slice() else { panic!("{on_draft:?}") };
    assert_eq!(alternative, text);
    let image = cdo.get(first).await.expect(200);
    assert_eq!(image.header("content-type").as_deref(), Some("image/png"));
    assert_eq!(image.header("cache-control").as_deref(), Some("private, no-cache"));
    let _ = anybody.get(first).await.expect(404);
    let _ = elsewhere.get(first).await.expect(404);
    published(&app, &cdo).await;
    let image = anybody.get(first).await.expect(200);
    assert_eq!(image::load_from_memory(&image.body).expect("a picture").width(), 40);
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, no-cache"),
        ("content-disposition", "inline"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(image.header(name).as_deref(), Some(value));
    }
    let tag = image.header("etag").expect("a tag");
    let again = anybody.request(http::Method::GET, first).header(header::IF_NONE_MATCH, tag);
    let again = anybody.send(again, axum::body::Body::empty()).await.expect(304);
    assert!(again.body.is_empty());
    let page = anybody.get(PAGE).await.expect(200).page();
    for (name, value) in [("width", "40"), ("height", "30"), ("loading", "lazy"), ("alt", text)] {
        assert_eq!(page.attribute("main img", name).as_deref(), Some(value));
    }
    let data = page.all("script[type='application/ld+json']").first().expect("for search engines").inner_html();
    assert!(data.contains(first.as_str()), "{data}");
    let json = anybody.get("/api/v1/solutions/kita-karte").await.expect(200).json();
    assert_eq!(
        json["pictures"],
        serde_json::json!([{"url": first, "alternative_text": text, "width": 40, "height": 30}])
    );
    assert_eq!(json["sheet"]["pictures"], serde_json::Value::Null);
    let hash = first.rsplit('/').next().expect("a hash");
    for address in ["/daten/loesungen.csv", "/daten/loesungen.json", "/loesungen", "/loesungen/vergleich?l=kita-karte"]
    {
        let list = anybody.get(address).await.expect(200).text();
        assert!(list.contains("Kita-Karte") && !list.contains(hash), "{address}");
    }
    // a second one waits for its own version, and the sheet's form neither loses nor invents any
    app.advance(TimeDelta::days(2));
    let cdo = app.as_cdo("aachen").await;
    let _ = upload(&cdo, "b.webp", &bytes(&plain(50, 20, 2), ImageFormat::WebP), "Zweites").await.expect(303);
    assert_eq!(shown(&anybody, PAGE).await, on_draft);
    let desk = cdo.get(PAGE).await.expect(200).page().text("#pflege");
    assert!(desk.contains("Neuer als das Veröffentlichte: Bilder."), "{desk}");
    let seen = version(&cdo).await;
    let mut form = SHEET.to_vec();
    let foreign = format!("{} Fremd", "0".repeat(64));
    form.extend([("version", seen.as_str()), ("pictures", foreign.as_str())]);
    form[0] = ("name", "Kita-Karte neu");
    let _ = cdo.post(&format!("{PAGE}/bearbeiten"), &form).await.expect(303);
    published(&app, &cdo).await;
    let both = shown(&anybody, PAGE).await;
    assert_eq!(both.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), [text, "Zweites"]);
    let image = anybody.get(&both[1].0).await.expect(200);
    assert_eq!(image.header("content-type").as_deref(), Some("image/jpeg"));
    let day = (app.now().today - TimeDelta::days(1)).to_string();
    assert_eq!(shown(&anybody, &format!("{PAGE}?stand={day}")).await, on_draft);
    // order, text, removal; what was public stays where one looks back
    let _ = change(&cdo, &[("place_2", "1"), ("text_2", "Vorn")]).await.expect(303);
    published(&app, &cdo).await;
    let turned = shown(&anybody, PAGE).await;
    assert_eq!(turned.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["Vorn", text]);
    let before = app.audit_rows().await;
    let _ = change(&cdo, &[]).await.expect(303);
    assert_eq!(app.audit_rows().await, before, "nothing was changed, nothing was written");
    let _ = change(&cdo, &[("remove_2", "ja"), ("text_2", "")]).await.expect(303);
    published(&app, &cdo).await;
    assert_eq!(shown(&anybody, PAGE).await, turned[..1]);
    let _ = anybody.get(first).await.expect(200);
    // the same file again is the same picture
    let (files, pictures) = kept(&app).await;
    let _ = upload(&cdo, "wieder.png", &png(1), "Wieder da").await.expect(303);
    assert_eq!(kept(&app).await, (files, pictures));
    // no longer offered is still seen, as its page is
    let seen = version(&cdo).await;
    let retire = [("version", seen.as_str()), ("step", "retired"), ("note", "Der Betrieb ist beendet.")];
    let _ = app.as_role("transfer_curator").await.post(&format!("{PAGE}/schritte"), &retire).await.expect(303);
    assert_eq!(shown(&anybody, PAGE).await, turned[..1]);
    let verdict = entity::audit::verify(app.db.read()).await.expect("walked");
    assert_eq!(verdict.fault, None);
}

/// A PNG whose header promises a size; what follows is far less.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = bytes(&plain(1, 1, 0), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

fn zip() -> Vec<u8> {
    tests::sheets::list("30.09.2022", vec![tests::sheets::line("AC-1", "x", 1.0)]).xlsx()
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let (before, rows) = (kept(&app).await, app.audit_rows().await);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><rect width='9' height='9'/></svg>";
    let whole = png(3);
    let jpeg = bytes(&plain(300, 300, 3), ImageFormat::Jpeg);
    let mut damaged = whole.clone();
    let end = damaged.len() - 16;
    damaged[end - 8..end].fill(0x5a);
    let mut large = whole.clone();
    large.resize((5 << 20) + 1, 0);
    let gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    for (name, content, said) in [
        ("leer.png", &b""[..], "beschädigt|kein Bild"),
        ("bild.svg", &svg[..], "kein Bild im Format PNG, JPEG oder WebP"),
        ("bild.png", &svg[..], "kein Bild"),
        ("bild.png", b"<!doctype html><script>alert(1)</script>", "kein Bild"),
        ("bild.jpg", &zip(), "kein Bild"),
        ("bild.gif", gif, "kein Bild"),
        ("halb.png", &whole[..whole.len() / 2], "beschädigt oder unvollständig"),
        ("kopf.png", &whole[..20], "beschädigt"),
        ("falsch.png", &damaged, "beschädigt"),
        ("halb.jpg", &jpeg[..jpeg.len() / 2], "beschädigt"),
        ("kopf.jpg", b"\xff\xd8\xff\xe0", "beschädigt"),
        ("riff.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 \x00\x00\x00\x00", "beschädigt"),
        ("bombe.png", &bomb(30_000, 30_000), "30000 × 30000 Bildpunkte"),
        ("lang.png", &bomb(1, 8_001), "8.000 auf jeder Seite"),
        ("flaeche.png", &bomb(7_000, 7_000), "40 Millionen"),
        ("unendlich.png", &bomb(u32::MAX >> 1, u32::MAX >> 1), "Bildpunkte|beschädigt|Farben"),
        ("nichts.png", &bomb(0, 5), "beschädigt"),
        ("gross.png", &large, "größer als 5 MB"),
    ] {
        let page = upload(&cdo, name, content, "Mein getippter Text").await.expect(422).page();
        let error = page.field_error("file").unwrap_or_else(|| panic!("{name}: {}", page.main()));
        assert!(said.split('|').any(|said| error.contains(said)), "{name}: {error}");
        assert_eq!(page.value("text").as_deref().map(str::trim), Some("Mein getippter Text"), "{name}");
    }
    // far too large: nobody reads it to its end
    large.resize(7 << 20, 0);
    let answer = upload(&cdo, "gross.png", &large, "x").await.expect(413);
    assert!(answer.text().contains("Das ist zu groß"));
    // no text, a text that is none, no file at all
    for (text, said) in [("", "Bitte beschreiben"), ("  \r\n ", "Bitte beschreiben"), ("a\u{0}b", "unzulässig")] {
        let page = upload(&cdo, "a.png", &whole, text).await.expect(422).page();
        assert!(page.field_error("text").expect("an error").contains(said), "{text:?}");
        assert_eq!(page.field_error("file"), None);
    }
    let long = "ü".repeat(301);
    let page = upload(&cdo, "a.png", &whole, &long).await.expect(422).page();
    assert!(page.field_error("text").expect("an error").contains("301 Zeichen"));
    let page = upload(&cdo, "", b"", "").await.expect(422).page();
    assert_eq!(page.field_error("file").as_deref(), Some("Bitte ein Bild wählen."));
    assert!(page.field_error("text").is_some(), "both at once");
    assert_eq!((kept(&app).await, app.audit_rows().await), (before, rows), "nothing was written");
    assert_eq!(version(&cdo).await, "1");
    // sent otherwise
    let _ = cdo.post(PICTURES, &[("version", "1"), ("text", "x")]).await.expect(400);
    // six and no more, none of them twice, none without a text
    for colour in 1..=6 {
        let text = format!("Bild {colour}");
        let _ = upload(&cdo, "a.png", &png(colour), &text).await.expect(303);
        if colour == 1 {
            let page = upload(&cdo, "a.png", &png(1), "Noch einmal").await.expect(422).page();
            assert!(page.field_error("file").expect("an error").contains("steht schon"));
        }
    }
    let version = version(&cdo).await;
    let fields = [("version", version.as_str()), ("text", "Zu viel")];
    let seventh = cdo.upload(PICTURES, "a.png", &png(7), &fields).await.expect(422);
    assert!(seventh.text().contains("höchstens 6 Bilder"), "{}", seventh.page().main());
    let page = change(&cdo, &[("text_3", " "), ("text_5", "Geändert")]).await.expect(422).page();
    assert!(page.field_error("text_3").expect("an error").contains("Bitte beschreiben"));
    assert_eq!(page.value("text_5").as_deref().map(str::trim), Some("Geändert"));
    assert_eq!(kept(&app).await, (before.0 + 6, before.1 + 6));
}

/// A JPEG as a camera turned on its side writes it: EXIF with orientation 6 and the place where it was taken.
fn photo() -> Vec<u8> {
    let upper = RgbImage::from_fn(64, 32, |_, y| if y < 16 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) });
    let jpeg = bytes(&DynamicImage::ImageRgb8(upper), ImageFormat::Jpeg);
    // a list of two: orientation, and at which byte the list about the place begins
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    exif.extend([0; 4]);
    exif.extend([0, 1]);
    exif.extend([0, 2, 0, 5, 0, 0, 0, 3]);
    exif.extend(56u32.to_be_bytes());
    exif.extend([0; 4]);
    for (number, part) in [(50u32, 1u32), (46, 1), (1_234, 100)] {
        exif.extend(number.to_be_bytes());
        exif.extend(part.to_be_bytes());
    }
    exif.extend(b"GPS-Geheim");
    let mut photo = jpeg[..2].to_vec();
    photo.extend([0xff, 0xe1]);
    photo.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
    photo.extend(&exif);
    photo.extend([0xff, 0xfe, 0, 11]);
    photo.extend(b"Kommentar");
    photo.extend(&jpeg[2..]);
    photo
}

#[tokio::test]
async fn a_photo_stands_upright_and_tells_nobody_where_it_was_taken() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let photo = photo();
    let contains = |content: &[u8], part: &[u8]| content.windows(part.len()).any(|window| window == part);
    assert!(contains(&photo, b"Exif") && contains(&photo, b"GPS-Geheim") && contains(&photo, b"Kommentar"));
    let _ = upload(&cdo, "foto.jpg", &photo, "Zwei Farben").await.expect(303);
    let address = shown(&cdo, PAGE).await.remove(0).0;
    let image = cdo.get(&address).await.expect(200);
    for part in [&b"Exif"[..], b"GPS", b"Geheim", b"Kommentar", b"MM\0"] {
        assert!(!contains(&image.body, part), "{}", String::from_utf8_lossy(part));
    }
    // turned by a quarter: what was above is at the right
    let upright = image::load_from_memory(&image.body).expect("a picture").into_rgb8();
    assert_eq!(upright.dimensions(), (32, 64));
    assert!(upright.get_pixel(28, 32)[0] > 200 && upright.get_pixel(3, 32)[2] > 200);
    // so are texts in a PNG; and what is large becomes smaller
    let mut png = bytes(&DynamicImage::ImageRgba8(RgbaImage::from_pixel(3_000, 100, Rgba([0; 4]))), ImageFormat::Png);
    let mut chunk = Vec::new();
    chunk.write_all(b"tEXtAuthor\0GPS-Geheim").expect("written");
    let mut text = u32::try_from(chunk.len() - 4).expect("short").to_be_bytes().to_vec();
    text.extend(&chunk);
    text.extend(crc32(&chunk).to_be_bytes());
    png.splice(33..33, text);
    let _ = upload(&cdo, "breit.png", &png, "Breit").await.expect(303);
    let address = shown(&cdo, PAGE).await.remove(1).0;
    let image = cdo.get(&address).await.expect(200);
    assert!(!contains(&image.body, b"Geheim"));
    assert_eq!(image::load_from_memory(&image.body).expect("a picture").width(), 1_600);
}

#[tokio::test]
async fn only_who_looks_after_a_solution_changes_its_pictures() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let content = png(1);
    let fields = [("version", "1"), ("text", "Karte")];
    let (anybody, elsewhere) = (app.visitor(), app.as_cdo("suedwestfalen").await);
    for address in [PICTURES, CHANGE] {
        let _ = elsewhere.post(address, &fields).await.expect(404);
    }
    let _ = elsewhere.upload(PICTURES, "a.png", &content, &fields).await.expect(404);
    published(&app, &cdo).await;
    let _ = elsewhere.get(PICTURES).await.expect(403);
    let _ = elsewhere.upload(PICTURES, "a.png", &content, &fields).await.expect(403);
    let _ = elsewhere.post(CHANGE, &fields).await.expect(403);
    let away = anybody.upload(PICTURES, "a.png", &content, &fields).await.expect(303);
    assert!(away.location().expect("a page").starts_with("/anmelden"));
    assert_eq!(kept(&app).await.1, 0);
    // somebody was faster: what was typed stays, at the picture it was typed for
    let _ = upload(&cdo, "a.png", &png(1), "Eins").await.expect(303);
    let _ = upload(&cdo, "a.png", &png(2), "Zwei").await.expect(303);
    let page = cdo.get(PICTURES).await.expect(200).page();
    let stale = page.value("version").expect("a version");
    let hashes = [page.value("picture_1").expect("one"), page.value("picture_2").expect("two")];
    let _ = change(&cdo, &[("place_2", "1")]).await.expect(303);
    let fields = [("version", stale.as_str()), ("text", "Mein Text")];
    let page = cdo.upload(PICTURES, "a.png", &png(3), &fields).await.expect(409).page();
    assert_eq!(page.value("text").as_deref().map(str::trim), Some("Mein Text"));
    assert!(page.main().contains("Inzwischen hat jemand"));
    let form = [
        ("version", stale.as_str()),
        ("picture_1", &hashes[0]),
        ("text_1", "Eins neu"),
        ("place_1", "1"),
        ("picture_2", &hashes[1]),
        ("text_2", "Zwei neu"),
        ("place_2", "2"),
    ];
    let page = cdo.post(CHANGE, &form).await.expect(409).page();
    assert_eq!(page.value("picture_1").as_deref(), Some(hashes[1].as_str()), "it stands first now");
    assert_eq!(page.value("text_1").as_deref().map(str::trim), Some("Zwei neu"));
    assert_eq!(page.value("text_2").as_deref().map(str::trim), Some("Eins neu"));
    assert_ne!(page.value("version"), Some(stale));
    let _ = cdo.post(CHANGE, &[("text_1", "ohne Fassung")]).await.expect(409);
    // a picture of another solution is no picture of this one
    let number = a_project().in_region("aachen").build(&app).await;
    let _ = cdo.post("/loesungen/neu", &[("name", "Andere"), ("projects", &number)]).await.expect(303);
    let other = format!("/loesungen/andere/bilder/{}", hashes[0]);
    let _ = cdo.get(&other).await.expect(404);
    let form = [("version", "1"), ("picture_1", hashes[0].as_str()), ("text_1", "Fremd"), ("place_1", "1")];
    let _ = cdo.post("/loesungen/andere/bilder/aendern", &form).await.expect(303);
    assert!(shown(&cdo, "/loesungen/andere").await.is_empty());
    for wrong in ["0", "%00", "..%2f..", &hashes[0].to_uppercase(), &"g".repeat(64)] {
        let _ = cdo.get(&format!("{PICTURES}/{wrong}")).await.expect(404);
    }
    // an old address of the solution leads on to its pictures
    let curator = app.as_role("transfer_curator").await;
    let _ = curator.post(&format!("{PAGE}/adresse"), &[("slug", "neue-karte")]).await.expect(303);
    let _ = cdo.get(&format!("{PICTURES}/{}", hashes[0])).await.expect(200);
}

#[tokio::test]
async fn pictures_cannot_be_changed_and_come_back_from_a_backup() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let _ = upload(&cdo, "a.png", &png(1), "Karte").await.expect(303);
    for sql in ["update solution_picture set width = 1", "delete from solution_picture"] {
        let refused = app.db.housekeeping().execute_unprepared(sql).await.expect_err(sql);
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sicherung.zip");
    server::backup::write(&app.db, app.now(), &path).await.expect("a backup");
    let fresh = db::empty().await;
    let db = fresh.open().await;
    Migrator::up(db.housekeeping(), None).await.expect("tables");
    server::backup::restore(&db, server::backup::Archive::open(&path).expect("whole")).await.expect("restored");
    let there = picture::record::Entity::find().one(db.read()).await.expect("pictures").expect("the picture");
    let file = file::Entity::find_by_id(there.sha256).one(db.read()).await.expect("files").expect("its bytes");
    assert_eq!(image::load_from_memory(&file.content).expect("a picture").width(), 40);
    // somebody who gets past all that is noticed
    let drop = match db::backend() {
        db::Backend::Sqlite => "drop trigger solution_picture_no_update",
        db::Backend::Postgres => "drop trigger solution_picture_no_update on solution_picture",
    };
    for sql in [drop, "update solution_picture set width = 1"] {
        app.db.housekeeping().execute_unprepared(sql).await.expect(sql);
    }
    let verdict = entity::audit::verify(app.db.read()).await.expect("walked");
    assert!(verdict.fault.is_some(), "a changed row is found");
}

#[tokio::test]
async fn a_picture_can_be_removed_for_good() {
    let app = TestApp::new().await;
    let cdo = described(&app).await;
    let _ = upload(&cdo, "a.png", &png(1), "Karte mit Kitas").await.expect(303);
    let _ = upload(&cdo, "b.png", &png(2), "Zweites Bild").await.expect(303);
    published(&app, &cdo).await;
    let (anybody, curator) = (app.visitor(), app.as_role("transfer_curator").await);
    // another solution has the same bytes
    let mut form = SHEET.to_vec();
    let number = a_project().in_region("aachen").build(&app).await;
    form[0] = ("name", "Zweite Karte");
    form.push(("projects", &number));
    let _ = curator.post("/loesungen/neu", &form).await.expect(303);
    let other = [("version", "1"), ("text", "Dasselbe")];
    let _ = curator.upload("/loesungen/zweite-karte/bilder", "a.png", &png(1), &other).await.expect(303);
    let before = shown(&anybody, PAGE).await;
    let first = before[0].0.clone();
    let remove = format!("{first}/entfernen");
    let day = app.now().today;
    app.advance(TimeDelta::days(2));
    let (cdo, curator) = (app.as_cdo("aachen").await, app.as_role("transfer_curator").await);
    // the curator alone, and after a page that says what will happen
    let _ = anybody.get(&remove).await.expect(303);
    let reason = [("reason", "Auf Wunsch der <b>Fotografin</b>")];
    let _ = anybody.post(&remove, &reason).await.expect(303);
    let _ = cdo.get(&remove).await.expect(403);
    let _ = cdo.post(&remove, &reason).await.expect(403);
    assert!(!cdo.get(PICTURES).await.expect(200).page().links().contains(&remove));
    assert!(curator.get(PICTURES).await.expect(200).page().links().contains(&remove));
    let page = curator.get(&remove).await.expect(200).page();
    assert!(page.main().contains("lässt sich nicht rückgängig machen") && page.main().contains("Zweite Karte"));
    assert_eq!(kept(&app).await, (2, 3), "looking removes nothing");
    let long = "x".repeat(501);
    for (typed, said) in [("", "warum"), (" \r\n ", "warum"), ("a\u{0}b", "unzulässig"), (&long, "501 Zeichen")] {
        let page = curator.post(&remove, &[("reason", typed)]).await.expect(422).page();
        assert!(page.field_error("reason").is_some_and(|error| error.contains(said)), "{typed}: {}", page.main());
    }
    for bad in ["0", &"0".repeat(64), "%00", "../../x"] {
        let address = format!("{PICTURES}/{bad}/entfernen");
        assert_eq!(curator.get(&address).await.status, 404, "{bad}");
        assert_eq!(curator.post(&address, &reason).await.status, 404, "{bad}");
    }
    let bytes = anybody.get(&first).await.expect(200).body;
    assert_ne!(in_files(&app, &bytes), Some(false), "it is there");
    let rows = app.audit_rows().await;
    let _ = curator.post(&remove, &reason).await.expect(303);
    assert_ne!(in_files(&app, &bytes), Some(true), "not even in a corner of the file");
    assert_eq!(app.audit_rows().await, rows + 1);
    let trail = app.last_audit().await;
    assert_eq!((trail.action.as_str(), trail.reason.as_deref()), ("solution.picture.remove", Some(reason[0].1)));
    assert!(trail.detail.contains("kita-karte") && trail.detail.contains("zweite-karte"), "{}", trail.detail);
    // the bytes are gone, everywhere and for everybody
    assert_eq!(kept(&app).await, (1, 3));
    let hash = first.rsplit('/').next().expect("a hash");
    for address in [first.clone(), format!("/loesungen/zweite-karte/bilder/{hash}")] {
        let _ = anybody.get(&address).await.expect(404);
        let _ = curator.get(&address).await.expect(404);
    }
    assert_eq!(file::Entity::find_by_id(hash).one(app.db.read()).await.expect("files"), None);
    // what named it says so: today, looking back, and in the other solution
    let said =
        "Ein Bild dieser Fassung wurde am 24.11.2026 für immer entfernt. Grund: Auf Wunsch der <b>Fotografin</b>";
    for address in [PAGE.to_owned(), format!("{PAGE}?stand={day}"), format!("{PAGE}?stand={day}&bekannt={day}")] {
        let page = anybody.get(&address).await.expect(200);
        assert!(page.page().main().contains(said), "{address}: {}", page.page().main());
        assert!(!page.text().contains(hash) && !page.text().contains("Karte mit Kitas"), "{address}");
        assert_eq!(shown(&anybody, &address).await.len(), 1, "{address}");
    }
    assert!(curator.get("/loesungen/zweite-karte").await.expect(200).page().main().contains(said));
    let json = anybody.get("/api/v1/solutions/kita-karte").await.expect(200).json();
    assert_eq!(json["pictures"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["removed_pictures"][0]["reason"], reason[0].1);
    // once, and it does not come back
    let _ = curator.get(&remove).await.expect(404);
    let _ = curator.post(&remove, &reason).await.expect(404);
    for (who, page) in [(&cdo, PICTURES), (&curator, "/loesungen/zweite-karte/bilder")] {
        let version = who.get(page).await.expect(200).page().value("version").expect("a version");
        let fields = [("version", version.as_str()), ("text", "Wieder da")];
        let page = who.upload(page, "a.png", &png(1), &fields).await.expect(422).page();
        let error = page.field_error("file").expect("an error");
        assert!(error.contains("für immer entfernt"), "{error}");
    }
    assert_eq!(kept(&app).await, (1, 3));
    // the next version names it no more; the earlier ones still say what became of it
    let version = version(&cdo).await;
    let mut form = SHEET.to_vec();
    form[1] = ("benefit", "Eltern finden einen Platz.");
    form.push(("version", &version));
    let _ = cdo.post(&format!("{PAGE}/bearbeiten"), &form).await.expect(303);
    published(&app, &cdo).await;
    assert!(!anybody.get(PAGE).await.expect(200).page().main().contains("für immer entfernt"));
    assert_eq!(shown(&anybody, PAGE).await.len(), 1);
    assert!(anybody.get(&format!("{PAGE}?stand={day}")).await.expect(200).page().main().contains(said));
    // a picture of an earlier version is found for the curator, too
    let _ = change(&cdo, &[("remove_1", "ja"), ("text_1", "")]).await.expect(303);
    let second = format!("{}/entfernen", before[1].0);
    assert!(curator.get(PICTURES).await.expect(200).page().links().contains(&second));
    let _ = curator.post(&second, &[("reason", "Die Rechte sind abgelaufen.")]).await.expect(303);
    assert_eq!(kept(&app).await, (0, 3));
    for sql in ["update solution_picture_removal set reason = 'x'", "delete from solution_picture_removal"] {
        let refused = app.db.housekeeping().execute_unprepared(sql).await.expect_err(sql);
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    let verdict = entity::audit::verify(app.db.read()).await.expect("walked");
    assert_eq!(verdict.fault, None);
    // a backup made now holds no byte of it, and comes back
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sicherung.zip");
    server::backup::write(&app.db, app.now(), &path).await.expect("a backup");
    let fresh = db::empty().await;
    let db = fresh.open().await;
    Migrator::up(db.housekeeping(), None).await.expect("tables");
    server::backup::restore(&db, server::backup::Archive::open(&path).expect("whole")).await.expect("restored");
    assert_eq!(entity::audit::verify(db.read()).await.expect("walked").fault, None);
    assert_eq!(picture::removal::record::Entity::find().count(db.read()).await.expect("removals"), 3);
}
