"""The whole visit on a real window over the real program: serial card reader, worker processes, encrypted store, HTTP.

Only the paper on the desk and the platform's far side are stand-ins. The line is down until the papers are printed.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.composition import Door, Options
from app.demo import script
from app.demo.sample_source import SOURCE_ID, SamplePaperSource
from app.domain.case import CaseState
from app.domain.paper import PaperKind
from app.sandbox.server import SandboxServer
from app.services.workspace import Workspace
from scanners.drivers.sam_v import open_reader
from scanners.simulated.sam_v_cards import sample_card
from scanners.simulated.sam_v_device import SimulatedSamDevice
from tests.conftest import ExpectLog
from tests.fakes.local_store import CHEAP, SMALL
from ui.shell.application import open_window
from ui.shell.main_window import MainWindow
from ui.viewmodels.intake_viewmodel import IntakeViewModel

KEY = Qt.Key
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CARD, NAME = "resident-chen", "陈𬭎样本"
PATIENCE_MS = 30_000
LANES = ("store", "paper", "imaging", "reading", "comparison", "device:reader", "device:scanner")


@dataclass
class Clerk:
    """Hands and eyes in front of the window."""

    window: MainWindow
    bot: QtBot
    pictures: Path

    @property
    def intake(self) -> IntakeViewModel:
        assert self.window.session is not None
        return self.window.session.intake

    @property
    def workspace(self) -> Workspace:
        assert self.window.session is not None
        return self.window.session.workspace

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """One key, when the window is at rest: a person waits for what the screen says."""
        self.wait(lambda: not any(self.window.runner.busy(lane) for lane in LANES))
        QApplication.processEvents()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        QApplication.processEvents()

    def type(self, words: str) -> None:
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit), field
        QTest.keyClicks(field, words)

    def wait(self, until: Callable[[], bool]) -> None:
        self.bot.waitUntil(until, timeout=PATIENCE_MS)

    def focus(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def look(self, name: str) -> None:
        """Keep a picture for a person to look at."""
        assert self.window.grab().save(str(self.pictures / f"{name}.png"))


@pytest.fixture
def port() -> int:
    """A port on which nobody listens yet: the platform that is out of reach."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@pytest.fixture
def reader() -> Iterator[SimulatedSamDevice]:
    """A card reader on a pseudo-terminal, one card on its plate."""
    device = SimulatedSamDevice.from_address("")
    device.start()
    device.module.put(sample_card(CARD))
    yield device
    device.stop()


@pytest.fixture
def clerk(tmp_path: Path, qapp: QApplication, qtbot: QtBot, port: int, reader: SimulatedSamDevice) -> Iterator[Clerk]:
    """A set-up station, its window open at the sign-in."""
    options = Options(
        tmp_path / "data",
        sources={SOURCE_ID: SamplePaperSource()},
        open_reader=lambda: open_reader(f"sam-v:serial:{reader.port}"),
        store=SMALL,
        strength=CHEAP,
    )
    settings = {**script.station(), "platform.url": f"http://127.0.0.1:{port}", "look.style": "light"}
    door = Door(options)
    door.set_up(script.account(), settings).close()
    window = open_window(qapp, door, door.settings.load())
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield Clerk(window, qtbot, tmp_path)
    window.close()
    window.runner.close()
    if window.session is not None:
        window.session.workspace.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_name_beyond_the_bmp_goes_through_screen_store_wire_and_paper(
    clerk: Clerk, port: int, expect_log: ExpectLog
) -> None:
    _sign_in(clerk)
    _identify(clerk)
    _choose(clerk)
    _bring_papers(clerk)
    _receive(clerk)
    case_id = _case_id(clerk)

    # Store: closed behind the screen, asked for anew.
    case = clerk.workspace.open_case.current(case_id).case
    assert case.applicant is not None
    assert case.applicant.name == NAME
    assert case.state is CaseState.RECEIVED

    # Paper: the receipt as archived.
    papers = {paper.kind: paper for paper in clerk.workspace.make_papers(clerk.workspace.session, case_id)}
    assert PaperKind.TRANSFER_SLIP in papers
    archived = clerk.workspace.store.vault.get(papers[PaperKind.RECEIPT].sha256)
    assert NAME in pypdf.PdfReader(BytesIO(archived)).pages[0].extract_text()

    # Wire: the line comes back by itself, the backlog drains.
    counts = clerk.workspace.line_view.facts().counts
    assert counts.waiting_cases == 1
    with SandboxServer(port=port) as platform:
        clerk.press(KEY.Key_3, Qt.KeyboardModifier.ControlModifier)
        clerk.look("7-line-down")
        clerk.wait(lambda: _drained(clerk))
        clerk.look("8-line-back")
        there = platform.ledger.cases()
        assert [row["receipt_number"] for row in there] == [case.receipt_number]
        assert NAME in bytes(there[0]["body"]).decode("utf-8")
    assert clerk.workspace.open_case.current(case_id).case.state is CaseState.SUBMITTED


