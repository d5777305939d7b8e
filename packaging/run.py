"""Sets the project up and runs it: `python3 packaging/run.py demo`, `test`, `check` or `setup`.

On Windows: `py packaging\\run.py demo`. Standard library only, because it runs before anything is
installed. The set-up goes into `.venv` beside this folder; a stamp in it makes every later call
immediate until the lock, the project file or the Python changes.

Package indexes, proxies and certificates come from the machine's own configuration (PIP_*, UV_*,
pip.conf): nothing here names one.
"""

import sys

# Kept above everything that an older Python would refuse to read.
if sys.version_info < (3, 11):  # noqa: UP036 - the point is to say it in a sentence
    sys.exit(
        f"The Cohort Workbook needs Python 3.11 or newer, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}. Install a newer one and call this file "
        f"with it, for example: python3.12 packaging/run.py demo"
    )

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{EXE}"
UV = BIN / f"uv{EXE}"
STAMP = VENV / "run-stamp"
DEFAULT_DEMO = ROOT / "demo"
PYTHON_TAG = f"{sys.version_info[0]}.{sys.version_info[1]}"

# What Qt opens when it starts, and the Debian package that holds it. pytest-qt imports Qt for
# every test run, so the first list is needed even for tests which show nothing.
OFFSCREEN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
SCREEN_LIBRARIES = OFFSCREEN_LIBRARIES | {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


class SetUpError(Exception):
    """Something the person at the terminal can put right; the message says what and how."""


def say(text: str) -> None:
    """Print a line about the set-up, apart from the output of what is run."""
    print(f"[run] {text}", file=sys.stderr, flush=True)


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without what would bend another Python or another `.venv`."""
    environment = dict(os.environ)
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    environment["UV_PYTHON"] = str(PYTHON)
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    if "UV_CACHE_DIR" not in environment and not home_is_writable():
        environment["UV_CACHE_DIR"] = str(VENV / "uv-cache")
    environment.update(extra or {})
    return environment


def home_is_writable() -> bool:
    """Whether uv can keep its cache in the usual place."""
    try:
        home = Path.home()
    except RuntimeError:
        return False
    return home.is_absolute() and home.is_dir() and os.access(home, os.W_OK)


def is_root() -> bool:
    """Whether system packages may be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_system_packages(packages: Sequence[str], why: str) -> None:
    """Install Debian packages when root; otherwise, or when apt fails, say the line to type."""
    line = shlex.join(["apt-get", "install", "-y", "--no-install-recommends", *packages])
    if shutil.which("apt-get") is None:
        raise SetUpError(
            f"{why} Install what your system calls {', '.join(packages)} and start again."
        )
    if not is_root():
        raise SetUpError(f"{why} Type this, then start again:\n    sudo {line}")
    say(f"{why} Installing {' '.join(packages)}.")
    environment = child_environment({"DEBIAN_FRONTEND": "noninteractive"})
    for command in (["apt-get", "update"], shlex.split(line)):
        done = subprocess.run(
            command,
            env=environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if done.returncode != 0:
        raise SetUpError(f"{why} Installing failed:\n{tail(done.stdout)}\nThe line was: {line}")


def tail(output: str, lines: int = 12) -> str:
    """The end of a program's output, indented, where the reason usually stands."""
    return "\n".join(f"    {line}" for line in output.strip().splitlines()[-lines:])


def ensure_venv() -> None:
    """Make `.venv` for the Python this runs on; one made by another Python is made anew."""
    if PYTHON.exists():
        answer = subprocess.run(
            [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            env=child_environment(),
            capture_output=True,
            text=True,
        )
        if answer.returncode == 0 and answer.stdout.strip() == PYTHON_TAG:
            return
    need_ensurepip()
    say(f"Making .venv with Python {PYTHON_TAG}.")
    run_quietly(
        [sys.executable, "-m", "venv", "--clear", VENV],
        f"The folder {VENV} could not be made. Delete it if it exists and start again.",
    )


def need_ensurepip() -> None:
    """See to it that this Python can put pip into a new environment; Debian ships that apart."""
    if importlib.util.find_spec("ensurepip") is None:
        install_system_packages(
            [f"python{PYTHON_TAG}-venv"], "This Python cannot make an environment yet."
        )


def ensure_uv() -> None:
    """Put the uv that the lock names into `.venv`."""
    version = locked_version("uv")
    if UV.exists():
        answer = subprocess.run([UV, "--version"], capture_output=True, text=True)
        if answer.stdout.split()[1:2] == [version]:
            return
    ensure_pip()
    say(f"Installing uv {version}.")
    run_quietly(
        [PYTHON, "-m", "pip", "install", "--quiet", f"uv=={version}"],
        "uv could not be installed. Check the connection to the package index and start again.",
    )


def ensure_pip() -> None:
    """Put pip into `.venv`; `uv sync` takes it out again, as the lock does not name it."""
    found = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True)
    if found.returncode != 0:
        need_ensurepip()
        run_quietly(
            [PYTHON, "-m", "ensurepip", "--default-pip"],
            f"pip could not be put into {VENV}. Delete that folder and start again.",
        )


def locked_version(name: str) -> str:
    """The version uv.lock holds for a package."""
    with (ROOT / "uv.lock").open("rb") as file:
        lock = tomllib.load(file)
    for package in lock["package"]:
        if package["name"] == name:
            return str(package["version"])
    raise SetUpError(f"uv.lock does not name {name}. Take uv.lock from the repository again.")


def check_lock() -> None:
    """Refuse an outdated uv.lock, without the network and whatever index the machine names."""
    environment = {
        name: value
        for name, value in child_environment().items()
        if not (name.startswith("UV_") and "INDEX" in name)
    }
    checked = subprocess.run(
        [UV, "lock", "--check", "--offline", "--no-config"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
    )
    if checked.returncode != 0:
        raise SetUpError(
            "uv.lock does not fit pyproject.toml. If you changed that file, run `uv lock` "
            f"({UV.relative_to(ROOT)} lock); if not, take both from the repository again."
        )


def install_locked_packages() -> None:
    """Bring `.venv` to exactly what uv.lock says.

    A machine that gets its packages from an index of its own, or trusts certificates of its own,
    has told pip so, not uv: there pip installs the same versions with the same hashes.
    """
    say("Installing the packages of uv.lock; the first time takes a minute or two.")
    if not pip_has_its_own_index():
        # Outside a terminal the progress bars become a list of every package.
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        synced = subprocess.run([UV, "sync", "--locked", *quiet], cwd=ROOT, env=child_environment())
        if synced.returncode == 0:
            return
        say("uv could not do it; trying pip with this machine's settings.")
    install_with_pip()


def install_with_pip() -> None:
    """Install what uv.lock says by means of pip, whose settings the machine has."""
    ensure_pip()
    requirements = VENV / "locked-requirements.txt"
    run_quietly(
        [UV, "export", "--quiet", "--frozen", "--no-emit-project", "--output-file", requirements],
        "uv.lock could not be read. Take it from the repository again.",
    )
    advice = (
        "The packages of uv.lock could not be installed. Check the connection to the package "
        "index and start again."
    )
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet"]
    run_quietly([*pip, "--require-hashes", "--requirement", requirements], advice)
    run_quietly([*pip, "--no-deps", "--editable", ROOT], advice)


def pip_has_its_own_index() -> bool:
    """Whether pip's settings replace the public index (an extra index does not count)."""
    settings = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"],
        env=child_environment(),
        capture_output=True,
        text=True,
    )
    names = {line.partition("=")[0].rpartition(".")[2] for line in settings.stdout.splitlines()}
    return bool(names & {"index-url", "no-index"})


def run_quietly(command: Sequence[str | Path], advice: str) -> None:
    """Run a step of the set-up and show its output only where it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=child_environment(),
        text=True,
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise SetUpError(f"{advice} The last lines were:\n{tail(done.stdout)}")


def fingerprint() -> str:
    """What the set-up depends on. The folder counts: console scripts hold its full path."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{sys.version}\0{ROOT}".encode())
    return digest.hexdigest()


def set_up() -> None:
    """Make `.venv` ready, or return at once where the stamp says that it is."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    STAMP.unlink(missing_ok=True)
    ensure_venv()
    ensure_uv()
    check_lock()
    install_locked_packages()
    STAMP.write_text(wanted, encoding="utf-8")


def ensure_libraries(libraries: Mapping[str, str]) -> None:
    """See to it that Qt's shared libraries can be opened. Elsewhere than Linux it brings them."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for name, package in libraries.items() if not can_open(name)]
    if missing:
        install_system_packages(missing, "Qt needs libraries which this system does not have yet.")


def can_open(name: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_screen() -> bool:
    """Whether a window would be seen: a display, and a person at a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if sys.platform.startswith(("win", "darwin")):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(folder: Path) -> int:
    """Write the sample workbook and its papers into a folder; open it where there is a screen."""
    set_up()
    program = BIN / f"cohort-workbook{EXE}"
    environment = child_environment()
    environment.setdefault("WORKBOOK_PASSPHRASE", "demo")
    made = subprocess.run([program, "demo", folder], env=environment)
    book = folder / "demo.workbook"
    if made.returncode != 0 or not has_screen() or not book.exists():
        return made.returncode
    ensure_libraries(SCREEN_LIBRARIES)
    return subprocess.run([program, book], env=environment).returncode


def test(arguments: Sequence[str]) -> int:
    """Run the tests without a display; paths among the arguments count from the repository.

    All of them run on every core, those of a file on the same one.
    """
    set_up()
    arguments = arguments or ("--numprocesses=auto", "--dist=loadfile")
    ensure_libraries(OFFSCREEN_LIBRARIES)
    return subprocess.run(
        [PYTHON, "-m", "pytest", *arguments],
        cwd=ROOT,
        env=child_environment({"QT_QPA_PLATFORM": "offscreen"}),
    ).returncode


def lint() -> int:
    """Run every check but the tests, the failing ones too, and name at the end what failed."""
    set_up()
    checks: list[tuple[str, Sequence[str | Path]]] = [
        ("ruff check", [BIN / f"ruff{EXE}", "check"]),
        ("ruff format", [BIN / f"ruff{EXE}", "format", "--check"]),
        ("mypy", [PYTHON, "-m", "mypy"]),
        ("import contracts", [BIN / f"lint-imports{EXE}"]),
        ("fonts", [PYTHON, ROOT / "packaging" / "fetch_fonts.py", "--check"]),
    ]
    failed = []
    for name, command in checks:
        say(name)
        if subprocess.run(command, cwd=ROOT, env=child_environment()).returncode != 0:
            failed.append(name)
    say(f"FAILED: {', '.join(failed)}" if failed else "Every check but the tests passed.")
    return 1 if failed else 0


def check() -> int:
    """Run every check and the tests; the tests also when a check fails."""
    linted = lint()
    return test([]) or linted


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="run.py", description="Set up and run the workbook.")
    commands = parser.add_subparsers(dest="command", required=True)
    demo_parser = commands.add_parser("demo", help="set up, then make and open a sample workbook")
    demo_parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_DEMO)
    commands.add_parser("test", help="set up, then run the tests; what follows goes to pytest")
    commands.add_parser("lint", help="set up, then run every check but the tests")
    commands.add_parser("check", help="set up, then run every check and the tests")
    commands.add_parser("setup", help="set up only")
    # argparse would take pytest's options for its own.
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    options = parser.parse_args(arguments)
    if options.command == "demo":
        return demo(options.folder.resolve())
    if options.command == "lint":
        return lint()
    if options.command == "check":
        return check()
    set_up()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as error:
        sys.exit(f"[run] {error}")
    except OSError as error:
        sys.exit(
            f"[run] {error.strerror or error}: {error.filename or ROOT}. "
            "Check that the disk has room and the folder can be written, then start again."
        )
    except KeyboardInterrupt:
        sys.exit(130)
