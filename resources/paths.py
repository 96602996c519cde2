"""Where shipped files lie: in the source tree, in an installed wheel, or in a frozen bundle."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder, for example `resource("fonts", "NotoSansSC-Regular.ttf")`."""
    return ROOT.joinpath(*parts)
