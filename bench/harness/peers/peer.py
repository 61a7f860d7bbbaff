"""What all servers have in common: a folder of their own, a port, a cage."""

import pathlib
import shutil
import subprocess

from .. import places
from ..cage import Cage


class Peer:
    """One server. `fresh` empties its folder, `start` starts it, `kill` is `kill -9`."""

    name = "?"
    port = 0
    #: Debian packages that are unpacked (not installed: mail servers conflict with each other).
    packages: list[str] = []

    def __init__(self):
        self.folder = places.RUN / self.name
        self.package = places.PEERS / self.name
        self.cage: Cage | None = None
        self.next_hop = places.SINK

    def version(self) -> str:
        raise NotImplementedError

    def fresh(self) -> None:
        """Forgets everything: an empty spool and a new configuration."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def start(self) -> None:
        """Starts it on what its folder holds."""
        raise NotImplementedError

    def kill(self) -> None:
        if self.cage:
            self.cage.kill()
            self.cage = None

    def stop(self) -> None:
        """Ends it for good."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def installed(self) -> None:
        """Fetches and unpacks its packages, once."""
        if not self.packages or self.package.exists():
            return
        debs = places.PEERS / "debs"
        debs.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "-qq", "update"], check=True)
        subprocess.run(["apt-get", "-qq", "download", *self.packages], cwd=debs, check=True, stderr=subprocess.DEVNULL)
        unpacked = self.package.with_suffix(".new")
        shutil.rmtree(unpacked, ignore_errors=True)
        for package in self.packages:
            for deb in debs.glob(f"{package}_*.deb"):
                subprocess.run(["dpkg", "-x", str(deb), str(unpacked)], check=True)
        unpacked.rename(self.package)


def owned(path: pathlib.Path, user: int | str, mode: int = 0o700, group: int | str | None = None) -> pathlib.Path:
    """A folder that belongs to a user."""
    path.mkdir(parents=True, exist_ok=True)
    shutil.chown(path, user, user if group is None else group)
    path.chmod(mode)
    return path
