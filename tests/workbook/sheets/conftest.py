import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from workbook.errors import SheetError
from workbook.sheets.reader import SheetFile, read_sheets

Read = Callable[..., SheetFile]
Refused = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads bytes as a file of some name."""

    def read(
        content: bytes,
        name: str = "list.xlsx",
        password: str | None = None,
        encoding: str | None = None,
    ) -> SheetFile:
        path = tmp_path / name
        path.write_bytes(content)
        return read_sheets(path, password=password, encoding=encoding)

    return read


@pytest.fixture
def refused(read: Read) -> Refused:
    """The sentence with which bytes are refused, for that reason."""

    def refused(content: bytes, reason: str, name: str = "list.xlsx", **more: str) -> str:
        with pytest.raises(SheetError) as caught:
            read(content, name, **more)
        assert caught.value.reason == reason
        assert "Traceback" not in caught.value.sentence
        return caught.value.sentence

    return refused


@pytest.fixture
def packed() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """A zip of these parts."""

    def packed(parts: Mapping[str, str | bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in parts.items():
                file.writestr(name, part)
        return buffer.getvalue()

    return packed
