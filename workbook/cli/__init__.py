"""The same services from a terminal. Light to import: each command loads what it needs.

Exit code 0 on success, 2 on a WorkbookError with its sentence on stderr. Nothing is ever asked:
what is certain is applied, what is doubtful waits and is counted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from workbook.cli import cohort, exchange, file, lists, paper
from workbook.cli.common import Commands
from workbook.errors import WorkbookError
from workbook.i18n import _

COMMANDS: Commands = {
    **file.COMMANDS,
    **cohort.COMMANDS,
    **lists.COMMANDS,
    **exchange.COMMANDS,
    **paper.COMMANDS,
}


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
