"""The Unicode bidirectional algorithm (UAX #9), with the level of every character.

The standard library knows the bidi class of each character but not the algorithm. Levels are
needed, not only a reordered string: text is shaped in runs of one level, and lines are cut from
a paragraph after its levels are known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl", "auto"]

MAX_DEPTH = 125
REMOVED = -1

# BidiBrackets.txt, Unicode 15: each opening bracket followed by its closing one.
_BRACKETS = (
    "()[]{}\u0f3a\u0f3b\u0f3c\u0f3d\u169b\u169c\u2045\u2046\u207d\u207e\u208d\u208e"
    "\u2308\u2309\u230a\u230b\u2329\u232a\u2768\u2769\u276a\u276b\u276c\u276d"
    "\u276e\u276f\u2770\u2771\u2772\u2773\u2774\u2775\u27c5\u27c6\u27e6\u27e7"
    "\u27e8\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef\u2983\u2984\u2985\u2986"
    "\u2987\u2988\u2989\u298a\u298b\u298c\u298d\u2990\u298f\u298e\u2991\u2992"
    "\u2993\u2994\u2995\u2996\u2997\u2998\u29d8\u29d9\u29da\u29db\u29fc\u29fd"
    "\u2e22\u2e23\u2e24\u2e25\u2e26\u2e27\u2e28\u2e29\u2e55\u2e56\u2e57\u2e58"
    "\u2e59\u2e5a\u2e5b\u2e5c\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f"
    "\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019\u301a\u301b\ufe59\ufe5a"
    "\ufe5b\ufe5c\ufe5d\ufe5e\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff5f\uff60"
    "\uff62\uff63"
)
# U+2329 and U+232A decompose to U+3008 and U+3009 and pair with them (BD16).
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
_CLOSER_OF = {
    opener: _SAME.get(closer, closer)
    for opener, closer in zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True)
}
_CLOSERS = frozenset(_BRACKETS[1::2])

_EXPLICIT = {
    "RLE": (1, ""),
    "LRE": (0, ""),
    "RLO": (1, "R"),
    "LRO": (0, "L"),
}
_ISOLATES = frozenset(("LRI", "RLI", "FSI"))
_REMOVED_CLASSES = frozenset(("RLE", "LRE", "RLO", "LRO", "PDF", "BN"))
_NEUTRALS = frozenset(("B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"))
_RESET_AT_END = frozenset(("WS", "FSI", "LRI", "RLI", "PDI"))
# Without one of these a left-to-right paragraph is one run at level 0.
_NEEDS_WORK = frozenset(("R", "AL", "AN")) | _ISOLATES | _REMOVED_CLASSES - {"BN"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph whose levels are resolved up to rule I2; lines are cut from it with L1.

    `levels` has one entry per character, REMOVED (-1) for those rule X9 takes out.
    `classes` are the original bidi classes, which rule L1 looks at.
    """

    level: int
    levels: tuple[int, ...]
    classes: tuple[str, ...]

    def line_levels(self, start: int, end: int) -> list[int]:
        """Levels of the characters start..end as one line, after rule L1."""
        levels = list(self.levels[start:end])
        classes = self.classes
        at_end = True
        for index in range(end - 1, start - 1, -1):
            kind = classes[index]
            if kind == "B" or kind == "S":
                levels[index - start] = self.level
                at_end = True
            elif at_end and kind in _RESET_AT_END:
                levels[index - start] = self.level
            elif kind not in _REMOVED_CLASSES:
                at_end = False
        return levels


