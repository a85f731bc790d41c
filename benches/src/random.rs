//! Numbers that look random and are the same on every machine.

/// `SplitMix64`: small, quick, and good enough to vary texts.
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of one item: the same whatever was generated before it.
    pub(crate) fn of(seed: u64, item: usize) -> Self {
        let mut random = Self(seed);
        let salt = random.next();
        Self(salt ^ (item as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `least` up to, and without, `end`.
    pub(crate) fn within(&mut self, least: u64, end: u64) -> u64 {
        least + self.next() % (end - least).max(1)
    }

    /// One of a list.
    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.next() % list.len().max(1) as u64).unwrap_or_default();
        list.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = |seed, item| {
            let mut random = Random::of(seed, item);
            [random.within(0, 1000), random.within(0, 1000), random.within(0, 1000)]
        };
        assert_eq!(draw(1, 7), draw(1, 7));
        assert_ne!(draw(1, 7), draw(2, 7));
        assert_ne!(draw(1, 7), draw(1, 8));
    }
}
