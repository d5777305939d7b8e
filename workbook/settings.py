"""What this laptop remembers outside any workbook: language, looks, folders; never a record.

Every setting is declared once, as a field of `Settings` with its default. A file that cannot be
read, or a value of the wrong type, counts as the default: settings never keep the program from
starting.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from workbook.errors import SaveError
from workbook.i18n import _

APP_FOLDER = "cohort-workbook"
RECENT_KEPT = 8


@dataclass
class Settings:
    """The settings of one laptop. Assign to a field, then call `SettingsFile.save`."""

    language: str = "en"
    theme: str = "system"
    """system, light or dark."""
    operator: str = ""
    """The name last stated when a workbook was unlocked."""
    last_folder: str = ""
    remember_recent: bool = True
    recent: tuple[str, ...] = ()
    """Paths of workbooks opened here, newest first."""
    lock_after_minutes: int = 5
    window: str = ""
    """Size and place of the window, as Qt wrote it, in base64."""


class SettingsFile:
    """Settings and the private file they are kept in."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(platformdirs.user_config_dir(APP_FOLDER)) / "settings.json"
        self.settings = _read(self.path)

    def save(self) -> None:
        """Write the settings; raises SaveError when the folder cannot be written."""
        text = json.dumps(asdict(self.settings), indent=1, ensure_ascii=False)
        part = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(part, self.path)
        except OSError as error:
            raise SaveError(
                _("The settings of this laptop could not be saved. Your workbook is not affected.")
            ) from error

    def note_opened(self, path: Path) -> None:
        """Put `path` first in the list of recent workbooks, unless the list is switched off."""
        if not self.settings.remember_recent:
            return
        text = str(path.absolute())
        others = (other for other in self.settings.recent if other != text)
        self.settings.recent = (text, *others)[:RECENT_KEPT]

    def set_remember_recent(self, remember: bool) -> None:
        """Switch the list of recent workbooks on, or off and empty it."""
        self.settings.remember_recent = remember
        if not remember:
            self.settings.recent = ()


def _read(path: Path) -> Settings:
    try:
        stored: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    settings = Settings()
    if not isinstance(stored, dict):
        return settings
    for field in fields(Settings):
        value = stored.get(field.name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = tuple(value)
        if type(value) is type(getattr(settings, field.name)):
            setattr(settings, field.name, value)
    return settings
