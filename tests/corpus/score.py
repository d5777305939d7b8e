"""Scores what `inspect` finds in a folder of labelled spreadsheets: python score.py FOLDER

FOLDER/expected.csv says for each file what must happen (columns path, expected_outcome,
people_sheet, header_row0 and people_rows; "csv" is the only sheet of a text file, "none" a list
without header). Every file is given to the command in a process of its own, for ten seconds at
most. A list that comes out wrong is tried again with the sheet and header row it should have.
Exit 1 under 95 % of the labelled lists at once, on a wrong refusal, a crash or a late answer.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 10
ENOUGH = 0.95
_COMMAND = "import sys; from workbook.cli import main; sys.exit(main(sys.argv[1:]))"
_ROOT = Path(__file__).resolve().parents[2]
# What an outcome lets a file be refused with. A file that may be read may also hold no people.
_REASONS = {
    "PASSWORD": {"password"},
    "DAMAGED": {"damaged"},
    "LIMIT": {"limit"},
    "EMPTY": {"empty", "not_people"},
    "NOT-PEOPLE": {"empty", "not_people"},
    "REFUSE": {"unsupported", "damaged"},
}
_NOBODY = {"empty", "not_people"}


@dataclass(frozen=True)
class Expected:
    """A line of expected.csv. `header` is None for a list without header."""

    path: str
    outcome: str
    sheet: str
    header: int | None
    people: int | None

    @property
    def is_list(self) -> bool:
        return self.outcome == "READ" and self.people is not None

    @property
    def reasons(self) -> set[str]:
        """The reasons with which the file may be refused."""
        return set().union(
            *(r for word, r in _REASONS.items() if word in self.outcome.split("(")[0])
        )

    @property
    def readable(self) -> bool:
        return "READ" in self.outcome.split("(")[0]


def main(folder: Path) -> int:
    right = corrected = lists = 0
    refusals = refusals_right = failures = 0
    slowest = 0.0
    for expected in _expected(folder):
        began = time.monotonic()
        found = inspect(folder / expected.path)
        slowest = max(slowest, time.monotonic() - began)
        failures += "failed" in found
        if expected.is_list:
            lists += 1
            good = fits(found, expected)
            right += good
            again = good or fits(_told(folder, expected), expected)
            corrected += again
            note = "" if good else ("  right when told" if again else "  WRONG when told too")
        else:
            refusals += 1
            good = may_be(found, expected)
            refusals_right += good
            note = ""
        mark = "ok   " if good else "WRONG"
        print(
            f"{mark}  {expected.path}\n       expected {_label(expected)}; got {_got(found)}{note}"
        )
    share = right / lists if lists else 1.0
    print(f"\n{right} of {lists} labelled lists right at once ({share:.1%})", end="")
    print(f", {corrected} at the latest when told")
    print(f"{refusals_right} of {refusals} other files as they may be; {failures} crashed or late")
    print(f"slowest answer {slowest:.1f} s")
    return int(share < ENOUGH or refusals_right < refusals or failures > 0)


def _expected(folder: Path) -> list[Expected]:
    with (folder / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        return [
            Expected(
                row["path"],
                row["expected_outcome"].strip(),
                row["people_sheet"],
                None if row["header_row0"] in ("", "none") else int(row["header_row0"]),
                int(row["people_rows"]) if row["people_rows"] else None,
            )
            for row in csv.DictReader(file)
        ]


def inspect(path: Path, *options: str) -> dict[str, Any]:
    """What `inspect --json` answers; {"failed": why} when it does not."""
    order = [sys.executable, "-c", _COMMAND, "inspect", str(path), "--json", *options]
    try:
        done = subprocess.run(order, capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer in {SECONDS} s"}
    if done.returncode not in (0, 2):
        return {"failed": f"exit {done.returncode}"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"failed": "no JSON"}
    if (done.returncode == 2) != ("reason" in answer):
        return {"failed": "exit code and answer differ"}
    return answer


def _told(folder: Path, expected: Expected) -> dict[str, Any]:
    options = ["--header-row", "none" if expected.header is None else str(expected.header)]
    if expected.sheet not in ("", "csv"):
        options += ["--sheet", expected.sheet]
    return inspect(folder / expected.path, *options)


def fits(found: dict[str, Any], expected: Expected) -> bool:
    """Whether sheet, header row and number of people are as expected."""
    sheet_fits = expected.sheet in ("", "csv") or found.get("sheet") == expected.sheet
    header_fits = "people" in found and found["header_row"] == expected.header
    return sheet_fits and header_fits and found["people"] == expected.people


def may_be(found: dict[str, Any], expected: Expected) -> bool:
    """Whether a file without labelled people was read or refused as it may be."""
    if "reason" in found:
        return found["reason"] in expected.reasons or (
            expected.readable and found["reason"] in _NOBODY
        )
    return expected.readable and "failed" not in found


def _label(expected: Expected) -> str:
    if not expected.is_list:
        return expected.outcome
    header = "none" if expected.header is None else expected.header
    return f"sheet {expected.sheet}, header row {header}, {expected.people} people"


def _got(found: dict[str, Any]) -> str:
    if "failed" in found:
        return str(found["failed"])
    if "reason" in found:
        return f"refused, {found['reason']}"
    if "people" not in found:
        return str(found["kind"])
    header = "none" if found["header_row"] is None else found["header_row"]
    return f"sheet {found['sheet']}, header row {header}, {found['people']} people"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
