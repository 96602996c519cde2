"""Errors of the operating system reach the clerk in words of ours, never in the system's."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from app.domain.errors import DeviceError, InputError, PrintError, StoreError
from app.domain.system_fault import SystemFault, system_fault
from local_store.durable_files import store_error
from resources.texts import error_text, text

F = SystemFault
LATIN = re.compile("[A-Za-z]")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, F.NO_SPACE),
        (errno.EDQUOT, F.NO_SPACE),
        (errno.EACCES, F.NO_PERMISSION),
        (errno.EROFS, F.READ_ONLY),
        (errno.EBUSY, F.BUSY),
        (errno.ENOENT, F.MISSING),
        (errno.EIO, F.BROKEN),
        (errno.ECONNREFUSED, F.REFUSED),
        (errno.ETIMEDOUT, F.NO_ANSWER),
        (errno.EXDEV, F.OTHER),
    ],
)
def test_a_number_is_told_apart(number: int, fault: SystemFault) -> None:
    assert system_fault(OSError(number, "english words")) is fault


def test_an_error_without_a_number_is_not_told_apart() -> None:
    assert system_fault(OSError("english words")) is F.OTHER


def test_a_file_held_by_another_program_on_windows_is_busy() -> None:
    held = PermissionError(errno.EACCES, "english words")
    held.winerror = 32  # type: ignore[attr-defined]  # only there on Windows
    assert system_fault(held) is F.BUSY


def test_what_really_happens_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path, fault in (
        (tmp_path / "none" / "x", F.MISSING),
        (tmp_path / "file" / "x", F.NOT_A_FOLDER),
        (tmp_path, F.IS_A_FOLDER),
    ):
        with pytest.raises(OSError) as caught:
            path.write_bytes(b"x")
        assert system_fault(caught.value) is fault


@pytest.mark.parametrize("fault", list(SystemFault))
def test_every_fault_has_chinese_words_that_stand_in_the_errors(fault: SystemFault) -> None:
    words = text(fault)
    assert not LATIN.search(words.replace("U 盘", ""))
    for error in (
        PrintError("cannot_save", system=fault),
        StoreError("io", system=fault),
        StoreError("read_only", system=fault),
    ):
        assert words in error_text(error.code, error.details)
    told = error_text("input.unreadable_file", InputError("unreadable_file", file="x.json", system=fault).details)
    assert words in told


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.ENOENT, errno.EXDEV])
def test_the_store_says_it_in_chinese(number: int) -> None:
    error = store_error(OSError(number, "english words", "somebody.pdf"))
    assert not LATIN.search(error_text(error.code, error.details).replace("U 盘", ""))


def test_reasons_for_the_log_stay_in_the_log() -> None:
    for error in (
        StoreError("damaged", reason="quick_check"),
        DeviceError("port_failed", port="1", reason="ValueError"),
    ):
        assert "reason" in str(error)
        assert not LATIN.search(error_text(error.code, error.details))
