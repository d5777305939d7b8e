"""A protected file of a newer version that is kept: tried again, it asks for no password."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import orjson
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from ui.app import App
from ui.intake.files import State
from workbook.exchange.take_in import PARKED
from workbook.services import sending
from workbook.storage import tables as t
from workbook.storage.book import Workbook


@pytest.mark.parametrize("password", ["seven quiet herons", None])
def test_a_kept_file_is_opened_with_the_password_it_came_with(
    qtbot: QtBot,
    lahore: Workbook,
    book: Workbook,
    at_work: App,
    tmp_path: Path,
    password: str | None,
) -> None:
    path = tmp_path / "from-lahore.xlsx"
    sending.send(lahore, path, to="ISB", password=password, unprotected=password is None)
    detail = {"content": b64encode(path.read_bytes()).decode(), "password": password}
    with book.noting() as db:
        db.execute(
            insert(t.waiting).values(
                kind=PARKED,
                wall="2020-11-02T09:00:00Z",
                name=path.name,
                content="digest",
                detail=orjson.dumps(detail).decode(),
            )
        )
    path.unlink()
    workspace: Any = at_work.workspace
    workspace.show_page("waiting", "kept")
    page = workspace.pages["waiting"]
    parked = page.waiting.items[-1]
    assert ("password is kept" in parked.sentence) == (password is not None)
    assert page.waiting.show_id(parked.id)
    buttons = page.waiting.panel.findChildren(QPushButton)
    next(item for item in buttons if item.accessibleName() == "Try again").click()
    assert workspace.current == "intake"
    preview = workspace.pages["intake"]
    qtbot.waitUntil(lambda: not at_work.jobs.busy and bool(preview.files))
    assert preview.files[0].state in (State.READY, State.NOTHING)
