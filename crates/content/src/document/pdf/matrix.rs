//! Transformations of a page (ISO 32000-2 §8.3.3).

/// A transformation: a, b, c, d, e, f.
pub(super) type Matrix = [f64; 6];

/// Leaves everything where it is.
pub(super) const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first` applied before `then`.
pub(super) fn product(first: &Matrix, then: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *first;
    let [g, h, i, j, k, l] = *then;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}
