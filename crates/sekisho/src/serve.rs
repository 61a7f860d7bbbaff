//! Running the service: opens the house, opens the doors, and closes both in order.
//!
//! What is configured and cannot be had (a port, a key, a policy with a mistake) is an error before the first letter
//! is taken in. A policy that is loaded again while running replaces the one in force only when it has no mistakes.

use std::{net::SocketAddr, path::Path, process::ExitCode, sync::Arc, time::Duration};

use sekisho_engine::{Gate, House, Opening, clock::Clock, desk::Desk, rooms};
use sekisho_smtp::{
    milter::{self, MilterListener, MilterSettings},
    server::{self, Door, Kind, Protection},
};
use sekisho_store::{MasterKeys, Options};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    task::JoinSet,
};

use crate::{
    config::{self, Checked, checked::Limits},
    control::{self, Answer, Order, Told},
    metrics, run,
    run::report,
    web,
    workers::Workers,
};

/// After the signal to end: how long sessions and deliveries may take.
const DRAIN: Duration = Duration::from_secs(30);

/// Where the doors really are (a configured port 0 becomes a free one).
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    pub(crate) submissions: Option<SocketAddr>,
    pub(crate) relay: Option<SocketAddr>,
    pub(crate) console: Option<SocketAddr>,
}

/// A running service.
pub(crate) struct Running {
    pub(crate) house: House,
    pub(crate) addresses: Addresses,
    stop: watch::Sender<bool>,
    doors: JoinSet<()>,
    /// Ended when the house is closed.
    workers: Workers,
}

/// Runs until the signal to end.
pub(crate) async fn serve(path: &Path) -> miette::Result<ExitCode> {
    run::log_as_json();
    let checked = config::load(path)?;
    let policy = crate::cli::policy::source(&checked)?;
    let metrics = metrics::install(checked.listen.metrics).await?;
    let keys = keys(&checked)?;
    let mut signals = Signals::listen()?;
    let mut running = tokio::select! {
        // What is under way then is what a crash may interrupt, too.
        () = end(&mut signals.term, &mut signals.int) => return Ok(ExitCode::SUCCESS),
        started = start(&checked, policy, keys, Clock::system()) => started?,
    };
    if let Some(metrics) = metrics {
        running.doors.spawn(metrics.serve(running.house.clone(), running.stop.subscribe()));
    }
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    tracing::info!("the gate is open");
    until_told(&mut signals, &running.house, &checked).await;
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    running.close().await;
    tracing::info!("the gate is closed");
    Ok(ExitCode::SUCCESS)
}

/// Opens house and doors.
pub(crate) async fn start(
    checked: &Checked,
    policy: String,
    keys: MasterKeys,
    clock: Clock,
) -> miette::Result<Running> {
    let house = open(checked, policy, keys, clock).await?;
    house.refresh_persons().await.map_err(|error| report("the master of persons cannot be used", &error))?;
    let (stop, _) = watch::channel(false);
    let workers = Workers::hire().map_err(|error| report("the workers cannot start", &error))?;
    let mut running = Running { house, addresses: Addresses::default(), stop, doors: JoinSet::new(), workers };
    // Before the doors: whoever sees one open may give an order.
    running.open_control(&checked.storage.folder);
    running.open_mail_doors(checked).await?;
    running.open_console(checked).await?;
    running.start_work();
    Ok(running)
}

/// Opens the house alone.
pub(crate) async fn open(checked: &Checked, policy: String, keys: MasterKeys, clock: Clock) -> miette::Result<House> {
    let folder = &checked.storage.folder;
    std::fs::create_dir_all(folder).map_err(|error| miette::miette!("{} cannot be made: {error}", folder.display()))?;
    let mut options = Options::default();
    options.spool.min_free_bytes = checked.storage.min_free_bytes;
    let settings = checked.settings.clone();
    let config = checked.digest;
    let house = House::open(Opening { folder, keys, settings, policy, clock, options, config })
        .await
        .map_err(|error| report("the house cannot be opened", &error))?;
    house.open_rooms(rooms::Door::own("reading-room"));
    house.open_cage(rooms::Door::own("recognition-room"));
    Ok(house)
}

impl Running {
    fn start_work(&self) {
        self.workers.start(&self.house);
        tokio::spawn(self.house.clone().run_clockwork());
        tokio::spawn(self.house.clone().run_campaigns());
        tokio::spawn(self.house.clone().run_retention());
        tokio::spawn(self.house.clone().run_persons());
    }

