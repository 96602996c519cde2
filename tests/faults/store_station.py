"""The data folder the store suites spoil, and what lies in it before."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from app.domain.case import Case, CaseState
from app.domain.clerk import Clerk, Role
from app.domain.custody import CustodyEvent
from app.domain.outbox import Fact, FactKind
from app.domain.page import Page
from app.ports.environment import Clock
from local_store.keys.envelope import EnvelopeCredentials
from local_store.restore.restoring import Restorer
from local_store.search.romanizer import PinyinRomanizer
from tests.fakes.environment import MONDAY, ManualClock
from tests.fakes.local_store import SMALL, cheap_credentials
from tests.fakes.store_samples import custody_event, fact, page, received

ADMIN = Clerk("1", "admin", "管理样本", "0001", Role.ADMIN)
PASSWORD = "the first secret"
STATION_CODE = "YZ12"
PAGES_A_CASE = 2


@dataclass(frozen=True, slots=True)
class StoreStation:
    """`folder` holds the data folder and the disk for backups."""

    folder: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return self.folder / "disk"

    @property
    def restored(self) -> Path:
        """Where a scenario restores to."""
        return self.folder / "elsewhere" / "data"

    def credentials(self, clock: Clock | None = None) -> EnvelopeCredentials:
        """The accounts, as a start of the program finds them."""
        return cheap_credentials(self.data, clock or ManualClock())

    def restorer(self) -> Restorer:
        """Brings a backup back."""
        return Restorer(ManualClock(), PinyinRomanizer(), SMALL)

    def copied_to(self, folder: Path) -> StoreStation:
        """The same once more, as the disk has it now."""
        shutil.copytree(self.folder, folder, copy_function=shutil.copyfile)
        return StoreStation(folder)


@dataclass(frozen=True, slots=True)
class SampleCase:
    """Everything that belongs to one received case. `contents` are the bytes of its pages, originals first."""

    case: Case
    pages: tuple[Page, ...]
    facts: tuple[Fact, ...]
    custody: CustodyEvent
    contents: tuple[bytes, ...]

    @classmethod
    def of(cls, case_id: str) -> SampleCase:
        """Invented; its bytes follow from its id."""
        pages = tuple(
            page(f"{case_id}-page-{number}", case_id, sequence=number) for number in range(1, PAGES_A_CASE + 1)
        )
        sent = tuple(fact(f"{one.id}-fact", case_id, FactKind.PAGE, blob_sha256=one.original.sha256) for one in pages)
        contents = tuple(one.id.encode() + end for one in pages for end in (b"", b" straightened"))
        case = replace(received(case_id), id=case_id, receipt_number="", state=CaseState.DRAFT, received_at=None)
        return cls(
            case, pages, (fact(f"{case_id}-fact", case_id), *sent), custody_event(f"{case_id}-c", case_id), contents
        )

    def received(self, number: str, stored: Case) -> Case:
        """The case with its receipt number."""
        moment = MONDAY + timedelta(minutes=8)
        return replace(stored, state=CaseState.RECEIVED, receipt_number=number, received_at=moment)
