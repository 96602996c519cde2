"""A whole `Workspace` over the in-memory desk, with a card reader, a line and settings that tests decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.domain.applicant import IdDocument, IdDocumentKind, IdentitySource, Person, Sex
from app.domain.audit import AuditCheckpoint
from app.domain.case import Case
from app.domain.clerk import Clerk, Role, Session
from app.domain.errors import Cancelled, DeviceError, SyncError
from app.domain.guide import ItemGuide
from app.domain.outbox import Fact, OutboxEntry
from app.domain.page import Page
from app.domain.platform import ChangePage, Countersigned, LineStatus, PlatformReceipt, WipeOrder
from app.domain.recovery_key import RecoveryKey
from app.domain.settings import Settings, SettingScope, merge
from app.ports.document_source import ScannedFrame, ScanRequest, SourceDescription, SourceKind
from app.ports.id_card_reader import CardDetails, CardReading, never_cancelled
from app.services.case_terms import CaseTerms
from app.services.check_person import CheckPerson, HeldPictures
from app.services.countersign_audit import CountersignAudit
from app.services.find_items import FindItems
from app.services.identity_ladder import IdentityLadder
from app.services.keep_keyring import KeepKeyring
from app.services.keep_keys import KeepKeys
from app.services.keep_store import KeepStore
from app.services.line_view import LineView
from app.services.manage_accounts import ManageAccounts
from app.services.manage_settings import ManageSettings
from app.services.pull_changes import PullChanges
from app.services.rate_service import RateService
from app.services.read_identity import ReadIdentity
from app.services.recovery_paper import RecoveryPaper
from app.services.screen_lock import ScreenLock
from app.services.sync_outbox import SyncOutbox
from app.services.synchronise import Synchronise
from app.services.workspace import Workspace
from local_store.search.romanizer import PinyinRomanizer
from scanners.reading.codes_meaning import code_meaning
from tests.fakes.desk import CLERK, NAME, STATION, Desk, PlainEncoder, resident_number
from tests.fakes.environment import MONDAY
from tests.fakes.keyring import InMemorySystemKeyring
from tests.fakes.preview import ScriptedCamera, SwitchedOffPhone
from tests.fakes.store import InMemoryCredentials

PASSWORD = "correct horse"


def card(name: str = NAME, number: str = "") -> CardReading:
    """What the reader gives for a resident card."""
    document = IdDocument(IdDocumentKind.RESIDENT_ID, number or resident_number(), "样本公安局", long_term=True)
    person = Person(
        name,
        document,
        Sex.FEMALE,
        date(1990, 5, 17),
        "01",
        address="样本省示范市虚构路1号",
        source=IdentitySource.CARD_READER,
    )
    return CardReading(person, CardDetails(), "TEST-0001")


class ScriptedReader:
    """`IdCardReader` that gives `reading`, or raises `fault`."""

    def __init__(self) -> None:
        self.reading = card()
        self.fault: DeviceError | None = None
        self.cancelled: Callable[[], bool] | None = None

    def describe(self) -> str:
        return "scripted"

    def check(self) -> None:
        if self.fault is not None:
            raise self.fault

    def read(self, *, cancelled: Callable[[], bool] = never_cancelled, timeout: float = 30.0) -> CardReading:
        self.cancelled = cancelled
        if self.fault is not None:
            raise self.fault
        return self.reading

    def close(self) -> None:
        """Nothing is open."""


class ScriptedSource:
    """`DocumentSource` with one flatbed; `frames` are taken by the next scan, then `fault` is raised when set."""

    def __init__(self, *frames: bytes) -> None:
        self.frames = frames
        self.fault: DeviceError | None = None
        self.requests: list[ScanRequest] = []

    def list(self) -> tuple[SourceDescription, ...]:
        return (
            SourceDescription("flatbed", "样本扫描仪", SourceKind.FLATBED),
            SourceDescription("files", "files", SourceKind.FILE),
        )

    def describe(self, source_id: str) -> SourceDescription:
        return next(one for one in self.list() if one.id == source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = lambda: False) -> Iterator[ScannedFrame]:
        self.requests.append(request)
        for index, data in enumerate(self.frames):
            if cancelled():
                raise Cancelled("by_clerk")
            yield ScannedFrame(data, "image/png", request.source_id, 300, index)
        if self.fault is not None:
            raise self.fault


class ProvableEncoder(PlainEncoder):
    """`PlainEncoder` whose last fact names its pages, as the drain wants to see proven."""

    def case_facts(self, case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session) -> tuple[Fact, ...]:
        *facts, complete = super().case_facts(case, guide, pages, session)
        return (*facts, replace(complete, body=b'{"blobs": []}'))


class ScriptedGateway:
    """`PlatformGateway` that takes everything, or raises `fault`."""

    def __init__(self) -> None:
        self.fault: SyncError | None = None
        self.delivered: list[OutboxEntry] = []
        self.remembered: AuditCheckpoint | None = None

    def deliver(self, entry: OutboxEntry, blob: bytes | None) -> PlatformReceipt:
        if self.fault is not None:
            raise self.fault
        self.delivered.append(entry)
        return PlatformReceipt(entry.fact.key, entry.fact.blob_sha256 or entry.fact.body_sha256)

    def changes(self, cursor: str) -> ChangePage:
        if self.fault is not None:
            raise self.fault
        return ChangePage((), cursor, False)

    def countersign(self, checkpoint: AuditCheckpoint) -> Countersigned:
        if self.fault is not None:
            raise self.fault
        known, self.remembered = self.remembered, checkpoint
        return Countersigned(checkpoint, MONDAY, "", known)

    def check(self) -> LineStatus:
        raise NotImplementedError


class RecordingKeyWipe:
    """`KeyWipe` that keeps the orders."""

    def __init__(self) -> None:
        self.orders: list[WipeOrder] = []

    def wipe(self, order: WipeOrder) -> None:
        self.orders.append(order)


class InMemorySettingsFiles:
    """`SettingsFiles` in memory; `locked` are the values of the province."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.locked: dict[str, str] = {}

    def load(self) -> Settings:
        return merge({SettingScope.USER: self.own, SettingScope.PROVINCE_LOCKED: self.locked}, "样本省")

    def save(self, changes: Mapping[str, str]) -> Settings:
        merged = merge({SettingScope.USER: {**self.own, **changes}}, "")
        if merged.problems:
            raise merged.problems[0]
        self.own.update(changes)
        return self.load()


