"""Small numbers are not shown: among few people, a count of one or two names them."""

from __future__ import annotations

from collections.abc import Mapping

FEWEST = 5


def suppressed(counts: Mapping[str, int]) -> frozenset[str]:
    """Which of these groups must not be shown, when their total is.

    Those under FEWEST, and so many of the smallest others that what is missing from the total
    could be several groups and is FEWEST or more. Groups without anybody hide nobody.
    """
    rising = sorted((n, name) for name, n in counts.items() if n)
    hidden = [(n, name) for n, name in rising if n < FEWEST]
    shown = rising[len(hidden) :]
    while hidden and shown and (len(hidden) == 1 or sum(n for n, _name in hidden) < FEWEST):
        hidden.append(shown.pop(0))
    return frozenset(name for _n, name in hidden)
