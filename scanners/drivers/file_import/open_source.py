"""Opens the file source."""

from __future__ import annotations

from collections.abc import Mapping

from scanners.drivers.file_import.source import FileDocumentSource


def open_files(options: Mapping[str, str]) -> FileDocumentSource:
    """Takes no options."""
    del options
    return FileDocumentSource()
