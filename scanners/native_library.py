"""Loading a vendor's shared library, with its refusals told apart."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from app.domain.errors import DeviceError

_OTHER_BITS = ("wrong ELF class", "incompatible architecture", "not a valid Win32 application")
_BAD_EXE_FORMAT = 193
"""https://learn.microsoft.com/windows/win32/debug/system-error-codes: a library for another processor width."""


def load_library(path: str) -> ctypes.CDLL:
    """The library at `path`, with what lies beside it in reach.

    Raises `DeviceError` with `library`, the file's name: `library_missing`, `library_wrong_bits` (made for a
    processor of another width), `library_failed`.
    """
    file = Path(path)
    if not file.is_file():
        raise DeviceError("library_missing", library=file.name)
    try:
        if sys.platform == "win32":
            os.add_dll_directory(str(file.resolve().parent))
            return ctypes.WinDLL(str(file.resolve()))
        return ctypes.CDLL(str(file.resolve()))
    except OSError as fault:
        if getattr(fault, "winerror", None) == _BAD_EXE_FORMAT or any(words in str(fault) for words in _OTHER_BITS):
            raise DeviceError("library_wrong_bits", library=file.name) from fault
        raise DeviceError("library_failed", library=file.name) from fault
