"""Looks: bundled fonts, light and dark tokens, one style sheet, larger sizes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from string import Template
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from resources.paths import resource

FONT_FAMILY = "Noto Sans SC"
# Arguments of the application. Asked for its style later, PySide makes the six hundred names of `QStyle` first.
STYLE = ("-style", "fusion")


class Theme(StrEnum):
    """Which set of colours."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Look:
    """What the clerk chose. `scale` multiplies every size: 1.0, 1.25, 1.5, 2.0."""

    theme: Theme = Theme.LIGHT
    scale: float = 1.0


def tokens() -> dict[str, Any]:
    """The design tokens: `light` and `dark` (name -> colour), `sizes` (name -> pixels at scale 1)."""
    loaded: dict[str, Any] = json.loads(resource("styles", "tokens.json").read_text(encoding="utf-8"))
    return loaded


def style_sheet(variant: str, scale: float) -> str:
    """The style sheet with the tokens of `light` or `dark` put in and every size multiplied."""
    loaded = tokens()
    sizes = {name: max(1, round(value * scale)) for name, value in loaded["sizes"].items()}
    # Round things are half as wide as they are high: the badge of a step, a chip, a radio button.
    sizes["badge_radius"] = sizes["badge"] // 2
    sizes["chip_radius"] = sizes["chip"] // 2
    sizes["chip_inner"] = sizes["chip_radius"] * 2 - 2
    sizes["radio"] = sizes["icon"] // 2 + 1
    words = Template(resource("styles", "tongban.qss").read_text(encoding="utf-8"))
    return words.substitute(loaded[variant], **sizes, variant=variant, icons=resource("icons").as_posix())


def load_fonts() -> None:
    """Make the bundled font known to Qt (about 13 ms a weight)."""
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resource("fonts", f"NotoSansSC-{weight}.ttf")))


def apply_look(application: QApplication, look: Look) -> None:
    """Dress the whole application; may be called again at any time.

    The sheet in force is taken off first. Put over another one, Qt lets every widget dress again for each of its
    ancestors (Qt 6.9: `QStyleSheetStyle::repolish`), ten times what undressing and dressing it once costs.
    """
    variant = _variant(application, look.theme)
    colours = tokens()[variant]
    application.setStyleSheet("")
    font = QFont(FONT_FAMILY)
    font.setPixelSize(round(14 * look.scale))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    application.setFont(font)
    application.setPalette(_palette(colours))
    application.setStyleSheet(style_sheet(variant, look.scale))


def _variant(application: QApplication, theme: Theme) -> str:
    if theme is not Theme.SYSTEM:
        return theme.value
    dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Theme.DARK.value if dark else Theme.LIGHT.value


def _palette(colours: dict[str, str]) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, name in (
        (role.Window, "canvas"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "sunken"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "action"),
        (role.HighlightedText, "on_action"),
        (role.Link, "action"),
        (role.LinkVisited, "action"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
    ):
        palette.setColor(target, QColor(colours[name]))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours["disabled"]))
    return palette
