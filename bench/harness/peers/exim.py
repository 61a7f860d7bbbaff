"""Exim as Debian has it (`exim4-daemon-light`), unpacked, with a configuration of its own. Fsync is its default.

It delivers each message at once, in a process of its own, as it does by default; the limits that would leave mail for
the next queue run are lifted, and a queue runner starts every ten seconds for what was left.
"""

import subprocess

from ..cage import Cage, root
from .peer import Peer, owned

USER = 4900


class Exim(Peer):
    name = "exim"
    port = 2602
    packages = ["exim4-daemon-light", "exim4-base", "exim4-config"]

    def version(self) -> str:
        out = subprocess.run(["dpkg-deb", "-f", *self._deb(), "Version"], capture_output=True, text=True).stdout
        return out.strip()

    def _deb(self) -> list[str]:
        return [str(deb) for deb in (self.package.parent / "debs").glob("exim4-daemon-light_*.deb")][:1]

    def fresh(self) -> None:
        super().fresh()
        house = root(self.folder / "root", [("Debian-exim", USER)], ["peer", "etc/exim4", "var/spool/exim4", "run/exim4"])
        for name in ["var/spool/exim4", "run/exim4"]:
            owned(house / name, USER, 0o750)
        owned(house / "var/log/exim4", USER)
        (house / "etc/exim4/exim4.conf").write_text(CONFIGURATION.format(port=self.port, hop=self.next_hop))

    def start(self) -> None:
        command = ["/peer/usr/sbin/exim4", "-bdf", "-q10s"]
        self.cage = Cage(command, self.folder / "log", self.folder / "root", {"peer": self.package})
        self.cage.wait_port(self.port)


CONFIGURATION = """\
exim_path = /peer/usr/sbin/exim4
primary_hostname = gate.house.example
qualify_domain = house.example
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
pid_file_path = /run/exim4/exim.pid
split_spool_directory = true
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
dns_ipv4_lookup =
disable_ipv6 = true
smtp_accept_max = 300
smtp_accept_max_per_connection = 1000000
smtp_accept_queue_per_connection = 0
smtp_connect_backlog = 200
queue_run_max = 5
acl_smtp_rcpt = taken
acl_smtp_data = taken
tls_advertise_hosts =
keep_environment =

begin acl
taken:
  accept

begin routers
next:
  driver = manualroute
  transport = next
  route_list = * 127.0.0.1 byname
  self = send
  no_more

begin transports
next:
  driver = smtp
  port = {hop}
  hosts_try_fastopen =
  allow_localhost
  hosts_avoid_tls = *
  dnssec_request_domains =
  multi_domain

begin retry
* * F,4d,1m
"""
