"""The two ends: the sink that everything is handed to, and the load that comes in."""

import json
import socket
import subprocess
import time

from . import places


class Sink:
    """The next hop of all servers."""

    def __init__(self):
        self.child = subprocess.Popen(
            [places.program("sink"), "--listen", f"127.0.0.1:{places.SINK}", "--control", f"127.0.0.1:{places.SINK_CONTROL}"],
            stdout=subprocess.PIPE, text=True,
        )
        if self.child.stdout.readline().strip() != "ready":
            raise RuntimeError("the sink does not start: is its port free?")
        self.orders = socket.create_connection(("127.0.0.1", places.SINK_CONTROL)).makefile("rw")
        self.run = 0

    def ask(self, order: str) -> str:
        self.orders.write(order + "\n")
        self.orders.flush()
        return self.orders.readline().strip()

    def reset(self) -> int:
        """Begins a new run; its number."""
        self.run += 1
        self.ask(f"reset {self.run}")
        return self.run

    def stats(self) -> dict:
        return json.loads(self.ask("stats"))

    def counts(self) -> dict[int, int]:
        """How often each letter of this run came."""
        path = places.OUT / "sink.counts"
        self.ask(f"dump {path}")
        return dict(tuple(map(int, line.split())) for line in path.read_text().splitlines())

    def cpu(self) -> float:
        with open(f"/proc/{self.child.pid}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def drained(self, letters: int, patience: float, still: float) -> dict:
        """Waits until so many letters came, at most `patience` seconds and `still` seconds without any."""
        end = time.monotonic() + patience
        last, since = -1, time.monotonic()
        while True:
            stats = self.stats()
            now = time.monotonic()
            if stats["distinct"] != last:
                last, since = stats["distinct"], now
            if stats["distinct"] >= letters or now > end or now - since > still:
                return stats
            time.sleep(0.05)

    def stop(self) -> None:
        self.child.kill()
        self.child.wait()


def start_load(port: int, run: int, connections: int, seconds: float, letters: int | None = None,
               patience: float = 0, log=None, note: str | None = None,
               size: int | None = None) -> subprocess.Popen:
    """Starts sending."""
    command = [places.program("load"), "--target", f"127.0.0.1:{port}", "--run", str(run), "--connections", str(connections),
               "--seconds", str(seconds), "--patience", str(patience)]
    for name, value in [("--letters", letters), ("--log", log), ("--note", note), ("--size", size)]:
        if value is not None:
            command += [name, str(value)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def end_load(child: subprocess.Popen) -> dict:
    """Waits for the end of sending; what came of it."""
    out, _ = child.communicate()
    if child.returncode != 0:
        raise RuntimeError("the load failed")
    return json.loads(out)


def send(*args, **options) -> dict:
    return end_load(start_load(*args, **options))
