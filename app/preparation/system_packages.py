"""The system packages the workstation and its tests stand on: which, what for, and how they are installed.

Debian, Ubuntu, UOS and other machines with apt-get are served by it; on another Linux the missing ones are named.
Windows needs none.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.preparation.report import PreparationFailedError, elapsed, run_quietly, say
from resources.texts import text


@dataclass(frozen=True)
class SystemPackage:
    """One package and what its presence shows by.

    `name` is the Debian name (releases since 2024 call some of them `<name>t64`). `proof` is looked for where there
    is no dpkg: a shared library (`lib....so.N`), an absolute file pattern (`/usr/...`), else a command.
    """

    name: str
    proof: str


WINDOW = (
    # OpenCV and Qt link to these; without them the imports fail.
    SystemPackage("libgl1", "libGL.so.1"),
    SystemPackage("libegl1", "libEGL.so.1"),
    SystemPackage("libglib2.0-0", "libglib-2.0.so.0"),
    SystemPackage("libfontconfig1", "libfontconfig.so.1"),
    SystemPackage("libdbus-1-3", "libdbus-1.so.3"),
    SystemPackage("libxkbcommon0", "libxkbcommon.so.0"),
    # Qt's window plugin for X11 says "could not load xcb" when one of these is missing.
    SystemPackage("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    SystemPackage("libxcb-cursor0", "libxcb-cursor.so.0"),
    SystemPackage("libxcb-icccm4", "libxcb-icccm.so.4"),
    SystemPackage("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    SystemPackage("libxcb-shape0", "libxcb-shape.so.0"),
)
CODES = (
    # pyzbar, the second reader of QR codes and barcodes, brings no library of its own on Linux.
    SystemPackage("libzbar0", "libzbar.so.0"),
)
PRINTING = (
    # Qt lists the system's printers through it; without it there are none.
    SystemPackage("libcups2", "libcups.so.2"),
)
CARD_READERS = (
    # Card readers on USB without a vendor's library.
    SystemPackage("libusb-1.0-0", "libusb-1.0.so.0"),
)
TEST_DISPLAY = (
    # A screen of its own for the window tests, and the keys pressed on it.
    SystemPackage("xvfb", "Xvfb"),
    SystemPackage("xauth", "xauth"),
    SystemPackage("xdotool", "xdotool"),
)
TEST_SCANNER = (
    # scanimage and the back end `test`: a scanner with flatbed, feeder and faults in software.
    SystemPackage("sane-utils", "scanimage"),
    # A second opinion on network scanners: the same loopback scanner through somebody else's eSCL client.
    SystemPackage("sane-airscan", "/usr/lib/*/sane/libsane-airscan.so.1"),
)
TEST_LIBRARIES = (
    # Stand-ins for the libraries of card reader vendors are compiled from C.
    SystemPackage("gcc", "gcc"),
    SystemPackage("libc6-dev", "/usr/include/stdio.h"),
)
TEST_PAPER = (
    # pdftotext and pdftoppm look at our PDF files with eyes other than ours.
    SystemPackage("poppler-utils", "pdftotext"),
)
TEST_PRINTER = (
    # A private print server and an IPP printer on the loopback; ippeveprinter wants avahi, avahi wants dbus.
    SystemPackage("cups", "/usr/sbin/cupsd"),
    SystemPackage("cups-client", "lpadmin"),
    SystemPackage("cups-ipp-utils", "ippeveprinter"),
    SystemPackage("cups-filters", "/usr/lib/cups/filter/*pdf*"),
    SystemPackage("avahi-daemon", "avahi-daemon"),
    SystemPackage("dbus", "dbus-daemon"),
)

TEST_KEYRING = (
    # A keyring of its own on a bus of its own; gnome-keyring's daemon keeps secrets as a desktop's does.
    SystemPackage("gnome-keyring", "gnome-keyring-daemon"),
)

TEST_HALL = (
    # A hall's server; the tests start one of their own and leave the one Debian sets up alone.
    SystemPackage("postgresql", "/usr/lib/postgresql/*/bin/postgres"),
)

FOR_DEMO = WINDOW + CODES + CARD_READERS + PRINTING
FOR_CHECK = (
    FOR_DEMO + TEST_DISPLAY + TEST_SCANNER + TEST_LIBRARIES + TEST_PAPER + TEST_PRINTER + TEST_KEYRING + TEST_HALL
)

_APT_OPTIONS = (
    "-y",
    "-q",
    "--no-install-recommends",
    "-o",
    "Dpkg::Options::=--force-confdef",
    "-o",
    "Dpkg::Options::=--force-confold",
    "-o",
    "DPkg::Lock::Timeout=300",  # a fresh Ubuntu updates itself in its first minutes
)


def ensure(packages: Iterable[SystemPackage]) -> None:
    """Install those of `packages` that are missing. Raises PreparationFailedError when that is not possible."""
    if not sys.platform.startswith("linux"):
        return
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        missing = [package.name for package in packages if not _shows(package.proof)]
        if missing:
            raise PreparationFailedError(text("bootstrap.packages_by_hand", packages=" ".join(missing)))
        return
    names = [package.name for package in packages]
    missing = not_installed(names)
    if missing:
        _install(missing)


def ensure_venv_module() -> None:
    """Have what `python -m venv` needs; Debian keeps a part of it in a package of its own."""
    if all(importlib.util.find_spec(module) is not None for module in ("venv", "ensurepip")):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    ensure((SystemPackage(f"python{version}-venv", f"/usr/lib/python{version}/ensurepip/__init__.py"),))


def not_installed(names: Iterable[str]) -> list[str]:
    """Those of `names` that dpkg does not hold completely installed, under their old or `t64` name."""
    wanted = list(names)
    asked = [name + ending for name in wanted for ending in ("", "t64")]
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,  # it ends with 1 when it does not know one of the names
        text=True,
    )
    lines = (line.split() for line in answer.stdout.splitlines())
    installed = {words[0] for words in lines if words[1:] == ["installed"]}
    return [name for name in wanted if installed.isdisjoint((name, name + "t64"))]


def _install(missing: list[str]) -> None:
    by_hand = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    say(text("bootstrap.packages_installing", count=len(missing), packages=" ".join(missing)))
    started = time.monotonic()
    quietly = [*_as_root(by_hand), "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    apt_get = [*quietly, "apt-get"]
    # What an interrupted installation left half done would stop every later one.
    run_quietly([*quietly, "dpkg", "--force-confdef", "--force-confold", "--configure", "-a"])
    if not run_quietly([*apt_get, "update", "-q"]):
        say(text("bootstrap.package_list_stale"))  # one dead source is no reason to stop: the install decides
    if not run_quietly([*apt_get, "install", *_APT_OPTIONS, *missing]) or not_installed(missing):
        raise PreparationFailedError(text("bootstrap.packages_failed", command=by_hand))
    say(text("bootstrap.packages_installed", seconds=elapsed(started)))


def _as_root(by_hand: str) -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        raise PreparationFailedError(text("bootstrap.root_needed", command=by_hand))
    if sys.stdin is not None and sys.stdin.isatty():
        return ["sudo"]
    return ["sudo", "--non-interactive"]


def _shows(proof: str) -> bool:
    if proof.startswith("/"):
        return any(Path("/").glob(proof[1:]))
    if ".so." not in proof:
        return shutil.which(proof) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True
