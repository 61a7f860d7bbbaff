use sekisho_campaign::Released;
use sekisho_model::Digest;

fn forge(root: Digest) -> Released {
    Released { root }
}

fn main() {}
