use sekisho_model::{Held, Proof};

fn twice(held: Held, one: Proof, two: Proof) {
    let _ = held.meet(one);
    let _ = held.meet(two);
}

fn main() {}
