"""From the fields as typed to a checked applicant, agent and delivery.

A draft keeps every field exactly as typed (see `Case.form`); this module says which of them hold. A field that
is empty is *missing*, one that is filled and does not hold is an *error*; the screen shows the two differently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.applicant import (
    Agent,
    Applicant,
    IdDocument,
    IdDocumentKind,
    IdentitySource,
    Organisation,
    Person,
    Sex,
)
from app.domain.case import Delivery, DeliveryWay
from app.domain.errors import InputError
from app.domain.identifiers.credit_code import parse_credit_code
from app.domain.identifiers.document import check_document, citizen_number
from app.domain.identifiers.phone import check_phone

LONGEST_NAME = 100  # GB/T 39046-2020 table 5: an..100
LONGEST_TEXT = 300
YES = "yes"
LONG_TERM = "long_term"


class ApplicantKind(StrEnum):
    """Whether a person asks or an organisation (field `applicant.kind`)."""

    PERSON = "person"
    ORGANISATION = "organisation"


_CHOICES: Mapping[str, type[StrEnum]] = {
    "applicant.kind": ApplicantKind,
    "delivery.way": DeliveryWay,
    **{
        f"{role}.{name}": choices
        for role in ("applicant", "agent")
        for name, choices in (("document_kind", IdDocumentKind), ("sex", Sex), ("source", IdentitySource))
    },
}
"""Fields that are chosen, not typed."""


def check_choices(fields: Mapping[str, str]) -> None:
    """Raise `input.not_a_choice` for a chosen field with a value that nobody can choose; empty is not chosen yet.

    A form whose fields came in through this door can be read: see `read_form`.
    """
    for name, value in fields.items():
        choices = _CHOICES.get(name)
        if choices is not None and value.strip() and value.strip() not in set(choices):
            raise InputError("not_a_choice", field=name)


@dataclass(slots=True)
class _Reading:
    """Collects errors and missing fields while a form is read."""

    form: Mapping[str, str]
    today: date
    errors: list[InputError] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.form.get(name, "").strip()

    def required(self, name: str, check: Callable[[str], str]) -> str:
        if not self.value(name):
            self.missing.append(name)
            return ""
        return self.optional(name, check)

    def optional(self, name: str, check: Callable[[str], str]) -> str:
        typed = self.value(name)
        if not typed:
            return ""
        try:
            return check(typed)
        except InputError as error:
            error.field = name
            self.errors.append(error)
            return ""

    def date(self, name: str) -> date | None:
        checked = self.optional(name, _iso_date)
        return date.fromisoformat(checked) if checked else None


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says. `applicant` and `agent` are None while something they need is missing or wrong.

    `applicant_person` and `agent_person` are what is known of them so far: what is missing or wrong is empty there.
    """

    applicant: Applicant | None
    agent: Agent | None
    applicant_person: Person | None
    agent_person: Person | None
    agent_present: bool
    delivery: Delivery
    errors: tuple[InputError, ...]
    missing: tuple[str, ...]


def read_form(form: Mapping[str, str], today: date) -> FormReading:
    """Check the whole form; never raises for a form that `check_choices` let in."""
    reading = _Reading(form, today)
    applicant, applicant_person = _applicant(reading)
    present = reading.value("agent.present") == YES
    agent, agent_person = _agent(reading) if present else (None, None)
    delivery = _delivery(reading)
    return FormReading(
        applicant=applicant,
        agent=agent,
        applicant_person=applicant_person,
        agent_person=agent_person,
        agent_present=present,
        delivery=delivery,
        errors=tuple(reading.errors),
        missing=tuple(reading.missing),
    )


def _applicant(reading: _Reading) -> tuple[Applicant | None, Person | None]:
    if reading.value("applicant.kind") == ApplicantKind.ORGANISATION:
        return _organisation(reading), None
    before = _faults(reading)
    person = _person(reading, "applicant")
    return person if _faults(reading) == before else None, person


def _organisation(reading: _Reading) -> Organisation | None:
    before = _faults(reading)
    organisation = Organisation(
        name=reading.required("applicant.name", check_name),
        credit_code=reading.required("applicant.credit_code", lambda typed: parse_credit_code(typed).code),
        legal_representative=reading.optional("applicant.legal_representative", check_name),
        address=reading.optional("applicant.address", check_text),
        phone=reading.required("applicant.phone", check_phone),
    )
    return organisation if _faults(reading) == before else None


