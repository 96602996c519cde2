"""`PictureComparer` whose work is done in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from app.domain.page_text import Box
from app.ports.picture_comparer import PictureDifference
from scanners.worker.process import Patience, WorkerProcess

_PATIENCE = Patience(answer_s=60.0)  # two pages


class WorkerPictureComparer:
    """Any picture comparer, apart from this process. Calls from several threads take turns."""

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience = _PATIENCE) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    @property
    def process_id(self) -> int | None:
        """The running worker, None when there is none."""
        return self._worker.process_id

    def compare(self, original: bytes, copy: bytes) -> PictureDifference:
        """Compare in the worker. Raises `PageError`, `DeviceError` (`driver_crashed`, `driver_hung`)."""
        return cast(PictureDifference, self._worker.call("compare", original, copy))

    def cut_out(self, picture: bytes, box: Box, margin: int = 0) -> bytes:
        """Cut out in the worker. Raises as `compare`."""
        return cast(bytes, self._worker.call("cut_out", picture, box, margin))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
