//! What the demonstration prints: accidents, addresses, accounts.

use std::net::SocketAddr;

use super::{
    accidents::Accident,
    house::{ACCOUNTS, Staged},
};

/// Where people look.
pub(crate) struct Addresses<'a> {
    pub(crate) console: Option<SocketAddr>,
    pub(crate) mailboxes: SocketAddr,
    pub(crate) doors: &'a crate::serve::Addresses,
}

impl Addresses<'_> {
    fn console(&self) -> String {
        self.console.map_or_else(String::new, |address| format!("http://{address}/"))
    }

    fn mailboxes(&self) -> String {
        format!("http://{}/", self.mailboxes)
    }
}

/// The table and the addresses, for people.
pub(crate) fn print(staged: &Staged, addresses: &Addresses<'_>, accidents: &[Accident]) {
    println!("\n事故 accident          結果 result   証跡 evidence  止めたもの stopped by");
    for accident in accidents {
        let result = if accident.stopped { "止めた stopped" } else { "NOT STOPPED" };
        println!("{:<20}  {result}  #{:<11}  {}", accident.id, accident.evidence, accident.by);
        println!("{:<20}  ({})", "", accident.what);
        if let Some(sight) = &accident.sight {
            println!("{:<20}  {sight}", "");
        }
    }
    println!("\n管理画面 console    {}", addresses.console());
    println!("届いたメール mailboxes  {}", addresses.mailboxes());
    if let (Some(submissions), Some(relay)) = (addresses.doors.submissions, addresses.doors.relay) {
        println!("SMTP            submissions (TLS) {submissions}, relay {relay}");
    }
    println!("設定 configuration  {}", staged.config.display());
    println!("証跡の検証 evidence    sekisho --config {} evidence verify", staged.config.display());
    println!("\nアカウント accounts(パスワードは共通 the same password: {})", staged.password);
    for account in &ACCOUNTS {
        println!("  {:<8} {}  {}", account.user, account.name, account.part);
    }
    println!("\n終了 end: Ctrl-C(フォルダーごと消えます the folder {} goes away)", staged.folder().display());
}

/// The same as one line of JSON.
pub(crate) fn json(staged: &Staged, addresses: &Addresses<'_>, accidents: &[Accident]) -> String {
    serde_json::json!({
        "console": addresses.console(),
        "mailboxes": addresses.mailboxes(),
        "submissions": addresses.doors.submissions,
        "relay": addresses.doors.relay,
        "config": staged.config,
        "password": staged.password,
        "accidents": accidents,
    })
    .to_string()
}
