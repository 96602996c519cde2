"""System packages: what is missing is found and installed without a question, or named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.preparation import system_packages
from app.preparation.report import PreparationFailedError
from app.preparation.system_packages import SystemPackage

ZBAR = SystemPackage("libzbar0", "libno-such-library.so.0")
XVFB = SystemPackage("xvfb", "no-such-command-anywhere")
CUPS = SystemPackage("cups", "/no/such/folder/*cupsd")

Machine = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in PATH beside the shell's; its programs stand in for the machine's."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nonexistent")
    return tmp_path


@pytest.fixture
def machine(folder: Path) -> Machine:
    """A Debian machine: `installed` is what dpkg reports, `after` what it reports once apt-get has installed."""

    def build(installed: str, after: str = "", apt_status: int = 0) -> None:
        (folder / "status").write_text(installed)
        (folder / "after").write_text(after)
        program(folder, "dpkg-query", f'while read -r line; do echo "$line"; done < "{folder}/status"\nexit 1')
        program(folder, "sudo", 'while [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"')
        program(folder, "env", 'while [ "${1#*=}" != "$1" ]; do export "$1"; shift; done\nexec "$@"')
        program(folder, "dpkg", f'echo "$DEBIAN_FRONTEND dpkg $*" >> "{folder}/calls"')
        program(
            folder,
            "apt-get",
            f'echo "$DEBIAN_FRONTEND $*" >> "{folder}/calls"\n'
            f'[ "$1" = install ] || exit 0\n'
            f'while read -r line; do echo "$line"; done < "{folder}/after" > "{folder}/status"\nexit {apt_status}',
        )

    return build


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def calls(folder: Path) -> list[str]:
    log = folder / "calls"
    return log.read_text().splitlines() if log.exists() else []


def test_a_prepared_machine_is_left_alone(machine: Machine, folder: Path) -> None:
    machine("libzbar0t64 installed\nxvfb installed\n")

    system_packages.ensure((ZBAR, XVFB))

    assert calls(folder) == []


def test_only_what_is_missing_is_installed_and_nothing_is_asked(
    machine: Machine, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine("libzbar0 installed\nxvfb half-configured\n", after="libzbar0 installed\nxvfb installed\ncups installed\n")

    system_packages.ensure((ZBAR, XVFB, CUPS))

    configure, update, install = calls(folder)
    assert configure == "noninteractive dpkg --force-confdef --force-confold --configure -a"
    assert update == "noninteractive update -q"
    assert install.startswith("noninteractive install -y -q --no-install-recommends ")
    assert install.endswith(" xvfb cups")
    assert "2 个系统软件包：xvfb cups" in capsys.readouterr().out


def test_a_failed_installation_names_the_command(machine: Machine) -> None:
    machine("", apt_status=100)

    with pytest.raises(PreparationFailedError, match=r"apt-get install -y --no-install-recommends libzbar0"):
        system_packages.ensure((ZBAR,))


def test_an_installation_that_left_something_out_counts_as_failed(machine: Machine) -> None:
    machine("", after="xvfb installed\n")

    with pytest.raises(PreparationFailedError):
        system_packages.ensure((ZBAR, XVFB))


def test_a_user_without_sudo_hears_what_root_must_do(
    machine: Machine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine("")
    (folder / "sudo").unlink()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(PreparationFailedError, match=r"root.*\n.*install.* xvfb"):
        system_packages.ensure((XVFB,))
    assert calls(folder) == []


def test_another_linux_hears_which_packages_are_missing(folder: Path) -> None:
    program(folder, "no-such-command-anywhere", "exit 0")

    with pytest.raises(PreparationFailedError) as failed:
        system_packages.ensure((ZBAR, XVFB, CUPS))

    assert str(failed.value).endswith("libzbar0 cups")


def test_another_linux_with_everything_goes_on(folder: Path) -> None:
    program(folder, "scanimage", "exit 0")

    present = (("libc6", "libc.so.6"), ("sane-utils", "scanimage"), ("cups", f"{folder}/*"))

    system_packages.ensure(SystemPackage(*one) for one in present)

    assert calls(folder) == []


def test_windows_needs_no_system_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    system_packages.ensure((ZBAR, XVFB, CUPS))

    assert calls(folder) == []


def test_the_check_prepares_all_that_the_demo_needs() -> None:
    assert set(system_packages.FOR_DEMO) < set(system_packages.FOR_CHECK)
