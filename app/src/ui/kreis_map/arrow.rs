//! The bent arrows between tiles.

/// How far from its ends an arrow begins and stops, so that several at one tile can be told apart.
const CLEAR: f64 = 3.0;

/// A line as SVG draws it, and its head.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// The curve, without its head.
    pub line: String,
    /// The triangle at its end.
    pub head: String,
    /// The thickness of the line.
    pub width: f64,
}

/// An arrow between the anchors of two tiles, bent to its left, so that those that go back lie beside it. `count` of
/// `most` makes it thick; both must be above 0. `None` where both ends are the same.
#[must_use]
pub fn arrow(from: (f64, f64), to: (f64, f64), count: u64, most: u64) -> Option<Arrow> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return None;
    }
    let width = 1.2 + 1.8 * (count as f64 / most.max(1) as f64).clamp(0.0, 1.0);
    let bend = (0.16 * length).min(26.0) / length;
    let middle = (f64::midpoint(from.0, to.0) + dy * bend, f64::midpoint(from.1, to.1) - dx * bend);
    let start = towards(from, middle, CLEAR);
    let tip = towards(to, middle, CLEAR);
    let size = width * 1.3 + 3.2;
    let base = towards(tip, middle, size);
    let (across, along) = ((tip.1 - base.1) * 0.55, (tip.0 - base.0) * 0.55);
    Some(Arrow {
        line: format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", start.0, start.1, middle.0, middle.1, base.0, base.1),
        head: format!(
            "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z",
            tip.0,
            tip.1,
            base.0 + across,
            base.1 - along,
            base.0 - across,
            base.1 + along
        ),
        width,
    })
}

/// A point some way from one towards another.
fn towards(from: (f64, f64), to: (f64, f64), way: f64) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let part = way / dx.hypot(dy).max(way);
    (from.0 + dx * part, from.1 + dy * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_leave_their_ends_free_and_go_back_beside_themselves() {
        let there = arrow((0.0, 0.0), (100.0, 0.0), 1, 2).unwrap();
        let back = arrow((100.0, 0.0), (0.0, 0.0), 1, 2).unwrap();
        assert!(there.line.contains(" -") && !back.line.contains(" -"), "{there:?} {back:?}");
        assert!((there.width - 2.1).abs() < 1e-9);
        assert_eq!(arrow((5.0, 5.0), (5.0, 5.0), 1, 1), None);
    }

    #[test]
    fn the_largest_count_is_the_thickest() {
        let width = |count| arrow((0.0, 0.0), (38.0, 0.0), count, 10).unwrap().width;
        assert!(width(1) < width(5) && width(5) < width(10));
        assert!((width(10) - 3.0).abs() < 1e-9 && (width(99) - 3.0).abs() < 1e-9);
    }
}
