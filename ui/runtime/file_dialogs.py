"""Picking and saving files: starts among the clerk's documents, then where the last file was, until the sign-out.

The dialogs are Qt's or the system's own. The folder is remembered on the window: it lives as long as what the clerk sees,
and all screens agree.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

_FOLDER = "last_folder"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what one of the systems does not take in a file's name


def pick_files(parent: QWidget, title: str, kinds: str) -> tuple[str, ...]:
    """Paths of the files the clerk chose, none when he thought better of it. `kinds` is Qt's filter."""
    paths, _ = QFileDialog.getOpenFileNames(parent, title, str(_folder(parent)), kinds)
    _remember(parent, paths[:1])
    return tuple(paths)


def save_name(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Where to save a file that is proposed to be called `name`; empty when the clerk thought better of it."""
    proposed = _folder(parent) / _NOT_IN_NAMES.sub(" ", name).strip()
    path, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), kinds)
    _remember(parent, [path] if path else [])
    return path


def forget_folder(window: QWidget) -> None:
    """The next clerk begins among the own documents."""
    window.setProperty(_FOLDER, None)


def _folder(parent: QWidget) -> Path:
    last = parent.window().property(_FOLDER)
    if isinstance(last, str) and Path(last).is_dir():
        return Path(last)
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def _remember(parent: QWidget, paths: list[str]) -> None:
    for path in paths:
        parent.window().setProperty(_FOLDER, str(Path(path).parent))
