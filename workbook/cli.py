"""The same services from a terminal. Light to import: each command loads what it needs.

Exit code 0 on success, 2 on a WorkbookError with its sentence on stderr. Nothing is ever asked:
what is certain is applied, what is doubtful waits and is counted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.i18n import _, ngettext

if TYPE_CHECKING:
    from workbook.services.cohorts import EnrolmentRow
    from workbook.services.printing import PrintDone
    from workbook.storage.book import Workbook

Command = Callable[[argparse.Namespace], int]
Options = Callable[[argparse.ArgumentParser], None]


def main(argv: Sequence[str]) -> int:
    """Run one subcommand; `argv` without the program's name. Returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command][0](arguments)
    except WorkbookError as error:
        print(error.sentence, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cohort-workbook",
        description=_("Without a subcommand, `cohort-workbook [FILE]` opens the window."),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    for name, (_run, options, said) in COMMANDS.items():
        command = commands.add_parser(name, help=said, description=said)
        options(command)
        if name not in ("demo",):
            command.add_argument(
                "--passphrase-file",
                type=Path,
                metavar="FILE",
                help=_("a file whose first line is the password; else WORKBOOK_PASSPHRASE"),
            )
            command.add_argument(
                "--operator", default="", metavar="NAME", help=_("who does this, for the history")
            )
    return parser


# -- opening


def _passphrase(arguments: argparse.Namespace) -> str:
    if arguments.passphrase_file is not None:
        return _first_line(arguments.passphrase_file)
    try:
        return os.environ["WORKBOOK_PASSPHRASE"]
    except KeyError:
        raise WorkbookError(
            _("No password was given. Use --passphrase-file, or set WORKBOOK_PASSPHRASE.")
        ) from None


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkbookError(
            _("The password file “{name}” cannot be read.").format(name=path.name)
        ) from error
    if not lines or not lines[0]:
        raise WorkbookError(_("The password file “{name}” is empty.").format(name=path.name))
    return lines[0]


def _open(arguments: argparse.Namespace, *, read_only: bool = False) -> Workbook:
    from workbook.storage.book import Workbook

    path: Path = arguments.file
    return Workbook.open(
        path, passphrase=_passphrase(arguments), operator=arguments.operator, read_only=read_only
    )


def _cohort(book: Workbook, code: str) -> int:
    from workbook.services import cohorts

    return cohorts.get_cohort_by_code(book, code=code).id


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the workbook"))


def _file_and_cohort(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--cohort", required=True, metavar="CODE")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a date is written 2020-11-02")) from None


# -- a workbook and its cohort


def _new_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--office", required=True, metavar="CODE")
    parser.add_argument("--name", required=True, metavar="OFFICE-NAME")
    parser.add_argument("--programme", default="MAIN", metavar="CODE")


def _new(arguments: argparse.Namespace) -> int:
    from workbook.storage.book import Workbook

    with Workbook.create(
        arguments.file,
        passphrase=_passphrase(arguments),
        office_code=arguments.office,
        office_name=arguments.name,
        programme_code=arguments.programme,
        operator=arguments.operator,
    ) as book:
        print(
            _("Emergency key (sheet {number}), shown once: print it and lock it away.").format(
                number=book.sheet_number
            )
        )
        print(book.emergency_key)
    return 0


def _cohort_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--title", required=True)
    parser.add_argument("--from", dest="starts_on", type=_day, required=True, metavar="DATE")
    parser.add_argument("--to", dest="ends_on", type=_day, required=True, metavar="DATE")


def _make_cohort(arguments: argparse.Namespace) -> int:
    from workbook.services import cohorts

    with _open(arguments) as book:
        cohorts.create_cohort(
            book,
            code=arguments.code,
            title=arguments.title,
            starts_on=arguments.starts_on,
            ends_on=arguments.ends_on,
        )
    print(_("Cohort {code} created.").format(code=arguments.code))
    return 0


def _take_in_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("the list to bring in"))
    parser.add_argument("--cohort", metavar="CODE", help=_("whom the list nominates for"))
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, change nothing"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help=_("of the list"))


def _take_in(arguments: argparse.Namespace) -> int:
    from workbook.services import intake

    password = _first_line(arguments.password_file) if arguments.password_file else None
    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort) if arguments.cohort else None
        found = intake.read_list(arguments.sheet, password=password)
        plan = intake.plan_list(book, found, cohort_id=cohort)
        if not arguments.dry_run:
            intake.apply_plan(book, plan)
    if arguments.json:
        print(json.dumps(plan.to_json(), ensure_ascii=False, indent=2))
    else:
        print(plan.summary())
        for line in plan.lines():
            print(f"  {line}")
    return 0


