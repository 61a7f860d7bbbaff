"""Where it was measured, and what else went on there."""

import os
import platform
import statistics
import subprocess
import tempfile
import threading
import time

from . import places


def load_average() -> float:
    return os.getloadavg()[0]


def busy() -> float:
    """Seconds that all processors together were not idle, since the start of the machine."""
    with open("/proc/stat") as file:
        fields = list(map(int, file.readline().split()[1:9]))
    idle, waiting = fields[3], fields[4]
    return (sum(fields) - idle - waiting) / os.sysconf("SC_CLK_TCK")


def facts() -> dict:
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo"))
    return {
        "date": time.strftime("%Y-%m-%d %H:%M %Z"),
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(memory * 1024 / 1e9, 1),
        "kernel": platform.release(),
        "file_system": file_system(),
        "fdatasync_ms": fdatasync(),
        "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=places.HOUSE, capture_output=True, text=True).stdout.strip(),
    }


def file_system() -> str:
    """Type of the file system that bench/out lies on."""
    places.OUT.mkdir(parents=True, exist_ok=True)
    out = subprocess.run(["findmnt", "--noheadings", "--output", "FSTYPE", "--target", str(places.OUT)], capture_output=True, text=True).stdout
    return out.strip() or "?"


def fdatasync() -> float:
    """Median of making 16 KB durable in a file whose blocks are there, in milliseconds."""
    times = []
    with tempfile.NamedTemporaryFile(dir=places.OUT) as file:
        file.write(b"\0" * (4 << 20))
        os.fsync(file.fileno())
        for number in range(100):
            os.pwrite(file.fileno(), os.urandom(16384), number * 16384)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - start) * 1e3)
    return round(statistics.median(times), 3)


class Watch:
    """Looks at a cage while it works: the most memory it had, and processor time of it and of everybody else."""

    def __init__(self, cage, others: list):
        """`others` are functions that give processor seconds of our own programs beside the cage."""
        self.cage, self.others = cage, others
        self.most = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self.start = (time.monotonic(), busy(), self.cage.cpu(), sum(other() for other in self.others))
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        start, busy_before, cage, others = self.start
        self.seconds = time.monotonic() - start
        self.cpu = self.cage.cpu() - cage
        self.beside = sum(other() for other in self.others) - others
        self.busy = busy() - busy_before

    def _look(self):
        while not self.ended.wait(0.5):
            try:
                self.most = max(self.most, self.cage.pss())
            except OSError:
                continue

    def foreign(self, beside: float) -> float:
        """Share of the machine that neither the cage nor our own programs (`beside` seconds more) used."""
        used = self.busy - self.cpu - self.beside - beside
        return max(0.0, used / (self.seconds * (os.cpu_count() or 1)))
