"""The files that were looked at and not taken in: kept in the workbook when it is closed.

Only where they lie is kept, never what is in them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.intake.files import File, State

if TYPE_CHECKING:
    from workbook.storage.book import Workbook

_NAME = "files on their way in"


def kept(book: Workbook) -> list[Path]:
    """The files that still wait to be taken in, in their order."""
    said = book.draft(_NAME)
    return [Path(text) for text in json.loads(said)] if said else []


def keep(book: Workbook, files: Sequence[File]) -> None:
    """Remember those of these files that still ask for something. Raises SaveError."""
    left = [file for file in files if file.state is not State.ENTERED]
    paths = [str(file.path.absolute()) for file in left if file.path is not None]
    if book.read_only or paths == [str(path) for path in kept(book)]:
        return
    if paths:
        book.keep_draft(_NAME, json.dumps(paths))
    else:
        book.drop_draft(_NAME)
