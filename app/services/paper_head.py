"""What every printed paper says at its top, put together from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.applicant import Agent, Applicant, Organisation
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.guide import Authority, ItemGuide
from app.domain.identifiers.mask import mask_number
from app.domain.local_day import local_day
from app.domain.material import Provision
from app.domain.paper import CaseHead, MaterialLine, Office, Party
from app.services.application_form import read_form
from app.services.intake_state import MaterialRow

CREDIT_CODE = "credit_code"


def case_head(case: Case, guide: ItemGuide, session: Session, at: datetime) -> CaseHead:
    """The head for a received case, or for a draft (a notice is given before any receipt).

    Raises `rule.no_applicant` while there is no applicant whose data hold.
    """
    reading = read_form(case.form, local_day(at))
    applicant, agent = case.applicant or reading.applicant, case.agent or reading.agent
    if applicant is None:
        raise RuleError("no_applicant")
    return CaseHead(
        case_id=case.id,
        receipt_number=case.receipt_number,
        query_code=case.query_code,
        platform_number=case.platform_number,
        item_name=guide.item_name,
        item_code=guide.implementation_code or guide.ref.item_code,
        handling_place=guide.authority.place_name,
        mode=guide.mode.value,
        applicant=_party(applicant),
        agent=_agent_party(agent),
        collecting=collecting_office(session),
        handling=handling_office(guide.authority),
        clerk_name=session.clerk.name,
        staff_number=session.clerk.staff_number,
        at=at,
    )


def _party(applicant: Applicant) -> Party:
    if isinstance(applicant, Organisation):
        return Party(applicant.name, CREDIT_CODE, applicant.credit_code, applicant.phone)
    document = applicant.document
    return Party(applicant.name, document.kind.value, mask_number(document.number), applicant.phone)


def _agent_party(agent: Agent | None) -> Party | None:
    return None if agent is None else _party(agent.person)


def collecting_office(session: Session) -> Office:
    """The window itself as printed."""
    station = session.station
    return Office(
        name=station.hall_name,
        window=station.window_name,
        address=station.address,
        postcode=station.postcode,
        phone=station.phone,
        supervision_phone=station.supervision_phone,
    )


def handling_office(authority: Authority) -> Office:
    """The deciding place as printed."""
    return Office(
        name=authority.name,
        window=authority.window_name,
        address=authority.address,
        postcode=authority.postcode,
        phone=authority.phone,
    )


def material_lines(rows: Sequence[MaterialRow]) -> tuple[MaterialLine, ...]:
    """The checklist as printed, numbered from 1."""
    return tuple(_line(number, row) for number, row in enumerate(rows, start=1))


def _line(number: int, row: MaterialRow) -> MaterialLine:
    verification = row.state.verification
    follow_by = row.follow_by if row.state.provision is Provision.DEFERRED else None
    return MaterialLine(
        number=number,
        name=row.material.name,
        form=row.material.form.value,
        provision=row.state.provision.value,
        handling=row.material.handling.value,
        originals=row.state.originals,
        copies=row.state.copies,
        sheets=row.state.sheets,
        pages=len(row.pages),
        verdict=verification.verdict.value if verification else "",
        trust_grade=row.grade.value if row.pages else "",
        licence_number=row.state.e_licence_number,
        remark=row.state.remark,
        follow_by=follow_by.on if follow_by else None,
        follow_by_estimated=follow_by.estimated if follow_by else False,
    )
