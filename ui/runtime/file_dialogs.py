"""Picking and saving files: starts among the clerk's documents, then where the last file was, until the sign-out.

The dialogs are Qt's or the system's own. The folder is remembered on the window: it lives as long as what the clerk
sees, and all screens agree.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QDialog, QFileDialog, QSplitter, QWidget

_FOLDER = "last_folder"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what one of the systems does not take in a file's name
_SHARE = 0.7  # of the window: at large sizes Qt's own choice cuts its words off


def pick_files(parent: QWidget, title: str, kinds: str) -> tuple[str, ...]:
    """Paths of the files the clerk chose, none when he thought better of it. `kinds` is Qt's filter."""
    dialog = _dialog(parent, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _chosen(parent, dialog)


def save_name(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Where to save a file that is proposed to be called `name`; empty when the clerk thought better of it."""
    dialog = _dialog(parent, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(_NOT_IN_NAMES.sub(" ", name).strip())
    return next(iter(_chosen(parent, dialog)), "")


def pick_folder(parent: QWidget, title: str) -> str:
    """The folder several files go into; empty when the clerk thought better of it."""
    dialog = _dialog(parent, title, "")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    taken = dialog.exec() == QDialog.DialogCode.Accepted
    folder = next(iter(dialog.selectedFiles()), "") if taken else ""
    dialog.deleteLater()
    if folder:
        parent.window().setProperty(_FOLDER, folder)
    return folder


def forget_folder(window: QWidget) -> None:
    """The next clerk begins among the own documents."""
    window.setProperty(_FOLDER, None)


def _dialog(parent: QWidget, title: str, kinds: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(_folder(parent)), kinds)
    dialog.setViewMode(QFileDialog.ViewMode.List)
    dialog.resize((parent.window().size() * _SHARE).expandedTo(dialog.sizeHint()))
    places = dialog.findChild(QSplitter)  # there is none in a dialog of the system's own
    if places is not None:
        places.setSizes([dialog.width() // 4, dialog.width() * 3 // 4])
    return dialog


def _chosen(parent: QWidget, dialog: QFileDialog) -> tuple[str, ...]:
    taken = dialog.exec() == QDialog.DialogCode.Accepted
    paths = tuple(dialog.selectedFiles()) if taken else ()
    dialog.deleteLater()
    for path in paths[:1]:
        parent.window().setProperty(_FOLDER, str(Path(path).parent))
    return paths


def _folder(parent: QWidget) -> Path:
    last = parent.window().property(_FOLDER)
    if isinstance(last, str) and Path(last).is_dir():
        return Path(last)
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()
