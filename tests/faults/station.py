"""The station the fault suites kill: the program's own door to a real data folder.

Only the far ends are stand-ins: papers that lie on the desk, the judge of pages, and a printer whose paper is a file.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.composition import Door, Options
from app.demo import script
from app.domain.errors import PrintError
from app.domain.paper import PrintOutcome
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind, never_cancelled
from app.ports.papers import PrinterDescription
from app.services.workspace import Workspace
from app.system_clock import SystemClock
from local_store.store import SqlStore
from tests.fakes.desk import PlainPageReader, resident_number
from tests.fakes.local_store import CHEAP, SMALL, cheap_credentials

ACCOUNT = script.account()
STATION_CODE, PROVINCE = script.station()["station.code"], script.station()["platform.mapping"]
# Two questions (the window answers the first by itself), one paper that is kept, one that is looked at.
ITEM, PLACE = "990707001007", "320214"
ANSWERS = {"acting": "self", "frequency": "no"}
MATERIALS = ("application_form", "id_card")
NAMES = ("张䶮样本", "陈𬭎样本", "刘㛃𠅤样本", "艾力江·样本")


def applicant(dice: random.Random) -> dict[str, str]:
    """What an invented applicant's form says."""
    return {
        "applicant.name": dice.choice(NAMES),
        "applicant.document_number": resident_number(f"990101199005{dice.randrange(10, 28)}001"),
        "applicant.phone": f"199{dice.randrange(10**8):08d}",
        "applicant.address": f"样本路{dice.randrange(1000)}号",
    }


def picture(dice: random.Random) -> bytes:
    """A JPEG like no other."""
    from PIL import Image

    side = dice.randrange(40, 120)
    encoded = io.BytesIO()
    Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3)).save(encoded, "JPEG")
    return encoded.getvalue()


class PapersOnTheDesk:
    """`DocumentSource`: a camera that sees one paper a scan."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def list(self) -> tuple[SourceDescription, ...]:
        return (SourceDescription("desk", "desk", SourceKind.FLATBED),)

    def describe(self, source_id: str) -> SourceDescription:
        return self.list()[0]

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        yield ScannedFrame(picture(self._dice), "image/jpeg", "desk", 300, 0)


class TrayPrinter:
    """`Printer` whose sheets are files of a folder, each there whole or not at all.

    `power_cut` is the chance that the machine dies after the paper came out and before anybody was told.
    """

    def __init__(self, tray: Path, dice: random.Random, power_cut: float = 0.0) -> None:
        self._tray, self._dice, self._power_cut = tray, dice, power_cut

    def printers(self) -> tuple[PrinterDescription, ...]:
        return (PrinterDescription("tray", True, "idle"),)

    def print(self, pdf: bytes, printer: str, title: str, media: str) -> str:
        part = self._tray / "part"
        part.write_bytes(pdf)
        part.rename(self._tray / f"{time.time_ns()}-{hashlib.sha256(pdf).hexdigest()}.pdf")
        if self._dice.random() < self._power_cut:
            os.kill(os.getpid(), signal.SIGKILL)
        return title

    def follow(self, job: str, timeout: float) -> PrintOutcome:
        return PrintOutcome.PRINTED

    def trouble(self, job: str) -> PrintError | None:
        return None


class TrayDoor(Door):
    """The program's own door; behind it the desk and the tray are ours."""

    def __init__(self, options: Options, source: PapersOnTheDesk, printer: TrayPrinter) -> None:
        super().__init__(options)
        self._source, self._printer = source, printer

    def __call__(self, login: str, password: str) -> Workspace:
        workspace = super().__call__(login, password)
        capture = replace(workspace.capture_pages, source=self._source, reader=PlainPageReader())
        printing = replace(workspace.print_papers, printer=self._printer)
        return replace(workspace, capture_pages=capture, print_papers=printing)


@dataclass(frozen=True, slots=True)
class FaultStation:
    """A station in a folder that outlives every kill."""

    folder: Path

    @classmethod
    def set_up(cls, folder: Path) -> FaultStation:
        """A new one, with its first account."""
        made = cls(folder)
        made._tray.mkdir()
        Door(made._options).set_up(ACCOUNT, {**script.station(), "look.style": "light"}).close()
        return made

    def door(self, dice: random.Random, power_cut: float = 0.0) -> TrayDoor:
        """What the window is started with."""
        return TrayDoor(self._options, PapersOnTheDesk(dice), TrayPrinter(self._tray, dice, power_cut))

    def workspace(self, dice: random.Random) -> Workspace:
        """Signed in, without a window."""
        return self.door(dice)(ACCOUNT.login, ACCOUNT.password)

    def store(self) -> SqlStore:
        """The store alone, as the next start would find it."""
        credentials = cheap_credentials(self._options.data_folder, SystemClock(), SMALL)
        return credentials.unlock(ACCOUNT.login, ACCOUNT.password)

    def came_out(self) -> tuple[tuple[str, Path], ...]:
        """(SHA-256, file) of every copy in the tray, oldest first."""
        return tuple((path.stem.partition("-")[2], path) for path in sorted(self._tray.glob("*.pdf")))

    @property
    def _options(self) -> Options:
        return Options(self.folder / "data", store=SMALL, strength=CHEAP)

    @property
    def _tray(self) -> Path:
        return self.folder / "tray"
