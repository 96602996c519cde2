"""The 256-byte text record of a card, all four kinds. UTF-16LE, padded with blanks, kind flag at byte 248.

Chinese literals: protocol constants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.domain.applicant import IdDocument, IdDocumentKind, IdentitySource, Person, Sex
from app.domain.errors import DeviceError
from app.domain.identifiers.normal_form import normal_form
from app.ports.id_card_reader import CardDetails

RECORD_LENGTH = 256
KIND_OFFSET = 248
LONG_TERM = "长期"
KINDS = {
    " ": IdDocumentKind.RESIDENT_ID,
    "J": IdDocumentKind.RESIDENCE_PERMIT,
    "I": IdDocumentKind.FOREIGN_PR_2017,
    "Y": IdDocumentKind.FOREIGN_PR_2023,
}
SEXES = {"0": Sex.UNKNOWN, "1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.UNSPECIFIED}
"""GB/T 2261.1."""

Layout = Mapping[str, tuple[int, int]]
"""Offset and length in bytes, by field."""

_RESIDENT: Layout = {
    "name": (0, 30),
    "sex": (30, 2),
    "ethnicity": (32, 4),
    "birth_date": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_until": (204, 16),
}
_PERMIT: Layout = {
    "name": (0, 30),
    "sex": (30, 2),
    "birth_date": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_until": (204, 16),
    "permit_number": (220, 18),
    "issue_count": (238, 4),
}
_FOREIGN_2017: Layout = {
    "latin_name": (0, 120),
    "sex": (120, 2),
    "number": (122, 30),
    "nationality": (152, 6),
    "name": (158, 30),
    "valid_from": (188, 16),
    "valid_until": (204, 16),
    "birth_date": (220, 16),
    "card_version": (236, 4),
    "accepting_authority": (240, 8),
}
_FOREIGN_2023: Layout = {
    "name": (0, 30),
    "sex": (30, 2),
    "issue_count": (32, 4),
    "birth_date": (36, 16),
    "latin_name": (52, 70),
    "number": (122, 36),
    "valid_from": (188, 16),
    "valid_until": (204, 16),
    "latin_name_rest": (220, 22),
    "nationality": (242, 6),
    "previous_number_link": (250, 6),
}
LAYOUTS = {
    IdDocumentKind.RESIDENT_ID: _RESIDENT,
    IdDocumentKind.RESIDENCE_PERMIT: _PERMIT,
    IdDocumentKind.FOREIGN_PR_2017: _FOREIGN_2017,
    IdDocumentKind.FOREIGN_PR_2023: _FOREIGN_2023,
}


def parse_record(raw: bytes, reader_serial: str) -> tuple[Person, CardDetails]:
    """The person on the card and what only this kind of card carries.

    Half a character pair, which a full field may end in, becomes U+FFFD; `Person.private_use_characters`
    flags it. Raises `DeviceError`: `wrong_length`, `card_unknown_kind` (`flag`), `card_record_damaged`
    (`record_field`: no number, or a date that is none).
    """
    if len(raw) != RECORD_LENGTH:
        raise DeviceError("wrong_length", expected=RECORD_LENGTH, actual=len(raw))
    kind = card_kind(raw)
    layout = LAYOUTS[kind]

    def field(name: str) -> str:
        offset, length = layout.get(name, (0, 0))
        return _text(raw[offset : offset + length])

    latin_name = _latin_name(raw, layout)
    person = Person(
        name=field("name") or latin_name,
        document=_document(kind, field),
        sex=SEXES.get(field("sex"), Sex.UNKNOWN),
        birth_date=_date(field("birth_date"), "birth_date"),
        ethnicity_code=field("ethnicity"),
        nationality=field("nationality"),
        latin_name=latin_name,
        address=field("address"),
        source=IdentitySource.CARD_READER,
        reader_serial=reader_serial,
    )
    details = CardDetails(
        permit_number=field("permit_number"),
        issue_count=field("issue_count"),
        card_version=field("card_version"),
        accepting_authority=field("accepting_authority"),
        previous_number_link=field("previous_number_link"),
    )
    return person, details


def card_kind(raw: bytes) -> IdDocumentKind:
    """The kind that byte 248 says; a NUL counts as the blank of a resident's card.

    Raises `device.card_unknown_kind`.
    """
    flag = raw[KIND_OFFSET : KIND_OFFSET + 2].decode("utf-16-le", "replace").replace("\0", " ")
    kind = KINDS.get(flag)
    if kind is None:
        raise DeviceError("card_unknown_kind", flag=flag)
    return kind


def parse_newest_address(raw: bytes) -> str:
    """The address written onto the card later, 70 bytes; may be empty."""
    return _text(raw)


def _document(kind: IdDocumentKind, field: Callable[[str], str]) -> IdDocument:
    number = normal_form(field("number"))
    if not number:
        raise DeviceError("card_record_damaged", record_field="number")
    until = field("valid_until")
    long_term = until == LONG_TERM
    return IdDocument(
        kind=kind,
        number=number,
        issuing_authority=field("authority"),
        valid_from=_date(field("valid_from"), "valid_from"),
        valid_until=None if long_term else _date(until, "valid_until"),
        long_term=long_term,
    )


def _latin_name(raw: bytes, layout: Layout) -> str:
    """The Latin name; on the 2023 card it runs on in a second field, joined before padding is cut."""
    parts = (layout[name] for name in ("latin_name", "latin_name_rest") if name in layout)
    return _text(b"".join(raw[offset : offset + length] for offset, length in parts))


def _text(raw: bytes) -> str:
    """Text up to the padding (blanks, on some cards NULs)."""
    return raw.decode("utf-16-le", "replace").partition("\0")[0].strip()


def _date(compact: str, name: str) -> date | None:
    """YYYYMMDD; None when the card leaves it blank. Raises `device.card_record_damaged`."""
    if not compact:
        return None
    try:
        if len(compact) != 8 or not (compact.isascii() and compact.isdigit()):
            raise ValueError(name)
        return date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    except ValueError:
        raise DeviceError("card_record_damaged", record_field=name) from None
