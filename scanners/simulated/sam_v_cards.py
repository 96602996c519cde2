"""Simulated identity cards, laid out as the protocol document describes the record.

Written from the document, field after field with its width, and not from the driver's offsets: a slip in one
of the two shows against the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.errors import DeviceError
from resources.paths import resource

RECORD_LENGTH = 256
NEWEST_ADDRESS_LENGTH = 70
PHOTO = b"SIMULATED-NO-PHOTO-INSIDE-------" * 32
"""1024 bytes no decoder takes for a picture: a simulated card has no face."""

_SHAPES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "resident_id": (
        ("name", 30),
        ("sex", 2),
        ("ethnicity", 4),
        ("birth_date", 16),
        ("address", 70),
        ("number", 36),
        ("authority", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("", 28),
        (" ", 2),
        ("", 6),
    ),
    "residence_permit": (
        ("name", 30),
        ("sex", 2),
        ("", 4),
        ("birth_date", 16),
        ("address", 70),
        ("number", 36),
        ("authority", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("permit_number", 18),
        ("issue_count", 4),
        ("", 6),
        ("J", 2),
        ("", 6),
    ),
    "foreign_pr_2017": (
        ("latin_name", 120),
        ("sex", 2),
        ("number", 30),
        ("nationality", 6),
        ("name", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("birth_date", 16),
        ("card_version", 4),
        ("accepting_authority", 8),
        ("I", 2),
        ("", 6),
    ),
    "foreign_pr_2023": (
        ("name", 30),
        ("sex", 2),
        ("issue_count", 4),
        ("birth_date", 16),
        ("latin_name", 70),
        ("number", 36),
        ("", 30),
        ("valid_from", 16),
        ("valid_until", 16),
        ("latin_name_rest", 22),
        ("nationality", 6),
        ("Y", 2),
        ("previous_number_link", 6),
    ),
}
_LATIN_FIRST_CHARACTERS = 35


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """One card: its text record (256 bytes) and what lies beside it."""

    text: bytes
    newest_address: str = ""
    photo: bytes = PHOTO
    fingerprint: bytes = bytes(1024)

    @property
    def newest_address_bytes(self) -> bytes:
        """The newest address as 70 bytes."""
        return _padded(self.newest_address, NEWEST_ADDRESS_LENGTH)


def make_card(kind: str, fields: Mapping[str, str], *, kind_flag: str = "") -> SimulatedCard:
    """A card of `kind` (a value of `IdDocumentKind`) with `fields` as they would be written on it.

    `kind_flag` overrides the flag at byte 248, to make a kind nobody knows.
    """
    values = dict(fields)
    if kind == "foreign_pr_2023":
        values["latin_name_rest"] = values.get("latin_name", "")[_LATIN_FIRST_CHARACTERS:]
        values["latin_name"] = values.get("latin_name", "")[:_LATIN_FIRST_CHARACTERS]
    text = b"".join(
        _padded(kind_flag or field, width) if _is_flag(field) else _padded(values.get(field, ""), width)
        for field, width in _SHAPES[kind]
    )
    return SimulatedCard(text=text, newest_address=fields.get("newest_address", ""))


@cache
def sample_cards() -> Mapping[str, SimulatedCard]:
    """The invented people shipped with the program, by the id of their card."""
    entries = json.loads(resource("samples", "cards.json").read_text(encoding="utf-8"))
    return {entry["id"]: make_card(entry["kind"], entry) for entry in entries}


def sample_card(card_id: str) -> SimulatedCard:
    """One shipped card. Raises `device.simulated_script` for an unknown id."""
    card = sample_cards().get(card_id)
    if card is None:
        raise DeviceError("simulated_script", part=card_id)
    return card


def _is_flag(field: str) -> bool:
    return len(field) == 1


def _padded(text: str, width: int) -> bytes:
    """UTF-16LE, blanks up to `width` bytes; what is longer is cut there, as on a real card."""
    encoded = text.encode("utf-16-le")[:width]
    return encoded + " ".encode("utf-16-le") * ((width - len(encoded)) // 2)