def resolve(text: str, direction: Direction = "auto") -> Paragraph:
    """Resolve the levels of one paragraph; "auto" takes the first strong character, else ltr."""
    classes = tuple([unicodedata.bidirectional(char) or "L" for char in text])
    if direction == "auto":
        base = max(_first_strong(classes, 0, len(classes)), 0)
    else:
        base = 1 if direction == "rtl" else 0
    if base == 0 and _NEEDS_WORK.isdisjoint(classes):
        return Paragraph(0, tuple([REMOVED if c == "BN" else 0 for c in classes]), classes)
    explicit, kinds, matching = _explicit(classes, base)
    levels = list(explicit)
    for sequence in _sequences(classes, explicit, matching):
        start, end = _ends(classes, explicit, matching, sequence, base)
        _resolve_sequence(text, classes, levels, kinds, sequence, start, end)
    return Paragraph(base, tuple(levels), classes)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Indices from left to right (rule L2), those at level REMOVED left out."""
    order = [index for index, level in enumerate(levels) if level != REMOVED]
    odd = [level for level in levels if level & 1 and level != REMOVED]
    if not odd:
        return order
    for threshold in range(max(levels), min(odd) - 1, -1):
        position = 0
        while position < len(order):
            if levels[order[position]] < threshold:
                position += 1
                continue
            stop = position
            while stop < len(order) and levels[order[stop]] >= threshold:
                stop += 1
            order[position:stop] = order[position:stop][::-1]
            position = stop
    return order


def _first_strong(classes: Sequence[str], start: int, end: int) -> int:
    """Rules P2 and P3 on classes[start:end]: 0, 1, or -1 if there is no strong character."""
    depth = 0
    for index in range(start, end):
        kind = classes[index]
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth:
                depth -= 1
        elif depth == 0:
            if kind == "L":
                return 0
            if kind == "R" or kind == "AL":
                return 1
    return -1


def _match_isolates(classes: Sequence[str]) -> dict[int, int]:
    """BD9: the matching PDI of each isolate initiator that has one, and the reverse."""
    matching: dict[int, int] = {}
    opened: list[int] = []
    for index, kind in enumerate(classes):
        if kind in _ISOLATES:
            opened.append(index)
        elif kind == "B":
            opened.clear()
        elif kind == "PDI" and opened:
            initiator = opened.pop()
            matching[initiator] = index
            matching[index] = initiator
    return matching


def _explicit(classes: Sequence[str], base: int) -> tuple[list[int], list[str], dict[int, int]]:
    """Rules X1 to X8: levels (REMOVED for X9), classes after overrides, matching isolates."""
    count = len(classes)
    levels = [base] * count
    kinds = list(classes)
    matching = _match_isolates(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    overflow_isolates = overflow_embeddings = valid_isolates = 0
    for index, kind in enumerate(classes):
        level, override, _ = stack[-1]
        if kind in _EXPLICIT:
            levels[index] = REMOVED
            parity, forced = _EXPLICIT[kind]
            new = (level + 1) | 1 if parity else (level + 2) & ~1
            if new <= MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                stack.append((new, forced, False))
            elif not overflow_isolates:
                overflow_embeddings += 1
        elif kind in _ISOLATES:
            levels[index] = level
            if override:
                kinds[index] = override
            parity = int(kind == "RLI")
            if kind == "FSI":
                parity = max(_first_strong(classes, index + 1, matching.get(index, count)), 0)
            new = (level + 1) | 1 if parity else (level + 2) & ~1
            if new <= MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                valid_isolates += 1
                stack.append((new, "", True))
            else:
                overflow_isolates += 1
        elif kind == "PDI":
            if overflow_isolates:
                overflow_isolates -= 1
            elif valid_isolates:
                overflow_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            level, override, _ = stack[-1]
            levels[index] = level
            if override:
                kinds[index] = override
        elif kind == "PDF":
            levels[index] = REMOVED
            if overflow_isolates:
                continue
            if overflow_embeddings:
                overflow_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind == "BN":
            levels[index] = REMOVED
        elif kind == "B":
            del stack[1:]
            overflow_isolates = overflow_embeddings = valid_isolates = 0
        else:
            levels[index] = level
            if override:
                kinds[index] = override
    return levels, kinds, matching


def _sequences(
    classes: Sequence[str], levels: Sequence[int], matching: dict[int, int]
) -> list[list[int]]:
    """Rule X10: the isolating run sequences, as lists of indices in logical order."""
    runs: list[list[int]] = []
    previous = REMOVED
    for index, level in enumerate(levels):
        if level == REMOVED:
            continue
        if level != previous:
            runs.append([])
            previous = level
        runs[-1].append(index)
    run_at = {run[0]: run for run in runs}
    sequences: list[list[int]] = []
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in matching:
            continue
        sequence = list(run)
        while classes[sequence[-1]] in _ISOLATES and sequence[-1] in matching:
            sequence += run_at[matching[sequence[-1]]]
        sequences.append(sequence)
    return sequences


def _ends(
    classes: Sequence[str],
    explicit: Sequence[int],
    matching: dict[int, int],
    sequence: Sequence[int],
    base: int,
) -> tuple[str, str]:
    """The start-of-sequence and end-of-sequence types of rule X10, each L or R."""
    level = explicit[sequence[0]]
    before = sequence[0] - 1
    while before >= 0 and explicit[before] == REMOVED:
        before -= 1
    preceding = explicit[before] if before >= 0 else base
    last = sequence[-1]
    following = base
    if not (classes[last] in _ISOLATES and last not in matching):
        after = last + 1
        while after < len(explicit) and explicit[after] == REMOVED:
            after += 1
        following = explicit[after] if after < len(explicit) else base
    return "R" if max(level, preceding) & 1 else "L", "R" if max(level, following) & 1 else "L"


def _resolve_sequence(
    text: str,
    classes: Sequence[str],
    levels: list[int],
    kinds: Sequence[str],
    sequence: list[int],
    start: str,
    end: str,
) -> None:
    """Rules W1 to I2 on one isolating run sequence; writes into `levels`."""
    level = levels[sequence[0]]
    here = [kinds[index] for index in sequence]
    _weak(here, start)
    embedding = "R" if level & 1 else "L"
    _brackets(text, classes, here, sequence, start, embedding)
    _neutral(here, start, end, embedding)
    for index, kind in zip(sequence, here, strict=True):
        if level & 1:
            levels[index] = level + (kind != "R")
        elif kind != "L":
            levels[index] = level + (1 if kind == "R" else 2)


def _weak(here: list[str], start: str) -> None:
    """Rules W1 to W7, in place."""
    count = len(here)
    previous = start
    strong = start
    for i, kind in enumerate(here):
        if kind == "NSM":
            kind = here[i] = "ON" if previous in _ISOLATES or previous == "PDI" else previous
        previous = kind
        if kind == "EN":
            if strong == "AL":
                here[i] = "AN"
        elif kind == "L" or kind == "R" or kind == "AL":
            strong = kind
    # W3 after W2: the letters decide what a number is before they become R.
    for i, kind in enumerate(here):
        if kind == "AL":
            here[i] = "R"
    for i in range(1, count - 1):
        kind = here[i]
        if kind == "ES":
            if here[i - 1] == here[i + 1] == "EN":
                here[i] = "EN"
        elif kind == "CS":
            number = here[i - 1]
            if number == here[i + 1] and (number == "EN" or number == "AN"):
                here[i] = number
    i = 0
    while i < count:
        if here[i] != "ET":
            i += 1
            continue
        stop = i
        while stop < count and here[stop] == "ET":
            stop += 1
        beside = (i > 0 and here[i - 1] == "EN") or (stop < count and here[stop] == "EN")
        here[i:stop] = ["EN" if beside else "ON"] * (stop - i)
        i = stop
    strong = start
    for i, kind in enumerate(here):
        if kind == "ES" or kind == "CS":
            here[i] = "ON"
        elif kind == "EN":
            if strong == "L":
                here[i] = "L"
        elif kind == "L" or kind == "R":
            strong = kind


def _strong(kind: str) -> str:
    """L or R as rules N0 to N2 see it, numbers as R; "" for neutrals."""
    if kind == "L":
        return "L"
    return "R" if kind in ("R", "EN", "AN") else ""


def _brackets(
    text: str,
    classes: Sequence[str],
    here: list[str],
    sequence: Sequence[int],
    start: str,
    embedding: str,
) -> None:
    """Rule N0, in place."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for i, kind in enumerate(here):
        if kind != "ON":
            continue
        char = text[sequence[i]]
        closer = _CLOSER_OF.get(char)
        if closer is not None:
            # BD16 gives up on the rest, but keeps the pairs found so far.
            if len(opened) == 63:
                break
            opened.append((closer, i))
        elif char in _CLOSERS:
            char = _SAME.get(char, char)
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == char:
                    pairs.append((opened[depth][1], i))
                    del opened[depth:]
                    break
    for opener, closing in sorted(pairs):
        inside = {_strong(kind) for kind in here[opener + 1 : closing]}
        if embedding in inside:
            found = embedding
        elif inside - {""}:
            context = start
            for i in range(opener - 1, -1, -1):
                if strong := _strong(here[i]):
                    context = strong
                    break
            found = context
        else:
            continue
        for i in (opener, closing):
            here[i] = found
            # Marks that W1 made neutral like the bracket they sit on follow it.
            for j in range(i + 1, len(here)):
                if classes[sequence[j]] != "NSM":
                    break
                here[j] = found


def _neutral(here: list[str], start: str, end: str, embedding: str) -> None:
    """Rules N1 and N2, in place."""
    count = len(here)
    i = 0
    while i < count:
        if here[i] not in _NEUTRALS:
            i += 1
            continue
        stop = i
        while stop < count and here[stop] in _NEUTRALS:
            stop += 1
        before = _strong(here[i - 1]) if i else start
        after = _strong(here[stop]) if stop < count else end
        here[i:stop] = [before if before == after else embedding] * (stop - i)
        i = stop
