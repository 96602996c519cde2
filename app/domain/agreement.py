"""Cooperation agreements (通办协议): which powers the deciding place gives this window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.guide import Provenance
from app.domain.identifiers.division import DivisionCode


class Power(StrEnum):
    """A power the agreement may delegate to the collecting window."""

    RECEIVE = "receive"  # 收件
    VERIFY_ORIGINALS = "verify_originals"  # 原件核验
    ONE_TIME_NOTICE = "one_time_notice"  # 一次性告知
    ACCEPT = "accept"  # 受理
    DECIDE = "decide"  # 决定
    DELIVER = "deliver"  # 送达


class Recognition(StrEnum):
    """What both sides take from each other without doing it again."""

    RECEIVING = "receiving"  # 接件互认
    FIRST_REVIEW = "first_review"  # 初审互认
    E_LICENCE = "e_licence"  # 电子证照互认


class PostagePayer(StrEnum):
    """Who pays for the parcel."""

    HALL = "hall"
    APPLICANT = "applicant"
    HANDLING_PLACE = "handling_place"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement between the collecting and a handling place (division codes; a division covers all below it).

    `item_codes` empty means all open items. `transfer_days` is the term in working days in which kept originals
    must be posted.
    """

    id: str
    collecting_division: str
    handling_division: str
    item_codes: tuple[str, ...]
    powers: frozenset[Power]
    recognitions: frozenset[Recognition]
    transfer_days: int
    postage_payer: PostagePayer
    contact_name: str
    contact_phone: str
    valid_from: date
    valid_until: date | None
    provenance: Provenance

    def covers(self, item_code: str, handling_division: str, on: date) -> bool:
        """Whether the agreement holds for this item at this place on this day."""
        in_time = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        in_place = DivisionCode(self.handling_division).contains(DivisionCode(handling_division))
        return in_time and in_place and (not self.item_codes or item_code in self.item_codes)

    def made_by(self, collecting_division: str) -> bool:
        """Whether this collecting place, or a division it lies in, made the agreement."""
        return DivisionCode(self.collecting_division).contains(DivisionCode(collecting_division))


# What a window may do everywhere without any agreement: 收件 and 原件核验 (国办发〔2020〕35号, 收受分离).
UNDELEGATED_POWERS = frozenset({Power.RECEIVE, Power.VERIFY_ORIGINALS})
