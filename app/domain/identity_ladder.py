"""What to do, in order, when a card does not prove who somebody is: a dead chip, an expired or lost card.

Resident cards: a temporary card is proof while the card is made anew (居民身份证法 art. 12), the household register
names the citizen number (户口登记条例), the police vouch for who has neither. Each rung below the chip lowers the mark,
and why it was taken is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from app.domain.applicant import IdDocument, IdDocumentKind, IdentitySource


class CardTrouble(StrEnum):
    """Why the card is no proof by itself; a value is the key of its words."""

    CHIP_DEAD = "identity_ladder.chip_dead"
    REFUSED = "identity_ladder.refused"
    """The card did not pass the reader's authentication: it may be no genuine card."""
    EXPIRED = "identity_ladder.expired"
    NOT_AT_HAND = "identity_ladder.not_at_hand"
    READER_OUT = "identity_ladder.reader_out"
    """Nothing is wrong with the card."""


class Rung(StrEnum):
    """One thing to do; a value is the key of its words."""

    TRY_AGAIN = "identity_ladder.try_again"
    """The other side, wiped, laid flat; another reader."""
    TYPE_AND_SCAN = "identity_ladder.type_and_scan"
    """Type the number, scan both sides, check them as an original."""
    TEMPORARY_ID = "identity_ladder.temporary_id"
    HOUSEHOLD_REGISTER = "identity_ladder.household_register"
    PASSPORT = "identity_ladder.passport"
    POLICE_PROOF = "identity_ladder.police_proof"


class Assurance(StrEnum):
    """How sure the window is of who stands there; a value is the key of its words."""

    HIGH = "identity_ladder.assurance_high"
    """A chip was read, or the check digits of a machine-readable zone."""
    MEDIUM = "identity_ladder.assurance_medium"
    """A document with a picture was seen; its number was typed."""
    LOW = "identity_ladder.assurance_low"
    """A document without a picture, or somebody else's word."""


_OTHER_DOCUMENTS = (Rung.TEMPORARY_ID, Rung.HOUSEHOLD_REGISTER, Rung.PASSPORT, Rung.POLICE_PROOF)
LADDERS: Mapping[CardTrouble, tuple[Rung, ...]] = {
    CardTrouble.CHIP_DEAD: (Rung.TRY_AGAIN, Rung.TYPE_AND_SCAN, *_OTHER_DOCUMENTS),
    CardTrouble.REFUSED: (Rung.TRY_AGAIN, *_OTHER_DOCUMENTS),
    CardTrouble.EXPIRED: _OTHER_DOCUMENTS,
    CardTrouble.NOT_AT_HAND: _OTHER_DOCUMENTS,
    CardTrouble.READER_OUT: (Rung.TRY_AGAIN, Rung.TYPE_AND_SCAN),
}
DOCUMENT_OF: Mapping[Rung, IdDocumentKind] = {
    Rung.TEMPORARY_ID: IdDocumentKind.TEMPORARY_ID,
    Rung.HOUSEHOLD_REGISTER: IdDocumentKind.HOUSEHOLD_REGISTER,
    Rung.PASSPORT: IdDocumentKind.PASSPORT,
}
"""What the form says was shown, where a rung is a document of its own."""

_CITIZENS_ONLY = frozenset({Rung.TEMPORARY_ID, Rung.HOUSEHOLD_REGISTER})
_WITH_PICTURE = frozenset({Rung.TYPE_AND_SCAN, Rung.TEMPORARY_ID, Rung.PASSPORT})
_CHIP_FAULTS = frozenset(
    {
        "device.card_lifted",
        "device.card_record_damaged",
        "device.card_unknown_kind",
        "device.card_unknown_type",
        "device.card_unreadable",
        "device.card_wrong_info_length",
        "device.no_card",
    }
)
_REFUSALS = frozenset({"device.card_refused", "device.card_unverified"})


def trouble_of_fault(code: str) -> CardTrouble:
    """What the error of a reading means for the card; anything the reader itself fails by is not the card's fault."""
    if code in _CHIP_FAULTS:
        return CardTrouble.CHIP_DEAD
    return CardTrouble.REFUSED if code in _REFUSALS else CardTrouble.READER_OUT


def trouble_of_document(document: IdDocument, today: date) -> CardTrouble | None:
    """What is wrong with a document that was read: that it has expired, or nothing."""
    return CardTrouble.EXPIRED if document.expired_on(today) else None


def rungs(trouble: CardTrouble, kind: IdDocumentKind = IdDocumentKind.RESIDENT_ID) -> tuple[Rung, ...]:
    """The whole ladder for a card of `kind`; only citizens have a temporary card and a household register."""
    citizen = kind is IdDocumentKind.RESIDENT_ID
    return tuple(rung for rung in LADDERS[trouble] if citizen or rung not in _CITIZENS_ONLY)


def next_rung(
    trouble: CardTrouble, tried: Collection[Rung], kind: IdDocumentKind = IdDocumentKind.RESIDENT_ID
) -> Rung | None:
    """The first rung not tried yet; None at the end: the window cannot establish who this is."""
    return next((rung for rung in rungs(trouble, kind) if rung not in tried), None)


def assurance(source: IdentitySource, rung: Rung | None) -> Assurance:
    """How sure the window may be, by how the data came in and which rung was taken (None: the card itself)."""
    if rung is None or rung is Rung.PASSPORT:
        return Assurance.MEDIUM if source is IdentitySource.TYPED else Assurance.HIGH
    return Assurance.MEDIUM if rung in _WITH_PICTURE else Assurance.LOW
