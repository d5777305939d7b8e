"""What a list of 10,000 people costs: each figure is a ratio to a bare library in the same run.

    python tests/benchmarks/intake.py [--people 10000]

The people are invented, the same ones every time: a nomination list of 12 columns under a title,
with serial numbers, ranks, grades, identity cards, phones, e-mails, births, sexes and postings.

    inspect    the file is looked at and read by its child process (whose seconds count), its list
               found and every row read
    plan       the list is planned for a workbook that holds nobody. That includes looking for each
               row among those above it, which is given apart too: the time inside People
    calamine   the same file opened and turned into rows of cells, nothing else

The second part has a workbook with as many other people, none of whom has a number of the list, so
that every row is looked for by name:

    matching   People is built of those who are present, and every row is matched
    rapidfuzz  one pass of process.extract over the same blocks: each row's name, by its letters
               and by its sound, against all that begin or end like it, with the same scorer and
               cutoffs. (Matching itself leaves out those of a block that are too long or short.)

Ratios are medians of five rounds; every round runs in a process of its own, which has read and
planned a small list before, so that modules are loaded. All are seconds of processor. Ends with 1
when a target is missed.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import thread_time
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from apart import apart, run, timed

from workbook.domain.people import PERSON
from workbook.garbage import uncollected
from workbook.intake import people_plan
from workbook.intake.detect import ForeignList, detect
from workbook.intake.likeness import Keys, _blocks
from workbook.intake.match import Evidence, Known, Match, People
from workbook.services import intake
from workbook.sheets.reader import SheetFile, read_sheets
from workbook.storage.book import Workbook

PEOPLE = 10_000
ROUNDS = 5
SLICE = 500
INSPECT_AND_PLAN, MATCHING = 6.0, 1.5
CAPTIONS = (
    *("S.No", "Name", "Father / husband", "Rank", "BPS", "CNIC", "Mobile", "E-mail"),
    *("Date of birth", "Sex", "Place of posting", "Remarks"),
)
RANKS = ("Constable", "Head Constable", "ASI", "Sub-Inspector", "Inspector", "Assistant Director")
PLACES = ("Lahore", "Karachi", "Quetta", "Peshawar", "Islamabad", "Multan", "Gilgit", "Sukkur")
# The common parts of names; others are made of syllables.
GIVEN = """
    Ayesha Fatima Sana Nadia Saima Uzma Rabia Amina Khadija Maryam Zainab Bushra Rubina Shazia
    Asma Muhammad Ahmed Ali Hassan Bilal Imran Kamran Tariq Naveed Faisal Usman Hamza Waqas
    Rizwan Asif
"""
FAMILY = """
    Khan Ahmed Ali Bibi Khatun Hussain Shah Malik Iqbal Akhtar Parveen Begum Butt Qureshi
    Baloch Yousafzai Afridi Khattak Chaudhry Siddiqui Abbasi Bhatti Mirza Sheikh Rehman Aslam
    Nawaz Javed
"""
STARTS = """
    Ba Da Fa Ga Ha Ka La Ma Na Ra Sa Sha Ta Wa Ya Za Be Gu Hu Mu Nu Su Zu Mi Ni Ri Si
"""
MIDDLES = """
    bi da fi li mi ni ri shi zi ma na ra ba wa li hee meen soo
"""
ENDS = """
    na ra l m n sh d b r t z q f ja ia een oon aan ab ir id im
