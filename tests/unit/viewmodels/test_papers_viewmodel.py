"""Papers of a case: the right pages, prints that need a reason, prints that failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.agreement import Power
from app.domain.errors import PrintError
from app.domain.paper import PaperKind, PrintOutcome
from app.ports.papers import PrinterDescription
from app.services.intake_state import PaperStatus
from resources.texts import error_text
from tests.fakes.guides import FAR, ITEM
from tests.fakes.papers import RecordingPrinter
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


def test_a_paper_that_failed_is_named_and_tried_again(desk: WindowDesk, papers: PapersViewModel, case_id: str) -> None:
    told: list[Exception] = []
    papers.failed.connect(told.append)
    desk.settings.own["printer.label"] = "labels"
    desk.printer.fault = PrintError("paper_out")
    papers.print(receipt_of(desk, case_id))
    desk.printer.fault = None

    (error,) = told
    assert isinstance(error, PrintError)
    words = error_text(error.code, error.details)
    assert "收件回执" in words
    assert "缺纸" in words
    assert papers.some_failed

    papers.print_all()

    assert [row.cells[2].tone for row in papers.table.rows()] == ["green"] * len(papers.table.rows())
    assert len(desk.printer.jobs) == len(papers.table.rows())


def test_one_failure_among_many_is_known_before_the_papers_are_read_again(
    desk: WindowDesk, manual: ManualTaskRunner, case_id: str
) -> None:
    model = PapersViewModel(desk.workspace, manual, lambda: None)
    desk.settings.own["printer.label"] = "labels"
    model.show_papers(statuses(desk, case_id))
    manual.run_all()
    desk.printer.fault = PrintError("paper_out")
    model.print_all()
    manual.step()
    desk.printer.fault = None
    seen: list[bool] = []
    model.printed.connect(lambda _paper: seen.append(model.some_failed))

    manual.run_all()

    assert seen == [True] * (len(statuses(desk, case_id)) - 1)


def draft_with_notice(desk: WindowDesk) -> str:
    """A draft without its materials whose applicant was given a notice."""
    case_id = desk.draft(confirm__applicant="yes")
    desk.edit_case.choose(case_id, ITEM, FAR)
    desk.edit_case.answer(case_id, "agent", "no")
    desk.notice(desk.session, case_id, {})
    return case_id


def test_after_the_receipt_it_is_looked_at_and_not_the_old_notice(desk: WindowDesk, runner: InlineTaskRunner) -> None:
    case_id = draft_with_notice(desk)
    model = PapersViewModel(desk.workspace, runner, lambda: None)
    model.show_papers(statuses(desk, case_id))
    (notice,) = statuses(desk, case_id)
    assert model.current == notice.paper.id
    for code in ("M1", "M2"):
        desk.paper(case_id, code)
    desk.receive(desk.session, case_id)
    desk.make_papers(desk.session, case_id)

    model.show_papers(statuses(desk, case_id))

    assert model.current == receipt_of(desk, case_id)
    model.look_at(notice.paper.id)
    model.show_papers(statuses(desk, case_id))
    assert model.current == notice.paper.id


@pytest.mark.parametrize("printer", ["", "labels"])
def test_all_leaves_out_the_notice_and_labels_without_a_printer(
    desk: WindowDesk, runner: InlineTaskRunner, printer: str
) -> None:
    case_id = draft_with_notice(desk)
    for code in ("M1", "M2"):
        desk.paper(case_id, code)
    desk.receive(desk.session, case_id)
    made = desk.make_papers(desk.session, case_id)
    label = next(paper.id for paper in made if paper.kind is PaperKind.LABEL)
    desk.settings.own["printer.label"] = printer
    model = PapersViewModel(desk.workspace, runner, lambda: model.show_papers(statuses(desk, case_id)))
    model.show_papers(statuses(desk, case_id))
    words = {row.key: row.cells[2].words for row in model.table.rows()}
    assert ("没有设置标签打印机" in words[label]) is not bool(printer)

    model.print_all()

    printed = {one.paper.kind for one in statuses(desk, case_id) if one.prints}
    assert PaperKind.ONE_TIME_NOTICE not in printed
    assert (PaperKind.LABEL in printed) is bool(printer)
    assert PaperKind.RECEIPT in printed


class NoPrinter(RecordingPrinter):
    """A machine without printers."""

    def printers(self) -> tuple[PrinterDescription, ...]:
        return ()


def test_without_a_printer_it_is_said_once_and_every_row_says_why(
    desk: WindowDesk, runner: InlineTaskRunner, case_id: str, tmp_path: Path
) -> None:
    workspace = replace(desk.workspace, print_papers=replace(desk.print_papers, printer=NoPrinter()))
    model = PapersViewModel(workspace, runner, lambda: model.show_papers(statuses(desk, case_id)))
    model.show_papers(statuses(desk, case_id), "YZ1")
    told: list[Exception] = []
    model.failed.connect(told.append)
    before = model.no_printer  # nobody asked yet

    model.print_all()

    assert told == []
    assert (before, model.no_printer) == (False, True)
    assert {row.cells[2].words for row in model.table.rows()} == {"未打印 · 没有打印机"}
    unsaved = [model.progress.unsaved]
    folders: list[str] = []
    model.all_saved.connect(folders.append)
    model.save_all(str(tmp_path))
    assert folders == [str(tmp_path)]
    assert len(list(tmp_path.glob("YZ1-*.pdf"))) == len(statuses(desk, case_id))
    assert [*unsaved, model.progress.unsaved] == [True, False]
    assert model.progress.unprinted


def test_papers_that_fail_for_one_reason_are_told_in_one_message(
    desk: WindowDesk, papers: PapersViewModel, case_id: str
) -> None:
    told: list[Exception] = []
    papers.failed.connect(told.append)
    desk.printer.fault = PrintError("paper_out")

    papers.print_all()

    error = told[-1]
    assert isinstance(error, PrintError)
    words = error_text(error.code, error.details)
    assert words.count("缺纸") == 1
    assert "“收件回执”“材料清单”" in words
    tried = [row.cells[2].words for row in papers.table.rows() if "标签" not in row.cells[2].words]
    assert tried == ["没有打成 · 缺纸"] * len(tried)

    desk.printer.fault = PrintError("paper_jam")
    papers.print(receipt_of(desk, case_id))
    error = told[-1]
    assert isinstance(error, PrintError)
    words = error_text(error.code, error.details)
    assert words.count("缺纸") == words.count("卡纸") == 1


@pytest.mark.parametrize(("delegated", "title"), [(True, "一次性告知书"), (False, "收件材料补齐提醒")])
def test_a_notice_is_listed_by_the_title_it_bears(
    desk: WindowDesk, runner: InlineTaskRunner, delegated: bool, title: str
) -> None:
    powers = frozenset({Power.ONE_TIME_NOTICE}) if delegated else frozenset()
    desk.guides.powers = {FAR: powers}
    case_id = draft_with_notice(desk)
    desk.guides.powers = {}  # whatever is agreed later
    model = PapersViewModel(desk.workspace, runner, lambda: None)
    model.show_papers(statuses(desk, case_id))

    (row,) = model.table.rows()

    assert row.cells[0].words == title
    assert title in model.file_name_of(row.key)
