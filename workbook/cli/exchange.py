"""Commands on spreadsheets that come in and go out, and on what they leave to decide."""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.cli.common import Commands, cohort_key, file_option, first_line, open_book
from workbook.cli.lists import open_as_kept, where_options
from workbook.cli.meetings import meeting_options, take_in_meeting
from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext

if TYPE_CHECKING:
    from workbook.services.intake import TakeInPlan
    from workbook.services.lists import Opened
    from workbook.services.offices import OfficeRow
    from workbook.storage.book import Workbook


def _take_in_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument(
        "sheet",
        type=Path,
        metavar="SHEET",
        help=_("a list, a file of another office or ours, or one that `inbox` names (W...)"),
    )
    parser.add_argument("--cohort", metavar="CODE", help=_("whom a list nominates for"))
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, change nothing"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=_("of the sheet"))
    parser.add_argument(
        "--newer",
        action="store_true",
        help=_("this is a newer version of the sheet that came back before, by the same hand"),
    )
    parser.add_argument(
        "--repair", action="store_true", help=_("put shuffled rows back with their people")
    )
    where_options(parser)
    parser.add_argument(
        "--map", metavar="NAME", help=_("read the columns as was kept under this name")
    )
    parser.add_argument(
        "--keep", metavar="NAME", help=_("keep how the list was read under this name")
    )
    parser.add_argument(
        "--result",
        type=Path,
        metavar="OUT",
        help=_("write a copy of the list with what became of each row"),
    )
    meeting_options(parser)


def _take_in(arguments: argparse.Namespace) -> int:
    from workbook.intake.detect import ForeignList
    from workbook.services import inbox, intake, lists

    with open_book(arguments) as book:
        cohort = _cohort_or_all(book, arguments)
        opened = _opened(book, arguments)
        found = lists.list_in(opened) if isinstance(opened, lists.ListFile) else opened
        if isinstance(found, ForeignList) and found.report is not None:
            return take_in_meeting(book, found.report, cohort, arguments)
        asked = {
            "cohort_id": cohort,
            "newer": arguments.newer or None,
            "repair": arguments.repair,
        }
        open_before = {item.id for item in inbox.items(book)}
        plan: TakeInPlan
        notices: tuple[str, ...] = ()
        if arguments.dry_run:
            plan = intake.plan_list(book, found, **asked)
        else:
            plan, notices = intake.take_in(book, found, **asked)
            if isinstance(opened, lists.ListFile) and arguments.keep:
                lists.keep_correction(book, opened, arguments.keep)
        if arguments.result is not None:
            _write_results(book, plan, arguments)
        open_now = inbox.items(book)
    items = [item for item in open_now if item.id not in open_before]
    decided = sorted(open_before - {item.id for item in open_now})
    if arguments.json:
        said = plan.to_json() | {"told": list(notices)}
        if arguments.dry_run:
            said["items"] = [_would_wait(item) for item in said.get("items", ())]
        else:
            said |= {"items": [item.to_json() for item in items], "decided": decided}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(plan.summary())
        for line in dict.fromkeys((*plan.lines(), *notices)):
            print(f"  {line}")
        for hint in _hints(plan, arguments):
            print(hint)
        if decided:
            print(_("Decided by what came: {ids}").format(ids=", ".join(decided)))
        if items:
            print(_("To decide, see `inbox`: {ids}").format(ids=", ".join(i.id for i in items)))
    return 0


def _write_results(book: Workbook, plan: TakeInPlan, arguments: argparse.Namespace) -> None:
    from workbook.intake.plan import Plan
    from workbook.services.results import write_results

    if not isinstance(plan, Plan):
        raise WorkbookError(
            _("--result is for lists of people. No copy was written; what was taken in stays.")
        )
    write_results(
        plan,
        arguments.sheet,
        arguments.result,
        created=book.sources.today(),
        password=_password(arguments),
    )


def _opened(book: Workbook, arguments: argparse.Namespace) -> Opened:
    """The sheet that was named: a file on the disk, else one that waits in the workbook."""
    from workbook.services import inbox

    sheet: Path = arguments.sheet
    password = _password(arguments)
    if sheet.exists() or not re.fullmatch(r"[Ww]\d+", str(sheet)):
        return open_as_kept(book, sheet, password, arguments)
    name, content, kept = inbox.parked_file(book, str(sheet).upper())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        return open_as_kept(book, path, password or kept, arguments)