def _enrol_options(parser: argparse.ArgumentParser) -> None:
    _file_and_cohort(parser)
    parser.add_argument(
        "--all-ready", action="store_true", help=_("only those whose modules are all passed")
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="REF",
        help=_("let this person start though modules are missing"),
    )
    parser.add_argument("--reason", metavar="TEXT", help=_("why she is allowed"))


def _enrol(arguments: argparse.Namespace) -> int:
    from workbook.services import cohorts

    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort)
        allowed = [
            cohorts.get_enrolment_by_ref(book, cohort_id=cohort, ref=ref).id
            for ref in arguments.allow
        ]
        for enrolment in allowed:
            cohorts.allow(book, enrolment_id=enrolment, reason=arguments.reason or "")
        if allowed and not arguments.all_ready:
            cohorts.enrol(book, cohort_id=cohort, enrolment_ids=allowed)
        elif arguments.all_ready:
            cohorts.enrol_ready(book, cohort_id=cohort)
        else:
            cohorts.enrol(book, cohort_id=cohort)
        rows = cohorts.enrolment_rows(book, cohort_id=cohort)
        _print_standing(rows)
    return 0


def _print_standing(rows: Sequence[EnrolmentRow]) -> None:
    enrolled = [row for row in rows if row.state == "enrolled"]
    ready = sum(row.ready for row in enrolled)
    allowed = sum(not row.ready and row.allowed_reason is not None for row in enrolled)
    print(
        _("{enrolled} enrolled: {ready} ready, {allowed} allowed with a reason.").format(
            enrolled=len(enrolled), ready=ready, allowed=allowed
        )
    )
    for row in rows:
        if row.missing and row.allowed_reason is None:
            name = row.name or row.name_native
            print(f"  {row.ref}  {name}  {row.state}  " + _("lacks") + " " + ", ".join(row.missing))


def _plan_options(parser: argparse.ArgumentParser) -> None:
    _file_and_cohort(parser)
    parser.add_argument("--template", required=True, metavar="NAME")


def _plan(arguments: argparse.Namespace) -> int:
    from workbook.services import schedule

    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort)
        schedule.plan_training(book, cohort_id=cohort, template=arguments.template)
        for row in schedule.session_rows(book, cohort_id=cohort):
            print(f"{row.day:%a %d %b %Y}  {row.starts_at}-{row.ends_at}  {row.title}")
    return 0


def _mark_options(parser: argparse.ArgumentParser) -> None:
    _file_and_cohort(parser)
    parser.add_argument("sheet", type=Path, metavar="SHEET", help=_("the sheet with the marks"))


def _mark(arguments: argparse.Namespace) -> int:
    from workbook.services import mark_sheets

    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort)
        found = mark_sheets.read_mark_sheet(book, cohort_id=cohort, path=arguments.sheet)
        print(found.summary())
    return 0


# -- paper


def _issue_options(parser: argparse.ArgumentParser) -> None:
    _file_and_cohort(parser)
    parser.add_argument("--dry-run", action="store_true", help=_("show the list, issue nothing"))


def _issue(arguments: argparse.Namespace) -> int:
    from workbook.services import certificates

    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort)
        plan = certificates.plan_issue(book, cohort_id=cohort)
        if not arguments.dry_run:
            certificates.issue(book, cohort_id=cohort)
        print(plan.summary())
        for row in certificates.verdict_rows(book, cohort_id=cohort):
            print(row.line())
    return 0


def _export_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--cohort", metavar="CODE", help=_("this cohort only"))
    parser.add_argument(
        "--with",
        dest="ticked",
        default="",
        metavar="notes,ids,phones",
        help=_("what leaves only when named: notes, ids, phones"),
    )
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help=_("protect the sheet with a password")
    )


def _export(arguments: argparse.Namespace) -> int:
    from workbook.services import export

    ticked = frozenset(part.strip() for part in arguments.ticked.split(",") if part.strip())
    unknown = ticked - export.TICKS
    if unknown:
        raise WorkbookError(
            _("--with takes notes, ids and phones, not “{word}”. Nothing was written.").format(
                word=sorted(unknown)[0]
            )
        )
    password = _first_line(arguments.password_file) if arguments.password_file else None
    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort) if arguments.cohort else None
        done = export.export_cohort(
            book, arguments.out, cohort_id=cohort, ticked=ticked, password=password
        )
        print(done.summary())
    return 0


def _print_sheets_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("out", type=Path, metavar="OUT.pdf")
    parser.add_argument("--cohort", required=True, metavar="CODE")
    parser.add_argument("--day", type=_day, metavar="DATE", help=_("this day only"))
    parser.add_argument("--language", choices=("en", "ur"), default="en")


