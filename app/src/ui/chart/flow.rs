//! A flow in three columns: who gives, where it goes, what became of it. Ribbons are drawn in a coordinate system of
//! their own that fills the width; words stand on top at percentages, so letters keep their size. The table beside it
//! says the same.
use leptos::prelude::*;

/// Height of the drawing's own coordinates.
const HEIGHT: i128 = 1_000;
/// Space between two nodes of a column.
const GAP: i128 = 26;
/// Left edges of the columns and the width of a node.
const COLUMNS: [i128; 3] = [0, 494, 988];
const NODE: i128 = 12;

/// A ribbon through all three columns.
pub struct Ribbon {
    /// Its node in each column.
    pub nodes: [usize; 3],
    /// Its thickness in cents; what is not above nothing is not drawn.
    pub cents: i64,
    /// Which tone.
    pub tone: u8,
}

/// A ribbon's edges in each column: from, to.
type Edges = [(i128, i128); 3];

/// Names of the nodes of each column, in their order from above.
pub type Names = [Vec<String>; 3];

/// Places ribbons: within each node they lie in their order without gaps. Gives nodes' and ribbons' edges.
fn placed(names: &Names, ribbons: &[Ribbon]) -> ([Vec<(i128, i128)>; 3], Vec<Edges>) {
    let whole: i128 = ribbons.iter().map(|ribbon| i128::from(ribbon.cents)).sum();
    let most = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let gaps = GAP * (i128::try_from(most).unwrap_or(1) - 1);
    let room = (HEIGHT - gaps).max(HEIGHT / 4);
    let mut nodes: [Vec<(i128, i128)>; 3] = Default::default();
    let mut edges: Vec<Edges> = ribbons.iter().map(|_| [(0, 0); 3]).collect();
    for (column, names) in names.iter().enumerate() {
        let (mut before, mut gap) = (0i128, 0i128);
        for node in 0..names.len() {
            let top = gap + before * room / whole.max(1);
            for (ribbon, edges) in ribbons.iter().zip(&mut edges).filter(|(ribbon, _)| ribbon.nodes[column] == node) {
                // both edges from the running sum, so that rounding never opens a slit
                let from = gap + before * room / whole.max(1);
                before += i128::from(ribbon.cents);
                edges[column] = (from, gap + before * room / whole.max(1));
            }
            nodes[column].push((top, gap + before * room / whole.max(1)));
            gap += GAP;
        }
    }
    (nodes, edges)
}

fn path(edges: &Edges) -> String {
    let mut path = String::new();
    for (from, to) in [(0, 1), (1, 2)] {
        let (left, right) = (COLUMNS[from] + NODE, COLUMNS[to]);
        let middle = i128::midpoint(left, right);
        let ((a, b), (c, d)) = (edges[from], edges[to]);
        path.push_str(&format!(
            "M{left} {a}C{middle} {a} {middle} {c} {right} {c}V{d}C{middle} {d} {middle} {b} {left} {b}Z"
        ));
    }
    path
}

/// The drawing, with a title and a description for those who do not see it.
#[must_use]
pub fn flow(title: &str, description: &str, names: &Names, ribbons: Vec<Ribbon>) -> AnyView {
    let ribbons: Vec<Ribbon> = ribbons.into_iter().filter(|ribbon| ribbon.cents > 0).collect();
    if ribbons.is_empty() {
        return ().into_any();
    }
    let (nodes, edges) = placed(names, &ribbons);
    let drawn = ribbons
        .iter()
        .zip(&edges)
        .map(|(ribbon, edges)| {
            view! { <path class=format!("bar bar-{}", ribbon.tone) fill-opacity="0.4" d=path(edges)/> }
        })
        .collect_view();
    let bars = nodes
        .iter()
        .zip(COLUMNS)
        .flat_map(|(nodes, x)| {
            nodes.iter().filter(|(from, to)| to > from).map(move |(from, to)| {
                view! { <rect class="bar bar-1" x=x.to_string() y=from.to_string() width=NODE.to_string() height=(to - from).to_string()/> }
            })
        })
        .collect_view();
    let words = nodes
        .iter()
        .zip(names)
        .zip([("start", "2%"), ("start", "51.5%"), ("end", "98%")])
        .flat_map(|((nodes, names), (anchor, x))| {
            nodes.iter().zip(names).filter(|((from, to), _)| to > from).map(move |((from, to), name)| {
                let tenths = from + to;
                let y = format!("{}.{}%", tenths / 20, tenths % 20 / 2);
                view! { <text class="flow-word" text-anchor=anchor x=x y=y dy="4">{name.clone()}</text> }
            })
        })
        .collect_view();
    view! {
        <figure class="chart">
            <svg class="flow" role="img" aria-labelledby="fluss-titel" aria-describedby="fluss-text" width="100%" height="420">
                <title id="fluss-titel">{title.to_owned()}</title>
                <desc id="fluss-text">{description.to_owned()}</desc>
                <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">{drawn}{bars}</svg>
                {words}
            </svg>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ribbons_fill_their_nodes_without_slits() {
        let names: Names = [vec!["a".into(), "b".into()], vec!["x".into()], vec!["p".into(), "q".into()]];
        let of = |nodes, cents| Ribbon { nodes, cents, tone: 1 };
        let ribbons = [of([0, 0, 0], 333), of([0, 0, 1], 333), of([1, 0, 1], 334)];
        let (nodes, edges) = placed(&names, &ribbons);
        assert_eq!(edges[0][0].1, edges[1][0].0, "one begins where the other ends");
        assert_eq!(edges[1][1].1, edges[2][1].0);
        assert_eq!(nodes[0][0], (edges[0][0].0, edges[1][0].1));
        assert_eq!(nodes[1][0], (0, HEIGHT - GAP));
        let sum: i128 = nodes[2].iter().map(|(from, to)| to - from).sum();
        assert_eq!(sum, HEIGHT - GAP);
    }
}
