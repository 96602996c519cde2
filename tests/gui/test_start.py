"""The first screen comes before everything that is heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

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


SHORT_LIFE = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QMetaObject, Qt
from tests.fakes.workspace import InMemorySettingsFiles
from ui.shell.application import run

class Door:
    settings = InMemorySettingsFiles()
    first_run = False
    def warm_up(self):
        QMetaObject.invokeMethod(QCoreApplication.instance(), "quit", Qt.ConnectionType.QueuedConnection)

door = Door()
sys.exit(run(door, door.settings.load(), Path(sys.argv[1])))
"""


def test_the_window_opens_and_ends_cleanly(project_root: Path, tmp_path: Path, qapp: QApplication) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHORT_LIFE, str(tmp_path)],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "tongban.log").exists()
    assert (tmp_path / "fatal.log").read_text(encoding="utf-8") == ""
