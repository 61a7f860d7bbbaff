use sekisho_model::{Envelope, Outgoing, ParcelId, Seal};

fn forge(parcel: ParcelId, seal: Seal, envelope: Envelope) -> Outgoing {
    Outgoing { parcel, seal, envelope, bytes: Vec::new() }
}

fn main() {}
