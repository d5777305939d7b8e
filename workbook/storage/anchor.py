"""Telling whether a workbook is used where it was used last: on this computer, by this user.

A file that was copied to another computer must not go on there as the installation it was: two
histories would share one identity.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path


def this_computer() -> str:
    """A hash of this computer's own id and its user; of its name where the id cannot be read."""
    text = f"{_machine() or platform.node()}\0{_user()}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _user() -> str:
    if sys.platform != "win32":
        return str(os.getuid())
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


def _machine() -> str:
    if sys.platform == "win32":
        import winreg

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    if sys.platform == "darwin":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            said = subprocess.run(
                ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"],
                capture_output=True,
                check=True,
                text=True,
                timeout=5,
            ).stdout
            return said.partition('"IOPlatformUUID" = "')[2].partition('"')[0]
        return ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return Path("/etc/machine-id").read_text("ascii").strip()
    return ""
