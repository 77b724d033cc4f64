//! Draws what was laid out, and says what is title, heading, table, heading of a column and of a row.
use super::{
    face::{Face, Faces},
    layout::{Laid, Lines, MARGIN, Part},
};
use app::reports::document::Document;
use chrono::{Datelike, Timelike};
use krilla::{
    Document as Pdf, SerializeSettings,
    color::luma,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
    },
};
use std::num::NonZeroU16;

/// The size of the letters at the foot of a page.
const FOOT: f32 = 7.5;

/// The bytes of a report that was laid out.
pub fn draw(document: &Document, laid: &Laid, faces: &Faces) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| format!("{error:?}"))?;
    let mut pdf = Pdf::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut places: Vec<Option<Identifier>> = vec![None; laid.marks.len()];
    for page in 0..laid.pages {
        let settings = PageSettings::from_wh(laid.paper.0, laid.paper.1).ok_or("no page of this size")?;
        let mut sheet = pdf.start_page_with(settings);
        let mut surface = sheet.surface();
        for bar in laid.bars.iter().filter(|bar| bar.page == page) {
            shade(&mut surface, bar.area, bar.grey);
        }
        ink(&mut surface, 0);
        for (place, mark) in places.iter_mut().zip(&laid.marks).filter(|(_, mark)| mark.page == page) {
            let tag = match mark.repeated {
                true => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
                false => ContentTag::Span(SpanTag::empty()),
            };
            let identifier = surface.start_tagged(tag);
            line(&mut surface, faces.of(mark.bold), mark.at, mark.size, &mark.text);
            surface.end_tagged();
            *place = (!mark.repeated).then_some(identifier);
        }
        foot(&mut surface, document, laid, page, &faces.regular);
        surface.finish();
        sheet.finish();
    }
    pdf.set_outline(outline(document, laid));
    pdf.set_tag_tree(tree(laid, &places));
    pdf.set_metadata(metadata(document));
    pdf.finish().map_err(|error| format!("{error:?}"))
}

fn ink(surface: &mut Surface<'_>, grey: u8) {
    surface.set_fill(Some(Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }));
}

fn line(surface: &mut Surface<'_>, face: &Face, at: (f32, f32), size: f32, text: &str) {
    surface.draw_glyphs(Point::from_xy(at.0, at.1), &face.glyphs(text), face.font.clone(), text, size, false);
}

fn shade(surface: &mut Surface<'_>, area: (f32, f32, f32, f32), grey: u8) {
    let Some(rect) = Rect::from_xywh(area.0, area.1, area.2, area.3) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    ink(surface, grey);
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.draw_path(&path);
    surface.end_tagged();
}

/// Which report, as of when, which page of how many.
fn foot(surface: &mut Surface<'_>, document: &Document, laid: &Laid, page: usize, face: &Face) {
    let y = laid.paper.1 - MARGIN / 2.0;
    let number = format!("Seite {} von {}", page + 1, laid.pages);
    let right = laid.paper.0 - MARGIN - face.width(&number, FOOT);
    let name =
        face.lines(&format!("Leitstand · {} · Stand {}", document.title, document.as_of), FOOT, right - 2.0 * MARGIN);
    let _ = surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    if let Some(name) = name.first() {
        line(surface, face, (MARGIN, y), FOOT, name);
    }
    line(surface, face, (right, y), FOOT, &number);
    surface.end_tagged();
}

/// The title and the headings, to jump to.
fn outline(document: &Document, laid: &Laid) -> Outline {
    let to = |lines: &Lines, words: &str| {
        let mark = lines.first().and_then(|place| laid.marks.get(*place));
        let (page, y) = mark.map_or((0, 0.0), |mark| (mark.page, mark.at.1 - mark.size));
        OutlineNode::new(words.to_owned(), XyzDestination::new(page, Point::from_xy(0.0, y)))
    };
    let mut outline = Outline::new();
    for part in &laid.parts {
        match part {
            Part::Title(lines) => outline.push_child(to(lines, &document.title)),
            Part::Heading(lines, words) => outline.push_child(to(lines, words)),
            Part::Paragraph(_) | Part::Table { .. } => {}
        }
    }
    outline
}

fn tree(laid: &Laid, places: &[Option<Identifier>]) -> TagTree {
    let nodes = |lines: &Lines| -> Vec<Node> {
        lines.iter().filter_map(|place| places.get(*place).copied().flatten()).map(Node::from).collect()
    };
    let words = |lines: &Lines| {
        let words = lines.iter().filter_map(|place| laid.marks.get(*place)).map(|mark| mark.text.as_str());
        words.collect::<String>()
    };
    let mut tree = TagTree::new().with_lang(Some("de".into()));
    for part in &laid.parts {
        match part {
            Part::Title(lines) => {
                let title = Tag::Hn(NonZeroU16::MIN, Some(words(lines)));
                tree.push(TagGroup::with_children(title, nodes(lines)));
            }
            Part::Heading(lines, words) => {
                let second = NonZeroU16::MIN.saturating_add(1);
                tree.push(TagGroup::with_children(Tag::Hn(second, Some(words.clone())), nodes(lines)));
            }
            Part::Paragraph(lines) => tree.push(TagGroup::with_children(Tag::P, nodes(lines))),
            Part::Table { head, rows } => {
                let heads = head
                    .iter()
                    .map(|lines| Node::from(TagGroup::with_children(Tag::TH(TableHeaderScope::Column), nodes(lines))));
                let heads = TagGroup::with_children(Tag::TR, heads.collect());
                let rows = rows.iter().map(|row| {
                    let cells = row.iter().enumerate().map(|(at, lines)| {
                        Node::from(match at {
                            0 => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), nodes(lines)),
                            _ => TagGroup::with_children(Tag::TD, nodes(lines)),
                        })
                    });
                    Node::from(TagGroup::with_children(Tag::TR, cells.collect()))
                });
                let mut table = TagGroup::new(Tag::Table);
                table.push(TagGroup::with_children(Tag::THead, vec![heads.into()]));
                table.push(TagGroup::with_children(Tag::TBody, rows.collect()));
                tree.push(table);
            }
        }
    }
    tree
}

fn metadata(document: &Document) -> Metadata {
    let made = document.known_at;
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    // what a report says is as old as what is known in it: made again, it is the same file
    let date = DateTime::new(u16::try_from(made.year()).unwrap_or(0))
        .month(part(made.month()))
        .day(part(made.day()))
        .hour(part(made.hour()))
        .minute(part(made.minute()))
        .second(part(made.second()))
        .utc_offset_hour(0);
    Metadata::new().title(document.title.clone()).language("de".into()).creator("Leitstand".into()).creation_date(date)
}
