"""What a file for another office costs: each figure is a ratio to plain sheets in the same run.

    python tests/benchmarks/exchange.py [--cohorts 115]

A cohort is 25 people, 40 sessions and a mark for each: 115 cohorts are 130,000 lines. The plain
sheet has as many rows of 8 cells as the file has lines, written by XlsxWriter and read by calamine.
Ratios are medians of three rounds; every part runs in a process of its own and is counted in
seconds of processor. Memory is what a process holds at its peak above what it held with the
workbook open. Ends with 1 when a target is missed.
"""

import io
import json
import resource
import sys
from pathlib import Path
from statistics import median

from apart import apart, run, timed

from workbook.domain.cohort import COHORT, ENROLMENT
from workbook.domain.ids import linked_id
from workbook.domain.people import PERSON
from workbook.domain.training import ATTENDANCE, TRAINING, TRAINING_SESSION
from workbook.exchange.sync import find_sync
from workbook.services import intake, sending
from workbook.sheets.reader import read_sheets
from workbook.storage.book import Workbook

CLASS, SESSIONS = 25, 40
CODES = ("P", "L", "A", "E")
PASSWORD = "benchmark words"
ROUNDS = 3


def make(path: Path, cohorts: int) -> None:
    """A workbook in which every session was marked in a step of its own."""
    with Workbook.create(
        path, passphrase="benchmark", office_code="BEN", office_name="Benchmark"
    ) as book:
        print(json.dumps({"key": book.emergency_key}))
        for number in range(cohorts):
            with book.changing("Plan") as change:
                cohort = change.create(COHORT, code=f"B{number:03}", title="Course")
                training = change.create(TRAINING, cohort=cohort, title="Week")
                enrolments = []
                for n in range(CLASS):
                    person = change.create(
                        PERSON,
                        name_latin=f"Officer {number} {n}",
                        relative_name=f"Father {number} {n}",
                        phone=f"0300{number:03}{n:04}",
                        service_number=f"S-{number}-{n}",
                        sex="female",
                    )
                    uuid = linked_id("enrolment", change.uuid(cohort), change.uuid(person))
                    standing = {"state": "enrolled", "state_on": "2020-10-20"}
                    enrolments.append(
                        change.create(
                            ENROLMENT, uuid=uuid, cohort=cohort, person=person, standing=standing
                        )
                    )
                sessions = [
                    change.create(
                        TRAINING_SESSION,
                        training=training,
                        title=f"Session {n}",
                        slot={
                            "held_on": f"2020-11-{1 + n // 2:02}",
                            "starts_at": f"{9 + n % 2}:00",
                        },
                        minutes=60,
                    )
                    for n in range(SESSIONS)
                ]
            for session in sessions:
                with book.changing("Mark attendance") as change:
                    marks = [
                        {"status": CODES[(session + e) % 4], "mode": "in_room"} for e in enrolments
                    ]
                    change.put_many(
                        ATTENDANCE,
                        [
                            ((session, e), {"mark": mark})
                            for e, mark in zip(enrolments, marks, strict=True)
                        ],
                    )
        book._dirty = False


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """Megabytes."""
    return resource.getrusage(who).ru_maxrss / 1000


def opened(path: Path, key: str) -> Workbook:
    book = Workbook.open(path, emergency_key=key)
    # A backup copies the file, which says nothing of the exchange.
    book.backup_now = lambda: None  # type: ignore[assignment,method-assign,return-value]
    return book


def send(path: Path, key: str, out: Path) -> dict[str, float]:
    book = opened(path, key)
    start = peak()
    said: dict[str, float] = {}
    done: list[sending.Sent] = []
    said["seconds"] = timed(lambda: done.append(sending.send(book, out, password=PASSWORD)))
    book._dirty = False
    book.close()
    return said | {"lines": done[0].lines, "memory": peak() - start}


