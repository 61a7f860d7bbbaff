//! Merkle trees as in RFC 6962 §2.1: one root over all rows, and a short proof that a row is under it.

use sekisho_model::Digest;

/// The hash of a leaf: SHA-256 over `00` and the data.
#[must_use]
pub fn leaf(data: &[u8]) -> Digest {
    Digest::of(&[&[0], data].concat())
}

/// The hash of a node: SHA-256 over `01` and both children.
fn node(left: Digest, right: Digest) -> Digest {
    Digest::of(&[&[1], left.as_bytes().as_slice(), right.as_bytes()].concat())
}

/// The root over hashes of leaves; over none, the hash of nothing.
#[must_use]
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [one] => *one,
        _ => {
            let (left, right) = halves(leaves);
            node(root(left), root(right))
        }
    }
}

/// The largest power of two below the number, to the left.
fn halves(leaves: &[Digest]) -> (&[Digest], &[Digest]) {
    leaves.split_at_checked(split(leaves.len())).unwrap_or((leaves, &[]))
}

const fn split(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The audit path of leaf `index`, from the leaf upwards; none when there is no such leaf.
#[must_use]
pub fn path(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut leaves, mut index, mut path) = (leaves, index, Vec::new());
    while leaves.len() > 1 {
        let (left, right) = halves(leaves);
        if index < left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            index -= left.len();
            leaves = right;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether the leaf stands at `index` of `size` leaves under the root (RFC 9162 §2.1.3.2).
#[must_use]
pub fn is_under(leaf: Digest, index: usize, size: usize, path: &[Digest], root: Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for next in path {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            hash = node(*next, hash);
            while at.is_multiple_of(2) && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(hash, *next);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves and roots that implementations of RFC 6962 test each other with.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_the_rfc() {
        let leaves: Vec<Digest> = LEAVES.iter().map(|data| leaf(data)).collect();
        for (size, expected) in (1..).zip(ROOTS) {
            assert_eq!(root(&leaves[..size]).to_string(), expected, "{size} leaves");
        }
        assert_eq!(root(&[]), Digest::of(b""));
    }

    #[test]
    fn every_leaf_is_under_the_root_at_its_own_place_only() {
        for size in 1..=70_usize {
            let leaves: Vec<Digest> = (0..size).map(|number| leaf(&number.to_be_bytes())).collect();
            let top = root(&leaves);
            for index in 0..size {
                let path = path(&leaves, index).unwrap();
                assert!(is_under(leaves[index], index, size, &path, top), "{index} of {size}");
                for other in (0..size).filter(|other| *other != index) {
                    assert!(!is_under(leaves[index], other, size, &path, top), "{index} as {other} of {size}");
                }
                assert!(!is_under(leaf(b"x"), index, size, &path, top));
                assert!(!is_under(leaves[index], index, size, &path, leaf(b"x")));
            }
            assert_eq!(path(&leaves, size), None);
        }
    }
}
