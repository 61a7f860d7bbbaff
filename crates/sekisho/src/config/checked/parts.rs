//! One function per section of the file.

mod campaigns;
mod sight;

use std::{collections::BTreeSet, net::SocketAddr, path::Path, time::Duration};

use sekisho_engine::{
    desk,
    settings::{
        DkimKey, Group, MailingList, Route, SecondFactorRule, Secret, Settings, SharedMailbox, TlsMode, Upstream,
    },
};
use sekisho_model::{Address, Digest, Domain, GroupId, UserId};
use toml::Spanned;

use super::{Checker, Limits, Listen, Relay, Storage, Tls, days, notices_from};
use crate::config::{
    mistake::Mistake,
    raw::{self, Raw, Text},
};

/// RFC 5321 §4.5.4.1 asks for retries over 4–5 days, soon at first.
const RETRY_MINUTES: [u32; 7] = [1, 5, 15, 30, 60, 120, 240];
const GIVE_UP_HOURS: u32 = 96;
/// Within half a working day a sender can still use another way.
const DELAY_NOTICE_HOURS: u32 = 4;
const RETENTION_DAYS: u32 = 90;
const LINK_DAYS: u32 = 7;
const MIN_FREE_MIB: u64 = 512;

pub(super) fn listen(raw: &Raw, checker: &mut Checker) -> Listen {
    let given = |door: &Option<Spanned<SocketAddr>>| door.as_ref().map(|address| *address.get_ref());
    let doors = &raw.listen;
    for door in [&doors.submissions, &doors.submission].into_iter().flatten() {
        if raw.tls.is_none() {
            let what = "a submission door needs a certificate: passwords never travel without TLS";
            checker.add(Mistake::new(door.span(), what).help("add a [tls] section with certificate and key"));
        }
    }
    if let Some(metrics) = doors.metrics.as_ref().filter(|address| !address.get_ref().ip().is_loopback()) {
        let what = "metrics are served without sign-in, so only on a loopback address";
        checker.add(Mistake::new(metrics.span(), what).help("use 127.0.0.1"));
    }
    Listen {
        submissions: given(&doors.submissions),
        submission: given(&doors.submission),
        relay: given(&doors.relay),
        milter: given(&doors.milter),
        console: given(&doors.console),
        metrics: given(&doors.metrics),
    }
}

pub(super) fn tls(raw: &Raw, folder: &Path, checker: &mut Checker) -> Option<Tls> {
    let tls = raw.tls.as_ref()?;
    for file in [&tls.certificate, &tls.key] {
        let full = folder.join(file.get_ref());
        if let Err(error) = std::fs::metadata(&full) {
            checker.add(Mistake::new(file.span(), format!("{} cannot be read: {error}", full.display())));
        }
    }
    Some(Tls { certificate: folder.join(tls.certificate.get_ref()), key: folder.join(tls.key.get_ref()) })
}

pub(super) fn relay(raw: &Raw, checker: &mut Checker) -> Relay {
    let mut networks = |texts: &[Text]| texts.iter().filter_map(|text| network(text, checker)).collect::<Vec<_>>();
    let loopback = || vec!["127.0.0.0/8".to_owned(), "::1/128".to_owned()];
    Relay {
        peers: raw.relay.peers.as_deref().map_or_else(loopback, &mut networks),
        xclient: networks(&raw.relay.xclient),
    }
}

/// An address or a network in CIDR notation.
fn network(text: &Text, checker: &mut Checker) -> Option<String> {
    let written = text.get_ref();
    let (address, bits) = written.split_once('/').map_or((written.as_str(), None), |(a, b)| (a, Some(b)));
    let ip = address.parse::<std::net::IpAddr>().ok();
    let most = ip.map(|ip| if ip.is_ipv4() { 32u8 } else { 128 });
    let bits = match bits {
        None => most,
        Some(bits) => bits.parse().ok().filter(|bits| Some(*bits) <= most),
    };
    match (ip, bits) {
        (Some(ip), Some(bits)) => Some(format!("{ip}/{bits}")),
        _ => {
            let what = format!("`{written}` is not an address or network");
            checker.add(Mistake::new(text.span(), what).help("write it like 192.0.2.0/24 or 2001:db8::/32"));
            None
        }
    }
}

pub(super) fn storage(raw: &Raw, folder: &Path) -> Storage {
    let storage = &raw.storage;
    Storage {
        folder: folder.join(storage.folder.clone().unwrap_or_else(|| "data".into())),
        key_file: storage.key_file.as_ref().map_or_else(|| default_key(folder), |file| folder.join(file)),
        min_free_bytes: storage.min_free_mib.unwrap_or(MIN_FREE_MIB) << 20,
    }
}

