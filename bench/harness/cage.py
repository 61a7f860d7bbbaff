"""A server in name spaces of its own (mounts, processes), so that it meets nothing of this machine but the network of
the loopback and its own folder, and so that nothing of it outlives the benchmark.

Killing the cage is `kill -9` for every process in it at once, which is also what `loss` does to all servers alike.
"""

import itertools
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
#: The unified hierarchy of control groups: alone (most systems today), or beside the old ones.
GROUPS = next((path for path in map(pathlib.Path, ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"])
               if (path / "cgroup.controllers").exists()), None)
NUMBER = itertools.count(1)


class Cage:
    """Runs `command`; with `root`, below that folder (see `root`)."""

    def __init__(self, command: list[str], log: pathlib.Path, root: pathlib.Path | None = None,
                 binds: dict[str, pathlib.Path] | None = None, env: dict[str, str] | None = None):
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        self.group = _group()
        script = _inside(command, root, binds or {})
        if self.group:
            script = f"echo $$ > '{self.group}/cgroup.procs'\n" + script
        with open(log, "ab") as out:
            self.child = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=os.environ | (env or {}), start_new_session=True,
            )
        self.first = self._first()
        self.space = os.readlink(f"/proc/{self.first}/ns/pid")

    def alive(self) -> bool:
        return self.child.poll() is None

    def wait_port(self, port: int, patience: float = 30) -> None:
        """Returns once something inside listens; an error when it ended instead."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if not self.alive():
                break
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        tail = self.log.read_text(errors="replace")[-2000:]
        self.kill()
        raise RuntimeError(f"nothing listens on port {port}:\n{tail}")

    def _first(self) -> int:
        """The first process inside, the only child of `unshare`: everything in there dies with it."""
        pid, end = self.child.pid, time.monotonic() + 10
        while time.monotonic() < end and self.alive():
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if children:
                return int(children[0])
            time.sleep(0.005)
        raise RuntimeError(f"no cage: see {self.log}")

    def processes(self) -> list[int]:
        """Every process inside."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    if os.readlink(f"/proc/{entry}/ns/pid") == self.space:
                        found.append(int(entry))
                except OSError:
                    continue
        return found

    def pss(self) -> float:
        """Proportional set size of all processes inside, in MB (10^6)."""
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/smaps_rollup") as file:
                    total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue
        return total * 1024 / 1e6

    def cpu(self) -> float:
        """Seconds of user and system time that everything inside has used so far. Without control groups, ended
        processes that nobody waited for are missing."""
        if self.group:
            fields = dict(line.split() for line in (self.group / "cpu.stat").read_text().splitlines())
            return int(fields["usage_usec"]) / 1e6
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/stat") as file:
                    fields = file.read().rsplit(") ", 1)[1].split()
                total += sum(int(field) for field in fields[11:15])
            except (OSError, IndexError):
                continue
        return total / TICKS

    def written(self) -> float:
        """MB that living processes inside have had written to disk."""
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/io") as file:
                    total += next(int(line.split()[1]) for line in file if line.startswith("write_bytes"))
            except (OSError, StopIteration):
                continue
        return total / 1e6

    def terminate(self, patience: float = 30) -> None:
        """Asks the first process inside to end, and kills what is left."""
        try:
            os.kill(self.first, signal.SIGTERM)
            self.child.wait(patience)
        except (subprocess.TimeoutExpired, ProcessLookupError):
            pass
        self.kill()

    def kill(self) -> None:
        """`kill -9` for all of it: the kernel ends a process name space with its first process."""
        if self.alive():
            try:
                os.kill(self.first, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.child.wait()
        end = time.monotonic() + 5
        while self.processes() and time.monotonic() < end:
            time.sleep(0.01)
        if self.group:
            try:
                self.group.rmdir()
            except OSError:
                pass
            self.group = None


def _group() -> pathlib.Path | None:
    """A new control group, for counting processor time."""
    if GROUPS is None:
        return None
    group = GROUPS / f"sekisho-bench-{os.getpid()}-{next(NUMBER)}"
    try:
        group.mkdir()
    except OSError:
        return None
    return group


def _inside(command: list[str], root: pathlib.Path | None, binds: dict[str, pathlib.Path]) -> str:
    quoted = " ".join("'" + part.replace("'", "'\\''") + "'" for part in command)
    if root is None:
        return f"mount -t proc proc /proc\nexec {quoted}"
    lines = [f"cd '{root}'", "mount --rbind /usr usr", "mount --rbind /dev dev", "mount -t proc proc proc"]
    lines += [f"mount --rbind '{source}' '{root}/{name}'" for name, source in binds.items()]
    return "\n".join(lines + [f"exec chroot . {quoted}"])


def root(folder: pathlib.Path, users: list[tuple[str, int]], binds: list[str]) -> pathlib.Path:
    """An empty root file system at `folder`: /usr of this machine, own /etc, /var and /run, own users."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ["usr", "dev", "proc", "etc", "var/lib", "var/log", "var/mail", "var/spool", "var/empty", "run", "tmp", *binds]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "tmp").chmod(0o1777)
    for name in ["bin", "sbin", "lib", "lib64"]:
        if os.path.islink(f"/{name}"):
            (folder / name).symlink_to(os.readlink(f"/{name}"))
    (folder / "var/run").symlink_to("../run")
    for name in ["nsswitch.conf", "services", "protocols", "ld.so.cache", "localtime", "hosts", "resolv.conf"]:
        if os.path.exists(f"/etc/{name}"):
            shutil.copy(f"/etc/{name}", folder / "etc" / name)
    passwd, group = pathlib.Path("/etc/passwd").read_text(), pathlib.Path("/etc/group").read_text()
    for user, number in users:
        passwd += f"{user}:x:{number}:{number}::/var/empty:/usr/sbin/nologin\n"
        group += f"{user}:x:{number}:\n"
    (folder / "etc/passwd").write_text(passwd)
    (folder / "etc/group").write_text(group)
    (folder / "etc/mailname").write_text("gate.house.example\n")
    (folder / "etc/aliases").write_text("")
    return folder
