"""The simulated printer: sheets in a folder, and every way in which a real one fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.printing.simulated_printer import FAULTS, PrintScript, SimulatedPrinter
from resources.texts import catalogue

PAGES, LABELS = "模拟打印机", "模拟标签打印机"


def printer(folder: Path, address: str = "simulated:") -> SimulatedPrinter:
    return SimulatedPrinter(folder / "printed", PAGES, LABELS, PrintScript.from_address(address))


def sheets(folder: Path) -> list[str]:
    return sorted(one.name for one in (folder / "printed").glob("*"))


def test_sheets_come_out_as_files_in_their_order(tmp_path: Path) -> None:
    one = printer(tmp_path)

    jobs = [one.print(b"%PDF 1", PAGES, "receipt", "A4"), one.print(b"%PDF 2", LABELS, "Q/1 2", "100x150mm")]

    assert [one.follow(job, 5) for job in jobs] == [PrintOutcome.PRINTED] * 2
    assert sheets(tmp_path) == ["0001-page-receipt.pdf", "0002-label-Q_1_2.pdf"]
    assert (tmp_path / "printed" / "0001-page-receipt.pdf").read_bytes() == b"%PDF 1"
    again = printer(tmp_path)
    again.print(b"%PDF 3", PAGES, "receipt", "A4")
    assert sheets(tmp_path)[2] == "0003-page-receipt.pdf"
    assert [(found.name, found.is_default, found.reason) for found in one.printers()] == [
        (PAGES, True, ""),
        (LABELS, False, ""),
    ]
    assert all(found.sheets_folder == str(tmp_path / "printed") for found in one.printers())


@pytest.mark.parametrize("fault", ["paper_out", "paper_jam", "cover_open", "toner_out", "output_full", "offline"])
def test_a_trouble_at_the_device_ends_the_job_and_is_told(tmp_path: Path, fault: str) -> None:
    one = printer(tmp_path, f"simulated:?fault={fault}")
    assert {found.reason for found in one.printers()} == {f"print.{fault}"}

    job = one.print(b"%PDF", PAGES, "receipt", "A4")

    assert one.follow(job, 5) is PrintOutcome.FAILED
    trouble = one.trouble(job)
    assert trouble is not None
    assert trouble.code == f"print.{fault}"
    assert not (tmp_path / "printed").exists()


@pytest.mark.parametrize("fault", ["job_aborted", "job_cancelled"])
def test_a_job_that_was_ended_is_no_trouble_of_the_queue(tmp_path: Path, fault: str) -> None:
    one = printer(tmp_path, f"simulated:?fault={fault}")
    assert {found.reason for found in one.printers()} == {""}

    job = one.print(b"%PDF", PAGES, "receipt", "A4")

    assert one.follow(job, 5) is PrintOutcome.FAILED
    assert str(one.trouble(job)) == str(PrintError(fault))


@pytest.mark.parametrize(
    ("fault", "code", "queues"),
    [("no_server", "print.no_printer", 0), ("no_printer", "print.no_printer", 2), ("refused", "print.refused", 2)],
)
def test_a_job_is_refused(tmp_path: Path, fault: str, code: str, queues: int) -> None:
    one = printer(tmp_path, f"simulated:?fault={fault}")
    assert len(one.printers()) == queues

    with pytest.raises(PrintError) as raised:
        one.print(b"%PDF", PAGES, "receipt", "A4")

    assert raised.value.code == code


def test_the_end_of_a_job_may_stay_unknown_though_its_sheet_is_out(tmp_path: Path) -> None:
    one = printer(tmp_path, "simulated:?fault=unknown")
    job = one.print(b"%PDF", PAGES, "receipt", "A4")

    assert one.follow(job, 5) is PrintOutcome.UNKNOWN
    assert one.trouble(job) is None
    assert one.follow("of another run", 5) is PrintOutcome.UNKNOWN
    assert len(sheets(tmp_path)) == 1


def test_a_script_says_which_jobs_fail(tmp_path: Path) -> None:
    one = printer(tmp_path, "simulated:?fault=paper_jam&after=1&times=2")

    ends = [one.follow(one.print(b"%PDF", PAGES, "receipt", "A4"), 5) for _ in range(4)]

    good, bad = PrintOutcome.PRINTED, PrintOutcome.FAILED
    assert ends == [good, bad, bad, good]


def test_paper_of_another_size_is_no_paper(tmp_path: Path) -> None:
    one = printer(tmp_path)
    job = one.print(b"%PDF", PAGES, "label", "100x150mm")

    assert one.follow(job, 5) is PrintOutcome.FAILED
    for queue, media, code in ((PAGES, "A3", "print.unknown_media"), ("hall", "A4", "print.no_printer")):
        with pytest.raises(PrintError) as raised:
            one.print(b"%PDF", queue, "receipt", media)
        assert raised.value.code == code


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "printed").write_bytes(b"in the way")

    with pytest.raises(PrintError) as raised:
        printer(tmp_path).print(b"%PDF", PAGES, "receipt", "A4")

    assert raised.value.code == "print.cannot_save"


@pytest.mark.parametrize(
    "address", ["", "hall", *(f"simulated:?{query}" for query in ("fault=fire", "after=x", "after=-1", "speed=3", "x"))]
)
def test_an_address_that_says_nothing_known_is_refused(address: str) -> None:
    with pytest.raises(PrintError) as raised:
        PrintScript.from_address(address)
    assert raised.value.code == "print.simulated_script"


def test_there_are_words_for_every_fault() -> None:
    assert {fault for fault in FAULTS if fault != "unknown"} <= set(catalogue("errors_print"))
