//! Whose name an address carries best: that of its own row, or that of a row some rows away.
//!
//! An address is compared with two names, never with one: neighbours in a list that is sorted by name share their family
//! name, so that an address that slid still carries half of the name of its new row. Only the difference says something.

/// Names and addresses of rows, as numbers of parts.
pub(super) struct Rows<'a> {
    /// Of each row, without repetition.
    pub(super) names: &'a [Vec<u32>],
    /// The number of each row's address.
    pub(super) addresses: &'a [u32],
    /// The parts of anybody's name in an address, by its number; sorted.
    pub(super) parts: &'a [Vec<u32>],
}

impl Rows<'_> {
    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    /// The rows whose address has a part of anybody's name, ascending.
    pub(super) fn telling(&self) -> Vec<usize> {
        (0..self.len()).filter(|row| !self.carried(*row).is_empty()).collect()
    }

    fn carried(&self, row: usize) -> &[u32] {
        let number = self.addresses.get(row).copied().unwrap_or_default();
        self.parts.get(number as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many parts of the name so many rows above its own the address of a row carries.
    pub(super) fn score(&self, row: usize, lag: i64) -> usize {
        let other = i64::try_from(row).ok().and_then(|row| usize::try_from(row - lag).ok());
        let Some(name) = other.and_then(|other| self.names.get(other)) else { return 0 };
        let carried = self.carried(row);
        name.iter().filter(|part| carried.binary_search(part).is_ok()).count()
    }
}

/// How much the addresses that tell something carry of the names around them. All of it is counted once.
pub(super) struct Scores<'a> {
    rows: &'a Rows<'a>,
    /// The rows that tell something, ascending.
    pub(super) telling: Vec<usize>,
    /// The farthest distance.
    pub(super) most: i64,
    /// Of each telling row the scores from `-most` to `most`.
    near: Vec<u8>,
}

impl<'a> Scores<'a> {
    pub(super) fn new(rows: &'a Rows<'a>, telling: Vec<usize>, most: i64) -> Self {
        let score = |row: usize, lag: i64| u8::try_from(rows.score(row, lag)).unwrap_or(u8::MAX);
        let near = telling.iter().flat_map(|row| (-most..=most).map(move |lag| score(*row, lag))).collect();
        Self { rows, telling, most, near }
    }

    /// Rows of the list.
    pub(super) const fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The scores of a telling row, by its number among them, from `-most` to `most`.
    pub(super) fn around(&self, index: usize) -> &[u8] {
        let width = self.most as usize * 2 + 1;
        self.near.get(index * width..(index + 1) * width).unwrap_or_default()
    }

    fn score(&self, index: usize, lag: i64) -> u8 {
        let near = usize::try_from(lag + self.most).ok().and_then(|place| self.around(index).get(place));
        let far = || self.telling.get(index).map_or(0, |row| self.rows.score(*row, lag));
        near.copied().unwrap_or_else(|| u8::try_from(far()).unwrap_or(u8::MAX))
    }

    /// Whether the address of a telling row carries the name `lag` rows above better (1) than that `than` rows above,
    /// as well (0) or worse (−1).
    pub(super) fn better(&self, index: usize, lag: i64, than: i64) -> i8 {
        self.score(index, lag).cmp(&self.score(index, than)) as i8
    }
}

/// The distances tried: the nearest first, without 0.
pub(super) fn lags(most: i64) -> impl Iterator<Item = i64> {
    (1..=most).flat_map(|lag| [lag, -lag])
}
