"""A received case put into the words of the contract, as plain JSON values.

Nothing is checked here: whoever freezes a fact has its contract model (`CaseFact`) look through the whole of it once,
which costs a fraction of building a model for every part.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.domain.applicant import Agent, IdDocument, Organisation, Person
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.custody import CustodyPlace
from app.domain.guide import GuideMaterial, ItemGuide, OriginalHandling
from app.domain.material import CaseMaterial, Provision
from app.domain.page import BlobRef, Page
from app.domain.verification import TrustGrade, Verification, trust_grade

Told = dict[str, Any]


def case_document(case: Case, guide: ItemGuide, pages: tuple[Page, ...], session: Session, key: str) -> Told:
    """`CaseFact` of a case, without the province's exchange rows. Raises ValueError for a case not yet received."""
    if case.applicant is None or case.received_at is None or not case.receipt_number:
        raise ValueError("only a received case is told to the platform")
    return {
        "contract": "v1",
        "key": key,
        "case_id": case.id,
        "receipt_number": case.receipt_number,
        "query_code": case.query_code,
        "received_at": _moment(case.received_at),
        "due_on": case.due_on,
        "due_estimated": case.due_estimated,
        "collecting": _collecting(session),
        "handling": _handling(guide),
        "guide": _guide(guide),
        "applicant": _applicant(case.applicant),
        "agent": _agent(case.agent) if case.agent else None,
        "delivery": {
            "way": case.delivery.way.value,
            "recipient": case.delivery.recipient,
            "phone": case.delivery.phone,
            "address": case.delivery.address,
        },
        "situation": dict(case.answers),
        "materials": tuple(
            _material(material, case.materials.get(material.code, CaseMaterial(material.code)), pages)
            for material in guide.applicable_materials(case.answers)
        ),
        "blobs": tuple(blob for page in pages for blob in _blobs(page)),
    }


def _collecting(session: Session) -> Told:
    station = session.station
    return {
        "station": station.code,
        "installation": station.installation,
        "division_code": station.division_code,
        "hall_name": station.hall_name,
        "window_name": station.window_name,
        "address": station.address,
        "phone": station.phone,
        "clerk": session.clerk.name,
    }


def _handling(guide: ItemGuide) -> Told:
    authority = guide.authority
    return {
        "division_code": authority.division_code,
        "place_name": authority.place_name,
        "authority_name": authority.name,
    }


def _guide(guide: ItemGuide) -> Told:
    return {
        "item_code": guide.ref.item_code,
        "item_name": guide.item_name,
        "implementation_code": guide.implementation_code,
        "division_code": guide.ref.division_code,
        "version": guide.ref.version,
        "mode": guide.mode.value,
        "promised_days": guide.promised_days,
        "legal_days": guide.legal_days,
    }


def _applicant(applicant: Person | Organisation) -> Told:
    if isinstance(applicant, Person):
        return _person(applicant)
    return {
        "kind": "organisation",
        "name": applicant.name,
        "credit_code": applicant.credit_code,
        "legal_representative": applicant.legal_representative,
        "address": applicant.address,
        "phone": applicant.phone,
    }


def _person(person: Person) -> Told:
    return {
        "kind": "person",
        "name": person.name,
        "document": _document(person.document),
        "sex": person.sex.value,
        "birth_date": _day(person.birth_date),
        "ethnicity_code": person.ethnicity_code,
        "nationality": person.nationality,
        "latin_name": person.latin_name,
        "address": person.address,
        "phone": person.phone,
        "source": person.source.value,
        "reader_serial": person.reader_serial,
    }


def _document(document: IdDocument) -> Told:
    return {
        "kind": document.kind.value,
        "number": document.number,
        "issuing_authority": document.issuing_authority,
        "valid_from": _day(document.valid_from),
        "valid_until": _day(document.valid_until),
        "long_term": document.long_term,
    }


def _agent(agent: Agent) -> Told:
    return {
        "person": _person(agent.person),
        "authority_document": agent.authority_document,
        "authority_until": _day(agent.authority_until),
    }


def _material(material: GuideMaterial, state: CaseMaterial, pages: tuple[Page, ...]) -> Told:
    hashes = tuple(page.original.sha256 for page in pages if page.material_code == material.code)
    return {
        "code": material.code,
        "name": material.name,
        "form": material.form.value,
        "handling": material.handling.value,
        "provision": state.provision.value,
        "originals": state.originals,
        "copies": state.copies,
        "sheets": state.sheets,
        "e_licence_number": state.e_licence_number,
        "remark": state.remark,
        "trust_grade": _grade(state, hashes),
        "verification": _verification(state.verification) if state.verification else None,
        "custody": _custody(material, state),
    }


def _grade(state: CaseMaterial, hashes: tuple[str, ...]) -> str:
    if state.provision is Provision.E_LICENCE:
        return TrustGrade.A.value
    return trust_grade(state.verification, hashes).value if hashes else ""


def _custody(material: GuideMaterial, state: CaseMaterial) -> str:
    if state.provision is not Provision.PAPER or state.originals == 0:
        return ""
    kept = material.handling is OriginalHandling.KEPT
    return (CustodyPlace.AT_WINDOW if kept else CustodyPlace.WITH_APPLICANT).value


def _verification(verification: Verification) -> Told:
    return {
        "verdict": verification.verdict.value,
        "remark": verification.remark,
        "clerk_id": verification.clerk_id,
        "clerk_name": verification.clerk_name,
        "verified_at": _moment(verification.verified_at),
        "place": verification.place,
        "page_hashes": verification.page_hashes,
        "override_reason": verification.override_reason,
    }


def _blobs(page: Page) -> tuple[Told, ...]:
    original = _blob(page, page.original, "original")
    return (original,) if page.rendition is None else (original, _blob(page, page.rendition, "rendition"))


def _blob(page: Page, blob: BlobRef, role: str) -> Told:
    return {
        "sha256": blob.sha256,
        "size": blob.size,
        "media_type": blob.media_type,
        "role": role,
        "material_code": page.material_code,
        "page": page.sequence,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
