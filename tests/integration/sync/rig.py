"""A station's sync side over the in-memory store, and cases to send."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.applicant import Agent, IdDocument, IdDocumentKind, Person
from app.domain.case import Case, CaseState, Delivery, DeliveryWay, StateChange
from app.domain.guide import ItemGuide
from app.domain.material import CaseMaterial, Provision
from app.domain.outbox import FactKind, OutboxEntry, OutboxState
from app.domain.page import BlobRef, Page, PageConfidence, PageOutline, Quality, QualityVerdict
from app.domain.receipt_number import ReceiptNumber
from app.domain.verification import Verification, VerificationVerdict
from app.platform.client.gateway import HttpPlatformGateway
from app.platform.client.line import LineTimeouts
from app.platform.encoder import CanonicalFactEncoder
from app.ports.platform import PlatformGateway
from app.sandbox.application import SandboxSettings
from app.sandbox.ledger import ScriptStep
from app.sandbox.server import SandboxServer
from app.services.case_terms import CaseTerms
from app.services.pull_changes import PullChanges, PullReport
from app.services.sync_outbox import SyncOutbox, SyncReport, never
from tests.fakes.desk import CLERK, SESSION, STATION, resident_number
from tests.fakes.environment import ManualClock, SequentialIds
from tests.fakes.guides import InMemoryGuideSource, WeekendCalendar, guide
from tests.fakes.store import InMemoryStore, InMemoryVault

PROVINCE = "yunzhou"
RARE = "张䶮𬭎㛃𠅤样本"
QUICK = LineTimeouts(connect=2.0, read=0.4, stall=0.4, answer=0.8)
OUTLINE = PageOutline(None, PageConfidence.LOW, 0, 0.0)
GOOD = Quality(QualityVerdict.GOOD, ())


def person(name: str = RARE) -> Person:
    document = IdDocument(IdDocumentKind.RESIDENT_ID, resident_number(), "样本公安局", long_term=True)
    return Person(name, document, address="样本大道2号", phone="19900000002")


def page(case_id: str, number: int, original: BlobRef, rendition: BlobRef | None, at: datetime) -> Page:
    return Page(
        id=f"{case_id}-p{number}",
        case_id=case_id,
        material_code="M1",
        sequence=number,
        original=original,
        rendition=rendition,
        outline=OUTLINE,
        quality=GOOD,
        codes=(),
        captured_at=at,
        captured_by=CLERK.id,
        source="desk",
    )


def received_case(case_id: str, number: int, at: datetime, name: str = RARE) -> Case:
    return Case(
        id=case_id,
        state=CaseState.RECEIVED,
        created_at=at,
        created_by=CLERK.id,
        updated_at=at,
        guide=guide().ref,
        item_name=guide().item_name,
        place_name=guide().authority.place_name,
        answers={"agent": "yes"},
        materials={"M1": CaseMaterial("M1", Provision.PAPER, originals=1, sheets=2)},
        applicant=person(name),
        agent=Agent(person("李样本"), "授权委托书", None),
        delivery=Delivery(DeliveryWay.POST, "李样本", "19900000003", "样本路3号"),
        receipt_number=str(ReceiptNumber(STATION.code, STATION.installation, number)),
        query_code="482915",
        received_at=at,
        received_by=CLERK.id,
        due_on="2026-11-30",
    )


def blob(data: bytes) -> BlobRef:
    return BlobRef(hashlib.sha256(data).hexdigest(), len(data), "image/jpeg")


@dataclass
class Window:
    """One station: store, vault, clock, and what it has received."""

    clock: ManualClock = field(default_factory=ManualClock)
    ids: SequentialIds = field(default_factory=SequentialIds)
    store: Any = field(default_factory=InMemoryStore)  # the in-memory one with its switches, or a real one
    vault: Any = field(default_factory=InMemoryVault)
    guide: ItemGuide = field(default_factory=guide)
    received: list[str] = field(default_factory=list)
    terms: CaseTerms = field(default_factory=lambda: CaseTerms(InMemoryGuideSource(), WeekendCalendar()))

    def sandbox(self, script: tuple[ScriptStep, ...] = (), **changes: object) -> SandboxServer:
        """A platform that shares this window's clock."""
        settings = SandboxSettings(PROVINCE, script=script, now=self.clock.now)
        return SandboxServer(replace(settings, **changes))  # type: ignore[arg-type]  # named as the fields are

    def gateway(self, url: str, timeouts: LineTimeouts = QUICK, station: str = STATION.code) -> HttpPlatformGateway:
        return HttpPlatformGateway(url, station, PROVINCE, self.clock, timeouts=timeouts)

    def outbox(self, gateway: PlatformGateway) -> SyncOutbox:
        return SyncOutbox(self.store, self.vault, gateway, self.clock, self.ids)

    def pull(self, gateway: PlatformGateway, cancelled: Callable[[], bool] = never) -> PullReport:
        return PullChanges(self.store, gateway, self.clock, self.ids, self.terms)(cancelled)

    def receive(self, pages: int = 2, name: str = RARE) -> Case:
        """Receive a case with `pages` pages, each with its rendition, as `receive_case` does."""
        now, number = self.clock.now(), len(self.received) + 1
        case = received_case(self.ids.new_id(), number, now, name)
        taken = []
        for index in range(pages):
            plain = self.vault.put(f"{case.id} page {index}".encode() * 40, "image/jpeg")
            straight = self.vault.put(f"{case.id} rendition {index}".encode() * 30, "image/jpeg")
            taken.append(page(case.id, index + 1, plain, straight, now))
        hashes = tuple(one.original.sha256 for one in taken)
        verified = Verification(VerificationVerdict.MATCHES, "", CLERK.id, CLERK.name, now, "12号窗口", hashes)
        material = replace(case.materials["M1"], verification=verified)
        case = replace(case, materials={"M1": material})
        with self.store.unit_of_work() as unit:
            saved: Case = unit.cases.save(case)
            change = StateChange(self.ids.new_id(), case.id, CaseState.DRAFT, case.state, now, CLERK.name, "12号窗口")
            unit.cases.add_change(change)
            for one in taken:
                unit.pages.add(one)
            for fact in CanonicalFactEncoder(PROVINCE).case_facts(saved, self.guide, tuple(taken), SESSION):
                unit.outbox.add(fact, now)
            unit.commit()
        self.received.append(case.id)
        return saved

    def case(self, case_id: str) -> Case:
        with self.store.unit_of_work() as unit:
            found: Case = unit.cases.get(case_id)
        return found

    def timeline(self, case_id: str) -> list[StateChange]:
        with self.store.unit_of_work() as unit:
            return list(unit.cases.changes(case_id))

    def rows(self, *states: OutboxState) -> list[OutboxEntry]:
        with self.store.unit_of_work() as unit:
            return list(unit.outbox.entries(states or tuple(OutboxState), 10_000))

    def row(self, kind: FactKind) -> OutboxEntry:
        """The first row of a kind."""
        return next(row for row in self.rows() if row.fact.kind is kind)

    def note(self, name: str) -> str:
        with self.store.unit_of_work() as unit:
            found: str = unit.notes.get(name)
        return found

    def drain_until_empty(self, gateway: PlatformGateway, rounds: int = 400) -> list[SyncReport]:
        """Drain again and again, ten minutes apart, until nothing waits or `rounds` are over."""
        outbox, reports = self.outbox(gateway), []
        for _ in range(rounds):
            reports.append(outbox.drain())
            if reports[-1].waiting == 0:
                break
            self.clock.advance(timedelta(minutes=10))
        return reports
