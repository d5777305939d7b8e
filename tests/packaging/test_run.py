"""The set-up script, as far as it can be tried without setting anything up."""

import ast
import importlib.util
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "run.py"


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_older_python_can_read_as_far_as_the_sentence_for_it() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_needs_nothing_but_the_standard_library() -> None:
    # -S and -I: without site-packages and without this folder.
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


def test_the_lock_holds_the_one_pin_of_uv(run: ModuleType) -> None:
    assert run.locked_version("uv")[0].isdigit()


def test_the_lock_names_only_the_public_registry() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = [package for package in lock["package"] if "registry" in package["source"]]
    files = [
        file["url"]
        for package in packages
        for file in [*package.get("wheels", []), package.get("sdist")]
        if file
    ]
    assert {urlsplit(package["source"]["registry"]).hostname for package in packages} == {
        "pypi.org"
    }
    assert {urlsplit(url).hostname for url in files} == {"files.pythonhosted.org"}


def test_without_root_the_line_to_type_is_given(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "is_root", lambda: False)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(run.SetUpError, match=r"sudo apt-get install .* libegl1 libgl1"):
        run.install_system_packages(["libegl1", "libgl1"], "Qt needs libraries.")


def test_without_apt_the_packages_are_named(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    with pytest.raises(run.SetUpError, match="libegl1"):
        run.install_system_packages(["libegl1"], "Qt needs libraries.")


def test_a_home_that_cannot_be_written_moves_the_cache_of_uv(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    assert "UV_CACHE_DIR" not in run.child_environment()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "missing"))
    assert Path(run.child_environment()["UV_CACHE_DIR"]).is_relative_to(run.VENV)


def test_without_a_terminal_there_is_no_screen(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert not run.has_screen()


@pytest.fixture
def calls(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """Programs the script starts, as (arguments, passphrase); none is really started."""
    started: list[tuple[list[str], str]] = []

    def start(command: list[object], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        started.append(([str(part) for part in command[1:]], env["WORKBOOK_PASSPHRASE"]))
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(run.subprocess, "run", start)
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "can_open", lambda name: True)
    monkeypatch.delenv("WORKBOOK_PASSPHRASE", raising=False)
    return started


def test_demo_without_a_screen_only_writes_the_folder(
    run: ModuleType,
    calls: list[tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "demo.workbook").touch()
    monkeypatch.setattr(run, "has_screen", lambda: False)
    assert run.main(["demo", str(tmp_path)]) == 0
    assert calls == [(["demo", str(tmp_path)], "demo")]


def test_demo_with_a_screen_then_opens_the_window_with_the_same_passphrase(
    run: ModuleType,
    calls: list[tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    book = tmp_path / "demo.workbook"
    book.touch()
    monkeypatch.setattr(run, "has_screen", lambda: True)
    monkeypatch.setenv("WORKBOOK_PASSPHRASE", "of my own")
    assert run.main(["demo", str(tmp_path)]) == 0
    assert calls == [(["demo", str(tmp_path)], "of my own"), ([str(book)], "of my own")]


def test_the_stamp_changes_with_the_lock(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("x = 1", encoding="utf-8")
    (tmp_path / "uv.lock").write_text("y = 1", encoding="utf-8")
    before = run.fingerprint()
    assert run.fingerprint() == before
    (tmp_path / "uv.lock").write_text("y = 2", encoding="utf-8")
    assert run.fingerprint() != before
