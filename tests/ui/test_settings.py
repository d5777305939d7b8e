import os
import stat
from pathlib import Path

import pytest

from workbook.errors import SaveError
from workbook.settings import RECENT_KEPT, Settings, SettingsFile


def test_settings_are_kept_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    first = SettingsFile(path)
    first.settings.theme = "dark"
    first.settings.operator = "آمنہ فاروق"
    first.note_opened(tmp_path / "ISB.workbook")
    first.save()
    assert SettingsFile(path).settings == first.settings
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"theme": 7, "recent": "x", "lock_after_minutes": "five"}']
)
def test_what_cannot_be_read_counts_as_the_default(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert SettingsFile(path).settings == Settings()


def test_the_newest_workbook_is_listed_first_and_once(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    for number in range(RECENT_KEPT + 3):
        file.note_opened(tmp_path / f"{number}.workbook")
    file.note_opened(tmp_path / "5.workbook")
    recent = file.settings.recent
    assert recent[0] == str(tmp_path / "5.workbook")
    assert len(recent) == len(set(recent)) == RECENT_KEPT


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(SaveError):
        SettingsFile(tmp_path / "config" / "settings.json").save()
