"""Python's search for garbage, and when it only costs time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many objects that stay: no search for garbage among them.

    Each search looks at all of them again, which takes longer than making them. At the end they
    count among the old ones, which are searched seldom; else the first search after it would go
    through all of them at once.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        gc.enable()
