"""Re-create resources/fonts/ from the packages its manifest names, or check what is there.

    python packaging/fetch_fonts.py --check     compare the committed files with the manifest
    python packaging/fetch_fonts.py             fetch with `npm pack`, verify, write the files
    python packaging/fetch_fonts.py --record    the same after raising a version in the manifest:
                                                takes the new hashes instead of comparing them

The manifest holds, per family: the npm package and version, the sha512 integrity of its tarball
as the registry publishes it, and per file the path inside the tarball, the sha256 and the
version the font states about itself. `--check` needs neither the network nor npm.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
LICENCES = ROOT / "resources" / "licences"
MANIFEST = FONTS / "manifest.json"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def integrity(data: bytes) -> str:
    """The tarball's hash as npm writes it: "sha512-" and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode("ascii")


def font_version(data: bytes) -> str:
    """Name 5 of the font, without the word "Version"."""
    with TTFont(io.BytesIO(data), lazy=True) as font:
        stated = str(font["name"].getDebugName(5) or "")
    return stated.removeprefix("Version ")


def read_manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    return loaded


def differences(manifest: dict[str, Any]) -> list[str]:
    """One sentence per committed file that is missing, altered or not in the manifest."""
    found: list[str] = []
    expected: set[str] = set()
    for family in manifest["families"]:
        wanted = [(FONTS / entry["file"], entry["sha256"]) for entry in family["files"]]
        wanted.append((LICENCES / family["licence"]["file"], family["licence"]["sha256"]))
        for path, digest in wanted:
            expected.add(path.name)
            if not path.is_file():
                found.append(f"{path.relative_to(ROOT)} is missing")
            elif sha256(path.read_bytes()) != digest:
                found.append(f"{path.relative_to(ROOT)} differs from the manifest")
    for path in sorted(FONTS.glob("*.ttf")):
        if path.name not in expected:
            found.append(f"{path.relative_to(ROOT)} is not in the manifest")
    return found


def tarball(package: str, version: str) -> bytes:
    """The published tarball, fetched by npm from whichever registry it is set up with."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch fonts; --check works without it.")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [npm, "pack", "--silent", f"{package}@{version}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (packed,) = Path(folder).glob("*.tgz")
        return packed.read_bytes()


def member(packed: tarfile.TarFile, name: str) -> bytes:
    source = packed.extractfile(f"package/{name}")
    if source is None:
        raise SystemExit(f"{name} is not in the package.")
    return source.read()


def fetch(manifest: dict[str, Any], *, record: bool) -> None:
    """Write every font and licence; raises SystemExit at the first hash that differs."""
    for family in manifest["families"]:
        data = tarball(family["package"], family["version"])
        if record:
            family["integrity"] = integrity(data)
        elif integrity(data) != family["integrity"]:
            raise SystemExit(f"{family['package']}: the tarball differs from the manifest.")
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as packed:
            for entry in family["files"]:
                font = member(packed, entry["source"])
                if record:
                    entry["sha256"] = sha256(font)
                    entry["font_version"] = font_version(font)
                elif sha256(font) != entry["sha256"]:
                    raise SystemExit(f"{entry['file']} differs from the manifest.")
                (FONTS / entry["file"]).write_bytes(font)
            licence = member(packed, family["licence"]["source"])
            if record:
                family["licence"]["sha256"] = sha256(licence)
            elif sha256(licence) != family["licence"]["sha256"]:
                raise SystemExit(f"{family['licence']['file']} differs from the manifest.")
            (LICENCES / family["licence"]["file"]).write_bytes(licence)
    if record:
        MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch or check the bundled fonts.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare hashes only, no network")
    mode.add_argument("--record", action="store_true", help="take new hashes into the manifest")
    chosen = parser.parse_args()
    manifest = read_manifest()
    if not chosen.check:
        fetch(manifest, record=chosen.record)
    problems = differences(manifest)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
