"""Papers of a case: the right pages, prints that need a reason, prints that failed."""

from __future__ import annotations

import pytest

from app.domain.paper import PaperKind, PrintOutcome
from app.services.intake_state import PaperStatus
from tests.fakes.runner import InlineTaskRunner, ManualTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.papers_viewmodel import PapersViewModel


@pytest.fixture
def case_id(desk: WindowDesk) -> str:
    """A received case with papers."""
    ready = desk.ready()
    desk.receive(desk.session, ready)
    desk.make_papers(desk.session, ready)
    return ready


@pytest.fixture
def papers(desk: WindowDesk, runner: InlineTaskRunner, case_id: str) -> PapersViewModel:
    """Its papers, read again whenever they change."""
    model = PapersViewModel(desk.workspace, runner, lambda: model.show_papers(statuses(desk, case_id)))
    model.show_papers(statuses(desk, case_id))
    return model


def statuses(desk: WindowDesk, case_id: str) -> tuple[PaperStatus, ...]:
    """The papers as the services know them."""
    return desk.open_case.current(case_id).papers


def receipt_of(desk: WindowDesk, case_id: str) -> str:
    """Id of the receipt."""
    return next(one.paper.id for one in statuses(desk, case_id) if one.paper.kind is PaperKind.RECEIPT)


def test_pages_of_one_paper_are_never_shown_under_the_name_of_another(
    desk: WindowDesk, manual: ManualTaskRunner, case_id: str
) -> None:
    model = PapersViewModel(desk.workspace, manual, lambda: None)
    model.show_papers(statuses(desk, case_id))
    manual.run_all()
    first, second = (one.paper.id for one in statuses(desk, case_id)[:2])
    pages_of = {first: desk.print_papers.preview(first), second: desk.print_papers.preview(second)}
    seen: list[tuple[str, tuple[bytes, ...]]] = []
    for changed in (model.waiting_changed, model.preview_changed):
        changed.connect(lambda: seen.append((model.current, model.pages)))

    model.look_at(second)
    manual.run_all()

    assert model.pages == pages_of[second]
    assert all(pages in ((), pages_of[paper_id]) for paper_id, pages in seen)


def test_a_reprint_that_failed_leaves_the_first_print_out_there(
    desk: WindowDesk, papers: PapersViewModel, case_id: str
) -> None:
    receipt = receipt_of(desk, case_id)
    papers.print(receipt)
    desk.printer.outcome = PrintOutcome.FAILED
    papers.print(receipt, "卡纸")
    desk.printer.outcome = PrintOutcome.PRINTED
    asked: list[str] = []
    papers.reason_asked.connect(asked.append)

    papers.print(receipt)

    assert asked == [receipt]
