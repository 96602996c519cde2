"""What Qt needs from the machine before the application object exists, and in which language it speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator


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


def install_translations(application: QCoreApplication) -> bool:
    """Qt's own words (context menus, standard buttons) and dates in Simplified Chinese; False when not shipped."""
    locale = QLocale(QLocale.Language.Chinese, QLocale.Script.SimplifiedHanScript, QLocale.Country.China)
    QLocale.setDefault(locale)
    translator = QTranslator(application)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and application.installTranslator(translator)
