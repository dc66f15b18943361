//! Numbers that look random and are always the same for the same seed.

/// SplitMix64's finalizer: spreads a number over all 64 bits.
pub(crate) fn mix(n: u64) -> u64 {
    let z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A stream of numbers.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// A stream of its own for each (seed, number).
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        Self {
            state: mix(seed) ^ mix(number.wrapping_mul(0xd134_2543_de82_ef95)),
        }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number below `bound` (which must not be 0).
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let len = u64::try_from(list.len()).unwrap_or(0);
        list.get(usize::try_from(self.below(len)).unwrap_or(0))
    }

    /// A UUID of version 4's shape.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.next()) << 64) | u128::from(self.next());
        uuid::Builder::from_random_bytes(bits.to_be_bytes())
            .into_uuid()
            .to_string()
    }
}