    fn open_control(&mut self, folder: &Path) {
        let desk = Desk::new(self.house.clone());
        let mut stop = self.stop.subscribe();
        let listener = control::open(folder);
        self.doors.spawn(async move {
            let listens = async { control::listen(listener?, desk).await };
            tokio::select! {
                Err(error) = listens => {
                    tracing::error!(%error, "the control socket cannot be used; the command line must wait for the service to end");
                }
                // An error means that the service is gone already.
                _ = stop.wait_for(|stop| *stop) => {}
            }
        });
    }

    async fn open_mail_doors(&mut self, checked: &Checked) -> miette::Result<()> {
        let listen = &checked.listen;
        let gate = Arc::new(Gate::new(self.house.clone()));
        let settings = Arc::new(server_settings(checked));
        let tls = match &checked.tls {
            Some(tls) => Some(Arc::new(crate::certificate::load(&tls.certificate, &tls.key)?)),
            None => None,
        };
        let xclient = networks(&checked.relay.xclient)?;
        if let (Some(address), Some(tls)) = (listen.submissions, &tls) {
            let protection = Protection::Implicit(Arc::clone(tls));
            let door = Door { kind: Kind::Submission, protection, xclient: Vec::new() };
            self.addresses.submissions = Some(self.mail_door(address, door, &settings, &gate).await?);
        }
        if let (Some(address), Some(tls)) = (listen.submission, &tls) {
            let door =
                Door { kind: Kind::Submission, protection: Protection::StartTls(Arc::clone(tls)), xclient: Vec::new() };
            self.mail_door(address, door, &settings, &gate).await?;
        }
        if let Some(address) = listen.relay {
            let kind = Kind::Relay { peers: networks(&checked.relay.peers)? };
            let protection = tls.map_or(Protection::None, Protection::StartTls);
            let door = Door { kind, protection, xclient };
            self.addresses.relay = Some(self.mail_door(address, door, &settings, &gate).await?);
        }
        if let Some(address) = listen.milter {
            self.milter_door(address, checked, gate).await?;
        }
        Ok(())
    }

    async fn mail_door(
        &mut self,
        address: SocketAddr,
        door: Door,
        settings: &Arc<server::Settings>,
        gate: &Arc<Gate>,
    ) -> miette::Result<SocketAddr> {
        let (listener, real) = bind(address).await?;
        let (settings, gate, stop) = (Arc::clone(settings), Arc::clone(gate), self.stop.subscribe());
        self.doors.spawn(server::serve(listener, Arc::new(door), settings, gate, stop));
        Ok(real)
    }

    async fn milter_door(&mut self, address: SocketAddr, checked: &Checked, gate: Arc<Gate>) -> miette::Result<()> {
        let (listener, _) = bind(address).await?;
        let settings = MilterSettings {
            peers: networks(&checked.relay.peers)?,
            max_mail: usize::try_from(checked.limits.letter_bytes).unwrap_or(usize::MAX),
            max_recipients: checked.limits.recipients,
            max_connections: checked.limits.connections,
            qualify: checked.settings.domains.first().cloned(),
            ..MilterSettings::default()
        };
        let judge = move |mail| {
            let gate = Arc::clone(&gate);
            async move { gate.judge_milter(mail).await }
        };
        self.doors.spawn(milter::serve(MilterListener::Tcp(listener), settings, judge, self.stop.subscribe()));
        Ok(())
    }

    async fn open_console(&mut self, checked: &Checked) -> miette::Result<()> {
        let Some(address) = checked.listen.console else { return Ok(()) };
        let (listener, real) = bind(address).await?;
        let settings = sekisho_console::Settings {
            house: checked.settings.house.clone(),
            public_url: checked.settings.public_url.clone(),
            secure_cookies: checked.secure_cookies,
            time_zone: checked.settings.time_zone.clone(),
            default_language: checked.settings.language,
        };
        let router = sekisho_console::router(Desk::new(self.house.clone()), settings);
        self.doors.spawn(web::serve(listener, router, web::HEADER, self.stop.subscribe()));
        self.addresses.console = Some(real);
        Ok(())
    }

