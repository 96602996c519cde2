"""Read an identity card onto a draft. Reading runs on the reader's lane, keeping on the store's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.applicant import IdDocument, IdDocumentKind, Person
from app.domain.audit import AuditAction, AuditEntry
from app.domain.case import Case
from app.domain.clerk import Session
from app.domain.errors import RuleError
from app.domain.identifiers.mrz import parse_mrz, person_from_mrz
from app.ports.environment import Clock
from app.ports.id_card_reader import CardReading, IdCardReader
from app.ports.store import Store
from app.services.application_form import LONG_TERM, YES
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, StateReader

APPLICANT, AGENT = "applicant", "agent"
CARD_TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ReadIdentity:
    """Card or machine-readable zone to form fields."""

    store: Store
    read_state: StateReader
    clock: Clock
    open_reader: Callable[[], IdCardReader]

    def read(self, cancelled: Callable[[], bool]) -> CardReading:
        """Wait for a card and read it. Raises DeviceError, Cancelled."""
        reader = self.open_reader()
        try:
            return reader.read(cancelled=cancelled, timeout=CARD_TIMEOUT_SECONDS)
        finally:
            reader.close()

    def apply(
        self, session: Session, case_id: str, role: str, reading: CardReading, *, replace_other: bool = False
    ) -> IntakeState:
        """Fill the form of `applicant` or `agent` from a card.

        Raises `rule.other_person` when another person already stands there and `replace_other` is not set: the
        card of the next in line must not slip into the case of the one before.
        """
        person = replace(reading.person, address=reading.current_address, reader_serial=reading.reader_serial)
        return self._fill(session, case_id, role, person, replace_other)

    def apply_zone(
        self, session: Session, case_id: str, role: str, zone: str, *, replace_other: bool = False
    ) -> IntakeState:
        """Fill the form from the machine-readable zone of a passport or permit as typed or scanned (ICAO 9303).

        A passport says so itself; for a card-size zone the kind the clerk chose stands.
        """
        parsed = parse_mrz(zone, field=f"{role}.mrz")
        with self.store.unit_of_work() as unit:
            form = unit.cases.get(case_id).form
        chosen = IdDocumentKind(form.get(f"{role}.document_kind") or IdDocumentKind.PASSPORT)
        kind = IdDocumentKind.PASSPORT if parsed.is_passport else chosen
        person = person_from_mrz(parsed, kind, form.get(f"{role}.name", ""))
        return self._fill(session, case_id, role, person, replace_other)

    def _fill(self, session: Session, case_id: str, role: str, person: Person, replace_other: bool) -> IntakeState:
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            _check_same_person(case, role, person, replace_other)
            form = {**case.form, **_fields(role, person)}
            case = unit.cases.save(replace(case, form=form, cursor=f"{role}.phone", updated_at=now))
            detail = f"{role} {person.document.kind.value} {person.reader_serial}".strip()
            unit.audit.add(AuditEntry(AuditAction.CARD_READ, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state


def _check_same_person(case: Case, role: str, person: Person, replace_other: bool) -> None:
    standing = case.form.get(f"{role}.document_number", "").strip().upper()
    if standing and standing != person.document.number and not replace_other:
        raise RuleError("other_person", field=f"{role}.document_number")


def _fields(role: str, person: Person) -> dict[str, str]:
    """What a card says, as form fields; the phone is not on any card and stays as typed."""
    document = person.document
    fields = {
        "name": person.name,
        "latin_name": person.latin_name,
        "document_kind": document.kind.value,
        "document_number": document.number,
        "sex": person.sex.value,
        "birth_date": _iso(person.birth_date),
        "ethnicity": person.ethnicity_code,
        "nationality": person.nationality,
        "address": person.address,
        "issuing_authority": document.issuing_authority,
        "valid_from": _iso(document.valid_from),
        "valid_until": _valid_until(document),
        "source": person.source.value,
        "reader_serial": person.reader_serial,
    }
    filled = {f"{role}.{name}": value for name, value in fields.items()}
    return {**filled, "applicant.kind": "person"} if role == APPLICANT else {**filled, "agent.present": YES}


def _valid_until(document: IdDocument) -> str:
    return LONG_TERM if document.long_term else _iso(document.valid_until)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
