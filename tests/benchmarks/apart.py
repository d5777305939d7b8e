"""What the benchmarks that measure in processes of their own have in common."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor, those of the reading child among them: others disturb them less."""
    start = os.times()
    work()
    end = os.times()
    return sum(end[:4]) - sum(start[:4])


def apart(what: str, *arguments: object) -> dict[str, Any]:
    """What the running script says to `--only what arguments`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, sys.argv[0], "--only", what, *map(str, arguments)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def run(
    document: str,
    option: str,
    usual: int,
    only: Callable[..., None],
    measured: Callable[[Path, int], bool],
) -> int:
    """The exit code of a benchmark: 1 where it was not good. `only` answers `apart`; `option` is
    the size that `measured` is given, with a folder for its files.
    """
    parser = argparse.ArgumentParser(description=document.splitlines()[0])
    parser.add_argument(option, dest="size", type=int, default=usual)
    parser.add_argument("--only", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        only(*arguments.only)
        return 0
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=Path.cwd()) as name:
        return 0 if measured(Path(name), arguments.size) else 1
