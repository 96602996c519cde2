"""`PageReader` whose work is done in a worker process, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from app.domain.errors import DeviceError, PageError
from app.domain.page import PageAnalysis
from app.domain.page_text import Corners
from scanners.imaging.signature import FileKind, file_kind
from scanners.worker.process import Patience, WorkerProcess

_TOO_LARGE = "device.driver_too_large"
_PATIENCE = Patience(answer_s=90.0)  # a page, not a document
MOST_MEMORY_OF_A_PDF = 540_000_000
"""Bytes the worker may hold while it reads a PDF. Pictures are bounded by their headers; the largest PDF page that may
be takes 450 MB, and a bomb grows by some 30 MB between two looks."""


class WorkerPageReader:
    """Any stepwise page reader, apart from this process. Calls from several threads take turns."""

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience = _PATIENCE) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def warm(self) -> None:
        """Start the process and import the heavy libraries there before the first page comes."""
        self._worker.warm()

    def analyse(self, data: bytes, media_type: str, *, expect_dpi: int | None = None) -> tuple[PageAnalysis, ...]:
        """Analyse in the worker. Raises `PageError`, `DeviceError` (`driver_crashed`, `driver_hung`).

        What the drawing instructions of a PDF unfold to cannot be known beforehand: one that takes too much memory,
        also in a worker that has done nothing else, is refused (`page.too_heavy`).
        """
        del media_type  # the first bytes say what it is
        try:
            return self._analysed(data, expect_dpi)
        except DeviceError as fault:
            if fault.code != _TOO_LARGE:
                raise
        try:
            return self._analysed(data, expect_dpi)
        except DeviceError as fault:
            if fault.code != _TOO_LARGE:
                raise
            raise PageError("too_heavy") from fault

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        """Straighten in the worker. Raises as `analyse`."""
        return cast(tuple[bytes, str], self._worker.call("straighten", data, corners, rotation))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def _analysed(self, data: bytes, expect_dpi: int | None) -> tuple[PageAnalysis, ...]:
        most = MOST_MEMORY_OF_A_PDF if _is_pdf(data) else None
        pages = self._worker.stream("analyse_each", data, most_memory=most, expect_dpi=expect_dpi)
        return tuple(cast(Iterator[PageAnalysis], pages))


def _is_pdf(data: bytes) -> bool:
    try:
        return file_kind(data) is FileKind.PDF
    except PageError:
        return False  # the worker says what it is instead
