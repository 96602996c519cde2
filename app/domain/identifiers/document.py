"""The one door for checking the number of an identity document of any kind."""

from __future__ import annotations

from datetime import date

from app.domain.applicant import IdDocumentKind
from app.domain.identifiers.foreign_permanent_residence import check_foreign_2017, parse_foreign_2023
from app.domain.identifiers.passport import check_passport
from app.domain.identifiers.residence_permit import parse_residence_permit
from app.domain.identifiers.resident_id import CitizenNumber, parse_resident_id
from app.domain.identifiers.travel_permit import check_hk_macau_permit, check_taiwan_permit

CITIZEN_NUMBER_KINDS = frozenset(
    {IdDocumentKind.RESIDENT_ID, IdDocumentKind.TEMPORARY_ID, IdDocumentKind.HOUSEHOLD_REGISTER}
)
"""Documents that carry the citizen identity number itself."""
SPEAKING_NUMBER_KINDS = CITIZEN_NUMBER_KINDS | {IdDocumentKind.RESIDENCE_PERMIT, IdDocumentKind.FOREIGN_PR_2023}
"""Documents whose number holds birth date and sex: nothing is typed that the number already says."""


def check_document(kind: IdDocumentKind, number: str, field: str | None = None, *, today: date | None = None) -> str:
    """Check `number` as the number of a document of `kind`; the normalised number.

    `field` names the input for the screen, `today` defaults to the Beijing day. Raises `InputError` with the
    causes that the module of the kind lists: `required`, `number_length`, `number_alphabet`, `check_digit`,
    `date_impossible`, `birth_in_future`, `old_resident_id`, `kind_is_...`.
    """
    citizen = citizen_number(kind, number, field, today=today)
    if citizen is not None:
        return citizen.number
    if kind is IdDocumentKind.FOREIGN_PR_2017:
        return check_foreign_2017(number, field=field)
    if kind is IdDocumentKind.HK_MACAU_PERMIT:
        return check_hk_macau_permit(number, field=field)
    if kind is IdDocumentKind.TAIWAN_PERMIT:
        return check_taiwan_permit(number, field=field)
    return check_passport(number, field=field)


def citizen_number(
    kind: IdDocumentKind, number: str, field: str | None = None, *, today: date | None = None
) -> CitizenNumber | None:
    """Birth date and sex out of the number, for the kinds whose number holds them; None for the others.

    Lets a screen fill birth date and sex as soon as the number is complete. Raises as `check_document`.
    """
    if kind in CITIZEN_NUMBER_KINDS:
        return parse_resident_id(number, field=field, today=today)
    if kind is IdDocumentKind.RESIDENCE_PERMIT:
        return parse_residence_permit(number, field=field, today=today)
    if kind is IdDocumentKind.FOREIGN_PR_2023:
        return parse_foreign_2023(number, field=field, today=today).citizen
    return None
