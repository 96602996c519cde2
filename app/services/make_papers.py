"""Render the papers of a received case from what is stored, and keep their bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.clerk import Session
from app.domain.deadline import deadline_after
from app.domain.errors import RuleError
from app.domain.guide import ItemGuide, OriginalHandling
from app.domain.handwritten_signature import PrintedSignature
from app.domain.identifiers.check_characters import mod_37_36
from app.domain.local_day import local_day
from app.domain.paper import (
    LabelContent,
    MaterialListContent,
    NoticeContent,
    Paper,
    PaperContent,
    PaperKind,
    ReceiptContent,
    TransferLine,
    TransferSlipContent,
    VerifiedCopyContent,
    VerifiedPage,
)
from app.domain.verification import Verification, VerificationVerdict
from app.ports.environment import Clock, IdSource
from app.ports.guides import HolidayCalendar
from app.ports.papers import PaperRenderer
from app.ports.store import PageVault, Store
from app.services.confirm_by_applicant import printed_signature, signature_in_force
from app.services.intake_state import IntakeState, MaterialRow, StateReader
from app.services.paper_head import case_head, collecting_office, handling_office, material_lines
from app.services.receive_case import originals_to_post

DEFAULT_TRANSFER_DAYS = 2  # working days to post where no agreement says otherwise
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class MakePapers:
    """The papers of one visit. Calling it again makes only what is not there yet."""

    store: Store
    vault: PageVault
    read_state: StateReader
    renderer: PaperRenderer
    holidays: HolidayCalendar
    clock: Clock
    ids: IdSource

    def __call__(self, session: Session, case_id: str) -> tuple[Paper, ...]:
        """All papers of the received case, the new ones rendered and stored. Raises `rule.not_received`, PrintError."""
        with self.store.unit_of_work() as unit:
            state = self.read_state(unit, unit.cases.get(case_id))
            signed = signature_in_force(unit, case_id, state.confirmation)
        if state.guide is None or state.case.received_at is None:
            raise RuleError("not_received")
        there = {status.paper.kind for status in state.papers}
        slip = next((one.paper.serial for one in state.papers if one.paper.kind is PaperKind.TRANSFER_SLIP), "")
        if not slip and originals_to_post(state.rows):
            slip = self._slip_number(session)
        made = []
        for kind, content in self._contents(session, state, state.guide, slip, printed_signature(signed)):
            if kind not in there:
                made.append(self.keep(session, case_id, kind, content(), slip))
        return (*(status.paper for status in state.papers), *made)

    def keep(self, session: Session, case_id: str, kind: PaperKind, content: PaperContent, serial: str) -> Paper:
        """Render one paper, keep its bytes, then its row."""
        rendered = self.renderer.render(kind, content)
        blob = self.vault.put(rendered.pdf, PDF)
        paper = Paper(
            id=self.ids.new_id(),
            case_id=case_id,
            kind=kind,
            sha256=blob.sha256,
            size=blob.size,
            page_count=rendered.page_count,
            serial=serial,
            created_at=self.clock.now(),
            created_by=session.clerk.id,
            as_authority=content.as_authority if isinstance(content, NoticeContent) else None,
        )
        with self.store.unit_of_work() as unit:
            unit.papers.add(paper)
            unit.commit()
        return paper

    def _contents(
        self,
        session: Session,
        state: IntakeState,
        guide: ItemGuide,
        slip: str,
        signature: PrintedSignature | None,
    ) -> list[tuple[PaperKind, Callable[[], PaperContent]]]:
        case, at = state.case, state.case.received_at or self.clock.now()
        contents: list[tuple[PaperKind, Callable[[], PaperContent]]] = [
            (PaperKind.RECEIPT, lambda: replace(_receipt(session, state, guide, at), signature=signature)),
            (
                PaperKind.MATERIAL_LIST,
                lambda: MaterialListContent(case_head(case, guide, session, at), material_lines(state.rows), signature),
            ),
        ]
        if originals_to_post(state.rows):
            contents.append((PaperKind.TRANSFER_SLIP, lambda: self._slip(session, state, guide, slip, at)))
            contents.append((PaperKind.LABEL, lambda: _label(session, state, guide, slip)))
        if _attested(state.rows):
            contents.append((PaperKind.VERIFIED_COPY, lambda: self._copy(session, state, guide, at)))
        return contents

    def _slip_number(self, session: Session) -> str:
        with self.store.unit_of_work() as unit:
            serial = unit.numbers.next_serial("slip")
            unit.commit()
        stem = f"Q{session.station.code}{session.station.installation}{serial:05d}"
        return stem + mod_37_36(stem)

    def _slip(
        self, session: Session, state: IntakeState, guide: ItemGuide, slip: str, at: datetime
    ) -> TransferSlipContent:
        days = state.agreement.transfer_days if state.agreement else DEFAULT_TRANSFER_DAYS
        return TransferSlipContent(
            head=case_head(state.case, guide, session, at),
            slip_number=slip,
            lines=tuple(
                _transfer_line(number, row) for number, row in enumerate(originals_to_post(state.rows), start=1)
            ),
            post_by=deadline_after(local_day(at), days, self.holidays.day).on,
        )

    def _copy(self, session: Session, state: IntakeState, guide: ItemGuide, at: datetime) -> VerifiedCopyContent:
        attested = _attested(state.rows)
        verification = attested[0][1]
        return VerifiedCopyContent(
            head=case_head(state.case, guide, session, at),
            verified_by=verification.clerk_name,
            verified_at=verification.verified_at,
            place=verification.place,
            pages=tuple(page for row, _ in attested for page in self._verified_pages(row)),
        )

    def _verified_pages(self, row: MaterialRow) -> list[VerifiedPage]:
        found = []
        for number, page in enumerate(row.pages, start=1):
            blob = page.rendition or page.original
            found.append(
                VerifiedPage(
                    material_name=row.material.name,
                    page_number=number,
                    page_count=len(row.pages),
                    image=self.vault.get(blob.sha256),
                    media_type=blob.media_type,
                    sha256=page.original.sha256,
                    trust_grade=row.grade.value,
                )
            )
        return found


def _receipt(session: Session, state: IntakeState, guide: ItemGuide, at: datetime) -> ReceiptContent:
    case = state.case
    return ReceiptContent(
        head=case_head(case, guide, session, at),
        lines=material_lines(state.rows),
        promised_days=guide.promised_days,
        due_on=date.fromisoformat(case.due_on) if case.due_on else None,
        due_estimated=case.due_estimated,
        delivery_way=case.delivery.way.value,
        fee=guide.fee,
    )


def _label(session: Session, state: IntakeState, guide: ItemGuide, slip: str) -> LabelContent:
    rows = originals_to_post(state.rows)
    return LabelContent(
        slip_number=slip,
        waybill_number="",
        sender=collecting_office(session),
        sender_name=session.clerk.name,
        recipient=handling_office(guide.authority),
        recipient_name=guide.authority.recipient,
        pieces=sum(row.state.originals for row in rows),
        sheets=sum(row.state.sheets for row in rows),
    )


def _transfer_line(number: int, row: MaterialRow) -> TransferLine:
    verification = row.state.verification
    return TransferLine(
        number=number,
        name=row.material.name,
        form=row.material.form.value,
        originals=row.state.originals,
        copies=row.state.copies,
        sheets=row.state.sheets,
        verdict=verification.verdict.value if verification else "",
        give_back=row.material.handling is not OriginalHandling.KEPT,
        basis=row.material.post_basis,
    )


def _attested(rows: tuple[MaterialRow, ...]) -> list[tuple[MaterialRow, Verification]]:
    return [
        (row, row.state.verification)
        for row in rows
        if row.pages
        and row.state.verification is not None
        and row.state.verification.verdict is VerificationVerdict.MATCHES
    ]
