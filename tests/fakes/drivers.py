"""A driver for worker tests: plays a script of words."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.domain.errors import Cancelled, DeviceError
from app.domain.page import CodeRead
from app.domain.page_text import PageReading
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled


def open_plain(options: Mapping[str, str]) -> PlainSource:
    """Options: `script`, and `refuse` with the cause of a `DeviceError` to fail with at once."""
    if "refuse" in options:
        raise DeviceError(options["refuse"])
    return PlainSource(options["script"])


class PlainSource:
    """`script` is words: a number of pages, `child` (a page after starting a program), then a cause of a fault.

    `hang`, `wait` (until cancelled), `exit`, `bug` end the script in their own way.
    """

    def __init__(self, script: str) -> None:
        self._script = script.split()

    def list(self) -> tuple[SourceDescription, ...]:
        return (self.describe("simulated:scanner"),)

    def describe(self, source_id: str) -> SourceDescription:
        return SourceDescription(source_id, "plain", SourceKind.FLATBED)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        given = 0
        for word in self._script:
            if word == "child":
                child = subprocess.Popen(["sleep", "600"])
                yield _frame(given, f"page {given}, child {child.pid}", request)
            elif word.isdigit():
                for acknowledged in range(int(word)):
                    yield _frame(given, f"page {given}, {acknowledged} acknowledged", request)
                    given += 1
            else:
                _end(word, cancelled)


def _frame(index: int, words: str, request: ScanRequest) -> ScannedFrame:
    return ScannedFrame(words.encode(), "image/jpeg", request.source_id, None, index)


def _end(word: str, cancelled: Callable[[], bool]) -> None:
    if word == "exit":
        os._exit(3)
    if word == "bug":
        raise ZeroDivisionError
    while word == "hang" or (word == "wait" and not cancelled()):
        time.sleep(0.02)
    if word == "wait":
        raise Cancelled("scan")
    raise DeviceError(word)


class HangingReader:
    """Never gives an answer."""

    def read(self, data: bytes, codes: Sequence[CodeRead] = ()) -> PageReading:
        while True:
            time.sleep(60)


def open_hanging_reader(options: Mapping[str, str]) -> HangingReader:
    return HangingReader()
