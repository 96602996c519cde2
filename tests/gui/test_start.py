"""The first screen comes before everything that is heavy."""

from __future__ import annotations

import json
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


AT_FIRST_KEY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from app.cli import run
from ui.shell import application

opened = application.open_window
styles = []

def noted(kind):
    own = kind.style
    kind.style = lambda *asked: styles.append("QStyle") or own(*asked)

def watched(*arguments, **named):
    window = opened(*arguments, **named)
    QTimer.singleShot(0, lambda: tell(window))
    return window

def tell(window):
    field = window.focusWidget()
    assert isinstance(field, QLineEdit) and field.isVisible()
    QTest.keyClicks(field, "a")
    print(*sys.modules, *styles)
    QApplication.closeAllWindows()

application.open_window = watched
noted(QWidget)
noted(QApplication)
sys.exit(run(["run", "--data-dir", sys.argv[1]]))
"""
# What the sign-in of a station is made of. Each of its modules is read, run and paid for by every start: one that is
# added here must be needed by the first screen itself.
FIRST_SCREEN = frozenset(
    [
        "app",
        "app.cli",
        "app.cli.opening",
        "app.cli.parser",
        "app.cli.run_window",
        "app.cli.screen",
        "app.composition",
        "app.domain",
        "app.domain.errors",
        "app.domain.settings",
        "app.domain.system_fault",
        "local_store",
        "local_store.durable_files",
        "local_store.folder",
        "local_store.keys",
        "local_store.keys.presence",
        "local_store.settings_files",
        "resources",
        "resources.paths",
        "resources.texts",
        "ui",
        "ui.runtime",
        "ui.runtime.appearance",
        "ui.runtime.crash_hooks",
        "ui.runtime.error_presenter",
        "ui.runtime.garbage",
        "ui.runtime.log_masking",
        "ui.runtime.surroundings",
        "ui.runtime.task_runner",
        "ui.shell",
        "ui.shell.application",
        "ui.shell.main_window",
        "ui.viewmodels",
        "ui.viewmodels.sign_in_viewmodel",
        "ui.viewmodels.viewmodel",
        "ui.views",
        "ui.views.screen",
        "ui.views.sign_in_view",
        "ui.widgets",
        "ui.widgets.banner",
        "ui.widgets.fields",
        "ui.widgets.form_keys",
        "ui.widgets.key_button",
        "ui.widgets.tinted_icon",
        "ui.widgets.words",
    ]
)
ROOMS = frozenset(name.partition(".")[0] for name in FIRST_SCREEN) | {"scanners"}
# Of Python: OpenSSL behind `hashlib` and `secrets`, and dates. Of PySide: the six hundred names of `QStyle`, made
# when Python asks for a style.
LATER = frozenset({"_hashlib", "hmac", "secrets", "datetime", "_datetime", "PySide6.QtSvg", "QStyle"})


def test_the_first_screen_loads_what_it_is_made_of_and_no_more(project_root: Path, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", AT_FIRST_KEY, str(tmp_path)],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    loaded = frozenset(done.stdout.split())
    assert {name for name in loaded if name.partition(".")[0] in ROOMS} - FIRST_SCREEN == set()
    assert FIRST_SCREEN - loaded == set()  # a name that is left here would let it back in
    assert loaded & (LATER | frozenset(HEAVY)) == set()


MADE_BEFORE_LANES = """
import json
from PySide6 import QtGui, QtWidgets
from PySide6.QtWidgets import QApplication
from tests.fakes.workspace import InMemorySettingsFiles
from ui.shell.application import open_window

class Door:
    settings = InMemorySettingsFiles()
    first_run = False
    def warm_up(self):
        pass

def made():
    return ["QPainter" in vars(QtGui), "QPixmap" in vars(QtGui), "QStyle" in vars(QtWidgets)]

application, door, found = QApplication([]), Door(), []
window = open_window(application, door, door.settings.load())
found.append(made())
window.runner.submit = lambda *work: found.append(made())
window.warm_up()
print(json.dumps(found))
"""


def test_types_the_first_screen_put_off_are_made_before_a_lane_works(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MADE_BEFORE_LANES],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    first, *at_each_lane = json.loads(done.stdout.splitlines()[-1])
    assert first == [False] * 3
    assert at_each_lane == [[True] * 3] * 2


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
