"""How the selected material is met: way, counts, licence number, remark; only what the guide allows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.material import Provision
from resources.texts import text
from ui.viewmodels.intake_materials import MaterialsViewModel, Subject
from ui.viewmodels.material_words import deferral_words
from ui.widgets.choices import SegmentedField
from ui.widgets.fields import Field, TextField
from ui.widgets.words import label

_COUNTS = ("originals", "copies", "sheets")


class MaterialDetail(QFrame):
    """Below the checklist. What the clerk says is shown at once and holds until the store knows it too.

    Signals:
        finished(): Enter behind the last field.
    """

    finished = Signal()

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setProperty("role", "sunken")
        self._model = model
        self._about: Subject | None = None  # what the fields are about, as last shown
        self._said = ""  # way the clerk chose for it; the store may not know it yet
        self.way = SegmentedField("material.way", text("materials.way"), ())
        self.way.put_label_beside()
        names = {
            "originals": text("materials.originals"),
            "copies": text("materials.copy_count"),
            "sheets": text("materials.sheets"),
        }
        self.counts = {key: TextField(f"material.{key}", names[key]) for key in _COUNTS}
        self.licence = TextField("material.e_licence_number", text("materials.licence"), required=True)
        self.remark = TextField("material.remark", text("materials.remark"))
        self.deferral = label("", "small", wrap=True)
        self.deferral.setObjectName("material.deferral")
        counts = QHBoxLayout()
        counts.setSpacing(10)
        for field in self.counts.values():
            counts.addWidget(field, 2)
        counts.addWidget(self.licence, 4)
        counts.addWidget(self.remark, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self.way)
        layout.addWidget(self.deferral)
        layout.addLayout(counts)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.way.edited.connect(self._choose_way)
        for field in self._inputs():
            field.left.connect(lambda field=field: self._keep(field))
        self.remark.on_enter(self.finished.emit)
        model.failed.connect(lambda _error: self._take_back())
        model.selected.connect(self._follow)
        self._follow()

    def field(self, name: str) -> Field | None:
        """The input with this name, for errors of the services."""
        known: dict[str, Field] = {
            "material.e_licence_number": self.licence,
            "material.remark": self.remark,
            **{f"material.{key}": field for key, field in self.counts.items()},
        }
        return known.get(name)

    def commit(self) -> None:
        """Keep what is being typed, as if the field had been left."""
        for field in self._inputs():
            if field.edit.hasFocus():
                field.left.emit()

    def _follow(self) -> None:
        subject, before = self._model.subject, self._about
        another = subject is None or not subject.same(before)
        if another:
            self._keep_typed()
        self._about = subject
        self.setEnabled(subject is not None)
        if subject is None:
            return
        row, state = subject.row, subject.row.state
        if another or self._said == state.provision.value:
            self._said = ""
        self.way.set_words(text("materials.way_of", name=row.material.name))
        if tuple((value, words) for value, words in self._model.ways) != self._shown_ways():
            self.way.set_choices(self._model.ways)
        self.way.set_value(self._said or state.provision.value)
        deferral = deferral_words(row)
        self.deferral.setText(deferral)
        self.deferral.setVisible(bool(deferral))
        self._show_fields()
        values = {self.counts[key]: str(getattr(state, key)) for key in _COUNTS}
        values |= {self.licence: state.e_licence_number, self.remark: state.remark}
        for field, value in values.items():
            if another or not (field.edit.hasFocus() and field.edit.isModified()):
                field.set_value(value)
                field.set_error("")

    def _keep_typed(self) -> None:
        """Another material comes into the fields while one is still being typed in (F6 moved on): keep it first."""
        typed = next((field for field in self._inputs() if field.edit.hasFocus() and field.edit.isModified()), None)
        if typed is not None:
            self._keep(typed)

    def _inputs(self) -> tuple[TextField, ...]:
        return (*self.counts.values(), self.licence, self.remark)

    def _show_fields(self) -> None:
        way = self.way.value()
        for field in self.counts.values():
            field.setVisible(way == Provision.PAPER)
        self.licence.setVisible(way == Provision.E_LICENCE)

    def _choose_way(self, way: str) -> None:
        self._said = way
        self._show_fields()
        self._model.provide(way)

    def _take_back(self) -> None:
        self._said = ""
        self._follow()

    def _shown_ways(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.objectName().rpartition(".")[2], one.text()) for one in self.way.buttons())

    def _keep(self, left: TextField) -> None:
        """All fields go together: the answer to the one before may still be on its way."""
        way = self.way.value()
        if self._about is None or not way:
            return
        state = self._about.row.state
        details: dict[str, object] = {"remark": self.remark.value()}
        if way == Provision.E_LICENCE:
            details["e_licence_number"] = self.licence.value()
        if way == Provision.PAPER:
            wrong = [field for field in self.counts.values() if not field.value().strip().isdecimal()]
            for field in wrong:
                field.set_error(text("materials.not_a_count"))
            if left in wrong:
                return
            details |= {key: int(field.value()) for key, field in self.counts.items() if field not in wrong}
        if any(getattr(state, key) != value for key, value in details.items()):
            self._model.provide_for(self._about, way, **details)