def _print_sheets(arguments: argparse.Namespace) -> int:
    from workbook.services import printing

    with _open(arguments) as book:
        cohort = _cohort(book, arguments.cohort)
        done = printing.print_sheets(
            book,
            arguments.out,
            cohort_id=cohort,
            day=arguments.day,
            language=arguments.language,
        )
    return _printed(done)


def _print_certificates_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("out", type=Path, metavar="OUT.pdf")
    parser.add_argument("--cohort", required=True, metavar="CODE")
    parser.add_argument("--only", metavar="NUMBER", help=_("this certificate alone"))


def _print_certificates(arguments: argparse.Namespace) -> int:
    from workbook.services import printing

    with _open(arguments, read_only=True) as book:
        cohort = _cohort(book, arguments.cohort)
        done = printing.print_certificates(
            book, arguments.out, cohort_id=cohort, only=arguments.only
        )
    return _printed(done)


def _printed(done: PrintDone) -> int:
    print(done.summary())
    for warning in done.warnings:
        print(warning, file=sys.stderr)
    return 0


def _verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="CODE-TEXT|IMAGE", help=_("the text of the code, or a picture of it")
    )
    parser.add_argument("--workbook", dest="file", type=Path, required=True, metavar="FILE")


def _verify(arguments: argparse.Namespace) -> int:
    from workbook.services import verify

    with _open(arguments, read_only=True) as book:
        found = verify.verify(book, arguments.code)
    for line in found.lines():
        print(line)
    return 0 if found.genuine else 2


# -- the file itself


def _history_options(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--limit", type=int, default=200, metavar="N")


def _history(arguments: argparse.Namespace) -> int:
    from workbook.services import history

    with _open(arguments, read_only=True) as book:
        for row in history.history_rows(book, limit=arguments.limit):
            undone = _(" (undone)") if row.undone else ""
            print(f"{row.when}  {row.user or '-'}  {row.label}  [{row.count}]{undone}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from workbook.services import check

    with _open(arguments, read_only=True) as book:
        findings = check.check(book)
    for finding in findings:
        print(finding.sentence)
    if findings:
        raise WorkbookError(
            ngettext(
                "{count} place is not as the change log says. Restore a backup, or ask for help.",
                "{count} places are not as the change log says. Restore a backup, or ask for help.",
                len(findings),
            ).format(count=len(findings))
        )
    print(_("All is well: every page, every change and every table was checked."))
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    with _open(arguments) as book:
        row = book.backup_now()
        print(
            _("Backup {number}: {people} people, opened and checked. {path}").format(
                number=row.number, people=row.people, path=row.path
            )
        )
    return 0


def _dump(arguments: argparse.Namespace) -> int:
    from workbook.storage.dump import dump

    with _open(arguments, read_only=True) as book, book.reading() as db:
        sys.stdout.buffer.write(dump(db))
    return 0


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", default=Path("demo"), metavar="DIR")


def _demo(arguments: argparse.Namespace) -> int:
    from workbook import demo

    passphrase = os.environ.get("WORKBOOK_PASSPHRASE") or "demo"
    for line in demo.run(arguments.folder, passphrase=passphrase):
        print(line, flush=True)
    return 0


COMMANDS: dict[str, tuple[Command, Options, str]] = {
    "demo": (_demo, _demo_options, _("do the whole job on invented people and keep the results")),
    "new": (_new, _new_options, _("make a workbook; prints its emergency key once")),
    "take-in": (_take_in, _take_in_options, _("bring in a list")),
    "cohort": (_make_cohort, _cohort_options, _("create a cohort")),
    "enrol": (_enrol, _enrol_options, _("enrol the nominated")),
    "plan": (_plan, _plan_options, _("plan the training from a curriculum")),
    "mark": (_mark, _mark_options, _("bring in attendance marks")),
    "issue": (_issue, _issue_options, _("issue the certificates that are earned")),
    "export": (_export, _export_options, _("write a spreadsheet to fill in and bring back")),
    "print-sheets": (_print_sheets, _print_sheets_options, _("print attendance sheets to a PDF")),
    "print-certificates": (
        _print_certificates,
        _print_certificates_options,
        _("print issued certificates to a PDF"),
    ),
    "verify": (_verify, _verify_options, _("check a certificate by its code")),
    "history": (_history, _history_options, _("who did what, when")),
    "check": (_check, _file, _("prove that the file is whole and says what its log says")),
    "backup": (_backup, _file, _("make a verified backup")),
    "dump": (_dump, _file, _("the synced records as canonical JSON")),
}