def _person(reading: _Reading, role: str) -> Person:
    kind = _document_kind(reading, f"{role}.document_kind")
    number = reading.required(f"{role}.document_number", lambda typed: check_document(kind, typed, today=reading.today))
    return Person(
        name=reading.required(f"{role}.name", check_name),
        document=_document(reading, role, kind, number),
        sex=_sex(reading, role, kind, number),
        birth_date=_birth_date(reading, role, kind, number),
        ethnicity_code=reading.value(f"{role}.ethnicity"),
        nationality=reading.value(f"{role}.nationality"),
        latin_name=reading.value(f"{role}.latin_name"),
        address=reading.optional(f"{role}.address", check_text),
        phone=reading.required(f"{role}.phone", check_phone),
        source=_source(reading.value(f"{role}.source")),
        reader_serial=reading.value(f"{role}.reader_serial"),
    )


def _document(reading: _Reading, role: str, kind: IdDocumentKind, number: str) -> IdDocument:
    long_term = reading.value(f"{role}.valid_until") == LONG_TERM
    return IdDocument(
        kind=kind,
        number=number,
        issuing_authority=reading.value(f"{role}.issuing_authority"),
        valid_from=reading.date(f"{role}.valid_from"),
        valid_until=None if long_term else reading.date(f"{role}.valid_until"),
        long_term=long_term,
    )


def _agent(reading: _Reading) -> tuple[Agent | None, Person]:
    before = _faults(reading)
    person = _person(reading, "agent")
    authority = reading.required("agent.authority_document", check_text)
    until = reading.date("agent.authority_until")
    if until is not None and until < reading.today:
        reading.errors.append(InputError("authority_expired", field="agent.authority_until", until=until.isoformat()))
    return Agent(person, authority, until) if _faults(reading) == before else None, person


def _delivery(reading: _Reading) -> Delivery:
    way = DeliveryWay(reading.value("delivery.way") or DeliveryWay.WINDOW)
    if way is not DeliveryWay.POST:
        return Delivery(way)
    return Delivery(
        way,
        recipient=reading.required("delivery.recipient", check_name),
        phone=reading.required("delivery.phone", check_phone),
        address=reading.required("delivery.address", check_text),
    )


def _faults(reading: _Reading) -> int:
    return len(reading.errors) + len(reading.missing)


def _document_kind(reading: _Reading, name: str) -> IdDocumentKind:
    return IdDocumentKind(reading.value(name) or IdDocumentKind.RESIDENT_ID)


def _sex(reading: _Reading, role: str, kind: IdDocumentKind, number: str) -> Sex:
    citizen = citizen_number(kind, number, today=reading.today) if number else None
    if citizen is not None:
        return citizen.sex
    return Sex(reading.value(f"{role}.sex") or Sex.UNKNOWN)


def _birth_date(reading: _Reading, role: str, kind: IdDocumentKind, number: str) -> date | None:
    typed = reading.date(f"{role}.birth_date")
    citizen = citizen_number(kind, number, today=reading.today) if number else None
    if citizen is None:
        return typed
    if typed is not None and typed != citizen.birth_date:
        reading.errors.append(
            InputError("birth_date_differs", field=f"{role}.birth_date", expected=citizen.birth_date.isoformat())
        )
    return citizen.birth_date


def _source(value: str) -> IdentitySource:
    return IdentitySource(value) if value else IdentitySource.TYPED


def check_name(typed: str, field: str | None = None) -> str:
    """A name: one line, no control characters, at most 100 characters. Spaces around are dropped, inside kept."""
    name = check_text(typed, field)
    if len(name) > LONGEST_NAME:
        raise InputError("too_long", field=field, limit=LONGEST_NAME)
    return name


def check_text(typed: str, field: str | None = None) -> str:
    """A line of text, at most 300 long, without control characters; `field` names the input for the screen.

    Never normalised: Unicode normalisation would swap compatibility ideographs that do occur in names.
    """
    text = typed.strip()
    # What is printable holds neither, and that is known at once.
    if not text.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise InputError("control_character", field=field)
    if len(text) > LONGEST_TEXT:
        raise InputError("too_long", field=field, limit=LONGEST_TEXT)
    return text


def _iso_date(typed: str) -> str:
    try:
        return date.fromisoformat(typed.replace("/", "-").replace(".", "-")).isoformat()
    except ValueError:
        raise InputError("date_impossible") from None
