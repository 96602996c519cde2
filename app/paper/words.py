"""Values of the domain in the words of a paper."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from app.domain.applicant import IdDocumentKind
from app.domain.case import DeliveryWay
from app.domain.errors import InputError
from app.domain.guide import MaterialForm, OriginalHandling, ServiceMode
from app.domain.handwritten_signature import SignerRole
from app.domain.local_day import CHINA_STANDARD_TIME
from app.domain.material import Gap, Provision
from app.domain.paper import CaseHead, MaterialLine, Party
from app.domain.verification import VerificationVerdict
from resources.texts import text

CREDIT_CODE = "credit_code"
"""`Party.document_kind` of an organisation."""

DASH = "—"

_Value = TypeVar("_Value", bound=StrEnum)


def moment(at: datetime) -> str:
    """Date and time at the window."""
    local = at.astimezone(UTC).astimezone(CHINA_STANDARD_TIME)
    return text("paper.moment", year=local.year, month=local.month, day=local.day, time=f"{local:%H:%M}")


def day(on: date) -> str:
    """A calendar day."""
    return text("paper.day", year=on.year, month=on.month, day=on.day)


def mode_words(value: str) -> str:
    """Words for a `ServiceMode` value."""
    return text(f"paper.mode_{_known(ServiceMode, value, 'mode').value}")


def form_words(value: str) -> str:
    """Words for a `MaterialForm` value."""
    return text(f"paper.form_{_known(MaterialForm, value, 'form').value}")


def provision_words(value: str) -> str:
    """Words for a `Provision` value."""
    return text(f"paper.provision_{_known(Provision, value, 'provision').value}")


def verdict_words(value: str) -> str:
    """Words for a `VerificationVerdict` value; a dash when nothing was verified."""
    return text(f"paper.verdict_{_known(VerificationVerdict, value, 'verdict').value}") if value else DASH


def gap_words(value: str) -> str:
    """Words for a `Gap` value."""
    return text(f"paper.gap_{_known(Gap, value, 'gap').value}")


def standard_words(standard: str, gap: str) -> str:
    """What the material must be like: the guide's words, and what a `Gap` value asks for where it has none."""
    if standard:
        return standard
    return text("paper.standard_unwritten", asked=text(f"paper.standard_{_known(Gap, gap, 'gap').value}"))


def delivery_words(value: str) -> str:
    """Words for a `DeliveryWay` value."""
    return text(f"paper.delivery_{_known(DeliveryWay, value, 'delivery_way').value}")


def handling_words(line: MaterialLine) -> str:
    """What happens to the original of a material: kept, given back, or there is none."""
    handling = _known(OriginalHandling, line.handling, "handling")
    if line.provision != Provision.PAPER or not line.originals:
        return DASH
    return text(f"paper.handling_{handling.value}")


def document_words(party: Party) -> str:
    """Kind and number of the document that proves who somebody is."""
    if party.document_kind == CREDIT_CODE:
        kind = text("paper.document_credit_code")
    else:
        kind = text(f"paper.document_{_known(IdDocumentKind, party.document_kind, 'document_kind').value}")
    return text("paper.document", kind=kind, number=party.document_number or DASH)


def number_words(head: CaseHead) -> str:
    """The number at the top right; empty for a draft that has none yet."""
    return text("paper.number", number=head.receipt_number) if head.receipt_number else ""


def clerk_words(head: CaseHead) -> str:
    """Who acted for the window."""
    return text("paper.clerk", name=head.clerk_name, staff_number=head.staff_number)


def signer_role_words(value: str) -> str:
    """Words for a `SignerRole` value."""
    return text(f"paper.signer_{_known(SignerRole, value, 'role').value}")


def or_dash(value: str) -> str:
    """The value, a dash when it is empty."""
    return value or DASH


def _known(kind: type[_Value], value: str, field: str) -> _Value:
    try:
        return kind(value)
    except ValueError:
        raise InputError("unknown_value", field=field, name=field, value=value) from None
