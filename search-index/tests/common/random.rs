//! Numbers that look random and are the same in every run.

/// SplitMix64, by Sebastiano Vigna: public domain.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `n`, which is at least 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) % n as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// One of some values, all alike.
    pub(crate) fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }

    /// One of some values, the first ones more often, as words in a language are.
    pub(crate) fn pick_early<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        let at = self.below(values.len()) * (self.below(values.len()) + 1) / values.len();
        &values[at]
    }

    /// Whether something that happens once in `n` happens.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}
