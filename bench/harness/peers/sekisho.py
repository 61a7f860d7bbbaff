"""Sekisho as `sekisho init` makes it, with every detector and rule of the defaults in force.

Different from the defaults: letters to outside do not wait (so that there is something to measure), one client may open
200 connections, and the next hop is on the loopback without TLS. The other servers have no TLS either.
"""

import pathlib
import subprocess

from .. import places
from ..cage import Cage
from .peer import Peer


class Sekisho(Peer):
    name = "sekisho"
    port = 2600
    console = 2680
    metrics = 2690

    #: What is added to the policy.
    policy = '[wait]\noutside = "0s"\nreason = "a benchmark of the gate: the wait is not what is measured"\n'

    def installed(self) -> None:
        self.binary = places.sekisho()

    def version(self) -> str:
        return subprocess.run([self.binary, "--version"], capture_output=True, text=True).stdout.strip()

    @property
    def data(self) -> pathlib.Path:
        return self.folder / "house"

    def fresh(self) -> None:
        super().fresh()
        subprocess.run([self.binary, "init", str(self.data), "--domain", "house.example"], check=True, stdout=subprocess.DEVNULL)
        (self.data / "policy.toml").write_text(self.policy)
        (self.data / "sekisho.toml").write_text(
            CONFIGURATION.format(port=self.port, console=self.console, metrics=self.metrics, hop=self.next_hop))

    def order(self, *arguments: str, given: str = "") -> str:
        """Asks on the command line."""
        command = [self.binary, "--config", str(self.data / "sekisho.toml"), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stderr}")
        return done.stdout

    def start(self) -> None:
        command = [self.binary, "--config", str(self.data / "sekisho.toml"), "serve"]
        self.cage = Cage(command, self.folder / "log", env=self.environment())
        self.cage.wait_port(self.port)

    def environment(self) -> dict[str, str]:
        return {"RUST_LOG": "info"}


CONFIGURATION = """\
[house]
name = "関所製作所"
hostname = "gate.house.example"
domains = ["house.example"]
[storage]
min_free_mib = 64
[listen]
relay = "127.0.0.1:{port}"
console = "127.0.0.1:{console}"
metrics = "127.0.0.1:{metrics}"
[limits]
connections_per_peer = 200
[policy]
file = "policy.toml"
[[upstream]]
name = "next"
host = "127.0.0.1"
port = {hop}
tls = "never"
connections = 32
[[group]]
name = "approvers"
members = ["boss"]
deputies = ["deputy"]
"""
