"""Every field left is on the disk, not only handed to the system, when the window says that it is saved."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.ports.store import CaseQuery
from local_store.engine import cipher_engine
from tests.e2e.power_cut import SyncWatch, restored, watching
from tests.faults.station import FaultStation
from tests.faults.window_hands import Hands
from ui.shell.application import open_window

KEY = Qt.Key


@dataclass(frozen=True, slots=True)
class Saved:
    """A field that was left, and the disk as a power cut at the moment of the saved mark would leave it."""

    name: str
    value: str
    disk: Mapping[Path, bytes]


@contextmanager
def window_at(station: FaultStation, application: QApplication) -> Iterator[Hands]:
    """The real window over the station's own door, a clerk signed in."""
    door = station.door(random.Random(1))
    window = open_window(application, door, door.settings.load())
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    hands = Hands(window)
    hands.sign_in()
    try:
        yield hands
    finally:
        window.close()
        window.runner.close()
        hands.intake.desk.workspace.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def leave_every_field(station: FaultStation, application: QApplication, watch: SyncWatch) -> list[Saved]:
    """Type into every line of the applicant's and the delivery's form, leaving each with Enter."""
    saved: list[Saved] = []
    with window_at(station, application) as hands:
        marks: list[Mapping[Path, bytes]] = []
        hands.intake.desk.saved.connect(lambda _moment: marks.append(watch.durable()))
        _leave_lines(hands, marks, saved)
        hands.press(KEY.Key_4, Qt.KeyboardModifier.AltModifier)
        hands.press(KEY.Key_Right)  # the result comes by post: there are lines for the address
        _leave_lines(hands, marks, saved)
        assert hands.find(QLabel, "status.saved").text().startswith("已自动保存")
    return saved


def _leave_lines(hands: Hands, marks: list[Mapping[Path, bytes]], saved: list[Saved]) -> None:
    """From the cursor on to the first button behind the form."""
    while hands.focus().partition(".")[0] in ("applicant", "delivery"):
        line = QApplication.focusWidget()
        if not isinstance(line, QLineEdit):
            hands.press(KEY.Key_Tab)
            continue
        value = f"样本{len(saved)}"
        marks.clear()
        hands.type_words(value)
        hands.press(KEY.Key_Return)
        hands.wait(lambda: bool(marks))
        saved.append(Saved(line.objectName(), value, marks[0]))


def lost(station: FaultStation, saved: list[Saved], folder: Path) -> list[str]:
    """Fields a power cut right at their saved mark would have taken."""
    found = []
    for number, one in enumerate(saved):
        after = FaultStation(folder / str(number))
        restored(station.folder / "data", one.disk, after.folder / "data")
        store = after.store()
        with store.unit_of_work() as unit:
            # A case that is not there at all has no fields either.
            draft = next((unit.cases.get(row.id) for row in unit.cases.find(CaseQuery())), None)
        store.close()
        if draft is None or (draft.form.get(one.name), draft.cursor) != (one.value, one.name):
            found.append(one.name)
    return found


@pytest.fixture
def watch() -> Iterator[SyncWatch]:
    with watching() as made:
        yield made


@pytest.fixture
def station(tmp_path: Path, watch: SyncWatch) -> FaultStation:
    folder = tmp_path / "station"
    folder.mkdir()
    return FaultStation.set_up(folder)


def test_every_field_left_survives_a_power_cut_at_its_saved_mark(
    station: FaultStation, qapp: QApplication, watch: SyncWatch, tmp_path: Path
) -> None:
    saved = leave_every_field(station, qapp, watch)

    assert {"applicant.name", "applicant.phone", "delivery.address"} <= {one.name for one in saved}
    assert lost(station, saved, tmp_path) == []


def test_without_the_fsync_the_same_fields_would_be_lost(
    station: FaultStation, qapp: QApplication, watch: SyncWatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = cipher_engine._pragmas

    def lax(key: bytes, *, foreign_keys: bool) -> tuple[str, ...]:
        return (*strict(key, foreign_keys=foreign_keys), "PRAGMA synchronous = NORMAL")

    monkeypatch.setattr(cipher_engine, "_pragmas", lax)
    saved = leave_every_field(station, qapp, watch)

    assert lost(station, saved, tmp_path) == [one.name for one in saved]


def test_every_connection_of_the_program_waits_for_the_disk(station: FaultStation) -> None:
    asked: list[tuple[Any, ...]] = []

    def ask(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        asked.append(tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")))
        cursor.close()

    sa.event.listen(sa.pool.Pool, "connect", ask)
    try:
        workspace = station.workspace(random.Random(1))
        workspace.open_case.start(workspace.session)
        workspace.close()
    finally:
        sa.event.remove(sa.pool.Pool, "connect", ask)
    assert set(asked) == {(2, "wal")}