/// The systemd credential (systemd.exec(5), `LoadCredential=sekisho.key:…`), else the file `init` makes.
fn default_key(folder: &Path) -> std::path::PathBuf {
    let credential = std::env::var_os("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join("sekisho.key"));
    credential.filter(|file| file.exists()).unwrap_or_else(|| folder.join("sekisho.key"))
}

pub(super) fn limits(raw: &Raw) -> Limits {
    let limits = &raw.limits;
    let mib = |given: Option<u32>, default: u32| usize::try_from(given.unwrap_or(default)).unwrap_or(0) << 20;
    let count = |given: Option<u32>, default: u32| usize::try_from(given.unwrap_or(default)).unwrap_or(0);
    Limits {
        letter_bytes: mib(limits.letter_mib, 50) as u64,
        recipients: count(limits.recipients, 10_000),
        connections: count(limits.connections, 1_000),
        connections_per_peer: count(limits.connections_per_peer, 100),
        receiving_bytes: mib(limits.receiving_mib, 512),
    }
}

pub(super) fn settings(raw: &Raw, folder: &Path, checker: &mut Checker) -> Option<Settings> {
    let house = &raw.house;
    let hostname = checker.parse::<Domain>(&house.hostname, "a host name");
    let domains: Vec<Domain> = checker.parse_all(&house.domains, "a domain");
    if house.domains.is_empty() {
        checker.add(
            Mistake::new(house.hostname.span(), "the house needs at least one own domain")
                .help("add domains = [\"example.co.jp\"] to [house]"),
        );
    }
    let related = house.related.iter().map(|set| checker.parse_all(set, "a domain")).collect();
    let notices_from = match &house.notices_from {
        Some(text) => checker.parse::<Address>(text, "a mail address"),
        None => domains.first().and_then(|domain| notices_from(domain.as_str())),
    };
    let upstreams = upstreams(raw, folder, checker);
    let routes = routes(raw, checker);
    Some(Settings {
        house: house.name.clone(),
        hostname: hostname?.as_str().to_owned(),
        domains,
        related,
        notices_from: notices_from?,
        language: language(house.language),
        time_zone: time_zone(house.time_zone.as_ref(), checker)?,
        directory_is_complete: house.directory_is_complete,
        groups: raw.groups.iter().map(group).collect(),
        shared: raw.shared.iter().filter_map(|shared| self::shared(shared, checker)).collect(),
        lists: raw.lists.iter().filter_map(|list| self::list(list, checker)).collect(),
        upstreams,
        routes,
        public_url: public_url(raw, checker)?,
        second_factor: second_factor(raw.console.second_factor),
        link_life: days(raw.console.link_days.unwrap_or(LINK_DAYS)),
        retention: days(raw.storage.retention_days.unwrap_or(RETENTION_DAYS)),
        retry: retry(raw),
        give_up: Duration::from_secs(u64::from(raw.delivery.give_up_hours.unwrap_or(GIVE_UP_HOURS)) * 3_600),
        delay_notice: delay_notice(raw),
        believed: believed(raw, checker),
        dkim: raw.dkim.iter().filter_map(|key| dkim(key, folder, checker)).collect(),
        persons: raw.persons.as_ref().map(|persons| sight::persons(persons, folder, checker)),
        passwords: raw.known_passwords.iter().filter_map(|known| sight::passwords(known, folder, checker)).collect(),
        recognition: raw.recognition.as_ref().map(sight::recognition),
        campaigns: campaigns::campaigns(&raw.campaigns, &raw.groups, folder, checker),
    })
}

const fn second_factor(raw: raw::SecondFactor) -> SecondFactorRule {
    match raw {
        raw::SecondFactor::Optional => SecondFactorRule::Optional,
        raw::SecondFactor::Approvers => SecondFactorRule::Approvers,
        raw::SecondFactor::Required => SecondFactorRule::Required,
    }
}

const fn language(raw: raw::Language) -> desk::Language {
    match raw {
        raw::Language::Ja => desk::Language::Ja,
        raw::Language::En => desk::Language::En,
    }
}

fn time_zone(text: Option<&Text>, checker: &mut Checker) -> Option<jiff::tz::TimeZone> {
    let name = text.map_or("Asia/Tokyo", |text| text.get_ref().as_str());
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) => Some(zone),
        Err(_) => {
            let span = text.map_or(0..0, Spanned::span);
            let mistake = Mistake::new(span, format!("`{name}` is not a time zone of the IANA database"));
            checker.add(mistake.help("write it like Asia/Tokyo"));
            None
        }
    }
}

fn users(names: &[String]) -> BTreeSet<UserId> {
    names.iter().map(|name| UserId::new(name.as_str())).collect()
}

fn group(group: &raw::Group) -> Group {
    Group {
        name: GroupId::new(group.name.get_ref().as_str()),
        members: users(&group.members),
        deputies: users(&group.deputies),
    }
}

fn shared(shared: &raw::Shared, checker: &mut Checker) -> Option<SharedMailbox> {
    let address = checker.parse(&shared.address, "a mail address")?;
    Some(SharedMailbox { address, members: users(&shared.members) })
}

fn list(list: &raw::List, checker: &mut Checker) -> Option<MailingList> {
    let members = checker.parse_all(&list.members, "a mail address");
    let address = checker.parse(&list.address, "a mail address")?;
    Some(MailingList { address, owners: users(&list.owners), members })
}

