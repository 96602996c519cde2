"""`TextReader` whose work is done in a worker process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from app.domain.page import CodeRead
from app.domain.page_text import PageReading
from scanners.worker.process import Patience, WorkerProcess

_PATIENCE = Patience(start_s=60.0, answer_s=60.0)  # a second each on a quiet machine; a slow disk reads 60 MB first


class WorkerTextReader:
    """Any text reader, apart from this process. Calls from several threads take turns.

    The process is started by the first page or by `warm`, never before: it holds 0.4 GB.
    """

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience = _PATIENCE) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def warm(self) -> None:
        """Start the process and load the models there before the first page comes."""
        self._worker.warm()

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        """Read in the worker. Raises `PageError`, `DeviceError` (`driver_crashed`, `driver_hung`)."""
        return cast(PageReading, self._worker.call("read", data, tuple(codes)))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
