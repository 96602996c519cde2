"""Pen, finger and mouse on the pad: points with pressure and time, nothing twice, nothing from outside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.signature_pad import PARTS, SignaturePad

Written = tuple[tuple[str, tuple[tuple[int, int, int, int], ...]], ...]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pad(qtbot: QtBot) -> SignaturePad:
    made = SignaturePad("pad")
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def written(pad: SignaturePad) -> Written:
    """Asked anew each time."""
    return pad.strokes


def pen(pad: SignaturePad, kind: QEvent.Type, x: float, y: float, pressure: float) -> bool:
    """A pen as Wintab or libinput tells it; whether the pad took it."""
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
        "",
        QPointingDeviceUniqueId(),
    )
    at, up = QPointF(x, y), kind is QEvent.Type.TabletRelease
    button = Qt.MouseButton.NoButton if up else LEFT
    event = QTabletEvent(kind, device, at, pad.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NONE, LEFT, button)
    QApplication.sendEvent(pad, event)
    return event.isAccepted()


def test_a_pen_gives_pressure_and_time(pad: SignaturePad) -> None:
    assert pen(pad, QEvent.Type.TabletPress, 60, 50, 0.25)
    assert pen(pad, QEvent.Type.TabletMove, 120, 100, 0.5)
    assert pen(pad, QEvent.Type.TabletRelease, 120, 100, 0)

    ((means, points),) = written(pad)
    assert means == "pen"
    assert [point[:3] for point in points] == [(1000, 833, 250), (2000, 1667, 500)]
    assert 0 <= points[0][3] <= points[1][3]
    assert pad.aspect == round(PARTS / 3)


def test_the_mouse_draws_only_with_the_button_down(pad: SignaturePad) -> None:
    QTest.mouseMove(pad, QPoint(10, 10))
    assert written(pad) == ()
    QTest.mousePress(pad, LEFT, NONE, QPoint(60, 50))
    QTest.mouseMove(pad, QPoint(90, 60))
    QTest.mouseRelease(pad, LEFT, NONE, QPoint(90, 60))
    QTest.mouseMove(pad, QPoint(300, 60))
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, NONE, QPoint(200, 60))

    ((means, points),) = written(pad)
    assert means == "mouse"
    assert [point[:3] for point in points] == [(1000, 833, 0), (1500, 1000, 0)]


def test_a_finger_writes_and_the_resting_hand_does_not(pad: SignaturePad) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(pad, device).press(0, QPoint(60, 50), pad)
    QTest.touchEvent(pad, device).move(0, QPoint(90, 60), pad).press(1, QPoint(500, 190), pad)
    QTest.touchEvent(pad, device).release(0, QPoint(90, 60), pad).release(1, QPoint(500, 190), pad)

    ((means, points),) = written(pad)
    assert means == "touch"
    assert all(point[0] <= 1500 for point in points)


def test_a_mouse_event_made_of_the_pen_is_not_a_second_stroke(pad: SignaturePad) -> None:
    pen(pad, QEvent.Type.TabletPress, 60, 50, 0.25)
    QTest.mousePress(pad, LEFT, NONE, QPoint(60, 50))
    QTest.mouseMove(pad, QPoint(90, 60))
    pen(pad, QEvent.Type.TabletMove, 120, 100, 0.5)
    pen(pad, QEvent.Type.TabletRelease, 120, 100, 0)

    assert len(written(pad)) == 1
    assert len(written(pad)[0][1]) == 2


def test_beyond_the_edge_the_line_stays_at_the_edge(pad: SignaturePad) -> None:
    pen(pad, QEvent.Type.TabletPress, 60, 50, 0.5)
    pen(pad, QEvent.Type.TabletMove, 900, -80, 0.5)
    pen(pad, QEvent.Type.TabletRelease, 900, -80, 0)

    assert written(pad)[0][1][-1][:2] == (PARTS, 0)


def test_undo_and_clear(pad: SignaturePad, qtbot: QtBot) -> None:
    for x in (50, 100):
        QTest.mouseClick(pad, LEFT, NONE, QPoint(x, 50))
    with qtbot.waitSignal(pad.changed):
        pad.undo()
    assert len(written(pad)) == 1
    pad.clear()
    assert written(pad) == ()
    pad.undo()
