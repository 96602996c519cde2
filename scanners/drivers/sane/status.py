"""What SANE's status words and numbers mean to us (SANE standard 1.06, section 4.2.7, `SANE_Status`)."""

from __future__ import annotations

import re
from typing import Final

from app.domain.errors import DeviceError

NO_DOCS: Final = 7

_CAUSES: Final = {
    1: "option_refused",
    2: "cancelled",
    3: "busy",
    4: "option_refused",
    5: "no_picture",
    6: "jam",
    NO_DOCS: "feeder_empty",
    8: "cover_open",
    9: "io",
    10: "scanner_out_of_memory",
    11: "access_denied",
}
_WORDS: Final = {
    "Operation not supported": 1,
    "Operation was canceled": 2,
    "Operation was cancelled": 2,
    "Device busy": 3,
    "Invalid argument": 4,
    "End of file reached": 5,
    "Document feeder jammed": 6,
    "Document feeder out of documents": NO_DOCS,
    "Scanner cover is open": 8,
    "Error during device I/O": 9,
    "Out of memory": 10,
    "Access to resource has been denied": 11,
}
_OPEN_FAILED = re.compile(r"open of device .* failed: (?P<words>[^\n]+)")
_STEP_FAILED = re.compile(r"scanimage: sane_(?:start|read|get_parameters|open): (?P<words>[^\n]+)")
_PAGE_STATUS = re.compile(r"\(scanner status = (?P<number>\d+)\)")
_GOOD, _EOF = 0, 5


def fault_of(complaints: str, exit_code: int) -> DeviceError | None:
    """Tell the fault from what `scanimage` wrote and how it ended; None when the batch simply came to its end.

    In a batch the program exits with 0 when the feeder runs empty, so its words come first.
    """
    opening = _OPEN_FAILED.search(complaints)
    if opening:
        words = opening["words"].strip()
        return DeviceError("source_gone" if words in {"Invalid argument", "Out of memory"} else _cause_of_words(words))
    steps = _STEP_FAILED.findall(complaints)
    if steps:
        return DeviceError(_cause_of_words(steps[-1].strip()))
    numbers = [int(number) for number in _PAGE_STATUS.findall(complaints)]
    if numbers and numbers[-1] not in {_GOOD, _EOF}:
        return DeviceError(_CAUSES.get(numbers[-1], "io"))
    if exit_code == 0:
        return None
    # When the scanner says "done" before the first line, libpng aborts the program and libjpeg ends it with 1.
    return DeviceError("no_picture" if exit_code < 0 or exit_code == 1 else _CAUSES.get(exit_code, "io"))


def _cause_of_words(words: str) -> str:
    return _CAUSES.get(_WORDS.get(words, 9), "io")
