"""The frozen program carries Qt's Chinese words, where Qt looks for them."""

from __future__ import annotations

from pathlib import PurePath

from PyInstaller.utils.hooks.qt import add_qt6_dependencies  # type: ignore[import-untyped]  # it carries no types


def test_the_packager_takes_the_chinese_words_along() -> None:
    _, _, data = add_qt6_dependencies("hook-PySide6.QtCore.py")
    taken = {PurePath(source).name: PurePath(folder).as_posix() for source, folder in data}
    assert taken.get("qtbase_zh_CN.qm") == "PySide6/Qt/translations"
