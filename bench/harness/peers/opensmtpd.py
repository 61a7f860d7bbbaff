"""OpenSMTPD as Debian has it, unpacked, with a configuration of its own. Fsync is its default.

Raised over the defaults: mails per session, and sessions with the one next hop (5), and letters that
are scheduled for it (50): with the defaults it delivers some 80 a second here.
"""

import subprocess

from ..cage import Cage, root
from .peer import Peer, owned

USER, QUEUE = 4901, 4902


class OpenSmtpd(Peer):
    name = "opensmtpd"
    port = 2603
    packages = ["opensmtpd"]

    def version(self) -> str:
        debs = [str(deb) for deb in (self.package.parent / "debs").glob("opensmtpd_*.deb")][:1]
        return subprocess.run(["dpkg-deb", "-f", *debs, "Version"], capture_output=True, text=True).stdout.strip()

    def fresh(self) -> None:
        super().fresh()
        users = [("opensmtpd", USER), ("opensmtpq", QUEUE)]
        house = root(self.folder / "root", users, ["peer", "var/lib/opensmtpd/empty"])
        spool = owned(house / "var/spool/smtpd", 0, 0o711)
        owned(spool / "offline", 0, 0o770, QUEUE)
        for name in ["purge", "queue", "incoming", "corrupt", "temporary"]:
            owned(spool / name, QUEUE, 0o700, 0)
        owned(house / "var/empty", 0, 0o711)
        owned(house / "var/lib/opensmtpd/empty", 0, 0o711)
        # Its own resolver asks DNS before the hosts file, for every client and every next hop.
        (house / "etc/resolv.conf").write_text("lookup file\n")
        (house / "etc/smtpd.conf").write_text(CONFIGURATION.format(port=self.port, hop=self.next_hop))

    def start(self) -> None:
        command = ["/peer/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"]
        self.cage = Cage(command, self.folder / "log", self.folder / "root", {"peer": self.package})
        self.cage.wait_port(self.port)


CONFIGURATION = """\
smtp limit max-mails 1000000
mta limit max-conn-per-host 50 max-conn-per-route 50 max-conn-per-connector 50
mta limit session-mail-max 1000 task-hiwat 20000 task-lowat 10000 task-release 5000
listen on 127.0.0.1 port {port} hostname gate.house.example
action "next" relay host "smtp://127.0.0.1:{hop}"
match from local for any action "next"
"""
