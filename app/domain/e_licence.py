"""Electronic licences (电子证照) as the province's register knows them: what is asked, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LicenceStatus(StrEnum):
    """What the register says of a licence it has."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"  # 已注销, 已吊销


class LicenceOutcome(StrEnum):
    """What came of a question."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_AUTHORISED = "not_authorised"  # the issuing authority has not opened this licence to the station
    UNREACHABLE = "unreachable"  # nobody answered: asked again when the line works


@dataclass(frozen=True, slots=True)
class LicenceQuestion:
    """Which licence: by `identifier` (GB/T 36904), else by its holder's number and the kind of licence."""

    identifier: str = ""
    holder_number: str = ""
    licence_type: str = ""


@dataclass(frozen=True, slots=True)
class LicencePurpose:
    """What a question is asked for: the originals check of one material of one case, by this clerk."""

    case_id: str
    item_code: str
    material_code: str
    clerk_id: str


@dataclass(frozen=True, slots=True)
class LicenceRecord:
    """A licence in the register. `fields` are (name, value) by the field names and in the forms of known papers."""

    identifier: str
    licence_type: str
    status: LicenceStatus
    holder_name: str
    holder_number: str
    valid_until: date | None  # None: it has no last day
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LicenceAnswer:
    """What is known about one question. `reason` is an error code, empty when the register answered."""

    outcome: LicenceOutcome
    asked_at: datetime
    record: LicenceRecord | None = None
    reason: str = ""
