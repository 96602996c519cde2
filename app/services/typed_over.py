"""What stands on the form only because a card or a zone said so, and goes when its number is typed over.

The number is what ties the rest to a person: under another number, the first one's address, last day and serial of the
reader would be said of somebody else, and a birth date that nobody sees would contradict the number for good. What the
clerk wrote over the card's words is the clerk's word about who stands there, and stays.
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
_WRITTEN_OVER = ("ethnicity", "nationality", "latin_name", "address", "issuing_authority", "valid_from", "valid_until")
_SAID_BY_DOCUMENT = (
    *_SAID_BY_NUMBER,
    *_WRITTEN_OVER,
    "by_hand",
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


def written_by_hand(form: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """`typed` by the clerk, with the note of which words of a card are the clerk's own now (`<role>.by_hand`)."""
    noted = dict(typed)
    for role in (APPLICANT, AGENT):
        fields = {name: f"{role}.{name}" for name in _WRITTEN_OVER}
        over = {name for name, key in fields.items() if typed.get(key, form.get(key, "")) != form.get(key, "")}
        known = _by_hand(role, form)
        if form.get(f"{role}.source", "") in PROVED and over - known:
            noted[f"{role}.by_hand"] = " ".join(sorted(known | over))
    return noted


def taken_from_paper(form: Mapping[str, str], taken: Mapping[str, str]) -> dict[str, str]:
    """What a page, a card or a zone says, with the note that these words are not the clerk's any more."""
    noted = dict(taken)
    for role in (APPLICANT, AGENT):
        known = _by_hand(role, form)
        left = {name for name in known if f"{role}.{name}" not in taken}
        if left != known:
            noted[f"{role}.by_hand"] = " ".join(sorted(left))
    return noted


def _by_hand(role: str, form: Mapping[str, str]) -> set[str]:
    return set(form.get(f"{role}.by_hand", "").split())


def _released(role: str, form: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    other_number = _is_other(form, typed, f"{role}.document_number")
    if other_number and form.get(f"{role}.source", "") in PROVED:
        gone = tuple(name for name in _SAID_BY_DOCUMENT if name not in _by_hand(role, form))
        return {**_empty(role, gone), f"{role}.source": IdentitySource.TYPED.value}
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
