"""What holds for every test: no screen, no user's folders, no silent warning, no silent gap.

Groups: a test marked `needs_libreoffice`, `needs_root` or `needs_shared` is left out where the
machine cannot run it, and the summary says so. With WORKBOOK_ALL_GROUPS=1 the run then fails.
"""

import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
OUR_LOGGERS = ("workbook", "ui")

# Read by Qt when the first application object is made, which is after this file is loaded.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The quick run tries the same examples everywhere, so that a green run stays green; the long one
# looks for new ones.
settings.register_profile("fast", deadline=None, max_examples=25, derandomize=True, database=None)
settings.register_profile("long", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("WORKBOOK_HYPOTHESIS", "fast"))


class Group(NamedTuple):
    """Tests that need something not every machine has."""

    marker: str
    meaning: str
    can_run: Callable[[], bool]
    obstacle: str


def _has_libreoffice() -> bool:
    bridge = ("/usr/bin/python3", "-c", "import uno")
    return (
        shutil.which("soffice") is not None
        and Path(bridge[0]).exists()
        and subprocess.run(bridge, capture_output=True, check=False).returncode == 0
    )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _has_shared() -> bool:
    return (ROOT.parent / "shared").is_dir()


GROUPS = (
    Group(
        "needs_libreoffice",
        "opens files in LibreOffice",
        _has_libreoffice,
        "LibreOffice or its Python bridge is not installed",
    ),
    Group("needs_root", "changes owners or mounts", _is_root, "this user is not root"),
    Group(
        "needs_shared",
        "reads the sample lists that are not published",
        _has_shared,
        "there is no folder 'shared' beside the repository",
    ),
)
LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    """Announce the groups, so that a mistyped marker is an error."""
    config.stash[LEFT_OUT] = {}
    for group in GROUPS:
        config.addinivalue_line("markers", f"{group.marker}: {group.meaning}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run; last, so that only tests asked for are counted."""
    for group in GROUPS:
        members = [item for item in items if item.get_closest_marker(group.marker)]
        if members and not group.can_run():
            config.stash[LEFT_OUT][group.marker] = len(members)
            config.hook.pytest_deselected(items=members)
            items[:] = [item for item in items if item not in members]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail an otherwise good run that had to leave a group out, where all are demanded."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]
        return
    good = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if session.config.stash[LEFT_OUT] and _all_groups_demanded() and session.exitstatus in good:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a process among several what it left out; each looks at all tests."""
    node.config.stash[LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which groups did not run, and why."""
    for group in GROUPS:
        count = config.stash[LEFT_OUT].get(group.marker)
        if count:
            tests = "test" if count == 1 else "tests"
            demanded = _all_groups_demanded()
            terminalreporter.write_line(
                f"not run here: {group.marker} ({count} {tests}): {group.obstacle}"
                + (" [WORKBOOK_ALL_GROUPS: the run fails]" if demanded else ""),
                red=demanded,
                yellow=not demanded,
            )


def _all_groups_demanded() -> bool:
    return os.environ.get("WORKBOOK_ALL_GROUPS") == "1"


def _point_home_at(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Send everything that a program keeps for its user below one folder."""
    places = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": home / "runtime",
        "APPDATA": home / "appdata",
        "LOCALAPPDATA": home / "localappdata",
        # On Windows platformdirs asks the system, unless these speak.
        "WIN_PD_OVERRIDE_APPDATA": home / "appdata",
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": home / "localappdata",
        "WIN_PD_OVERRIDE_PERSONAL": home / "documents",
        "TMPDIR": home / "tmp",
        "TEMP": home / "tmp",
        "TMP": home / "tmp",
    }
    for name, place in places.items():
        patch.setenv(name, str(place))
    (home / "tmp").mkdir()
    # Qt warns about a runtime folder that others can read.
    (home / "runtime").mkdir(mode=0o700)
    patch.setattr(tempfile, "tempdir", None)


@pytest.fixture(scope="session", autouse=True)
def _session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home for what outlives a test, such as the one QApplication."""
    with pytest.MonkeyPatch.context() as patch:
        _point_home_at(tmp_path_factory.mktemp("session-home"), patch)
        yield


@pytest.fixture(autouse=True)
def home(_session_home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home of the test's own: settings, caches and temporary files land below it."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("home")
        _point_home_at(place, patch)
        yield place


class _Records(logging.Handler):
    """Keeps what is logged at warning or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.announced: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def complaints(self) -> list[str]:
        """Lines nobody announced, and announcements nothing came of."""
        lines = [f"{record.name}: {record.getMessage()}" for record in self.records]
        unannounced = [
            f"logged without announcement: {line}"
            for line in lines
            if not any(re.search(pattern, line) for pattern in self.announced)
        ]
        unheard = [
            f"announced but not logged: {pattern}"
            for pattern in self.announced
            if not any(re.search(pattern, line) for line in lines)
        ]
        return unannounced + unheard


@pytest.fixture(autouse=True)
def _log_watch() -> Iterator[_Records]:
    handler = _Records()
    loggers = [logging.getLogger(name) for name in OUR_LOGGERS]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)
    complaints = handler.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def announce_log(_log_watch: _Records) -> Callable[[str], None]:
    """`announce_log(pattern)`: this test logs a warning or worse matching "logger: message"."""
    return _log_watch.announced.append
