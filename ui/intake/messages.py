"""What the page says where no file is looked at: the start, what still waits, a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ui.common.buttons import button
from ui.common.context import Context
from ui.common.empty import EmptyState
from ui.common.tables import isolated
from ui.common.template import TemplateButton
from workbook.i18n import _, ngettext


def start(ctx: Context, *, on_choose: Callable[[], object]) -> EmptyState:
    """The ways to bring something in."""
    return EmptyState(
        "file-up",
        _("Choose a list, drop it here, or paste it"),
        _(
            "Excel, LibreOffice and CSV files as they come, letterhead and all: one, "
            "several or a folder. You see what would change before anything does."
        ),
        action=_("Choose files…"),
        on_action=on_choose,
        more=[TemplateButton(ctx)],
    )


def still_here(
    paths: Sequence[Path],
    *,
    on_look: Callable[[], object],
    on_other: Callable[[], object],
    on_leave: Callable[[], object],
) -> EmptyState:
    """The files that were looked at before the workbook was closed."""
    said = ngettext(
        "{n} file was not taken in yet", "{n} files were not taken in yet", len(paths)
    ).format(n=len(paths))
    return EmptyState(
        "inbox",
        said,
        ", ".join(isolated(path.name) for path in paths),
        action=_("Look at it") if len(paths) == 1 else _("Look at them"),
        on_action=on_look,
        more=[
            button(_("Choose other files…"), look="link", on_click=on_other),
            button(_("Leave them out"), look="link", on_click=on_leave),
        ],
    )


def refused(
    sentence: str, *, on_other: Callable[[], object], on_help: Callable[[], None] | None
) -> EmptyState:
    """Why nothing is brought in; `on_help` where there are cells a person may know better."""
    more = []
    if on_help is not None:
        said = _("Show its cells and say where the list is")
        more.append(button(said, on_click=on_help))
    return EmptyState(
        "triangle-alert",
        _("This could not be brought in"),
        sentence,
        action=_("Choose another file…"),
        on_action=on_other,
        more=more,
    )