    /// No new sessions; those on their way may end; then the house is closed.
    pub(crate) async fn close(mut self) {
        let _ = self.stop.send(true);
        let ended = async { while self.doors.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, ended).await.is_err() {
            self.doors.abort_all();
        }
        self.house.close(DRAIN).await;
    }
}

async fn bind(address: SocketAddr) -> miette::Result<(TcpListener, SocketAddr)> {
    let wrong = |error: std::io::Error| {
        let help = "another service may listen there, or a port below 1024 needs CAP_NET_BIND_SERVICE";
        miette::miette!(help = help, "{address} cannot be listened on: {error}")
    };
    let listener = TcpListener::bind(address).await.map_err(wrong)?;
    let real = listener.local_addr().map_err(wrong)?;
    Ok((listener, real))
}

fn server_settings(checked: &Checked) -> server::Settings {
    let Limits { letter_bytes, recipients, connections, connections_per_peer, receiving_bytes } = checked.limits;
    let mut settings = server::Settings::new(&checked.settings.hostname);
    let limits = &mut settings.limits;
    limits.max_message_bytes = usize::try_from(letter_bytes).unwrap_or(usize::MAX);
    limits.max_recipients = recipients;
    limits.max_sessions = connections;
    limits.max_sessions_per_peer = connections_per_peer;
    limits.max_bytes_in_flight = receiving_bytes;
    settings
}

fn networks(texts: &[String]) -> miette::Result<Vec<server::Network>> {
    let parse = |text: &String| text.parse().map_err(|_| miette::miette!("`{text}` is not a network"));
    texts.iter().map(parse).collect()
}

pub(crate) fn keys(checked: &Checked) -> miette::Result<MasterKeys> {
    MasterKeys::load(&checked.storage.key_file).map_err(|error| report("the key cannot be used", &error))
}

/// The signals of the service, kept from before its doors open: one that comes while it starts is not lost.
struct Signals {
    term: Signal,
    int: Signal,
    hup: Signal,
}

impl Signals {
    fn listen() -> miette::Result<Self> {
        let listen = |kind: SignalKind| -> miette::Result<Signal> {
            signal(kind).map_err(|error| miette::miette!("signals cannot be received: {error}"))
        };
        let (term, int, hup) =
            (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?, listen(SignalKind::hangup())?);
        Ok(Self { term, int, hup })
    }
}

/// Waits for SIGTERM or SIGINT.
async fn end(term: &mut Signal, int: &mut Signal) {
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}

/// Waits for the signal to end; SIGHUP loads the policy again.
async fn until_told(signals: &mut Signals, house: &House, checked: &Checked) {
    let Signals { term, int, hup } = signals;
    loop {
        tokio::select! {
            () = end(term, int) => return,
            _ = hup.recv() => load_again(house, checked).await,
        }
    }
}

async fn load_again(house: &House, checked: &Checked) {
    let source = match crate::cli::policy::source(checked) {
        Ok(source) => source,
        Err(error) => {
            tracing::error!(%error, "the policy file cannot be read; the policy in force stays");
            return;
        }
    };
    match house.load_policy(source).await {
        Ok(digest) => tracing::info!(%digest, "the policy is in force"),
        Err(error) => {
            tracing::error!(error = %sekisho_engine::chain(&error), "the policy was not loaded; the one in force stays");
        }
    }
}

/// Has an order carried out and says what came of it.
pub(crate) async fn order(path: &Path, order: Order) -> miette::Result<ExitCode> {
    match ask(path, order, &[]).await?.0 {
        Answer::Done(sentence) => {
            say!("{sentence}");
            Ok(ExitCode::SUCCESS)
        }
        Answer::Failed(why) => Err(miette::miette!("{why}")),
        other => Err(miette::miette!("not an answer to this order: {other:?}")),
    }
}

/// Has an order carried out: by the running service, or, when none runs, by opening the house for it.
pub(crate) async fn ask(path: &Path, order: Order, behind: &[u8]) -> miette::Result<Told> {
    let checked = config::load(path)?;
    let asked = control::ask_with(&checked.storage.folder, &order, behind).await;
    if let Some(told) = asked.map_err(|error| miette::miette!("the running service does not answer: {error}"))? {
        return Ok(told);
    }
    let policy = crate::cli::policy::source(&checked)?;
    let house = open(&checked, policy, keys(&checked)?, Clock::system()).await?;
    let told = control::obey(&Desk::new(house.clone()), order, behind).await;
    house.close(DRAIN).await;
    Ok(told)
}
