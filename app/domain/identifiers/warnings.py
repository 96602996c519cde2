"""What looks odd about a person's data but must not stop the clerk.

A value is the key of its words, so that a screen shows it with `resources.texts.text(warning)`.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from enum import StrEnum

from app.domain.applicant import IdDocument, IdDocumentKind, Person, Sex
from app.domain.errors import InputError
from app.domain.identifiers.document import CITIZEN_NUMBER_KINDS, citizen_number
from app.domain.identifiers.foreign_permanent_residence import unusual_foreign_2017
from app.domain.identifiers.passport import unusual_passport
from app.domain.identifiers.resident_id import PROVINCES
from app.domain.identifiers.travel_permit import unusual_taiwan_permit


class IdentityWarning(StrEnum):
    """One thing to look at again."""

    AREA_UNKNOWN = "identity_warnings.area_unknown"
    """The area code of the number belongs to no province."""
    AREA_NOT_CURRENT = "identity_warnings.area_not_current"
    """The area code is in no current table; codes abolished since stay valid in the number for life."""
    NUMBER_INVALID = "identity_warnings.number_invalid"
    """The number on the card fails its own check: rare, but such cards were issued."""
    NUMBER_UNUSUAL = "identity_warnings.number_unusual"
    BIRTH_DATE_DIFFERS = "identity_warnings.birth_date_differs"
    SEX_DIFFERS = "identity_warnings.sex_differs"
    EXPIRED = "identity_warnings.expired"
    NOT_YET_VALID = "identity_warnings.not_yet_valid"
    PRIVATE_USE_CHARACTER = "identity_warnings.private_use_character"
    """Name or address holds characters that other machines show differently."""


def person_warnings(
    person: Person, *, today: date, current_areas: Container[str] = frozenset()
) -> tuple[IdentityWarning, ...]:
    """Everything odd about `person`, in the order a clerk looks at a card.

    `current_areas` holds the six-digit division codes in force; empty means that no table is at hand.
    """
    found = []
    if person.private_use_characters:
        found.append(IdentityWarning.PRIVATE_USE_CHARACTER)
    found.extend(_number_warnings(person, today, current_areas))
    found.extend(_validity_warnings(person.document, today))
    return tuple(found)


def area_warning(area_code: str, current_areas: Container[str]) -> IdentityWarning | None:
    """What to say about the first six digits of a citizen number; None when there is nothing."""
    if area_code[:2] not in PROVINCES:
        return IdentityWarning.AREA_UNKNOWN
    if current_areas and area_code not in current_areas:
        return IdentityWarning.AREA_NOT_CURRENT
    return None


def _number_warnings(person: Person, today: date, current_areas: Container[str]) -> tuple[IdentityWarning, ...]:
    document = person.document
    if not document.number:
        return ()
    try:
        citizen = citizen_number(document.kind, document.number, today=today)
    except InputError:
        return (IdentityWarning.NUMBER_INVALID,)
    if citizen is None:
        return (IdentityWarning.NUMBER_UNUSUAL,) if _unusual(person) else ()
    found = []
    area = area_warning(citizen.area_code, current_areas) if document.kind in CITIZEN_NUMBER_KINDS else None
    if area is not None:
        found.append(area)
    if person.birth_date not in {None, citizen.birth_date}:
        found.append(IdentityWarning.BIRTH_DATE_DIFFERS)
    if person.sex in {Sex.MALE, Sex.FEMALE} - {citizen.sex}:
        found.append(IdentityWarning.SEX_DIFFERS)
    return tuple(found)


def _validity_warnings(document: IdDocument, today: date) -> tuple[IdentityWarning, ...]:
    if document.expired_on(today):
        return (IdentityWarning.EXPIRED,)
    if document.valid_from is not None and document.valid_from > today:
        return (IdentityWarning.NOT_YET_VALID,)
    return ()


def _unusual(person: Person) -> bool:
    number = person.document.number
    if person.document.kind is IdDocumentKind.FOREIGN_PR_2017:
        return unusual_foreign_2017(number)
    if person.document.kind is IdDocumentKind.TAIWAN_PERMIT:
        return unusual_taiwan_permit(number)
    if person.document.kind is IdDocumentKind.PASSPORT:
        return unusual_passport(number, person.nationality)
    return False
