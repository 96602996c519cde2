"""Start-up hook of the frozen program: pyzbar finds the zbar library that lies in the bundle.

PyInstaller collects the library, but pyzbar asks `ctypes.util.find_library`, which looks at the system only; on a
machine without zbar it would find nothing. pyinstaller.spec names this file; nothing imports it.
"""

from __future__ import annotations

import ctypes.util
import sys
from pathlib import Path

_NAMES_IN_BUNDLE = ("libzbar.so.0", "libzbar-64.dll", "libzbar.dylib")
_find_on_system = ctypes.util.find_library


def find_library(name: str) -> str | None:
    """As `ctypes.util.find_library`, but the bundle's own zbar comes first."""
    if name in ("zbar", "libzbar"):
        for file_name in _NAMES_IN_BUNDLE:
            file = Path(getattr(sys, "_MEIPASS", "")) / file_name
            if file.is_file():
                return str(file)
    return _find_on_system(name)


if hasattr(sys, "_MEIPASS"):
    ctypes.util.find_library = find_library