def _sign_in(clerk: Clerk) -> None:
    account = script.account()
    clerk.type(account.login)
    clerk.press(KEY.Key_Return)
    clerk.type(account.password)
    clerk.press(KEY.Key_Return)
    clerk.wait(lambda: clerk.window.session is not None and clerk.window.session.intake.state is not None)
    clerk.wait(lambda: clerk.focus() == "applicant.name")
    clerk.look("1-empty")


def _identify(clerk: Clerk) -> None:
    clerk.press(KEY.Key_F2)  # the cursor is where the card says nothing before the card is read
    assert clerk.focus() == "applicant.phone"
    field = clerk.window.findChild(QLineEdit, "applicant.name")
    assert field is not None
    clerk.wait(lambda: field.text() == NAME)
    assert clerk.focus() == "applicant.phone"
    clerk.type("19900000021")
    clerk.look("2-applicant")


def _choose(clerk: Clerk) -> None:
    clerk.press(KEY.Key_F4)
    clerk.wait(lambda: clerk.focus() == "intake.item_search")
    clerk.type("hhqy")
    clerk.press(KEY.Key_Return)
    clerk.wait(lambda: clerk.focus() == "intake.places")
    clerk.look("3-places")
    clerk.press(KEY.Key_Return)
    clerk.wait(lambda: clerk.intake.step == "materials")


def _bring_papers(clerk: Clerk) -> None:
    for row in clerk.workspace.open_case.current(_case_id(clerk)).rows:
        code = row.material.code
        clerk.press(KEY.Key_F5)
        clerk.wait(partial(_looked_at, clerk, code))
        clerk.press(KEY.Key_F6)
        clerk.wait(partial(_complete, clerk, code))
    clerk.look("4-materials")


def _receive(clerk: Clerk) -> None:
    clerk.press(KEY.Key_F9)
    clerk.press(KEY.Key_F9)
    clerk.wait(lambda: clerk.focus() == "confirm.applicant")
    clerk.press(KEY.Key_Space)
    clerk.look("5-confirm")
    clerk.wait(lambda: clerk.workspace.open_case.current(_case_id(clerk)).can_receive)
    clerk.press(KEY.Key_F9)
    clerk.wait(partial(_shows_number, clerk))
    clerk.wait(lambda: len(clerk.workspace.open_case.current(_case_id(clerk)).papers) >= 5)
    clerk.look("6-papers")


def _shows_number(clerk: Clerk) -> bool:
    label = clerk.window.findChild(QLabel, "intake.receipt_number")
    return label is not None and "YZ12A" in label.text()


def _case_id(clerk: Clerk) -> str:
    state = clerk.intake.state
    assert state is not None
    return state.case.id


def _looked_at(clerk: Clerk, code: str) -> bool:
    rows = clerk.workspace.open_case.current(_case_id(clerk)).rows
    pages = next(row.pages for row in rows if row.material.code == code)
    return bool(pages) and not clerk.workspace.capture_pages.unseen(_case_id(clerk))


def _complete(clerk: Clerk, code: str) -> bool:
    """Where something turned up after a quick verdict the clerk has seen it now, and gives it again."""
    if clerk.intake.materials.check.asked_again(code):
        clerk.press(KEY.Key_F6)
    rows = clerk.workspace.open_case.current(_case_id(clerk)).rows
    return next(row.gap for row in rows if row.material.code == code) is None


def _drained(clerk: Clerk) -> bool:
    """Waiting is the clerk's too: the key of the line view asks for a round at once."""
    clerk.press(KEY.Key_F5)
    return clerk.workspace.line_view.facts().counts.waiting == 0
