"""Windows printing up to the spooler's own calls, which only Windows has."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import pytest

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.printing.gdi_spooler import device_independent_bitmap
from app.printing.windows_printer import Medium, PageRaster, Queue, WindowsPrinter
from tests.unit.paper.contents import copy, label, receipt, rendered

PRINTING, PAPER_OUT, OFFLINE, PRINTED, DELETED, DELETING, COMPLETE = 0x10, 0x40, 0x20, 0x80, 0x100, 0x4, 0x1000
LONG = 5.0


class RecordingSpooler:
    """A spooler that keeps pages and tells the states it is given, the last one for ever."""

    def __init__(self, *states: int | None, dpi: int = 600) -> None:
        self.states = list(states)
        self.dpi = dpi
        self.pages: list[PageRaster] = []
        self.jobs: list[tuple[str, str, Medium]] = []
        self.released: list[tuple[str, int]] = []

    def queues(self) -> Sequence[Queue]:
        return (
            Queue("窗口打印机", True, 0),
            Queue("标签机", False, 0x10),
            Queue("停用", False, 0x1),
            Queue("忙", False, 0x400),
        )

    def resolution(self, printer: str) -> int:
        return self.dpi

    def start(self, printer: str, title: str, medium: Medium, pages: Iterator[PageRaster]) -> int:
        self.jobs.append((printer, title, medium))
        self.pages += pages
        return 7

    def job_status(self, printer: str, job: int) -> int | None:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def release(self, printer: str, job: int) -> None:
        self.released.append((printer, job))


def test_printers_are_told_with_their_troubles() -> None:
    found = WindowsPrinter(RecordingSpooler()).printers()

    assert [(one.name, one.is_default, one.state, one.reason) for one in found] == [
        ("窗口打印机", True, "idle", ""),
        ("标签机", False, "idle", "print.paper_out"),
        ("停用", False, "stopped", "print.queue_stopped"),
        ("忙", False, "printing", ""),
    ]


def test_pages_go_out_in_the_size_of_the_paper() -> None:
    spooler = RecordingSpooler(PRINTED)

    job = WindowsPrinter(spooler).print(rendered(receipt()), "窗口@打印机", "收件回执", "A4")

    assert job == "7@窗口@打印机"
    assert spooler.jobs == [("窗口@打印机", "收件回执", Medium(2100, 2970, code=9))]
    assert len(spooler.pages) == 2
    for page in spooler.pages:
        assert page.dpi == 300
        assert abs(page.width - 210 / 25.4 * 300) < 2
        assert abs(page.height - 297 / 25.4 * 300) < 2
        assert len(page.pixels) == page.width * page.height
        assert min(page.pixels) < 64
        assert page.pixels[:10] == b"\xff" * 10


def test_a_label_keeps_the_dots_of_its_printer() -> None:
    spooler = RecordingSpooler(PRINTED, dpi=203)

    WindowsPrinter(spooler).print(rendered(label()), "标签机", "面单", "100x150mm")

    (page,) = spooler.pages
    assert (page.dpi, page.width, page.height) == (203, 800, 1199)


def test_a_page_that_lies_is_turned_onto_upright_paper() -> None:
    from dataclasses import replace

    from tests.unit.paper.test_verified_copy import blank, encoded

    wide = replace(copy().pages[0], image=encoded(blank(1130, 800)))
    spooler = RecordingSpooler(PRINTED, dpi=72)

    WindowsPrinter(spooler).print(rendered(copy(pages=(wide,))), "窗口", "副本", "A4")

    assert spooler.pages[0].height > spooler.pages[0].width


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ((0, PRINTING, PRINTED), PrintOutcome.PRINTED),
        ((PRINTING, PAPER_OUT, PRINTING, PRINTED | COMPLETE), PrintOutcome.PRINTED),
        ((PRINTING, DELETING), PrintOutcome.FAILED),
        ((PRINTING, DELETED | PRINTED), PrintOutcome.FAILED),
        ((PRINTING, None), PrintOutcome.UNKNOWN),
    ],
)
def test_a_job_is_followed_to_its_end(states: tuple[int | None, ...], outcome: PrintOutcome) -> None:
    spooler = RecordingSpooler(*states)

    assert WindowsPrinter(spooler).follow("7@窗口", LONG) is outcome
    assert spooler.released == ([("窗口", 7)] if outcome is PrintOutcome.PRINTED else [])


def test_time_that_is_up_leaves_the_end_unknown() -> None:
    assert WindowsPrinter(RecordingSpooler(PRINTING)).follow("7@窗口", 0) is PrintOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (PRINTING, None),
        (None, None),
        (PRINTING | PAPER_OUT, "print.paper_out"),
        (OFFLINE, "print.offline"),
        (0x400, "print.needs_hand"),
        (0x2, "print.job_aborted"),
        (DELETED, "print.job_cancelled"),
    ],
)
def test_what_holds_a_job_up_is_told(status: int | None, code: str | None) -> None:
    trouble = WindowsPrinter(RecordingSpooler(status)).trouble("7@窗口")

    assert (trouble.code if trouble else None) == code


def test_unknown_media_are_refused() -> None:
    with pytest.raises(PrintError) as caught:
        WindowsPrinter(RecordingSpooler()).print(b"%PDF", "窗口", "x", "A3")

    assert caught.value.code == "print.unknown_media"


def test_a_bitmap_is_what_gdi_reads() -> None:
    header, rows = device_independent_bitmap(PageRaster(3, 2, 300, bytes((1, 2, 3, 4, 5, 6))))

    size, width, height, planes, bits = struct.unpack_from("<IiiHH", header)
    assert (size, width, height, planes, bits) == (40, 3, -2, 1, 8)
    assert len(header) == 40 + 256 * 4
    assert header[40 + 4 * 200 : 44 + 4 * 200] == bytes((200, 200, 200, 0))
    assert rows == bytes((1, 2, 3, 0, 4, 5, 6, 0))
