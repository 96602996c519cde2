"""How the selected material is met: way, counts, licence number, remark; only what the guide allows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from resources.texts import text
from ui.viewmodels.intake_materials import MaterialsViewModel
from ui.widgets.choices import SegmentedField
from ui.widgets.fields import Field, TextField

_COUNTS = ("originals", "copies", "sheets")


class MaterialDetail(QFrame):
    """Below the checklist."""

    def __init__(self, model: MaterialsViewModel, parent: QWidget | None = None) -> None:
        """Follows `model`."""
        super().__init__(parent)
        self.setProperty("role", "sunken")
        self._model = model
        self.way = SegmentedField("material.way", text("materials.way"), ())
        names = {
            "originals": text("materials.originals"),
            "copies": text("materials.copy_count"),
            "sheets": text("materials.sheets"),
        }
        self.counts = {key: TextField(f"material.{key}", names[key]) for key in _COUNTS}
        self.licence = TextField("material.e_licence_number", text("materials.licence"), required=True)
        self.remark = TextField("material.remark", text("materials.remark"))
        counts = QHBoxLayout()
        counts.setSpacing(10)
        for field in self.counts.values():
            counts.addWidget(field, 2)
        counts.addWidget(self.licence, 4)
        counts.addWidget(self.remark, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.way)
        layout.addLayout(counts)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.way.edited.connect(model.provide)
        for key, field in self.counts.items():
            field.left.connect(lambda key=key, field=field: self._count(key, field))
        self.licence.left.connect(lambda: self._words("e_licence_number", self.licence))
        self.remark.left.connect(lambda: self._words("remark", self.remark))
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

    def _follow(self) -> None:
        row = self._model.row
        self.setEnabled(row is not None)
        if row is None:
            return
        state = row.state
        self.way.set_words(text("materials.way_of", name=row.material.name))
        if tuple((value, words) for value, words in self._model.ways) != self._shown_ways():
            self.way.set_choices(self._model.ways)
        self.way.set_value(state.provision.value)
        values = {"originals": state.originals, "copies": state.copies, "sheets": state.sheets}
        for key, field in self.counts.items():
            field.setVisible(state.provision == "paper")
            if not field.edit.hasFocus():
                field.set_value(str(values[key]))
                field.set_error("")
        self.licence.setVisible(state.provision == "e_licence")
        for text_field, value in ((self.licence, state.e_licence_number), (self.remark, state.remark)):
            if not text_field.edit.hasFocus():
                text_field.set_value(value)
                text_field.set_error("")

    def _shown_ways(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.objectName().rpartition(".")[2], one.text()) for one in self.way.buttons())

    def _count(self, key: str, field: TextField) -> None:
        row = self._model.row
        typed = field.value().strip()
        if row is None or row.state.provision != "paper":
            return
        if not typed.isdecimal():
            field.set_error(text("materials.not_a_count"))
        elif int(typed) != getattr(row.state, key):
            self._model.provide(row.state.provision, **{key: int(typed)})

    def _words(self, key: str, field: TextField) -> None:
        row = self._model.row
        if row is not None and row.state.provision != "none" and field.value() != getattr(row.state, key):
            self._model.provide(row.state.provision, **{key: field.value()})
