use sekisho_campaign::Released;

fn twice(released: Released) -> (Released, Released) {
    (released.clone(), released)
}

fn main() {}
