"""What an eye would see on a window: clipped words, sideways scrolling, controls without a name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from ui.widgets.key_button import KeyButton
from ui.widgets.step_bar import StepButton


def shown(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """Visible controls of a kind."""
    return [one for one in window.findChildren(kind) if one.isVisible() and not one.visibleRegion().isEmpty()]


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit."""
    found = []
    for one in shown(window, QLabel):
        assert isinstance(one, QLabel)
        if not one.text() or not one.pixmap().isNull():
            continue
        if one.wordWrap():
            if one.height() < one.heightForWidth(one.width()) - 1:
                found.append(f"label {one.text()!r}: {one.height()} px high, wants {one.heightForWidth(one.width())}")
        elif one.width() < one.sizeHint().width():
            found.append(f"label {one.text()!r}: {one.width()} px wide, wants {one.sizeHint().width()}")
    for one in shown(window, QPushButton):
        assert isinstance(one, QPushButton)
        wants = one.sizeHint() if isinstance(one, KeyButton | StepButton) else _wanted(one)
        if one.width() < wants.width() or one.height() < wants.height() - 1:
            found.append(f"button {one.objectName()} {one.text()!r}: {one.size().toTuple()}, wants {wants.toTuple()}")
    return found


def _wanted(button: QPushButton):  # type: ignore[no-untyped-def]
    return button.minimumSizeHint() if not button.text() else button.sizeHint()


def overlapping_edge(window: QWidget) -> list[str]:
    """Areas that would have to be scrolled sideways."""
    found = []
    for area in window.findChildren(QAbstractScrollArea):
        bar = area.horizontalScrollBar()
        if area.isVisible() and area.objectName() not in ("intake.page",) and bar.maximum() > 0:
            found.append(f"{area.objectName() or type(area).__name__}: {bar.maximum()} px too wide")
    for area in window.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None and inner.width() > area.viewport().width() + 1:
            found.append(f"{type(inner).__name__} is wider than its area")
    return found


def nameless(window: QWidget) -> list[str]:
    """Controls that a screen reader could not tell apart: no accessible name and no description."""
    found = []
    for one in window.findChildren(QWidget):
        is_control = isinstance(one, QAbstractButton | QLineEdit | QComboBox | QAbstractScrollArea)
        if not one.isVisible() or not is_control or one.objectName().startswith("qt_"):
            continue
        if isinstance(one, QAbstractScrollArea) and one.focusPolicy() is Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(one.parentWidget(), QLineEdit | QComboBox):
            continue
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface is not None
        told = interface.text(QAccessible.Text.Name) + interface.text(QAccessible.Text.Description)
        if not told.strip():
            found.append(f"{type(one).__name__} {one.objectName()!r}")
    return found
