"""`CardPhotoDecoder` whose vendor library runs in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from scanners.worker.process import Patience, WorkerProcess

_PATIENCE = Patience(start_s=20.0, answer_s=5.0)  # a decoder takes milliseconds


class WorkerPhotoDecoder:
    """Any decoder of card photos, apart from this process."""

    def __init__(self, factory: str, options: Mapping[str, str], patience: Patience = _PATIENCE) -> None:
        """`factory` is `module:function`, as the registry lists it."""
        self._worker = WorkerProcess(factory, options, patience)

    def decode(self, photo_wlt: bytes) -> bytes:
        """Decode in the worker; see `CardPhotoDecoder.decode`."""
        return cast(bytes, self._worker.call("decode", photo_wlt))

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
