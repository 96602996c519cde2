"""The way of a paper through a real print server to a real IPP printer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.printing.cups_printer import CupsPrinter
from tests.integration.printing.print_server import PrintServer, free_port, print_server, until
from tests.unit.paper.contents import label, receipt, rendered
from tests.unit.paper.pdf_reading import by_pdftotext, squeezed

LONG = 15.0
AT_ONCE = 0.0


@pytest.fixture(scope="module")
def server() -> Iterator[PrintServer]:
    with print_server() as running:
        yield running


@pytest.fixture
def printer(server: PrintServer) -> CupsPrinter:
    return CupsPrinter(server.address)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return rendered(receipt())


def trouble_of(printer: CupsPrinter, job: str) -> str:
    trouble = printer.trouble(job)
    return trouble.code if trouble else ""


def test_the_queues_of_the_server_are_listed(printer: CupsPrinter) -> None:
    queues = {one.name: one for one in printer.printers()}

    assert set(queues) == {"hall", "as-is", "labels"}
    assert queues["hall"].is_default
    assert not queues["as-is"].is_default
    assert {(one.state, one.reason) for one in queues.values()} == {("idle", "")}


def test_a_paper_arrives_byte_for_byte(server: PrintServer, printer: CupsPrinter, paper: bytes) -> None:
    job = printer.print(paper, "as-is", "收件回执 张䶮样本", "A4")

    assert printer.follow(job, LONG) is PrintOutcome.PRINTED
    assert server.printed()[-1] == paper
    assert printer.trouble(job) is None


def test_what_cups_filters_says_the_same(server: PrintServer, paper: bytes) -> None:
    printer = CupsPrinter(server.local_socket)

    job = printer.print(paper, "hall", "收件回执", "A4")

    assert printer.follow(job, LONG) is PrintOutcome.PRINTED
    assert squeezed(by_pdftotext(server.printed()[-1])) == squeezed(by_pdftotext(paper))


def test_a_label_goes_out_too(server: PrintServer, printer: CupsPrinter) -> None:
    pdf = rendered(label())

    job = printer.print(pdf, "labels", "面单", "100x150mm")

    assert printer.follow(job, LONG) is PrintOutcome.PRINTED
    assert server.printed()[-1] == pdf


def test_a_label_on_a_printer_without_label_paper_has_failed(server: PrintServer, printer: CupsPrinter) -> None:
    before = len(server.printed())

    job = printer.print(rendered(label()), "as-is", "面单", "100x150mm")

    assert printer.follow(job, LONG) is PrintOutcome.FAILED
    assert trouble_of(printer, job) == "print.job_aborted"
    assert len(server.printed()) == before


def test_an_empty_tray_is_told_and_printing_goes_on_when_it_is_filled(
    server: PrintServer, printer: CupsPrinter, paper: bytes
) -> None:
    before = len(server.printed())
    with server.state("tray-empty"):
        job = printer.print(paper, "as-is", "收件回执", "A4")
        until(lambda: trouble_of(printer, job) == "print.paper_out", "the report of the empty tray")
        queue = next(one for one in printer.printers() if one.name == "as-is")
        assert (queue.state, queue.reason) == ("printing", "print.paper_out")
        assert printer.follow(job, AT_ONCE) is PrintOutcome.UNKNOWN
        assert len(server.printed()) == before

    assert printer.follow(job, LONG) is PrintOutcome.PRINTED
    assert printer.trouble(job) is None
    assert len(server.printed()) == before + 1


def test_a_job_the_printer_gives_up_has_failed(server: PrintServer, printer: CupsPrinter, paper: bytes) -> None:
    before = len(server.printed())
    with server.state("gives-up"):
        # Some of them CUPS itself calls completed.
        jobs = [printer.print(paper, "as-is", "收件回执", "A4") for _ in range(6)]

        assert [printer.follow(job, LONG) for job in jobs] == [PrintOutcome.FAILED] * 6

    assert {trouble_of(printer, job) for job in jobs} == {"print.job_aborted"}
    assert len(server.printed()) == before


def test_a_job_somebody_cancels_has_failed(server: PrintServer, printer: CupsPrinter, paper: bytes) -> None:
    outcomes: list[PrintOutcome] = []
    with server.state("tray-empty"):
        job = printer.print(paper, "as-is", "收件回执", "A4")
        until(lambda: trouble_of(printer, job) == "print.paper_out", "the job at the printer")
        follower = threading.Thread(target=lambda: outcomes.append(printer.follow(job, LONG)))
        follower.start()
        server.administer("cancel", f"as-is-{job.rpartition('/')[2]}")
        follower.join(LONG)

    assert outcomes == [PrintOutcome.FAILED]
    assert trouble_of(printer, job) == "print.job_cancelled"


def test_a_stopped_queue_keeps_the_job_and_says_so(server: PrintServer, printer: CupsPrinter, paper: bytes) -> None:
    server.administer("cupsdisable", "as-is")
    job = printer.print(paper, "as-is", "收件回执", "A4")

    assert printer.follow(job, AT_ONCE) is PrintOutcome.UNKNOWN
    assert trouble_of(printer, job) == "print.queue_stopped"
    queue = next(one for one in printer.printers() if one.name == "as-is")
    assert (queue.state, queue.reason) == ("stopped", "print.queue_stopped")

    server.administer("cupsenable", "as-is")
    assert printer.follow(job, LONG) is PrintOutcome.PRINTED


def test_a_queue_that_takes_no_jobs_refuses(server: PrintServer, printer: CupsPrinter, paper: bytes) -> None:
    server.administer("cupsreject", "hall")
    try:
        with pytest.raises(PrintError) as caught:
            printer.print(paper, "hall", "收件回执", "A4")
    finally:
        server.administer("cupsaccept", "hall")

    assert caught.value.code == "print.refused"


def test_an_unknown_queue_is_no_printer(printer: CupsPrinter, paper: bytes) -> None:
    with pytest.raises(PrintError) as caught:
        printer.print(paper, "nowhere", "收件回执", "A4")

    assert caught.value.code == "print.no_printer"
    assert caught.value.details == {"printer": "nowhere"}


def test_nobody_knows_what_became_of_a_forgotten_job(server: PrintServer, printer: CupsPrinter) -> None:
    assert printer.follow(f"ipp://{server.address}/jobs/9999", LONG) is PrintOutcome.UNKNOWN


def test_without_a_server_there_is_no_printer(paper: bytes) -> None:
    alone = CupsPrinter(f"localhost:{free_port()}")

    assert alone.printers() == ()
    assert alone.follow("ipp://localhost/jobs/1", LONG) is PrintOutcome.UNKNOWN
    with pytest.raises(PrintError) as caught:
        alone.print(paper, "hall", "收件回执", "A4")
    assert caught.value.code == "print.no_printer"
