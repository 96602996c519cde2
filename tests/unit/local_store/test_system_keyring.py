"""The system's keyring: only backends that encrypt, an entry a data folder, no key in what is logged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from app.domain.errors import AccessError
from app.domain.recovery_key import RecoveryKey
from local_store.keys.system_keyring import LibrarySystemKeyring, allowed_backends
from tests.architecture.sources import ROOT
from tests.conftest import ExpectLog


class MemoryBackend(KeyringBackend):
    """A backend of the library that keeps its entries in the class."""

    entries: dict[tuple[str, str], str] = {}  # noqa: RUF012 - emptied by the fixture

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class NotHere(MemoryBackend):
    """A backend of another system."""

    viable = False


class Stubborn(MemoryBackend):
    """Says what it was given in its error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"cannot store {password}")


class Forgetful(MemoryBackend):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


@pytest.fixture(autouse=True)
def emptied() -> None:
    MemoryBackend.entries.clear()


def keyring_of(folder: Path, *backends: type[KeyringBackend]) -> LibrarySystemKeyring:
    return LibrarySystemKeyring(folder, lambda: backends)


def test_a_key_is_kept_for_its_own_data_folder_until_it_is_dropped(tmp_path: Path) -> None:
    here, there = (keyring_of(tmp_path / name, NotHere, MemoryBackend) for name in ("a", "b"))
    key = RecoveryKey.fresh()
    assert here.kept() is None
    here.keep(key)
    assert here.kept() == key
    assert there.kept() is None
    assert str(tmp_path) not in str(MemoryBackend.entries)
    there.drop()
    here.drop()
    assert MemoryBackend.entries == {}


def test_without_a_backend_of_the_list_there_is_no_keyring(tmp_path: Path) -> None:
    keyring = keyring_of(tmp_path, NotHere)
    for use in (keyring.kept, keyring.drop, lambda: keyring.keep(RecoveryKey.fresh())):
        with pytest.raises(AccessError, match=r"access\.keyring_absent"):
            use()


def test_only_encrypting_keyrings_are_on_the_list() -> None:
    names = {f"{one.__module__}.{one.__name__}" for one in allowed_backends()}
    assert names == {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
    assert not {null.Keyring, fail.Keyring} & set(allowed_backends())


def test_what_the_user_configured_for_the_library_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`PYTHON_KEYRING_BACKEND` is how a file in clear gets in."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.MemoryBackend")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with pytest.raises(AccessError, match=r"access\.keyring_absent"):
        LibrarySystemKeyring(tmp_path).keep(RecoveryKey.fresh())
    assert MemoryBackend.entries == {}


def test_a_refusal_carries_no_key_into_the_log(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("local_store.keys.system_keyring", "the system's keyring refused: OSError")
    key = RecoveryKey.fresh()
    with pytest.raises(AccessError, match=r"access\.keyring_refused") as caught:
        keyring_of(tmp_path, Stubborn).keep(key)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_keyring_that_keeps_nothing_is_found_out_at_once(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match=r"access\.keyring_refused"):
        keyring_of(tmp_path, Forgetful).keep(RecoveryKey.fresh())


def test_something_else_in_its_place_is_no_key(tmp_path: Path) -> None:
    keyring = keyring_of(tmp_path, MemoryBackend)
    keyring.keep(RecoveryKey.fresh())
    for entry in MemoryBackend.entries:
        MemoryBackend.entries[entry] = "hunter2"
    assert keyring.kept() is None


def test_a_real_secret_service_keeps_the_key(tmp_path: Path) -> None:
    """GNOME's own, on a bus of its own; the key does not lie in clear among its files."""
    program = tmp_path / "keep.py"
    program.write_text(_KEEP_AND_DROP, encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    told = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", _UNLOCKED, "sh", sys.executable, str(program), str(tmp_path)],
        env={**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == ["none", "kept", "sealed", "dropped"]


_UNLOCKED = 'echo any | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
_KEEP_AND_DROP = """
import pathlib, sys
sys.path.insert(0, ".")
from app.domain.recovery_key import RecoveryKey
from local_store.keys.system_keyring import LibrarySystemKeyring

sys.path.insert(0, ".")
folder = pathlib.Path(sys.argv[1])
key, keyring = RecoveryKey.fresh(), LibrarySystemKeyring(folder)
print("none" if keyring.kept() is None else "some")
keyring.keep(key)
print("kept" if LibrarySystemKeyring(folder).kept() == key else "lost")
files = [one for one in (folder / "home").rglob("*.keyring")]
clear = any(group.encode() in one.read_bytes() for group in key.groups for one in files)
print("sealed" if files and not clear else "clear")
keyring.drop()
print("dropped" if keyring.kept() is None else "left")
"""
