//! Charts drawn by the server: the finding stands above as a sentence, the numbers stand in or below as a table.
//! Geometry is SVG attributes, for the content security policy allows no inline style.
pub mod columns;
pub mod flow;
pub mod ladder;
pub mod lines;
pub mod stages;

/// A share of a whole in percent with two places, for SVG: between 0 and 100.
#[must_use]
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "0".into();
    }
    let hundredths = (i128::from(part.max(0)) * 10_000 / i128::from(whole)).clamp(0, 10_000);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A round number at or above an amount in cents, and the step between its grid lines.
#[must_use]
pub fn scale(largest: i64) -> (i64, i64) {
    let mut step: i64 = 10_000_000;
    loop {
        for factor in [1, 2, 5] {
            let candidate = step.saturating_mul(factor);
            if candidate.saturating_mul(5) >= largest {
                let lines = (largest.max(1) + candidate - 1) / candidate;
                return (candidate * lines, candidate);
            }
        }
        step = step.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_large_enough() {
        assert_eq!(scale(7_920_000_000), (8_000_000_000, 2_000_000_000));
        assert_eq!(scale(1), (10_000_000, 10_000_000));
        assert_eq!(percent(1, 3), "33.33");
        assert_eq!(percent(-1, 3), "0.00");
    }
}
