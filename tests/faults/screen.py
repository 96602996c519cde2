"""A screen of its own for the windows that are killed."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

_START_SECONDS = 20.0


@contextmanager
def screen() -> Iterator[None]:
    """Start an X server nobody else uses; windows of this process and its forks appear there."""
    reading, writing = os.pipe()
    # -noreset: the death of its only window must not make the server start anew.
    options = ("-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset")
    server = subprocess.Popen(("Xvfb", *options), pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as display:
            if not select.select([display], [], [], _START_SECONDS)[0]:
                raise RuntimeError("Xvfb does not start")
            number = display.readline().decode("ascii").strip()
        with patch.dict(os.environ, {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}):
            yield
    finally:
        server.terminate()
        server.wait()
