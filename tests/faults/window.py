"""The services of a visit on a real data folder, without screen and devices: what the fault suites kill."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from app.domain.clerk import Clerk, Role, Session, Station
from app.domain.errors import PrintError
from app.domain.name_variants import name_variants
from app.domain.page import BlobRef
from app.domain.paper import PrintOutcome
from app.paper.renderer import ReportLabPaperRenderer
from app.platform.encoder import CanonicalFactEncoder
from app.platform.holidays import JsonHolidayCalendar
from app.ports.papers import PrinterDescription
from app.ports.store import PageVault
from app.services.capture_page import CapturePages
from app.services.compare_papers import CaseComparer
from app.services.edit_case import EditCase
from app.services.intake_state import StateReader
from app.services.make_papers import MakePapers
from app.services.open_case import OpenCase
from app.services.print_papers import PrintPapers
from app.services.receive_case import ReceiveCase
from app.services.verify_original import VerifyOriginal
from app.system_clock import SystemClock
from local_store.folder import DataFolder
from local_store.identifiers import RandomIdSource
from local_store.keys.envelope import EnvelopeCredentials
from local_store.keys.password import PasswordStrength
from local_store.opening import StoreSettings, station_credentials
from local_store.search.romanizer import PinyinRomanizer
from local_store.store import SqlStore
from resources.paths import resource
from tests.fakes.desk import PlainPageReader, ScriptedSource
from tests.fakes.guides import InMemoryGuideSource
from tests.fakes.papers import PlainPreview, PlainReprintMarker

LOGIN, PASSWORD = "clerk", "a long password"
PROVINCE = "yunzhou"
CLERK = Clerk("clerk-1", LOGIN, "王样本", "0012", Role.ADMIN)
STATION = Station(
    code="YZ12",
    installation="A",
    hall_name="样本大厅",
    window_name="12号窗口",
    division_code="990100",
    address="样本路1号",
    phone="000-00000000",
)
CHEAP = PasswordStrength(passes=1, memory_kib=64, lanes=1)
SMALL = StoreSettings(ballast_bytes=1 << 16, low_water_bytes=1)


class FilePrinter:
    """A printer whose paper is a file: a line for each sheet set that came out, on disk before the job ends."""

    def __init__(self, tray: Path) -> None:
        self._tray = tray

    def printers(self) -> tuple[PrinterDescription, ...]:
        return (PrinterDescription("tray", True, "idle"),)

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        line = hashlib.sha256(pdf).hexdigest() + "\n"
        handle = os.open(self._tray, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(handle, line.encode())
        os.fsync(handle)
        os.close(handle)
        return title

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        return PrintOutcome.PRINTED

    def trouble(self, job: str) -> PrintError | None:
        return None


class ForgetfulVault:
    """A planted bug: says a page is safe when it lies in memory only."""

    def __init__(self, vault: PageVault) -> None:
        self._vault = vault
        self._memory: dict[str, bytes] = {}

    def put(self, data: bytes, media_type: str) -> BlobRef:
        blob = BlobRef(hashlib.sha256(data).hexdigest(), len(data), media_type)
        self._memory[blob.sha256] = data
        return blob

    def put_all(self, items: Sequence[tuple[bytes, str]]) -> tuple[BlobRef, ...]:
        return tuple(self.put(data, media_type) for data, media_type in items)

    def get(self, sha256: str) -> bytes:
        return self._memory.get(sha256) or self._vault.get(sha256)


def accounts(folder: Path) -> EnvelopeCredentials:
    """Accounts of a data folder, cheap to open."""
    return station_credentials(DataFolder(folder), SystemClock(), PinyinRomanizer(), SMALL, CHEAP)


class Window:
    """A window over an opened store."""

    def __init__(self, store: SqlStore, tray: Path, *, forgetful: bool = False) -> None:
        clock, ids = SystemClock(), RandomIdSource()
        guides = InMemoryGuideSource()
        holidays = JsonHolidayCalendar(resource("codes", "holidays"))
        vault: PageVault = ForgetfulVault(store.vault) if forgetful else store.vault
        self.store, self.vault = store, vault
        self.session = Session(CLERK, STATION)
        read_state = StateReader(guides, clock, holidays, STATION.division_code)
        self.open_case = OpenCase(store, read_state, clock, ids)
        self.edit_case = EditCase(store, read_state, guides, clock)
        self.capture = CapturePages(store, vault, ScriptedSource(), PlainPageReader(), clock, ids)
        self.verify = VerifyOriginal(store, read_state, clock, CaseComparer(name_variants((), ()), clock))
        self.receive = ReceiveCase(store, read_state, CanonicalFactEncoder(PROVINCE), holidays, clock, ids)
        self.make_papers = MakePapers(store, vault, read_state, ReportLabPaperRenderer(()), holidays, clock, ids)
        self.print_papers = PrintPapers(
            store, vault, FilePrinter(tray), PlainPreview(), PlainReprintMarker(), clock, ids
        )