"""


def invented(number: int, seed: int) -> Iterator[list[Any]]:
    """Rows under the captions."""
    random = Random(seed)

    def one_of(words: str) -> str:
        return random.choice(words.split())

    def made() -> str:
        return one_of(STARTS) + (one_of(MIDDLES) if random.random() < 0.6 else "") + one_of(ENDS)

    def name() -> str:
        given = one_of(GIVEN) if random.random() < 0.5 else made()
        family = one_of(FAMILY) if random.random() < 0.6 else made()
        middle = f" {one_of(GIVEN)}" if random.random() < 0.15 else ""
        return f"{given}{middle} {family}"

    for n in range(number):
        yield [
            n + 1,
            name(),
            f"D/o {name()}",
            random.choice(RANKS),
            random.randint(5, 18),
            f"{seed}{random.randint(1000, 9999)}-{random.randint(10**6, 10**7 - 1)}-{n % 10}",
            f"03{seed}{random.randint(10**7, 10**8 - 1)}",
            f"officer{seed}.{n}@example.org",
            date(1970, 1, 1) + timedelta(days=random.randint(0, 11_000)),
            random.choice(("Female", "Male")),
            random.choice(PLACES),
            "",
        ]


def write_list(path: Path, people: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Nominations")
    sheet.write(0, 0, "Agency of the Benchmark")
    sheet.write_row(2, 0, CAPTIONS)
    for row, cells in enumerate(invented(people, 1), 3):
        sheet.write_row(row, 0, cells)
    book.close()


def make(path: Path, people: int) -> None:
    with Workbook.create(
        path, passphrase="benchmark", office_code="BEN", office_name="Benchmark"
    ) as book:
        print(json.dumps({"key": book.emergency_key}))
        with book.changing("Add people") as change:
            for cells in invented(people, 2):
                change.create(
                    PERSON,
                    name_latin=cells[1],
                    relative_name=cells[2][4:],
                    rank=cells[3],
                    national_id=cells[5],
                    phone=cells[6],
                    email=cells[7],
                    born_on=cells[8].isoformat(),
                    sex=cells[9].lower(),
                )
        book._dirty = False


class Watched(People):
    """People who count the seconds spent on them."""

    seconds = 0.0

    def add(self, person: Known) -> None:
        start = thread_time()
        super().add(person)
        Watched.seconds += thread_time() - start

    def match(self, sought: Known) -> Match:
        start = thread_time()
        found = super().match(sought)
        Watched.seconds += thread_time() - start
        return found


def matching_inside(book: Workbook, found: ForeignList) -> float:
    """The seconds of a planning that matching takes; looking at the clock is taken off."""
    start = thread_time()
    for _ in range(100_000):
        thread_time()
    clock = (thread_time() - start) / 100_000
    Watched.seconds = 0.0
    with patch.object(people_plan, "People", Watched):
        planned = intake.plan_list(book, found)
    return max(0.0, Watched.seconds - 3 * clock * len(planned.records))


def opened(path: Path, key: str, folder: Path) -> Workbook:
    """The workbook, after a small list was read and planned."""
    book = Workbook.open(path, emergency_key=key)
    small = folder / "small.xlsx"
    write_list(small, 5)
    intake.plan_list(book, detect(read_sheets(small)))
    return book


def intake_of(path: Path, key: str, file: Path) -> dict[str, float]:
    """Read, find, plan."""
    from python_calamine import CalamineWorkbook

    book = opened(path, key, file.parent)
    bare = [
        timed(lambda: CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python())
        for _ in range(3)
    ]
    files: list[SheetFile] = []
    lists: list[ForeignList] = []
    said = {"calamine": median(bare)}
    said["read"] = timed(lambda: files.append(read_sheets(file)))
    said["detect"] = timed(lambda: lists.append(detect(files[0])))
    said["plan"] = timed(lambda: intake.plan_list(book, lists[0]))
    said["matching"] = matching_inside(book, lists[0])
    book._dirty = False
    book.close()
    return said


def known(seed: int, people: int) -> list[Known]:
    """The people as matching knows them; their ids say nothing here."""
    numbers = (Evidence.NATIONAL_ID, Evidence.PHONE)
    return [
        Known(uuid4(), (row[1],), dict(zip(numbers, row[5:7], strict=True)))
        for row in invented(people, seed)
    ]


@uncollected()
def matching_of(people: int) -> dict[str, float]:
    """Matching, and one pass of rapidfuzz over the same blocks; the two take turns, so that what
    else the machine does disturbs both alike.
    """
    from rapidfuzz import fuzz, process

    present, sought = known(2, people), known(1, people)
    People(present[:5]).match(sought[0])
    passes: list[tuple[Keys, str]] = []
    near = Keys.near

    def noted(keys: Keys, key: str) -> dict[str, float]:
        passes.append((keys, key))
        return near(keys, key)

    index: list[People] = []
    said = {"matching": timed(lambda: index.append(People(present))), "rapidfuzz": 0.0}
    said["matching"] += timed(lambda: index[0].match(known(3, 1)[0]))  # names are indexed now
    compared = candidates = 0
    for first in range(0, people, SLICE):
        some = sought[first : first + SLICE]
        passes.clear()
        with patch.object(Keys, "near", noted):
            found = [index[0].match(one) for one in some]
        candidates += sum(len(one.candidates) for one in found)
        calls = [
            (key, keys._blocks[block][0], keys._alike)
            for keys, key in passes
            for block in _blocks(key)
            if block in keys._blocks
        ]
        compared += sum(len(block) for _key, block, _alike in calls)

        def match(some: list[Known] = some) -> None:
            for one in some:
                index[0].match(one)

        def once(calls: list[tuple[str, list[str], int]] = calls) -> None:
            for key, block, alike in calls:
                process.extract(key, block, scorer=fuzz.ratio, score_cutoff=alike, limit=None)

        said["matching"] += timed(match)
        said["rapidfuzz"] += timed(once)
    return said | {"compared": compared, "candidates": candidates / people}


def plan_of(path: Path, key: str, file: Path) -> dict[str, float]:
    """The whole plan where as many people are present."""
    book = opened(path, key, file.parent)
    found = detect(read_sheets(file))
    said = {"plan": timed(lambda: intake.plan_list(book, found))}
    book._dirty = False
    book.close()
    return said


def only(what: str, *arguments: str) -> None:
    if what == "make":
        make(Path(arguments[0]), int(arguments[1]))
    elif what == "matching":
        print(json.dumps(matching_of(int(arguments[0]))))
    else:
        work = {"intake": intake_of, "plan": plan_of}[what]
        print(json.dumps(work(Path(arguments[0]), arguments[1], Path(arguments[2]))))


def report(what: str, found: float, target: float | None = None) -> bool:
    if target is None:
        print(f"{what:<44} {found:6.2f}x")
        return True
    good = found <= target
    print(f"{what:<44} {found:6.2f}x  (at most {target:g}x{'' if good else ': MISSED'})")
    return good


def measured(folder: Path, people: int) -> bool:
    nobody, somebody = folder / "nobody.workbook", folder / "somebody.workbook"
    file = folder / "list.xlsx"
    write_list(file, people)
    key = apart("make", nobody, 0)["key"]
    other_key = apart("make", somebody, people)["key"]
    parts: dict[str, list[float]] = {
        name: []
        for name in ("read", "detect", "plan", "matching", "all", "all but matching", "names")
    }
    for _ in range(ROUNDS):
        cost = apart("intake", nobody, key, file)
        names = apart("matching", people)
        planned = apart("plan", somebody, other_key, file)
        unit = cost["calamine"]
        for part in ("read", "detect", "plan", "matching"):
            parts[part].append(cost[part] / unit)
        whole = cost["read"] + cost["detect"] + cost["plan"]
        parts["all"].append(whole / unit)
        parts["all but matching"].append((whole - cost["matching"]) / unit)
        parts["names"].append(names["matching"] / names["rapidfuzz"])
        print(
            f"calamine {unit:.3f} s; read {cost['read']:.3f}, found {cost['detect']:.3f},"
            f" planned {cost['plan']:.3f}, of which matching {cost['matching']:.3f};"
            f" {people:,} present: rapidfuzz {names['rapidfuzz']:.2f}"
            f" ({names['compared'] / 1e6:.1f} million comparisons),"
            f" matching {names['matching']:.2f} ({names['candidates']:.1f} candidates each),"
            f" planned {planned['plan']:.2f}"
        )
    middle = {name: median(found) for name, found in parts.items()}
    report("read in the child process, of calamine", middle["read"])
    report("found and read as a list", middle["detect"])
    report("planned, nobody present", middle["plan"])
    report("    of which matching within the list", middle["matching"])
    report("inspect and plan, without that matching", middle["all but matching"])
    good = report("inspect and plan", middle["all"], INSPECT_AND_PLAN)
    return good & report("matching, of one rapidfuzz pass", middle["names"], MATCHING)


if __name__ == "__main__":
    sys.exit(run(__doc__, "--people", PEOPLE, only, measured))
