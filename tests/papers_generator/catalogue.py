"""Every kind of paper that can be drawn."""

from __future__ import annotations

from collections.abc import Callable

from tests.papers_generator import cards, certificates, letters
from tests.papers_generator.canvas import Specimen
from tests.papers_generator.facts import Facts

DRAWERS: dict[str, Callable[[Facts], Specimen]] = {
    drawer.__name__: drawer
    for drawer in (
        cards.resident_id_front,
        cards.resident_id_back,
        cards.residence_permit_front,
        cards.residence_permit_back,
        cards.hk_macau_permit,
        cards.taiwan_permit,
        cards.foreign_permanent_residence,
        cards.passport,
        certificates.business_licence,
        certificates.household_register,
        certificates.marriage_certificate,
        certificates.real_estate_certificate,
        certificates.graduation_certificate,
        letters.power_of_attorney,
        letters.bank_slip,
    )
}


def draw(kind: str, seed: int) -> Specimen:
    """Draw one paper; the same seed gives the same paper. Raises KeyError for an unknown kind."""
    return DRAWERS[kind](Facts(f"{kind}-{seed}"))