def take(path: Path, key: str, out: Path) -> dict[str, float]:
    """Read, look, take in."""
    book = opened(path, key)
    start = peak()
    found: list[intake.Read] = []
    plans: list[intake.TakeInPlan] = []
    said = {"read": timed(lambda: found.append(intake.read_list(out, password=PASSWORD)))}
    said["look"] = timed(lambda: plans.append(intake.plan_list(book, found[0])))
    said["apply"] = timed(lambda: intake.apply_plan(book, plans[0]))
    said["memory"] = peak() - start
    said["child"] = peak(resource.RUSAGE_CHILDREN)
    book._dirty = False
    book.close()
    return said


def gate(out: Path) -> dict[str, float]:
    """Gate and read alone, and what the program holds of them."""
    start = peak()
    found = []
    said = {"seconds": timed(lambda: found.append(read_sheets(out, password=PASSWORD)))}
    sync = find_sync(found[0].sheets)
    assert sync is not None
    return said | {"verify": timed(lambda: sync.whole), "memory": peak() - start}


def plain(rows: int) -> dict[str, float]:
    """As many rows of 8 cells."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    buffer = io.BytesIO()

    def write() -> None:
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_string(row, 0, f"P{row:09}")
            for column in range(1, 6):
                sheet.write_string(row, column, f"Officer {row % 2500} {column}")
            sheet.write_number(row, 6, row)
            sheet.write_string(row, 7, CODES[row % 4])
        book.close()

    def read() -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue()))
        assert len(book.get_sheet_by_index(0).to_python()) == rows

    return {"write": timed(write), "read": timed(read)}


def only(what: str, *arguments: str) -> None:
    if what == "make":
        make(Path(arguments[0]), int(arguments[1]))
    elif what == "plain":
        print(json.dumps(plain(int(arguments[0]))))
    elif what == "gate":
        print(json.dumps(gate(Path(arguments[0]))))
    else:
        work = {"send": send, "take": take}[what]
        print(json.dumps(work(Path(arguments[0]), arguments[1], Path(arguments[2]))))


def report(what: str, found: float, target: float, unit: str) -> bool:
    good = found <= target
    missed = "" if good else ": MISSED"
    print(f"{what:<32} {found:6.2f}{unit}  (at most {target:g}{unit}{missed})")
    return good


def measured(folder: Path, cohorts: int) -> bool:
    from_path, out, to_path = folder / "from.workbook", folder / "out.xlsx", folder / "to.workbook"
    from_key = apart("make", from_path, cohorts)["key"]
    ratios: dict[str, list[float]] = {"without": [], "with": [], "again": []}
    held: list[float] = []
    for _ in range(ROUNDS):
        sent = apart("send", from_path, from_key, out)
        to_path.unlink(missing_ok=True)
        to_key = apart("make", to_path, 0)["key"]
        first = apart("take", to_path, to_key, out)
        bare = apart("plain", int(sent["lines"]))
        again = apart("take", to_path, to_key, out)
        gated = apart("gate", out)
        plain_cost = bare["write"] + bare["read"]
        taken = sent["seconds"] + first["read"] + first["apply"]
        ratios["without"].append(taken / plain_cost)
        ratios["with"].append((taken + first["look"]) / plain_cost)
        ratios["again"].append((again["read"] + again["look"]) / gated["seconds"])
        held += [sent["memory"], first["memory"], again["memory"]]
        print(
            f"{sent['lines']:,} lines, {out.stat().st_size / 1e6:.1f} MB sealed;"
            f" plain {plain_cost:.1f} s; sent {sent['seconds']:.1f}, read {first['read']:.1f},"
            f" looked at {first['look']:.1f}, taken in {first['apply']:.1f};"
            f" nothing new: read {again['read']:.1f}, looked at {again['look']:.1f};"
            f" gate and read {gated['seconds']:.1f}; the reading child held {first['child']:.0f} MB"
        )
    good = report("written, verified and taken in", median(ratios["without"]), 3, "x")
    good &= report("the same, looked at beforehand", median(ratios["with"]), 3, "x")
    good &= report("a file with nothing new", median(ratios["again"]), 2, "x")
    return good & report("memory above start", max(held), 150, " MB")


if __name__ == "__main__":
    sys.exit(run(__doc__, "--cohorts", 115, only, measured))
