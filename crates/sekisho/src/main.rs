//! The porch: wires and starts; no logic.

mod config;

fn main() {
    let _ = config::load(std::path::Path::new("sekisho.toml"));
}
