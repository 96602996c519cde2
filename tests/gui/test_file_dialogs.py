"""Picking and saving files: where the dialog opens, what it proposes, and that it speaks Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from resources.texts import text
from tests.gui.driver import Driver, picture
from ui.runtime.file_dialogs import forget_folder, pick_files, save_name

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KINDS = "PDF 文件 (*.pdf)"
# A path, a mnemonic, a pattern, the key of a menu or a kind of file is no English.
_ALLOWED = re.compile(r"/\S*|\(&\w\)|\(\*[^)]*\)|Ctrl\+\S+|\bPDF\b|[\w.-]+\.(pdf|png)")


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clerk's own folder."""
    folder = tmp_path / "文档"
    (folder / "材料").mkdir(parents=True)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _which: str(folder))
    return folder


@dataclass
class Eyes:
    """Sees the dialog that is open, then answers it; exec() runs its own loop meanwhile."""

    bot: QtBot
    folders: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    pictures: Path | None = None

    def answer(self, choose: Callable[[QFileDialog], None], work: Callable[[], object]) -> object:
        """Do `work`, which opens a dialog, and let `choose` answer it."""
        timer = QTimer()
        timer.setInterval(20)
        timer.timeout.connect(lambda: self._look(timer, choose))
        timer.start()
        return work()

    def _look(self, timer: QTimer, choose: Callable[[QFileDialog], None]) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            return
        timer.stop()
        try:
            self._see(dialog)
            choose(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()  # else a test that fails would wait here for ever

    def _see(self, dialog: QFileDialog) -> None:
        self.folders.append(dialog.directory().absolutePath())
        self.names.append(Path(dialog.selectedFiles()[0]).name if dialog.selectedFiles() else "")
        self.english += _english(dialog)
        if self.pictures is not None:
            dialog.grab().save(str(self.pictures / f"dialog-{len(self.folders)}.png"))


def _english(dialog: QFileDialog) -> list[str]:
    words = [dialog.windowTitle()]
    for one in dialog.findChildren(QWidget):
        if isinstance(one, QLabel | QAbstractButton):
            words += [one.text(), one.toolTip()]
        elif isinstance(one, QComboBox):
            words += [one.currentText()]
        elif isinstance(one, QLineEdit):
            words += [action.text() for action in one.createStandardContextMenu().actions()]
        elif isinstance(one, QTreeView):
            model = one.model()
            words += [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(model.columnCount())]
            words += [str(model.index(0, at, one.rootIndex()).data()) for at in (0, 2)]  # the date is the system's
    return [word for word in words if re.search(r"[A-Za-z]{2}", _ALLOWED.sub("", word))]


def accept(path: Path) -> Callable[[QFileDialog], None]:
    """Take this file."""

    def choose(dialog: QFileDialog) -> None:
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(path))
        dialog.accept()

    return choose


def test_it_begins_among_the_documents_and_then_where_the_last_file_was(
    qtbot: QtBot, documents: Path, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    part = QWidget(window)
    window.show()
    elsewhere = tmp_path / "stick" / "page.png"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(picture())
    eyes = Eyes(qtbot)

    assert eyes.answer(accept(elsewhere), lambda: pick_files(part, "选文件", "图片 (*.png)")) == (str(elsewhere),)
    assert eyes.answer(QFileDialog.reject, lambda: save_name(window, "另存", "a.pdf", KINDS)) == ""
    forget_folder(window)
    eyes.answer(QFileDialog.reject, lambda: pick_files(part, "选文件", "图片 (*.png)"))

    assert eyes.folders == [str(documents), str(elsewhere.parent), str(documents)]


def test_a_name_that_no_file_can_have_is_made_one(qtbot: QtBot, documents: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    eyes = Eyes(qtbot)
    eyes.answer(QFileDialog.reject, lambda: save_name(window, "另存", 'YZ12/1:"a"-回执.pdf', KINDS))
    assert eyes.names == ["YZ12 1 a -回执.pdf"]


def test_a_folder_that_is_gone_is_not_offered(qtbot: QtBot, documents: Path, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setProperty("last_folder", str(tmp_path / "pulled out"))
    eyes = Eyes(qtbot)
    eyes.answer(QFileDialog.reject, lambda: pick_files(window, "选文件", "图片 (*.png)"))
    assert eyes.folders == [str(documents)]


def test_a_saved_paper_is_named_after_its_case(at_work: Driver, documents: Path, pictures: Path) -> None:
    case_id = at_work.desk.ready()
    at_work.intake.take_up(case_id)
    at_work.rest()
    at_work.press(KEY.Key_F9)
    state = at_work.intake.state
    assert state is not None
    number = state.case.receipt_number
    eyes = Eyes(at_work.bot, pictures=pictures)
    wanted = documents / f"{number}-收件回执.pdf"

    eyes.answer(lambda dialog: dialog.accept(), lambda: at_work.press(KEY.Key_S, CTRL))

    assert eyes.names == [wanted.name]
    assert eyes.folders == [str(documents)]
    assert wanted.read_bytes()
    assert eyes.english == []


def test_pages_are_picked_in_chinese(at_work: Driver, documents: Path, pictures: Path) -> None:
    page = documents / "page.png"
    page.write_bytes(picture())
    offered: list[str] = []
    case_id = at_work.desk.ready()
    at_work.intake.take_up(case_id)
    at_work.intake.go_to("materials")
    at_work.rest()
    eyes = Eyes(at_work.bot, pictures=pictures)

    def in_detail(dialog: QFileDialog) -> None:
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        QApplication.processEvents()
        eyes.english += _english(dialog)
        offered.extend(dialog.nameFilters())
        accept(page)(dialog)

    eyes.answer(in_detail, lambda: at_work.press(KEY.Key_F5, SHIFT))

    assert eyes.english == []
    asked_for = text("errors_page.not_an_image").upper()  # what a clerk is told to choose can be chosen
    kinds = [kind for kind in ("JPG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "PDF") if kind in asked_for]
    assert kinds
    assert [kind for kind in kinds if f"*.{kind}" not in offered[0].upper()] == []


@pytest.mark.parametrize(
    ("context", "source", "words"),
    [
        ("QAbstractFileIconProvider", "Folder", "文件夹"),
        ("QFileSystemModel", "%1 bytes", "%1 字节"),
        ("QFileDialog", "Look in:", "查找范围："),
        ("QWidgetTextControl", "&Copy", "复制(&C)"),
        ("Nowhere", "Folder", "Folder"),
    ],
)
def test_qt_speaks_chinese(at_work: Driver, context: str, source: str, words: str) -> None:
    assert QCoreApplication.translate(context, source) == words
