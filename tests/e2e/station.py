"""A whole station around the real program: data folder, card reader on a pseudo-terminal, stand-in platform."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from app.composition import Door, Options
from app.demo import script
from app.domain.clerk import Role
from app.domain.errors import TongbanError
from app.domain.material import Provision
from app.domain.verification import VerificationVerdict
from app.ports.document_source import ScanRequest
from app.ports.store import NewAccount
from app.sandbox.application import SandboxSettings
from app.sandbox.server import SandboxServer
from app.services.intake_state import IntakeState
from app.services.workspace import Workspace
from local_store.opening import StoreSettings
from resources.texts import error_text
from scanners.simulated.sam_v_device import SimulatedSamDevice
from tests.fakes.local_store import CHEAP
from ui.runtime.error_presenter import ErrorPresenter
from ui.runtime.log_masking import MaskingFormatter

LOGIN, PASSWORD = "zhangsan", "样本口令-0000"
CARD = "resident-chen"
ITEM, PLACE = "990106001026", "310101"
ROOMY = StoreSettings(ballast_bytes=1 << 20, low_water_bytes=1 << 20, writer_patience=5.0)
# What no log may hold: names and numbers of the people who come to this window.
_PERSONAL = re.compile(r"陈𬭎|王样本|样本窗口员|1990000\d{4}|990[12]\d{2}\d{11}[0-9X]|陈")
_PLACEHOLDER = re.compile(r"[{}]")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def nobody() -> bool:
    """Nobody cancels."""
    return False


@cache
def paper_photograph() -> bytes:
    """A sample paper as a flat JPEG of two megapixels."""
    from scanners.simulated.sample_papers import draw_paper, sample_paper

    encoded = io.BytesIO()
    draw_paper(sample_paper("application_form")).resize((1240, 1754)).save(encoded, "JPEG", quality=85, dpi=(150, 150))
    return encoded.getvalue()


def told(error: TongbanError) -> str:
    """The words the screen shows for `error`, after checking that they are words and give nobody away."""
    message = ErrorPresenter().message(error)
    assert message.code == error.code
    assert message.words == error_text(error.code, error.details)
    assert not _PLACEHOLDER.search(message.words), message.words
    assert CHINESE.search(message.words), message.words
    assert error.code not in message.words, "words of an unknown code"
    record = logging.LogRecord("test", logging.ERROR, "", 0, "%s", (error,), (type(error), error, None))
    line = MaskingFormatter().format(record)
    assert error.code in line
    assert not _PERSONAL.search(f"{error} {line}")
    return message.words


class LogOfDay(logging.Handler):
    """Everything any room logs, as the log file would hold it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(MaskingFormatter("%(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def assert_discreet(self) -> None:
        """Nobody is named."""
        assert [line for line in self.lines if _PERSONAL.search(line)] == []


@dataclass
class Station:
    """What stands at the window; `open` signs in (and sets up at the first time)."""

    folder: Path
    device: SimulatedSamDevice
    platform: SandboxServer | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    store: StoreSettings = ROOMY

    @property
    def options(self) -> Options:
        return Options(self.folder, store=self.store, strength=CHEAP)

    def open(self) -> Workspace:
        door = Door(self.options)
        if not door.first_run:
            return door(LOGIN, PASSWORD)
        account = NewAccount(LOGIN, "样本窗口员", "0001", Role.ADMIN, PASSWORD)
        settings = {**script.station(), "reader.address": f"sam-v:serial:{self.device.port}", **self.settings}
        if self.platform is not None:
            settings["platform.url"] = self.platform.url
        return door.set_up(account, settings)

    @contextmanager
    def opened(self) -> Iterator[Workspace]:
        workspace = self.open()
        try:
            yield workspace
        finally:
            workspace.close()


@dataclass
class Clock:
    """The machine's clock, set wrong by `off`."""

    off: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


@contextmanager
def station(folder: Path, *, platform: SandboxSettings | None = None, online: bool = False) -> Iterator[Station]:
    """A station in `folder`; with a running platform when `online`."""
    device = SimulatedSamDevice.from_address(CARD)
    device.start()
    server = SandboxServer(platform).start() if online else None
    try:
        yield Station(folder / "data", device, server)
    finally:
        device.stop()
        if server is not None:
            server.stop()


@dataclass(frozen=True)
class Visit:
    """One visit, step by step, through the services only."""

    workspace: Workspace
    case_id: str

    @classmethod
    def begin(cls, workspace: Workspace) -> Visit:
        return cls(workspace, workspace.open_case.start(workspace.session).case.id)

    def now(self) -> IntakeState:
        return self.workspace.open_case.current(self.case_id)

    def identify(self) -> IntakeState:
        """The card through the driver, the phone by hand."""
        reading = self.workspace.read_identity.read(nobody)
        self.workspace.read_identity.apply(self.workspace.session, self.case_id, "applicant", reading)
        return self.workspace.edit_case.set_fields(
            self.case_id, {"applicant.phone": "19900000021", "confirm.applicant": "yes"}, "applicant.phone"
        )

    def choose(self) -> IntakeState:
        return self.workspace.edit_case.choose(self.case_id, ITEM, PLACE)

    def capture(self, material: str, path: Path) -> int:
        """Pages of a file, kept and looked at; how many."""
        capture, pages = self.workspace.capture_pages, 0
        for frame in capture.scan(ScanRequest("file", paths=(str(path),)), nobody):
            page = capture.keep(self.workspace.session, self.case_id, material, frame)
            pages += len(capture.analyse(self.case_id, page.id))
        return pages

    def bring_papers(self, path: Path) -> IntakeState:
        """Every required paper, scanned from `path` and verified."""
        state = self.now()
        for row in state.rows:
            if row.blocking:
                self.workspace.edit_case.provide(self.case_id, row.material.code, Provision.PAPER)
                self.capture(row.material.code, path)
                state = self.workspace.verify_original(
                    self.workspace.session, self.case_id, row.material.code, VerificationVerdict.MATCHES
                )
        return state

    def complete(self, path: Path) -> IntakeState:
        """Everything up to the key that receives."""
        self.identify()
        self.choose()
        return self.bring_papers(path)

    def receive(self) -> IntakeState:
        return self.workspace.receive_case(self.workspace.session, self.case_id)


def raised(action: Callable[[], object]) -> TongbanError:
    """The error `action` raises, its words checked."""
    try:
        action()
    except TongbanError as error:
        told(error)
        return error
    raise AssertionError("nothing was raised")


def told_code(code: str, detail: str = "") -> str:
    """The words of a bare code, as the line view shows them."""
    words = error_text(code, {"detail": detail} if detail else {})
    assert "{" not in words
    assert code not in words
    return words
