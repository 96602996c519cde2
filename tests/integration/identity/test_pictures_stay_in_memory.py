"""Live pictures and the disk: over a real store, nothing of them is ever written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.domain.identity_check import ConsentGiver, PersonVerdict, person_check
from app.services.check_person import CheckPerson, HeldPictures
from app.services.open_case import OpenCase
from app.services.read_identity import ReadIdentity
from local_store.store import SqlStore
from tests.fakes.desk import Desk
from tests.fakes.local_store import small_store
from tests.fakes.workspace import ScriptedReader, card

CARD, LIVE = b"BM card picture " * 4096, b"\xff\xd8 live picture " * 4096


class Station:
    """The services of a person-and-card check over the store in `root`, as after a start of the program."""

    def __init__(self, root: Path) -> None:
        desk = Desk()
        self.session, self.clock = desk.session, desk.clock
        self.store: SqlStore = small_store(root, clock=desk.clock)
        self.opening = OpenCase(self.store, desk.read_state, desk.clock, desk.ids)
        self.reading = ReadIdentity(self.store, desk.read_state, desk.clock, ScriptedReader)
        self.held = HeldPictures(desk.clock.now)
        self.check = CheckPerson(self.store, desk.read_state, desk.clock, self.held)

    def lay(self) -> str:
        """Begin a check and lay both pictures; the id of the case."""
        case_id = self.opening.start(self.session).case.id
        self.reading.apply(self.session, case_id, "applicant", card())
        self.check.record_consent(self.session, case_id, "applicant", ConsentGiver.SELF)
        self.check.lay_side_by_side(case_id, "applicant", CARD, LIVE)
        return case_id


def on_disk(root: Path) -> dict[str, str]:
    """Every file below `root` and what is in it."""
    files = (file for file in root.rglob("*") if file.is_file())
    return {str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def test_laying_pictures_writes_nothing(tmp_path: Path, station: Station) -> None:
    case_id = station.lay()
    before = on_disk(tmp_path)

    station.check.lay_side_by_side(case_id, "applicant", CARD, LIVE)

    assert on_disk(tmp_path) == before
    station.store.close()


def test_a_verdict_leaves_no_file_of_its_own(tmp_path: Path, station: Station) -> None:
    case_id = station.lay()
    before = set(on_disk(tmp_path))

    station.check.attest(station.session, case_id, "applicant", PersonVerdict.SAME)

    assert set(on_disk(tmp_path)) == before
    with station.store.unit_of_work() as unit:
        assert list(unit.pages.referenced_hashes()) == []
        assert unit.outbox.of_case(case_id) == []
        stored = unit.cases.get(case_id)
    assert person_check(stored.form, "applicant") is not None
    station.store.close()


def test_after_a_stop_in_the_middle_there_is_nothing_left_to_clean_up(tmp_path: Path, station: Station) -> None:
    case_id = station.lay()
    station.store.close()  # the program ends without a verdict; what it held is gone with it

    again = Station(tmp_path)

    assert again.held.pair(case_id, "applicant") is None
    with again.store.unit_of_work() as unit:
        case = unit.cases.get(case_id)
        assert list(unit.pages.referenced_hashes()) == []
    assert person_check(case.form, "applicant") is None
    again.store.close()
