use sekisho_campaign::{Standing, approval::Act};

fn twice(standing: Standing, act: Act) {
    let first = standing.take(&act);
    let second = standing.take(&act);
    drop((first, second));
}

fn main() {}
