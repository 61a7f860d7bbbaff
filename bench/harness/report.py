"""Tables for people, JSON for machines. Each value is the median of its repeats with the least and the most."""

import json
import statistics
import unicodedata

from . import machine, places


class Results:
    """Samples by case and server."""

    def __init__(self, name: str, arguments: dict):
        self.name = name
        self.head = {"what": name, "machine": machine.facts(), "load_average_before": machine.load_average(), "arguments": arguments}
        self.samples: list[dict] = []

    def add(self, case: str, server: str, **values) -> None:
        sample = {"case": case, "server": server, "load_average": round(machine.load_average(), 2), **values}
        self.samples.append(sample)
        print("  " + " ".join(f"{key}={_short(value)}" for key, value in sample.items()), flush=True)
        self.write()

    def write(self) -> None:
        """Written after each sample: a run that is cut short has its results."""
        places.OUT.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.head | {"samples": self.samples, "summary": self.summary()}, ensure_ascii=False, indent=1)
        (places.OUT / f"{self.name}.json").write_text(text + "\n")

    def summary(self) -> list[dict]:
        """Per case and server: median, least and most of every number."""
        groups: dict[tuple, list[dict]] = {}
        for sample in self.samples:
            groups.setdefault((sample["case"], sample["server"]), []).append(sample)
        rows = []
        for (case, server), samples in groups.items():
            row = {"case": case, "server": server, "repeats": len(samples)}
            for key in samples[0]:
                values = [sample[key] for sample in samples if isinstance(sample.get(key), (int, float)) and not isinstance(sample.get(key), bool)]
                if values:
                    row[key] = {"median": statistics.median(values), "least": min(values), "most": max(values)}
            rows.append(row)
        return rows

    def table(self, columns: dict[str, str], ratio: str, against: str = "sekisho") -> None:
        """Prints the columns (key → title), and the ratio of one of them: `against` by each server."""
        print(f"\n{self.name}: {describe(self.head['machine'])}; load average {self.head['load_average_before']:.1f} before, {machine.load_average():.1f} after")
        rows = self.summary()
        own = {row["case"]: row[ratio]["median"] for row in rows if row["server"] == against and ratio in row}
        lines = [["case", "server", *columns.values(), "ratio"]]
        for row in rows:
            cells = [_range(row.get(key)) for key in columns]
            theirs = row.get(ratio, {}).get("median")
            times = own.get(row["case"], 0) / theirs if theirs else None
            lines.append([row["case"], row["server"], *cells, "" if times is None else f"{times:.2f}"])
        _print(lines)
        print(f"median [least … most]; ratio = {columns.get(ratio, ratio)} of {against} / of the server")
        print(f"samples: {places.OUT / (self.name + '.json')}")


def describe(facts: dict) -> str:
    return (f"{facts['date']}, {facts['cores']} × {facts['processor']}, {facts['memory_gb']} GB, {facts['kernel']}, "
            f"{facts['file_system']}, fdatasync {facts['fdatasync_ms']} ms, commit {facts['commit']}")


def _range(value: dict | None) -> str:
    if value is None:
        return "–"
    if value["least"] == value["most"]:
        return _short(value["median"])
    return f"{_short(value['median'])} [{_short(value['least'])} … {_short(value['most'])}]"


def _short(value) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _print(lines: list[list[str]]) -> None:
    widths = [max(_width(line[column]) for line in lines) for column in range(len(lines[0]))]
    for number, line in enumerate(lines):
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
