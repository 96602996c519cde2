"""Where each original is. An original is always in exactly one recorded place or recorded bad state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CustodyPlace(StrEnum):
    """Recorded place or state of an original."""

    WITH_APPLICANT = "with_applicant"
    AT_WINDOW = "at_window"
    IN_PARCEL = "in_parcel"
    IN_TRANSIT = "in_transit"
    AT_HANDLING_PLACE = "at_handling_place"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"
    SURRENDERED = "surrendered"  # 交回, never returned
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One move of the originals of one material; `count` originals, never rewritten."""

    id: str
    case_id: str
    material_code: str
    place: CustodyPlace
    count: int
    at: datetime
    clerk_id: str
    remark: str = ""
