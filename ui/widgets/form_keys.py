"""Enter moves on, Esc steps back: in every form the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget

OWN_ENTER = "own_enter"
"""Property of inputs that use Enter for something of their own."""

ONE_INPUT = "one_input"
"""Property of a control that is one input made of several; its focus proxy is the part that stands for it."""


class FormKeys(QObject):
    """Watches the inputs below a form. Nothing that was typed is lost by either key."""

    def __init__(self, form: QWidget) -> None:
        """Watch all inputs that `form` has now; call `watch` for those that come later."""
        super().__init__(form)
        self.watch(form)

    def watch(self, form: QWidget) -> None:
        """Watch the inputs below `form`."""
        for kind in (QLineEdit, QComboBox, QCheckBox):
            for widget in form.findChildren(kind):
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and Esc walk the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if isinstance(watched, QComboBox) and watched.view().isVisible():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not watched.property(OWN_ENTER):
            return _walk(watched, forward=True)
        if event.key() == Qt.Key.Key_Escape:
            return _walk(watched, forward=False)
        return False


def move_on(widget: QWidget) -> None:
    """Give the focus to the next control, as Enter does."""
    _walk(widget, forward=True)


def step_back(widget: QWidget) -> None:
    """Give the focus to the control before, as Esc does."""
    _walk(widget, forward=False)


def _walk(widget: QWidget, *, forward: bool) -> bool:
    """Give the focus to the next (previous) input, or to the one next action behind the last."""
    other = _neighbour(widget, forward)
    while other is not None and other is not widget:
        # Never `focusProxy()` here: asked of a scroll area's viewport, PySide 6.9 takes the live area for garbage.
        if other.isVisible() and other.isEnabled() and _by_tab(other):
            above = other.parentWidget()
            whole = above if above is not None and above.property(ONE_INPUT) else other
            whole.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return True
        other = _neighbour(other, forward)
    return False


def _neighbour(widget: QWidget, forward: bool) -> QWidget | None:
    return widget.nextInFocusChain() if forward else widget.previousInFocusChain()


def _by_tab(widget: QWidget) -> bool:
    """Inputs, choices, and the one next action; a stray second Enter must not give a visit up."""
    if isinstance(widget, QPushButton) and widget.property("kind") not in ("segment", "primary"):
        return False
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
