"""The warnings of a list, without those that a closer reading has made untrue."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence


def without_columns(warnings: Sequence[str], headers: Collection[str]) -> list[str]:
    """The warnings, saying of no column in `headers` that it was not understood: it is now."""
    named = "|".join(re.escape(f"“{header}”") for header in headers if header)
    if not named:
        return list(warnings)
    found = []
    for warning in warnings:
        rest = re.sub(rf"(?:{named})(?:, )?", "", warning)
        if rest == warning or "“" in rest:
            found.append(re.sub(r", (?=\.?$)", "", rest))
    return found
