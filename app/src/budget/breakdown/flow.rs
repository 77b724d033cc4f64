//! Where the money comes from and goes to, as a flow and as a table.
use crate::{
    context::PageContext,
    ui::{
        self,
        chart::flow::{Names, Ribbon, flow as drawing},
        money, table,
    },
};
use entity::{
    figures::{find::Figure, flow::Stream},
    ledger::Source,
    money::Cents,
    precision::Precision,
};
use leptos::prelude::*;

const ENDS: [&str; 4] = [
    "Land: ausgezahlt",
    "Land: bewilligt, nicht ausgezahlt",
    "andere: eingegangen",
    "andere: zugesagt, nicht eingegangen",
];

/// The section with the flow of the programme.
pub(super) fn flow(context: &PageContext, streams: &[Stream], year: Option<i32>) -> AnyView {
    if streams.is_empty() {
        return ().into_any();
    }
    let cell = |figure: &Option<Figure>| match figure {
        Some(figure) => money::linked(context, &figure.id.to_string(), figure.cents, figure.precision),
        None => money::unknown(),
    };
    let rows = streams
        .iter()
        .map(|stream| {
            vec![
                stream.source.label().into_any(),
                place(stream).into_any(),
                cell(&stream.promised),
                cell(&stream.arrived),
                match stream.promised {
                    Some(_) => money::exact(stream.open(), precision(stream)),
                    None => money::unknown(),
                },
            ]
        })
        .collect();
    let heads = vec![
        table::words("Von"),
        table::words("An"),
        table::numbers("bewilligt oder zugesagt"),
        table::numbers("ausgezahlt oder eingegangen"),
        table::numbers("davon noch offen"),
    ];
    let title = match year {
        Some(year) => format!("Woher das Geld kommt und wohin es geht, Haushaltsjahr {year}"),
        None => "Woher das Geld kommt und wohin es geht".to_owned(),
    };
    view! {
        <section aria-labelledby="geldfluss">
            {ui::section_head("geldfluss", title.clone(), None)}
            {picture(&title, streams)}
            {table::table("Dieselben Zahlen wie im Bild: das ganze Programm, nach Mitteln und Region", heads, rows, None)}
        </section>
    }
    .into_any()
}

fn place(stream: &Stream) -> String {
    stream.region.as_ref().map_or_else(|| "ohne Region".to_owned(), |(_, name)| name.clone())
}

fn precision(stream: &Stream) -> Precision {
    let parts = [&stream.promised, &stream.arrived].into_iter().flatten();
    parts.map(|figure| figure.precision).max().unwrap_or(Precision::Cent)
}

fn picture(title: &str, streams: &[Stream]) -> AnyView {
    let mut names: Names = [Vec::new(), Vec::new(), ENDS.map(str::to_owned).to_vec()];
    let at = |names: &mut Vec<String>, name: String| {
        names.iter().position(|other| *other == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        })
    };
    let mut ribbons = Vec::new();
    for stream in streams {
        let (from, to) = (at(&mut names[0], stream.source.label().to_owned()), at(&mut names[1], place(stream)));
        let (end, tone) = match stream.source {
            Source::Programme => (0, 2),
            source if source.is_private() => (2, 7),
            _ => (2, 4),
        };
        for (end, Cents(cents)) in [(end, stream.arrived()), (end + 1, stream.open())] {
            ribbons.push(Ribbon { nodes: [from, to, end], cents, tone });
        }
    }
    let arrived: i128 = streams.iter().map(|stream| i128::from(stream.arrived().0)).sum();
    let open: i128 = streams.iter().map(|stream| i128::from(stream.open().0)).sum();
    let short = |cents: i128| money::short(Cents(i64::try_from(cents).unwrap_or(i64::MAX)));
    let description = format!(
        "Bänder von den Geldgebern über die Regionen bis zu dem, was aus dem Geld wurde. Angekommen sind {}, offen sind {}. Die Tabelle darunter nennt jede Zahl.",
        short(arrived),
        short(open)
    );
    drawing(title, &description, &names, ribbons)
}
