use sekisho_campaign::Released;

fn read(text: &str) -> Released {
    serde_json::from_str(text).unwrap()
}

fn main() {}
