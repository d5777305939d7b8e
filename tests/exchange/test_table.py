"""Every scenario and invariant of the exchange stands in README.md with tests that there are."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (I?\d+) \| ([^|]+) \| ([^|]+) \|$", re.M)


def _rows() -> dict[str, list[str]]:
    text = (TESTS / "exchange" / "README.md").read_text(encoding="utf-8")
    return {number: named.split(", ") for number, _what, named in _ROW.findall(text)}


def test_every_scenario_and_invariant_is_shown_by_a_test() -> None:
    wanted = {str(n) for n in range(1, 67)} | {f"I{n}" for n in range(1, 26)}
    assert wanted - set(_rows()) == set()


def test_every_test_named_is_there() -> None:
    gone = []
    for number, named in _rows().items():
        for name in named:
            path, _colons, test = name.partition("::")
            file = TESTS / path
            if not file.is_file() or f"def {test}(" not in file.read_text(encoding="utf-8"):
                gone.append((number, name))
    assert gone == []
