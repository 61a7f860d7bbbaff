//! A master that is asked of a real PostgreSQL, by the house and nobody else.

use crate::{
    house::{House, PLAN, table},
    postgres::Postgres,
};

const SOURCE: &str = "[[campaigns.source]]\nname = \"crm\"\nfile = \"crm.toml\"\n";

/// The same persons as in the list, as the database has them.
fn fill(server: &Postgres) {
    let rows: Vec<String> = table(None).lines().skip(1).map(|row| format!("('{}')", row.replace(',', "','"))).collect();
    server.feed("create table customer (number text primary key, name text, phone text, mail text)");
    server.feed(&format!("insert into customer values {}", rows.join(",")));
}

#[test]
fn a_master_is_asked_of_the_database_once_and_kept() {
    let Some(server) = Postgres::start() else {
        eprintln!("not run: PostgreSQL is not installed; ./test installs it");
        return;
    };
    fill(&server);
    let house = House::new();
    house.configure(SOURCE);
    let query = "select number as 会員番号, name as 氏名, phone as 電話, mail as メール from customer order by number";
    house.write("crm.toml", &format!("database = \"{}\"\nquery = \"{query}\"\n", server.url()));
    let plan = PLAN.replace("master.csv", "house:crm");
    house.write("spring/campaign.toml", &plan);
    house.submit().is(0, "waits for approval");
    let root = house.root();

    // The answer was copied: what changes in the database afterwards changes nothing that lies before approvers.
    server.feed("update customer set mail = 'other@customer.example' where number = 'M000007'");
    house.campaign(&["approve", "opening-day", "--root", &root, "--as", "boss"]).is(0, "waits for its release");
    assert_eq!(house.root(), root);

    // Submitted again, it is asked again: the row is named, and what was approved is void.
    let told = house.submit();
    told.is(1, "what was approved is void");
    told.is(1, "address of nobody in the master (2)");
    assert!(!told.out.contains("other@"), "a cell is shown: {}", told.out);

    // A query that writes, and a database that is gone, are errors that name the source; nothing is made.
    house.write("spring/campaign.toml", &plan.replace("opening-day", "third-day"));
    for (text, words) in [
        (format!("database = \"{}\"\nquery = \"delete from customer returning number\"\n", server.url()), "read-only"),
        ("database = \"postgres://nobody@127.0.0.1:9/none\"\nquery = \"select 1\"\n".to_owned(), "crm"),
    ] {
        house.write("crm.toml", &text);
        house.campaign(&["submit", "spring/campaign.toml", "--as", "maker"]).is(2, words);
    }
}