fn upstreams(raw: &Raw, folder: &Path, checker: &mut Checker) -> Vec<Upstream> {
    if raw.upstreams.is_empty() {
        let mistake = Mistake::new(raw.house.hostname.span(), "there is no [[upstream]]: mail could not leave");
        checker.add(mistake.help("add [[upstream]] with name, host and port of the MTA that sends your mail"));
    }
    raw.upstreams.iter().map(|upstream| self::upstream(upstream, folder, checker)).collect()
}

fn upstream(upstream: &raw::Upstream, folder: &Path, checker: &mut Checker) -> Upstream {
    let password = upstream.password_file.as_ref().and_then(|file| checker.secret(file, folder));
    if upstream.user.is_some() != upstream.password_file.is_some() {
        let what = "AUTH needs both user and password_file";
        checker.add(Mistake::new(upstream.name.span(), what));
    }
    let pins: Vec<Digest> = checker.parse_all(&upstream.pins, "a SHA-256 in hexadecimal");
    if (upstream.tls == raw::TlsMode::Pinned) == upstream.pins.is_empty() {
        checker.add(Mistake::new(upstream.name.span(), "tls = \"pinned\" and pins belong together"));
    }
    Upstream {
        name: upstream.name.get_ref().clone(),
        host: upstream.host.clone(),
        port: upstream.port.unwrap_or(25),
        tls: match upstream.tls {
            raw::TlsMode::Never => TlsMode::Never,
            raw::TlsMode::Opportunistic => TlsMode::Opportunistic,
            raw::TlsMode::Required => TlsMode::Required,
            raw::TlsMode::Implicit => TlsMode::Implicit,
            raw::TlsMode::Pinned => TlsMode::Pinned(pins),
        },
        login: upstream.user.clone().zip(password.map(Secret)),
        connections: upstream.connections.unwrap_or(8).max(1),
        xforward: upstream.xforward,
    }
}

fn routes(raw: &Raw, checker: &mut Checker) -> Vec<Route> {
    let names: Vec<&str> = raw.upstreams.iter().map(|upstream| upstream.name.get_ref().as_str()).collect();
    let route = |route: &raw::Route| {
        let name = route.upstream.get_ref();
        if !names.contains(&name.as_str()) {
            let mistake = Mistake::new(route.upstream.span(), format!("there is no upstream `{name}`"));
            checker.add(mistake.near(name, names.iter().copied()));
        }
        Route {
            recipients: checker.parse_all(&route.recipients, "a domain"),
            senders: checker.parse_all(&route.senders, "a domain"),
            upstream: name.clone(),
        }
    };
    raw.routes.iter().map(route).collect()
}

fn public_url(raw: &Raw, checker: &mut Checker) -> Option<String> {
    match &raw.console.public_url {
        Some(url) if url.get_ref().starts_with("https://") || url.get_ref().starts_with("http://") => {
            Some(url.get_ref().trim_end_matches('/').to_owned())
        }
        Some(url) => {
            let mistake = Mistake::new(url.span(), format!("`{}` is not an address of a web page", url.get_ref()));
            checker.add(mistake.help("write it like https://sekisho.example.co.jp"));
            None
        }
        None => Some(raw.listen.console.as_ref().map_or_else(
            || format!("https://{}", raw.house.hostname.get_ref()),
            |address| format!("http://{}", address.get_ref()),
        )),
    }
}

fn retry(raw: &Raw) -> Vec<Duration> {
    let given = raw.delivery.retry_minutes.as_deref().filter(|given| !given.is_empty());
    let minutes = given.unwrap_or(&RETRY_MINUTES);
    minutes.iter().map(|minutes| Duration::from_secs(u64::from(*minutes) * 60)).collect()
}

fn delay_notice(raw: &Raw) -> Option<Duration> {
    let hours = raw.delivery.delay_notice_hours.unwrap_or(DELAY_NOTICE_HOURS);
    (hours > 0).then(|| Duration::from_secs(u64::from(hours) * 3_600))
}

/// Those that are named, else all peers: whoever may say who the sender is may say who signed in.
fn believed(raw: &Raw, checker: &mut Checker) -> Vec<sekisho_smtp::server::Network> {
    match (&raw.relay.signed_in, &raw.relay.peers) {
        (Some(named), _) => named.iter().filter_map(|text| network(text, checker)?.parse().ok()).collect(),
        // Their mistakes are told elsewhere.
        (None, Some(peers)) => peers.iter().filter_map(|text| text.get_ref().parse().ok()).collect(),
        (None, None) => sekisho_smtp::server::Network::LOOPBACK.to_vec(),
    }
}

fn dkim(key: &raw::Dkim, folder: &Path, checker: &mut Checker) -> Option<DkimKey> {
    let pem = checker.secret(&key.key_file, folder);
    let domain = checker.parse(&key.domain, "a domain")?;
    Some(DkimKey { domain, selector: key.selector.clone(), pem: Secret(pem?) })
}
