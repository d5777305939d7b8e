"""The rules of the house that a machine can check."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("workbook", "ui")
NETWORK = {
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib",
    "urllib3",
    "webbrowser",
    "xmlrpc",
}
# A pipe within one computer: a second start hands its file to the window that is open.
LOCAL_PIPE = {"QLocalServer", "QLocalSocket"}
LATE = ("PySide6", "sqlalchemy", "sqlcipher3", "reportlab", "openpyxl", "xlsxwriter", "fontTools")


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def _imports(source: Path) -> Iterator[tuple[str, str]]:
    """Every import as (module, name); the name is empty for `import module`."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def test_imports_keep_the_direction() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_stands_in_a_layer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    placed = {name.strip(" ()") for layer in layers for name in layer.replace("|", ":").split(":")}
    there = {
        f"{package}.{path.stem}"
        for package in PACKAGES
        for path in (ROOT / package).iterdir()
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    } - {f"{package}.__init__" for package in PACKAGES}
    assert there <= placed, "give these a layer in pyproject.toml, [tool.importlinter]"


def test_nothing_reaches_for_the_network() -> None:
    found = [
        f"{source.relative_to(ROOT)}: {module} {name}"
        for source in _sources()
        for module, name in _imports(source)
        if module.partition(".")[0] in NETWORK
        or (module == "PySide6.QtNetwork" and name not in LOCAL_PIPE)
        or (module == "PySide6" and name == "QtNetwork")
    ]
    assert not found


def test_no_module_is_imported_with_a_star() -> None:
    found = [
        str(source.relative_to(ROOT))
        for source in _sources()
        if any(name == "*" for _, name in _imports(source))
    ]
    assert not found


def test_tests_are_no_packages() -> None:
    # tests/workbook/__init__.py would be imported in place of the core.
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_starting_loads_nothing_heavy() -> None:
    """The window is up, or the command line has answered, before these cost their time."""
    program = "import json, sys, ui.start; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(json.loads(done.stdout)) & set(LATE)
