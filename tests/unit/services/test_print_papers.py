"""Printing: counted, asked about when unknown, marked when repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import PrintError, RuleError
from app.domain.paper import Paper, PrintOutcome
from tests.fakes.desk import Desk


def _receipt(desk: Desk) -> Paper:
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    return desk.make_papers(desk.session, case_id)[0]


def test_the_archived_bytes_are_printed_and_the_print_is_counted() -> None:
    desk = Desk()
    paper = _receipt(desk)
    attempt = desk.print_papers.print(desk.session, paper.id, "hall")
    assert attempt.outcome is PrintOutcome.PRINTED
    assert not attempt.reprint
    assert desk.printer.jobs[0][0] == desk.vault.get(paper.sha256)
    assert not desk.print_papers.unsettled()


def test_a_second_print_needs_a_reason_and_carries_the_mark() -> None:
    desk = Desk()
    paper = _receipt(desk)
    desk.print_papers.print(desk.session, paper.id, "hall")
    with pytest.raises(RuleError, match=r"rule\.reprint_reason"):
        desk.print_papers.print(desk.session, paper.id, "hall", "  ")
    again = desk.print_papers.print(desk.session, paper.id, "hall", "申请人遗失")
    assert again.reprint
    assert again.reason == "申请人遗失"
    assert desk.printer.jobs[1][0].endswith(b"reprint")


def test_a_failed_print_may_be_repeated_without_a_reason() -> None:
    desk = Desk()
    paper = _receipt(desk)
    desk.printer.fault = PrintError("paper_out")
    with pytest.raises(PrintError, match=r"print\.paper_out"):
        desk.print_papers.print(desk.session, paper.id, "hall")
    desk.printer.fault = None
    assert not desk.print_papers.print(desk.session, paper.id, "hall").reprint


def test_a_job_the_printer_gave_up_is_told_with_its_cause() -> None:
    desk = Desk()
    paper = _receipt(desk)
    desk.printer.outcome = PrintOutcome.FAILED
    with pytest.raises(PrintError, match=r"print\.paper_out"):
        desk.print_papers.print(desk.session, paper.id, "hall")
    assert not desk.print_papers.unsettled()


def test_an_unknown_print_is_asked_about_until_the_clerk_says() -> None:
    desk = Desk()
    paper = _receipt(desk)
    desk.printer.outcome = PrintOutcome.UNKNOWN
    attempt = desk.print_papers.print(desk.session, paper.id, "hall")
    (asked,) = desk.print_papers.unsettled()
    assert (asked.paper.id, asked.attempt.id) == (paper.id, attempt.id)
    with desk.store.unit_of_work() as unit:
        assert asked.receipt_number == unit.cases.get(paper.case_id).receipt_number
    desk.print_papers.settle(desk.session, attempt.id, PrintOutcome.PRINTED)
    assert not desk.print_papers.unsettled()


def test_a_paper_is_saved_to_a_file_or_says_why_not(tmp_path: Path) -> None:
    desk = Desk()
    paper = _receipt(desk)
    desk.print_papers.save(desk.session, paper.id, str(tmp_path / "receipt.pdf"))
    assert (tmp_path / "receipt.pdf").read_bytes() == desk.vault.get(paper.sha256)
    with pytest.raises(PrintError, match=r"print\.cannot_save"):
        desk.print_papers.save(desk.session, paper.id, str(tmp_path / "no folder" / "receipt.pdf"))
