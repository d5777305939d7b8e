import subprocess
import sys

import pytest

from ui.start import has_display

PROBE = """
import sys
from ui.start import main
try:
    main({arguments!r})
except SystemExit as stop:
    code = stop.code
print(sorted(name for name in sys.modules if name.split(".")[0] == "PySide6"))
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**kept, **environment},
        timeout=60,
        check=False,
    )


def test_a_subcommand_runs_without_qt() -> None:
    done = run(PROBE.format(arguments=["new", "--help"]))
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack a screen")
def test_without_a_screen_a_sentence_is_said_instead_of_a_crash() -> None:
    done = run("import sys; from ui.start import main; sys.exit(main([]))")
    assert done.returncode == 2
    assert "no screen" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("platform", "environment", "found"),
    [
        ("win32", {}, True),
        ("darwin", {}, True),
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
    ],
)
def test_a_screen_is_looked_for(platform: str, environment: dict[str, str], found: bool) -> None:
    assert has_display(platform, environment) is found


def test_the_window_alone_needs_no_subcommands() -> None:
    done = run("import sys; from ui.start import main; main([]); print(*sys.modules)")
    assert "ui.start" in done.stdout.split(), done.stderr
    assert "workbook.cli" not in done.stdout.split()


def test_the_first_picture_needs_no_heavy_library() -> None:
    code = """
import sys
import ui.app
heavy = {"sqlalchemy", "openpyxl", "reportlab", "xlsxwriter", "cryptography", "uharfbuzz"}
print(sorted(heavy & set(sys.modules)))
"""
    done = run(code, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.strip() == "[]", done.stderr
