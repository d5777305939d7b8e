"""The first picture: the window, painted before what fills it is imported.

Qt's own enums are made when first touched, the namespace `Qt` alone in 30 ms: not here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui.common.tokens import DARK, LIGHT
from ui.main_window.window import MainWindow
from workbook.i18n import _
from workbook.settings import APP_FOLDER, SettingsFile


def run(path: Path | None) -> int:
    """Open the window and stay until it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(APP_FOLDER)
    app.setApplicationDisplayName(_("Cohort Workbook"))
    settings = SettingsFile()
    window = MainWindow(settings.settings.window)
    _lay_ground(window, settings.settings.theme)
    programs = []

    def fill() -> None:
        from ui.app import App, dress

        dress(app, settings.settings.language)
        program = App(app, settings, window=window)
        window.setPalette(QPalette())
        program.errors.install()
        program.start(path)
        programs.append(program)

    window.painted.connect(fill)
    window.show()
    return app.exec()


def _lay_ground(window: MainWindow, theme: str) -> None:
    """The colour that the first screen will have, so that nothing flashes."""
    palette = window.palette()
    dark = theme == "dark" or (theme == "system" and palette.window().color().lightness() < 128)
    palette.setColor(QPalette.ColorRole.Window, QColor((DARK if dark else LIGHT).window))
    window.setPalette(palette)
