"""The console script: a subcommand runs without Qt, anything else opens the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from workbook.i18n import _

NO_DISPLAY = 2


def main(argv: list[str] | None = None) -> int:
    """`cohort-workbook [FILE]` opens the window; `cohort-workbook COMMAND ...` does not."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments:
        from workbook.cli import COMMANDS
        from workbook.cli import main as run_command

        if arguments[0] in COMMANDS or arguments[0].startswith("-"):
            return run_command(arguments)
    if not has_display(sys.platform, os.environ):
        print(
            _(
                "There is no screen to open the window on. Use a subcommand instead: "
                "cohort-workbook --help lists them."
            ),
            file=sys.stderr,
        )
        return NO_DISPLAY
    from ui.opening import run

    return run(Path(arguments[0]) if arguments else None)


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether Qt would find a screen. Without one it ends the whole process, so ask first."""
    if not platform.startswith("linux"):
        return True
    if environment.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "vnc"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