class WindowDesk(Desk):
    """The desk with everything the window needs around it."""

    def __init__(self, role: Role = Role.CLERK) -> None:
        super().__init__()
        clerk: Clerk = replace(CLERK, role=role)
        self.session = Session(clerk, STATION)
        self.reader, self.gateway, self.settings = ScriptedReader(), ScriptedGateway(), InMemorySettingsFiles()
        self.credentials = InMemoryCredentials(self.store)
        self.credentials.initialise(clerk, PASSWORD)
        self.credentials.set_recovery_key(RecoveryKey(b"paper in the safe..."))
        self.keyring = InMemorySystemKeyring()
        keys = KeepKeys(self.store, self.credentials, self.clock)
        self.receive = replace(self.receive, encoder=ProvableEncoder())
        self.source = ScriptedSource(b"page")
        self.capture = replace(self.capture, source=self.source)
        self.camera, self.phone = ScriptedCamera(), SwitchedOffPhone()
        self.held_pictures = HeldPictures(self.clock.now)
        line, self.key_wipe = LineView(self.store, self.clock), RecordingKeyWipe()
        outbox = SyncOutbox(self.store, self.vault, self.gateway, self.clock, self.ids)
        pull = PullChanges(self.store, self.gateway, self.clock, self.ids, CaseTerms(self.guides, self.holidays))
        self.workspace = Workspace(
            session=self.session,
            warnings=(),
            store=self.store,
            guides=self.guides,
            holidays=self.holidays,
            open_case=self.open_case,
            edit_case=self.edit_case,
            confirm_by_applicant=self.confirm,
            read_identity=ReadIdentity(self.store, self.read_state, self.clock, lambda: self.reader),
            identity_ladder=IdentityLadder(self.store, self.read_state, self.clock),
            check_person=CheckPerson(self.store, self.read_state, self.clock, self.held_pictures),
            capture_pages=self.capture,
            live_preview=self.camera,
            phone_link=self.phone,
            read_page=self.read_page,
            compare_papers=self.compare,
            ask_e_licence=self.ask_licence,
            verify_original=self.verify,
            give_one_time_notice=self.notice,
            receive_case=self.receive,
            rate_service=RateService(self.store, ProvableEncoder(), self.clock),
            make_papers=self.make_papers,
            print_papers=self.print_papers,
            list_cases=self.list_cases,
            find_items=FindItems(self.guides, PinyinRomanizer()),
            line_view=line,
            synchronise=Synchronise(outbox, pull, CountersignAudit(self.store, self.gateway), line, self.key_wipe),
            keep_store=KeepStore(self.store, self.settings, self.clock),
            keep_keys=keys,
            keep_keyring=KeepKeyring(self.store, self.credentials, self.keyring, self.settings, self.clock),
            recovery_paper=RecoveryPaper(keys, lambda sheet: sheet.key.code.encode(), self.printer),
            manage_accounts=ManageAccounts(self.store, self.credentials, self.settings, self.clock, self.ids),
            manage_settings=ManageSettings(self.settings, self.store, self.clock),
            screen_lock=ScreenLock(self.store, self.credentials, self.clock),
            code_meaning=code_meaning,
            closers=(self.held_pictures.forget, self.credentials.forget),
        )

    def lay(self, *papers: bytes) -> None:
        """What the next scan takes."""
        self.source.frames = papers
