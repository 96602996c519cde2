"""Papers on a real window: pages that wait to be asked for, prints whose end nobody knows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.domain.audit import AuditAction
from tests.gui.driver import Driver
from ui.widgets.marks import StatePanel
from ui.widgets.paper_view import PaperView

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


@pytest.fixture
def case_id(at_work: Driver) -> str:
    """A received case with papers."""
    ready = at_work.desk.ready()
    at_work.desk.receive(at_work.desk.session, ready)
    at_work.desk.make_papers(at_work.desk.session, ready)
    return ready


def test_papers_of_a_case_are_covered_until_the_clerk_asks(at_work: Driver, case_id: str) -> None:
    at_work.press(KEY.Key_2, CTRL)
    session = at_work.window.session
    assert session is not None
    session.cases.open(case_id)
    at_work.rest()
    assert "F6" in at_work.find("cases.preview_state", StatePanel).words()
    assert at_work.find("cases.preview_state", StatePanel).isVisible()
    assert not at_work.find("cases.preview", PaperView).isVisible()

    at_work.press(KEY.Key_F6)

    assert at_work.find("cases.preview", PaperView).isVisible()
    assert at_work.find("cases.preview", PaperView).page_count() == 2
    with at_work.desk.store.unit_of_work() as unit:
        shown = [entry for entry in unit.audit.entries() if entry.action is AuditAction.PERSONAL_DATA_SHOWN]
    assert [entry.subject for entry in shown] == [case_id]
    at_work.press(KEY.Key_P, CTRL)
    assert len(at_work.desk.printer.jobs) == 1
