"""Where everything lies: below bench/out, which git ignores and which must be on the file system to be measured."""

import os
import pathlib
import subprocess

BENCH = pathlib.Path(__file__).resolve().parent.parent
HOUSE = BENCH.parent
OUT = BENCH / "out"
PEERS = OUT / "peers"
RUN = OUT / "run"
TARGET = OUT / "target"

SINK = 2525
SINK_CONTROL = 2526


def program(name: str) -> str:
    """The path of one of our own programs, built if need be."""
    subprocess.run(
        ["cargo", "build", "--release", "--locked", "--quiet", "--package", name],
        cwd=BENCH / "programs", env=os.environ | {"CARGO_TARGET_DIR": str(TARGET)}, check=True,
    )
    return str(TARGET / "release" / name)


def sekisho() -> str:
    """The released binary of the product."""
    given = os.environ.get("SEKISHO")
    if given:
        return given
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--package", "sekisho"], cwd=HOUSE, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HOUSE / "target"))
    return str(target / "release" / "sekisho")
