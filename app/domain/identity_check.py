"""Whose card it is, and whether the person at the window is the one on it.

The person-and-card check (人证核验) is the clerk's: a machine may hint, never decide, and looking by eye is always
enough (人脸识别技术应用安全管理办法 2025: separate consent, the guardian's for a child under fourteen, never the only
way).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.guardianship import AGE_OF_CONSENT, age_on

APPLICANT, AGENT = "applicant", "agent"
ORGANISATION = "organisation"


class OtherPersonChoice(StrEnum):
    """What can be done with a card that is not of the person on the form; a value is the key of its words."""

    NEW_CASE = "other_person.new_case"
    """A visit of its own; the one on the desk is parked as it is."""
    AS_AGENT = "other_person.as_agent"
    """The card is of the agent of this case."""
    AS_APPLICANT = "other_person.as_applicant"
    """The card is of the applicant of this case, and was read for the agent."""
    REPLACE = "other_person.replace"


def other_person_choices(form: Mapping[str, str], role: str, number: str) -> tuple[OtherPersonChoice, ...]:
    """What to offer when the document `number` was read for `role`, likeliest first; empty where it fits.

    It fits who stands there already, and an empty place. A card that fits neither the applicant nor the agent belongs
    to the next in line, to an agent nobody has entered yet, or to somebody who really takes the place.
    """
    if not _somebody_else(form, role, number):
        return ()
    other = AGENT if role == APPLICANT else APPLICANT
    as_other = OtherPersonChoice.AS_AGENT if other == AGENT else OtherPersonChoice.AS_APPLICANT
    if _same_number(form, other, number):
        return (as_other, OtherPersonChoice.REPLACE)
    if role == APPLICANT and not _number(form, AGENT):
        return (OtherPersonChoice.NEW_CASE, OtherPersonChoice.AS_AGENT, OtherPersonChoice.REPLACE)
    return (OtherPersonChoice.NEW_CASE, OtherPersonChoice.REPLACE)


def other_organisation_choices(form: Mapping[str, str], credit_code: str) -> tuple[OtherPersonChoice, ...]:
    """What to offer when the licence with `credit_code` was read for the applicant; empty where it fits."""
    code = form.get("applicant.credit_code", "").strip().upper()
    standing = code if is_organisation(form) else _number(form, APPLICANT)
    return (OtherPersonChoice.NEW_CASE, OtherPersonChoice.REPLACE) if standing not in {"", credit_code} else ()


def is_organisation(form: Mapping[str, str]) -> bool:
    """Whether an organisation asks: a person's card must not turn it into a person unasked."""
    return form.get("applicant.kind", "") == ORGANISATION


def _somebody_else(form: Mapping[str, str], role: str, number: str) -> bool:
    if role == APPLICANT and is_organisation(form):
        return bool(form.get("applicant.credit_code", "").strip() or form.get("applicant.name", "").strip())
    return bool(_number(form, role)) and not _same_number(form, role, number)


def _same_number(form: Mapping[str, str], role: str, number: str) -> bool:
    return bool(number) and _number(form, role) == number.strip().upper()


def _number(form: Mapping[str, str], role: str) -> str:
    return form.get(f"{role}.document_number", "").strip().upper()


class ConsentGiver(StrEnum):
    """Who consents to a live picture being taken and laid beside the card's."""

    SELF = "self"
    GUARDIAN = "guardian"


def consent_giver(born: date | None, today: date) -> ConsentGiver:
    """Who must consent: for a child under fourteen its guardian (个人信息保护法 art. 31)."""
    child = born is not None and age_on(today, born) < AGE_OF_CONSENT
    return ConsentGiver.GUARDIAN if child else ConsentGiver.SELF


class PersonVerdict(StrEnum):
    """The clerk's word on whether the person is the one on the card."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


class CheckWay(StrEnum):
    """How the clerk looked."""

    BY_EYE = "by_eye"
    """At the person and the card; nothing was taken."""
    PICTURES = "pictures"
    """At two pictures side by side."""


@dataclass(frozen=True, slots=True)
class FaceHint:
    """What an optional model makes of two faces.

    `distance` is the model's own measure, 0 for one and the same picture; `leaning` what its makers' limits say of
    it, UNSURE between them. A hint for the clerk, never a verdict.
    """

    distance: float
    leaning: PersonVerdict


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """What the clerk attested of the person on the form, for the document number it was attested for."""

    verdict: PersonVerdict
    way: CheckWay
    consent: ConsentGiver | None
    remark: str = ""


def person_check(form: Mapping[str, str], role: str) -> PersonCheck | None:
    """The check of `role`; None where there is none, or another document stands there since."""
    checked = form.get(f"{role}.check_number", "")
    verdict = form.get(f"{role}.check_verdict", "")
    if not verdict or not _same_number(form, role, checked):
        return None
    consent = form.get(f"{role}.check_consent", "")
    return PersonCheck(
        PersonVerdict(verdict),
        CheckWay(form.get(f"{role}.check_way", CheckWay.BY_EYE)),
        ConsentGiver(consent) if consent else None,
        form.get(f"{role}.check_remark", ""),
    )


def person_check_fields(role: str, number: str, check: PersonCheck) -> dict[str, str]:
    """The check as fields of the form; the way back is `person_check`."""
    return {
        f"{role}.check_number": number,
        f"{role}.check_verdict": check.verdict.value,
        f"{role}.check_way": check.way.value,
        f"{role}.check_consent": check.consent.value if check.consent else "",
        f"{role}.check_remark": check.remark,
    }
