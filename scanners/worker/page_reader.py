"""`PageReader` whose work is done in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from app.domain.page import PageAnalysis
from app.domain.page_text import Corners
from scanners.worker.process import Patience, WorkerProcess

_PATIENCE = Patience(answer_s=90.0)  # a page, not a document


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
        """Analyse in the worker. Raises `PageError`, `DeviceError` (`driver_crashed`, `driver_hung`)."""
        del media_type  # the first bytes say what it is
        pages = self._worker.stream("analyse_each", data, expect_dpi=expect_dpi)
        return tuple(cast(Iterator[PageAnalysis], pages))

    def straighten(self, data: bytes, corners: Corners | None, rotation: int) -> tuple[bytes, str]:
        """Straighten in the worker. Raises as `analyse`."""
        return cast(tuple[bytes, str], self._worker.call("straighten", data, corners, rotation))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
