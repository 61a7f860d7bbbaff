use sekisho_model::{Needs, Verdict};

fn wave_through() -> Verdict {
    Verdict::Hold { needs: Needs(Vec::new()) }
}

fn main() {}
