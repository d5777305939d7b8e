"""How long it takes until the window is painted, and until a workbook's data is on the screen.

Prints ratios to a bare PySide6 window, measured in the same run: medians of alternating starts.

    python tests/benchmarks/start.py [FOLDER OF THE DEMO] [--runs 9]

Without a folder a demo is made in a temporary one. The data is counted from Enter in the password
field; the libraries have loaded by then, as they do while a password is typed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAINTED = """
import gc, os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

def tell(name, since):
    print(name, time.monotonic() - since, flush=True)

class FirstPaint(QObject):
    def __init__(self, then):
        super().__init__()
        self.then = then
        QApplication.instance().installEventFilter(self)
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, self.then)
        return False

START = float(os.environ["BENCHMARK_START"])
watching = []
def painted():
    tell("window", START)
    after()
"""

BARE = (
    PAINTED
    + """
from PySide6.QtWidgets import QMainWindow
def after():
    os._exit(0)
app = QApplication([])
window = QMainWindow()
window.resize(1240, 760)
watching.append(FirstPaint(painted))
window.show()
app.exec()
"""
)

OURS = (
    PAINTED
    + """
import ui.opening
programs = []
run = QApplication.exec
def exec_watched(*_):
    watching.append(FirstPaint(painted))
    return run()
ui.opening.QApplication.exec = staticmethod(exec_watched)
def after():
    # What fills the window has been made when the next timer of no length is due.
    QTimer.singleShot(0, filled)
def filled():
    import ui.app
    made = [o for o in gc.get_objects() if type(o) is ui.app.App]
    if not made:
        QTimer.singleShot(0, filled)
        return
    programs.extend(made)
    watching.append(FirstPaint(first_screen))
    programs[0].window.update()
def first_screen():
    tell("screen", START)
    if not sys.argv[1:]:
        os._exit(0)
    # As long as somebody needs to type a password.
    QTimer.singleShot(4000, unlock)
def unlock():
    program = programs[0]
    since = time.monotonic()
    def look():
        if program.workspace is None:
            QTimer.singleShot(1, look)
            return
        def shown():
            tell("data", since)
            os._exit(0)
        watching.append(FirstPaint(shown))
        program.window.update()
    program._on_unlock(os.environ["WORKBOOK_PASSPHRASE"], False, "Benchmark")
    look()
from ui.start import main
main(sys.argv[1:])
"""
)


def measure(script: str, home: Path, *arguments: str) -> dict[str, float]:
    """Seconds by name, from the start of the process."""
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_STATE_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "WORKBOOK_PASSPHRASE": "demo",
        "BENCHMARK_START": str(time.monotonic()),
    }
    # As installed: what Python has compiled once it keeps.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    said = (line.split() for line in done.stdout.splitlines())
    return {name: float(seconds) for name, seconds in said}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        folder = options.folder or home
        if options.folder is None:
            from workbook import demo

            for _line in demo.run(folder, passphrase="demo"):
                pass
        book = str((folder / "demo.workbook").resolve())
        bare, window, screen, data = [], [], [], []
        for round_ in range(options.runs + 1):
            seen = (measure(BARE, home), measure(OURS, home), measure(OURS, home, book))
            if round_:  # the first round fills the disk's cache
                bare.append(seen[0]["window"])
                window.append(seen[1]["window"])
                screen.append(seen[1]["screen"])
                data.append(seen[2]["data"])
    base = statistics.median(bare)
    print(f"bare window          {base * 1000:8.0f} ms")
    for name, seconds, limit in (
        ("painted window", window, 2.0),
        ("first screen", screen, None),
        ("data on screen", data, 4.0),
    ):
        middle = statistics.median(seconds)
        ratio = middle / base
        mark = "" if limit is None or ratio <= limit else ": MISSED"
        said = "" if limit is None else f"  (at most {limit}x{mark})"
        print(f"{name:<20} {middle * 1000:8.0f} ms  {ratio:5.2f}x{said}")


if __name__ == "__main__":
    main()
