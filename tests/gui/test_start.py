"""The first screen comes before everything that is heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "sqlalchemy", "sqlcipher3", "cv2", "numpy", "PIL", "reportlab", "requests", "pydantic", "pypdfium2", "pyzbar",
    "zxingcpp", "serial", "fastapi", "pypinyin", "PySide6.QtPrintSupport", "PySide6.QtNetwork",
    "ui.views.intake_view", "ui.views.cases_view", "ui.views.settings_view", "ui.viewmodels.intake_viewmodel",
    "app.services.workspace",
)  # fmt: skip


def test_nothing_heavy_is_loaded_before_somebody_signs_in(project_root: Path) -> None:
    asked = f"import sys, ui.shell.application; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=project_root, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
