use sekisho_model::{ParcelId, Release, Seal};

fn forge(parcel: ParcelId, seal: Seal) -> Release {
    Release { parcel, seal }
}

fn main() {}
