"""A log that lost something between two commits is not opened; one cut off by a power cut is."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.ports.store import CaseQuery
from tests.fakes.local_store import small_store
from tests.fakes.store_samples import draft

HEADER, FRAME = 32, 24 + 4096
CASES = 4


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """What a program leaves that was killed after a few cases, all of them in the log."""
    with closing(small_store(tmp_path / "running")) as store:
        for number in range(CASES):
            with store.unit_of_work() as unit:
                unit.cases.save(draft(f"case-{number}"))
                unit.commit()
        return Path(shutil.copytree(tmp_path / "running", tmp_path / "killed"))


def cases_of(folder: Path) -> int:
    with closing(small_store(folder)) as store, store.unit_of_work() as unit:
        return len(unit.cases.find(CaseQuery()))


def last_commits(log: bytes | bytearray) -> list[int]:
    """Where the frames lie that end a transaction and belong to the log of now."""
    places = range(HEADER, len(log) - FRAME + 1, FRAME)
    return [at for at in places if log[at + 8 : at + 16] == log[16:24] and log[at + 4 : at + 8] != bytes(4)]


def test_a_whole_log_is_played(killed: Path) -> None:
    assert cases_of(killed) == CASES


@pytest.mark.parametrize("place", ["header", "page", "salt"])
def test_a_bit_turned_in_an_older_commit_is_said(killed: Path, place: str) -> None:
    log = killed / "store.db-wal"
    content = bytearray(log.read_bytes())
    frame = last_commits(content)[-3]
    content[{"header": 20, "page": frame + 500, "salt": frame + 9}[place]] ^= 1
    log.write_bytes(content)
    with pytest.raises(StoreError, match=r"store\.damaged"):
        small_store(killed)
    assert log.read_bytes() == content  # nothing was dropped


@pytest.mark.parametrize("cut", ["torn", "short", "gone"])
def test_the_last_commit_may_be_cut_off(killed: Path, cut: str) -> None:
    log = killed / "store.db-wal"
    content = bytearray(log.read_bytes())
    start, end = last_commits(content)[-2] + FRAME, last_commits(content)[-1] + FRAME
    if cut == "torn":
        content[start + 100] ^= 1
    else:
        del content[end - 1000 if cut == "short" else start :]
    log.write_bytes(content)
    assert cases_of(killed) == CASES - 1
