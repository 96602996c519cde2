"""Brings a machine with nothing but git and Python to a running demo, or through all checks.

    python3 -m app.bootstrap demo [arguments of `tongban demo`]
    python3 -m app.bootstrap check [step ...]

Needs nothing installed, asks nothing, and does nothing twice: on a prepared machine only the fingerprints are
compared. Written so that older Pythons can read it too and say which Python is wanted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ((3, 12), (3, 11))


def main(arguments: list[str]) -> int:
    """Exit status of `python3 -m app.bootstrap`: 0 done, 1 failed, 2 bad usage."""
    _let_chinese_through()
    if tuple(sys.version_info[:2]) not in PYTHONS:
        return _continue_with_another_python(arguments)
    from app.preparation import report
    from resources.texts import text

    command = arguments[0] if arguments else ""
    if command not in ("demo", "check"):
        report.say(text("bootstrap.usage"))
        return 2
    try:
        return _demo(arguments[1:]) if command == "demo" else _check(arguments[1:])
    except report.PreparationFailedError as error:
        report.say(str(error))
        return 1
    except KeyboardInterrupt:
        report.say(text("bootstrap.interrupted"))
        return 1


def _demo(arguments: list[str]) -> int:
    from app.preparation import system_packages
    from app.preparation.environment import Environment
    from app.preparation.report import PreparationFailedError, say
    from resources.texts import text

    system_packages.ensure(system_packages.FOR_DEMO)
    environment = Environment(ROOT)
    environment.ensure()
    if "--headless" not in arguments and not _has_screen():
        raise PreparationFailedError(text("bootstrap.no_screen"))
    say(text("bootstrap.demo_starts"))
    return _become([str(environment.program("python")), "-m", "app", "demo", *arguments])


def _check(names: list[str]) -> int:
    from app.preparation import checks, system_packages
    from app.preparation.environment import Environment

    steps = checks.chosen(names)
    system_packages.ensure(system_packages.FOR_CHECK)
    system_packages.ensure_venv_module()  # tests of the preparation build environments of their own
    environment = Environment(ROOT)
    environment.ensure()
    return checks.run_checks(environment, steps)


def _let_chinese_through() -> None:
    """A redirected stream becomes UTF-8; a console shows a mark for what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and stream.isatty():
            reconfigure(errors="replace")
        elif reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _continue_with_another_python(arguments: list[str]) -> int:
    for version in PYTHONS:
        found = shutil.which("python{}.{}".format(*version))
        if found:
            return _become([found, "-m", "app.bootstrap", *arguments])
    key = "bootstrap.python_version"
    screen, _, name = key.partition(".")  # Python 3.7, on some desktops, cannot read resources.texts
    words = json.loads((ROOT / "resources" / "i18n" / "zh_CN" / f"{screen}.json").read_text(encoding="utf-8"))
    sys.stdout.write(words[name].format(found="{}.{}".format(*sys.version_info)) + "\n")
    return 1


def _become(command: list[str]) -> int:
    """Go on as another program, in this process where the system can do that."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
