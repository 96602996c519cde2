"""`DocumentSource` over files named by the clerk: pictures from a phone, PDFs from a mail."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from app.domain.errors import Cancelled, DeviceError, PageError
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from resources.texts import text
from scanners.imaging.signature import MAX_FILE_BYTES, file_kind

SOURCE_ID = "file"


class FileDocumentSource:
    """Gives each picked file as one frame, in the order picked."""

    def list(self) -> tuple[SourceDescription, ...]:
        """One source, always there."""
        return (self.describe(SOURCE_ID),)

    def describe(self, source_id: str) -> SourceDescription:
        """Describe it. Raises `DeviceError` (`source_unknown`)."""
        if source_id != SOURCE_ID:
            raise DeviceError("source_unknown", source=source_id)
        return SourceDescription(SOURCE_ID, text("sources.files"), SourceKind.FILE)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """Read the files of `request.paths`.

        Raises `DeviceError` (`file_missing`, `file_denied`, `file_unreadable`) and `PageError` (`too_large`,
        `empty`, `not_an_image`, `unsupported_format`) at the file that is at fault, with its `position` in the list.
        """
        self.describe(request.source_id)
        for index, name in enumerate(request.paths[: request.max_pages]):
            if cancelled():
                raise Cancelled("scan")
            data = _read(Path(name), position=index + 1)
            yield ScannedFrame(data, file_kind(data).value, SOURCE_ID, None, index)


def _read(path: Path, position: int) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise DeviceError("file_unreadable", position=position)
        if facts.st_size > MAX_FILE_BYTES:
            raise PageError("file_too_large", position=position, megabytes=facts.st_size // 1_000_000)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DeviceError("file_missing", position=position) from error
    except PermissionError as error:
        raise DeviceError("file_denied", position=position) from error
    except OSError as error:
        raise DeviceError("file_unreadable", position=position) from error
    if not data:
        raise PageError("empty", position=position)
    return data
