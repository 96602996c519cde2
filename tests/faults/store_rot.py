"""Bits that turn on the disk: each is reported, with its case where it is a case's, or does no harm at all."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.domain.errors import TongbanError
from app.domain.store_upkeep import StoreReport
from local_store.store import SqlStore
from resources.texts import catalogue
from tests.faults.clerk_log import Line
from tests.faults.findings import Findings
from tests.faults.store_check import NO_FACTS, check
from tests.faults.store_clerk import EVERYTHING
from tests.faults.store_station import ADMIN, PASSWORD, SampleCase, StoreStation

# What may be said at the door instead of opening.
_AT_THE_DOOR = frozenset({"store.damaged", "store.wrong_key", "store.keys_damaged", "store.io"})
FILES = ("store.db", "store.db-wal", "vault", "keys.json", "keys.copy.json", "keys*.json", "installation.json")


def turn_bits(station: StoreStation, dice: random.Random) -> str:
    """Flip one bit of one file (of both copies of the keys together, at times); says what was hit."""
    kind = dice.choice(FILES)
    if kind == "vault":
        hit = [dice.choice(sorted(path for path in (station.data / "vault").rglob("*") if path.is_file()))]
    else:
        hit = sorted(station.data.glob(kind))
    for path in hit:
        _flip(path, dice)
    return f"{kind} {' '.join(path.name for path in hit)}"


def _flip(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)


def check_rotten(station: StoreStation, lines: Sequence[Line], hit: str) -> Findings:
    """Reported or harmless: silence about a loss is the finding."""
    silent = Findings()
    try:
        store = station.credentials().unlock(ADMIN.login, PASSWORD)
    except TongbanError as error:
        family, _, cause = error.code.partition(".")
        if error.code not in _AT_THE_DOOR or cause not in catalogue(f"errors_{family}"):
            silent.damaged.append(f"{hit}: {error} at the door")
        return silent
    with closing(store):
        report = store.upkeep.verify()
        if report.damages:
            _named(store, report, hit, silent)
    if report.damages:
        return silent
    found = check(station, _without_the_last(lines) if hit.startswith("store.db-wal") else lines)
    for name in ("lost", "doubled", "damaged"):
        setattr(silent, name, [f"{hit}: {words}" for words in getattr(found, name)])
    return silent


def _without_the_last(lines: Sequence[Line]) -> list[Line]:
    """What the last transactions of the log did was tried only: damage there is no other than a power cut's."""
    told = [number for number, line in enumerate(lines) if line.told and line.what not in NO_FACTS]
    return [replace(line, told=False) if number in told[-2:] else line for number, line in enumerate(lines)]


def _named(store: SqlStore, report: StoreReport, hit: str, silent: Findings) -> None:
    """A file of the vault is reported with the case it belongs to, and with no other."""
    if not hit.startswith("vault"):
        return
    with store.unit_of_work() as unit:
        names = {row.id: row.receipt_number or row.id for row in unit.cases.find(EVERYTHING)}
    wanted = {name for case_id, name in names.items() if hit.split()[1] in _files_of(store, case_id)}
    told = {damage.case for damage in report.damages}
    if told != wanted:
        silent.damaged.append(f"{hit}: reported for {sorted(told)} instead of {sorted(wanted)}")


def _files_of(store: SqlStore, case_id: str) -> set[str]:
    return {store.vault.name_of(hashlib.sha256(content).hexdigest()) for content in SampleCase.of(case_id).contents}
