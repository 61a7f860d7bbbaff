use sekisho_campaign::{Manifest, Report, manifest::Makers};

fn skip_the_check(report: Report, makers: Makers) -> Manifest {
    Manifest::new(report, makers, None)
}

fn main() {}
