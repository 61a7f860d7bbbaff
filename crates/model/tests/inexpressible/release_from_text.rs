fn restore(text: &str) -> sekisho_model::Release {
    serde_json::from_str(text).unwrap()
}

fn main() {}
