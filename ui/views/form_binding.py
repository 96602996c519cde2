"""Ties labelled fields to the typed values of the case on the desk."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.viewmodels.intake_form import FormViewModel
from ui.widgets.choices import ChoiceField, SegmentedField
from ui.widgets.fields import Field


class FormBinding(QObject):
    """Fields by their name in the form; each shows its value and message and tells what is typed."""

    def __init__(self, model: FormViewModel, parent: QObject) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self._model = model
        self._fields: dict[str, Field] = {}
        self._defaults: dict[str, str] = {}
        model.values_changed.connect(self.show_values)
        model.messages_changed.connect(self.show_messages)

    def bind(self, name: str, field: Field, default: str = "") -> Field:
        """Tie a field to the form field `name`; `default` is shown while the form says nothing."""
        self._fields[name] = field
        self._defaults[name] = default
        if isinstance(field, ChoiceField | SegmentedField):
            field.edited.connect(lambda value: self._model.choose(name, value))
        else:
            field.edited.connect(lambda value: self._model.edit(name, value))
            field.left.connect(lambda: self._model.leave(name))
        return field

    def field(self, name: str) -> Field | None:
        """The field tied to `name`."""
        return self._fields.get(name)

    def attend(self, name: str) -> bool:
        """Put the cursor into a field and bring it into sight; False when it cannot be seen now.

        A field of a step that is not in front would take what is typed elsewhere.
        """
        field = self._fields.get(name)
        if field is None or not field.isVisible():
            return False
        field.setFocus()
        area = _scroll_area_of(field)
        if area is not None:
            area.ensureWidgetVisible(field, 0, 60)
        return True

    def show_values(self) -> None:
        """Show what the form says."""
        for name, field in self._fields.items():
            field.set_value(self._model.value(name) or self._defaults[name])

    def show_messages(self) -> None:
        """Show what is wrong, beside its cause."""
        for name, field in self._fields.items():
            field.set_error(self._model.message(name))


def _scroll_area_of(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above
