"""Troubles in our words; a machine without printers; which printing a machine has."""

from __future__ import annotations

import pytest

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.printing import system_printer
from app.printing.cups_printer import CupsPrinter
from app.printing.null_printer import NullPrinter
from app.printing.troubles import trouble_in
from resources.texts import catalogue


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        (("none",), ""),
        ((), ""),
        (("media-empty-error",), "paper_out"),
        (("media-empty-warning",), "paper_out"),
        (("media-needed",), "paper_out"),
        (("media-low-warning", "toner-low-report"), ""),
        (("cover-open-error",), "cover_open"),
        (("door-open",), "cover_open"),
        (("media-jam-error", "media-empty-error"), "paper_out"),
        (("offline-report",), "offline"),
        (("connecting-to-device",), "offline"),
        (("media-empty-error", "paused"), "queue_stopped"),
        (("com.maker-special-error",), ""),
    ],
)
def test_reasons_become_causes(reasons: tuple[str, ...], cause: str) -> None:
    assert trouble_in(reasons) == cause
    assert not cause or cause in catalogue("errors_print")


def test_without_printers_nothing_prints() -> None:
    printer = NullPrinter()

    assert printer.printers() == ()
    assert printer.follow("1", 5) is PrintOutcome.UNKNOWN
    assert printer.trouble("1") is None
    with pytest.raises(PrintError) as caught:
        printer.print(b"%PDF", "hall", "x", "A4")
    assert caught.value.code == "print.no_printer"


def test_this_machine_prints_through_cups() -> None:
    assert isinstance(system_printer(), CupsPrinter)
