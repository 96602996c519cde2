"""What stands on the form only because a card or a zone said so, and goes when its number is typed over.

The number is what ties the rest to a person: under another number, the first one's address, last day and serial of the
reader would be said of somebody else, and a birth date that nobody sees would contradict the number for good.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.applicant import IdDocumentKind, IdentitySource
from app.domain.identifiers.document import SPEAKING_NUMBER_KINDS
from app.domain.identifiers.normal_form import normal_form
from app.domain.identity_check import AGENT, APPLICANT

PROVED = frozenset({IdentitySource.CARD_READER.value, IdentitySource.MACHINE_READABLE_ZONE.value})
"""Sources that proved the number; see `IdentitySource`."""

_SAID_BY_NUMBER = ("sex", "birth_date")
_SAID_BY_DOCUMENT = (
    *_SAID_BY_NUMBER,
    *("ethnicity", "nationality", "latin_name", "address", "issuing_authority", "valid_from", "valid_until"),
    "reader_serial",
    *("proof_trouble", "proof_rung", "proof_reason"),  # of what the card had replaced, for its own number
)
"""The name is not among them: it is in sight, needed, and mostly typed before the number."""


def released(form: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """The other fields of `form` that change when `typed` is laid over it, for applicant and agent."""
    changes: dict[str, str] = {}
    for role in (APPLICANT, AGENT):
        for name, value in _released(role, form, typed).items():
            if value != form.get(name, ""):
                changes[name] = value
    return changes


def _released(role: str, form: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    other_number = _is_other(form, typed, f"{role}.document_number")
    if other_number and form.get(f"{role}.source", "") in PROVED:
        return {**_empty(role, _SAID_BY_DOCUMENT), f"{role}.source": IdentitySource.TYPED.value}
    kind = typed.get(f"{role}.document_kind", form.get(f"{role}.document_kind", "")) or IdDocumentKind.RESIDENT_ID
    if kind in SPEAKING_NUMBER_KINDS and (other_number or _is_other(form, typed, f"{role}.document_kind")):
        return _empty(role, _SAID_BY_NUMBER)
    return {}


def _is_other(form: Mapping[str, str], typed: Mapping[str, str], name: str) -> bool:
    """Whether something stood in the field and something else was typed; how it is spaced does not count."""
    stood = normal_form(form.get(name, ""))
    return name in typed and bool(stood) and normal_form(typed[name]) != stood


def _empty(role: str, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{role}.{name}": "" for name in names}
