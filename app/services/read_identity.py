"""Read an identity card onto a draft. Reading runs on the reader's lane, keeping on the store's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.applicant import IdDocument, IdDocumentKind, Person
from app.domain.audit import AuditAction, AuditEntry
from app.domain.clerk import Session
from app.domain.errors import InputError
from app.domain.identifiers.mrz import parse_mrz, person_from_mrz
from app.domain.identity_check import AGENT, APPLICANT, OtherPersonChoice, other_person_choices
from app.domain.page_text import PageReading
from app.ports.environment import Clock
from app.ports.id_card_reader import CardReading, IdCardReader
from app.ports.store import Store
from app.services.application_form import LONG_TERM, YES
from app.services.edit_case import require_draft
from app.services.intake_state import IntakeState, StateReader
from app.services.page_identity import IdentityOffer, check_fits, differs, offer_from_page, other_person, taken_fields
from app.services.typed_over import released, taken_from_paper

__all__ = ["AGENT", "APPLICANT", "ReadIdentity"]

CARD_TIMEOUT_SECONDS = 30.0
# Cards with a zone that does not say which of them they are.
_CARDS_WITH_ZONE = {IdDocumentKind.FOREIGN_PR_2017, IdDocumentKind.HK_MACAU_PERMIT, IdDocumentKind.TAIWAN_PERMIT}


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
        self,
        session: Session,
        case_id: str,
        role: str,
        reading: CardReading,
        *,
        replace_other: bool = False,
        typed_meanwhile: frozenset[str] = frozenset(),
    ) -> IntakeState:
        """Fill the form of `applicant` or `agent` from a card.

        Raises `rule.other_person` when `replace_other` is not set and another person, or an organisation, already
        stands there (the card of the next in line must not slip into the case of the one before), or the card says
        otherwise than a field of `typed_meanwhile`, which the clerk typed while the card was waited for. Its detail
        `choices` holds `OtherPersonChoice`s, `name` and `number` say masked whose card it is; nothing is changed until
        a choice is taken.
        """
        person = replace(reading.person, address=reading.current_address, reader_serial=reading.reader_serial)
        return self._fill(session, case_id, role, person, replace_other, typed_meanwhile)

    def apply_zone(
        self, session: Session, case_id: str, role: str, zone: str, *, replace_other: bool = False
    ) -> IntakeState:
        """Fill the form from the machine-readable zone of a passport or permit as typed or scanned (ICAO 9303).

        A passport says so itself; for a card-size zone the kind the clerk chose stands. Raises InputError: those of
        `parse_mrz`, and `input.zone_kind` while the kind chosen is none with such a zone.
        """
        parsed = parse_mrz(zone, field=f"{role}.mrz")
        with self.store.unit_of_work() as unit:
            form = unit.cases.get(case_id).form
        chosen = form.get(f"{role}.document_kind", "")
        if not parsed.is_passport and chosen not in _CARDS_WITH_ZONE:
            raise InputError("zone_kind", field=f"{role}.document_kind")
        kind = IdDocumentKind.PASSPORT if parsed.is_passport else IdDocumentKind(chosen)
        name = "" if replace_other else form.get(f"{role}.name", "")
        return self._fill(session, case_id, role, person_from_mrz(parsed, kind, name), replace_other, frozenset())

    def offer_page(self, case_id: str, role: str, reading: PageReading) -> IdentityOffer:
        """What a page read from a passport, permit, card or business licence would fill in. Changes nothing.

        Raises `rule.no_identity_on_page`, `rule.agent_is_person`.
        """
        with self.store.unit_of_work() as unit:
            return offer_from_page(unit.cases.get(case_id).form, role, reading)

    def apply_page(
        self,
        session: Session,
        case_id: str,
        role: str,
        reading: PageReading,
        *,
        replaced: frozenset[str] = frozenset(),
    ) -> IntakeState:
        """Fill the form from a page; what the form holds otherwise stays, except the fields named in `replaced`.

        Raises `rule.other_person` (with `choices`) while the document number or credit code on the form is another
        one and not among `replaced`; those of `offer_page`; `rule.not_a_draft`.
        """
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            offer = offer_from_page(case.form, role, reading)
            if offer.key_field not in replaced:
                check_fits(case.form, offer)
            taken = taken_fields(case.form, offer, replaced)
            if role == AGENT:
                taken["agent.present"] = YES
            form = {**case.form, **released(case.form, taken), **taken_from_paper(case.form, taken)}
            case = unit.cases.save(replace(case, form=form, cursor=f"{role}.phone", updated_at=now))
            detail = f"{role} {reading.paper.kind} {offer.source.value}"
            unit.audit.add(AuditEntry(AuditAction.IDENTITY_TAKEN_FROM_PAGE, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state

    def _fill(
        self, session: Session, case_id: str, role: str, person: Person, replace_other: bool, typed: frozenset[str]
    ) -> IntakeState:
        now = self.clock.now()
        with self.store.unit_of_work() as unit:
            case = require_draft(unit.cases.get(case_id))
            filled = _fields(role, person)
            if not replace_other:
                _check_same_person(case.form, filled, role, {f"{role}.document_number", *typed})
            form = {**case.form, **taken_from_paper(case.form, filled)}
            case = unit.cases.save(replace(case, form=form, cursor=f"{role}.phone", updated_at=now))
            detail = f"{role} {person.document.kind.value} {person.reader_serial}".strip()
            unit.audit.add(AuditEntry(AuditAction.CARD_READ, now, session.clerk.id, case_id, detail))
            state = self.read_state(unit, case)
            unit.commit()
        return state


def _check_same_person(form: Mapping[str, str], filled: Mapping[str, str], role: str, kept: set[str]) -> None:
    """The number must fit the case, and none of the `kept` fields on the form may be filled with something else."""
    person, number = filled.get(f"{role}.name", ""), filled.get(f"{role}.document_number", "")
    choices = other_person_choices(form, role, number) if number else ()
    if choices:
        raise other_person(f"{role}.document_number", choices, person, number)
    for name in sorted(kept & filled.keys()):
        if differs(form, name, filled[name]):
            raise other_person(name, (OtherPersonChoice.REPLACE,), person, number)


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
