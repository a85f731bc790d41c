//! What greens in a row say about how often a gate fails.

/// How sure [`ruled_out`] is.
pub const CONFIDENCE: f64 = 0.95;

/// The least failure rate that so many greens in a row rule out, from 0 to 1: gates that fail at least
/// this often show such a streak in at most 5 % of all attempts at one.
///
/// A rate `p` survives `n` runs with (1 - p)^n; three greens rule out 64 % and more, 59 rule out 5 %.
pub fn ruled_out(greens: u32) -> f64 {
    if greens == 0 { 1.0 } else { 1.0 - (1.0 - CONFIDENCE).powf(1.0 / f64::from(greens)) }
}

#[cfg(test)]
mod tests {
    use super::ruled_out;

    #[test]
    fn more_greens_rule_out_lower_rates() {
        let percent =
            [0, 1, 3, 5, 10, 20, 30, 59, 100].map(|n| format!("{:.1}", 100.0 * ruled_out(n)));
        assert_eq!(percent, ["100.0", "95.0", "63.2", "45.1", "25.9", "13.9", "9.5", "5.0", "3.0"]);
    }
}
