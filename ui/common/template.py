"""The template that an agency fills in with its nominations, offered wherever one is wanted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.common.buttons import PushButton
from ui.common.context import Context
from ui.common.icons import set_icon
from ui.common.theme import set_look
from workbook.errors import WorkbookError
from workbook.files import write_bytes
from workbook.i18n import _

LANGUAGES = {
    "en": "English",
    "ur": "اردو",
    "fa": "دری",
    "ps": "پښتو",
    "ar": "العربية",
    "bn": "বাংলা",
    "fr": "Français",
}
"""The languages of the template, each by its own name."""


class TemplateButton(PushButton):
    """Opens the languages; the chosen one is saved as a workbook to fill in."""

    def __init__(self, ctx: Context) -> None:
        name = _("Template for nominations")
        super().__init__(f" {name}")
        self.ctx = ctx
        self.setAccessibleName(name)
        self.setToolTip(
            _("An empty list with drop-downs and a guide, which reads well when it comes back.")
        )
        set_look(self, "menu")
        set_icon(self, "file-spreadsheet", "text")
        languages = QMenu(self)
        self.languages: list[QAction] = []
        for code, language in LANGUAGES.items():
            action = languages.addAction(language)
            action.setData(code)
            self.languages.append(action)
        languages.triggered.connect(lambda action: self.save(action.data()))
        self.setMenu(languages)

    def save(self, language: str) -> None:
        """Ask where to, and write the template there."""
        from workbook.intake.template import template

        suggested = Path(_("Nominations") + f"-{language}.xlsx")
        path = self.ctx.ask.save_file(_("Template for nominations"), suggested, _("Excel (*.xlsx)"))
        if path is None:
            return
        content = template(language, created=self.ctx.book.sources.today())

        try:
            write_bytes(path, content)
        except WorkbookError as error:
            self.ctx.on_error(error)
            return
        self.ctx.say(_("The template is saved as “{name}”.").format(name=path.name), False)
