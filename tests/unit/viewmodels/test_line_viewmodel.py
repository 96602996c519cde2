"""The line in plain words."""

from __future__ import annotations

import pytest

from app.domain.errors import SyncError
from tests.fakes.desk import NAME
from tests.fakes.runner import InlineTaskRunner
from tests.fakes.workspace import WindowDesk
from ui.viewmodels.line_viewmodel import LineViewModel


@pytest.fixture
def line(desk: WindowDesk, runner: InlineTaskRunner) -> LineViewModel:
    case_id = desk.ready()
    desk.receive(desk.session, case_id)
    return LineViewModel(desk.workspace, runner)


def test_rows_wait_in_turn_before_the_first_try(line: LineViewModel) -> None:
    line.read()

    assert [row.cells[1].words for row in line.table.rows()] == ["办件信息", "材料页面", "材料页面", "传齐确认"]
    assert {row.cells[2].tone for row in line.table.rows()} == {"amber"}
    assert line.state_words[0] == "muted"


def test_each_row_names_its_case_with_the_name_masked(desk: WindowDesk, line: LineViewModel) -> None:
    other = desk.ready()
    desk.receive(desk.session, other)
    entries = desk.workspace.line_view.entries()
    with desk.store.unit_of_work() as unit:
        numbers = [unit.cases.get(entry.fact.case_id).receipt_number for entry in entries]
    line.read()

    told = [row.cells[0].words for row in line.table.rows()]
    assert [words.split("\n")[0] for words in told] == numbers
    assert len(set(numbers)) == 2
    assert all("张" in words and NAME not in words for words in told)


def test_a_line_that_is_down_says_why(desk: WindowDesk, line: LineViewModel) -> None:
    desk.gateway.fault = SyncError("no_route")
    desk.workspace.synchronise(lambda: False)
    line.read()

    tone, headline, story = line.state_words
    assert (tone, headline) == ("amber", "连不上平台")
    assert "sync.no_route" not in story


def test_a_refused_row_can_be_sent_again(desk: WindowDesk, line: LineViewModel) -> None:
    desk.gateway.fault = SyncError("refused", detail="号码重复")
    desk.workspace.synchronise(lambda: False)
    line.read()
    refused = next(row for row in line.table.rows() if row.cells[2].tone == "red")
    asked: list[bool] = []
    line.synchronise_asked.connect(lambda: asked.append(True))

    line.release(refused.key)

    assert asked == [True]
    assert {row.cells[2].tone for row in line.table.rows()} == {"amber"}


def test_counts_are_told(line: LineViewModel) -> None:
    line.read()

    assert "1 件 4 条" in line.counts_words
