"""Who asks: a natural person or an organisation, the document that proves it, and who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class IdDocumentKind(StrEnum):
    """Documents a window accepts as proof of identity."""

    RESIDENT_ID = "resident_id"
    """Second-generation resident identity card (居民身份证)."""
    RESIDENCE_PERMIT = "residence_permit"
    """Residence permit for Hong Kong, Macau and Taiwan residents (港澳台居民居住证)."""
    FOREIGN_PR_2017 = "foreign_pr_2017"
    """Foreigner's permanent residence card of 2017: three letters and twelve digits."""
    FOREIGN_PR_2023 = "foreign_pr_2023"
    """Foreigner's permanent residence card of 2023: eighteen digits, the first is 9."""
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    """Mainland travel permit for Hong Kong and Macau residents (港澳居民来往内地通行证)."""
    TAIWAN_PERMIT = "taiwan_permit"
    """Mainland travel permit for Taiwan residents (台湾居民来往大陆通行证)."""
    TEMPORARY_ID = "temporary_id"
    """Temporary resident identity card (临时居民身份证): same number as the resident card."""
    HOUSEHOLD_REGISTER = "household_register"
    """Household register (户口簿): identified by the citizen number written in it."""


class Sex(StrEnum):
    """Sex as GB/T 2261.1 tells it apart (0, 1, 2, 9)."""

    UNKNOWN = "unknown"
    MALE = "male"
    FEMALE = "female"
    UNSPECIFIED = "unspecified"


class IdentitySource(StrEnum):
    """How the data of a person came in; decides how far it is trusted without a second look."""

    CARD_READER = "card_reader"
    MACHINE_READABLE_ZONE = "machine_readable_zone"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class IdDocument:
    """One identity document. `number` is normalised (see `identifiers.document.check_document`)."""

    kind: IdDocumentKind
    number: str
    issuing_authority: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    long_term: bool = False
    """The card says 长期: there is no last day, `valid_until` is None."""

    def expired_on(self, day: date) -> bool:
        """Whether the document's last day lies before `day`; False when no last day is known."""
        return not self.long_term and self.valid_until is not None and self.valid_until < day


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as the document or the clerk gave it.

    Codes, not words: GB/T 3304 for `ethnicity_code` ("01".."98"), ISO 3166 letters or GB/T 2659 digits
    for `nationality`.
    """

    name: str
    document: IdDocument
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    ethnicity_code: str = ""
    nationality: str = ""
    latin_name: str = ""
    address: str = ""
    phone: str = ""
    source: IdentitySource = IdentitySource.TYPED
    reader_serial: str = ""
    """Serial of the certified reader module (SAM) that read the card; empty when typed."""

    @property
    def private_use_characters(self) -> tuple[str, ...]:
        """Characters of name and address that mean nothing outside the machine that made them.

        Old cards carry rare characters as private-use code points. They print as a box or as another
        character elsewhere, so the clerk must replace them by the real ones. Each is named once, in order.
        """
        return tuple(dict.fromkeys(char for char in self.name + self.address if is_private_use(char)))


@dataclass(frozen=True, slots=True)
class Organisation:
    """A legal person or another organisation, identified by its unified social credit code (GB 32100)."""

    name: str
    credit_code: str
    legal_representative: str = ""
    address: str = ""
    phone: str = ""


Applicant = Person | Organisation


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for the applicant (代理人), and by which paper."""

    person: Person
    authority_document: str
    """Number or description of the power of attorney (授权委托书)."""
    authority_until: date | None = None


def is_private_use(char: str) -> bool:
    """Whether one character means nothing elsewhere: private use (U+E000-F8FF, planes 15 and 16) or U+FFFD."""
    return "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000" or char == "\ufffd"
