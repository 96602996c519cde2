"""Whether there is a desktop to open a window on."""

from __future__ import annotations

import os
import sys

from app.domain.errors import DeviceError

_SAYS_SO = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def require_screen() -> None:
    """Raise DeviceError (`device.no_screen`) where Qt would abort the program: on Linux without a desktop."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _SAYS_SO):
        raise DeviceError("no_screen")
