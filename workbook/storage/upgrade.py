"""Brings a file up to date in numbered SQL steps. A new file runs them all."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

APPLICATION_ID: Final = 0x43574231  # "CWB1"


def steps() -> list[str]:
    """The SQL of each step, step 1 first. A file's user_version is how many of them it has had."""
    folder = files("workbook.storage") / "steps"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text("utf-8") for name in names]


def version(connection: Any) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def upgrade(connection: Any) -> None:
    """Run the steps the file has not had, each in a transaction of its own."""
    for number, sql in enumerate(steps()[version(connection) :], start=version(connection) + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in sql.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
