fn twice(mail: sekisho_model::Outgoing) -> (sekisho_model::Outgoing, sekisho_model::Outgoing) {
    (mail.clone(), mail)
}

fn main() {}
