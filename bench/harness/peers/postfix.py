"""Postfix as Debian has it, as an instance of its own: own configuration, own queue. Fsync is its default.

Raised over the defaults: processes (100 connections need 100 smtpd), deliveries at a time to the one next hop, and no
delay of clients while the queue grows (`in_flow_delay`), which would only slow it down here.
"""

import shutil
import subprocess

from ..cage import Cage
from .peer import Peer, owned


class Postfix(Peer):
    name = "postfix"
    port = 2601

    def installed(self) -> None:
        if not shutil.which("smtp-source"):
            subprocess.run(
                ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "postfix"],
                check=True, stdout=subprocess.DEVNULL, env={"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
            )

    def version(self) -> str:
        return subprocess.run(["postconf", "-dh", "mail_version"], capture_output=True, text=True).stdout.strip()

    def fresh(self) -> None:
        super().fresh()
        etc = self.folder / "etc"
        etc.mkdir()
        owned(self.folder / "data", "postfix")
        # After a crash postsuper, which is not root then, writes here what it finds.
        (self.folder / "maillog").touch()
        shutil.chown(self.folder / "maillog", "postfix")
        (self.folder / "queue").mkdir()
        (etc / "main.cf").write_text(MAIN.format(folder=self.folder, hop=self.next_hop))
        (etc / "master.cf").write_text(MASTER.format(port=self.port))

    def start(self) -> None:
        command = ["postfix", "-c", str(self.folder / "etc"), "start-fg"]
        self.cage = Cage(command, self.folder / "log")
        self.cage.wait_port(self.port)


MAIN = """\
compatibility_level = 3.6
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = gate.house.example
myorigin = house.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
relayhost = [127.0.0.1]:{hop}
default_process_limit = 200
smtpd_client_connection_count_limit = 0
default_destination_concurrency_limit = 50
initial_destination_concurrency = 20
in_flow_delay = 0
"""

MASTER = """\
127.0.0.1:{port} inet n - n - 200 smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""