def _would_wait(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a plan in the form of the inbox; it has no id before it waits."""
    candidates = [
        {"number": number, "value": label, "by": []}
        for number, label in enumerate(item["candidates"], 1)
    ]
    return {"id": None, "scope": "local", **item, "candidates": candidates}


def _hints(plan: TakeInPlan, arguments: argparse.Namespace) -> Iterator[str]:
    """How to answer at once what a plan asks of the file as a whole."""
    if getattr(plan, "proposal", None) and not arguments.repair:
        yield _("With --repair they are put back.")
    if getattr(plan, "question", None) and not arguments.newer:
        yield _("With --newer it is taken as a newer version.")


def _inbox_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("--json", action="store_true")


def _inbox(arguments: argparse.Namespace) -> int:
    from workbook.services import inbox

    with open_book(arguments, read_only=True) as book:
        items = inbox.items(book)
    if arguments.json:
        print(json.dumps([item.to_json() for item in items], ensure_ascii=False, indent=2))
        return 0
    for item in items:
        print(f"{item.id}  {item.sentence}")
        for candidate in item.candidates:
            said = "; ".join(voice.line for voice in candidate.voices)
            print(f"  {candidate.number}  {candidate.text}" + (f"  ({said})" if said else ""))
        also = [candidate for candidate in item.candidates if candidate.also]
        if also:
            print(
                "     "
                + ngettext(
                    "{answers} with --all: for {n} other of this file too",
                    "{answers} with --all: for {n} others of this file too",
                    also[0].also,
                ).format(answers=", ".join(str(one.number) for one in also), n=also[0].also)
            )
    print(
        ngettext("{n} item to decide.", "{n} items to decide.", len(items)).format(n=len(items))
        if items
        else _("Nothing waits.")
    )
    return 0


def _resolve_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("item", metavar="ITEM", help=_("as `inbox` names it"))
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--take", type=int, metavar="N", help=_("the answer `inbox` numbers so"))
    answer.add_argument("--value", metavar="TEXT", help=_("another value"))
    parser.add_argument(
        "--all",
        action="store_true",
        help=_("the same answer for all of this kind that wait of the same file"),
    )


def _resolve(arguments: argparse.Namespace) -> int:
    from workbook.services import inbox

    with open_book(arguments) as book:
        inbox.resolve(
            book,
            arguments.item,
            take=arguments.take,
            value=arguments.value,
            together=arguments.all,
        )
        left = inbox.count(book).total
    print(
        ngettext("Decided. {n} item is left.", "Decided. {n} items are left.", left).format(n=left)
    )
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    from workbook.services import history

    with open_book(arguments) as book:
        done = history.undo_last(book)
        kept = history.kept_rows(book, done=done) if done is not None else ()
    if done is None:
        raise WorkbookError(_("There is nothing to undo. Nothing was changed."))
    print(_("Undone: {label}").format(label=done.label))
    for sentence in done.told:
        print(f"  {sentence}")
    for place in dict.fromkeys(f"{row.record} {row.ref} {row.what}" for row in kept):
        print("  " + _("stays, for it was changed since: {place}").format(place=place))
    return 0


def _offices_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--confirm",
        metavar="WORDS",
        help=_("the six words of an office's key, read out over the phone"),
    )


def _offices(arguments: argparse.Namespace) -> int:
    from workbook.services import offices

    with open_book(arguments, read_only=arguments.confirm is None) as book:
        if arguments.confirm is not None:
            sought = arguments.confirm.split()
            keys = [r.public_key for r in offices.office_rows(book) if r.words.split() == sought]
            offices.confirm(book, public_key=keys[0] if keys else "")
        rows = offices.office_rows(book)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(f"{row.code}  {row.name}  {_office_state(row)}")
        print("  " + _("words of its key: {words}").format(words=row.words))
        if not row.own and row.confirmed_on is None:
            said = _(
                "nobody has checked that this key is theirs: let them read its words over the "
                "phone, and give those to --confirm"
            )
            print(f"  {said}")
        if row.last_file is not None:
            day = row.last_file.taken_in_on[:10]
            print(
                "  "
                + _("last file: {name}, taken in on {day}").format(name=row.last_file.name, day=day)
            )
        if row.unseen is not None:
            print(
                "  "
                + ngettext(
                    "has not seen {n} step of this workbook",
                    "has not seen {n} steps of this workbook",
                    row.unseen,
                ).format(n=row.unseen)
            )
        for warning in row.warnings:
            print(f"  {warning}")
    return 0


def _office_state(row: OfficeRow) -> str:
    if row.own:
        return _("(this office)")
    if row.confirmed_on is None:
        return _("(not yet confirmed)")
    return _("(confirmed on {day})").format(day=row.confirmed_on[:10])


def _erase_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("ref", metavar="REF", help=_("of the person"))
    parser.add_argument("--reason", required=True, metavar="TEXT", help=_("it must not name her"))


def _erase(arguments: argparse.Namespace) -> int:
    from workbook.services import erase

    with open_book(arguments) as book:
        done = erase.erase_by_ref(book, ref=arguments.ref, reason=arguments.reason)
    print(done.summary())
    for line in done.what.lines():
        print(f"  {line}")
    return 0


def _send_options(parser: argparse.ArgumentParser) -> None:
    _out_options(parser)
    parser.add_argument("--to", default="", metavar="OFFICE", help=_("whom it is for"))
    parser.add_argument(
        "--profile",
        choices=("office", "agency", "donor"),
        default="office",
        help=_("which fields leave: all, or few"),
    )
    parser.add_argument(
        "--with-notes", action="store_true", help=_("coaching notes too; the file needs a password")
    )
    parser.add_argument(
        "--unprotected", action="store_true", help=_("without a password: anyone can read it")
    )


def _send(arguments: argparse.Namespace) -> int:
    from workbook.services import sending

    with open_book(arguments) as book:
        done = sending.send(
            book,
            arguments.out,
            cohort_id=_cohort_or_all(book, arguments),
            to=arguments.to,
            profile=arguments.profile,
            with_notes=arguments.with_notes,
            password=_password(arguments),
            unprotected=arguments.unprotected,
        )
        print(done.summary())
    return 0


def _form_options(parser: argparse.ArgumentParser) -> None:
    _out_options(parser)
    parser.add_argument(
        "--with",
        dest="ticked",
        default="",
        metavar="notes,ids,phones",
        help=_("what leaves only when named: notes, ids, phones"),
    )


def _form(arguments: argparse.Namespace) -> int:
    from workbook.services import export

    ticked = frozenset(part.strip() for part in arguments.ticked.split(",") if part.strip())
    unknown = ticked - export.TICKS
    if unknown:
        raise WorkbookError(
            _("--with takes notes, ids and phones, not “{word}”. Nothing was written.").format(
                word=sorted(unknown)[0]
            )
        )
    with open_book(arguments) as book:
        done = export.export_cohort(
            book,
            arguments.out,
            cohort_id=_cohort_or_all(book, arguments),
            ticked=ticked,
            password=_password(arguments),
        )
        print(done.summary())
    return 0


def _hand_out_options(parser: argparse.ArgumentParser) -> None:
    _out_options(parser)
    parser.add_argument(
        "--pseudonyms", action="store_true", help=_("codes for names; what they mean stays here")
    )


def _hand_out(arguments: argparse.Namespace) -> int:
    from workbook.services import hand_outs

    with open_book(arguments) as book:
        done = hand_outs.hand_out(
            book,
            arguments.out,
            cohort_id=_cohort_or_all(book, arguments),
            pseudonyms=arguments.pseudonyms,
            password=_password(arguments),
        )
        print(done.summary())
    return 0


def _out_options(parser: argparse.ArgumentParser) -> None:
    file_option(parser)
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--cohort", metavar="CODE", help=_("this cohort only"))
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help=_("protect the sheet with a password")
    )


def _cohort_or_all(book: Workbook, arguments: argparse.Namespace) -> int | None:
    return cohort_key(book, arguments.cohort) if arguments.cohort else None


def _password(arguments: argparse.Namespace) -> str | None:
    return first_line(arguments.password_file) if arguments.password_file else None


COMMANDS: Commands = {
    "take-in": (
        _take_in,
        _take_in_options,
        _("bring in a list, a file of another office, or one that was given out"),
    ),
    "inbox": (_inbox, _inbox_options, _("what waits for a person's decision")),
    "resolve": (_resolve, _resolve_options, _("decide on an item of the inbox")),
    "undo": (_undo, file_option, _("take back the newest thing done here, a take-in as a whole")),
    "offices": (_offices, _offices_options, _("who the other offices are, and what they lack")),
    "erase": (_erase, _erase_options, _("erase a person for good, for her safety or by law")),
    "send": (_send, _send_options, _("write a file for another office")),
    "form": (_form, _form_options, _("write a spreadsheet to fill in and bring back")),
    "hand-out": (_hand_out, _hand_out_options, _("write values only, to share or print")),
    "export": (_form, _form_options, _("the same as form")),
}
