"""What Qt needs from the machine before the application object exists, and in which language it speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from resources.texts import text


def prepare_input_method(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let Chinese input work where fcitx runs.

    PySide6's wheels carry no fcitx plugin; fcitx speaks the ibus protocol through its portal, which Qt's ibus
    plugin uses when told so. An explicit other choice of the user is left alone.
    """
    chosen = environment.get("QT_IM_MODULE")
    if chosen is None:
        chosen = environment.get("GTK_IM_MODULE", "") + environment.get("XMODIFIERS", "")
    if sys.platform.startswith("linux") and "fcitx" in chosen:
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


class MissingWords(QTranslator):
    """What Qt's own translation leaves in English: the kinds and sizes of files in its dialogs."""

    def __init__(self, parent: QObject) -> None:
        """Asked only for what the translators installed later do not know."""
        super().__init__(parent)
        kinds = {
            "Folder": text("file_dialogs.folder"),
            "File Folder": text("file_dialogs.folder"),
            "File": text("file_dialogs.file"),
            "%1 File": text("file_dialogs.kind_of_file"),
            "Drive": text("file_dialogs.drive"),
            "Alias": text("file_dialogs.shortcut"),
            "Shortcut": text("file_dialogs.shortcut"),
            "Unknown": text("file_dialogs.unknown"),
        }
        self._words = {("QAbstractFileIconProvider", source): words for source, words in kinds.items()}
        self._words["QFileSystemModel", "%1 bytes"] = text("file_dialogs.bytes")

    def translate(  # type: ignore[override]  # the stubs leave out that nothing is not an empty text
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The words, None where they are not known."""
        return self._words.get((context, source))

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Never: else Qt would not install it."""
        return False


def install_translations(application: QCoreApplication) -> bool:
    """Qt's own words (context menus, standard buttons) and dates in Simplified Chinese; False when not shipped."""
    locale = QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedHanScript, QLocale.Country.China)
    QLocale.setDefault(locale)
    application.installTranslator(MissingWords(application))  # first, so that it is asked last
    translator = QTranslator(application)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and application.installTranslator(translator)
