"""What the benchmarks that measure in processes of their own have in common."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
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
