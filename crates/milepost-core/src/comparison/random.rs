//! Numbers that look random and are the same everywhere.

use crate::digest::Digest;

/// `SplitMix64`: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, OOPSLA
/// 2014; constants as in Vigna's public-domain `splitmix64.c`.
pub(super) struct Random(u64);

impl Random {
    /// A generator that begins with the first eight bytes of a digest.
    pub(super) fn new(seed: Digest) -> Self {
        let first = seed.as_bytes().first_chunk().expect("a digest has 32 bytes");
        Self(u64::from_be_bytes(*first))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound: the high half of a product (Lemire, *Fast random integer generation in
    /// an interval*, 2019). Its bias is below one in 2^50 for any number of pairs.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u128::try_from(bound).unwrap_or_default();
        usize::try_from((u128::from(self.next()) * bound) >> 64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // The first outputs of `splitmix64.c` for the seed 1234567.
        let mut random = Random(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!([(); 5].map(|()| random.next()), expected);
    }

    #[test]
    fn every_number_below_a_bound_comes_about_as_often() {
        let mut random = Random(7);
        let mut counts = [0_u32; 5];
        for _ in 0..50_000 {
            counts[random.below(5)] += 1;
        }
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
    }
}
